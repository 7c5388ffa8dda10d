/** The report of a day: read, questioned, put in other words, signed by two, published, corrected. */

import { useState } from "react";
import { useSearchParams } from "wouter";

import { standing } from "../data/live";
import { useObserved } from "../data/observable";
import { send } from "../data/server";
import { me } from "../data/session";
import { useRead } from "../data/use";
import { AfterSentence, Section, type SectionOf } from "../parts/document";
import { OtherWords, type SentenceOf } from "../parts/otherwords";
import { Figure } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { PublishedReports } from "./published";
import { useSay } from "../text";

interface Draft {
  id: string;
  title: string;
  subtitle: string;
  known_at: number;
  worded_at: number;
  sections: SectionOf[];
  sentences: SentenceOf[];
  lapsed: { edit: { id: string; author: string; says: string }; why: string }[];
  weakest: { says: string; section: string; row: string; why: string[]; score: number }[];
  imbalances: { what: string; says: string }[];
  signatures: { by: string; known_at: number; worded_at: number; entry: string }[];
  published: string[];
}

export default function Report() {
  const say = useSay();
  const who = useObserved(me);
  const { day: latest } = useObserved(standing);
  const [query, setQuery] = useSearchParams();
  const day = query.get("day") ?? latest;
  const known = query.get("known_at");
  const worded = query.get("worded_at");
  const state = new URLSearchParams();
  if (known) state.set("known_at", known);
  if (worded) state.set("worded_at", worded);
  return (
    <>
      <h1>{say("report.title")}</h1>
      <PublishedReports />
      {who?.rights.includes("draft") && day ? (
        <>
          <label className="tools">
            {say("report.day")}
            <input type="date" value={day} onChange={(event) => event.target.value && setQuery({ day: event.target.value })} />
          </label>
          <Drafted
            path={`/api/reports/${day}`}
            state={state.toString()}
            fix={(size, words) =>
              setQuery({ day, known_at: String(size), ...(words === null ? {} : { worded_at: String(words) }) })
            }
          />
        </>
      ) : null}
    </>
  );
}

interface DraftedProps {
  path: string;
  state: string;
  fix: (size: number, words: number | null) => void;
}

/**
 * The draft at `path` in a state of the record. Signing fixes the state and the words that were read, so that the next
 * reader reads the same; changing words fixes the state alone.
 */
function Drafted({ path, state, fix }: DraftedProps) {
  const say = useSay();
  const who = useObserved(me);
  const { data, failed, kept, again } = useRead<Draft>(state ? `${path}?${state}` : path);
  const [refused, setRefused] = useState("");
  if (!data) return <Waiting failed={failed} />;
  const act = async (what: "sign" | "publish") => {
    setRefused("");
    try {
      await send("POST", `${path}/${what}`, { known_at: data.known_at, worded_at: data.worded_at });
      fix(data.known_at, data.worded_at);
      again();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const reword = async (sentence: SentenceOf, says: string, reason: string) => {
    const { section, drafted } = sentence;
    await send("POST", `${path}/words`, { known_at: data.known_at, section, drafted, says, reason });
    fix(data.known_at, null);
    again();
  };
  const same = (one: { known_at: number; worded_at: number }) =>
    one.known_at === data.known_at && one.worded_at === data.worded_at;
  const signed = data.signatures.filter(same);
  const elsewhere = data.signatures.filter((one) => !same(one));
  const after = (section: string, block: number, number: number) => {
    const sentence = data.sentences.find((one) => one.section === section && one.block === block && one.number === number);
    if (!sentence) return null;
    return (
      <span className="noprint">
        {sentence.entry ? <Figure row={sentence.entry}>{say("words.changed")}</Figure> : null}
        <OtherWords key={sentence.says} says={sentence.says} save={(says, reason) => reword(sentence, says, reason)} />
      </span>
    );
  };
  return (
    <>
      <Kept at={kept} />
      <section className="sheet tools">
        <p>
          {say("report.known", { n: data.known_at })}, {say("report.worded", { n: data.worded_at })}. <span data-testid="signatures">{say("report.signatures", { n: signed.length })}</span>
          {signed.map((one) => (
            <span key={one.entry}>
              {" "}· <Figure row={one.entry}>{say("report.signed", { who: one.by })}</Figure>
            </span>
          ))}
        </p>
        {elsewhere.length ? (
          <p className="dim">
            {elsewhere.map((one) => (
              <button key={one.entry} type="button" onClick={() => fix(one.known_at, one.worded_at)}>
                {say("report.other", { who: one.by })} ({one.known_at}, {one.worded_at})
              </button>
            ))}
          </p>
        ) : null}
        <div className="row">
          {who?.rights.includes("sign") ? (
            <button type="button" className="primary" disabled={signed.some((one) => one.by === who.name)} onClick={() => void act("sign")}>
              {say("report.sign")}
            </button>
          ) : null}
          {who?.rights.includes("publish") ? (
            <button type="button" className="primary" disabled={signed.length < 2 || data.published.length > 0} onClick={() => void act("publish")}>
              {say("report.publish")}
            </button>
          ) : null}
          <button type="button" onClick={() => print()}>{say("print")}</button>
        </div>
        {refused ? <p className="alarm" role="alert">{refused}</p> : null}
        {data.lapsed.length ? (
          <details>
            <summary>{say("words.lapsed", { n: data.lapsed.length })}</summary>
            <ul>
              {data.lapsed.map((one) => (
                <li key={one.edit.id}>
                  <Figure row={one.edit.id}>{one.edit.author}</Figure>: {one.edit.says} <em>{one.why}</em>
                </li>
              ))}
            </ul>
          </details>
        ) : null}
        <details>
          <summary>{say("report.weakest")}</summary>
          <ol>
            {data.weakest.map((one) => (
              <li key={one.row + one.says}>
                {one.says} <Figure row={one.row}>{one.why.join("; ") || say("table.why")}</Figure>
              </li>
            ))}
          </ol>
        </details>
        <details>
          <summary>{say("report.imbalances")} ({data.imbalances.length})</summary>
          {data.imbalances.length ? (
            <ul>{data.imbalances.map((one) => <li key={one.what + one.says}><strong>{one.what}</strong>: {one.says}</li>)}</ul>
          ) : (
            <p>{say("report.imbalances.none")}</p>
          )}
        </details>
      </section>
      <article className="report">
        <h2>{data.title}</h2>
        <p className="dim">{data.subtitle}</p>
        <AfterSentence value={after}>
          {data.sections.map((section) => <Section key={section.id} section={section} depth={2} />)}
        </AfterSentence>
      </article>
    </>
  );
}
