/** The report of a day: read, questioned, signed by two, published. */

import { useState } from "react";
import { useSearchParams } from "wouter";

import { standing } from "../data/live";
import { useObserved } from "../data/observable";
import { send } from "../data/server";
import { me } from "../data/session";
import { useRead } from "../data/use";
import { Section, type SectionOf } from "../parts/document";
import { Figure } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { useSay } from "../text";

interface Draft {
  id: string;
  title: string;
  subtitle: string;
  known_at: number;
  sections: SectionOf[];
  weakest: { says: string; section: string; row: string; why: string[]; score: number }[];
  imbalances: { what: string; says: string }[];
  signatures: { by: string; known_at: number; entry: string }[];
  published: number[];
}

interface Published {
  entry: string;
  report: string;
  known_at: number;
  files: string[];
}

export default function Report() {
  const say = useSay();
  const who = useObserved(me);
  const { day: latest } = useObserved(standing);
  const [query, setQuery] = useSearchParams();
  const day = query.get("day") ?? latest;
  const known = query.get("known_at");
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
          <Drafted path={`/api/reports/${day}`} known={known} fix={(size) => setQuery({ day, known_at: String(size) })} />
        </>
      ) : null}
    </>
  );
}

/** The draft at `path`. Signing fixes the state of the record that was read, so that the next reader reads the same. */
function Drafted({ path, known, fix }: { path: string; known: string | null; fix: (size: number) => void }) {
  const say = useSay();
  const who = useObserved(me);
  const { data, failed, kept, again } = useRead<Draft>(known ? `${path}?known_at=${known}` : path);
  const [refused, setRefused] = useState("");
  if (!data) return <Waiting failed={failed} />;
  const act = async (what: "sign" | "publish") => {
    setRefused("");
    try {
      await send("POST", `${path}/${what}`, { known_at: data.known_at });
      fix(data.known_at);
      again();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const signed = data.signatures.filter((one) => one.known_at === data.known_at);
  const elsewhere = data.signatures.filter((one) => one.known_at !== data.known_at);
  return (
    <>
      <Kept at={kept} />
      <section className="sheet tools">
        <p>
          {say("report.known", { n: data.known_at })}. <span data-testid="signatures">{say("report.signatures", { n: signed.length })}</span>
          {signed.map((one) => (
            <span key={one.entry}>
              {" "}· <Figure row={one.entry}>{say("report.signed", { who: one.by })}</Figure>
            </span>
          ))}
        </p>
        {elsewhere.length ? (
          <p className="dim">
            {elsewhere.map((one) => (
              <button key={one.entry} type="button" onClick={() => fix(one.known_at)}>
                {say("report.other", { who: one.by })} ({one.known_at})
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
            <button type="button" className="primary" disabled={signed.length < 2 || data.published.includes(data.known_at)} onClick={() => void act("publish")}>
              {say("report.publish")}
            </button>
          ) : null}
          <button type="button" onClick={() => print()}>{say("print")}</button>
        </div>
        {refused ? <p className="alarm" role="alert">{refused}</p> : null}
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
        {data.sections.map((section) => <Section key={section.id} section={section} depth={2} />)}
      </article>
    </>
  );
}

function PublishedReports() {
  const say = useSay();
  const { data } = useRead<Published[]>("/api/published");
  return (
    <section className="sheet tools" data-testid="published">
      <strong>{say("report.published")}</strong>
      {data?.length === 0 ? <p>{say("report.published.none")}</p> : null}
      <ul>
        {data?.map((one) => (
          <li key={one.entry}>
            <Figure row={one.entry}>{say("report.published.at", { report: one.report, n: one.known_at })}</Figure>:{" "}
            {one.files.map((file) => (
              <a key={file} href={`/api/published/${one.entry}/${file}`}>{file} </a>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
