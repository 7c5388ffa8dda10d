/** What left the house, with what was corrected since. */

import { useState } from "react";

import { useObserved } from "../data/observable";
import { send } from "../data/server";
import { me } from "../data/session";
import { useRead } from "../data/use";
import { OtherWords, type SentenceOf } from "../parts/otherwords";
import { Figure } from "../parts/row";
import { Waiting } from "../parts/state";
import { useSay } from "../text";

interface Erratum {
  id: string;
  row: string;
  was: string;
  reads: string;
  reason: string;
}

interface Published {
  entry: string;
  report: string;
  known_at: number;
  files: string[];
  errata: Erratum[];
}

export function PublishedReports() {
  const say = useSay();
  const may = useObserved(me)?.rights.includes("publish");
  const { data, again } = useRead<Published[]>("/api/published");
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
            {one.errata.length ? <Errata of={one} /> : null}
            {may ? <Correct entry={one.entry} done={again} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was corrected in a report, and the sheet that says so. */
function Errata({ of }: { of: Published }) {
  const say = useSay();
  return (
    <div className="note" data-testid="errata">
      <strong>{say("errata.title", { n: of.errata.length })}</strong>{" "}
      {["errata.pdf", "errata.html"].map((file) => (
        <a key={file} href={`/api/published/${of.entry}/${file}`}>{file} </a>
      ))}
      <ul>
        {of.errata.map((one) => (
          <li key={one.id}>
            <del>{readable(one.was)}</del> <ins>{readable(one.reads)}</ins> <em>{one.reason}</em>{" "}
            <Figure row={one.id}>{say("table.why")}</Figure>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A published report corrected: a figure by what the pictures say now, a sentence in other words. */
function Correct({ entry, done }: { entry: string; done: () => void }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState("");
  const correct = async (body: Record<string, string>) => {
    await send("POST", `/api/published/${entry}/errata`, body);
    done();
  };
  const figure = async (said: FormData) => {
    setRefused("");
    try {
      await correct({ row: String(said.get("row")), reason: String(said.get("reason")) });
      setOpen(false);
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say("errata.correct")}</summary>
      {open ? (
        <>
          <form
            className="grid"
            onSubmit={(event) => {
              event.preventDefault();
              void figure(new FormData(event.currentTarget));
            }}
          >
            <label className="field">{say("errata.row")}<input name="row" required maxLength={400} className="mono" /></label>
            <label className="field">{say("words.reason")}<input name="reason" required maxLength={400} /></label>
            <button type="submit">{say("errata.figure")}</button>
          </form>
          {refused ? <p className="alarm" role="alert">{refused}</p> : null}
          <Sentences entry={entry} correct={correct} />
        </>
      ) : null}
    </details>
  );
}

function Sentences({ entry, correct }: { entry: string; correct: (body: Record<string, string>) => Promise<void> }) {
  const { data, failed } = useRead<SentenceOf[]>(`/api/published/${entry}`);
  if (!data) return <Waiting failed={failed} />;
  return (
    <ul>
      {data.map((one) => (
        <li key={`${one.section}/${one.block}/${one.number}`}>
          {readable(one.says)}{" "}
          <OtherWords
            says={one.says}
            save={(reads, reason) => correct({ section: one.section, was: one.says, reads, reason })}
          />
        </li>
      ))}
    </ul>
  );
}

function readable(says: string): string {
  return says.replaceAll("{*}", "").replace(/[{}]/g, "");
}
