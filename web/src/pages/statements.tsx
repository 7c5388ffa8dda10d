/** Who said what, as it stood. */

import { useTable } from "../data/use";
import { Figure } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";

interface Said {
  id: string;
  speaker: string;
  chain: string[];
  stance: string;
  clause: string;
  said_start: string;
  quoted: boolean;
  text: string;
}

export default function Statements() {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const { data, failed, kept } = useTable<Said>("statements", { sort: "-said_start", limit: 500 });
  if (!data) return <Waiting failed={failed} />;
  return (
    <>
      <h1>{say("statements.title")}</h1>
      <Kept at={kept} />
      <p>{say("table.rows", { n: data.total })}</p>
      {data.total === 0 ? <p className="unseen">{say("table.empty")}</p> : null}
      {data.rows.map((one) => (
        <article key={one.id} className="statement">
          <p>
            <strong>{naming.source(one.speaker)}</strong>, {clock.moment(one.said_start)}
            {one.chain.length ? ` (${one.chain.map(naming.source).join(" ← ")})` : ""}
          </p>
          <p>{one.quoted ? <q>{one.text}</q> : one.text}</p>
          <p className="dim">
            {naming.code("stances", one.stance)} {one.clause} <Figure row={one.id}>{say("table.why")}</Figure>
          </p>
        </article>
      ))}
    </>
  );
}
