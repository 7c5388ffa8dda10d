"""The maps of the report: what was recorded where, and where the mission was looking. No border is drawn as fact."""

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox
from shapely.geometry.base import BaseGeometry

from trucewatch.domain import vocabulary
from trucewatch.mission import area_centre, names
from trucewatch.places import Frame, Grid, distance_m

from . import wording
from .drawing import ALARM, HAIR, INK, SOFT, canvas, place_labels, place_title, style, svg
from .editor import Editor, rows
from .road_map import draw_roads

_WIDTH = 6.6


class _Look(NamedTuple):
    """How a cell is drawn."""

    face: str
    edge: str
    hatch: str | None


_IMPAIRED = _Look("#fbf3e3", "#b07300", "....")
_NOT_OBSERVED = _Look("white", "#8a949d", "////")
_HALO = [withStroke(linewidth=2.0, foreground="white")]
_POSTS = {"post": ("^", "observation post"), "camera": ("s", "camera"), "acoustic": ("D", "acoustic sensor"),
          "checkpoint": ("P", "checkpoint team")}  # fmt: skip
_EVENTS = (
    ("explosions and projectiles", "*", "#9a1b1b", {"explosion", "projectile", "shelling", "drone_strike", "tracer"}),
    ("bursts, shots and flashes", "o", "#c2571a", {"burst", "shot", "muzzle_flash", "clash"}),
    ("other events", "X", "#4a3f8f", set[str]()),
)
_SHADES = (
    (0.75, "#2f6f9f", "three quarters of the hours or more"),
    (0.25, "#8db8d6", "a quarter of the hours or more"),
    (0.0, "#d7e6f1", "under a quarter of the hours"),
)


_MOST_HEIGHT = 6.6
"""How high in inches a map may be, so that it stays on a page: more of the surroundings is shown of an area that is
high.
"""


def incident_map(editor: Editor, incidents: pl.DataFrame) -> str:
    """Incidents of the period by kind with their CE90, sectors, posts, and the road by status, as SVG."""
    with style():
        figure, axes = _sheet(editor, "Recorded events, posts and the status of roads")
        _sectors(editor, axes)
        handles = draw_roads(editor, axes)
        placed = incidents.drop_nulls("lon")
        handles += _events(axes, placed)
        handles += _uncertainty(axes, placed)
        handles += _stations(editor, axes)
        _sector_names(editor, axes, _places(editor, axes))
        _finish(editor, figure, axes, handles)
        return svg(figure)


def coverage_map(editor: Editor, cells: pl.DataFrame, incidents: pl.DataFrame) -> str:
    """Each cell by the share of its hours in which the mission was looking; where it was not, hatched, as SVG.

    ``cells`` has the columns cell, observed (share of the hours), impaired (share of the hours).
    """
    mission = editor.mission
    grid = Grid(Frame(*area_centre(mission)), mission.area, mission.cell_km)
    with style():
        figure, axes = _sheet(editor, "Where the Mission was looking, and where it was not")
        _cells(axes, grid, mission.area, cells)
        _sectors(editor, axes)
        handles: list[Line2D | Patch] = [
            Patch(facecolor=shade, label=f"observed for {label}") for _, shade, label in _SHADES
        ]
        for look, label in (
            (_IMPAIRED, "observer impaired, else not observed"),
            (_NOT_OBSERVED, "not observed at any hour"),
        ):
            handles.append(Patch(facecolor=look.face, edgecolor=look.edge, hatch=look.hatch, label=label))
        handles += _events(axes, incidents.drop_nulls("lon"))
        handles += _stations(editor, axes)
        _sector_names(editor, axes, _places(editor, axes))
        _finish(editor, figure, axes, handles)
        return svg(figure)


