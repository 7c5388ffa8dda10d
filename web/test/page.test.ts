import { describe, expect, it } from "vitest";

import { rootOf } from "../src/data/proof";
import { stateOver } from "../src/map/looking";
import { agreement, gradesOf } from "../src/parts/grades";
import { mgrs } from "../src/parts/place";
import { en } from "../src/text/en";
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
