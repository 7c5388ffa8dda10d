/** Why a row stands as it does: what is said, the rule, the rows and the entries behind it. */

import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";

import { useObserved } from "../data/observable";
import { me } from "../data/session";
import type { Entry, Explanation } from "../data/types";
import { useRead } from "../data/use";
import { proveEntry, type Proven } from "../data/proof";
import { useSay } from "../text";
import { useClock } from "../text/moments";
import { Others } from "./others";
import { Figure, useOpenRow } from "./row";
import { Kept, Waiting } from "./state";

const FIRST = 12;

export function Drawer() {
  const say = useSay();
  const [row, open] = useOpenRow();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (row) dialog.current?.show();
    else dialog.current?.close();
  }, [row]);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-label={say("explain.title")}
      onKeyDown={(event) => event.key === "Escape" && open(null)}
    >
      {row ? (
        <>
          <div className="row spread">
            <h2>{say("explain.title")}</h2>
            <button type="button" onClick={() => open(null)}>
              {say("close")}
            </button>
          </div>
          <Others row={row} />
          <Why row={row} key={row} />
        </>
      ) : null}
    </dialog>
  );
}

function Why({ row }: { row: string }) {
  const say = useSay();
  const { data, failed, kept } = useRead<Explanation>(`/api/explain/${encodeURIComponent(row)}`);
  const [all, setAll] = useState(false);
  const mayRead = useObserved(me)?.rights.includes("entries");
  if (!data) return <Waiting failed={failed} />;
  const entries = all ? data.entries : data.entries.slice(0, FIRST);
  return (
    <>
      <Kept at={kept} />
      <p className="mono dim">{data.id}</p>
      <p>
        <strong>{data.says}</strong>
      </p>
      {row.startsWith("inc:") ? (
        <p>
          <Link href={`/incident/${row}`}>{say("explain.incident")}</Link>
        </p>
      ) : null}
      <h3>{say("explain.rule")}</h3>
      <p>{data.rule}</p>
      {data.parts.length ? (
        <>
          <h3>{say("explain.parts", { n: data.parts.length })}</h3>
          <ul>
            {data.parts.slice(0, all ? undefined : FIRST).map((part) => (
              <li key={part}>
                <Figure row={part}>
                  <span className="mono">{part}</span>
                </Figure>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h3>{data.entries.length ? say("explain.entries", { n: data.entries.length }) : say("explain.nothing")}</h3>
      <ul data-testid="entries">
        {entries.map((entry) => (
          <li key={entry}>{mayRead ? <EntryLine id={entry} /> : <span className="mono">{entry}</span>}</li>
        ))}
      </ul>
      {!all && Math.max(data.entries.length, data.parts.length) > FIRST ? (
        <button type="button" onClick={() => setAll(true)}>
          {say("explain.more", { n: Math.max(data.entries.length, data.parts.length) - FIRST })}
        </button>
      ) : null}
    </>
  );
}

function EntryLine({ id }: { id: string }) {
  const say = useSay();
  const clock = useClock();
  const [proven, setProven] = useState<Proven | null>(null);
  const { data } = useRead<Entry>(`/api/entries/${id}`);
  if (!data) return <span className="mono">{id}</span>;
  const { type, ...said } = data.payload;
  return (
    <details>
      <summary>
        {type} <span className="dim">{say("explain.entry", { n: id.slice(0, 13), author: data.author, at: clock.moment(data.entered_at) })}</span>
      </summary>
      <pre className="mono" tabIndex={0}>{JSON.stringify(said, null, 1)}</pre>
      {data.evidence.map((file) => (
        <p key={file.sha256}>
          <a href={`/api/entries/${id}/evidence/${file.sha256}`}>{file.name}</a>
          {file.row === null ? "" : `, ${file.row}`}
        </p>
      ))}
      <button type="button" onClick={() => void proveEntry(id).then(setProven)}>
        {say("record.prove")}
      </button>
      {proven ? (
        <p role="status" className={proven.holds ? "good" : "alarm"}>
          {proven.holds === null ? say("record.here.cannot") : proven.holds ? say("record.proved", { n: proven.seq }) : say("record.notproved")}
        </p>
      ) : null}
    </details>
  );
}
