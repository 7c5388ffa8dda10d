/** Who may come in. */

import { useState } from "react";

import { send } from "../data/server";
import { useRead } from "../data/use";
import { Waiting } from "../parts/state";
import { useSay } from "../text";

interface Account {
  name: string;
  role: string;
  closed: boolean;
}

const ROLES = ["observer", "duty_officer", "reporting_officer", "analyst", "head_of_mission", "partner", "party_liaison", "public", "administrator"];

export default function Admin() {
  const say = useSay();
  const { data, failed, again } = useRead<Account[]>("/api/accounts");
  const { data: required, again: readRequired } = useRead<string[]>("/api/required");
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState("");
  if (!data) return <Waiting failed={failed} />;
  const change = async (path: string, done: string, body?: unknown, method: "POST" | "PUT" = "POST") => {
    setSaid("");
    setRefused("");
    try {
      await send(method, path, body);
      setSaid(done);
      again();
      readRequired();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <>
      <h1>{say("admin.title")}</h1>
      <div className="table">
        <table>
          <tbody>
            {data.map((one) => (
              <tr key={one.name}>
                <td>{one.name}</td>
                <td>{one.role.replaceAll("_", " ")}</td>
                <td>
                  {one.closed ? (
                    say("admin.closed")
                  ) : (
                    <>
                      <button type="button" onClick={() => void change(`/api/accounts/${encodeURIComponent(one.name)}/close`, "")}>
                        {say("admin.close")}<span className="visually-hidden"> {one.name}</span>
                      </button>{" "}
                      <button
                        type="button"
                        onClick={() => void change(`/api/accounts/${encodeURIComponent(one.name)}/reset`, say("admin.reset.done", { name: one.name }))}
                      >
                        {say("admin.reset")}<span className="visually-hidden"> {one.name}</span>
                      </button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <fieldset>
        <legend>{say("admin.required")}</legend>
        {ROLES.map((role) => (
          <label key={role} className="chip">
            <input
              type="checkbox"
              checked={required?.includes(role) ?? false}
              disabled={!required}
              onChange={(event) => {
                const others = (required ?? []).filter((one) => one !== role);
                const roles = event.target.checked ? [...others, role] : others;
                void change("/api/required", say("admin.required.done"), roles, "PUT");
              }}
            />
            {role.replaceAll("_", " ")}
          </label>
        ))}
      </fieldset>
      <h2>{say("admin.add")}</h2>
      <form
        className="grid"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const name = String(form.get("name"));
          void change("/api/accounts", say("admin.made", { name }), { name, password: form.get("password"), role: form.get("role") });
        }}
      >
        <label className="field">{say("admin.name")}<input name="name" required minLength={2} maxLength={64} autoComplete="off" /></label>
        <label className="field">
          {say("admin.role")}
          <select name="role">{ROLES.map((one) => <option key={one} value={one}>{one.replaceAll("_", " ")}</option>)}</select>
        </label>
        <label className="field">{say("admin.password")}<input name="password" type="password" required minLength={12} autoComplete="new-password" /></label>
        <button type="submit" className="primary">{say("admin.add")}</button>
      </form>
      {said ? <p className="good" role="status">{said}</p> : null}
      {refused ? <p className="alarm" role="alert">{refused}</p> : null}
    </>
  );
}
