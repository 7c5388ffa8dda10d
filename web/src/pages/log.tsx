/** Logging what a post saw or heard. */

import { useState } from "react";

import { useObserved } from "../data/observable";
import { submit } from "../data/server";
import { me } from "../data/session";
import type { Receipt } from "../data/types";
import { useAbout, useWords } from "../data/use";
import { useNaming, useSources } from "../parts/words";
import { type Key, useSay } from "../text";
import { atWall, wallAt } from "../text/zone";

export default function Log() {
  const say = useSay();
  const naming = useNaming();
  const words = useWords();
  const zone = useAbout()?.zone;
  const sources = useSources();
  const reports = useObserved(me)?.source;
  const [source, setSource] = useState("");
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState("");
  if (!words || !zone) return <p role="status">{say("loading")}</p>;
  const from = sources.find((one) => one.id === (reports || source || sources[0]?.id));
  const placed = from?.lon !== null && from?.lat !== null;

  const record = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "");
    const number = (name: string) => Number(text(name));
    const start = atWall(zone, text("at"));
    const where = placed
      ? {
          type: "bearing",
          lon: from?.lon,
          lat: from?.lat,
          bearing_deg: number("bearing"),
          half_width_deg: number("spread"),
          near_m: number("near") * 1000,
          far_m: number("far") * 1000,
        }
      : { type: "anywhere" };
    const body = {
      source: from?.id,
      kind: text("kind"),
      means: text("means"),
      when: { start: start.toISOString(), end: new Date(start.getTime() + number("minutes") * 60_000).toISOString(), zone },
      where,
      count: { low: number("low"), high: Math.max(number("low"), number("high")) },
      weapon: text("weapon"),
      assessment: text("assessment"),
      text: text("text"),
    };
    setRefused("");
    try {
      const receipt = await submit<Receipt>("/api/observations", body, `${naming.code("kinds", body.kind)}, ${from?.name}, ${text("at")}`);
      setSaid(receipt ? say("log.recorded", { n: receipt.seq }) : say("log.waits"));
    } catch (failure) {
      setSaid("");
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const choice = (name: string, label: Key, vocabulary: string, first: string) => (
    <label className="field">
      {say(label)}
      <select name={name} defaultValue={first}>
        {Object.keys(words[vocabulary] ?? {}).map((code) => (
          <option key={code} value={code}>
            {naming.code(vocabulary, code)}
          </option>
        ))}
      </select>
    </label>
  );
  const measure = (name: string, label: Key, first: number, least: number, most: number, step = 1) => (
    <label className="field">
      {say(label)}
      <input name={name} type="number" defaultValue={first} min={least} max={most} step={step} required />
    </label>
  );
  return (
    <>
      <h1>{say("log.title")}</h1>
      <form
        className="grid"
        onSubmit={(event) => {
          event.preventDefault();
          void record(new FormData(event.currentTarget));
        }}
      >
        <label className="field">
          {say("log.source")}
          <select name="source" value={from?.id} disabled={Boolean(reports)} onChange={(event) => setSource(event.target.value)}>
            {sources.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        {choice("kind", "log.kind", "kinds", "explosion")}
        {choice("means", "log.means", "means", "heard")}
        <label className="field">
          {say("log.at")}
          <input name="at" type="datetime-local" defaultValue={wallAt(zone, new Date())} required />
        </label>
        {measure("minutes", "log.minutes", 1, 0, 1440)}
        {placed ? (
          <>
            {measure("bearing", "log.bearing", 0, 0, 360, 0.5)}
            {measure("spread", "log.spread", 11, 1, 180)}
            {measure("near", "log.near", 1, 0, 100, 0.1)}
            {measure("far", "log.far", 3, 0.1, 100, 0.1)}
          </>
        ) : (
          <p className="unseen">{say("log.noposition")}</p>
        )}
        {measure("low", "log.count", 1, 0, 100_000)}
        {measure("high", "log.count.high", 1, 0, 100_000)}
        {choice("assessment", "log.assessment", "assessments", "undetermined")}
        {choice("weapon", "log.weapon", "weapons", "N/K")}
        <label className="field whole">
          {say("log.text")}
          <textarea name="text" maxLength={20_000} />
        </label>
        <button type="submit" className="primary">
          {say("log.record")}
        </button>
      </form>
      {said ? <p className="good" role="status" data-testid="recorded">{said}</p> : null}
      {refused ? <p className="alarm" role="alert">{refused}</p> : null}
    </>
  );
}
