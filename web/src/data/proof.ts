/**
 * Checking in this browser what the server says of its record.
 *
 * Leaves and nodes are hashed as RFC 6962 has it (SHA-256, 0x00 before a leaf, 0x01 before a pair); the checkpoint is a
 * signed note of C2SP signed-note, its signature Ed25519 over the text up to and with the empty line.
 */

import { read } from "./server";
import type { Checkpoint } from "./types";

/** `holds` is null where the browser offers no cryptography (no https, and not this machine). */
export interface Proven {
  seq: number;
  holds: boolean | null;
}

export interface Signed {
  key: string;
  checkpoint: Checkpoint;
}

/** Whether the bytes that the server shows for entry `id` are a leaf under the root that it signed. */
export async function proveEntry(id: string): Promise<Proven> {
  const { body } = await read<{ seq: number; path: string[]; checkpoint: Checkpoint }>(`/api/record/proof/${id}`);
  if (!crypto.subtle) return { seq: body.seq, holds: null };
  const leaf = new Uint8Array(await (await fetch(`/api/entries/${id}`)).arrayBuffer());
  const root = await rootOf(await hash(0, leaf), body.seq - 1, body.checkpoint.size, body.path.map(bytes));
  const signed = await read<Signed>("/api/record");
  const holds = hex(root) === body.checkpoint.root && (await signatureHolds(signed.body.key, body.checkpoint));
  return { seq: body.seq, holds };
}

/** The root that an audit path leads to from the leaf at `index` (RFC 9162, 2.1.3.2). */
export async function rootOf(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Promise<Uint8Array> {
  let [at, last, node] = [index, size - 1, leaf];
  for (const beside of path) {
    if (at % 2 === 1 || at === last) {
      node = await hash(1, beside, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else {
      node = await hash(1, node, beside);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return node;
}

/** Whether the note's signature is that of `verifier` ("name+hash+base64") and its root the checkpoint's. */
export async function signatureHolds(verifier: string, checkpoint: Checkpoint): Promise<boolean> {
  const [name, , encoded] = splitKey(verifier);
  const key = base64(encoded ?? "");
  const [text = "", signatures = ""] = cut(checkpoint.note, "\n\n");
  const line = signatures.split("\n").find((one) => one.startsWith(`— ${name} `));
  const signature = base64(line?.split(" ").at(-1) ?? "").slice(4);
  if (hex(base64(text.split("\n")[2] ?? "")) !== checkpoint.root) return false;
  const imported = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, new TextEncoder().encode(`${text}\n`));
}

function splitKey(verifier: string): [string, string, string] {
  const [name = "", mark = "", ...rest] = verifier.trim().split("+");
  return [name, mark, rest.join("+")];
}

function cut(text: string, at: string): [string, string] {
  const place = text.indexOf(at);
  return [text.slice(0, place), text.slice(place + at.length)];
}

async function hash(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  whole[0] = prefix;
  let place = 1;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(data: Uint8Array): string {
  return Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");
}

function base64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}
