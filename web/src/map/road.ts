/** The corridor on the map: each way of a segment beside the other, with the age of what is known of it. */

import type { Feature, FeatureCollection } from "geojson";

/** Of every segment and direction the first class of vehicles, with the side that its line is drawn on. */
export function ways(segments: FeatureCollection): FeatureCollection {
  const directions = new Map<string, string[]>();
  const features: Feature[] = [];
  for (const feature of segments.features) {
    const said = feature.properties ?? {};
    const [segment, direction] = [String(said.name), String(said.direction)];
    const known = directions.get(segment) ?? [];
    if (known.includes(direction)) continue;
    directions.set(segment, [...known, direction]);
    const age = typeof said.age_h === "number" ? `${Math.round(said.age_h)} h` : "";
    features.push({ ...feature, properties: { ...said, age, side: known.length === 0 ? 1 : -1 } });
  }
  return { type: "FeatureCollection", features };
}
