/** Days by lines (sectors): each cell divided into parts, each part a row that opens. */

import { Hatching } from "./hatching";
import { Opening } from "./opening";

export interface Part {
  row: string;
  /** Names its look: `part-<look>` of the style sheet. */
  look: string;
  /** Of the cell's width, from 0 to 1. */
  share: number;
  says: string;
  /** A sign in the middle of the part, so that its colour does not speak alone. */
  sign?: string;
}

export interface Line {
  label: string;
  cells: readonly (readonly Part[])[];
}

const LEFT = 190;
const CELL = 46;
const HIGH = 26;

export function DayGrid({ says, days, lines }: { says: string; days: readonly string[]; lines: readonly Line[] }) {
  const width = LEFT + CELL * days.length;
  return (
    <div className="chart" tabIndex={0} role="region" aria-label={says}>
      <svg viewBox={`0 0 ${width} ${HIGH * (lines.length + 1)}`} style={{ width, maxWidth: "none" }} role="group" aria-label={says}>
        <Hatching />
        {lines.map((line, y) => (
          <g key={line.label}>
            <text x="0" y={HIGH * y + 17}>{line.label}</text>
            {line.cells.map((parts, x) => (
              <Cell key={days[x]} parts={parts} x={LEFT + CELL * x} y={HIGH * y} />
            ))}
          </g>
        ))}
        {days.map((day, x) => (
          <text key={day} className="tick" x={LEFT + CELL * (x + 0.5)} y={HIGH * lines.length + 15} textAnchor="middle">{day}</text>
        ))}
      </svg>
    </div>
  );
}

function Cell({ parts, x, y }: { parts: readonly Part[]; x: number; y: number }) {
  const before = parts.map((_, place) => parts.slice(0, place).reduce((sum, one) => sum + one.share, 0));
  return (
    <>
      {parts.map((part, place) =>
        part.share > 0 ? (
          <g key={part.row}>
            <Opening row={part.row} says={part.says}>
              <rect className={`part-${part.look}`} x={x + 1 + (CELL - 3) * (before[place] ?? 0)} y={y + 2} width={(CELL - 3) * part.share} height={HIGH - 5} />
            </Opening>
            {part.sign ? (
              <text className="sign" x={x + 1 + (CELL - 3) * ((before[place] ?? 0) + part.share / 2)} y={y + 17} textAnchor="middle">{part.sign}</text>
            ) : null}
          </g>
        ) : null,
      )}
      <rect className="frame" x={x + 1} y={y + 2} width={CELL - 3} height={HIGH - 5} />
    </>
  );
}
