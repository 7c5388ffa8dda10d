/** The features of the map's layers, each carrying the row that it stands for. */

import type { FeatureCollection } from "geojson";
import { useMemo } from "react";

import { type Reading, useRead } from "../data/use";

export type Collection = FeatureCollection & { total?: number };

/** A layer of the map; `where` filters its incidents. Null for a layer that is not asked for. */
export function useLayer(layer: string | null, where: readonly string[] = []): Reading<Collection> {
  const query = new URLSearchParams(where.map((one) => ["where", one]));
  const reading = useRead<Collection>(layer && `/api/map/${layer}${where.length ? `?${query}` : ""}`);
  const { data } = reading;
  const drawn = useMemo(() => data && { ...data, features: data.features.map(withRow) }, [data]);
  return { ...reading, data: drawn };
}

/** The feature with its row among its properties, where the map finds it. */
export function withRow(feature: FeatureCollection["features"][number]): FeatureCollection["features"][number] {
  return { ...feature, properties: { ...feature.properties, row: String(feature.id) } };
}

/** The places at which no stay is advised: a stay says the name of its own. */
export function elsewhere(places: FeatureCollection, stays: FeatureCollection | undefined): FeatureCollection {
  const named = new Set(stays?.features.map((one) => one.properties?.name));
  return { ...places, features: places.features.filter((one) => !named.has(one.properties?.name)) };
}
