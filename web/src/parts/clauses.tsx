/** Every clause: how it stands as a whole and for each party, what it says in its renderings, and by when. */

import { useAbout, useTable } from "../data/use";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { Figure } from "./row";
import { Waiting } from "./state";
import type { Column } from "./table";

interface Clause {
  id: string;
  clause: string;
  title: string;
  obligation: string;
  due: string | null;
  due_state: string;
  differences: string[];
}

interface Standing {
  id: string;
  clause: string;
  party: string;
  verdict: string;
  says: string;
}

interface Rendering {
  id: string;
  clause: string;
  version: string;
  text: string;
}

const MARKS: Readonly<Record<string, string>> = { in_breach: "✕", partly_kept: "◐", kept: "✓" };

/** The column of a clause, by its title. */
export function useClauses(): Column {
  const titles = new Map(useTable<Clause>("clauses", { limit: 500 }).data?.rows.map((one) => [one.clause, one.title]));
  return { name: "clause", head: "Clause", show: (row) => titles.get(String(row.clause)) ?? String(row.clause) };
}

export function Clauses() {
  const say = useSay();
  const { head, code } = useHeads();
  const parties = useAbout()?.parties ?? [];
  const clauses = useTable<Clause>("clauses", { limit: 500 });
  const standing = useTable<Standing>("compliance", { limit: 2000 }).data?.rows ?? [];
  const renderings = useTable<Rendering>("renderings", { limit: 1000 }).data?.rows ?? [];
  if (!clauses.data) return <Waiting failed={clauses.failed} />;
  if (clauses.data.total === 0) return <p className="unseen">{say("table.empty")}</p>;
  const of = (clause: string, party: string) => standing.find((one) => one.clause === clause && one.party === party);
  const verdict = (one: Standing | undefined) =>
    one ? (
      <Figure row={one.id}>
        <span className={one.verdict === "not_observable" ? "unseen" : ""}>
          {MARKS[one.verdict] ?? ""} {code(one.verdict)}
        </span>
      </Figure>
    ) : null;
  return (
    <div className="table" role="region" aria-label={say("agreement.clauses")} tabIndex={0}>
      <table className="cards" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{head("Clause")}</th>
            <th role="columnheader">{head("As a whole")}</th>
            {parties.map((party) => <th key={party.id} role="columnheader">{party.short}</th>)}
            <th role="columnheader">{head("Due")}</th>
            <th role="columnheader">{head("Obligation")}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {clauses.data.rows.map((one) => (
            <tr key={one.id} role="row">
              <td role="cell" data-head={head("Clause")}><Figure row={one.id}>{one.title}</Figure></td>
              <td role="cell" data-head={head("As a whole")}>{verdict(of(one.clause, ""))}</td>
              {parties.map((party) => <td key={party.id} role="cell" data-head={party.short}>{verdict(of(one.clause, party.id))}</td>)}
              <td role="cell" data-head={head("Due")}>{one.due ? `${one.due} (${code(one.due_state)})` : "–"}</td>
              <td role="cell" data-head={head("Obligation")}>
                <div>
                  {one.obligation}
                  {one.differences.length ? <p className="warn">{one.differences.join("; ")}</p> : null}
                  <details>
                    <summary>{say("agreement.texts")}</summary>
                    {renderings
                      .filter((rendering) => rendering.clause === one.clause)
                      .map((rendering) => (
                        <p key={rendering.id}>
                          <Figure row={rendering.id}>{rendering.version}</Figure>: <q>{rendering.text}</q>
                        </p>
                      ))}
                  </details>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
