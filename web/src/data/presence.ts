/** Who else looks at a row: said by every window while it shows one, and told to all. */

import { useEffect } from "react";

import { useObserved } from "./observable";
import { hearPresence, present } from "./present";
import { send } from "./server";
import { me } from "./session";

const SAID_EVERY_MS = 20_000;
const tab = crypto.getRandomValues(new Uint32Array(2)).join("-");

/** The others who look at `row`, while this window shows it. */
export function useOthers(row: string): readonly string[] {
  const who = useObserved(me);
  const sees = who?.rights.includes("entries") ?? false;
  useEffect(() => {
    if (!sees) return;
    const say = (here: boolean) =>
      send<string[]>("POST", "/api/presence", { tab, row, here }).then(
        (names) => hearPresence(row, names),
        () => undefined,
      );
    void say(true);
    const beat = setInterval(() => void say(true), SAID_EVERY_MS);
    return () => {
      clearInterval(beat);
      void say(false);
    };
  }, [row, sees]);
  return useObserved(present).get(row)?.filter((name) => name !== who?.name) ?? NOBODY;
}

const NOBODY: readonly string[] = [];
