/** The map: incidents over where the mission looked, at a chosen time. */

import type { Feature, FeatureCollection } from "geojson";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "wouter";

import { useObserved } from "../data/observable";
import { me } from "../data/session";
import { useAbout, useRead, useTable } from "../data/use";
import { Brush } from "../map/brush";
import { Canvas } from "../map/canvas";
import { type Beginnings, HOUR, type Hours } from "../map/hours";
import { elsewhere, useLayer, withRow } from "../map/layers";
import { type CellHour, lookedAt } from "../map/looking";
import { usePlaying } from "../map/playing";
import { ways } from "../map/road";
import type { View } from "../map/tiles";
import { type Crowd, useCrowd } from "../map/view";
import { Figure, useOpenRow } from "../parts/row";
import { Kept } from "../parts/state";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";

const SWITCHES = [
  ["incident", "map.incidents"],
  ["uncertainty", "map.ellipses"],
  ["coverage", "map.coverage"],
  ["watch", "map.watches"],
  ["segment", "map.corridor"],
  ["post", "map.posts"],
  ["place", "map.places"],
  ["plan", "map.plan"],
] as const;

/** Layers of the mission alone: where its people are and will be. */
const INSIDE: ReadonlySet<string> = new Set(["watch", "post", "plan"]);

export default function Map() {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const inside = useObserved(me)?.rights.includes("inside");
  const ground = useAbout()?.ground ? `${location.origin}/api/map/ground.pmtiles` : undefined;
  const [query, setQuery] = useSearchParams();
  const [row, open] = useOpenRow();
  const [playing, setPlaying] = useState(false);
  const kind = query.get("kind") ?? "";
  const hiding = query.get("hide") ?? "watch,plan";
  const hidden = useMemo(() => new Set(hiding.split(",")), [hiding]);
  const [from, to] = [query.get("from"), query.get("to")];
  const chosen = useMemo<Hours | null>(() => {
    return from && to ? [Date.parse(from), Date.parse(to)] : null;
  }, [from, to]);
  const put = (said: Record<string, string | null>) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(said)) value ? after.set(key, value) : after.delete(key);
        return after;
      },
      { replace: true },
    );
  const without = (filter: string) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      after.delete("incidents.where", filter);
      return after;
    });
  const choose = (hours: Hours | null) =>
    put({ from: hours && iso(hours[0]), to: hours && iso(hours[1]) });

  const asked = query.getAll("incidents.where");
  const where = [...asked, ...(kind ? [`kind:eq:${kind}`] : [])];
  const during = chosen ? [`end:ge:${iso(chosen[0])}`, `start:lt:${iso(chosen[1])}`] : [];
  const [view, setView] = useState<View | null>(null);
  const crowd = useCrowd(view, [...where, ...during], chosen === null);
  const beginnings = useRead<Beginnings>(`/api/map/hours?${new URLSearchParams(where.map((one) => ["where", one]))}`).data;
  const cells = useLayer("coverage");
  const sector = useLayer("sector").data;
  const segments = useLayer("segment").data;
  const place = useLayer("place").data;
  const post = useLayer(inside ? "post" : null).data;
  const watches = useLayer(inside && !hidden.has("watch") ? "watch" : null).data;
  const plan = useLayer(inside && !hidden.has("plan") ? "plan" : null).data;
  const wedges = useLayer(row?.startsWith("inc:") && inside ? "observation" : null, [`id:eq:${row}`]).data;
  const seen = useTable<CellHour>("coverage", { where: ["state:ne:not_observed"], limit: 10_000 }).data;

  const period = useMemo<Hours | null>(() => {
    const hours = seen?.rows.map((one) => Date.parse(one.hour)) ?? [];
    return hours.length ? [Math.min(...hours), Math.max(...hours) + HOUR] : null;
  }, [seen]);
  const coverage = useMemo(() => {
    const [from, to] = chosen ?? [-Infinity, Infinity];
    if (!cells.data || !period || to <= period[0] || from >= period[1]) return undefined;
    const held = (seen?.rows ?? []).filter((one) => Date.parse(one.hour) + HOUR > from && Date.parse(one.hour) < to);
    const hours = new Set(held.map((one) => one.hour)).size;
    return lookedAt(cells.data, held, hours);
  }, [cells.data, seen, chosen, period]);
  const watch = useMemo(() => {
    const [from, to] = chosen ?? [-Infinity, Infinity];
    const at = (moment: unknown) => Date.parse(String(moment));
    return collection(watches?.features.filter(({ properties }) => at(properties?.end) > from && at(properties?.start) < to));
  }, [watches, chosen]);
  const gathered = crowd.data;
  const layers = useMemo(
    () => ({
      square: collection(gathered?.squares.map(squareOf)),
      incident: collection(gathered?.incidents.map(withRow)),
      uncertainty: collection(gathered?.uncertainty),
      watch,
      ...(coverage && { coverage }),
      ...(sector && { sector }),
      ...(segments && { segment: ways(segments) }),
      ...(place && { place: elsewhere(place, plan) }),
      ...(post && { post }),
      ...(wedges && { observation: wedges }),
      ...(plan && { plan }),
    }),
    [gathered, watch, coverage, sector, segments, place, post, wedges, plan],
  );
  usePlaying(playing, beginnings, chosen, gathered, choose);

  const list = new URLSearchParams([...where, ...during].map((one) => ["incidents.where", one]));
  return (
    <>
      <h1>{say("map.title")}</h1>
      <Kept at={crowd.kept} />
      <div className="row tools switches" role="group" aria-label={say("map.layers")}>
        <label>
          {say("map.kind")}
          <select value={kind} onChange={(event) => put({ kind: event.target.value })}>
            <option value="">{say("map.all")}</option>
            {["explosion", "projectile", "burst", "shot", "shelling", "uav", "jamming", "thermal_anomaly"].map((one) => (
              <option key={one} value={one}>
                {naming.code("kinds", one)}
              </option>
            ))}
          </select>
        </label>
        {asked.map((one) => (
          <span className="chip" key={one}>
            {one.split(":").join(" ")}
            <button type="button" aria-label={say("table.filter.remove", { what: one })} onClick={() => without(one)}>
              ×
            </button>
          </span>
        ))}
        {SWITCHES.filter(([layer]) => inside || !INSIDE.has(layer)).map(([layer, key]) => (
          <label key={layer}>
            <input
              type="checkbox"
              checked={!hidden.has(layer)}
              onChange={() => {
                const next = new Set(hidden);
                if (!next.delete(layer)) next.add(layer);
                put({ hide: [...next].filter(Boolean).join(",") || "none" });
              }}
            />
            {say(key)}
          </label>
        ))}
      </div>
      <Canvas layers={layers} hidden={hidden} chosen={row} choose={open} look={setView} ground={ground}>
        <p className="legend">
          <span><span className="swatch events" />{say("state.events")}</span>
          <span><span className="swatch quiet" />{say("state.quiet")}</span>
          <span><span className="swatch impaired" />{say("state.impaired")}</span>
          <span><span className="swatch notseen" />{say("state.unseen")}</span>
          {period ? <span>{say("map.looked", { from: clock.moment(iso(period[0])), to: clock.moment(iso(period[1])) })}</span> : null}
        </p>
      </Canvas>
      <div className="row tools">
        <button type="button" aria-pressed={playing} disabled={!beginnings?.first} onClick={() => setPlaying(!playing)}>
          {playing ? "⏸ " : "▶ "}
          {say(playing ? "map.pause" : "map.play")}
        </button>
        <button type="button" disabled={!chosen} onClick={() => (setPlaying(false), choose(null))}>
          {say("map.whole")}
        </button>
        {chosen ? <span>{say("map.hours", { from: clock.moment(iso(chosen[0])), to: clock.moment(iso(chosen[1])) })}</span> : null}
        <span className="grow" />
        <span role="status" data-testid="shown">
          {gathered ? say("map.shown", { n: gathered.inside, total: gathered.total }) : ""}
          {gathered?.unplaced ? `; ${say("map.unplaced", { n: gathered.unplaced })}` : ""}
        </span>
        <Link href={`/incidents?${list}`}>{say("map.list")}</Link>
      </div>
      <Brush beginnings={beginnings} chosen={chosen} choose={choose} />
      <ul className="figures" aria-label={say("map.incidents")}>
        {gathered?.incidents.slice(-12).map((one) => (
          <li key={one.id}>
            <Figure row={String(one.id)}>
              {naming.code("kinds", String(one.properties?.kind))}, {clock.moment(String(one.properties?.start))}
            </Figure>
          </li>
        ))}
      </ul>
    </>
  );
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

function squareOf({ lon, lat, n, row }: Crowd["squares"][number]): Feature {
  const said = n < 10_000 ? String(n) : `${Math.round(n / 1000)} k`;
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { n, said, row } };
}

function collection(features: FeatureCollection["features"] = []): FeatureCollection {
  return { type: "FeatureCollection", features };
}
