/** The parts of the evidence that accounts are of one event. */

export interface Link {
  id: string;
  observation: string;
  linked: boolean;
  probability: number;
  reason: string;
  activity: number;
  place: number;
  time: number;
  count: number;
  kind: number;
  weapon: number;
  assessment: number;
  silence: number;
}

const PARTS = ["activity", "place", "time", "count", "kind", "weapon", "assessment", "silence"] as const;
/** Parts that speak of where and when together: how rare events are there and then, against how far apart the accounts lie. */
const TOGETHER = ["activity", "place", "time"] as const;
const LEAST = 0.05;

/** The parts that weigh anything, those of place and time as one, the weightiest first. */
export function weighed(link: Link): { part: "where_when" | (typeof PARTS)[number]; weight: number }[] {
  const together = TOGETHER.reduce((sum, part) => sum + link[part], 0);
  const rest = PARTS.filter((part) => !TOGETHER.some((one) => one === part)).map((part) => ({ part, weight: link[part] }));
  return [{ part: "where_when" as const, weight: together }, ...rest]
    .filter(({ weight }) => Math.abs(weight) >= LEAST)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
}
