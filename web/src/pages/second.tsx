/** On the way in: the second factor is given, or enrolled where the role needs one. */

import { useState } from "react";

import { giveCode, giveKey, takesKeys } from "../data/factors";
import { arrive, cameIn, leave } from "../data/session";
import type { Me } from "../data/types";
import { Enrol } from "../parts/enrol";
import { useSay } from "../text";

export default function Second({ who }: { who: Me }) {
  const say = useSay();
  const [failed, setFailed] = useState("");
  const trying = async (what: () => Promise<Me>) => {
    setFailed("");
    try {
      cameIn(await what());
    } catch (failure) {
      setFailed(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <main className="gate sheet">
      <h1>{who.name}</h1>
      <h2>{say(who.stage === "enrol" ? "second.enrol" : "second.title")}</h2>
      {who.stage === "enrol" ? (
        <>
          <p>{say("second.enrol.says")}</p>
          <Enrol done={() => void arrive()} />
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const said = new FormData(event.currentTarget);
            void trying(() => giveCode(String(said.get("code"))));
          }}
        >
          <label className="field">
            {say("second.code.any")}
            <input name="code" required autoComplete="one-time-code" />
          </label>
          <div className="row">
            <button type="submit" className="primary">{say("login.enter")}</button>
            {takesKeys() ? <button type="button" onClick={() => void trying(giveKey)}>{say("second.use.key")}</button> : null}
          </div>
        </form>
      )}
      {failed ? <p className="alarm" role="alert">{failed}</p> : null}
      <button type="button" onClick={() => void leave()}>{say("leave")}</button>
    </main>
  );
}
