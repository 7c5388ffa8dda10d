/** Codes and ids as words: the vocabularies' labels, the mission's names. */

import { useAbout, useRead, useWords } from "../data/use";
import { me } from "../data/session";
import { useObserved } from "../data/observable";
import type { Source } from "../data/types";
import { language } from "../text";

export interface Words {
  code: (vocabulary: string, code: string | null) => string;
  /** A place, corridor, segment or crossing. */
  place: (id: string | null) => string;
  rule: (id: string | null) => string;
  sector: (id: string | null) => string;
  source: (id: string) => string;
}

/** The register of sources; nothing for whoever may not see it. */
export function useSources(): Source[] {
  const who = useObserved(me);
  return useRead<Source[]>(who?.rights.includes("inside") ? "/api/sources" : null).data ?? [];
}

export function useNaming(): Words {
  const about = useAbout();
  const words = useWords();
  const sources = useSources();
  const chosen = useObserved(language);
  const name = new Map(sources.map((one) => [one.id, one.name]));
  const parties = new Map(about?.parties.map((one) => [one.id, one.name]));
  return {
    code: (vocabulary, code) => {
      if (!code) return "";
      const term = words?.[vocabulary]?.[code];
      return (chosen === "ru" ? term?.label_ru : term?.label) ?? code.replaceAll("_", " ");
    },
    place: (id) => (id ? (about?.names[id] ?? id) : ""),
    rule: (id) => (id ? (about?.rules[id] ?? id) : ""),
    sector: (id) => (id ? (about?.sectors[id] ?? id) : ""),
    source: (id) => name.get(id) ?? parties.get(id) ?? id,
  };
}
