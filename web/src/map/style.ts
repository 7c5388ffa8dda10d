/** How the map is drawn: from the mission's own features alone; no tiles, glyphs or sprites from anywhere. */

import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";

export const LAYERS = ["coverage", "sector", "segment", "post", "place", "uncertainty", "incident", "observation"] as const;
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
} as const;

/** Features of a layer that a person may switch off, by the layers of the style that show them. */
export const SHOWN_BY: Record<string, readonly string[]> = {
  coverage: ["cells", "cells-unseen", "cells-edge"],
  segment: ["roads", "roads-unseen"],
  post: ["posts"],
  uncertainty: ["ellipses"],
  incident: ["incidents", "chosen"],
};

export function styleOf(dark: boolean): StyleSpecification {
  const ink = dark ? "#e9ecef" : "#17191c";
  const source = () => ({ type: "geojson" as const, data: NOTHING, promoteId: "row" });
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
      { id: "sectors", type: "line", source: "sector", paint: { "line-color": ink, "line-opacity": 0.6, "line-width": 1.2 } },
      {
        id: "roads",
        type: "line",
        source: "segment",
        filter: ["!", unseen],
        layout: { "line-cap": "round" },
        paint: {
          "line-width": 4,
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
        paint: { "line-color": ink, "line-width": 3, "line-dasharray": [1, 1.5] },
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
        paint: { "fill-color": "#3a7bd5", "fill-opacity": 0.25, "fill-outline-color": ink },
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
        paint: { "circle-radius": 4, "circle-color": "#3a7bd5", "circle-stroke-color": ink, "circle-stroke-width": 1.5 },
      },
      { id: "places", type: "circle", source: "place", paint: { "circle-radius": 3, "circle-color": ink } },
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
