"""Observations made ready for linking: who is direct, what belongs together already, where it lies on the plane."""

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..domain import vocabulary
from ..mission import Mission
from ..places import Frame
from .kernel import Floats, Ints
from .people import Constraints

Bools = NDArray[np.bool_]

DIRECT, CORROBORATES, CLAIMS = "direct", "corroborates", "claims"

READ = ("id", "source", "kind", "means", "start", "end", "where_type", "lon", "lat", "radius_m",
         "post_lon", "post_lat", "bearing_deg", "half_width_deg", "near_m", "far_m",
         "count_low", "count_high", "weapon", "assessment", "sequence", "exercise", "origin")  # fmt: skip
"""The columns of an observation that linking and telling read."""


class Arrays(NamedTuple):
    """n accounts sorted by start. Seconds; metres on the local plane (NaN: no position); ``wedge`` (n, 6), NaN if none.

    ``unit`` numbers what already belongs together; ``kind`` indexes the (k, k) table of compatible kinds; ``source``
    indexes the sources.
    """

    start: Floats
    end: Floats
    x: Floats
    y: Floats
    radius: Floats
    wedge: Floats
    kind: Ints
    source: Ints
    unit: Ints
    direct: Bools


class Words(NamedTuple):
    """What numbers stand for: ``kinds``, ``weapons`` and ``assessments``; the words for not knowing have none."""

    kinds: tuple[str, ...]
    weapons: tuple[str, ...]
    assessments: tuple[str, ...]


def words(accounts: pl.DataFrame) -> Words:
    """The kinds of the vocabulary and of ``accounts``; the weapons and assessments that ``accounts`` tell of."""
    known = list(vocabulary("kinds"))
    return Words(
        (*known, *_said(accounts["kind"], *known)),
        _said(accounts["weapon"], "N/K"),
        _said(accounts["assessment"], "undetermined"),
    )


def _said(column: pl.Series, *but: str) -> tuple[str, ...]:
    return tuple(sorted(set(column.unique().drop_nulls()) - set(but)))


def with_roles(observations: pl.DataFrame, mission: Mission) -> pl.DataFrame:
    """``observations`` by start and id, with ``role``.

    Direct: a source that looks, by means that look. Corroborates: an instrument that is not the mission's own. Claims:
    everything told, and everything from sources the mission's register does not hold.
    """
    direct_means = [code for code, term in vocabulary("means").items() if term.columns["direct"] == "yes"]
    direct = [source for source in mission.sources if mission.own(source)]
    instruments = [source.id for source in mission.sources.values() if source.type == "satellite"]
    role = (
        pl.when(pl.col("source").is_in(direct) & pl.col("means").is_in(direct_means))
        .then(pl.lit(DIRECT))
        .when(pl.col("source").is_in(instruments))
        .then(pl.lit(CORROBORATES))
        .otherwise(pl.lit(CLAIMS))
    )
    return observations.select(*READ, role=role).sort("start", "id").with_row_index("row")


def own_sequences(accounts: pl.DataFrame, decided: set[str]) -> list[list[str]]:
    """The entries of each source's run of like records that holds an entry of ``decided``."""
    if not decided:
        return []
    run = ["source", "sequence", "kind"]
    runs = accounts.filter((pl.col("sequence") != "") & (pl.col("role") == DIRECT))
    touched = runs.filter(pl.col("id").is_in(list(decided))).select(run).unique()
    return (
        runs.join(touched, on=run, how="semi", nulls_equal=True)
        .group_by(run)
        .agg(pl.col("id").sort())
        .sort(run)["id"]
        .to_list()
    )


