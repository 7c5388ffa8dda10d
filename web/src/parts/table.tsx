/** A table of the server: sorted, filtered and taken out with one and the same question, which stands in the address. */

import { type ReactNode, useState } from "react";
import { useSearchParams } from "wouter";

import { tablePath, useTable } from "../data/use";
import { useSay } from "../text";
import { useHeads } from "../text/heads";
import { Figure } from "./row";
import { Kept, NotKnown, Waiting } from "./state";

const FORMATS = ["csv", "xlsx", "geojson", "hxl.csv", "parquet"];
const STEP = 50;

export type Row = { id: string } & Record<string, unknown>;

export interface Column {
  name: string;
  head: string;
  number?: boolean;
  /** What a cell says; undefined for the value as it stands. */
  show?: (row: Row) => ReactNode;
}

interface Props {
  name: string;
  columns: readonly Column[];
  sort?: string;
  where?: readonly string[];
}

export function Table({ name, columns, sort = "", where: always = [] }: Props) {
  const say = useSay();
  const { head } = useHeads();
  const [query, setQuery] = useSearchParams();
  const [limit, setLimit] = useState(STEP);
  const sorted = query.get(`${name}.sort`) ?? sort;
  const asked = query.getAll(`${name}.where`);
  const where = [...always, ...asked];
  const { data, failed, kept } = useTable<Row>(name, { where, sort: sorted, limit });
  const change = (key: string, values: readonly string[]) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      after.delete(`${name}.${key}`);
      for (const value of values) after.append(`${name}.${key}`, value);
      return after;
    });
  return (
    <section aria-busy={!data && !failed}>
      <Kept at={kept} />
      <div className="row tools">
        <span role="status">
          {data ? say(asked.length ? "table.filtered" : "table.rows", { n: data.total }) : null}
        </span>
        {asked.map((one) => (
          <span className="chip" key={one}>
            {head(columns.find((column) => column.name === one.split(":")[0])?.head ?? one.split(":")[0]!)} {one.split(":").slice(1).join(" ")}
            <button
              type="button"
              aria-label={say("table.filter.remove", { what: one })}
              onClick={() => change("where", asked.filter((each) => each !== one))}
            >
              ×
            </button>
          </span>
        ))}
        <Filter name={name} columns={columns} add={(one) => change("where", [...asked, one])} />
        <span className="grow" />
        <span className="formats">
          <span className="dim">{say("table.export")}</span>{" "}
          {FORMATS.map((format) => (
            <a key={format} href={tablePath(`${name}.${format}`, { where, sort: sorted })} download>
              {format}{" "}
            </a>
          ))}
        </span>
      </div>
      {!data ? (
        <Waiting failed={failed} />
      ) : data.rows.length === 0 ? (
        <p className="unseen">{say("table.empty")}</p>
      ) : (
        <div className="table" role="region" aria-label={name} tabIndex={0}>
          <table className="cards" role="table">
            <thead role="rowgroup">
              <tr role="row">
                {columns.map((column) => (
                  <th key={column.name} role="columnheader" className={column.number ? "number" : ""} aria-sort={direction(sorted, column.name)}>
                    <button
                      type="button"
                      title={say("table.sort", { what: head(column.head) })}
                      onClick={() => change("sort", [sorted === column.name ? `-${column.name}` : column.name])}
                    >
                      {head(column.head)}
                      {direction(sorted, column.name) === "ascending" ? " ↑" : direction(sorted, column.name) === "descending" ? " ↓" : ""}
                    </button>
                  </th>
                ))}
                <th role="columnheader">{say("table.why")}</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {data.rows.map((row) => (
                <tr key={row.id} role="row">
                  {columns.map((column) => (
                    <td key={column.name} role="cell" data-head={head(column.head)} className={column.number ? "number" : ""}>
                      {column.show ? column.show(row) : <Value of={row[column.name]} />}
                    </td>
                  ))}
                  <td role="cell">
                    <Figure row={row.id}>{say("table.why")}</Figure>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && data.total > limit ? (
        <button type="button" onClick={() => setLimit(limit + 200)}>
          {say("table.more")}
        </button>
      ) : null}
    </section>
  );
}

function Filter({ name, columns, add }: { name: string; columns: readonly Column[]; add: (where: string) => void }) {
  const say = useSay();
  const { head } = useHeads();
  return (
    <form
      className="row tight"
      onSubmit={(event) => {
        event.preventDefault();
        const said = new FormData(event.currentTarget);
        const value = String(said.get("value"));
        if (value) add(`${String(said.get("column"))}:contains:${value}`);
        event.currentTarget.reset();
      }}
    >
      <select name="column" aria-label={`${say("table.filter.column")} (${name})`}>
        {columns.map((column) => (
          <option key={column.name} value={column.name}>
            {head(column.head)}
          </option>
        ))}
      </select>
      <input name="value" size={10} aria-label={`${say("table.filter.value")} (${name})`} placeholder={say("table.filter.value")} />
      <button type="submit">{say("table.filter")}</button>
    </form>
  );
}

function direction(sorted: string, column: string): "ascending" | "descending" | "none" {
  return sorted === column ? "ascending" : sorted === `-${column}` ? "descending" : "none";
}

export function Value({ of }: { of: unknown }) {
  const say = useSay();
  if (of === null || of === undefined) return <NotKnown />;
  if (typeof of === "boolean") return say(of ? "yes" : "no");
  if (typeof of === "number") return Number.isInteger(of) ? of.toLocaleString() : of.toFixed(2);
  if (Array.isArray(of)) return of.join(", ");
  return String(of);
}
