/** Who is here. */

import { listen, hush } from "./live";
import { observable } from "./observable";
import { recount } from "./outbox";
import { forget, holdToken, read, send } from "./server";
import type { Me } from "./types";

/** Undefined until known; null for nobody. */
export const me = observable<Me | null | undefined>(undefined);

/** Find out who is here, from the session's cookie. */
export async function arrive(): Promise<void> {
  await recount();
  try {
    cameIn((await read<Me | null>("/api/me")).body);
  } catch {
    me.set(null);
  }
}

export async function enter(name: string, password: string): Promise<void> {
  await forget();
  cameIn(await send<Me>("POST", "/api/session", { name, password }));
}

export async function setUp(key: string, name: string, password: string): Promise<void> {
  cameIn(await send<Me>("POST", "/api/setup", { key, name, password }));
}

export async function leave(): Promise<void> {
  await send("DELETE", "/api/session");
  await forget();
  cameIn(null);
}

export function may(who: Me, right: string): boolean {
  return who.rights.includes(right);
}

/** Hold who came in, and listen to what happens once they are wholly in. */
export function cameIn(who: Me | null): void {
  if (who) holdToken(who.csrf);
  if (who?.stage === "in") listen();
  else hush();
  me.set(who);
}
