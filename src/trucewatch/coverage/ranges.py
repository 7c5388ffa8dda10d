"""How far each type of watcher notices: the mission's table, put right where the record holds enough pairs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from ..domain import Explanation, Span
from ..mission import Mission, Period
from ..places.noticing import WEIGHTS
from . import learning
from .learning import Tried

LEARNS_FROM = timedelta(days=180)
"""How far back incidents are trials."""

FEWEST = 60
"""Trials within ``NEAR`` half distances without which nothing is learned: sixty tell a distance to about a quarter."""

NEAR = 3.0

FLOOR = 0.1
"""The least log standard deviation of what is noticed: pairs do not show what is too quiet for both."""

SURE = 0.99
"""The probability from which a type is believed to notice nothing of a kind, or beyond its written range."""

DETECTION = pl.Schema(
    {
        "id": pl.String(),
        "type": pl.String(),
        "kind": pl.String(),
        "light": pl.String(),
        "state": pl.String(),
        "trials": pl.Int64(),
        "told": pl.Float64(),
        "foretold": pl.Float64(),
        "table_m": pl.Float64(),
        "half_m": pl.Float64(),
        "low_m": pl.Float64(),
        "high_m": pl.Float64(),
        "if_missed_m": pl.Float64(),
        "log_sd": pl.Float64(),
        "incidents": pl.List(pl.String()),
    }
)
"""One row a type of source, kind of event and light (*day*, *night*). Of ``trials``, incidents that others told of
within three half distances of one on duty, it ``told`` of so many where the table had ``foretold`` so many. ``table_m``
is the table's distance at half probability, ``half_m`` the one believed with its 90 % interval, ``if_missed_m`` what it
would be had a tenth of the true matches been missed, ``log_sd`` that of its logarithm. ``state``: *learned*; *blind*
(nothing of the kind is noticed: ``half_m`` is 0); *table* (too few trials: ``half_m`` is the table's, the rest null). A
row of kind "" tells of the trials beyond the range written down: *farther* (things are noticed there too: the range in
the register is too short, and stands until people change it), *bounded*, or *table*; it has no distances."""

_NINETY = 1.645
_KEY = ["type", "kind", "light"]


@dataclass(frozen=True)
class Ranges:
    """What is believed of how far watchers notice: the mission's table, and over it the rows of DETECTION."""

    mission: Mission
    frame: pl.DataFrame = field(default_factory=DETECTION.to_frame)

    @property
    def key(self) -> tuple[object, ...]:
        """All that what would have been noticed depends on."""
        return self.mission.detection, tuple(self._learned.items())

    def factor(self, source_type: str, kind: str, *, day: bool) -> float:
        """What the table's distance is to be multiplied by; 1 where nothing was learned."""
        return self._learned.get((source_type, kind, "day" if day else "night"), 1.0)

    def log_sd(self, kind: str) -> float:
        """The log standard deviation of what is noticed of ``kind``, the error that all its watchers share.

        An error of a distance counts twice, as the area within it does; the table's own is the most, and stands for
        distances that were not learned. Types and lights weigh as much as they were tried.
        """
        table = max((row.log_sd for row in self.mission.detection if row.kind == kind), default=0.0)
        rows = self.frame.filter((pl.col("kind") == kind) & (pl.col("trials") > 0) & (pl.col("state") != "blind"))
        if not (rows["state"] == "learned").any():
            return table
        each = (2 * rows["log_sd"]).fill_null(table).clip(0.0, table)
        return min(math.hypot(FLOOR, float((each * rows["trials"]).sum()) / int(rows["trials"].sum())), table)

    def explain(self, row_id: str) -> Explanation:
        """Why a row of DETECTION stands as it does. Raises KeyError."""
        found = self.frame.filter(pl.col("id") == row_id)
        if found.is_empty():
            raise KeyError(f"no row {row_id!r} in what was learned of detection")
        row = found.row(0, named=True)
        return Explanation(id=row_id, says=_says(row), rule=_RULE, parts=tuple(row["incidents"]))

    @cached_property
    def _learned(self) -> dict[tuple[str, str, str], float]:
        rows = self.frame.filter(pl.col("state").is_in(("learned", "blind"))).select(*_KEY, "half_m", "table_m")
        return {(who, kind, light): half / table for who, kind, light, half, table in rows.iter_rows()}


def taught_by(mission: Mission, period: Period) -> Span:
    """The time whose incidents are trials, up to the last Monday before ``period`` begins.

    So ranges change once a week, and never by what the period itself holds.
    """
    local = period.span.start.astimezone(ZoneInfo(mission.zone)).date()
    monday = local - timedelta(days=local.weekday())
    end = datetime.combine(monday, time(), ZoneInfo(mission.zone))
    return Span(end - LEARNS_FROM, end)


def ranges(trials: pl.DataFrame, mission: Mission) -> Ranges:
    """The ranges that ``trials`` teach: one row an incident that others told of and a source on duty.

    Columns incident, source, kind, light, when, half_m, reach_m, metres, told (TRIALS of the room of incidents).
    """
    types = {source.id: source.type for source in mission.sources.values()}
    known = trials.with_columns(type=pl.col("source").replace_strict(types, default="", return_dtype=pl.String))
    doubt = {kind: max(row.log_sd for row in mission.detection if row.kind == kind)
             for kind in {row.kind for row in mission.detection}}  # fmt: skip
    rows = []
    for (who,), tried in known.group_by("type", maintain_order=True):
        rows.append(_beyond(str(who), tried))
        for (kind, light), some in tried.group_by("kind", "light", maintain_order=True):
            near = _tried(some, bounded=True)
            close = near.ratio.min(axis=1) <= NEAR
            chosen = Tried(near.ratio[close], near.weight, near.told[close], near.day[close])
            if len(chosen.told):
                rows.append(_row((str(who), str(kind), str(light)), some.filter(pl.Series(close)), chosen, doubt))
    return Ranges(mission, pl.DataFrame(rows, schema=DETECTION).sort(_KEY))


def _tried(frame: pl.DataFrame, *, bounded: bool) -> Tried:
    metres = frame["metres"].to_numpy().astype(np.float64)
    ratio = metres / frame["half_m"].to_numpy()[:, None]
    beyond = metres > frame["reach_m"].to_numpy()[:, None]
    day = frame["when"].dt.epoch("d").to_numpy().astype(np.float64)
    return Tried(np.where(beyond & bounded, np.inf, ratio), WEIGHTS, frame["told"].to_numpy(), day)


def _beyond(who: str, frame: pl.DataFrame) -> dict[str, object]:
    """Whether one type notices beyond its written range."""
    some = frame.filter(pl.col("metres").arr.max() > pl.col("reach_m"))
    far, cut = (_tried(some, bounded=bounded) for bounded in (False, True))
    tried = int((cut.ratio.min(axis=1, initial=np.inf) == np.inf).sum())
    farther = tried >= FEWEST and learning.preferred(far, cut) >= SURE
    return _blank(who, "", "") | {
        "state": "farther" if farther else "bounded" if tried >= FEWEST else "table",
        "trials": some.height,
        "told": float(far.told.sum()),
        "foretold": float(learning.noticed(cut.ratio, cut.weight).sum()),
        "incidents": some["incident"].unique().sort().to_list(),
    }


def _row(key: tuple[str, str, str], frame: pl.DataFrame, tried: Tried, doubt: Mapping[str, float]) -> dict[str, object]:
    table = float(frame["half_m"].median())  # type: ignore[arg-type]
    row = _blank(*key) | {
        "state": "table",
        "trials": frame.height,
        "told": float(tried.told.sum()),
        "foretold": float(learning.noticed(tried.ratio, tried.weight).sum()),
        "table_m": table,
        "half_m": table,
        "incidents": frame["incident"].unique().sort().to_list(),
    }
    found = learning.learn(tried, doubt[key[1]])
    if found.blind >= SURE:
        return row | {"state": "blind", "half_m": 0.0}
    if frame.height < FEWEST:
        return row
    return row | {
        "state": "learned",
        "half_m": _metres(table, found.mean),
        "low_m": _metres(table, found.mean - _NINETY * found.sd),
        "high_m": _metres(table, found.mean + _NINETY * found.sd),
        "if_missed_m": _metres(table, found.if_missed),
        "log_sd": found.sd,
    }


def _metres(table: float, log_factor: float) -> float:
    return float(round(table * math.exp(log_factor), -1))


def _blank(who: str, kind: str, light: str) -> dict[str, object]:
    row_id = f"cov:detection/{who}/{kind}/{light}" if kind else f"cov:detection/{who}/beyond"
    return dict.fromkeys(DETECTION) | {"id": row_id, "type": who, "kind": kind, "light": light}


def _says(row: Mapping[str, object]) -> str:
    tried = f"{row['trials']} incidents that others told of"
    told = f"told of {row['told']:.0f} where the table had foretold {row['foretold']:.0f}"
    if not row["kind"]:
        state = _BEYOND[str(row["state"])]
        return f"of {tried} beyond its written range, {row['type']} {told}: it {state}"
    what = f"{row['type']}, {row['kind']} by {row['light']}: of {tried} in reach it {told}"
    match row["state"]:
        case "table":
            return f"{what}; too few to learn from, so the table's {row['half_m']:.0f} m at half probability stand"
        case "blind":
            return f"{what}; it is believed to notice nothing of the kind"
        case _:
            return (
                f"{what}; noticed half the time at {row['half_m']:.0f} m ({row['low_m']:.0f} to {row['high_m']:.0f}; "
                f"the table has {row['table_m']:.0f}); {row['if_missed_m']:.0f} m, had a tenth of the matches been "
                "missed"
            )


_BEYOND = {
    "farther": "notices things there too; the range in the register stands until people change it",
    "bounded": "is not believed to notice anything there",
    "table": "was tried too seldom for anything to be learned",
}
_RULE = (
    "Given that others told of an incident, placed by them alone, did a watcher of this type on duty tell of it too? "
    f"Up to {LEARNS_FROM.days} days that end on the last Monday before the period. The half distance of the "
    "hazard-rate curve is that of the mission's table, corrected by the likelihood of who told and who did not, with "
    "the table's log_sd as prior; a share of what lies near may be missed for other reasons, such as accounts that "
    "were not linked. An account counts by the probability that it is of the incident. Trials of one day err "
    f"together. Nothing is learned of fewer than {FEWEST} trials within {NEAR:g} half distances. How much happened has "
    "no part in it."
)
