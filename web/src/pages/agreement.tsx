/** What the parties say, side by side, and what the mission saw of it. */

import { Clauses, useClauses } from "../parts/clauses";
import { useColumns } from "../parts/columns";
import { Table } from "../parts/table";
import { useSay } from "../text";

export default function Agreement() {
  const say = useSay();
  const columns = useColumns();
  const clause = useClauses();
  return (
    <>
      <h1>{say("agreement.title")}</h1>
      <h2>{say("agreement.kept")}</h2>
      <p className="dim">{say("agreement.kept.says")}</p>
      <Clauses />
      <h2>{say("agreement.cases")}</h2>
      <Table
        name="cases"
        columns={[
          columns.plain("case", "Case"),
          clause,
          columns.source("party", "Party"),
          columns.moment("opened", "Opened"),
          columns.state("stage", "Stage"),
          columns.plain("due", "Due"),
          columns.plain("overdue", "Overdue"),
          columns.plain("says", "In words"),
        ]}
      />
      <h2>{say("agreement.steps")}</h2>
      <Table
        name="steps"
        sort="-start"
        columns={[
          columns.moment("start", "From"),
          columns.code("step", "Step", "steps"),
          columns.plain("case", "Case"),
          clause,
          columns.source("party", "Party"),
          columns.source("source", "Told by"),
          columns.code("outcome", "Outcome", "outcomes"),
          columns.plain("text", "In words"),
        ]}
      />
      <h2>{say("agreement.comparisons")}</h2>
      <Table
        name="comparisons"
        columns={[
          columns.code("measure", "Measure", "measures"),
          columns.place("about", "About"),
          columns.source("first", "First"),
          columns.range("first_low", "first_high", "Says"),
          columns.source("second", "Second"),
          columns.range("second_low", "second_high", "Says"),
          columns.plain("unit", "Unit"),
          columns.number("ratio", "Ratio"),
          columns.state("outcome", "Outcome"),
        ]}
      />
      <h2>{say("agreement.claims")}</h2>
      <Table
        name="claims"
        columns={[
          columns.source("claimant", "Claimant"),
          columns.code("measure", "Measure", "measures"),
          columns.place("about", "About"),
          columns.range("amount_low", "amount_high", "Figure"),
          columns.plain("unit", "Unit"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.plain("text", "In its words"),
        ]}
      />
      <h2>{say("agreement.record")}</h2>
      <Table
        name="claims-record"
        columns={[
          columns.source("claimant", "Claimant"),
          columns.code("measure", "Measure", "measures"),
          columns.place("about", "About"),
          columns.range("claim_low", "claim_high", "Figure"),
          columns.plain("unit", "Unit"),
          columns.state("outcome", "Outcome"),
          columns.observed("own_least", "The Mission saw at least"),
          columns.number("seen_share", "Share of area and time observed"),
        ]}
      />
      <h2>{say("agreement.findings")}</h2>
      <Table
        name="findings"
        sort="-start"
        columns={[
          clause,
          columns.source("party", "Party"),
          columns.state("verdict", "Speaks for"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.plain("says", "In words"),
        ]}
      />
    </>
  );
}
