/** A figure as an interval on a common axis; what was not observed is hatched, and never at zero. */

import { useSay } from "../text";

interface Props {
  low: number | null;
  best?: number | null;
  high: number | null;
  most: number;
}

export function Interval({ low, best, high, most }: Props) {
  const say = useSay();
  const at = (value: number) => `${(98 * Math.max(0, value)) / (most || 1)}%`;
  if (low === null || high === null) {
    return (
      <svg className="interval" role="img" aria-label={say("state.unseen")}>
        <pattern id="hatching" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" strokeOpacity="0.4" strokeWidth="2" />
        </pattern>
        <rect className="unknown" x="1" y="4" width="98%" height="14" />
      </svg>
    );
  }
  const said = low === high ? `${low}` : `${low} – ${high}`;
  return (
    <svg className="interval" role="img" aria-label={said}>
      <line className="axis" x1="0" x2="100%" y1="11" y2="11" />
      <rect className="span" x={at(low)} width={at(high - low)} y="4" height="14" />
      <rect className="best" x={at(best ?? (low + high) / 2)} width="3" y="2" height="18" />
    </svg>
  );
}
