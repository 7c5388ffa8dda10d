/** A sentence put in other words: what stands in braces stays, and the server names whatever else would change. */

import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

import { useSay } from "../text";

export interface SentenceOf {
  section: string;
  block: number;
  number: number;
  drafted: string;
  says: string;
  entry: string;
}

interface Props {
  says: string;
  save: (says: string, reason: string) => Promise<void>;
}

/** A button that opens the sentence for writing; `save` rejects with what the server says against it. */
export function OtherWords({ says, save }: Props) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="quiet" title={say("words.change")} onClick={() => setOpen(true)}>
        <span aria-hidden="true">✎</span>
        <span className="visually-hidden">{say("words.change")}: {says.slice(0, 60)}</span>
      </button>
      {open ? createPortal(<Writing says={says} save={save} close={() => setOpen(false)} />, document.body) : null}
    </>
  );
}

function Writing({ says, save, close }: Props & { close: () => void }) {
  const say = useSay();
  const [refused, setRefused] = useState("");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (said: FormData) => {
    setRefused("");
    try {
      await save(String(said.get("says")), String(said.get("reason")));
      close();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <dialog ref={dialog} className="writing sheet" aria-label={say("words.change")} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(new FormData(event.currentTarget));
        }}
      >
        <label className="field">
          {say("words.says")}
          <textarea name="says" defaultValue={says} rows={6} required maxLength={4000} />
        </label>
        <label className="field">
          {say("words.reason")}
          <input name="reason" required maxLength={400} />
        </label>
        {refused ? <p className="alarm" role="alert">{refused}</p> : null}
        <div className="row">
          <button type="submit" className="primary">{say("words.save")}</button>
          <button type="button" onClick={close}>{say("close")}</button>
        </div>
      </form>
    </dialog>
  );
}
