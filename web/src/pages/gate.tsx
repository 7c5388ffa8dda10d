/** Coming in, and the first account. */

import { useState } from "react";
import { useLocation } from "wouter";

import { enter, setUp } from "../data/session";
import { useSay } from "../text";

export default function Gate({ mission }: { mission: string }) {
  const say = useSay();
  const [at, go] = useLocation();
  const [failed, setFailed] = useState("");
  const first = at === "/setup";
  const submit = async (said: FormData) => {
    const [name, password] = [String(said.get("name")), String(said.get("password"))];
    try {
      await (first ? setUp(location.hash.slice(1), name, password) : enter(name, password));
      if (first) go("/");
    } catch (failure) {
      setFailed(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <main className="gate sheet">
      <h1>{mission}</h1>
      <h2>{say(first ? "setup.title" : "login.title")}</h2>
      {first ? <p>{say("setup.says")}</p> : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(new FormData(event.currentTarget));
        }}
      >
        <label className="field">
          {say("login.name")}
          <input name="name" autoComplete="username" required />
        </label>
        <label className="field">
          {say("login.password")}
          <input name="password" type="password" autoComplete={first ? "new-password" : "current-password"} required />
        </label>
        {failed ? <p className="alarm" role="alert">{failed}</p> : null}
        <button type="submit" className="primary">
          {say(first ? "setup.make" : "login.enter")}
        </button>
      </form>
    </main>
  );
}
