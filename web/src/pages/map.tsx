/** The map: incidents over where the mission looked, at a chosen time. */

import type { FeatureCollection } from "geojson";
import { useEffect, useMemo, useState } from "react";
import { Link, useSearchParams } from "wouter";

import { me } from "../data/session";
import { useObserved } from "../data/observable";
import { useTable } from "../data/use";
import { Brush, HOUR, type Hours } from "../map/brush";
import { Canvas } from "../map/canvas";
import { useLayer } from "../map/layers";
import { type CellHour, lookedAt } from "../map/looking";
import { Figure, useOpenRow } from "../parts/row";
import { Kept } from "../parts/state";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";

const SWITCHES = [
  ["incident", "map.incidents"],
  ["uncertainty", "map.ellipses"],
  ["coverage", "map.coverage"],
  ["segment", "map.corridor"],
  ["post", "map.posts"],
  ["place", "map.places"],
] as const;
const PLAYED = 6 * HOUR;

export default function Map() {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const inside = useObserved(me)?.rights.includes("observe");
  const [query, setQuery] = useSearchParams();
  const [row, open] = useOpenRow();
  const [playing, setPlaying] = useState(false);
  const kind = query.get("kind") ?? "";
  const hidden = useMemo(() => new Set((query.get("hide") ?? "").split(",")), [query]);
  const chosen = useMemo<Hours | null>(() => {
    const [from, to] = [query.get("from"), query.get("to")];
    return from && to ? [Date.parse(from), Date.parse(to)] : null;
  }, [query]);
  const put = (said: Record<string, string | null>) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(said)) value ? after.set(key, value) : after.delete(key);
        return after;
      },
      { replace: true },
    );
  const choose = (hours: Hours | null) =>
    put({ from: hours && new Date(hours[0]).toISOString(), to: hours && new Date(hours[1]).toISOString() });

  const where = useMemo(() => (kind ? [`kind:eq:${kind}`] : []), [kind]);
  const incidents = useLayer("incident", where);
  const ellipses = useLayer("uncertainty", where);
  const cells = useLayer("coverage");
  const sector = useLayer("sector").data;
  const segment = useLayer("segment").data;
  const place = useLayer("place").data;
  const post = useLayer(inside ? "post" : null).data;
  const wedges = useLayer(row?.startsWith("inc:") && inside ? "observation" : null, [`id:eq:${row}`]).data;
  const seen = useTable<CellHour>("coverage", { where: ["state:ne:not_observed"], limit: 10_000 }).data;

  const during = useMemo(() => {
    const [from, to] = chosen ?? [-Infinity, Infinity];
    const at = (moment: unknown) => Date.parse(String(moment));
    const shown = incidents.data?.features.filter(
      (one) => at(one.properties?.end) >= from && at(one.properties?.start) < to,
    );
    const ids = new Set(shown?.map((one) => one.id));
    return {
      incident: collection(shown),
      uncertainty: collection(ellipses.data?.features.filter((one) => ids.has(String(one.properties?.incident)))),
    };
  }, [incidents.data, ellipses.data, chosen]);
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
  const layers = useMemo(
    () => ({
      ...during,
      ...(coverage && { coverage }),
      ...(sector && { sector }),
      ...(segment && { segment }),
      ...(place && { place }),
      ...(post && { post }),
      ...(wedges && { observation: wedges }),
    }),
    [during, coverage, sector, segment, place, post, wedges],
  );
  const moments = useMemo(
    () => incidents.data?.features.map((one) => Date.parse(String(one.properties?.start))) ?? [],
    [incidents.data],
  );
  const last = useMemo(() => Math.max(...moments), [moments]);

  useEffect(() => {
    if (!playing) return;
    const tick = setTimeout(() => {
      const first = Math.min(...moments);
      const from = chosen && chosen[1] < last ? chosen[0] + HOUR : first;
      choose([from, from + PLAYED]);
    }, 500);
    return () => clearTimeout(tick);
  });

  const total = incidents.data?.total ?? 0;
  return (
    <>
      <h1>{say("map.title")}</h1>
      <Kept at={incidents.kept} />
      <div className="row tools" role="group" aria-label={say("map.layers")}>
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
        {SWITCHES.map(([layer, key]) => (
          <label key={layer}>
            <input
              type="checkbox"
              checked={!hidden.has(layer)}
              onChange={() => {
                const next = new Set(hidden);
                if (!next.delete(layer)) next.add(layer);
                put({ hide: [...next].filter(Boolean).join(",") });
              }}
            />
            {say(key)}
          </label>
        ))}
      </div>
      <Canvas layers={layers} hidden={hidden} chosen={row} choose={open} />
      <p className="legend">
        <span><span className="swatch events" />{say("state.events")}</span>
        <span><span className="swatch quiet" />{say("state.quiet")}</span>
        <span><span className="swatch impaired" />{say("state.impaired")}</span>
        <span><span className="swatch notseen" />{say("state.unseen")}</span>
        {period ? (
          <span>
            {say("map.looked", { from: clock.moment(new Date(period[0]).toISOString()), to: clock.moment(new Date(period[1]).toISOString()) })}
          </span>
        ) : null}
      </p>
      <div className="row tools">
        <button type="button" aria-pressed={playing} onClick={() => setPlaying(!playing)}>
          {say(playing ? "map.pause" : "map.play")}
        </button>
        <button type="button" disabled={!chosen} onClick={() => (setPlaying(false), choose(null))}>
          {say("map.whole")}
        </button>
        {chosen ? (
          <span>{say("map.hours", { from: clock.moment(new Date(chosen[0]).toISOString()), to: clock.moment(new Date(chosen[1]).toISOString()) })}</span>
        ) : null}
        <span role="status" data-testid="shown">
          {say("map.shown", { n: during.incident.features.length, total })}
          {incidents.data && total > incidents.data.features.length
            ? `; ${say("map.unplaced", { n: total - incidents.data.features.length })}`
            : ""}
        </span>
      </div>
      <Brush moments={moments} chosen={chosen} choose={choose} />
      <ul className="figures" aria-label={say("map.incidents")}>
        {during.incident.features.slice(-12).map((one) => (
          <li key={one.id}>
            <Figure row={String(one.id)}>
              {naming.code("kinds", String(one.properties?.kind))}, {clock.moment(String(one.properties?.start))}
            </Figure>
          </li>
        ))}
        <li>
          <Link href={`/incidents${kind ? `?incidents.where=kind:eq:${kind}` : ""}`}>{say("table.more")}</Link>
        </li>
      </ul>
    </>
  );
}

function collection(features: FeatureCollection["features"] = []): FeatureCollection {
  return { type: "FeatureCollection", features };
}
