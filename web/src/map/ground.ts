/**
 * The base under the map, from the mission's own PMTiles archive.
 *
 * Pictures are drawn as they are; of vectors only land, water and ways, by the names that common schemas give their
 * layers. Borders and names are left out: every base map takes a side in them.
 */

import type { Map as Drawn } from "maplibre-gl";
import { addProtocol } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";

import { layerOf } from "./vectors";

const protocol = new Protocol();
addProtocol("pmtiles", protocol.tile);

const UNDER_ALL = "cells";
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