def units(accounts: pl.DataFrame, constraints: Constraints, parted: list[list[str]]) -> NDArray[np.int64]:
    """A number for each row, equal where rows belong together before the rule is asked.

    Records of one kind in a source's own sequence are one unit unless it is in ``parted``; there, and for
    entries that people joined, ``constraints`` say what is together.
    """
    alone = {entry for sequence in parted for entry in sequence}
    named = {entry: number for number, group in enumerate(constraints.together) for entry in group}
    by_people = pl.DataFrame(
        {"id": list(named), "group": list(named.values())}, schema={"id": pl.String, "group": pl.Int64}
    )
    run = (pl.col("sequence") != "") & (pl.col("role") == DIRECT) & ~pl.col("id").is_in(list(alone))
    keyed = accounts.select("row", "id", "source", "sequence", "kind", "role").join(
        by_people, on="id", how="left", maintain_order="left"
    )
    number = (
        pl.when(pl.col("group").is_not_null() & (pl.col("role") == DIRECT))
        .then(pl.col("row").min().over("group"))
        .when(run)
        .then(pl.col("row").min().over("source", "sequence", "kind"))
        .otherwise(pl.col("row"))
    )
    return keyed.select(number.cast(pl.Int64).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()


def arrays(
    accounts: pl.DataFrame, frame: Frame, unit: NDArray[np.int64], sources: Sequence[str], kinds: Sequence[str]
) -> Arrays:
    """The columns the kernel needs; ``accounts`` as ``with_roles`` gives them, names in the order of numbers."""
    x, y = on_plane(frame, accounts["lon"], accounts["lat"])
    post_x, post_y = on_plane(frame, accounts["post_lon"], accounts["post_lat"])
    wedge = np.column_stack(
        [
            post_x,
            post_y,
            _direction(frame, accounts),
            np.radians(_floats(accounts["half_width_deg"])),
            _floats(accounts["near_m"]),
            _floats(accounts["far_m"]),
        ]
    )
    wedge[np.isnan(wedge).any(axis=1) | (accounts["where_type"] != "bearing").to_numpy()] = np.nan
    return Arrays(
        start=seconds(accounts["start"]),
        end=seconds(accounts["end"]),
        x=x,
        y=y,
        radius=_floats(accounts["radius_m"]),
        wedge=wedge,
        kind=numbered(accounts["kind"], kinds),
        source=numbered(accounts["source"], sources),
        unit=unit,
        direct=(accounts["role"] == DIRECT).to_numpy(),
    )


def numbered(column: pl.Series, names: Sequence[str]) -> Ints:
    """The place of each of ``column`` in ``names``, -1 where it is not there."""
    place = column.cast(pl.Enum(names), strict=False).to_physical().to_numpy()
    return np.where(np.isnan(place), -1, place).astype(np.int64)


def compatibility(kinds: Sequence[str]) -> Bools:
    """(k, k): may an event of the one kind be told of as the other?"""
    table = np.eye(len(kinds), dtype=np.bool_)
    number = {code: position for position, code in enumerate(kinds)}
    for one, other in _compatible_pairs():
        table[number[one], number[other]] = table[number[other], number[one]] = True
    return table


@cache
def _compatible_pairs() -> tuple[tuple[str, str], ...]:
    table = files(__package__) / "compatible.csv"
    return tuple((row["kind"], row["other"]) for row in csv.DictReader(table.read_text("utf-8").splitlines()))


def _direction(frame: Frame, accounts: pl.DataFrame) -> NDArray[np.float64]:
    """Bearings as angles of the plane, radians; NaN where an account has none."""
    angle = np.full(accounts.height, np.nan)
    has = accounts["bearing_deg"].is_not_null().to_numpy()
    if has.any():
        angle[has] = frame.direction(
            *(_floats(accounts[name])[has] for name in ("post_lon", "post_lat", "bearing_deg"))
        )
    return angle


def _floats(column: pl.Series) -> NDArray[np.float64]:
    # Null becomes NaN. Expressions of Polars would cost more than the few values of a new account's surroundings.
    return np.array(column.to_numpy(), dtype=np.float64)


def seconds(column: pl.Series) -> NDArray[np.float64]:
    """Moments as seconds since 1970."""
    return column.dt.epoch("us").to_numpy() / 1e6


def on_plane(frame: Frame, lon: pl.Series, lat: pl.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = _floats(lon), _floats(lat)
    there = np.isfinite(x) & np.isfinite(y)
    if there.any():
        x[there], y[there] = frame.xy(x[there], y[there])
    x[~there] = y[~there] = np.nan
    return x, y
