/**
 * The page itself, kept on this machine so that it opens when the server is gone.
 *
 * Only the page's own files are kept: what the server says is kept by the page, which marks it as kept. A new build
 * lets go of the files of the one before.
 */

const PAGE = "trucewatch-page";
/** Addresses that are no page. */
const SERVED = /^\/(api|ogc|schema|metrics|health|assets)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === "/" || (request.mode === "navigate" && !SERVED.test(pathname))) event.respondWith(page(request));
  else if (pathname.startsWith("/assets/") || pathname === "/icon.svg") event.respondWith(file(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html")) await keep(answer.clone());
    return answer;
  } catch (gone) {
    const kept = await (await caches.open(PAGE)).match("/");
    if (kept) return kept;
    throw gone;
  }
}

async function keep(answer) {
  const text = await answer.text();
  const before = await (await caches.open(PAGE)).match("/");
  if (before && (await before.text()) === text) return;
  await caches.delete(PAGE);
  const kept = await caches.open(PAGE);
  await kept.put("/", new Response(text, { headers: answer.headers }));
}

async function file(request) {
  const kept = await caches.open(PAGE);
  const held = await kept.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}
