/** What the server tells as it happens: entries that arrived, pictures that were drawn. */

import { observable } from "./observable";
import { flush } from "./outbox";
import { hearPresence } from "./present";
import { Refused, send } from "./server";

export interface Standing {
  size: number;
  knownAt: number | null;
  day: string | null;
  drawing: boolean;
  /** Null until it is known whether the server is there. */
  connected: boolean | null;
}

export const standing = observable<Standing>({ size: 0, knownAt: null, day: null, drawing: false, connected: null });

let stream: EventSource | null = null;

export function listen(): void {
  if (stream) return;
  stream = new EventSource("/api/live");
  stream.onerror = () => change({ connected: false });
  hear<{ size: number; known_at: number | null; day: string | null; drawing: boolean }>("state", (said) => {
    change({ size: said.size, knownAt: said.known_at, day: said.day, drawing: said.drawing, connected: true });
    void sendWaiting();
  });
  hear<{ size: number }>("entries", (said) => change({ size: said.size, drawing: true }));
  hear<{ row: string; who: string[] }>("presence", ({ row, who }) => hearPresence(row, who));
  hear<{ known_at: number; day: string }>("pictures", (said) =>
    change({
      knownAt: said.known_at,
      day: said.day,
      size: Math.max(standing.get().size, said.known_at),
      drawing: false,
    }),
  );
}

export function hush(): void {
  stream?.close();
  stream = null;
  change({ connected: false });
}

export function sendWaiting(): Promise<void> {
  return flush(
    (write) => send("POST", write.path, write.body, write.key),
    (failure) => (failure instanceof Refused ? failure.message : null),
  );
}

function hear<T>(type: string, heard: (said: T) => void): void {
  stream?.addEventListener(type, (event) => heard(JSON.parse((event as MessageEvent<string>).data) as T));
}

function change(part: Partial<Standing>): void {
  standing.set({ ...standing.get(), ...part });
}
