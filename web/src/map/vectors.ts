/** How the vectors of a base map are drawn, by the names that common schemas give their layers. */

import type { LayerSpecification } from "maplibre-gl";

const WATER = /water|ocean|lake|river|sea/i;
const WAY = /road|transport|street|track|rail/i;
const LAND = /earth|land|wood|park|hill|contour|building/i;

/** How a layer of vectors is drawn; null for one that is not. */
export function layerOf(name: string, dark: boolean): LayerSpecification | null {
  const here = { id: `ground-${name}`, source: "ground", "source-layer": name };
  if (WATER.test(name)) return { ...here, type: "fill", paint: { "fill-color": dark ? "#1c2b38" : "#c9dbe6" } };
  if (WAY.test(name)) return { ...here, type: "line", paint: { "line-color": dark ? "#4a4f55" : "#c4bfb4", "line-width": 1 } };
  if (LAND.test(name)) return { ...here, type: "fill", paint: { "fill-color": dark ? "#191d20" : "#f4f2ec" } };
  return null;
}
