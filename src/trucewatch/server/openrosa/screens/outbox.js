// What was reported and not yet acknowledged: kept on this device until the server has it, and sent once.
// A record has its number from the start; the server knows it again if an acknowledgement was lost on the way.

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open(`desk ${new URL("desk", location.href).pathname}`, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("records", { keyPath: "id" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function done(mode, work) {
  const store = (await opened).transaction("records", mode).objectStore("records");
  const asked = work(store);
  return new Promise((resolve, reject) => {
    store.transaction.oncomplete = () => resolve(asked.result);
    store.transaction.onerror = () => reject(store.transaction.error);
  });
}

export const waiting = () => done("readonly", (store) => store.getAll());

/**
 * Keep a record and its files on this device; resolves when they are safe there.
 * @param {string} id
 * @param {string} xml
 * @param {File[]} files
 */
export const keep = (id, xml, files = []) => done("readwrite", (store) => store.put({ id, xml, files, at: Date.now() }));

/** How the outbox stands, in words. */
export const standing = (waiting, refused) => {
  if (refused) return `The server answered ${refused}; ${waiting.length} kept here.`;
  return waiting.length ? `${waiting.length} kept here until there is a network · ждёт сети: ${waiting.length}` : "All sent · Всё отправлено";
};

/**
 * Send what waits, oldest first; tells `said` how it stands. One window sends at a time.
 * @param {(waiting: object[], refused: number) => void} said
 */
export function send(said) {
  return navigator.locks.request("outbox", async () => {
    const records = (await waiting()).sort((a, b) => a.at - b.at);
    for (const record of records) {
      const body = new FormData();
      body.append("xml_submission_file", new Blob([record.xml], { type: "text/xml" }), "record.xml");
      for (const file of record.files ?? []) body.append(file.name, file, file.name);
      let answer;
      try {
        answer = await fetch("submission", { method: "POST", body });
      } catch {
        break;
      }
      if (answer.status !== 201 && answer.status !== 202) {
        said(await waiting(), answer.status);
        return;
      }
      await done("readwrite", (store) => store.delete(record.id));
    }
    said(await waiting(), 0);
  });
}
