/** Moments in the mission's own zone; nothing is ever shown in the zone of the machine. */

import { useAbout } from "../data/use";
import { useObserved } from "../data/observable";
import { language } from ".";

export interface Clock {
  /** Day and minute. */
  moment: (iso: string) => string;
  /** Minute alone. */
  minute: (iso: string) => string;
  zone: string;
}

export function useClock(): Clock {
  const zone = useAbout()?.zone ?? "UTC";
  const chosen = useObserved(language);
  const day = new Intl.DateTimeFormat(chosen === "ru" ? "ru" : "en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  const minute = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return {
    moment: (iso) => day.format(new Date(iso)),
    minute: (iso) => minute.format(new Date(iso)),
    zone,
  };
}
