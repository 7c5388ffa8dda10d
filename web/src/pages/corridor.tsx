/** Segments with the age of what is known, passages counted while watched, restrictions. */

import { useColumns } from "../parts/columns";
import { Roads } from "../parts/road";
import { Table } from "../parts/table";
import { useSay } from "../text";

export default function Corridor() {
  const say = useSay();
  const columns = useColumns();
  return (
    <>
      <h1>{say("corridor.title")}</h1>
      <h2>{say("corridor.roads")}</h2>
      <Roads />
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
