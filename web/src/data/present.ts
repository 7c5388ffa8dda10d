/** Who looks at which row, as the server tells it. */

import { observable } from "./observable";

export const present = observable<ReadonlyMap<string, readonly string[]>>(new Map());

/** That `who` (names of accounts) look at `row` now. */
export function hearPresence(row: string, who: readonly string[]): void {
  present.set(new Map(present.get()).set(row, who));
}