def _sheet(editor: Editor, title: str) -> tuple[Figure, Axes]:
    west, south, east, north = editor.mission.area.bounds
    aspect = 1 / np.cos(np.radians((south + north) / 2))
    pad_x, pad_y = 0.03 * (east - west), 0.03 * (north - south)
    inner_width = _WIDTH - 0.1
    least_width = inner_width * aspect * (north - south + 2 * pad_y) / _MOST_HEIGHT
    pad_x = max(pad_x, (least_width - (east - west)) / 2)
    inner_height = inner_width * aspect * (north - south + 2 * pad_y) / (east - west + 2 * pad_x)
    top, bottom = 0.34, 0.98
    height = inner_height + top + bottom
    figure = canvas(_WIDTH, height)
    axes = figure.add_axes((0.05 / _WIDTH, bottom / height, inner_width / _WIDTH, inner_height / height))
    axes.set_xlim(west - pad_x, east + pad_x)
    axes.set_ylim(south - pad_y, north + pad_y)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor("#fcfcfb")
    when = wording.days(editor.period.first_day, editor.period.day)
    figure.text(0.05 / _WIDTH, 1 - 0.2 / height, f"{title}, {when}", size=8.5, weight="bold", va="center")
    if editor.mission.mode == "exercise":
        figure.text(
            1 - 0.05 / _WIDTH,
            1 - 0.2 / height,
            "EXERCISE",
            size=8.5,
            weight="bold",
            color=ALARM,
            va="center",
            ha="right",
        )
    return figure, axes


def _rings(area: BaseGeometry) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    parts = (part for part in shapely.get_parts(area) if part.geom_type == "Polygon")
    return [np.asarray(part.exterior.coords)[:, :2] for part in parts]


def _sectors(editor: Editor, axes: Axes) -> None:
    for sector in editor.mission.sectors:
        for ring in _rings(sector.area):
            axes.plot(ring[:, 0], ring[:, 1], color=SOFT, linewidth=0.5, linestyle=(0, (2, 3)), zorder=2)


def _sector_names(editor: Editor, axes: Axes, boxes: list[Bbox]) -> None:
    for sector in editor.mission.sectors:
        west, south, east, north = sector.area.bounds
        lattice = [
            (west + x * (east - west), north - y * (north - south))
            for y in (0.06, 0.94, 0.2, 0.8, 0.35, 0.65, 0.5)
            for x in (0.5, 0.3, 0.7, 0.2, 0.8)
        ]
        inside = [spot for spot in lattice if sector.area.contains(shapely.Point(spot))]
        place_title(axes, sector.name, inside, boxes, size=6, color=SOFT, style="italic", path_effects=_HALO, zorder=9)


def _events(axes: Axes, placed: pl.DataFrame) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = []
    rest = set(vocabulary("kinds"))
    for label, marker, colour, kinds in _EVENTS:
        chosen = placed.filter(pl.col("kind").is_in(sorted(kinds or rest)))
        rest -= kinds
        if chosen.height:
            looks: dict[str, Any] = {"marker": marker, "color": colour}
            size = 46 if marker == "*" else 20
            axes.scatter(chosen["lon"], chosen["lat"], s=size, edgecolor="white", linewidth=0.4, zorder=7, **looks)
            handles.append(Line2D([], [], linestyle="", markersize=6, label=label, **looks))
    return handles


def _uncertainty(axes: Axes, placed: pl.DataFrame) -> list[Line2D | Patch]:
    if not placed.height:
        return []
    metres_north, metres_east = 110_574.0, 111_320.0 * np.cos(np.radians(placed["lat"].to_numpy()))
    diameters = 2 * placed["radius_m"].to_numpy()
    circles = EllipseCollection(
        diameters / metres_east,
        diameters / metres_north,
        np.zeros(placed.height),
        units="xy",
        offsets=placed.select("lon", "lat").to_numpy(),
        transOffset=axes.transData,
        facecolor="#9a1b1b0a",
        edgecolor="#9a1b1b55",
        linewidth=0.4,
        zorder=5,
    )
    axes.add_collection(circles)
    label = "90 % of the probability lies within"
    return [Line2D([], [], marker="o", color="none", markeredgecolor="#9a1b1b88", markersize=8, label=label)]


