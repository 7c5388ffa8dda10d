/** Ways of a road: which vehicles stand alike, and how old what is known of them is. */

export interface Stretch {
  id: string;
  segment: string;
  corridor: string;
  direction: string;
  vehicle: string;
  status: string;
  age_h: number | null;
  stale: boolean;
}

/** Vehicles that stand alike on one way of a segment. */
export interface Alike {
  rows: Stretch[];
  status: string;
}

/** How many hours old what is known of `rows` is, from the youngest to the oldest; empty where nothing is known. */
export function ages(rows: readonly Stretch[]): string {
  const hours = rows.flatMap((row) => (row.age_h === null ? [] : [Math.round(row.age_h)]));
  if (hours.length === 0) return "";
  const [least, most] = [Math.min(...hours), Math.max(...hours)];
  return least === most ? `${least}` : `${least}–${most}`;
}

/** The vehicles of one way, those of one status together, in the order in which they come. */
export function alike(way: readonly Stretch[]): Alike[] {
  return [...grouped(way, (row) => row.status)].map(([status, rows]) => ({ status, rows }));
}

/** Rows by what `by` says of each, in the order in which they come. */
export function grouped<R>(rows: readonly R[], by: (row: R) => string): Map<string, R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) found.set(by(row), [...(found.get(by(row)) ?? []), row]);
  return found;
}
