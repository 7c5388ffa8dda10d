/** Deciding about an incident's accounts, and about others close by: every decision is an entry with a reason. */

import { useState } from "react";

import { useObserved } from "../data/observable";
import { submit } from "../data/server";
import { me } from "../data/session";
import type { Incident, Observation } from "../data/types";
import { useAbout, useTable } from "../data/use";
import { Figure } from "../parts/row";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";
import { away, closest, HOUR_MS } from "./near";
import type { Member } from "./tellers";

const ACTS = ["verify", "dispute", "disprove", "merge", "split", "not_same", "unlink", "lock"] as const;
const OFFERED = 8;

interface Props {
  held: Incident;
  members: readonly Member[];
  observations: readonly Observation[];
}

export function Deciding({ held, members, observations }: Props) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const about = useAbout();
  const attributes = useObserved(me)?.rights.includes("attribute");
  const [act, setAct] = useState<string>("verify");
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState("");
  const byId = new Map(observations.map((one) => [one.id, one]));
  const decide = async (form: FormData) => {
    const on = form.getAll("on").flatMap((said) => String(said).split(","));
    const value: Record<string, string> = act === "attribute" ? { party: String(form.get("party")) } : {};
    setSaid("");
    setRefused("");
    try {
      const body = { act, on, value, reason: String(form.get("reason")) };
      const receipt = await submit("/api/decisions", body, `${naming.code("acts", act)}: ${body.reason}`);
      setSaid(say(receipt ? "incident.recorded" : "incident.waits"));
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <form
      className="sheet deciding"
      onSubmit={(event) => {
        event.preventDefault();
        void decide(new FormData(event.currentTarget));
      }}
    >
      <h2>{say("incident.decide")}</h2>
      <div className="row">
        <label className="field">
          {say("incident.act")}
          <select value={act} onChange={(event) => setAct(event.target.value)}>
            {[...ACTS, ...(attributes ? ["attribute", "decline"] : [])].map((one) => (
              <option key={one} value={one}>
                {naming.code("acts", one)}
              </option>
            ))}
          </select>
        </label>
        {act === "attribute" ? (
          <label className="field">
            {say("incident.party")}
            <select name="party">
              {about?.parties.map((party) => (
                <option key={party.id} value={party.id}>
                  {party.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <label className="field reason">
          {say("incident.reason")}
          <input name="reason" required maxLength={4000} />
        </label>
        <button type="submit" className="primary">
          {say("incident.record")}
        </button>
      </div>
      <fieldset>
        <legend>{say("incident.choose")}</legend>
        {members.map((one) => {
          const told = byId.get(one.observation);
          return (
            <label key={one.observation} className="line">
              <input type="checkbox" name="on" value={one.observation} defaultChecked />
              {told ? `${naming.source(told.source)}: ${naming.code("means", told.means)}, ${naming.code("kinds", told.kind)}, ${clock.moment(told.start)}` : one.observation}
            </label>
          );
        })}
      </fieldset>
      {act === "merge" ? <Close held={held} /> : null}
      {said ? <p className="good" role="status">{said}</p> : null}
      {refused ? <p className="alarm" role="alert">{refused}</p> : null}
    </form>
  );
}

/** Incidents close by, to be taken for the same event. */
function Close({ held }: { held: Incident }) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const at = (hours: number) => new Date(Date.parse(held.start) + hours * HOUR_MS).toISOString();
  const where = [`start:ge:${at(-1)}`, `start:le:${at(1)}`, `id:ne:${held.id}`];
  const { data } = useTable<Incident>("incidents", { where, limit: 500 });
  const near = closest(held, data?.rows ?? []).slice(0, OFFERED);
  return (
    <fieldset data-testid="close">
      <legend>{say("incident.close")}</legend>
      {near.length === 0 ? <p>{say("incident.close.none")}</p> : null}
      {near.map((one) => {
        const km = away(held, one);
        return (
          <span key={one.id} className="line">
            <label>
              <input type="checkbox" name="on" value={one.observations.join(",")} />
              {naming.code("kinds", one.kind)}, {clock.moment(one.start)}
              {km === null ? "" : `, ${say("incident.away", { km: km.toFixed(1) })}`}, {one.sources.map(naming.source).join(", ")}
            </label>{" "}
            <Figure row={one.id}>{say("table.why")}</Figure>
          </span>
        );
      })}
    </fieldset>
  );
}
