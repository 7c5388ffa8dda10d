/** Who tells of an incident, each account with the evidence that it is of this event. */

import type { Observation } from "../data/types";
import { Factors } from "../parts/factors";
import { Figure } from "../parts/row";
import { type Link, weighed } from "../parts/weighing";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";

export interface Member {
  incident: string;
  observation: string;
  role: string;
  probability: number;
  reason: string;
}

interface Props {
  members: readonly Member[];
  observations: readonly Observation[];
  links: readonly Link[];
}

export function Tellers({ members, observations, links }: Props) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const byId = new Map(observations.map((one) => [one.id, one]));
  const byObservation = new Map(links.filter((one) => one.linked).map((one) => [one.observation, one]));
  const most = Math.max(1, ...links.flatMap((link) => weighed(link).map(({ weight }) => Math.abs(weight))));
  return (
    <>
      {byObservation.size ? <p className="dim">{say("incident.factors.says")}</p> : null}
      <div className="tellers">
        {members.map((one) => {
          const told = byId.get(one.observation);
          const link = byObservation.get(one.observation);
          return (
            <article key={one.observation} className="sheet">
              <h3>
                <Figure row={one.observation}>
                  {told ? `${naming.source(told.source)}: ${naming.code("means", told.means)}` : one.observation}
                </Figure>
              </h3>
              {told ? (
                <p>
                  {naming.code("kinds", told.kind)}, {clock.moment(told.start)}
                  {told.bearing_deg === null ? "" : `, ${Math.round(told.bearing_deg)}°, ${distance(told.near_m)}–${distance(told.far_m)} km`}
                  {told.grade_source ? `, ${told.grade_source}${told.grade_information ?? ""}` : ""}
                </p>
              ) : null}
              {told?.text ? <p><q>{told.text}</q></p> : null}
              <p className="dim">{one.reason}</p>
              {link ? <Factors link={link} most={most} /> : null}
            </article>
          );
        })}
      </div>
    </>
  );
}

function distance(metres: number | null): string {
  return metres === null ? "?" : (metres / 1000).toFixed(1).replace(/\.0$/, "");
}
