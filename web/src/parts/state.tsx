/** What was not observed, always a word and a hatching, never a blank or a zero. */

import { useSay } from "../text";

export function NotObserved({ as }: { as?: string }) {
  const say = useSay();
  return <span className="unseen">{as ?? say("state.unseen")}</span>;
}

export function NotKnown() {
  return <span className="unseen">{useSay()("unknown")}</span>;
}

/** An answer that is not there yet, or cannot be had. */
export function Waiting({ failed }: { failed: Error | null }) {
  const say = useSay();
  if (!failed) return <p className="dim" role="status">{say("loading")}</p>;
  const why = failed.name === "Error" ? failed.message : "";
  return <p className="alarm" role="alert">{why && !why.startsWith("/") ? say("failed", { why }) : say("gone")}</p>;
}

/** That what is shown was read before the server went away. */
export function Kept({ at }: { at: number | null }) {
  const say = useSay();
  if (at === null) return null;
  return <p className="warn" role="status">{say("standing.kept", { at: new Date(at).toLocaleTimeString() })}</p>;
}
