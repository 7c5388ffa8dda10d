/** Files that the accounts rest on. One is read only when asked for: that somebody read it is entered in the record. */

import { useState } from "react";

import type { Entry } from "../data/types";
import { useRead } from "../data/use";
import { useSay } from "../text";

const PICTURE = /\.(png|jpe?g)$/i;

export function Evidence({ entries }: { entries: readonly string[] }) {
  const say = useSay();
  if (entries.length === 0) return null;
  return (
    <>
      <h2>{say("incident.evidence")}</h2>
      <p className="dim">{say("incident.evidence.says")}</p>
      <ul className="lines">
        {entries.map((entry) => <Files key={entry} entry={entry} />)}
      </ul>
    </>
  );
}

function Files({ entry }: { entry: string }) {
  const { data } = useRead<Entry>(`/api/entries/${entry}`);
  return data?.evidence.map((file) => <File key={file.sha256} entry={entry} {...file} />) ?? null;
}

function File({ entry, sha256, name, row }: { entry: string; sha256: string; name: string; row: number | null }) {
  const say = useSay();
  const [shown, show] = useState(false);
  const path = `/api/entries/${entry}/evidence/${sha256}`;
  return (
    <li>
      <span>
        {name}
        {row === null ? "" : `, ${row}`}
      </span>
      {PICTURE.test(name) ? (
        shown ? <img className="evidence" src={path} alt={name} /> : <button type="button" onClick={() => show(true)}>{say("incident.evidence.show")}</button>
      ) : (
        <a href={path}>{say("incident.evidence.fetch")}</a>
      )}
    </li>
  );
}
