// Keeps the desk and its lists for when there is no network: fetched anew where there is one, from here where not.

const KEPT = "desk";
const FILES = ["../desk", "desk.css", "desk.js", "outbox.js", "records.js", "../forms/checkpoint-status/media/posts.csv", "../forms/checkpoint-status/media/checkpoints.csv"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok) await (await caches.open(KEPT)).put(event.request, answer.clone());
        return answer;
      })
      .catch(async () => (await caches.match(event.request)) ?? Response.error()),
  );
});
