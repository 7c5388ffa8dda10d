/** A part of a drawing that opens its row, by pointer and by key. */

import type { ReactNode } from "react";

import { useOpenRow } from "./row";

interface Props {
  row: string;
  says: string;
  children: ReactNode;
}

export function Opening({ row, says, children }: Props) {
  const [, open] = useOpenRow();
  return (
    <g
      className="opening"
      role="button"
      tabIndex={0}
      aria-label={says}
      data-row={row}
      onClick={() => open(row)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open(row);
      }}
    >
      <title>{says}</title>
      {children}
    </g>
  );
}
