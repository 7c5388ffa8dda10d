/** How the map is drawn: from the mission's own features alone; no tiles, glyphs or sprites from anywhere. */

import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";

export const LAYERS = ["coverage", "watch", "sector", "segment", "post", "place", "uncertainty", "square", "incident", "observation", "plan"] as const;
export type Layer = (typeof LAYERS)[number];

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

/** The four states of looking, and the three of a road, in colours that keep apart for the colour-blind. */
export const COLOURS = {
  events: "#d95f02",
  quiet: "#4c9f70",
  impaired: "#b58900",
  open: "#2b8a3e",
  restricted: "#b58900",
  closed: "#b02a2a",
  unseen: "#777777",
  post: "#3a7bd5",
} as const;

/** Features of a layer that a person may switch off, by the layers of the style that show them. */
export const SHOWN_BY: Record<string, readonly string[]> = {
  coverage: ["cells", "cells-unseen", "cells-edge"],
  watch: ["watches", "watches-edge", "tracks"],
  segment: ["roads", "roads-unseen", "ages"],
  post: ["posts"],
  uncertainty: ["ellipses"],
  incident: ["squares", "numbers", "incidents", "chosen"],
  place: ["places", "names"],
  plan: ["stays", "ranks", "stays-named"],
};

const SIDE: ExpressionSpecification = ["*", 3, ["get", "side"]];

