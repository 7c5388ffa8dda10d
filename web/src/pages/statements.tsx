/** Who said what, as it stood; and what several outlets tell of one statement. */

import { useClauses } from "../parts/clauses";
import { useColumns } from "../parts/columns";
import { Table } from "../parts/table";
import { useNaming } from "../parts/words";
import { useSay } from "../text";

export default function Statements() {
  const say = useSay();
  const columns = useColumns();
  const naming = useNaming();
  const clause = useClauses();
  return (
    <>
      <h1>{say("statements.title")}</h1>
      <Table
        name="statements"
        sort="-said_start"
        columns={[
          columns.moment("said_start", "Said from"),
          columns.moment("said_end", "To"),
          columns.source("speaker", "Speaker"),
          {
            name: "chain",
            head: "Reached us by",
            show: (row) => (row.chain as string[]).map(naming.source).join(" ← ") || naming.source(String(row.source)),
          },
          columns.code("stance", "Stance", "stances"),
          clause,
          {
            name: "text",
            head: "In their words",
            show: (row) => (row.quoted ? <q>{String(row.text)}</q> : String(row.text)),
          },
          { name: "proposed", head: "Read by", show: (row) => say(row.proposed ? "statements.machine" : "statements.person") },
        ]}
      />
      <h2>{say("statements.again")}</h2>
      <p className="dim">{say("statements.again.says")}</p>
      <Table
        name="restatements"
        sort="-said_start"
        columns={[
          columns.moment("said_start", "Said from"),
          columns.moment("said_end", "To"),
          columns.source("speaker", "Speaker"),
          columns.plain("text", "In their words"),
          columns.size("statements", "Times told"),
          columns.sources("carriers", "Read in"),
          columns.number("n_origins", "Independent origins"),
          columns.plain("differs", "Tellings part on"),
        ]}
      />
    </>
  );
}
