/** The server's API: reads that survive its absence, and writes that wait for its return. */

import { clear, createStore, get, set } from "idb-keyval";

import { queue } from "./outbox";

/** What was read, and whether it is what the server says now or what it said before it went away. */
export interface Answer<T> {
  body: T;
  kept: boolean;
  at: number;
}

/** The server refused; `message` is what it says. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The server could not be reached, and nothing was kept from before. */
export class Gone extends Error {}

const answers = createStore("trucewatch-answers", "answers");
let csrf = "";

export function holdToken(token: string): void {
  csrf = token;
}

/** Forget everything that was kept for reading without the server. */
export async function forget(): Promise<void> {
  csrf = "";
  await clear(answers);
}

/** GET `path`; what was kept from before if the server is gone. Throws Refused or Gone. */
export async function read<T>(path: string, signal?: AbortSignal, keep = true): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { Accept: "application/json" }, signal: signal ?? null });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    const kept = await get<Answer<T>>(path, answers);
    if (kept) return { ...kept, kept: true };
    throw new Gone(path);
  }
  if (!response.ok) throw await refusal(response);
  const answer = { body: (await response.json()) as T, kept: false, at: Date.now() };
  if (keep) void set(path, answer, answers);
  return answer;
}

/** Send now. Throws Refused for a refusal and Gone if the server cannot be reached. */
export async function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, key?: string): Promise<T> {
  const headers: Record<string, string> = { "X-CSRF-Token": csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new Gone(path);
  }
  if (!response.ok) throw await refusal(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** Send an entry; if the server is gone it waits in the outbox under the same key. Null says that it waits. */
export async function submit<T>(path: string, body: unknown, says: string): Promise<T | null> {
  const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  try {
    return await send<T>("POST", path, body, key);
  } catch (failure) {
    if (!(failure instanceof Gone)) throw failure;
    await queue({ key, path, body, says, at: Date.now() });
    return null;
  }
}

async function refusal(response: Response): Promise<Refused> {
  const said: unknown = await response.json().catch(() => null);
  const detail = said && typeof said === "object" && "detail" in said ? String(said.detail) : response.statusText;
  return new Refused(response.status, detail);
}
