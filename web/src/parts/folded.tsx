/** The rows of a picture that is drawn above, as a table: read only when it is opened, open when the address filters it. */

import { type ComponentProps, useState } from "react";
import { useSearchParams } from "wouter";

import { useSay } from "../text";
import { Table } from "./table";

export function Folded(table: ComponentProps<typeof Table>) {
  const say = useSay();
  const [query] = useSearchParams();
  const [open, setOpen] = useState(() => [...query.keys()].some((key) => key.startsWith(`${table.name}.`)));
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {say("table.folded")}
        <span className="visually-hidden"> ({table.name})</span>
      </summary>
      {open ? <Table {...table} /> : null}
    </details>
  );
}