export function styleOf(dark: boolean): StyleSpecification {
  const ink = dark ? "#e9ecef" : "#17191c";
  const source = () => ({ type: "geojson" as const, data: NOTHING, promoteId: "row" });
  const words = { "text-font": ["sans-serif"] };
  const halo = { "text-color": ink, "text-halo-color": dark ? "#101316" : "#ffffff", "text-halo-width": 1.6 };
  const unseen: ExpressionSpecification = ["==", ["get", "status"], "not_observed"];
  return {
    version: 8,
    sources: Object.fromEntries(LAYERS.map((layer) => [layer, source()])),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": dark ? "#101316" : "#eeeeea" } },
      {
        id: "cells",
        type: "fill",
        source: "coverage",
        filter: ["!=", ["get", "state"], "not_observed"],
        paint: {
          "fill-color": ["match", ["get", "state"], "events", COLOURS.events, "quiet", COLOURS.quiet, COLOURS.impaired],
          "fill-opacity": ["interpolate", ["linear"], ["get", "share"], 0, 0.12, 1, 0.45],
        },
      },
      {
        id: "cells-unseen",
        type: "fill",
        source: "coverage",
        filter: ["==", ["get", "state"], "not_observed"],
        paint: { "fill-pattern": "hatch" },
      },
      { id: "cells-edge", type: "line", source: "coverage", paint: { "line-color": ink, "line-opacity": 0.08 } },
      {
        id: "watches",
        type: "fill",
        source: "watch",
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": COLOURS.post, "fill-opacity": ["match", ["get", "state"], "on", 0.1, 0.02] },
      },
      {
        id: "watches-edge",
        type: "line",
        source: "watch",
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "line-color": COLOURS.post, "line-opacity": 0.6, "line-dasharray": [2, 2] },
      },
      {
        id: "tracks",
        type: "line",
        source: "watch",
        filter: ["==", ["geometry-type"], "LineString"],
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": COLOURS.post, "line-width": 2.5 },
      },
      { id: "sectors", type: "line", source: "sector", paint: { "line-color": ink, "line-opacity": 0.6, "line-width": 1.2 } },
      {
        id: "roads",
        type: "line",
        source: "segment",
        filter: ["!", unseen],
        layout: { "line-cap": "round" },
        paint: {
          "line-width": 4,
          "line-offset": SIDE,
          "line-color": [
            "match",
            ["get", "status"],
            "open",
            COLOURS.open,
            "restricted",
            COLOURS.restricted,
            "closed",
            COLOURS.closed,
            COLOURS.unseen,
          ],
        },
      },
      {
        id: "roads-unseen",
        type: "line",
        source: "segment",
        filter: unseen,
        paint: { "line-color": ink, "line-width": 2, "line-offset": SIDE, "line-dasharray": [1, 1.5] },
      },
      {
        id: "ages",
        type: "symbol",
        source: "segment",
        minzoom: 9,
        layout: { ...words, "symbol-placement": "line-center", "text-field": ["get", "age"], "text-size": 11, "text-offset": ["match", ["get", "side"], 1, ["literal", [0, 1]], ["literal", [0, -1]]] },
        paint: halo,
      },
      {
        id: "ellipses",
        type: "line",
        source: "uncertainty",
        paint: { "line-color": ink, "line-opacity": 0.35, "line-width": 1 },
      },
      {
        id: "wedges",
        type: "fill",
        source: "observation",
        paint: { "fill-color": COLOURS.post, "fill-opacity": 0.25, "fill-outline-color": ink },
      },
      {
        id: "squares",
        type: "circle",
        source: "square",
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "n"]], 0, 4, 1, 9, 3, 17, 5, 26],
          "circle-color": COLOURS.events,
          "circle-opacity": 0.8,
          "circle-stroke-color": dark ? "#000" : "#fff",
          "circle-stroke-width": 1,
        },
      },
      {
        id: "numbers",
        type: "symbol",
        source: "square",
        filter: [">", ["get", "n"], 1],
        layout: { ...words, "text-field": ["get", "said"], "text-size": 11, "text-allow-overlap": false, "symbol-sort-key": ["-", 0, ["get", "n"]] },
        paint: { "text-color": "#000" },
      },
      {
        id: "incidents",
        type: "circle",
        source: "incident",
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 3, 12, 7],
          "circle-color": COLOURS.events,
          "circle-stroke-color": dark ? "#000" : "#fff",
          "circle-stroke-width": 1,
        },
      },
      {
        id: "chosen",
        type: "circle",
        source: "incident",
        filter: ["==", ["get", "row"], ""],
        paint: { "circle-radius": 11, "circle-color": "transparent", "circle-stroke-width": 3, "circle-stroke-color": ink },
      },
      {
        id: "posts",
        type: "circle",
        source: "post",
        paint: { "circle-radius": 4, "circle-color": COLOURS.post, "circle-stroke-color": ink, "circle-stroke-width": 1.5 },
      },
      { id: "places", type: "circle", source: "place", paint: { "circle-radius": 2.5, "circle-color": ink } },
      {
        id: "names",
        type: "symbol",
        source: "place",
        layout: {
          ...words,
          "text-field": ["get", "name"],
          "text-size": ["match", ["get", "rank"], 1, 12.5, 11.5],
          "symbol-sort-key": ["get", "rank"],
          "text-variable-anchor": ["left", "right", "top", "bottom"],
          "text-radial-offset": 0.6,
          "text-justify": "auto",
        },
        paint: halo,
      },
      {
        id: "stays",
        type: "circle",
        source: "plan",
        paint: { "circle-radius": 11, "circle-color": dark ? "#101316" : "#ffffff", "circle-stroke-color": ink, "circle-stroke-width": 2.5 },
      },
      {
        id: "stays-named",
        type: "symbol",
        source: "plan",
        layout: {
          ...words,
          "text-field": ["get", "name"],
          "text-size": 13,
          "text-variable-anchor": ["left", "right", "top", "bottom"],
          "text-radial-offset": 1.25,
          "text-justify": "auto",
        },
        paint: halo,
      },
      {
        id: "ranks",
        type: "symbol",
        source: "plan",
        layout: { ...words, "text-field": ["to-string", ["get", "rank"]], "text-size": 13, "text-allow-overlap": true, "text-padding": 5 },
        paint: { "text-color": ink },
      },
    ],
  };
}

/** The hatching that says "not observed", as an image of the style. */
export function hatching(dark: boolean): { width: number; height: number; data: Uint8Array } {
  const side = 8;
  const data = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if ((x + y) % side > 1) continue;
      data.set(dark ? [255, 255, 255, 60] : [0, 0, 0, 60], 4 * (y * side + x));
    }
  }
  return { width: side, height: side, data };
}
