/** Where to look tomorrow: the stays that are advised, for the mission alone. */

import { useMemo } from "react";

import { useTable } from "../data/use";
import { Canvas } from "../map/canvas";
import { elsewhere, useLayer } from "../map/layers";
import { ways } from "../map/road";
import { useColumns } from "../parts/columns";
import { useOpenRow } from "../parts/row";
import { Waiting } from "../parts/state";
import { Table } from "../parts/table";
import { useSay } from "../text";

const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

export default function Plan() {
  const say = useSay();
  const columns = useColumns();
  const { data, failed } = useTable("plan", { limit: 1 });
  return (
    <>
      <h1>{say("plan.title")}</h1>
      <p>
        <strong>{say("plan.alone")}</strong> {say("plan.says")}
      </p>
      {!data ? <Waiting failed={failed} /> : data.total === 0 ? <p className="unseen">{say("plan.none")}</p> : (
        <>
          <Stays />
          <Table
            name="plan"
            sort="rank"
            columns={[
              columns.number("rank", "No"),
              columns.place("place", "Stay at"),
              columns.sector("sector", "Sector"),
              columns.moment("start", "From"),
              columns.moment("end", "To"),
              { ...columns.state("why", "Because"), show: (row) => say(`plan.${row.why as "missed" | "unwatched"}`) },
              columns.number("incidents", "New incidents, about"),
              columns.range("incidents_low", "incidents_high", "90 % interval"),
              {
                ...columns.number("unwatched_km2", "Not looked at for a week, km²"),
                show: (row) => say("plan.ground", { unwatched: Math.round(row.unwatched_km2 as number), whole: Math.round(row.km2 as number) }),
              },
              { ...columns.number("unwatched_days", "For days"), show: (row) => (row.unwatched_days === null ? "" : Math.round(row.unwatched_days as number)) },
              columns.state("reach", "Reached by car"),
            ]}
          />
          <p className="dim">{say("plan.notknown")}</p>
        </>
      )}
    </>
  );
}

function Stays() {
  const [row, open] = useOpenRow();
  const plan = useLayer("plan").data;
  const sector = useLayer("sector").data;
  const segment = useLayer("segment").data;
  const place = useLayer("place").data;
  const layers = useMemo(
    () => ({ ...(plan && { plan }), ...(sector && { sector }), ...(segment && { segment: ways(segment) }), ...(place && { place: elsewhere(place, plan) }) }),
    [plan, sector, segment, place],
  );
  return <Canvas layers={layers} hidden={NOTHING_HIDDEN} chosen={row} choose={open} small />;
}
