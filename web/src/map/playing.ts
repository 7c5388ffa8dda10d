/** Playing the record: a window of hours that moves on, as long as what it shows is there. */

import { useEffect } from "react";

import { type Beginnings, extent, type Hours, next } from "./hours";

const REST_MS = 400;

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
