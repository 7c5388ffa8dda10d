/** A report's typed document, set for reading: every figure opens its row. */

import { createContext, type ReactNode, useContext } from "react";

import type { Inline, Phrase } from "../data/types";
import { Figure } from "./row";

type Block =
  | { type: "paragraph"; sentences: Phrase[] }
  | { type: "note"; sentences: Phrase[] }
  | { type: "bullets"; items: Phrase[][] }
  | { type: "table"; id: string; caption: string; columns: { head: string; numeric: boolean }[]; rows: Phrase[][] }
  | { type: "picture"; id: string; caption: string; alt: string; svg: string };

export interface SectionOf {
  id: string;
  title: string;
  blocks: Block[];
  parts: SectionOf[];
}

/** What is set after a sentence: number `number` of block `block` of section `section`. */
export const AfterSentence = createContext<(section: string, block: number, number: number) => ReactNode>(() => null);

export function Section({ section, depth }: { section: SectionOf; depth: number }) {
  const Head = depth === 2 ? "h2" : "h3";
  return (
    <section id={section.id}>
      <Head>{section.title}</Head>
      {section.blocks.map((block, index) => <Set key={index} block={block} section={section.id} at={index} />)}
      {section.parts.map((part) => <Section key={part.id} section={part} depth={depth + 1} />)}
    </section>
  );
}

function Set({ block, section, at }: { block: Block; section: string; at: number }) {
  const after = useContext(AfterSentence);
  const sentences = (of: Phrase[], first = 0) =>
    of.map((phrase, index) => <span key={index}><Words of={phrase} /> {after(section, at, first + index)}</span>);
  switch (block.type) {
    case "paragraph":
      return <p>{sentences(block.sentences)}</p>;
    case "note":
      return <div className="note"><p>{sentences(block.sentences)}</p></div>;
    case "bullets": {
      const before = (index: number) => block.items.slice(0, index).flat(1).length;
      return <ul>{block.items.map((item, index) => <li key={index}>{sentences(item, before(index))}</li>)}</ul>;
    }
    case "picture":
      return (
        <figure>
          <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(block.svg)}`} alt={block.alt} />
          <figcaption>{block.caption}</figcaption>
        </figure>
      );
    case "table":
      return (
        <div className="table" role="region" aria-label={block.caption} tabIndex={0}>
          <table>
            <caption>{block.caption}</caption>
            <thead>
              <tr>{block.columns.map((column, index) => <th key={index} className={column.numeric ? "number" : ""}>{column.head}</th>)}</tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, at) => <td key={at} className={block.columns[at]?.numeric ? "number" : ""}><Words of={cell} /></td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

export function Sentences({ of }: { of: Phrase[] }) {
  return of.map((phrase, index) => <span key={index}><Words of={phrase} /> </span>);
}

/** One sentence, its figures opening their rows. */
export function Words({ of }: { of: Phrase }) {
  return of.map((piece, index) => <Piece key={index} piece={piece} />);
}

function Piece({ piece }: { piece: Inline }) {
  switch (piece.type) {
    case "figure":
      return <Figure row={piece.row}>{piece.text}</Figure>;
    case "quote":
      return piece.exact ? <q>{piece.text}</q> : piece.text;
    case "name":
      return piece.gloss ? `${piece.text} (${piece.gloss})` : piece.text;
    case "mark":
      return <small> [{piece.note}]</small>;
    case "text":
      return piece.style === "strong" ? <strong>{piece.text}</strong> : piece.style === "em" ? <em>{piece.text}</em> : piece.style === "mono" ? <code>{piece.text}</code> : piece.text;
  }
}
