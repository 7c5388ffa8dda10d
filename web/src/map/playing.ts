/** Playing the record: a window of hours that moves on, as long as what it shows is there. */

import { useEffect } from "react";

import { type Beginnings, HOUR, type Hours } from "./brush";

const STEPS = 120;
const WINDOW = 6;
const REST_MS = 400;

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

/** Move the window on while `playing`, each time that `shown` (what the window holds) has changed. */
export function usePlaying(
  playing: boolean,
  beginnings: Beginnings | undefined,
  chosen: Hours | null,
  shown: unknown,
  choose: (hours: Hours) => void,
): void {
  useEffect(() => {
    const whole = extent(beginnings);
    if (!playing || !whole) return;
    const tick = setTimeout(() => choose(next(whole, chosen)), REST_MS);
    return () => clearTimeout(tick);
    // `choose` and `chosen` are new at every drawing; the window moves on when what it holds is there.
  }, [playing, beginnings, shown]);
}
