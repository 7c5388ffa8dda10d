/** What waits for a person: observations without a grade, a second reading, rows in quarantine. */

import { useState } from "react";
import { Link, useSearchParams } from "wouter";

import { useObserved } from "../data/observable";
import { send, submit } from "../data/server";
import { me } from "../data/session";
import type { Entry, Line, Observation } from "../data/types";
import { useRead, useTable } from "../data/use";
import { Figure } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { useNaming } from "../parts/words";
import { type Key, useSay } from "../text";
import { useClock } from "../text/moments";
import { agreement, type Grades, gradesOf } from "../parts/grades";

const TABS: readonly (readonly [string, Key])[] = [
  ["ungraded", "inbox.ungraded"],
  ["blind", "inbox.blind"],
  ["quarantine", "inbox.quarantine"],
];

export default function Inbox() {
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const tab = query.get("tab") ?? "ungraded";
  return (
    <>
      <div className="row spread">
        <h1>{say("inbox.title")}</h1>
        <Link href="/log">{say("inbox.log")}</Link>
      </div>
      <div className="row tools">
        {TABS.map(([one, key]) => (
          <button key={one} type="button" aria-pressed={tab === one} className={tab === one ? "primary" : ""} onClick={() => setQuery({ tab: one })}>
            {say(key)}
          </button>
        ))}
      </div>
      {tab === "quarantine" ? <Quarantine /> : <Reading blind={tab === "blind"} key={tab} />}
    </>
  );
}

