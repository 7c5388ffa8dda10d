/** Counts by sector and rule, estimates, and who noticed nothing. */

import { useTable } from "../data/use";
import { useColumns } from "../parts/columns";
import { Interval } from "../parts/interval";
import { Figure } from "../parts/row";
import { NotKnown, NotObserved } from "../parts/state";
import { Table } from "../parts/table";
import { useNaming } from "../parts/words";
import { useSay } from "../text";

interface Counted {
  id: string;
  sector: string;
  value: number | null;
  low: number | null;
  high: number | null;
}

export default function Ceasefire() {
  const say = useSay();
  const columns = useColumns();
  return (
    <>
      <h1>{say("ceasefire.title")}</h1>
      <h2>{say("ceasefire.chart")}</h2>
      <BySector />
      <h2>{say("ceasefire.counts")}</h2>
      <Table
        name="counts"
        columns={[
          columns.sector("sector", "Sector"),
          columns.rule("rule", "Rule"),
          { ...columns.number("value", "Count"), show: (row) => (row.value === null ? <NotObserved /> : String(row.value)) },
          columns.range("low", "high", "May be"),
          columns.state("state", "State"),
          columns.number("previous", "Previous"),
          { name: "change", head: "Change", show: (row) => (row.value === null || row.previous === null ? <NotKnown /> : String(row.change)) },
        ]}
      />
      <h2>{say("ceasefire.rates")}</h2>
      <Table
        name="rates"
        columns={[
          columns.sector("sector", "Sector"),
          columns.state("span", "Span"),
          columns.number("seen", "Recorded"),
          columns.number("detection", "Share noticeable"),
          columns.number("total", "Estimate"),
          columns.range("low", "high", "90 % interval"),
          columns.state("verdict", "Change"),
        ]}
      />
      <h2>{say("ceasefire.silences")}</h2>
      <Table
        name="silences"
        columns={[
          columns.source("source", "Source"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.number("hours", "Hours"),
          columns.plain("means", "Could notice"),
        ]}
      />
    </>
  );
}

function BySector() {
  const naming = useNaming();
  const { data } = useTable<Counted>("counts", { where: ["rule:eq:items", "sector:ne:"] });
  const most = Math.max(1, ...(data?.rows.map((row) => row.high ?? 0) ?? []));
  return (
    <div className="columns">
      {data?.rows.map((row) => (
        <div key={row.id}>
          {naming.sector(row.sector)}: <Figure row={row.id}>{row.value === null ? <NotObserved /> : row.value}</Figure>
          <Interval low={row.low} best={row.value} high={row.high} most={most} />
        </div>
      ))}
    </div>
  );
}
