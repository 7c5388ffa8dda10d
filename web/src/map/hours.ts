/** Hours of the record, and windows of them. */

export const HOUR = 3_600_000;
export type Hours = readonly [from: number, to: number];

/** How many incidents began in each stretch of `step_h` hours since `first`. */
export interface Beginnings {
  first: string | null;
  step_h: number;
  counts: number[];
}

const STEPS = 120;
const WINDOW = 6;

/** The first and the moment after the last of what began, in milliseconds; null where nothing did. */
export function extent(beginnings: Beginnings | undefined): Hours | null {
  if (!beginnings?.first) return null;
  const first = Date.parse(beginnings.first);
  return [first, first + beginnings.counts.length * beginnings.step_h * HOUR];
}

/** The window after `chosen` in `whole`: whole hours on, so that a record of any length plays in about as many steps. */
export function next(whole: Hours, chosen: Hours | null): Hours {
  const step = Math.max(1, Math.round((whole[1] - whole[0]) / HOUR / STEPS)) * HOUR;
  const from = chosen && chosen[1] < whole[1] ? chosen[0] + step : whole[0];
  return [from, from + WINDOW * step];
}