/** Observations to grade: those nobody graded, or `blind` those that somebody else did, whose grade is hidden. */
function Reading({ blind }: { blind: boolean }) {
  const say = useSay();
  const clock = useClock();
  const naming = useNaming();
  const who = useObserved(me)?.name ?? "";
  const decisions = useRead<Line[]>("/api/entries?kind=decision&limit=1000").data ?? [];
  const grades: Grades = gradesOf(decisions.map((line) => line.entry as Entry));
  const others = [...grades].filter(([, by]) => !by.has(who)).map(([id]) => id);
  const where = blind ? [`id:in:${others.join(",") || "none"}`] : ["grade_source:null:yes"];
  const { data, failed, kept } = useTable<Observation>("observations", { where, sort: "-seq", limit: 50 });
  const [at, setAt] = useState(0);
  const [source, setSource] = useState("B");
  const [information, setInformation] = useState("2");
  const [said, setSaid] = useState("");
  if (!data) return <Waiting failed={failed} />;
  const chosen = data.rows[Math.min(at, data.rows.length - 1)];
  const record = async (reason: string) => {
    if (!chosen) return;
    const body = { act: "grade", on: [chosen.id], value: { source, information }, reason };
    const grade = `${source}${information}`;
    await submit("/api/decisions", body, `${say("inbox.grade")} ${grade}`);
    const before = [...(grades.get(chosen.id)?.values() ?? [])].join(", ");
    setSaid(`${say("inbox.graded", { grade })}${before ? ` (${before})` : ""}`);
  };
  const { same, both } = agreement(grades);
  return (
    <>
      <Kept at={kept} />
      <p className="dim">{say(blind ? "inbox.blind.says" : "inbox.keys")}</p>
      {both ? <p data-testid="agreement">{say("inbox.agreement", { same, both })}</p> : null}
      {said ? <p className="good" role="status">{said}</p> : null}
      {chosen ? (
        <form
          className="row sheet"
          onSubmit={(event) => {
            event.preventDefault();
            void record(String(new FormData(event.currentTarget).get("reason")));
          }}
        >
          <strong>
            {naming.source(chosen.source)}: {naming.code("kinds", chosen.kind)}, {clock.moment(chosen.start)}
          </strong>
          <label>
            {say("inbox.grade.source")}
            <select value={source} onChange={(event) => setSource(event.target.value)}>
              {[..."ABCDEF"].map((one) => <option key={one}>{one}</option>)}
            </select>
          </label>
          <label>
            {say("inbox.grade.information")}
            <select value={information} onChange={(event) => setInformation(event.target.value)}>
              {[..."123456"].map((one) => <option key={one}>{one}</option>)}
            </select>
          </label>
          <label>
            {say("inbox.grade.reason")}
            <input name="reason" required defaultValue={say("table.why") === "Why" ? "read and judged" : "прочитано и оценено"} />
          </label>
          <button type="submit" className="primary">{say("inbox.grade.record")}</button>
        </form>
      ) : (
        <p>{say("inbox.done")}</p>
      )}
      <div
        className="table"
        role="region"
        aria-label={say("inbox.title")}
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey) return;
          if (event.key === "j" || event.key === "ArrowDown") setAt(Math.min(at + 1, data.rows.length - 1));
          else if (event.key === "k" || event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (/^[1-6]$/.test(event.key)) setInformation(event.key);
          else if (/^[a-f]$/.test(event.key)) setSource(event.key.toUpperCase());
          else if (event.key === "Enter" && event.target === event.currentTarget) void record("read and judged");
          else return;
          event.preventDefault();
        }}
      >
        <table className="cards" role="table">
          <tbody role="rowgroup">
            {data.rows.map((one, index) => (
              <tr key={one.id} role="row" aria-selected={one === chosen} onClick={() => setAt(index)}>
                <td role="cell">{one === chosen ? "▸" : ""}</td>
                <td role="cell">{naming.source(one.source)}</td>
                <td role="cell">{naming.code("means", one.means)}</td>
                <td role="cell">{naming.code("kinds", one.kind)}</td>
                <td role="cell" className="moment">{clock.moment(one.start)}</td>
                <td role="cell">{one.text}</td>
                <td role="cell"><Figure row={one.id}>{say("table.why")}</Figure></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface Held {
  id: string;
  row: {
    file: string;
    row: number;
    fields: Record<string, string>;
    problems: { field: string; value: string; reason: string; mend: string }[];
  };
}

function Quarantine() {
  const say = useSay();
  const { data, failed, kept, again } = useRead<Held[]>("/api/quarantine");
  const [refused, setRefused] = useState<Record<string, string>>({});
  if (!data) return <Waiting failed={failed} />;
  const mend = async (held: Held, form: FormData, drop: boolean) => {
    const fields = Object.fromEntries(held.row.problems.map(({ field }) => [field, String(form.get(field) ?? "")]));
    try {
      await send("POST", `/api/quarantine/${held.id}`, drop ? { drop: String(form.get("why") || "dropped") } : { fields });
      again();
    } catch (failure) {
      setRefused({ ...refused, [held.id]: failure instanceof Error ? failure.message : String(failure) });
    }
  };
  return (
    <>
      <Kept at={kept} />
      {data.length === 0 ? <p>{say("inbox.done")}</p> : null}
      {data.map((held) => (
        <form
          key={held.id}
          className="sheet"
          data-testid="quarantined"
          onSubmit={(event) => {
            event.preventDefault();
            const button = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement;
            void mend(held, new FormData(event.currentTarget), button.value === "drop");
          }}
        >
          <strong>{say("inbox.row", { file: held.row.file, row: held.row.row })}</strong>
          <p className="mono">{Object.entries(held.row.fields).map(([name, value]) => `${name}=${value}`).join("  ")}</p>
          {held.row.problems.map((problem) => (
            <label key={problem.field} className="field">
              {problem.field}: {problem.reason}{problem.mend ? `; ${problem.mend}` : ""}
              <input name={problem.field} defaultValue={/'([^']+)'/.exec(problem.mend)?.[1] ?? problem.value} />
            </label>
          ))}
          <div className="row">
            <button type="submit" className="primary">{say("inbox.mend")}</button>
            <label>{say("inbox.drop.reason")}<input name="why" /></label>
            <button type="submit" value="drop">{say("inbox.drop")}</button>
          </div>
          {refused[held.id] ? <p className="alarm" role="alert">{refused[held.id]}</p> : null}
        </form>
      ))}
    </>
  );
}
