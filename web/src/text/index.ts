/** Speaking to the reader in the language chosen on this machine. */

import { observable, useObserved } from "../data/observable";
import { en, type Key } from "./en";
import { ru } from "./ru";

export type { Key };

export type Language = "en" | "ru";
export type Say = (key: Key, filled?: Record<string, string | number>) => string;

const catalogues: Record<Language, Record<Key, string>> = { en, ru };

export const language = observable<Language>(localStorage.getItem("language") === "ru" ? "ru" : "en");
document.documentElement.lang = language.get();

export function speak(chosen: Language): void {
  localStorage.setItem("language", chosen);
  document.documentElement.lang = chosen;
  language.set(chosen);
}

export function fill(template: string, filled: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = filled[name];
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(language.get()) : value;
  });
}

export function useSay(): Say {
  const chosen = useObserved(language);
  return (key, filled = {}) => fill(catalogues[chosen][key], filled);
}
