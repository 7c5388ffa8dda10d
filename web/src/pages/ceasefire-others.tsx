/** What the lists of others add to the mission's, and whether fire on one side came after fire on the other. */

import { useColumns } from "../parts/columns";
import { NotKnown } from "../parts/state";
import { type Row, Table } from "../parts/table";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useHeads } from "../text/heads";

export function Others() {
  const say = useSay();
  const columns = useColumns();
  const naming = useNaming();
  const { code } = useHeads();
  const whose = (list: string) => (naming.source(list) === list ? code(list) : naming.source(list));
  const listed = ({ lists, listed }: Row) =>
    (lists as string[]).map((list, at) => `${whose(list)} ${(listed as number[])[at]}`).join(", ");
  return (
    <>
      <h2>{say("lists.title")}</h2>
      <p className="dim">{say("lists.says")}</p>
      <Table
        name="lists"
        columns={[
          { name: "stratum", head: "Events", show: (row) => (row.stratum ? code(String(row.stratum)) : say("lists.together")) },
          columns.state("tolerance", "Accounts matched"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          { name: "lists", head: "Listed by", show: listed },
          columns.number("seen", "Listed by any"),
          columns.number("several", "By several"),
          { name: "total", head: "Estimated in all", number: true, show: (row) => <Total row={row} /> },
          { ...columns.range("low", "high", "90 % interval"), show: (row) => (row.low === null ? <NotKnown /> : `${row.low} – ${row.high}`) },
          columns.state("reason", "Reserve"),
        ]}
      />
      <h2>{say("following.title")}</h2>
      <p className="dim">{say("following.says")}</p>
      <Table
        name="following"
        columns={[
          columns.source("first", "First on the side of"),
          columns.source("second", "Then on the side of"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.number("of_first", "Outgoing on the first"),
          columns.number("followed", "Followed within 3 h"),
          { ...columns.state("state", "More than chance"), show: (row) => say(`following.${row.state as "follows"}`) },
          columns.number("days_p", "p, days"),
          columns.number("order_p", "p, order"),
        ]}
      />
    </>
  );
}

function Total({ row }: { row: Row }) {
  const say = useSay();
  if (row.total === null) return <NotKnown />;
  const total = (row.total as number).toLocaleString();
  return row.bound === "lower" ? say("lists.least", { total }) : total;
}