def _stations(editor: Editor, axes: Axes) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = []
    for kind, (marker, label) in _POSTS.items():
        found = [
            (source.lon, source.lat)
            for source in editor.mission.sources.values()
            if source.type == kind and source.lon is not None and source.lat is not None
        ]
        if found and not editor.remote:
            axes.scatter(
                [lon for lon, _ in found],
                [lat for _, lat in found],
                s=15,
                marker=marker,
                facecolor="white",
                edgecolor=INK,
                linewidth=0.7,
                zorder=6,
            )
            handles.append(
                Line2D(
                    [],
                    [],
                    marker=marker,
                    markerfacecolor="white",
                    markeredgecolor=INK,
                    linestyle="",
                    markersize=5,
                    label=label,
                )
            )
    return handles


def _places(editor: Editor, axes: Axes) -> list[Bbox]:
    places = sorted(editor.mission.places.values(), key=lambda place: (place.rank, place.id))
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    shown = [one for one in places if west < one.lon < east and south < one.lat < north and one.rank <= 2]
    axes.scatter([one.lon for one in shown], [one.lat for one in shown], s=6, color=INK, zorder=8)
    sizes = {1: 6.6, 2: 5.6}
    labels = []
    for one in shown:
        weight = "bold" if one.rank == 1 else "normal"
        looks = {"size": sizes[one.rank], "weight": weight, "path_effects": _HALO, "zorder": 9}
        labels.append((one.lon, one.lat, names(editor.mission, one.id), looks))
    return place_labels(axes, labels)


def _cells(axes: Axes, grid: Grid, area: BaseGeometry, cells: pl.DataFrame) -> None:
    looked = {row["cell"]: row for row in rows(cells)}
    alike: dict[_Look, list[Polygon]] = defaultdict(list)
    for cell in range(grid.n):
        row = looked.get(cell)
        look = _look(row["observed"], row["impaired"]) if row else _look(0.0, 0.0)
        alike[look] += [Polygon(ring) for ring in _rings(shapely.intersection(grid.polygon(cell), area))]
    for look, patches in alike.items():
        axes.add_collection(
            PatchCollection(
                patches, facecolor=look.face, edgecolor=look.edge, hatch=look.hatch, linewidth=0.25, zorder=1
            )
        )


def _look(observed: float, impaired: float) -> _Look:
    if observed > 0:
        return _Look(next(colour for least, colour, _ in _SHADES if observed >= least), "white", None)
    return _IMPAIRED if impaired > 0 else _NOT_OBSERVED


def _finish(editor: Editor, figure: Figure, axes: Axes, handles: list[Line2D | Patch]) -> None:
    _scale(axes)
    height = figure.get_figheight()
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, 0.98 / height), ncols=3, frameon=False, fontsize=6,
        handlelength=2.4, columnspacing=1.4, labelspacing=0.5, borderaxespad=0.2,
    )  # fmt: skip
    note = "Names follow the usage of both sides. No line on this map is a statement on a border or on status."
    figure.text(0.05 / _WIDTH, 0.09 / height, note, size=5.6, color=SOFT, va="bottom")


def _scale(axes: Axes) -> None:
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    x, y = west + 0.06 * (east - west), south + 0.045 * (north - south)
    whole = float(distance_m(west, y, east, y))
    length = next(km for km in (50, 20, 10, 5, 2, 1) if km * 1000 < 0.28 * whole)
    end = x + (east - west) * length * 1000 / whole
    axes.plot([x, (x + end) / 2], [y, y], color=INK, linewidth=2.4, solid_capstyle="butt", zorder=10)
    axes.plot([(x + end) / 2, end], [y, y], color=HAIR, linewidth=2.4, solid_capstyle="butt", zorder=10)
    axes.text(x, y + 0.012 * (north - south), "0", size=5.6, ha="center", path_effects=_HALO, zorder=10)
    axes.text(end, y + 0.012 * (north - south), f"{length} km", size=5.6, ha="center", path_effects=_HALO, zorder=10)
    n = east - 0.035 * (east - west), north - 0.02 * (north - south)
    axes.annotate("N", (n[0], n[1]), (n[0], n[1] - 0.09 * (north - south)), size=7, weight="bold", ha="center",
                  arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 0.9}, zorder=10)  # fmt: skip
