/** Every incident, and the way to each; what others told of, beside them; whom people hold to have done what. */

import { Link } from "wouter";

import type { Incident as Held } from "../data/types";
import { useTable } from "../data/use";
import { useColumns } from "../parts/columns";
import { NotKnown } from "../parts/state";
import { type Column, Table } from "../parts/table";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { useClock } from "../text/moments";

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
      <Leads />
      <Attribution />
    </>
  );
}

function Leads() {
  const say = useSay();
  const columns = useColumns();
  const { code } = useHeads();
  return (
    <>
      <h2>{say("leads.title")}</h2>
      <p className="dim">{say("leads.says")}</p>
      <Table
        name="leads"
        sort="-start"
        columns={[
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          { name: "event", head: "Event", show: (row) => (row.event ? code(String(row.event).toLowerCase()) : <NotKnown />) },
          columns.place("place", "Place told of"),
          columns.sources("claimants", "Told by"),
          columns.plain("text", "In their words"),
          columns.sources("carriers", "Read in"),
          columns.number("n_origins", "Independent origins"),
          columns.plain("differs", "Tellings part on"),
          { name: "incidents", head: "May be of", show: (row) => <MayBe of={row.incidents as string[]} /> },
        ]}
      />
    </>
  );
}

function MayBe({ of }: { of: readonly string[] }) {
  const say = useSay();
  if (of.length === 0) return <span className="unseen">{say("leads.none")}</span>;
  return of.map((id, at) => (
    <span key={id}>
      {at ? ", " : ""}
      <Link href={`/incident/${id}`}>{say("leads.incident", { n: at + 1 })}</Link>
    </span>
  ));
}

function Attribution() {
  const say = useSay();
  const columns = useColumns();
  const incident = useIncident();
  const sources = columns.number("sources_for", "Sources for it");
  return (
    <>
      <h2>{say("attribution.title")}</h2>
      <p className="dim">{say("attribution.says")}</p>
      <Table
        name="attributions"
        columns={[
          incident,
          columns.state("outcome", "Outcome"),
          columns.hypothesis("hypothesis", "To whom"),
          columns.plain("reason", "Reason"),
          columns.plain("author", "Decided by"),
          columns.moment("decided_at", "Decided"),
          { ...sources, show: (row) => (row.hypothesis ? String(row.sources_for) : "") },
          columns.number("sources_needed", "Sources asked for"),
          columns.plain("standard", "By the standard"),
        ]}
      />
      <h3>{say("attribution.hypotheses")}</h3>
      <Table
        name="hypotheses"
        columns={[
          incident,
          columns.hypothesis("hypothesis", "Hypothesis"),
          columns.size("speaks_for", "Entries for it"),
          columns.size("speaks_against", "Entries against it"),
          sources,
          columns.plain("reasons", "Reason"),
        ]}
      />
    </>
  );
}

/** The column of an incident that people entered evidence about: its kind and its beginning, leading to it. */
function useIncident(): Column {
  const naming = useNaming();
  const clock = useClock();
  const ids = useTable<{ incident: string }>("attributions", { limit: 500 }).data?.rows.map((one) => one.incident) ?? [];
  const found = useTable<Held>("incidents", { where: [`id:in:${ids.join(",") || "none"}`], limit: 500 }).data?.rows ?? [];
  const held = new Map(found.map((one) => [one.id, one]));
  const called = (id: string) => {
    const one = held.get(id);
    return one ? `${naming.code("kinds", one.kind)}, ${clock.moment(one.start)}` : id;
  };
  return {
    name: "incident",
    head: "Incident",
    show: ({ incident }) => <Link href={`/incident/${incident}`}>{called(String(incident))}</Link>,
  };
}
