// What was reported and not yet acknowledged: kept on this device until the server has it, and sent once.
// A record has its number from the start; the server knows it again if an acknowledgement was lost on the way.

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open(`desk ${location.pathname}`, 1);
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

/** Keep a record on this device; resolves when it is safe there. */
export const keep = (id, xml) => done("readwrite", (store) => store.put({ id, xml, at: Date.now() }));

/** Send what waits, oldest first; tells `said` how it stands. One window sends at a time. */
export function send(said) {
  return navigator.locks.request("outbox", async () => {
    const records = (await waiting()).sort((a, b) => a.at - b.at);
    for (const record of records) {
      const body = new FormData();
      body.append("xml_submission_file", new Blob([record.xml], { type: "text/xml" }), "record.xml");
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
