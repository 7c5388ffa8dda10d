/** Every incident, and the way to each. */

import { Link } from "wouter";

import { useColumns } from "../parts/columns";
import { Table } from "../parts/table";
import { useSay } from "../text";

export default function Incidents() {
  const say = useSay();
  const columns = useColumns();
  const start = columns.moment("start", "Start");
  return (
    <>
      <h1>{say("incidents.title")}</h1>
      <Table
        name="incidents"
        sort="-start"
        columns={[
          { ...start, show: (row) => <Link href={`/incident/${row.id}`}>{start.show?.(row)}</Link> },
          columns.code("kind", "Kind", "kinds"),
          columns.range("count_low", "count_high", "How many"),
          columns.sector("sector", "Sector"),
          columns.place("nearest", "Nearest place"),
          columns.code("weapon", "Weapon", "weapons"),
          columns.code("assessment", "Assessment", "assessments"),
          columns.number("n_origins", "Origins"),
          columns.number("probability", "Probability"),
          columns.state("status", "Status"),
        ]}
      />
    </>
  );
}
