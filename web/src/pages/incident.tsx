/** One incident: who tells of it, why they are taken for one event, and what people decide about it. */

import { useMemo, useState } from "react";

import { useObserved } from "../data/observable";
import { submit } from "../data/server";
import { me } from "../data/session";
import type { Incident as Held, Observation } from "../data/types";
import { useAbout, useTable } from "../data/use";
import { Canvas } from "../map/canvas";
import { useLayer } from "../map/layers";
import { Figure, useOpenRow } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";
import { Timeline } from "../parts/timeline";

interface Member {
  observation: string;
  role: string;
  probability: number;
  reason: string;
}

const ACTS = ["split", "not_same", "unlink", "lock", "merge", "verify", "dispute", "disprove"] as const;
const NOTHING_HIDDEN: ReadonlySet<string> = new Set(["coverage"]);

export default function Incident({ id }: { id: string }) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const [row, open] = useOpenRow();
  const found = useTable<Held>("incidents", { where: [`id:eq:${id}`] });
  const members = useTable<Member>("members", { where: [`incident:eq:${id}`], limit: 200 }).data?.rows ?? [];
  const ids = members.map((one) => one.observation);
  const observations =
    useTable<Observation>("observations", { where: [`id:in:${ids.join(",") || "none"}`], limit: 200 }).data?.rows ?? [];
  const only = useMemo(() => [`id:eq:${id}`], [id]);
  const incident = useLayer("incident", only).data;
  const uncertainty = useLayer("uncertainty", only).data;
  const observation = useLayer("observation", only).data;
  const sector = useLayer("sector").data;
  const place = useLayer("place").data;
  const layers = useMemo(
    () => ({
      ...(incident && { incident }),
      ...(uncertainty && { uncertainty }),
      ...(observation && { observation }),
      ...(sector && { sector }),
      ...(place && { place }),
    }),
    [incident, uncertainty, observation, sector, place],
  );
  const [held] = found.data?.rows ?? [];
  if (!found.data) return <Waiting failed={found.failed} />;
  if (!held) return <p className="unseen">{say("incident.gone")}</p>;
  return (
    <>
      <h1>
        {say("incident.title")}: {naming.code("kinds", held.kind)}, {clock.moment(held.start)}
      </h1>
      <Kept at={found.kept} />
      <p>
        <Figure row={held.id}>
          {held.count_low === held.count_high ? held.count_best : `${held.count_low} – ${held.count_high}`}
        </Figure>{" "}
        · {naming.sector(held.sector)} · {naming.place(held.nearest)} · {naming.code("assessments", held.assessment)} ·{" "}
        {held.status}
      </p>
      <p>
        <strong>{say("incident.why")}</strong>: {held.reason}
      </p>
      <Canvas layers={layers} hidden={NOTHING_HIDDEN} chosen={row} choose={open} small />
      <h2>{say("incident.timeline")}</h2>
      <Timeline
        spans={observations.map((one) => ({ id: one.id, label: naming.source(one.source), start: one.start, end: one.end }))}
      />
      <h2>{say("incident.who")}</h2>
      <Deciding members={members} observations={observations} />
    </>
  );
}

function Deciding({ members, observations }: { members: Member[]; observations: Observation[] }) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const who = useObserved(me);
  const about = useAbout();
  const [act, setAct] = useState<string>("verify");
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState("");
  const byId = new Map(observations.map((one) => [one.id, one]));
  const attributes = who?.rights.includes("attribute");
  const decide = async (form: FormData) => {
    const on = form.getAll("on").map(String);
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
      onSubmit={(event) => {
        event.preventDefault();
        void decide(new FormData(event.currentTarget));
      }}
    >
      <fieldset>
        <legend>{say("incident.choose")}</legend>
        {members.map((one) => {
          const told = byId.get(one.observation);
          return (
            <div key={one.observation}>
              <label>
                <input type="checkbox" name="on" value={one.observation} defaultChecked />
                {told ? `${naming.source(told.source)}: ${naming.code("means", told.means)}, ${naming.code("kinds", told.kind)}, ${clock.moment(told.start)}` : one.observation}
              </label>{" "}
              <Figure row={one.observation}>{say("table.why")}</Figure>
              <p className="dim">
                {one.role}, {one.probability.toFixed(2)}: {one.reason}
              </p>
            </div>
          );
        })}
      </fieldset>
      {who?.rights.includes("decide") ? (
        <>
          <h2>{say("incident.decide")}</h2>
          <div className="row">
            <label>
              {say("incident.decide")}
              <select value={act} onChange={(event) => setAct(event.target.value)}>
                {[...ACTS, ...(attributes ? ["attribute", "decline"] : [])].map((one) => (
                  <option key={one} value={one}>
                    {naming.code("acts", one)}
                  </option>
                ))}
              </select>
            </label>
            {act === "attribute" ? (
              <label>
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
            <label>
              {say("incident.reason")}
              <input name="reason" required maxLength={4000} />
            </label>
            <button type="submit" className="primary">
              {say("incident.record")}
            </button>
          </div>
        </>
      ) : null}
      {said ? <p className="good" role="status">{said}</p> : null}
      {refused ? <p className="alarm" role="alert">{refused}</p> : null}
    </form>
  );
}
