/** A corridor as the road that it is: its segments in order, each way, with the age of what is known. */

import { useTable } from "../data/use";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { Figure } from "./row";
import { NotObserved, Waiting } from "./state";
import { ages, type Alike, alike, grouped, type Stretch } from "./ways";
import { useNaming } from "./words";

export function Roads() {
  const naming = useNaming();
  const { data, failed } = useTable<Stretch>("segments", { limit: 5000 });
  if (!data) return <Waiting failed={failed} />;
  return [...grouped(data.rows, (row) => row.corridor)].map(([corridor, rows]) => (
    <section key={corridor}>
      <h3>{naming.place(corridor)}</h3>
      <ol className="road">
        {[...grouped(rows, (row) => row.segment)].map(([segment, both]) => (
          <li key={segment}>
            <strong>{naming.place(segment)}</strong>
            {[...grouped(both, (row) => row.direction)].map(([towards, way]) => (
              <Way key={towards} towards={towards} alike={alike(way)} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  ));
}

function Way({ towards, alike }: { towards: string; alike: Alike[] }) {
  const say = useSay();
  const naming = useNaming();
  const { code } = useHeads();
  return (
    <div className="way">
      <span className="dim">→ {naming.place(towards)}</span>
      {alike.map(({ rows, status }) => (
        <span key={status} className={`passable ${status}`}>
          <Figure row={rows[0]!.id}>{status === "not_observed" ? <NotObserved /> : code(status)}</Figure>
          {ages(rows) === "" ? "" : ` ${say(rows.some((row) => row.stale) ? "corridor.stale" : "corridor.age", { h: ages(rows) })}`}
          {alike.length > 1 ? `: ${rows.map((row) => naming.code("vehicles", row.vehicle)).join(", ")}` : ""}
        </span>
      ))}
    </div>
  );
}
