/** One's own password, open sessions, and tokens of scripts. */

import { type FormEvent, useState } from "react";

import { send } from "../data/server";
import { useRead } from "../data/use";
import { useSay } from "../text";
import { useClock } from "../text/moments";

interface Session {
  id: string;
  used: string;
  here: boolean;
}

interface Token {
  id: string;
  label: string;
  made: string;
}

/** Does something that the server may refuse, and holds why it did. */
function useTrying(): [string, (doing: () => Promise<void>) => Promise<void>] {
  const [refused, setRefused] = useState("");
  const trying = async (doing: () => Promise<void>) => {
    setRefused("");
    try {
      await doing();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return [refused, trying];
}

/** The fields of a form that was sent, and the form to be emptied. */
function sent(event: FormEvent<HTMLFormElement>): [(name: string) => string, HTMLFormElement] {
  event.preventDefault();
  const form = event.currentTarget;
  const said = new FormData(form);
  return [(name) => String(said.get(name)), form];
}

function Refused({ why }: { why: string }) {
  return why ? <p className="alarm" role="alert">{why}</p> : null;
}

export function Password() {
  const say = useSay();
  const [changed, setChanged] = useState(false);
  const [refused, trying] = useTrying();
  const change = (event: FormEvent<HTMLFormElement>) => {
    const [said, form] = sent(event);
    setChanged(false);
    void trying(async () => {
      await send("PUT", "/api/password", { password: said("password"), new: said("new") });
      form.reset();
      setChanged(true);
    });
  };
  return (
    <section>
      <h2>{say("own.password")}</h2>
      <form className="grid" onSubmit={change}>
        <label className="field">
          {say("own.password.now")}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <label className="field">
          {say("own.password.new")}
          <input name="new" type="password" autoComplete="new-password" required />
        </label>
        <button type="submit">{say("own.password.change")}</button>
      </form>
      {changed ? <p className="good" role="status">{say("own.password.changed")}</p> : null}
      <Refused why={refused} />
    </section>
  );
}

export function Sessions() {
  const say = useSay();
  const clock = useClock();
  const { data, again } = useRead<Session[]>("/api/sessions", false);
  const [refused, trying] = useTrying();
  const end = (id: string) =>
    trying(async () => {
      await send("DELETE", `/api/sessions/${id}`);
      again();
    });
  return (
    <section>
      <h2>{say("own.sessions")}</h2>
      <ul className="lines" data-testid="sessions">
        {data?.map((one) => (
          <li key={one.id}>
            {say("own.sessions.used", { at: clock.moment(one.used) })}
            {one.here ? (
              <strong>{say("own.sessions.here")}</strong>
            ) : (
              <button type="button" onClick={() => void end(one.id)}>
                {say("own.sessions.end")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refused why={refused} />
    </section>
  );
}

export function Tokens() {
  const say = useSay();
  const clock = useClock();
  const { data, again } = useRead<Token[]>("/api/tokens", false);
  const [made, setMade] = useState("");
  const [refused, trying] = useTrying();
  const issue = (event: FormEvent<HTMLFormElement>) => {
    const [said, form] = sent(event);
    setMade("");
    void trying(async () => {
      const { token } = await send<{ token: string }>("POST", "/api/tokens", { label: said("label"), password: said("password") });
      form.reset();
      setMade(token);
      again();
    });
  };
  const withdraw = (id: string) =>
    trying(async () => {
      await send("DELETE", `/api/tokens/${id}`);
      again();
    });
  return (
    <section>
      <h2>{say("own.tokens")}</h2>
      <p className="dim">{say("own.tokens.says")}</p>
      {data?.length === 0 ? <p>{say("own.tokens.none")}</p> : null}
      <ul className="lines" data-testid="tokens">
        {data?.map((one) => (
          <li key={one.id}>
            <span>
              {one.label} <span className="dim">{clock.moment(one.made)}</span>
            </span>
            <button type="button" onClick={() => void withdraw(one.id)}>
              {say("own.tokens.withdraw")}
              <span className="visually-hidden"> {one.label}</span>
            </button>
          </li>
        ))}
      </ul>
      {made ? (
        <p role="status">
          <code data-testid="token">{made}</code> <strong className="warn">{say("own.tokens.once")}</strong>
        </p>
      ) : null}
      <form className="grid" onSubmit={issue}>
        <label className="field">
          {say("own.tokens.label")}
          <input name="label" maxLength={200} required />
        </label>
        <label className="field">
          {say("own.password.now")}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit">{say("own.tokens.issue")}</button>
      </form>
      <Refused why={refused} />
    </section>
  );
}
