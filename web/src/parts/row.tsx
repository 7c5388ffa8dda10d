/** A number that opens its row: `?row=` in the address holds the one that is open. */

import type { ReactNode } from "react";
import { useSearchParams } from "wouter";

export function useOpenRow(): [string | null, (row: string | null) => void] {
  const [query, setQuery] = useSearchParams();
  const open = (row: string | null) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      if (row === null) after.delete("row");
      else after.set("row", row);
      return after;
    });
  return [query.get("row"), open];
}

/** A figure with the row it stands on. */
export function Figure({ row, children }: { row: string; children: ReactNode }) {
  const [, open] = useOpenRow();
  return (
    <button type="button" className="figure" data-row={row} onClick={() => open(row)}>
      {children}
    </button>
  );
}
