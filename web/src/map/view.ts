/** What the server holds for a view of the map. */

import type { Feature } from "geojson";

import { type Reading, useRead } from "../data/use";
import type { View } from "./tiles";

/** Incidents of a view: gathered in squares, or few enough to be shown each. */
export interface Crowd {
  total: number;
  unplaced: number;
  inside: number;
  squares: { lon: number; lat: number; n: number; row: string }[];
  incidents: Feature[];
  uncertainty: Feature[];
}

/** The incidents that `where` asks for in `view`; nothing while there is none. Kept for later where `keep` says so. */
export function useCrowd(view: View | null, where: readonly string[], keep: boolean): Reading<Crowd> {
  const query = new URLSearchParams(where.map((one) => ["where", one]));
  if (view) {
    query.set("bbox", view.bbox);
    query.set("zoom", String(view.zoom));
  }
  return useRead<Crowd>(view && `/api/map/crowd?${query}`, keep);
}
