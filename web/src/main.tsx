import "./style/tokens.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/words.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Room } from "./room";
import { arrive } from "./data/session";

const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;

void arrive();
createRoot(document.getElementById("room") as HTMLElement).render(
  <StrictMode>
    <Room />
  </StrictMode>,
);

// Browsers keep a page only over https or from this machine itself; elsewhere it needs the server to open.
if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register("/sw.js").then(keepLoaded, () => undefined);

/** What was loaded before the worker was there is fetched once more by it, so that it is kept. */
async function keepLoaded(): Promise<void> {
  await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  await Promise.allSettled(["/", ...loaded.filter((name) => name.includes("/assets/"))].map((name) => fetch(name)));
}
