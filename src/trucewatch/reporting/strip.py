"""The strip map of a corridor: its segments in the order they are driven, with the age of what is known of each."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke

from trucewatch.corridor import legs
from trucewatch.mission import Corridor

from . import wording
from .document import Picture
from .drawing import HAIR, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, rows
from .sections.access import STATUS

_WIDTH = 7.0
_TOP, _BOTTOM, _STRIP = 0.3, 0.3, 1.55
_LEAST_SHARE = 0.75
"""A segment is drawn no narrower than this share of an even division, so that its age can be read."""

_LOOK: Mapping[str, tuple[str, str, str | None]] = {
    "open": ("#d5ebe2", "#1b6e53", None),
    "restricted": ("#f6e6c8", "#b07300", "///"),
    "closed": ("#efc9c9", "#9a1b1b", "xxx"),
    "disputed": ("#e4d9f0", "#6a3d9a", "..."),
    "not_observed": ("white", "#8a949d", "\\\\\\"),
}
"""Face, edge and hatch by status: what colour says, hatching says too."""
_HALO = [withStroke(linewidth=2.2, foreground="white")]


class Lane(NamedTuple):
    """One direction of one segment: its status, the greatest age of the last evidence in hours, what that said."""

    status: str
    age_h: float | None
    last_known: str

    def said(self) -> str:
        """In words: "open, three hours old"."""
        if self.age_h is None:
            return "not observed, no evidence"
        seen = f"{STATUS[self.last_known]} when last seen, " if self.status == "not_observed" else ""
        return f"{STATUS[self.status]}, {seen}{wording.age(self.age_h)}"


class Stretch(NamedTuple):
    """A segment of the strip: its ends, its length, its lanes inbound and outbound, the crossings on it."""

    near: str
    far: str
    km: float
    inbound: Lane
    outbound: Lane
    crossings: tuple[str, ...]


def strip_maps(editor: Editor) -> tuple[Picture, ...]:
    """A strip map for each corridor of the mission on which there is evidence of its own, however old."""
    made = ((corridor, _stretches(editor, corridor)) for corridor in editor.mission.corridors)
    return tuple(
        _picture(editor, corridor, stretches)
        for corridor, stretches in made
        if any(lane.age_h is not None for one in stretches for lane in (one.inbound, one.outbound))
    )


def draw(title: str, stretches: Sequence[Stretch], *, exercise: bool) -> str:
    """The strip as SVG: entry at the left, the lane inbound above the lane outbound."""
    height = _TOP + _STRIP + _BOTTOM
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, title, exercise=exercise)
        axes = figure.add_axes((0.04, _BOTTOM / height, 0.92, _STRIP / height))
        _strip(axes, stretches)
        figure.legend(
            handles=[
                Patch(facecolor=face, edgecolor=edge, hatch=hatch, label=STATUS[status])
                for status, (face, edge, hatch) in _LOOK.items()
            ],
            loc="lower left",
            bbox_to_anchor=(0.03, 0.0),
            ncols=5,
            frameon=False,
            fontsize=6,
            handlelength=2.6,
            handleheight=1.2,
            columnspacing=1.6,
        )
        return svg(figure)


def _stretches(editor: Editor, corridor: Corridor) -> list[Stretch]:
    lanes = {
        (row["segment"], row["direction"]): Lane(row["status"], row["age_most_h"], row["last_known"])
        for row in rows(editor.pictures.corridor.segments, pl.col("vehicle") == "any")
    }
    return [
        Stretch(
            editor.end_of(leg.near),
            editor.end_of(leg.far),
            editor.mission.segments[leg.segment].length_km,
            lanes[leg.segment, leg.far],
            lanes[leg.segment, leg.near],
            tuple(one.name for one in editor.mission.crossings.values() if one.segment == leg.segment),
        )
        for leg in legs(editor.mission, corridor)
    ]


def _picture(editor: Editor, corridor: Corridor, stretches: Sequence[Stretch]) -> Picture:
    name = editor.end_of(corridor.id)
    first, last = stretches[0].near, stretches[-1].far
    said = (
        f"{one.near} to {one.far}: " + (
            f"both ways {one.inbound.said()}" if one.inbound == one.outbound
            else f"inbound {one.inbound.said()}; outbound {one.outbound.said()}"
        )
        for one in stretches
    )  # fmt: skip
    return Picture(
        f"strip-{corridor.id}",
        f"Strip map of the {name}, vehicles in general: above towards {last}, below towards {first}. Each field gives "
        "the greatest age of the last evidence at the end of the period, h hours or d days; a dash is no evidence of "
        "the Mission’s own. Triangles are crossing points. Widths follow length, short segments drawn wider.",
        f"Strip map of the {name} from {first} to {last}. {'. '.join(said)}.",
        draw(wording.sentence(name), stretches, exercise=editor.mission.mode == "exercise"),
    )


def _strip(axes: Axes, stretches: Sequence[Stretch]) -> None:
    whole = sum(one.km for one in stretches) or 1.0
    shares = [max(one.km / whole, _LEAST_SHARE / len(stretches)) for one in stretches]
    axes.set_xlim(0, sum(shares))
    axes.set_ylim(-0.55, 2.55)
    axes.set_axis_off()
    left = 0.0
    for number, (one, share) in enumerate(zip(stretches, shares, strict=True)):
        for bottom, lane in ((1.0, one.inbound), (0.0, one.outbound)):
            face, edge, hatch = _LOOK[lane.status]
            axes.add_patch(
                Rectangle((left, bottom), share, 0.92, facecolor=face, edgecolor=edge, hatch=hatch, linewidth=0.8)
            )
            axes.text(left + share / 2, bottom + 0.46, _short(lane.age_h), ha="center", va="center", size=6.6,
                      weight="bold", path_effects=_HALO)  # fmt: skip
        for _ in one.crossings:
            axes.plot(left + share / 2, 2.03, marker="v", markersize=4.5, color=INK, clip_on=False)
        for crossing in one.crossings[:1]:
            axes.text(left + share / 2, 2.14, crossing, ha="center", va="bottom", size=5.6, color=INK)
        axes.text(left + share / 2, -0.08, f"{one.km:g} km", ha="center", va="top", size=5.2, color=SOFT)
        _end(axes, left, one.near, number)
        left += share
    _end(axes, left, stretches[-1].far, len(stretches))
    for bottom, sign in ((1.46, "→"), (0.46, "←")):
        axes.text(-0.004 * left, bottom, sign, ha="right", va="center", size=8, color=SOFT)


def _end(axes: Axes, x: float, name: str, number: int) -> None:
    """A place between two segments; every second one is set lower, so that long names do not meet."""
    y = -0.3 if number % 2 == 0 else -0.52
    axes.plot([x, x], [y + 0.04, 0.0], color=HAIR, linewidth=0.6, clip_on=False)
    align = "left" if x == 0 else "right" if x >= axes.get_xlim()[1] - 1e-9 else "center"
    axes.text(x, y, name, ha=align, va="top", size=5.6, color=INK, clip_on=False)


def _short(age_h: float | None) -> str:
    if age_h is None:
        return wording.DASH
    return f"{ceil(age_h)} h" if age_h < 48 else f"{age_h // 24:.0f} d"
