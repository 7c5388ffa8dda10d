/** Who graded what, from the decisions of the record, and how often two readers agreed. */

import type { Entry } from "../data/types";

/** By entry and reader: the latest grade, like "B2". */
export type Grades = Map<string, Map<string, string>>;

export function gradesOf(decisions: readonly Entry[]): Grades {
  const grades: Grades = new Map();
  for (const { author, payload } of decisions) {
    if (payload.type !== "decision" || payload.act !== "grade") continue;
    const value = payload.value as { source?: string; information?: string };
    for (const id of payload.on as string[]) {
      const by = grades.get(id) ?? new Map<string, string>();
      by.set(author, `${value.source ?? ""}${value.information ?? ""}`);
      grades.set(id, by);
    }
  }
  return grades;
}

/** Of the entries that two or more readers graded, how many got the same grade from all. */
export function agreement(grades: Grades): { same: number; both: number } {
  const twice = [...grades.values()].filter((by) => by.size > 1);
  return { same: twice.filter((by) => new Set(by.values()).size === 1).length, both: twice.length };
}
