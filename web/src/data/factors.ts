/** The second factor: codes by the clock, and security keys through the browser. */

import { send } from "./server";
import type { Me } from "./types";

export interface Factor {
  id: string;
  kind: "code" | "key";
  label: string;
  made: string;
}

export interface Offer {
  id: string;
  secret: string;
  uri: string;
  picture: string;
}

interface Question {
  challenge: string;
  site: string;
  user: string;
  name: string;
  keys: string[];
  algorithms: number[];
}

interface Enrolled {
  recovery: string[];
}

/** Whether this browser, on this address, can speak to a security key: it needs a name (https or localhost). */
export function takesKeys(): boolean {
  return "PublicKeyCredential" in window && isSecureContext && !/^[\d.]+$|:/.test(location.hostname);
}

export function giveCode(code: string): Promise<Me> {
  return send<Me>("POST", "/api/session/code", { code });
}

export async function giveKey(): Promise<Me> {
  const question = await send<Question>("POST", "/api/session/question");
  const made = (await navigator.credentials.get({
    publicKey: { challenge: bytes(question.challenge), rpId: question.site, allowCredentials: known(question) },
  })) as PublicKeyCredential;
  const signed = made.response as AuthenticatorAssertionResponse;
  return send<Me>("POST", "/api/session/key", {
    id: made.id,
    client_data: text(signed.clientDataJSON),
    authenticator_data: text(signed.authenticatorData),
    signature: text(signed.signature),
  });
}

export function offerCode(): Promise<Offer> {
  return send<Offer>("POST", "/api/factors/code");
}

export function confirmCode(offer: Offer, code: string, label: string): Promise<Enrolled> {
  return send<Enrolled>("POST", `/api/factors/code/${offer.id}`, { code, label });
}

export async function addKey(label: string): Promise<Enrolled> {
  const question = await send<Question>("POST", "/api/session/question");
  const made = (await navigator.credentials.create({
    publicKey: {
      challenge: bytes(question.challenge),
      rp: { id: question.site, name: "Trucewatch" },
      user: { id: bytes(question.user), name: question.name, displayName: question.name },
      pubKeyCredParams: question.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: known(question),
      attestation: "none",
    },
  })) as PublicKeyCredential;
  const key = made.response as AuthenticatorAttestationResponse;
  return send<Enrolled>("POST", "/api/factors/key", {
    client_data: text(key.clientDataJSON),
    authenticator_data: text(key.getAuthenticatorData()),
    public_key: text(key.getPublicKey() ?? new ArrayBuffer(0)),
    label,
  });
}

export function removeFactor(id: string): Promise<null> {
  return send<null>("DELETE", `/api/factors/${encodeURIComponent(id)}`);
}

function known(question: Question): PublicKeyCredentialDescriptor[] {
  return question.keys.map((id) => ({ type: "public-key", id: bytes(id) }));
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const all = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(all).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
