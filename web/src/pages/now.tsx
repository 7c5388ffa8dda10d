/** The four answers, what is new, and who is looking. */

import { useState } from "react";

import { standing } from "../data/live";
import { useObserved } from "../data/observable";
import { me } from "../data/session";
import type { Bar, FourAnswer, FourAnswers, Line } from "../data/types";
import { useRead, useTable } from "../data/use";
import { Words } from "../parts/document";
import { Interval } from "../parts/interval";
import { Figure } from "../parts/row";
import { Kept, NotObserved, Waiting } from "../parts/state";
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
      <div className="columns">
        {who?.rights.includes("entries") ? <Since /> : null}
        {who?.rights.includes("observe") ? <Looking /> : null}
      </div>
    </>
  );
}

function Answered({ title, answer }: { title: Key; answer: FourAnswer }) {
  const say = useSay();
  return (
    <article className="sheet answer">
      <h2>{say(title)}</h2>
      <p className="verdict">
        <Words of={answer.verdict} />
      </p>
      <Bars bars={answer.bars} />
      {answer.not_known ? (
        <div className="blind">
          <h3>{say("now.notknown")}</h3>
          <p>{answer.not_known}</p>
        </div>
      ) : null}
      <details>
        <summary>{say("now.details")}</summary>
        <ul className="said">
          {answer.sentences.map((sentence, index) => (
            <li key={index}>
              <Words of={sentence} />
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}

/** Figures on a common axis, each opening its row; what was not observed hatched, and said. */
function Bars({ bars }: { bars: readonly Bar[] }) {
  const [first] = bars;
  if (!first) return null;
  return (
    <section className="bars">
      <h3>{first.group}</h3>
      <dl>
        {bars.map((bar) => (
          <div key={bar.name + bar.row}>
            <dt>{bar.name}</dt>
            <dd>
              <Interval low={bar.low} best={bar.best} high={bar.high} most={bar.most} />
            </dd>
            <dd className="number">
              <Figure row={bar.row}>{bar.low === null ? <NotObserved as={bar.says} /> : bar.says}</Figure>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const LOOKED_BACK = 500;

/** What arrived since this reader last looked, entries of one kind and author together. */
function Since() {
  const say = useSay();
  const { size } = useObserved(standing);
  const [looked, setLooked] = useState(() => Number(localStorage.getItem("looked") ?? 0));
  const clock = useClock();
  const fresh = Math.max(0, size - looked);
  const { data } = useRead<Line[]>(fresh ? `/api/entries?after=${Math.max(looked, size - LOOKED_BACK)}&limit=${LOOKED_BACK}` : null);
  const alike = new Map<string, Line[]>();
  for (const line of fresh ? (data ?? []) : []) {
    const kind = `${line.entry.payload.type}, ${line.entry.author}`;
    alike.set(kind, [...(alike.get(kind) ?? []), line]);
  }
  return (
    <section className="sheet">
      <div className="row spread">
        <h2>{say("now.since")}</h2>
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
      <p>{fresh ? say("now.since.some", { n: fresh }) : say("now.since.none")}</p>
      {fresh > LOOKED_BACK ? <p className="dim">{say("now.since.last", { n: LOOKED_BACK })}</p> : null}
      <ul className="lines" data-testid="since">
        {[...alike].toReversed().map(([kind, lines]) => {
          const { entry } = lines.at(-1)!;
          return (
            <li key={kind}>
              <Figure row={entry.id}>{kind}</Figure> <span className="dim">{lines.length} · {clock.moment(entry.entered_at)}</span>
            </li>
          );
        })}
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
  const silentFor = (watch: Watch) => Math.round((cutoff - Date.parse(watch.end)) / 3_600_000);
  const all = [...last.values()].toReversed();
  const away = all.filter((watch) => silentFor(watch) > 0 || watch.state !== "on");
  const on = all.filter((watch) => !away.includes(watch));
  return (
    <section className="sheet">
      <h2>{say("now.watches")}</h2>
      {all.length === 0 ? <p className="unseen">{say("now.watches.none")}</p> : null}
      {away.length ? <h3>{say("now.silent")} ({away.length})</h3> : null}
      <ul className="figures">
        {away.map((watch) => (
          <li key={watch.source}>
            <Figure row={watch.id}>{naming.source(watch.source)}</Figure>&nbsp;
            <span className="unseen">
              {silentFor(watch) > 0 ? say("now.watches.ended", { h: silentFor(watch) }) : say(`now.watches.${watch.state}`)}
            </span>
          </li>
        ))}
      </ul>
      {on.length ? <h3>{say("now.watches.on")} ({on.length})</h3> : null}
      <ul className="figures">
        {on.map((watch) => (
          <li key={watch.source}>
            <Figure row={watch.id}>{naming.source(watch.source)}</Figure>
          </li>
        ))}
      </ul>
    </section>
  );
}
