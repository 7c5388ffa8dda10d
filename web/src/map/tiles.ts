/** What of the world a map shows, in whole tiles, so that a small move asks for nothing new. */

export interface View {
  bbox: string;
  zoom: number;
}

/** The view of whole tiles that holds the box from `west`, `south` to `east`, `north` (degrees) at `zoom`. */
export function viewOf(west: number, south: number, east: number, north: number, zoom: number): View {
  const level = Math.max(0, Math.min(20, Math.floor(zoom)));
  const tiles = 2 ** level;
  const column = (lon: number) => ((lon + 180) / 360) * tiles;
  const line = (lat: number) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * tiles;
  const lon = (at: number) => (at / tiles) * 360 - 180;
  const lat = (at: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * at) / tiles))) * 180) / Math.PI;
  const within = (at: number) => Math.max(0, Math.min(tiles, at));
  const box = [
    lon(within(Math.floor(column(west)))),
    lat(within(Math.ceil(line(Math.max(-85, south))))),
    lon(within(Math.ceil(column(east)))),
    lat(within(Math.floor(line(Math.min(85, north))))),
  ];
  return { bbox: box.map((one) => one.toFixed(6)).join(","), zoom: level };
}
