/** Where the mission looked in a stretch of time: four states for every cell, from the coverage of its hours. */

import type { FeatureCollection } from "geojson";

export interface CellHour {
  id: string;
  cell: number;
  hour: string;
  state: string;
  observed_share: number;
}

export type CellState = "events" | "quiet" | "impaired" | "not_observed";

/** The state of a cell over hours of which `states` were looked at at all: events over quiet over impaired over nothing. */
export function stateOver(states: readonly string[]): CellState {
  if (states.includes("observed_events")) return "events";
  if (states.includes("observed_quiet")) return "quiet";
  return states.includes("impaired") ? "impaired" : "not_observed";
}

/** The cells of `cells` with their state and the share of the `hours` hours in which they were observed. */
export function lookedAt(cells: FeatureCollection, seen: readonly CellHour[], hours: number): FeatureCollection {
  const byCell = new Map<number, CellHour[]>();
  for (const one of seen) byCell.set(one.cell, [...(byCell.get(one.cell) ?? []), one]);
  return {
    type: "FeatureCollection",
    features: cells.features.map((feature) => {
      const held = byCell.get(Number(String(feature.id).replace("cell:", ""))) ?? [];
      const share = held.reduce((sum, one) => sum + one.observed_share, 0) / Math.max(1, hours);
      const properties = { row: held[0]?.id ?? "", state: stateOver(held.map((one) => one.state)), share: Math.min(1, share) };
      return { ...feature, properties };
    }),
  };
}
