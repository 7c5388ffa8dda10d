/** Which incidents lie close to another, in place and time. */

export interface Placed {
  start: string;
  lon: number | null;
  lat: number | null;
}

export const HOUR_MS = 3_600_000;
const EARTH_KM = 6371;
/** Kilometres that count as much as an hour. */
const KM_AN_HOUR = 10;

/** Kilometres between two places on the sphere; null where one is not known. */
export function away(one: Placed, other: Placed): number | null {
  if (one.lon === null || one.lat === null || other.lon === null || other.lat === null) return null;
  const [a, b] = [radians(one.lat), radians(other.lat)];
  const haversine = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(other.lon - one.lon) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(haversine));
}

/** `others` from the closest to `one` on; those without a place come last. */
export function closest<P extends Placed>(one: Placed, others: readonly P[]): P[] {
  const far = (other: P) => (away(one, other) ?? 1e6) / KM_AN_HOUR + Math.abs(Date.parse(other.start) - Date.parse(one.start)) / HOUR_MS;
  return [...others].sort((first, second) => far(first) - far(second));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
