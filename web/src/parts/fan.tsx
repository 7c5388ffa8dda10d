/** A fan of sums foretold from now on: nine chances in ten, even chances, the middle; dotted what the days before held. */

import { Opening } from "./opening";

export interface Ray {
  row: string;
  says: string;
  days: number;
  q05: number;
  q25: number;
  q50: number;
  q75: number;
  q95: number;
}

const LEFT = 40;
const WIDTH = 420;
const TOP = 8;
const BASE = 130;

export function Fan({ says, rays, before }: { says: string; rays: readonly Ray[]; before: readonly number[] }) {
  const most = Math.max(1, ...rays.map((ray) => ray.q95), ...before);
  const last = Math.max(1, ...rays.map((ray) => ray.days));
  const x = (days: number) => LEFT + ((WIDTH - LEFT - 10) * days) / last;
  const y = (value: number) => BASE - ((BASE - TOP) * value) / most;
  const points = (values: readonly (readonly [number, number])[]) => values.map(([days, value]) => `${x(days)},${y(value)}`).join(" ");
  const between = (low: "q05" | "q25", high: "q95" | "q75") =>
    points([[0, 0], ...rays.map((ray) => [ray.days, ray[high]] as const), ...rays.toReversed().map((ray) => [ray.days, ray[low]] as const)]);
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${BASE + 22}`} role="group" aria-label={says}>
      <polygon className="outer" points={between("q05", "q95")} />
      <polygon className="inner" points={between("q25", "q75")} />
      <polyline className="middle" points={points([[0, 0], ...rays.map((ray) => [ray.days, ray.q50] as const)])} />
      <polyline className="before" points={points([[0, 0], ...before.map((value, place) => [place + 1, value] as const)])} />
      <line className="axis" x1={LEFT} x2={WIDTH - 10} y1={BASE} y2={BASE} />
      <text className="tick" x={LEFT - 4} y={TOP + 8} textAnchor="end">{most.toLocaleString()}</text>
      <text className="tick" x={LEFT - 4} y={BASE} textAnchor="end">0</text>
      {rays.map((ray) => (
        <g key={ray.row}>
          <Opening row={ray.row} says={ray.says}>
            <rect className="catch" x={x(ray.days - 0.5)} y="0" width={x(1) - x(0)} height={BASE + 22} />
            <line className="whisker" x1={x(ray.days)} x2={x(ray.days)} y1={y(ray.q05)} y2={y(ray.q95)} />
          </Opening>
          <text className="tick" x={x(ray.days)} y={BASE + 15} textAnchor="middle">{ray.days}</text>
        </g>
      ))}
    </svg>
  );
}
