/** Reading from the server in a component; what was read is read again when new pictures are drawn. */

import { useEffect, useReducer, useState } from "react";

import { standing } from "./live";
import { useObserved } from "./observable";
import { type Answer, read, Refused } from "./server";
import type { About, Page, Words } from "./types";

export interface Reading<T> {
  data: T | undefined;
  kept: number | null;
  failed: Error | null;
  again: () => void;
}

/** What can be answered only when the first pictures are drawn; asked earlier, it would hold a thread of the server. */
const OF_PICTURES = /^\/api\/(answers|explain|tables|map|reports|published|quarantine)/;

/**
 * What GET `path` answers; nothing is asked while `path` is null. The last answer stands until the next is there.
 * With `keep` it is kept for when the server is gone.
 */
export function useRead<T>(path: string | null, keep = true): Reading<T> {
  const { knownAt, connected } = useObserved(standing);
  const drawn = connected === false || knownAt !== null;
  const [asked, again] = useReducer((count: number) => count + 1, 0);
  const [answer, setAnswer] = useState<{ path: string; answer: Answer<T> } | null>(null);
  const [failed, setFailed] = useState<Error | null>(null);
  useEffect(() => {
    if (path === null || (!drawn && OF_PICTURES.test(path))) return;
    const controller = new AbortController();
    read<T>(path, controller.signal, keep).then(
      (found) => {
        setAnswer({ path, answer: found });
        setFailed(null);
      },
      (failure: Error) => {
        if (failure.name === "AbortError") return;
        setFailed(failure);
        if (failure instanceof Refused) setAnswer(null);
      },
    );
    return () => controller.abort();
  }, [path, keep, knownAt, drawn, connected, asked]);
  const shown = answer && (answer.path === path || samePlace(answer.path, path)) ? answer.answer : null;
  return { data: shown?.body, kept: shown?.kept ? shown.at : null, failed, again };
}

function samePlace(one: string, other: string | null): boolean {
  return other !== null && one.split("?")[0] === other.split("?")[0];
}

/** The mission as anybody may know it. */
export function useAbout(): About | undefined {
  return useRead<About>("/api/mission").data;
}

/** The vocabularies: labels of every code. */
export function useWords(): Words | undefined {
  return useRead<Words>("/api/vocabularies").data;
}

/** Rows of a table; `where` as the filter grammar has it. */
export function useTable<R>(name: string, options: Partial<TableQuery> = {}): Reading<Page<R>> {
  return useRead<Page<R>>(tablePath(name, options));
}

export interface TableQuery {
  where: readonly string[];
  sort: string;
  limit: number;
  offset: number;
  day: string;
}

export function tablePath(name: string, { where = [], sort, limit, offset, day }: Partial<TableQuery>): string {
  const query = new URLSearchParams(where.map((one) => ["where", one]));
  if (sort) query.set("sort", sort);
  if (limit !== undefined) query.set("limit", String(limit));
  if (offset) query.set("offset", String(offset));
  if (day) query.set("day", day);
  const asked = query.toString();
  return `/api/tables/${name}${asked ? `?${asked}` : ""}`;
}
