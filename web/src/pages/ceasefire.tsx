/** Counts by sector and rule, estimates, alarms, forecasts, fires from space, both sides, and who noticed nothing. */

import { useTable } from "../data/use";
import { useColumns } from "../parts/columns";
import { Folded } from "../parts/folded";
import { Interval } from "../parts/interval";
import { Figure } from "../parts/row";
import { NotKnown, NotObserved } from "../parts/state";
import { Table } from "../parts/table";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { Others } from "./ceasefire-others";
import { Alarms, Calendar, Estimates, Forecasts } from "./ceasefire-charts";

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
  const naming = useNaming();
  return (
    <>
      <h1>{say("ceasefire.title")}</h1>
      <h2>{say("ceasefire.chart")}</h2>
      <BySector />
      <h2>{say("ceasefire.calendar")}</h2>
      <Calendar />
      <h3>{say("ceasefire.conditions")}</h3>
      <Table name="conditions" columns={[columns.state("condition", "Condition"), columns.number("known", "Share of the ground known")]} />
      <h3>{say("ceasefire.detection")}</h3>
      <Folded
        name="detection"
        columns={[
          columns.code("type", "Watchers", "source_types"),
          { ...columns.code("kind", "Kind", "kinds"), show: (row) => (row.kind ? naming.code("kinds", String(row.kind)) : say("ceasefire.beyond")) },
          columns.state("light", "Light"),
          columns.number("trials", "Others told of"),
          columns.number("told", "Noticed too"),
          columns.number("foretold", "By the table"),
          columns.number("table_m", "Half noticed at, m, by the table"),
          columns.number("half_m", "Half noticed at, m"),
          columns.range("low_m", "high_m", "90 % interval"),
          columns.state("state", "State"),
        ]}
      />
      <h2>{say("ceasefire.bands")}</h2>
      <Estimates />
      <h2>{say("ceasefire.alarms")}</h2>
      <Alarms />
      <Folded
        name="alarms"
        sort="-start"
        columns={[
          columns.sector("sector", "Sector"),
          columns.sectors("sectors", "Sectors together"),
          columns.moment("start", "Day from"),
          columns.state("state", "Alarm"),
          columns.moment("since", "Since"),
          columns.number("seen", "Recorded"),
          columns.number("expected", "Expected"),
          columns.number("score", "Score"),
          columns.number("threshold", "Alarm from"),
        ]}
      />
      <h2>{say("ceasefire.fan")}</h2>
      <Forecasts />
      <Folded
        name="forecasts"
        columns={[
          columns.sector("sector", "Sector"),
          columns.state("span", "Span"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.number("expected", "Forecast"),
          columns.range("low", "high", "90 % interval"),
          columns.number("past_held", "Past intervals that held"),
          columns.number("past", "Of"),
        ]}
      />
      <h2>{say("ceasefire.counts")}</h2>
      <Table
        name="counts"
        columns={[
          columns.sector("sector", "Sector"),
          columns.rule("rule", "Rule"),
          columns.observed("value", "Count"),
          columns.range("low", "high", "May be"),
          columns.state("state", "State"),
          columns.number("previous", "Previous"),
          { name: "change", head: "Change", show: (row) => (row.value === null || row.previous === null ? <NotKnown /> : String(row.change)) },
        ]}
      />
      <h2>{say("ceasefire.conversions")}</h2>
      <Folded
        name="conversions"
        columns={[
          columns.rule("rule", "Rule"),
          columns.observed("value", "Count"),
          columns.rule("into", "Other rule"),
          columns.observed("into_value", "Count by it"),
          columns.number("ratio", "Ratio"),
        ]}
      />
      <h2>{say("ceasefire.hotspots")}</h2>
      <Table
        name="hotspots"
        sort="-value"
        columns={[columns.place("place", "Nearest place"), columns.number("value", "Count"), columns.range("low", "high", "May be")]}
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
      <h2>{say("ceasefire.scores")}</h2>
      <Table
        name="scores"
        columns={[
          columns.sector("sector", "Sector"),
          columns.state("span", "Span"),
          columns.moment("start", "From"),
          columns.number("expected", "Forecast"),
          columns.range("low", "high", "90 % interval"),
          columns.number("happened", "Recorded"),
          columns.number("crps", "CRPS"),
          columns.number("peer_crps", "Conflictology"),
        ]}
      />
      <Others />
      <h2>{say("ceasefire.fires")}</h2>
      <Table
        name="fires"
        columns={[
          columns.sector("sector", "Sector"),
          columns.moment("start", "Day from"),
          columns.number("clear", "Clear looks"),
          columns.observed("seen", "Fires"),
          columns.number("expected", "Usual"),
          columns.range("excess_low", "excess_high", "Excess"),
          columns.state("state", "State"),
        ]}
      />
      <h3>{say("ceasefire.candles")}</h3>
      <Table
        name="candles"
        columns={[
          { name: "candle", head: "What burns", show: (row) => String(row.candle || say("ceasefire.allburn")) },
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.number("seen", "Fires"),
          columns.number("expected", "Usual"),
          columns.number("factor", "Times the usual"),
          columns.range("low", "high", "90 % interval"),
          columns.state("state", "State"),
        ]}
      />
      <h2>{say("ceasefire.balance")}</h2>
      <Table
        name="balance"
        columns={[
          columns.state("measure", "Measure"),
          columns.source("party", "On the side of"),
          columns.number("value", "Value"),
          columns.number("of", "Of"),
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
