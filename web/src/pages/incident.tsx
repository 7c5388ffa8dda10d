/** One incident: who tells of it, why they are taken for one event, and what people decide about it. */

import { useMemo } from "react";
import { Redirect } from "wouter";

import { useObserved } from "../data/observable";
import { me } from "../data/session";
import type { Incident as Held, Observation } from "../data/types";
import { useTable } from "../data/use";
import { Deciding } from "../incident/deciding";
import { Decisions } from "../incident/decisions";
import { Evidence } from "../incident/evidence";
import { type Member, Tellers } from "../incident/tellers";
import { Canvas } from "../map/canvas";
import { useLayer } from "../map/layers";
import { Others } from "../parts/others";
import { Figure, useOpenRow } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { Timeline } from "../parts/timeline";
import type { Link as Linked } from "../parts/weighing";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { useClock } from "../text/moments";

interface Corroboration {
  id: string;
  verdict: "speaks" | "usual" | "not_told";
}

const NOTHING_HIDDEN: ReadonlySet<string> = new Set(["coverage", "watch"]);

export default function Incident({ id }: { id: string }) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const { code } = useHeads();
  const who = useObserved(me);
  const [row, open] = useOpenRow();
  const found = useTable<Held>("incidents", { where: [`id:eq:${id}`] });
  const members = useTable<Member>("members", { where: [`incident:eq:${id}`], limit: 200 }).data?.rows ?? [];
  const links = useTable<Linked>("links", { where: [`incident:eq:${id}`], limit: 400 }).data?.rows ?? [];
  const [fires] = useTable<Corroboration>("corroborations", { where: [`incident:eq:${id}`], limit: 1 }).data?.rows ?? [];
  const ids = members.map((one) => one.observation);
  const observations =
    useTable<Observation>("observations", { where: [`id:in:${ids.join(",") || "none"}`], limit: 200 }).data?.rows ?? [];
  const only = useMemo(() => [`id:eq:${id}`], [id]);
  const incident = useLayer("incident", only).data;
  const uncertainty = useLayer("uncertainty", only).data;
  const observation = useLayer("observation", only).data;
  const place = useLayer("place").data;
  const layers = useMemo(
    () => ({
      ...(incident && { incident }),
      ...(uncertainty && { uncertainty }),
      ...(observation && { observation }),
      ...(place && { place }),
    }),
    [incident, uncertainty, observation, place],
  );
  const [held] = found.data?.rows ?? [];
  if (!found.data) return <Waiting failed={found.failed} />;
  if (!held) return <Elsewhere id={id} />;
  return (
    <>
      <h1>
        {naming.code("kinds", held.kind)}, {clock.moment(held.start)}
      </h1>
      <Kept at={found.kept} />
      <Others row={id} />
      <p className="verdict">
        <Figure row={held.id}>
          {held.count_low === held.count_high ? held.count_best : `${held.count_low} – ${held.count_high}`}
        </Figure>{" "}
        · {code(held.status)} · {naming.code("assessments", held.assessment)} · {naming.sector(held.sector)} · {naming.place(held.nearest)}
      </p>
      {fires ? (
        <p>
          <Figure row={fires.id}>{say(`incident.fires.${fires.verdict}`)}</Figure>
        </p>
      ) : null}
      <p>{held.reason.replace(/\b\w+-[\w-]+\b/g, (word) => naming.source(word))}</p>
      <div className="columns">
        <section>
          <h2>{say("incident.where")}</h2>
          <Canvas layers={layers} hidden={NOTHING_HIDDEN} chosen={row} choose={open} small />
          <p className="dim">{say("incident.map")}</p>
        </section>
        <section>
          <h2>{say("incident.timeline")}</h2>
          <Timeline
            spans={observations.map((one) => ({ id: one.id, label: naming.source(one.source), start: one.start, end: one.end }))}
          />
        </section>
      </div>
      <h2>{say("incident.who")}</h2>
      <Tellers members={members} observations={observations} links={links} />
      {who?.rights.includes("entries") ? <Evidence entries={ids} /> : null}
      {who?.rights.includes("decide") ? <Deciding held={held} members={members} observations={observations} /> : null}
      {who?.rights.includes("entries") ? <Decisions entries={ids} /> : null}
    </>
  );
}

/** No incident is called this any more: on to the one that its first account is now part of, where there is one. */
function Elsewhere({ id }: { id: string }) {
  const say = useSay();
  const { data } = useTable<Member>("members", { where: [`observation:eq:${id.replace("inc:", "")}`], limit: 1 });
  const [member] = data?.rows ?? [];
  if (member) return <Redirect to={`/incident/${member.incident}`} replace />;
  return (
    <>
      <h1>{say("incident.title")}</h1>
      <p className="unseen">{say("incident.gone")}</p>
    </>
  );
}
