/** Segments with the age of what is known, passages counted while watched, restrictions. */

import { useColumns } from "../parts/columns";
import { Folded } from "../parts/folded";
import { Reached } from "../parts/reached";
import { Roads } from "../parts/road";
import { Table } from "../parts/table";
import { useNaming } from "../parts/words";
import { useSay } from "../text";

export default function Corridor() {
  const say = useSay();
  const columns = useColumns();
  const naming = useNaming();
  return (
    <>
      <h1>{say("corridor.title")}</h1>
      <h2>{say("corridor.roads")}</h2>
      <Roads />
      <h2>{say("corridor.passable")}</h2>
      <Folded
        name="passable"
        columns={[
          columns.place("corridor", "Corridor"),
          columns.place("direction", "Towards"),
          columns.code("vehicle", "For", "vehicles"),
          columns.state("passable", "Passable"),
          columns.places("hangs", "It hangs on"),
          columns.number("age_most_h", "Age, h"),
          columns.plain("stale", "Stale"),
        ]}
      />
      <h2>{say("corridor.reach")}</h2>
      <Reached />
      <Folded
        name="reach"
        columns={[
          columns.place("place", "Place"),
          { ...columns.place("entry", "From the entry"), show: (row) => naming.place(row.entry as string) || say("corridor.anyentry") },
          { ...columns.code("vehicle", "For", "vehicles"), show: (row) => (row.vehicle === "any" ? say("corridor.anyvehicle") : naming.code("vehicles", row.vehicle as string)) },
          columns.state("reach", "Reached"),
          columns.number("minutes", "Minutes, seen open"),
          columns.number("minutes_possible", "Minutes, at best"),
          columns.places("unknown", "Not seen on the way"),
          columns.places("hangs", "It hangs on"),
          columns.number("t_day_most", "At most, t/day"),
          columns.moment("last_passage", "Last passage counted"),
        ]}
      />
      <h2>{say("corridor.crossings")}</h2>
      <Table
        name="crossings"
        columns={[
          columns.place("crossing", "Crossing"),
          columns.state("what", "What"),
          columns.range("inbound_low", "inbound_high", "Inbound"),
          columns.range("outbound_low", "outbound_high", "Outbound"),
          columns.range("net_low", "net_high", "Inbound less outbound"),
          columns.number("watched_h", "Watched, h"),
          columns.number("hours", "Of hours"),
        ]}
      />
      <h2>{say("corridor.passages")}</h2>
      <Table
        name="passages"
        columns={[
          columns.place("crossing", "Crossing"),
          columns.plain("direction", "Direction"),
          columns.code("vehicle", "Vehicles", "vehicles"),
          columns.range("count_low", "count_high", "Counted while watched"),
          columns.number("watched_h", "Watched, h"),
          columns.number("hours", "Of hours"),
          columns.number("previous", "Previous"),
        ]}
      />
      <h2>{say("corridor.unseen")}</h2>
      <Table
        name="passages-unseen"
        columns={[
          columns.place("crossing", "Crossing"),
          columns.plain("direction", "Direction"),
          columns.code("of", "Vehicles", "vehicles"),
          columns.range("low", "high", "Estimated"),
          columns.number("estimated_h", "In hours not watched, h"),
          columns.number("unwatched_h", "Not watched, h"),
        ]}
      />
      <h2>{say("corridor.gaps")}</h2>
      <Table
        name="gaps"
        columns={[
          columns.place("crossing", "Crossing"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.number("hours", "Hours"),
          columns.state("state", "State"),
          columns.plain("reason", "Reason"),
        ]}
      />
      <h2>{say("corridor.told")}</h2>
      <Table
        name="passages-told"
        columns={[
          columns.source("source", "Told by"),
          columns.place("crossing", "Crossing"),
          columns.plain("direction", "Direction"),
          columns.code("vehicle", "Vehicles", "vehicles"),
          columns.range("count_low", "count_high", "Count"),
        ]}
      />
      <h2>{say("corridor.weekly")}</h2>
      <Table
        name="weekly"
        columns={[
          columns.place("crossing", "Crossing"),
          columns.code("vehicle", "Vehicles", "vehicles"),
          columns.observed("inbound", "Inbound"),
          columns.observed("outbound", "Outbound"),
          columns.observed("total", "Both ways"),
          columns.observed("previous", "Week before"),
          columns.number("change", "Change"),
          columns.number("watched_h", "Watched, h"),
          columns.number("hours", "Of hours"),
        ]}
      />
      <h2>{say("corridor.access")}</h2>
      <p className="dim">{say("corridor.access.says")}</p>
      <Table
        name="access"
        columns={[
          columns.code("category", "Constraint", "access"),
          columns.observed("own", "Met by the Mission"),
          columns.number("told", "Told by others"),
          columns.number("hours", "Hours"),
          columns.number("watch_h", "Watching lost, h"),
          columns.range("missed_low", "missed_high", "Vehicles missed"),
          columns.number("previous", "Previous"),
        ]}
      />
      <h2>{say("corridor.summed")}</h2>
      <Table
        name="restrictions-summed"
        columns={[
          { name: "own", head: "Told by", show: (row) => say(row.own ? "corridor.own" : "corridor.others") },
          columns.code("form", "Form", "restrictions"),
          columns.code("category", "Constraint", "access"),
          columns.source("by", "By"),
          columns.source("side", "On the side of"),
          columns.number("count", "In force"),
          columns.number("began", "Began"),
          columns.number("hours", "Hours"),
          columns.number("previous", "Previous"),
        ]}
      />
      <h2>{say("corridor.restrictions")}</h2>
      <Table
        name="restrictions"
        columns={[
          columns.code("form", "Form", "restrictions"),
          columns.code("category", "Constraint", "access"),
          columns.source("source", "Told by"),
          columns.plain("affected", "Affected"),
          columns.moment("start", "From"),
          columns.moment("end", "To"),
          columns.number("watch_h", "Watching lost, h"),
          columns.place("place", "Place"),
          columns.plain("reason", "Reason given"),
        ]}
      />
      <h2>{say("corridor.segments")}</h2>
      <Table
        name="segments"
        columns={[
          columns.place("segment", "Segment"),
          columns.place("corridor", "Corridor"),
          columns.place("direction", "Towards"),
          columns.code("vehicle", "For", "vehicles"),
          columns.state("status", "Status"),
          columns.number("age_h", "Age, h"),
          columns.plain("stale", "Stale"),
          columns.state("last_known", "Last known"),
          columns.plain("reason", "Reason"),
        ]}
      />
    </>
  );
}
