/** What people decided about these accounts and stands, and undoing it: a further entry. */

import { useState } from "react";

import { useObserved } from "../data/observable";
import { submit } from "../data/server";
import { me } from "../data/session";
import { useRead } from "../data/use";
import { Figure } from "../parts/row";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";

interface Decided {
  id: string;
  author: string;
  entered_at: string;
  act: string;
  on: string[];
  reason: string;
  undoable: boolean;
}

export function Decisions({ entries }: { entries: readonly string[] }) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const decides = useObserved(me)?.rights.includes("decide");
  const query = new URLSearchParams(entries.map((one) => ["on", one]));
  const { data } = useRead<Decided[]>(entries.length ? `/api/decisions/standing?${query}` : null);
  const [said, setSaid] = useState("");
  const undo = async (decided: Decided) => {
    const reason = say("incident.undo.reason", { act: naming.code("acts", decided.act) });
    try {
      const receipt = await submit(`/api/decisions/${decided.id}/undo`, { reason }, `${say("incident.undo")}: ${naming.code("acts", decided.act)}`);
      setSaid(say(receipt ? "incident.undone" : "incident.waits"));
    } catch (failure) {
      setSaid(failure instanceof Error ? failure.message : String(failure));
    }
  };
  if (!data?.length) return said ? <p role="status">{said}</p> : null;
  return (
    <>
      <h2>{say("incident.decisions")}</h2>
      {said ? <p role="status">{said}</p> : null}
      <ul className="lines" data-testid="decisions">
        {data.map((one) => (
          <li key={one.id}>
            <span>
              <Figure row={one.id}>{naming.code("acts", one.act)}</Figure> ({one.on.length}), {one.author}, {clock.moment(one.entered_at)}: <q>{one.reason}</q>
            </span>
            {decides && one.undoable ? (
              <button type="button" onClick={() => void undo(one)}>
                {say("incident.undo")}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
