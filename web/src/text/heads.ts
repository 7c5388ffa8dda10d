/** Heads of columns and codes of the server in the language of the reader; where a word is missing, in English. */

import { useObserved } from "../data/observable";
import { language } from ".";
import { CODES, HEADS } from "./heads.ru";

/** Says a head, or a code of the server, in the reader's language. */
export function useHeads(): { head: (english: string) => string; code: (code: string) => string } {
  const russian = useObserved(language) === "ru";
  return {
    head: (english) => (russian && HEADS[english]) || english,
    code: (code) => (russian && CODES[code]) || code.replaceAll("_", " "),
  };
}
