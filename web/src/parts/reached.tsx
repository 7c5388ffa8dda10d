/** Who can be reached from any entry by any vehicle, gathered by how far that is known; every place opens its row. */

import { useTable } from "../data/use";
import { useHeads } from "../text/heads";
import { Figure } from "./row";
import { NotKnown, Waiting } from "./state";
import { useNaming } from "./words";

interface Reach {
  id: string;
  place: string;
  reach: string;
}

const STATES = ["certainly", "possibly", "not", "not_known"];

export function Reached() {
  const naming = useNaming();
  const { code } = useHeads();
  const { data, failed } = useTable<Reach>("reach", { where: ["entry:eq:", "vehicle:eq:any"], limit: 1000 });
  if (!data) return <Waiting failed={failed} />;
  const gathered = STATES.map((state) => ({ state, rows: data.rows.filter((one) => one.reach === state) }));
  return gathered
    .filter(({ rows }) => rows.length > 0)
    .map(({ state, rows }) => (
      <section key={state}>
        <h3>{state === "not_known" ? <NotKnown /> : code(state)}</h3>
        <ul className="figures">
          {rows.map((one) => (
            <li key={one.id}>
              <Figure row={one.id}>{naming.place(one.place)}</Figure>
            </li>
          ))}
        </ul>
      </section>
    ));
}
