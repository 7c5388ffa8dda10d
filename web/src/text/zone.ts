/** Clocks on the wall of a zone, and the moments that they show. */

/** Minutes that the zone is ahead of UTC at `at`. */
function ahead(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return Math.round((wall - at.getTime()) / 60_000);
}

/** The moment at which clocks in `zone` show `wall` ("2023-08-04T18:30"). */
export function atWall(zone: string, wall: string): Date {
  const guess = new Date(`${wall}:00Z`);
  const first = new Date(guess.getTime() - ahead(zone, guess) * 60_000);
  return new Date(guess.getTime() - ahead(zone, first) * 60_000);
}

/** What clocks in `zone` show at `at`, as a form field of a day and minute takes it. */
export function wallAt(zone: string, at: Date): string {
  return new Date(at.getTime() + ahead(zone, at) * 60_000).toISOString().slice(0, 16);
}
