/** Columns that several boards share. */

import { useHeads } from "../text/heads";
import { useClock } from "../text/moments";
import { useSay } from "../text";
import { NotKnown, NotObserved } from "./state";
import { type Column, type Row, Value } from "./table";
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
  /** Several sources or parties, by their names. */
  sources: (name: string, head: string) => Column;
  sectors: (name: string, head: string) => Column;
  /** Several places or segments, by their names. */
  places: (name: string, head: string) => Column;
  /** A party, or what else may have done it. */
  hypothesis: (name: string, head: string) => Column;
  /** How many a list holds. */
  size: (name: string, head: string) => Column;
  /** A number that is null where nothing was observed. */
  observed: (name: string, head: string) => Column;
  /** From low to high; what was not observed in words. */
  range: (low: string, high: string, head: string) => Column;
  state: (name: string, head: string) => Column;
}

/** Hypotheses besides the parties. */
const OTHERS = ["third", "accident", "exercise", "mine", "unknown"] as const;

export function useColumns(): Columns {
  const clock = useClock();
  const naming = useNaming();
  const say = useSay();
  const heads = useHeads();
  const text = (row: Row, name: string) => row[name] as string | null;
  const texts = (row: Row, name: string) => (row[name] ?? []) as string[];
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
    sources: (name, head) => ({ name, head, show: (row) => texts(row, name).map(naming.source).join(", ") }),
    sectors: (name, head) => ({ name, head, show: (row) => texts(row, name).map(naming.sector).join(", ") }),
    places: (name, head) => ({ name, head, show: (row) => texts(row, name).map(naming.place).join(", ") }),
    hypothesis: (name, head) => ({
      name,
      head,
      show: (row) => {
        const held = text(row, name) ?? "";
        const other = OTHERS.find((one) => one === held);
        return other ? say(`hypothesis.${other}`) : naming.source(held);
      },
    }),
    size: (name, head) => ({ name, head, number: true, show: (row) => texts(row, name).length.toLocaleString() }),
    observed: (name, head) => ({
      name,
      head,
      number: true,
      show: (row) => (row[name] === null ? <NotObserved /> : <Value of={row[name]} />),
    }),
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
  const round = (value: number) => (Number.isInteger(value) ? value.toLocaleString() : value.toFixed(2)).replace("-", "−");
  return low === high ? round(low) : `${round(low)} ${low < 0 ? "…" : "–"} ${round(high)}`;
}
