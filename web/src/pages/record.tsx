/** The record: what was last signed, its entries, and checking both. */

import { useState } from "react";
import { useSearchParams } from "wouter";

import { type Signed, signatureHolds } from "../data/proof";
import { useObserved } from "../data/observable";
import { send } from "../data/server";
import { me } from "../data/session";
import type { Line } from "../data/types";
import { useRead } from "../data/use";
import { Figure } from "../parts/row";
import { Kept, Waiting } from "../parts/state";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { useClock } from "../text/moments";

interface Verification {
  size: number;
  findings: unknown[];
}

const KINDS = ["observation", "watch", "passage", "consignment", "segment", "restriction", "claim", "statement", "decision", "correction", "publication", "received", "quarantined"];
const HEADS = ["No", "Kind", "Who entered it", "When", "Entry"] as const;
const STEP = 50;

export default function Record() {
  const say = useSay();
  const { data, failed, kept } = useRead<Signed>("/api/record");
  const [verified, setVerified] = useState<Verification | null>(null);
  const [here, setHere] = useState<boolean | null | undefined>(undefined);
  const reads = useObserved(me)?.rights.includes("entries");
  if (!data) return <Waiting failed={failed} />;
  const check = async () => setHere(crypto.subtle ? await signatureHolds(data.key, data.checkpoint) : null);
  return (
    <>
      <h1>{say("record.title")}</h1>
      <Kept at={kept} />
      <section className="sheet">
        <h2>{say("record.checkpoint")}</h2>
        <dl>
          <dt>{say("record.size")}</dt>
          <dd>{data.checkpoint.size.toLocaleString()}</dd>
          <dt>{say("record.root")}</dt>
          <dd className="mono">{data.checkpoint.root}</dd>
          <dt>{say("record.key")}</dt>
          <dd className="mono">{data.key}</dd>
        </dl>
        <div className="row tools">
          <button type="button" onClick={() => void send<Verification>("POST", "/api/record/verify").then(setVerified)}>
            {say("record.verify")}
          </button>
          <button type="button" onClick={() => void check()}>{say("record.here")}</button>
        </div>
        {verified ? (
          <p role="status" data-testid="verified" className={verified.findings.length ? "alarm" : "good"}>
            {verified.findings.length
              ? `${say("record.findings", { n: verified.findings.length })} ${JSON.stringify(verified.findings)}`
              : say("record.verified", { n: verified.size })}
          </p>
        ) : null}
        {here !== undefined ? (
          <p role="status" data-testid="here" className={here ? "good" : "alarm"}>
            {say(here === null ? "record.here.cannot" : here ? "record.here.good" : "record.here.bad")}
          </p>
        ) : null}
      </section>
      {reads ? <Entries /> : null}
    </>
  );
}

function Entries() {
  const say = useSay();
  const { head } = useHeads();
  const clock = useClock();
  const [query, setQuery] = useSearchParams();
  const [kind, after] = [query.get("kind") ?? "", Number(query.get("after") ?? 0)];
  const { data, failed } = useRead<Line[]>(`/api/entries?after=${after}&limit=${STEP}${kind ? `&kind=${kind}` : ""}`);
  return (
    <>
      <h2>{say("record.entries")}</h2>
      <div className="row tools">
        <label>
          {say("record.kind")}
          <select value={kind} onChange={(event) => setQuery({ kind: event.target.value })}>
            <option value="">{say("map.all")}</option>
            {KINDS.map((one) => <option key={one}>{one}</option>)}
          </select>
        </label>
        <button type="button" disabled={!after} onClick={() => setQuery({ kind, after: "0" })}>{say("record.earlier")}</button>
        <button type="button" disabled={!data || data.length < STEP} onClick={() => setQuery({ kind, after: String(data?.at(-1)?.seq ?? after) })}>
          {say("record.later")}
        </button>
      </div>
      {!data ? (
        <Waiting failed={failed} />
      ) : (
        <div className="table" role="region" aria-label={say("record.entries")} tabIndex={0}>
          <table className="cards" role="table">
            <thead role="rowgroup">
              <tr role="row">
                {HEADS.map((one) => <th key={one} role="columnheader" className={one === "No" ? "number" : ""}>{head(one)}</th>)}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {data.map(({ seq, entry }) => (
                <tr key={seq} role="row">
                  <td role="cell" className="number" data-head={head("No")}>{seq}</td>
                  <td role="cell" data-head={head("Kind")}>{entry.payload.type}</td>
                  <td role="cell" data-head={head("Who entered it")}>{entry.author}</td>
                  <td role="cell" data-head={head("When")}>{clock.moment(entry.entered_at)}</td>
                  <td role="cell" data-head={head("Entry")}><Figure row={entry.id}><span className="mono">{entry.id}</span></Figure></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
