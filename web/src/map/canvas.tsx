/** The map itself. */

import "maplibre-gl/dist/maplibre-gl.css";

import type { FeatureCollection } from "geojson";
import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState } from "react";

import { useSay } from "../text";
import { mgrs } from "../parts/place";
import { hatching, type Layer, LAYERS, NOTHING, SHOWN_BY, styleOf } from "./style";

maplibre.setWorkerUrl(workerUrl);

interface Props {
  layers: Partial<Record<Layer, FeatureCollection>>;
  hidden: ReadonlySet<string>;
  chosen: string | null;
  choose: (row: string) => void;
  small?: boolean;
}

export function Canvas({ layers, hidden, chosen, choose, small = false }: Props) {
  const say = useSay();
  const home = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [cursor, setCursor] = useState("");
  const [failed, setFailed] = useState(false);
  const choosing = useRef(choose);
  choosing.current = choose;

  useEffect(() => {
    if (!home.current) return;
    const dark = getComputedStyle(document.documentElement).getPropertyValue("color-scheme").trim() === "dark" ||
      (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
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
    made.on("mousemove", (event) => setCursor(mgrs(event.lngLat.lng, event.lngLat.lat)));
    made.on("click", (event) => {
      const [hit] = made.queryRenderedFeatures(event.point, { layers: ["incidents", "roads", "roads-unseen", "cells", "cells-unseen"] });
      const row: unknown = hit?.properties.row;
      if (typeof row === "string") choosing.current(row);
    });
    return () => {
      setMap(null);
      made.remove();
    };
  }, []);

  useEffect(() => {
    if (!map) return;
    for (const layer of LAYERS) {
      (map.getSource(layer) as maplibre.GeoJSONSource | undefined)?.setData(layers[layer] ?? NOTHING);
    }
  }, [map, layers]);

  const frame = layers.sector ?? layers.coverage;
  useEffect(() => {
    if (!map || !frame?.features.length) return;
    const bounds = new maplibre.LngLatBounds();
    for (const feature of frame.features) {
      if (feature.geometry.type === "Polygon") for (const corner of feature.geometry.coordinates[0] ?? []) bounds.extend(corner as [number, number]);
    }
    if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 20, animate: false });
  }, [map, frame]);

  const places = layers.place;
  useEffect(() => {
    if (!map || hidden.has("place")) return;
    const markers = (places?.features ?? []).flatMap((feature) => {
      if (feature.geometry.type !== "Point" || Number(feature.properties?.rank ?? 9) > (small ? 1 : 2)) return [];
      const label = document.createElement("div");
      label.className = "place";
      label.textContent = String(feature.properties?.name ?? "");
      return [new maplibre.Marker({ element: label, anchor: "left" }).setLngLat(feature.geometry.coordinates as [number, number]).addTo(map)];
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [map, places, hidden, small]);

  useEffect(() => {
    if (!map) return;
    for (const [layer, drawn] of Object.entries(SHOWN_BY)) {
      for (const one of drawn) map.setLayoutProperty(one, "visibility", hidden.has(layer) ? "none" : "visible");
    }
    map.setFilter("chosen", ["==", ["get", "row"], chosen ?? ""]);
  }, [map, hidden, chosen]);

  if (failed) return <p className="unseen" role="alert">{say("map.nogl")}</p>;
  return (
    <>
      <div ref={home} className={small ? "map small" : "map"} role="application" aria-label={say("map.title")} data-testid="map" data-ready={map !== null} />
      {small ? null : (
        <p className="mono" aria-live="off">
          {say("map.cursor")}: {cursor || "–"} (MGRS)
        </p>
      )}
    </>
  );
}
