/** Why accounts are taken for one event: each part of the evidence, for one event to the right, for several to the left. */

import type { Key } from "../text";
import { useSay } from "../text";
import { Figure } from "./row";
import { type Link, weighed } from "./weighing";

export function Factors({ link, most }: { link: Link; most: number }) {
  const say = useSay();
  return (
    <table className="factors">
      <caption className="visually-hidden">{say("incident.factors")}</caption>
      <tbody>
        {weighed(link).map(({ part, weight }) => (
          <tr key={part}>
            <th scope="row">{say(`factor.${part}` as Key)}</th>
            <td>
              <svg className="factor" viewBox="-100 0 200 12" preserveAspectRatio="none" aria-hidden="true">
                <line x1="0" x2="0" y1="0" y2="12" />
                <rect className={weight > 0 ? "for" : "against"} x={Math.min(0, (100 * weight) / most)} width={(100 * Math.abs(weight)) / most} y="2" height="8" />
              </svg>
            </td>
            <td className="number">
              <Figure row={link.id}>
                {weight > 0 ? "+" : "−"}
                {Math.abs(weight).toFixed(1)}
              </Figure>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
