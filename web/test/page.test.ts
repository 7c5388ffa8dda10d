import type { Feature, FeatureCollection } from "geojson";
import { describe, expect, it } from "vitest";

import { rootOf } from "../src/data/proof";
import { elsewhere } from "../src/map/layers";
import { layerOf } from "../src/map/vectors";
import { stateOver } from "../src/map/looking";
import { next } from "../src/map/hours";
import { viewOf } from "../src/map/tiles";
import { away, closest } from "../src/incident/near";
import { weighed } from "../src/parts/weighing";
import { ages, alike } from "../src/parts/ways";
import { agreement, gradesOf } from "../src/parts/grades";
import { mgrs } from "../src/parts/place";
import { en } from "../src/text/en";
import { HEADS } from "../src/text/heads.ru";
import { ru } from "../src/text/ru";
import { atWall, wallAt } from "../src/text/zone";

describe("catalogues", () => {
  it("fill the same blanks in both languages", () => {
    const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [key, text] of Object.entries(en)) expect(blanks(ru[key as keyof typeof en]), key).toEqual(blanks(text));
  });
});

describe("the mission's clock", () => {
  it("gives back the moment it was asked for, across a change of clocks", () => {
    expect(atWall("Etc/GMT-4", "2023-08-04T19:30").toISOString()).toBe("2023-08-04T15:30:00.000Z");
    for (const wall of ["2024-03-31T01:30", "2024-03-31T03:30", "2024-10-27T12:00"]) {
      expect(wallAt("Europe/Berlin", atWall("Europe/Berlin", wall))).toBe(wall);
    }
  });
});

describe("the states of looking", () => {
  it("never call quiet what nobody looked at", () => {
    expect(stateOver([])).toBe("not_observed");
    expect(stateOver(["not_observed", "impaired"])).toBe("impaired");
    expect(stateOver(["observed_quiet", "observed_events"])).toBe("events");
  });
});

describe("a position", () => {
  it("is given in MGRS to 100 m", () => {
    expect(mgrs(-77.0352, 38.8895)).toBe("18S UJ 234 064");
    expect(mgrs(0, 85)).toBe("");
  });
});

describe("an audit path", () => {
  it("leads to the root of a tree of any size", async () => {
    const digest = async (...parts: Uint8Array[]) =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(parts.flatMap((part) => [...part]))));
    const leaves = await Promise.all([...Array(7).keys()].map((n) => digest(Uint8Array.of(0, n))));
    const tree = async (from: number, to: number): Promise<Uint8Array> => {
      if (to - from === 1) return leaves[from]!;
      const middle = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
      return digest(Uint8Array.of(1), await tree(from, middle), await tree(middle, to));
    };
    const path = async (at: number, from: number, to: number): Promise<Uint8Array[]> => {
      if (to - from === 1) return [];
      const middle = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
      return at < middle
        ? [...(await path(at, from, middle)), await tree(middle, to)]
        : [...(await path(at, middle, to)), await tree(from, middle)];
    };
    for (let size = 1; size <= 7; size++) {
      for (let at = 0; at < size; at++) {
        expect(await rootOf(leaves[at]!, at, size, await path(at, 0, size))).toEqual(await tree(0, size));
      }
    }
  });
});

describe("two readers", () => {
  const graded = (author: string, information: string) => ({
    id: "",
    author,
    node: "",
    entered_at: "",
    key: "",
    evidence: [],
    payload: { type: "decision", act: "grade", on: ["x"], value: { source: "B", information } },
  });
  it("agree where their latest grades are the same", () => {
    expect(agreement(gradesOf([graded("a", "2")]))).toEqual({ same: 0, both: 0 });
    expect(agreement(gradesOf([graded("a", "2"), graded("b", "3")]))).toEqual({ same: 0, both: 1 });
    expect(agreement(gradesOf([graded("a", "2"), graded("b", "3"), graded("b", "2")]))).toEqual({ same: 1, both: 1 });
  });
});

describe("a view", () => {
  const ends = (bbox: string) => bbox.split(",").map(Number) as [number, number, number, number];
  it("holds what was asked for, in whole tiles", () => {
    for (const zoom of [0, 3.7, 8.2, 14]) {
      const [west, south, east, north] = ends(viewOf(46.1, 39.2, 47.3, 40.4, zoom).bbox);
      expect(west).toBeLessThanOrEqual(46.1);
      expect(south).toBeLessThanOrEqual(39.2);
      expect(east).toBeGreaterThanOrEqual(47.3);
      expect(north).toBeGreaterThanOrEqual(40.4);
      const side = ((east - west) / 360) * 2 ** Math.floor(zoom);
      expect(Math.abs(side - Math.round(side))).toBeLessThan(1e-3);
    }
  });
  it("is the same after a small move", () => {
    expect(viewOf(46.1, 39.2, 46.3, 39.3, 9)).toEqual(viewOf(46.1001, 39.2001, 46.3001, 39.3001, 9));
  });
});

