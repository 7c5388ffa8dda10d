/** A position as soldiers, drivers and pilots give it. */

import { forward } from "mgrs";

/** MGRS to 100 m, in groups; nothing near the poles, where it is not defined. */
export function mgrs(lon: number, lat: number): string {
  if (Math.abs(lat) > 80) return "";
  const [, zone, square, digits = ""] = /^(\d+[A-Z])([A-Z]{2})(\d*)$/.exec(forward([lon, lat], 3)) ?? [];
  const half = digits.length / 2;
  return [zone, square, digits.slice(0, half), digits.slice(half)].filter(Boolean).join(" ");
}
