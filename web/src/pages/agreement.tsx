/** What the parties say, side by side, and what the mission saw of it. */

import { useColumns } from "../parts/columns";
import { Table } from "../parts/table";
import { useSay } from "../text";

export default function Agreement() {
  const say = useSay();
  const columns = useColumns();
  return (
    <>
      <h1>{say("agreement.title")}</h1>
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
    </>
  );
}
