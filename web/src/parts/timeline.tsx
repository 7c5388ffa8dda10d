/** Intervals of time under one another on one axis. */

import { useClock } from "../text/moments";

export interface Told {
  id: string;
  label: string;
  start: string;
  end: string;
}

const LINE = 20;
const LEFT = 180;
const WIDTH = 800;

export function Timeline({ spans }: { spans: readonly Told[] }) {
  const clock = useClock();
  if (spans.length === 0) return null;
  const first = Math.min(...spans.map((one) => Date.parse(one.start)));
  const last = Math.max(first + 60_000, ...spans.map((one) => Date.parse(one.end)));
  const at = (iso: string) => LEFT + ((Date.parse(iso) - first) / (last - first)) * (WIDTH - LEFT - 50);
  return (
    <svg className="timeline" viewBox={`0 0 ${WIDTH} ${LINE * (spans.length + 1)}`} role="img" aria-label={spans.map((one) => `${one.label} ${clock.minute(one.start)}–${clock.minute(one.end)}`).join("; ")}>
      {spans.map((one, index) => (
        <g key={one.id}>
          <text x="0" y={LINE * index + 14}>{one.label}</text>
          <line x1={LEFT} x2={WIDTH - 50} y1={LINE * index + 10} y2={LINE * index + 10} />
          <rect x={at(one.start)} y={LINE * index + 4} width={Math.max(3, at(one.end) - at(one.start))} height="12" />
        </g>
      ))}
      <text x={LEFT} y={LINE * spans.length + 14}>{clock.minute(new Date(first).toISOString())}</text>
      <text x={WIDTH - 50} y={LINE * spans.length + 14} textAnchor="end">{clock.minute(new Date(last).toISOString())}</text>
    </svg>
  );
}
