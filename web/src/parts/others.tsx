/** That somebody else has the same row before them. */

import { useOthers } from "../data/presence";
import { useSay } from "../text";

export function Others({ row }: { row: string }) {
  const say = useSay();
  const others = useOthers(row);
  if (others.length === 0) return null;
  return (
    <p className="others" role="status" data-testid="others">
      {say("others", { who: others.join(", ") })}
    </p>
  );
}
