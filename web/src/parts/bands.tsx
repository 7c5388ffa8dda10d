/** What was seen by day, as bars, beside what is estimated, as a line in its band; without an estimate, hatched. */

import { Hatching } from "./hatching";
import { Opening } from "./opening";

export interface Day {
  row: string;
  label: string;
  says: string;
  seen: number | null;
  low: number | null;
  best: number | null;
  high: number | null;
}

const STEP = 64;
const TOP = 18;
const BASE = 130;

export function Bands({ says, days }: { says: string; days: readonly Day[] }) {
  const most = Math.max(1, ...days.map((day) => Math.max(day.high ?? 0, day.seen ?? 0)));
  const width = STEP * days.length;
  const at = (value: number) => BASE - ((BASE - TOP) * value) / most;
  return (
    <div className="chart" tabIndex={0} role="region" aria-label={says}>
      <svg viewBox={`0 0 ${width} ${BASE + 22}`} style={{ width, maxWidth: "none" }} role="group" aria-label={says}>
        <Hatching />
        <line className="axis" x1="0" x2={width} y1={BASE} y2={BASE} />
        {days.map((day, place) => {
          const left = STEP * (place + 0.1);
          const wide = STEP * 0.8;
          return (
            <g key={day.row}>
              <Opening row={day.row} says={day.says}>
                <rect className="catch" x={STEP * place} y="0" width={STEP} height={BASE + 22} />
                {day.low === null || day.high === null || day.best === null ? (
                  <rect className="part-notseen" x={left} y={TOP} width={wide} height={BASE - TOP} />
                ) : (
                  <>
                    <rect className="band" x={left} y={at(day.high)} width={wide} height={Math.max(1, at(day.low) - at(day.high))} />
                    <line className="middle" x1={left} x2={left + wide} y1={at(day.best)} y2={at(day.best)} />
                  </>
                )}
                <rect className="seen" x={left + wide * 0.38} y={at(day.seen ?? 0)} width={wide * 0.24} height={BASE - at(day.seen ?? 0)} />
              </Opening>
              <text x={left + wide / 2} y={at(day.high ?? 0) - 4} textAnchor="middle">{day.best?.toLocaleString()}</text>
              <text className="tick" x={left + wide / 2} y={BASE + 15} textAnchor="middle">{day.label}</text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