describe("playing", () => {
  const hour = 3_600_000;
  it("goes through a record of any length in about as many steps, and begins again", () => {
    for (const days of [5, 600]) {
      const whole = [0, days * 24 * hour] as const;
      let [steps, chosen] = [0, next(whole, null)];
      while (chosen[1] < whole[1]) [steps, chosen] = [steps + 1, next(whole, chosen)];
      expect(steps).toBeGreaterThan(90);
      expect(steps).toBeLessThan(130);
      expect(next(whole, chosen)[0]).toBe(0);
    }
  });
});

describe("a stay on the map", () => {
  it("says the name of its place, which then is not said twice", () => {
    const at = (name: string): Feature => ({ type: "Feature", geometry: { type: "Point", coordinates: [46, 39] }, properties: { name } });
    const of = (...names: string[]): FeatureCollection => ({ type: "FeatureCollection", features: names.map(at) });
    expect(elsewhere(of("Tegh", "Goris"), of("Tegh"))).toEqual(of("Goris"));
    expect(elsewhere(of("Tegh"), undefined)).toEqual(of("Tegh"));
  });
});

describe("a base map", () => {
  it("draws water and ways, and no border or name", () => {
    expect(layerOf("water", false)?.type).toBe("fill");
    expect(layerOf("transportation", true)?.type).toBe("line");
    for (const name of ["boundaries", "boundary", "places", "place", "admin"]) expect(layerOf(name, false)).toBeNull();
  });
});

describe("a road", () => {
  const row = (vehicle: string, status: string, age_h: number | null) => ({
    id: vehicle, segment: "s", corridor: "c", direction: "d", vehicle, status, age_h, stale: false,
  });
  it("keeps vehicles of one status together, with all their ages", () => {
    const found = alike([row("car", "open", 2), row("truck", "closed", 5), row("bus", "open", 11.9)]);
    expect(found.map(({ status, rows }) => [status, rows.length])).toEqual([["open", 2], ["closed", 1]]);
    expect(ages(found[0]!.rows)).toBe("2–12");
    expect(ages([row("car", "not_observed", null)])).toBe("");
  });
});

describe("incidents close by", () => {
  const at = (start: string, lon: number | null, lat: number | null) => ({ start, lon, lat });
  it("come in order of place and time, those without a place last", () => {
    const one = at("2023-08-04T12:00:00Z", 46.7, 39.9);
    const [near, far, lost] = [at("2023-08-04T12:05:00Z", 46.71, 39.9), at("2023-08-04T12:00:00Z", 47.4, 39.9), at("2023-08-04T12:00:00Z", null, null)];
    expect(closest(one, [lost, far, near])).toEqual([near, far, lost]);
    expect(away(one, far)).toBeCloseTo(59.7, 0);
    expect(away(one, lost)).toBeNull();
  });
});

describe("the parts of the evidence", () => {
  it("count place, time and how rare events are as one", () => {
    const link = {
      id: "", observation: "", linked: true, probability: 1, reason: "",
      activity: 31, place: -17, time: -5.7, count: 2.7, kind: -0.01, weapon: 0, assessment: 0, silence: 5,
    };
    expect(weighed(link).map(({ part }) => part)).toEqual(["where_when", "silence", "count"]);
  });
});

describe("column heads", () => {
  it("are all said in Russian", () => {
    const pages = import.meta.glob("../src/{pages,parts}/*.tsx", { query: "?raw", import: "default", eager: true });
    const heads = Object.values(pages).flatMap((text) => [
      ...[...String(text).matchAll(/columns\.range\("\w+", "\w+", "([^"]+)"/g)].map((found) => found[1]!),
      ...[...String(text).matchAll(/columns\.(?!range)\w+\("\w+", "([^"]+)"/g)].map((found) => found[1]!),
      ...[...String(text).matchAll(/head: "([^"]+)"|head\("([^"]+)"\)/g)].map((found) => found[1] ?? found[2]!),
    ]);
    expect(heads.length).toBeGreaterThan(40);
    expect([...new Set(heads)].filter((head) => !(head in HEADS))).toEqual([]);
  });
});
