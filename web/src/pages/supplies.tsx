/** What came in by stage, against baseline and need. */

import { useColumns } from "../parts/columns";
import { Table } from "../parts/table";
import { useSay } from "../text";

export default function Supplies() {
  const say = useSay();
  const columns = useColumns();
  return (
    <>
      <h1>{say("supplies.title")}</h1>
      <h2>{say("supplies.shares")}</h2>
      <Table
        name="shares"
        columns={[
          columns.code("measure", "Measure", "measures"),
          columns.place("about", "About"),
          columns.state("account", "By the account of"),
          columns.range("amount_low", "amount_high", "Amount"),
          columns.plain("unit", "Unit"),
          columns.state("of", "Against"),
          columns.range("of_low", "of_high", "Which is"),
          columns.range("share_low", "share_high", "Share"),
          columns.state("bound", "Stands as"),
        ]}
      />
      <h2>{say("supplies.flows")}</h2>
      <Table
        name="flows"
        columns={[
          columns.code("item", "Item", "items"),
          columns.code("stage", "Stage", "stages"),
          columns.place("at", "At"),
          columns.state("account", "By the account of"),
          columns.range("amount_low", "amount_high", "Amount"),
          columns.plain("unit", "Unit"),
          columns.number("consignments", "Consignments"),
          columns.plain("differ", "Accounts differ"),
        ]}
      />
      <h2>{say("supplies.consignments")}</h2>
      <Table
        name="consignments"
        columns={[
          columns.plain("consignment", "Consignment"),
          columns.code("item", "Item", "items"),
          columns.code("stage", "Stage", "stages"),
          columns.place("at", "At"),
          columns.place("destination", "For"),
          columns.range("amount_low", "amount_high", "Amount"),
          columns.plain("unit", "Unit"),
          columns.moment("reached", "Reached"),
        ]}
      />
    </>
  );
}
