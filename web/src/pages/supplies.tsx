/** What came in by stage, against baseline and need; how long it lasts; which health services work; registers. */

import { useColumns } from "../parts/columns";
import { Folded } from "../parts/folded";
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
      <h2>{say("supplies.needs")}</h2>
      <Folded
        name="needs"
        columns={[
          columns.code("item", "Item", "items"),
          columns.place("place", "Place"),
          columns.range("amount_low", "amount_high", "Needed, a day"),
          columns.plain("unit", "Unit"),
          columns.range("population_low", "population_high", "People"),
          columns.plain("population_on", "Counted on"),
          columns.source("population_whose", "By the account of"),
          columns.plain("standard", "By the standard"),
        ]}
      />
      <h2>{say("supplies.met")}</h2>
      <p className="dim">{say("supplies.met.says")}</p>
      <Table
        name="met"
        columns={[
          columns.place("place", "Place"),
          columns.code("item", "Item", "items"),
          columns.plain("standard", "Standard"),
          columns.range("each_low", "each_high", "Came, a person and day"),
          columns.range("standard_low", "standard_high", "Needed, a person and day"),
          columns.plain("unit", "Unit"),
          columns.range("share_low", "share_high", "Share"),
          columns.moment("last", "Last came"),
        ]}
      />
      <h2>{say("supplies.cover")}</h2>
      <Table
        name="cover"
        columns={[
          columns.place("place", "Place"),
          columns.code("item", "Item", "items"),
          columns.range("full_low", "full_high", "Days at full ration"),
          columns.range("present_low", "present_high", "Days at present ration"),
          columns.range("little_low", "little_high", "Days until less than half a ration"),
          columns.range("supplied_low", "supplied_high", "Days if supplies go on"),
          columns.moment("counted_on", "Last counted"),
          columns.state("reach", "Reached by lorry"),
        ]}
      />
      <h2>{say("supplies.services")}</h2>
      <Table
        name="services"
        columns={[
          columns.place("place", "Place"),
          columns.plain("facility", "Facility"),
          columns.code("service", "Service", "services"),
          columns.state("state", "Stands as"),
          columns.code("level", "Level", "functioning"),
          columns.moment("seen_on", "Last seen"),
          columns.plain("claimed", "Parties say"),
        ]}
      />
      <h2>{say("supplies.registers")}</h2>
      <Table
        name="registers"
        columns={[
          columns.moment("start", "Week from"),
          columns.plain("flow", "Flow"),
          columns.source("register", "Register"),
          columns.number("lines", "Lines"),
          columns.source("beside", "Other register"),
          columns.number("beside_lines", "Its lines"),
          columns.range("low", "high", "Held or would have held"),
          columns.state("basis", "Stands as"),
        ]}
      />
      <h2>{say("supplies.falls")}</h2>
      <Table
        name="reckonings"
        columns={[
          columns.plain("flow", "Flow"),
          columns.source("register", "Register"),
          columns.moment("start", "From"),
          columns.number("lines_before", "Lines a day before"),
          columns.number("lines_now", "Lines a day now"),
          columns.range("low", "high", "Held or would have held"),
          columns.state("verdict", "Fall lies in"),
        ]}
      />
      <h2>{say("supplies.books")}</h2>
      <Table
        name="books"
        columns={[
          columns.plain("flow", "Flow"),
          columns.source("register", "Register"),
          columns.number("lines", "Lines"),
          columns.plain("unit", "Unit"),
          columns.number("whipple", "Round digits (100: none, 500: all)"),
          columns.state("grade", "Stands as"),
          columns.number("step", "Mostly multiples of"),
          columns.number("unweighed", "Lines unweighed"),
          columns.number("late", "Lines put in late"),
          columns.number("quarantined", "Rows in quarantine"),
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
