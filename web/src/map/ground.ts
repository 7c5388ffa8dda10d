/**
 * The base under the map, from the mission's own PMTiles archive.
 *
 * Pictures are drawn as they are; of vectors only land, water and ways, by the names that common schemas give their
 * layers. Borders and names are left out: every base map takes a side in them.
 */

import type { LayerSpecification, Map as Drawn } from "maplibre-gl";
import { addProtocol } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";

const protocol = new Protocol();
addProtocol("pmtiles", protocol.tile);

const UNDER_ALL = "cells";
const WATER = /water|ocean|lake|river|sea/i;
const WAY = /road|transport|street|track|rail/i;
const LAND = /earth|land|wood|park|hill|contour|building/i;

/** Draw the archive at `url` (of this server) under everything else of `map`. */
export async function drawGround(map: Drawn, url: string, dark: boolean): Promise<void> {
  const archive = new PMTiles(url);
  protocol.add(archive);
  const header = await archive.getHeader();
  const bounds: [number, number, number, number] = [header.minLon, header.minLat, header.maxLon, header.maxLat];
  const source = { url: `pmtiles://${url}`, bounds, minzoom: header.minZoom, maxzoom: header.maxZoom };
  if (header.tileType !== TileType.Mvt) {
    map.addSource("ground", { type: "raster", tileSize: 256, ...source });
    map.addLayer({ id: "ground-picture", type: "raster", source: "ground", paint: { "raster-opacity": dark ? 0.5 : 0.8 } }, UNDER_ALL);
    return;
  }
  const told = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
  map.addSource("ground", { type: "vector", ...source });
  for (const { id } of told.vector_layers ?? []) {
    const drawn = layerOf(id, dark);
    if (drawn) map.addLayer(drawn, UNDER_ALL);
  }
}

/** How a layer of vectors is drawn; null for one that is not. */
export function layerOf(name: string, dark: boolean): LayerSpecification | null {
  const here = { id: `ground-${name}`, source: "ground", "source-layer": name };
  if (WATER.test(name)) return { ...here, type: "fill", paint: { "fill-color": dark ? "#1c2b38" : "#c9dbe6" } };
  if (WAY.test(name)) return { ...here, type: "line", paint: { "line-color": dark ? "#4a4f55" : "#c4bfb4", "line-width": 1 } };
  if (LAND.test(name)) return { ...here, type: "fill", paint: { "fill-color": dark ? "#191d20" : "#f4f2ec" } };
  return null;
}
