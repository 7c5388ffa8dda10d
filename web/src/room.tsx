/** The frame around every page: who is here, what is live, where to go. */

import { lazy, Suspense, useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation } from "wouter";

import { standing } from "./data/live";
import { useObserved } from "./data/observable";
import { drop, waiting } from "./data/outbox";
import { leave, may, me } from "./data/session";
import type { Me } from "./data/types";
import { useAbout } from "./data/use";
import { Drawer } from "./parts/explain";
import { Palette } from "./parts/palette";
import { type Key, language, speak, useSay } from "./text";

const Gate = lazy(() => import("./pages/gate"));
const Second = lazy(() => import("./pages/second"));

const PAGES = [
  { path: "/", key: "nav.now", right: "read", page: lazy(() => import("./pages/now")) },
  { path: "/map", key: "nav.map", right: "read", page: lazy(() => import("./pages/map")) },
  { path: "/inbox", key: "nav.inbox", right: "decide", page: lazy(() => import("./pages/inbox")) },
  { path: "/log", key: "inbox.log", right: "observe", page: lazy(() => import("./pages/log")) },
  { path: "/plan", key: "nav.plan", right: "inside", page: lazy(() => import("./pages/plan")) },
  { path: "/incidents", key: "nav.incidents", right: "read", page: lazy(() => import("./pages/incidents")) },
  { path: "/ceasefire", key: "nav.ceasefire", right: "read", page: lazy(() => import("./pages/ceasefire")) },
  { path: "/corridor", key: "nav.corridor", right: "read", page: lazy(() => import("./pages/corridor")) },
  { path: "/supplies", key: "nav.supplies", right: "read", page: lazy(() => import("./pages/supplies")) },
  { path: "/agreement", key: "nav.agreement", right: "read", page: lazy(() => import("./pages/agreement")) },
  { path: "/statements", key: "nav.statements", right: "read", page: lazy(() => import("./pages/statements")) },
  { path: "/report", key: "nav.report", right: "read", page: lazy(() => import("./pages/report")) },
  { path: "/record", key: "nav.record", right: "verify", page: lazy(() => import("./pages/record")) },
  { path: "/account", key: "nav.account", right: "read", page: lazy(() => import("./pages/account")) },
  { path: "/admin", key: "nav.admin", right: "administer", page: lazy(() => import("./pages/admin")) },
] as const satisfies readonly { path: string; key: Key; right: string; page: unknown }[];

const Incident = lazy(() => import("./pages/incident"));

export function Room() {
  const who = useObserved(me);
  const about = useAbout();
  const say = useSay();
  return (
    <>
      {about?.mode === "exercise" ? <div className="exercise" role="note">{say("exercise")}</div> : null}
      {who === undefined ? (
        <p role="status">{say("loading")}</p>
      ) : who === null ? (
        <Suspense fallback={<p role="status">{say("loading")}</p>}>
          <Gate mission={about?.name ?? "Trucewatch"} />
        </Suspense>
      ) : who.stage !== "in" ? (
        <Suspense fallback={<p role="status">{say("loading")}</p>}>
          <Second who={who} />
        </Suspense>
      ) : (
        <Inside who={who} mission={about?.name ?? "Trucewatch"} />
      )}
    </>
  );
}

function Inside({ who, mission }: { who: Me; mission: string }) {
  const say = useSay();
  const [at] = useLocation();
  const pages = PAGES.filter((one) => may(who, one.right));
  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    menu.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [at]);
  return (
    <>
      <a className="skip" href="#page">
        {say("nav.skip")}
      </a>
      <header className="top">
        <strong>{mission}</strong>
        <Live />
        <span className="grow" />
        <Palette targets={pages.map((one) => ({ path: one.path, label: say(one.key) }))} />
        <span className="mine">
          <Mine who={who} />
        </span>
      </header>
      <div className="room">
        <nav ref={menu} className="nav" aria-label={say("nav.label")}>
          {pages.map((one) => (
            <Link key={one.path} href={one.path} aria-current={at === one.path ? "page" : undefined}>
              {say(one.key)}
            </Link>
          ))}
          <span className="mine">
            <Mine who={who} />
          </span>
        </nav>
        <main id="page" tabIndex={-1}>
          <Unsent />
          <Suspense fallback={<p role="status">{say("loading")}</p>}>
            <Switch>
              {pages.map((one) => (
                <Route key={one.path} path={one.path} component={one.page} />
              ))}
              <Route path="/incident/:id">{({ id }) => <Incident id={decodeURIComponent(id)} />}</Route>
              <Route>
                <h1>{say("missing.title")}</h1>
                <p>{say("missing.says")}</p>
              </Route>
            </Switch>
          </Suspense>
        </main>
      </div>
      <Drawer />
    </>
  );
}

/** What concerns the reader alone: at the head of a wide page, at the end of the menu on a phone. */
function Mine({ who }: { who: Me }) {
  const say = useSay();
  return (
    <>
      <button type="button" onClick={() => speak(language.get() === "en" ? "ru" : "en")}>
        {say("language")}
      </button>
      <button type="button" onClick={changeTheme}>
        {say("theme")}
      </button>
      <button type="button" onClick={() => void leave()}>
        {say("leave")} ({who.name})
      </button>
    </>
  );
}

function Live() {
  const say = useSay();
  const { size, knownAt, connected, drawing } = useObserved(standing);
  return (
    <span className="standing" role="status" data-testid="standing" data-known={knownAt ?? ""} data-size={size}>
      <span className={connected === false ? "warn" : "good"}>
        {connected === false ? "○ " : "● "}
        {say(connected === false ? "standing.gone" : "standing.live")}
      </span>{" "}
      {knownAt === null ? say("standing.drawing") : say("standing.known", { n: knownAt })}
      {drawing && knownAt !== null && size > knownAt ? `, ${say("standing.more", { n: size - knownAt })}` : ""}
    </span>
  );
}

function Unsent() {
  const say = useSay();
  const held = useObserved(waiting);
  if (held.length === 0) return null;
  return (
    <section className="sheet waiting" role="status" data-testid="waiting">
      <strong className="warn">{say("standing.waits", { n: held.length })}</strong>
      <ul>
        {held.map((one) => (
          <li key={one.key}>
            {one.says} {one.refused ? <span className="alarm">{say("standing.refused", { why: one.refused })}</span> : null}{" "}
            <button type="button" onClick={() => void drop(one.key)}>
              {say("standing.drop")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function changeTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}
