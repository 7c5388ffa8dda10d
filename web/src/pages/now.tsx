/** The four answers, what is new, and who is looking. */

import { useState } from "react";

import { standing } from "../data/live";
import { useObserved } from "../data/observable";
import { me } from "../data/session";
import type { FourAnswer, FourAnswers, Line } from "../data/types";
import { useRead, useTable } from "../data/use";
import { Figure } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { useNaming } from "../parts/words";
import { type Key, useSay } from "../text";
import { useClock } from "../text/moments";

const QUESTIONS = ["ceasefire", "corridor", "supplies", "not_observed"] as const;

export default function Now() {
  const say = useSay();
  const who = useObserved(me);
  const { data, failed, kept } = useRead<FourAnswers>("/api/answers");
  return (
    <>
      <h1>{say("now.title")}</h1>
      <Kept at={kept} />
      {data ? (
        <>
          <p className="dim">{data.period}</p>
          <div className="answers">
            {QUESTIONS.map((question) => (
              <Answered key={question} title={`now.${question}`} answer={data[question]} />
            ))}
          </div>
        </>
      ) : (
        <Waiting failed={failed} />
      )}
      {who?.rights.includes("entries") ? <Since /> : null}
      {who?.rights.includes("observe") ? <Looking /> : null}
    </>
  );
}

function Answered({ title, answer }: { title: Key; answer: FourAnswer }) {
  const say = useSay();
  return (
    <article className="sheet">
      <h2>{say(title)}</h2>
      <p>{answer.says}</p>
      {answer.not_known ? (
        <p className="unseen">
          <strong>{say("now.notknown")}:</strong> {answer.not_known}
        </p>
      ) : null}
      <ul className="figures" aria-label={say("now.figures")}>
        {Object.entries(answer.figures).map(([row, figure]) => (
          <li key={row}>
            <Figure row={row}>{figure}</Figure>
          </li>
        ))}
      </ul>
    </article>
  );
}

function Since() {
  const say = useSay();
  const { size } = useObserved(standing);
  const [looked, setLooked] = useState(() => Number(localStorage.getItem("looked") ?? 0));
  const clock = useClock();
  const { data } = useRead<Line[]>(size > looked ? `/api/entries?after=${Math.max(looked, size - 20)}&limit=20` : null);
  const fresh = Math.max(0, size - looked);
  return (
    <section className="sheet">
      <h2>{say("now.since")}</h2>
      <div className="row spread">
        <span>{fresh ? say("now.since.some", { n: fresh }) : say("now.since.none")}</span>
        <button
          type="button"
          disabled={!fresh}
          onClick={() => {
            localStorage.setItem("looked", String(size));
            setLooked(size);
          }}
        >
          {say("now.since.seen")}
        </button>
      </div>
      <ul className="figures" data-testid="since">
        {fresh
          ? data?.toReversed().map(({ entry }) => (
              <li key={entry.id}>
                <Figure row={entry.id}>
                  {entry.payload.type}, {entry.author}, {clock.moment(entry.entered_at)}
                </Figure>
              </li>
            ))
          : null}
      </ul>
    </section>
  );
}

interface Watch {
  id: string;
  source: string;
  state: "on" | "impaired" | "denied";
  start: string;
  end: string;
  reason: string;
}

/** The last watch of every source in the period: who looked until the cut-off, and who fell silent before. */
function Looking() {
  const say = useSay();
  const naming = useNaming();
  const { data, failed } = useTable<Watch>("watches", { sort: "-end", limit: 2000 });
  if (!data) return <Waiting failed={failed} />;
  const last = new Map<string, Watch>();
  for (const watch of data.rows) if (!last.has(watch.source)) last.set(watch.source, watch);
  const cutoff = Math.max(0, ...data.rows.map((watch) => Date.parse(watch.end)));
  return (
    <section className="sheet">
      <h2>{say("now.watches")}</h2>
      {last.size === 0 ? <p className="unseen">{say("now.watches.none")}</p> : null}
      <ul className="figures">
        {[...last.values()].toReversed().map((watch) => {
          const silent = Math.round((cutoff - Date.parse(watch.end)) / 3_600_000);
          return (
            <li key={watch.source}>
              <Figure row={watch.id}>{naming.source(watch.source)}</Figure>&nbsp;
              <span className={silent || watch.state !== "on" ? "unseen" : "good"}>
                {silent ? say("now.watches.ended", { h: silent }) : say(`now.watches.${watch.state}`)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
