/** Writes that wait for the server: kept on this machine, sent in order, each at most once by its key. */

import { createStore, del, entries, set } from "idb-keyval";

import { observable } from "./observable";

export interface Waiting {
  key: string;
  path: string;
  body: unknown;
  says: string;
  at: number;
  refused?: string;
}

const store = createStore("trucewatch-outbox", "writes");

export const waiting = observable<Waiting[]>([]);

export async function queue(write: Waiting): Promise<void> {
  await set(write.key, write, store);
  await recount();
}

export async function drop(key: string): Promise<void> {
  await del(key, store);
  await recount();
}

/** Show what waits from before. */
export async function recount(): Promise<void> {
  const held = (await entries<string, Waiting>(store)).map(([, write]) => write);
  waiting.set(held.sort((one, other) => one.at - other.at));
}

let flushing = false;

/** Send what waits, the oldest first. `send` throws a refusal, which is kept beside the write, or that nobody is there. */
export async function flush(
  send: (write: Waiting) => Promise<unknown>,
  refusal: (failure: unknown) => string | null,
): Promise<void> {
  if (flushing) return;
  flushing = true;
  try {
    for (const write of waiting.get().filter((one) => !one.refused)) {
      try {
        await send(write);
        await del(write.key, store);
      } catch (failure) {
        const refused = refusal(failure);
        if (refused === null) return;
        await set(write.key, { ...write, refused }, store);
      }
    }
  } finally {
    flushing = false;
    await recount();
  }
}
