/** Columns that several boards share. */

import { useHeads } from "../text/heads";
import { useClock } from "../text/moments";
import { useSay } from "../text";
import { NotKnown, NotObserved } from "./state";
import type { Column, Row } from "./table";
import { useNaming } from "./words";

export interface Columns {
  plain: (name: string, head: string) => Column;
  number: (name: string, head: string) => Column;
  moment: (name: string, head: string) => Column;
  code: (name: string, head: string, vocabulary: string) => Column;
  /** A place, segment, crossing, corridor or the area, by its name. */
  place: (name: string, head: string) => Column;
  rule: (name: string, head: string) => Column;
  sector: (name: string, head: string) => Column;
  source: (name: string, head: string) => Column;
  /** From low to high; what was not observed in words. */
  range: (low: string, high: string, head: string) => Column;
  state: (name: string, head: string) => Column;
}

export function useColumns(): Columns {
  const clock = useClock();
  const naming = useNaming();
  const say = useSay();
  const heads = useHeads();
  const text = (row: Row, name: string) => row[name] as string | null;
  return {
    plain: (name, head) => ({ name, head }),
    number: (name, head) => ({ name, head, number: true }),
    moment: (name, head) => ({
      name,
      head,
      show: (row) => (text(row, name) ? clock.moment(text(row, name) as string) : <NotKnown />),
    }),
    code: (name, head, vocabulary) => ({ name, head, show: (row) => naming.code(vocabulary, text(row, name)) }),
    place: (name, head) => ({
      name,
      head,
      show: (row) => (text(row, name) === "area" ? say("area") : naming.place(text(row, name)) || say("area")),
    }),
    rule: (name, head) => ({ name, head, show: (row) => naming.rule(text(row, name)) }),
    sector: (name, head) => ({ name, head, show: (row) => naming.sector(text(row, name)) || say("area") }),
    source: (name, head) => ({ name, head, show: (row) => naming.source(text(row, name) ?? "") }),
    range: (low, high, head) => ({
      name: low,
      head,
      show: (row) => {
        const [least, greatest] = [row[low] as number | null, row[high] as number | null];
        return least === null || greatest === null ? <NotObserved /> : spelled(least, greatest);
      },
    }),
    state: (name, head) => ({
      name,
      head,
      show: (row) => {
        const said = row[name] as string | null;
        if (said === "not_observed") return <NotObserved />;
        return said ? heads.code(said) : <NotKnown />;
      },
    }),
  };
}

function spelled(low: number, high: number): string {
  const round = (value: number) => (Number.isInteger(value) ? value.toLocaleString() : value.toFixed(2));
  return low === high ? round(low) : `${round(low)} – ${round(high)}`;
}
