/** Moments in the mission's own zone; nothing is ever shown in the zone of the machine. */

import { useAbout } from "../data/use";
import { useObserved } from "../data/observable";
import { language } from ".";

export interface Clock {
  /** Day and minute. */
  moment: (iso: string) => string;
  /** Day alone. */
  day: (iso: string) => string;
  /** Minute alone. */
  minute: (iso: string) => string;
  zone: string;
}

export function useClock(): Clock {
  const zone = useAbout()?.zone ?? "UTC";
  const chosen = useObserved(language);
  const words = chosen === "ru" ? "ru" : "en-GB";
  const day = new Intl.DateTimeFormat(words, { timeZone: zone, day: "numeric", month: "short" });
  const moment = new Intl.DateTimeFormat(words, {
    timeZone: zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  const minute = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return {
    moment: (iso) => moment.format(new Date(iso)).replaceAll(" ", "\u00a0"),
    day: (iso) => day.format(new Date(iso)),
    minute: (iso) => minute.format(new Date(iso)),
    zone,
  };
}
