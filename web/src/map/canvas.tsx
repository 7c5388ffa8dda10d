/** The map itself. */

import "maplibre-gl/dist/maplibre-gl.css";

import type { FeatureCollection } from "geojson";
import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { useSay } from "../text";
import { mgrs } from "../parts/place";
import { drawGround } from "./ground";
import { hatching, type Layer, LAYERS, NOTHING, SHOWN_BY, styleOf } from "./style";
import { type View, viewOf } from "./tiles";

maplibre.setWorkerUrl(workerUrl);

interface Props {
  layers: Partial<Record<Layer, FeatureCollection>>;
  hidden: ReadonlySet<string>;
  chosen: string | null;
  choose: (row: string) => void;
  small?: boolean;
  /** The address of the base's archive. */
  ground?: string | undefined;
  look?: (view: View) => void;
  children?: ReactNode;
}

export function Canvas({ layers, hidden, chosen, choose, small = false, ground, look, children }: Props) {
  const say = useSay();
  const home = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [cursor, setCursor] = useState("");
  const [failed, setFailed] = useState(false);
  const [bare, setBare] = useState(false);
  const choosing = useRef(choose);
  choosing.current = choose;
  const looking = useRef(look);
  looking.current = look;

  useEffect(() => {
    if (!home.current) return;
    const dark = inTheDark();
    let made: maplibre.Map;
    try {
      made = new maplibre.Map({
        container: home.current,
        style: styleOf(dark),
        attributionControl: false,
        dragRotate: false,
        fadeDuration: 0,
      });
    } catch {
      setFailed(true);
      return;
    }
    made.addControl(new maplibre.NavigationControl({ showCompass: false }));
    made.addControl(new maplibre.ScaleControl());
    made.on("load", () => {
      made.addImage("hatch", hatching(dark));
      setMap(made);
    });
    made.on("moveend", () => {
      const box = made.getBounds();
      looking.current?.(viewOf(box.getWest(), box.getSouth(), box.getEast(), box.getNorth(), made.getZoom()));
    });
    made.on("mousemove", (event) => setCursor(mgrs(event.lngLat.lng, event.lngLat.lat)));
    made.on("click", (event) => {
      const [hit] = made.queryRenderedFeatures(event.point, { layers: OPENED });
      const row: unknown = hit?.properties.row;
      if (typeof row === "string" && row) choosing.current(row);
      else if (hit?.source === "square") made.easeTo({ center: event.lngLat, zoom: made.getZoom() + 2 });
    });
    return () => {
      setMap(null);
      made.remove();
    };
  }, []);

  useEffect(() => {
    if (map && ground) drawGround(map, ground, inTheDark()).catch(() => setBare(true));
  }, [map, ground]);

  useEffect(() => {
    if (!map) return;
    for (const layer of LAYERS) {
      (map.getSource(layer) as maplibre.GeoJSONSource | undefined)?.setData(layers[layer] ?? NOTHING);
    }
  }, [map, layers]);

  const frame = (small && layers.uncertainty) || layers.sector || layers.coverage;
  useEffect(() => {
    if (!map || !frame?.features.length) return;
    const bounds = new maplibre.LngLatBounds();
    for (const feature of frame.features) {
      if (feature.geometry.type === "Polygon") for (const corner of feature.geometry.coordinates[0] ?? []) bounds.extend(corner as [number, number]);
    }
    if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: small && layers.uncertainty ? 80 : 12, animate: false, maxZoom: 13 });
  }, [map, frame, small, layers.uncertainty]);

  useEffect(() => {
    if (!map) return;
    for (const [layer, drawn] of Object.entries(SHOWN_BY)) {
      for (const one of drawn) map.setLayoutProperty(one, "visibility", hidden.has(layer) ? "none" : "visible");
    }
    map.setFilter("chosen", ["==", ["get", "row"], chosen ?? ""]);
  }, [map, hidden, chosen]);

  if (failed) return <p className="unseen" role="alert">{say("map.nogl")}</p>;
  return (
    <div className="around">
      <div ref={home} className={small ? "map small" : "map"} role="application" aria-label={say("map.title")} data-testid="map" data-ready={map !== null} />
      {children}
      {small ? null : (
        <p className="mono cursor" aria-live="off">
          {say("map.cursor")}: {cursor || "–"} (MGRS)
        </p>
      )}
      {bare ? <p className="warn" role="status">{say("map.bare")}</p> : null}
    </div>
  );
}

/** The layers whose features open their row, the uppermost first. */
const OPENED = ["stays", "incidents", "squares", "tracks", "roads", "roads-unseen", "cells", "cells-unseen"];

function inTheDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
