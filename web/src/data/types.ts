/** What the server sends, as far as the pages read it. Moments are ISO 8601 in UTC; null is: not observed, not known. */

export interface About {
  id: string;
  name: string;
  mode: string;
  presence: string;
  zone: string;
  parties: { id: string; name: string; short: string }[];
  sectors: Record<string, string>;
  /** Of places, corridors, segments and crossings. */
  names: Record<string, string>;
  rules: Record<string, string>;
  /** Whether the map has a base of the mission's own. */
  ground: boolean;
}

export interface Me {
  name: string;
  role: string;
  rights: string[];
  source: string;
  sectors: string[];
  csrf: string;
  /** Wholly in; with a second factor still to be given; with one still to be enrolled. */
  stage: "in" | "second" | "enrol";
}

/** By vocabulary and code: the labels. */
export type Words = Record<string, Record<string, { label: string; label_ru: string }>>;

export interface Source {
  id: string;
  name: string;
  type: string;
  lon: number | null;
  lat: number | null;
  near: string;
}

export interface Page<R> {
  rows: R[];
  total: number;
  known_at: number;
  day: string;
}

export interface FourAnswers {
  mission: string;
  mode: string;
  period: string;
  known_at: number;
  ceasefire: FourAnswer;
  corridor: FourAnswer;
  supplies: FourAnswer;
  not_observed: FourAnswer;
}

export interface FourAnswer {
  verdict: Phrase;
  sentences: Phrase[];
  bars: Bar[];
  not_known: string;
}

/** A figure between `low` and `high` on an axis up to `most`; null where nothing was observed. */
export interface Bar {
  group: string;
  name: string;
  says: string;
  row: string;
  low: number | null;
  best: number | null;
  high: number | null;
  most: number;
}

/** A piece of a sentence; a figure names the row that it stands on. */
export type Inline =
  | { type: "text"; text: string; style: "" | "strong" | "em" | "mono" }
  | { type: "figure"; text: string; row: string }
  | { type: "quote"; text: string; exact: boolean }
  | { type: "name"; text: string; gloss: string }
  | { type: "mark"; note: string };
export type Phrase = Inline[];

export interface Explanation {
  id: string;
  says: string;
  rule: string;
  entries: string[];
  parts: string[];
}

export interface Entry {
  id: string;
  author: string;
  node: string;
  entered_at: string;
  key: string;
  payload: { type: string } & Record<string, unknown>;
  evidence: { sha256: string; name: string; row: number | null }[];
}

export interface Line {
  seq: number;
  entry: Entry;
}

export interface Receipt {
  seq: number;
  id: string;
  repeated: boolean;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: string;
  note: string;
}

export interface Incident {
  id: string;
  start: string;
  end: string;
  lon: number | null;
  lat: number | null;
  radius_m: number | null;
  sector: string;
  nearest: string;
  nearest_m: number | null;
  kind: string;
  violation: boolean;
  weapon: string;
  assessment: string;
  means: string;
  count_low: number;
  count_best: number;
  count_high: number;
  exercise: boolean;
  n_sources: number;
  n_origins: number;
  sources: string[];
  observations: string[];
  probability: number;
  status: string;
  reason: string;
}

export interface Observation {
  id: string;
  seq: number;
  source: string;
  kind: string;
  means: string;
  start: string;
  end: string;
  lon: number | null;
  lat: number | null;
  place: string | null;
  named: string | null;
  bearing_deg: number | null;
  near_m: number | null;
  far_m: number | null;
  count_low: number;
  count_high: number;
  count_said: string;
  weapon: string;
  assessment: string;
  grade_source: string | null;
  grade_information: string | null;
  said: string;
  text: string;
}
