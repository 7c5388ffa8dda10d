/** Coverage by day, recorded beside estimated, alarms and forecasts: every part opens its row. */

import { type ReactNode, useState } from "react";

import { useAbout, useTable } from "../data/use";
import { type Key, useSay } from "../text";
import { useClock } from "../text/moments";
import { Bands } from "../parts/bands";
import { DayGrid } from "../parts/daygrid";
import { Fan, type Ray } from "../parts/fan";
import { Waiting } from "../parts/state";

const ALL = { limit: 5000 };

interface Look {
  state: string;
  look: string;
  key: Key;
}

const STATES: readonly Look[] = [
  { state: "observed_events", look: "events", key: "state.events" },
  { state: "observed_quiet", look: "quiet", key: "state.quiet" },
  { state: "impaired", look: "impaired", key: "state.impaired" },
  { state: "not_observed", look: "notseen", key: "state.unseen" },
];
const ALARMS: readonly Look[] = [
  { state: "alarm", look: "raised", key: "ceasefire.alarm" },
  { state: "none", look: "calm", key: "ceasefire.alarm.none" },
  { state: "not_told", look: "notseen", key: "ceasefire.alarm.untold" },
];

interface Share {
  id: string;
  day: string;
  sector: string;
  state: string;
  share: number;
}

export function Calendar() {
  const say = useSay();
  const about = useAbout();
  const clock = useClock();
  const { data, failed } = useTable<Share>("calendar", { ...ALL, where: ["sector:ne:"], sort: "day" });
  if (!data || !about) return <Waiting failed={failed} />;
  const days = [...new Set(data.rows.map((row) => row.day))];
  const lines = Object.entries(about.sectors).map(([sector, label]) => ({
    label,
    cells: days.map((day) =>
      STATES.flatMap(({ state, look, key }) =>
        data.rows
          .filter((row) => row.sector === sector && row.day === day && row.state === state)
          .map((row) => ({ row: row.id, look, share: row.share, says: `${label}, ${day}: ${say(key)} ${Math.round(100 * row.share)} %` })),
      ),
    ),
  }));
  return (
    <>
      <DayGrid says={say("ceasefire.calendar")} days={days.map((day) => clock.day(`${day}T12:00:00Z`))} lines={lines} />
      <Legend looks={STATES} />
    </>
  );
}

interface Raised {
  id: string;
  sector: string;
  end: string;
  state: string;
  seen: number | null;
  expected: number | null;
}

export function Alarms() {
  const say = useSay();
  const about = useAbout();
  const clock = useClock();
  const { data, failed } = useTable<Raised>("alarms", { ...ALL, sort: "end" });
  if (!data || !about) return <Waiting failed={failed} />;
  if (data.rows.length === 0) return <p className="unseen">{say("ceasefire.none")}</p>;
  const days = [...new Set(data.rows.map((row) => row.end))];
  const named: [string, string][] = [...Object.entries(about.sectors), ["", say("ceasefire.together")]];
  const lines = named.map(([sector, label]) => ({
    label,
    cells: days.map((day) =>
      ALARMS.flatMap(({ state, look, key }) =>
        data.rows
          .filter((row) => row.sector === sector && row.end === day && row.state === state)
          .map((row) => ({ row: row.id, look, share: 1, says: `${label}, ${clock.day(day)}: ${say(key)}`, sign: state === "alarm" ? "!" : "" })),
      ),
    ),
  }));
  return (
    <>
      <DayGrid says={say("ceasefire.alarms")} days={days.map(clock.day)} lines={lines} />
      <Legend looks={ALARMS} />
    </>
  );
}

interface Rate {
  id: string;
  sector: string;
  end: string;
  seen: number | null;
  low: number | null;
  total: number | null;
  high: number | null;
}

/** Recorded and estimated by day, of all sectors together or of one. */
export function Estimates() {
  const say = useSay();
  const clock = useClock();
  const [sector, choice] = useSector(say("ceasefire.all"));
  const { data, failed } = useTable<Rate>("rates", { ...ALL, where: ["span:eq:day", `sector:eq:${sector}`], sort: "end" });
  return (
    <>
      {choice}
      {data ? (
        <Bands
          says={say("ceasefire.bands")}
          days={data.rows.map((row) => ({
            row: row.id,
            label: clock.day(row.end),
            says:
              row.total === null
                ? say("ceasefire.day.unseen", { day: clock.day(row.end) })
                : say("ceasefire.day", { day: clock.day(row.end), seen: row.seen ?? 0, total: row.total, low: row.low ?? 0, high: row.high ?? 0 }),
            seen: row.seen,
            low: row.low,
            best: row.total,
            high: row.high,
          }))}
        />
      ) : (
        <Waiting failed={failed} />
      )}
      <p className="dim">{say("ceasefire.bands.about")}</p>
    </>
  );
}

interface Foretold extends Omit<Ray, "row" | "says"> {
  id: string;
  sector: string;
  q50: number;
}

/** The fan of each sector that a forecast was made of. */
export function Forecasts() {
  const say = useSay();
  const about = useAbout();
  const fan = useTable<Foretold>("fan", { ...ALL, sort: "days" });
  const days = useTable<Rate>("rates", { ...ALL, where: ["span:eq:day", "sector:ne:"], sort: "-end" });
  if (!fan.data || !days.data || !about) return <Waiting failed={fan.failed ?? days.failed} />;
  const made = Object.entries(about.sectors).flatMap(([sector, label]) => {
    const rays = fan.data?.rows.filter((row) => row.sector === sector && row.q50 !== null) ?? [];
    const seen = (days.data?.rows ?? []).filter((row) => row.sector === sector).slice(0, rays.length).map((row) => row.seen ?? 0);
    return rays.length ? [{ sector, label, rays, before: seen.map((_, place) => seen.slice(0, place + 1).reduce((sum, one) => sum + one, 0)) }] : [];
  });
  if (made.length === 0) return <p className="unseen">{say("ceasefire.none")}</p>;
  return (
    <>
      <div className="columns">
        {made.map(({ sector, label, rays, before }) => (
          <figure key={sector}>
            <figcaption>{label}</figcaption>
            <Fan
              says={`${say("ceasefire.fan")}: ${label}`}
              before={before}
              rays={rays.map((row) => ({ ...row, row: row.id, says: say("ceasefire.ray", { n: row.days, q05: row.q05, q50: row.q50, q95: row.q95 }) }))}
            />
          </figure>
        ))}
      </div>
      <p className="dim">{say("ceasefire.fan.about")}</p>
    </>
  );
}

function useSector(all: string): [string, ReactNode] {
  const say = useSay();
  const about = useAbout();
  const [sector, choose] = useState("");
  const choice = (
    <label>
      {say("ceasefire.sector")}
      <select value={sector} onChange={(event) => choose(event.target.value)}>
        <option value="">{all}</option>
        {Object.entries(about?.sectors ?? {}).map(([id, name]) => (
          <option key={id} value={id}>{name}</option>
        ))}
      </select>
    </label>
  );
  return [sector, choice];
}

function Legend({ looks }: { looks: readonly Look[] }) {
  const say = useSay();
  return (
    <p className="legend">
      {looks.map(({ look, key }) => (
        <span key={look}>
          <span className={`swatch ${look}`} />
          {say(key)}
        </span>
      ))}
    </p>
  );
}
