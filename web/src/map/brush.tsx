/** Incidents by hour, and a brush over them that chooses a time. */

import "uplot/dist/uPlot.min.css";

import { useEffect, useRef } from "react";
import uPlot from "uplot";

import { useSay } from "../text";
import { useClock } from "../text/moments";
import { type Beginnings, HOUR, type Hours } from "./hours";

const HEIGHT = 96;
/** Days, and hours of a day, on the axis: from each step on, how a moment is said, and how where the day changes. */
const AXIS = [
  [365 * 24 * 3600, "{YYYY}", null, null, null, null, null, null, 1],
  [24 * 3600, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
];
interface Props {
  beginnings: Beginnings | undefined;
  chosen: Hours | null;
  choose: (hours: Hours | null) => void;
}

export function Brush({ beginnings, chosen, choose }: Props) {
  const say = useSay();
  const clock = useClock();
  const home = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const choosing = useRef(choose);
  choosing.current = choose;

  useEffect(() => {
    if (!home.current || !beginnings?.first) return;
    const { counts, step_h } = beginnings;
    const first = Date.parse(beginnings.first);
    const ink = getComputedStyle(home.current).color;
    const bars = uPlot.paths.bars?.({ size: [0.9, 30] });
    const made = new uPlot(
      {
        width: home.current.clientWidth,
        height: HEIGHT,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), clock.zone),
        legend: { show: false },
        cursor: { drag: { x: true, y: false, setScale: false } },
        axes: [
          { stroke: ink, grid: { show: false }, values: AXIS },
          { stroke: ink, size: 40, grid: { stroke: "#8884" } },
        ],
        series: [{}, { fill: "#d95f02", stroke: "#d95f02", points: { show: false }, ...(bars ? { paths: bars } : {}) }],
        hooks: {
          setSelect: [
            (drawn) => {
              if (drawn.select.width < 3) return;
              const from = drawn.posToVal(drawn.select.left, "x") * 1000;
              const to = drawn.posToVal(drawn.select.left + drawn.select.width, "x") * 1000;
              choosing.current([from, to]);
            },
          ],
        },
      },
      [counts.map((_, stretch) => (first + stretch * step_h * HOUR) / 1000), counts],
      home.current,
    );
    plot.current = made;
    const fit = new ResizeObserver(([entry]) => entry && made.setSize({ width: entry.contentRect.width, height: HEIGHT }));
    fit.observe(home.current);
    return () => {
      fit.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [beginnings, clock.zone]);

  useEffect(() => {
    const drawn = plot.current;
    if (!drawn) return;
    const left = chosen ? drawn.valToPos(chosen[0] / 1000, "x") : 0;
    const width = chosen ? drawn.valToPos(chosen[1] / 1000, "x") - left : 0;
    drawn.setSelect({ left, width, top: 0, height: drawn.over.clientHeight }, false);
  }, [chosen, beginnings]);

  const move = (hours: number) => chosen && choose([chosen[0] + hours * HOUR, chosen[1] + hours * HOUR]);
  return (
    <div
      ref={home}
      className="brush"
      role="group"
      tabIndex={0}
      aria-label={say("map.brush")}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") move(-1);
        else if (event.key === "ArrowRight") move(1);
        else if (event.key === "Escape") choose(null);
      }}
    />
  );
}
