/** A corridor as the road that it is: its segments in order, each way, with the age of what is known. */

import { useTable } from "../data/use";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { Figure } from "./row";
import { NotObserved, Waiting } from "./state";
import { useNaming } from "./words";

export interface Stretch {
  id: string;
  segment: string;
  corridor: string;
  direction: string;
  vehicle: string;
  status: string;
  age_h: number | null;
  stale: boolean;
}

/** Vehicles that stand alike on one way of a segment. */
export interface Alike {
  rows: Stretch[];
  status: string;
}

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

/** How many hours old what is known of `rows` is, from the youngest to the oldest; empty where nothing is known. */
export function ages(rows: readonly Stretch[]): string {
  const hours = rows.flatMap((row) => (row.age_h === null ? [] : [Math.round(row.age_h)]));
  if (hours.length === 0) return "";
  const [least, most] = [Math.min(...hours), Math.max(...hours)];
  return least === most ? `${least}` : `${least}–${most}`;
}

/** The vehicles of one way, those of one status together, in the order in which they come. */
export function alike(way: readonly Stretch[]): Alike[] {
  return [...grouped(way, (row) => row.status)].map(([status, rows]) => ({ status, rows }));
}

function grouped<R>(rows: readonly R[], by: (row: R) => string): Map<string, R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) found.set(by(row), [...(found.get(by(row)) ?? []), row]);
  return found;
}
