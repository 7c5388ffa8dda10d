/** A value that components follow. */

import { useSyncExternalStore } from "react";

export interface Observable<T> {
  get: () => T;
  set: (value: T) => void;
  subscribe: (told: () => void) => () => void;
}

export function observable<T>(first: T): Observable<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const told of listeners) told();
    },
    subscribe: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
  };
}

export function useObserved<T>(watched: Observable<T>): T {
  return useSyncExternalStore(watched.subscribe, watched.get);
}
