"""The calendar of coverage: days by sectors, each divided into the four states."""

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from . import wording
from .document import Picture
from .drawing import HAIR, HATCH, INK, SOFT, canvas, headed, style, svg
from .editor import Editor, rows

_WIDTH, _ROW = 7.0, 0.24
_TOP, _BOTTOM = 0.3, 0.55


class _State(NamedTuple):
    name: str
    label: str
    face: str
    hatch: str


_STATES = (
    _State("observed_events", "observed, with events", "#1f4e79", ""),
    _State("observed_quiet", "observed, nothing noticed", "#9cc3df", ""),
    _State("impaired", "observer impaired", "#f3d9a4", "xxxxx"),
    _State("not_observed", "not observed", "white", "/////"),
)

Shares = dict[str, float]


def calendar_chart(editor: Editor) -> Picture | None:
    """The days of the last periods by sector; None where the mission has no sectors."""
    sectors = editor.mission.sectors
    if not sectors:
        return None
    frame = editor.pictures.looking_back.calendar
    days = frame["day"].unique().sort().to_list()
    found = {(row["sector"], row["day"], row["state"]): row["share"] for row in rows(frame)}
    grid = [
        [{state.name: found.get((sector.id, day, state.name), 0.0) for state in _STATES} for day in days]
        for sector in sectors
    ]
    labels = [wording.short_day(day) for day in days]
    words = [f"{sector.name}: {_in_words(labels, line)}." for sector, line in zip(sectors, grid, strict=True)]
    return Picture(
        "chart-calendar",
        "Days by sector, each divided by the share of its area-hours in the four states. The first and the last day "
        "count as far as they lie in the periods.",
        "Calendar of coverage; share of area-hours observed. " + " ".join(words),
        _draw([sector.name for sector in sectors], labels, grid, exercise=editor.mission.mode == "exercise"),
    )


def _in_words(labels: list[str], line: list[Shares]) -> str:
    observed = [shares["observed_events"] + shares["observed_quiet"] for shares in line]
    return ", ".join(f"{label} {wording.share(share, share)}" for label, share in zip(labels, observed, strict=True))


def _draw(names: list[str], labels: list[str], grid: list[list[Shares]], *, exercise: bool) -> str:
    height = _TOP + _ROW * len(names) + _BOTTOM
    with style():
        figure = canvas(_WIDTH, height)
        headed(figure, "Where and when the Mission was looking, by sector and day", exercise=exercise)
        axes = figure.add_axes((0.215, _BOTTOM / height, 0.775, _ROW * len(names) / height))
        axes.set_xlim(0, len(labels))
        axes.set_ylim(len(names), 0)
        for y, line in enumerate(grid):
            for x, shares in enumerate(line):
                _day(axes, x, y, shares)
        axes.set_yticks([y + 0.5 for y in range(len(names))], names, size=6.8, color=INK)
        axes.set_xticks([x + 0.5 for x in range(len(labels))], labels, size=5.6, color=SOFT)
        axes.tick_params(length=0, pad=3)
        axes.spines[:].set_visible(False)
        figure.legend(
            handles=[
                Patch(facecolor=state.face, edgecolor=HATCH, hatch=state.hatch, label=state.label, linewidth=0.3)
                for state in _STATES
            ],
            loc="lower left",
            bbox_to_anchor=(0.2, 0.0),
            ncols=4,
            frameon=False,
            fontsize=6,
            columnspacing=1.4,
        )
        return svg(figure)


def _day(axes: Axes, x: int, y: int, shares: Shares) -> None:
    left, width = x + 0.04, 0.92
    for state in _STATES:
        part = width * shares[state.name]
        if part > 0:
            axes.add_patch(
                Rectangle(
                    (left, y + 0.08), part, 0.84, facecolor=state.face, edgecolor=HATCH, hatch=state.hatch, linewidth=0
                )
            )
        left += part
    axes.add_patch(Rectangle((x + 0.04, y + 0.08), width, 0.84, fill=False, edgecolor=HAIR, linewidth=0.4))
