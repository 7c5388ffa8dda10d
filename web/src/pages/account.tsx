/** What concerns one's own account: how it comes in, where it is in, and what comes in for it. */

import { useState } from "react";

import { type Factor, removeFactor } from "../data/factors";
import { useObserved } from "../data/observable";
import { me } from "../data/session";
import { useRead } from "../data/use";
import { Enrol } from "../parts/enrol";
import { Password, Sessions, Tokens } from "../parts/keyring";
import { Waiting } from "../parts/state";
import { useNaming } from "../parts/words";
import { useSay } from "../text";
import { useClock } from "../text/moments";

export default function Account() {
  const say = useSay();
  const clock = useClock();
  const { data, failed, again } = useRead<Factor[]>("/api/factors");
  const [refused, setRefused] = useState("");
  if (!data) return <Waiting failed={failed} />;
  const remove = async (id: string) => {
    setRefused("");
    try {
      await removeFactor(id);
      again();
    } catch (failure) {
      setRefused(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <>
      <h1>{say("nav.account")}</h1>
      <Who />
      <Password />
      <h2>{say("second.mine")}</h2>
      {data.length === 0 ? <p>{say("second.none")}</p> : null}
      <ul data-testid="factors">
        {data.map((one) => (
          <li key={one.id}>
            {say(one.kind === "key" ? "second.key" : "second.codes")} {one.label} <span className="dim">{clock.moment(one.made)}</span>{" "}
            <button type="button" onClick={() => void remove(one.id)}>
              {say("second.remove")}<span className="visually-hidden"> {one.label}</span>
            </button>
          </li>
        ))}
      </ul>
      {refused ? <p className="alarm" role="alert">{refused}</p> : null}
      <Enrol done={again} />
      <Sessions />
      <Tokens />
    </>
  );
}

function Who() {
  const naming = useNaming();
  const who = useObserved(me);
  if (!who) return null;
  const limits = [naming.source(who.source), ...who.sectors.map(naming.sector)].filter(Boolean);
  return (
    <p>
      {[who.name, who.role.replaceAll("_", " "), ...limits].join(" · ")}
    </p>
  );
}
