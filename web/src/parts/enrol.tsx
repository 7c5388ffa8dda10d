/** A second factor enrolled: an app that makes codes, or a security key; and the recovery codes, shown once. */

import { useState } from "react";

import { addKey, confirmCode, type Offer, offerCode, takesKeys } from "../data/factors";
import { useSay } from "../text";

/** `done` is told when a factor is enrolled and its recovery codes, if any, were read. */
export function Enrol({ done }: { done: () => void }) {
  const say = useSay();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [recovery, setRecovery] = useState<string[]>([]);
  const [refused, setRefused] = useState("");
  const trying = async (what: () => Promise<void>) => {
    setRefused("");
    try {
      await what();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const enrolled = (given: { recovery: string[] }) => {
    setOffer(null);
    if (given.recovery.length) setRecovery(given.recovery);
    else done();
  };
  if (recovery.length) {
    return (
      <section aria-label={say("second.recovery")}>
        <p>{say("second.recovery.says")}</p>
        <ul className="mono" data-testid="recovery">{recovery.map((one) => <li key={one}>{one}</li>)}</ul>
        <button type="button" className="primary" onClick={done}>{say("second.recovery.kept")}</button>
      </section>
    );
  }
  return (
    <>
      {offer ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const said = new FormData(event.currentTarget);
            void trying(async () => enrolled(await confirmCode(offer, String(said.get("code")), String(said.get("label")))));
          }}
        >
          <p>{say("second.offer")}</p>
          {offer.picture ? <img src={offer.picture} alt={say("second.picture")} width={200} /> : null}
          <p><code data-testid="secret">{offer.secret}</code></p>
          <p><a href={offer.uri}>{say("second.app")}</a></p>
          <label className="field">{say("second.label")}<input name="label" maxLength={60} /></label>
          <label className="field">{say("second.code")}<input name="code" required inputMode="numeric" autoComplete="one-time-code" /></label>
          <button type="submit" className="primary">{say("second.confirm")}</button>
        </form>
      ) : (
        <div className="row">
          <button type="button" className="primary" onClick={() => void trying(async () => setOffer(await offerCode()))}>
            {say("second.add.code")}
          </button>
          {takesKeys() ? (
            <button type="button" onClick={() => void trying(async () => enrolled(await addKey(say("second.key"))))}>
              {say("second.add.key")}
            </button>
          ) : (
            <span className="dim">{say("second.nokeys")}</span>
          )}
        </div>
      )}
      {refused ? <p className="alarm" role="alert">{refused}</p> : null}
    </>
  );
}
