"""Drawing as vector pictures that come out the same every time, and labels that keep out of each other's way."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

INK, SOFT, HAIR = "#16202b", "#5a6672", "#c9d0d6"
ALARM = "#9a1b1b"
HATCH = "#8a949d"

_STYLE: Any = {
    "svg.hashsalt": "trucewatch",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 7.0,
    "text.color": INK,
    "axes.edgecolor": HAIR,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "hatch.linewidth": 0.5,
    "hatch.color": HATCH,
}
_OFFSETS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_ALIGN_X = {1: "left", 0: "center", -1: "right"}
_ALIGN_Y = {1: "bottom", 0: "center", -1: "top"}


@contextmanager
def style() -> Iterator[None]:
    """The fonts, colours and fixed salt every picture is drawn with."""
    with matplotlib.rc_context(_STYLE):
        yield


def canvas(width: float, height: float) -> Figure:
    """A figure of ``width`` by ``height`` inches that text can be measured on."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def headed(figure: Figure, title: str, *, exercise: bool) -> None:
    """Sets the title of a chart, and that it is of an exercise."""
    top = 1 - 0.14 / figure.get_figheight()
    figure.text(0.007, top, title, size=8.5, weight="bold", va="center")
    if exercise:
        figure.text(0.993, top, "EXERCISE", size=8.5, weight="bold", color=ALARM, va="center", ha="right")


def svg(figure: Figure) -> str:
    """The figure as SVG, without a date and with the same ids every time."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def place_labels(
    axes: Axes, labels: Sequence[tuple[float, float, str, dict[str, Any]]], taken: Sequence[Bbox] = (), gap: float = 3.5
) -> list[Bbox]:
    """Sets labels beside their points, the first ones first, each where it hides no other; drops what has no room.

    A label is (x, y, text, text properties) in data coordinates; ``taken`` are boxes in pixels to keep clear; ``gap``
    is the distance from the point in points. Gives the boxes taken afterwards.
    """
    boxes = list(taken)
    for x, y, text, properties in labels:
        for dx, dy in _OFFSETS:
            note = axes.annotate(
                text,
                (x, y),
                xytext=(dx * gap, dy * gap),
                textcoords="offset points",
                ha=_ALIGN_X[dx],
                va=_ALIGN_Y[dy],
                **properties,
            )
            if _fits(axes, note, boxes):
                break
    return boxes


def place_title(
    axes: Axes, text: str, candidates: Iterable[tuple[float, float]], boxes: list[Bbox], **properties: Any
) -> None:
    """Sets a title at the first of the candidate points where it hides nothing; leaves it out if there is none."""
    for x, y in candidates:
        if _fits(axes, axes.text(x, y, text, ha="center", va="center", **properties), boxes):
            return


def _fits(axes: Axes, text: Text, boxes: list[Bbox]) -> bool:
    """Takes the text's room among ``boxes`` if it is free and on the map, else takes the text off again."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    frame, box = axes.get_window_extent(renderer), text.get_window_extent(renderer).padded(1.0)
    inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    if inside and not any(box.overlaps(other) for other in boxes):
        boxes.append(box)
        return True
    text.remove()
    return False
