"""What the pictures of a played mission answer, beside what was true."""

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from trucewatch.ceasefire import outbreaks
from trucewatch.domain import vocabulary
from trucewatch.mission import Mission, Period

SCORES = pl.Schema(
    {
        "quantity": pl.String(),
        "about": pl.String(),
        "truth": pl.Float64(),
        "low": pl.Float64(),
        "mid": pl.Float64(),
        "high": pl.Float64(),
        "held": pl.Boolean(),
        "row": pl.String(),
    }
)
"""Answers with what was true: ``low`` to ``high`` is the interval, null where the answer has no such end; ``held``
whether it holds the truth, null where there is none to hold it. ``row`` is the id that ``explain`` answers."""

_SUMS = ("vehicles", "persons")


class Answers(NamedTuple):
    """The frames RATES, LISTS, ALARMS, UNSEEN, SEGMENTS, COVER and REGISTERS of one period."""

    rates: pl.DataFrame
    lists: pl.DataFrame
    alarms: pl.DataFrame
    unseen: pl.DataFrame
    segments: pl.DataFrame
    cover: pl.DataFrame
    registers: pl.DataFrame


def score(mission: Mission, period: Period, truth: Mapping[str, pl.DataFrame], answers: Answers) -> pl.DataFrame:
    """SCORES of every answered quantity whose truth the exercise holds; ``truth`` are its frames by name."""
    first = datetime.combine(truth["played"]["start"].item(), time(), ZoneInfo(mission.zone))
    violations = [code for code, term in vocabulary("kinds").items() if term.columns["violation"] == "yes"]
    events = truth["events"].filter(pl.col("kind").is_in(violations), pl.col("sector") != "")
    ended = (period.span.end - first) / timedelta(hours=1)
    told = (
        *_incidents(events, answers.rates),
        *_outbreaks(events, answers.lists, mission),
        *_alarms(events, answers.alarms),
        *_unwatched(truth, answers.unseen, ended - period.span.length / timedelta(hours=1), ended),
        *_cover(truth["stocks"], answers.cover, round(ended / 24) - 1),
        *_segments(truth["segments"], answers.segments, int(ended)),
        *_loads(truth["loads"], answers.registers, first),
    )
    return pl.DataFrame(told, schema=SCORES, orient="row")


_Row = tuple[str, str, float, float | None, float | None, float | None, bool | None, str]


def _within(quantity: str, about: str, true: float, row: Mapping[str, Any], ends: tuple[str, str, str]) -> _Row:
    low, mid, high = (None if row[end] is None else float(row[end]) for end in ends)
    held = None if low is None or high is None else low <= true <= high
    return quantity, about, float(true), low, mid, high, held, row["id"]


def _incidents(events: pl.DataFrame, rates: pl.DataFrame) -> Iterator[_Row]:
    """Runs of fire in sectors, seen or not; of all sectors together those that an estimate was made for."""
    answered = rates.drop_nulls("total")
    for row in answered.iter_rows(named=True):
        same = pl.col("span") == row["span"], pl.col("start") == row["start"], pl.col("sector") != ""
        sectors = [row["sector"]] if row["sector"] else answered.filter(*same)["sector"].to_list()
        true = _between(events, row["start"], row["end"]).filter(pl.col("sector").is_in(sectors)).height
        about = f"{row['sector'] or 'all sectors'}, {row['span']} to {row['end']:%Y-%m-%d %H:%M} UTC"
        yield _within("incidents", about, true, row, ("low", "total", "high"))


def _between(events: pl.DataFrame, start: datetime, end: datetime) -> pl.DataFrame:
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    return events.filter(middle.is_between(start, end, closed="left"))


def _outbreaks(events: pl.DataFrame, lists: pl.DataFrame, mission: Mission) -> Iterator[_Row]:
    """By stratum, at the usual tolerance; a lower bound is held by any truth that is not below it."""
    for row in lists.filter(tolerance="usual").drop_nulls("total").iter_rows(named=True):
        if not row["stratum"]:
            continue
        runs = _between(events, row["start"], row["end"]).select(
            "lon", "lat", stratum=outbreaks.stratum(pl.col("kind")), radius_m=pl.lit(0.0), **outbreaks.moment()
        )
        runs = runs.filter(stratum=row["stratum"])
        true = len(set(outbreaks.together(runs, mission, 1.0).tolist()))
        one = _within("outbreaks (several lists)", row["stratum"], true, row, ("low", "total", "high"))
        yield (*one[:5], None, row["low"] <= true, row["id"]) if row["bound"] == "lower" else one


_BASELINE_D = 28


def _alarms(events: pl.DataFrame, alarms: pl.DataFrame) -> Iterator[_Row]:
    """Of each alarm by how much more happened a day since it began than in the four weeks before: more than 1 if so."""
    for row in alarms.filter(state="alarm").iter_rows(named=True):
        where = events.filter(pl.col("sector").is_in(row["sectors"] or [row["sector"]]))
        before = _between(where, row["since"] - timedelta(days=_BASELINE_D), row["since"]).height / _BASELINE_D
        now = _between(where, row["since"], row["end"]).height / ((row["end"] - row["since"]) / timedelta(days=1))
        if before:
            about = f"{row['sector'] or 'neighbouring sectors'}, {row['end']:%Y-%m-%d}"
            yield "alarms (ratio)", about, now / before, 1.0, None, None, now > before, row["id"]


def _unwatched(truth: Mapping[str, pl.DataFrame], unseen: pl.DataFrame, start: float, end: float) -> Iterator[_Row]:
    """What passed in hours in which the team did not count, by crossing, direction and class."""
    hours = pl.col("hour").is_between(start, end - 1)
    off = truth["shifts"].filter(hours, pl.col("state") != "on").select("crossing", "hour")
    passed = truth["passages"].filter(hours).join(off, on=("crossing", "hour"))
    for row in unseen.drop_nulls("mid").iter_rows(named=True):
        if row["of"] in _SUMS or row["estimated_h"] < row["unwatched_h"]:
            continue
        its = passed.filter(crossing=row["crossing"], direction=row["direction"], vehicle=row["of"])
        about = f"{row['crossing']}, {row['direction']}, {row['of']}"
        yield _within("passages unwatched", about, int(its["count"].sum()), row, ("low", "mid", "high"))


def _cover(stocks: pl.DataFrame, cover: pl.DataFrame, day: int) -> Iterator[_Row]:
    """How long what is left at the end of a day lasts at full ration, spoiling as it does."""
    for row in cover.filter(item="food").drop_nulls("full_mid").iter_rows(named=True):
        for true in stocks.filter(day=day, place=row["place"]).iter_rows(named=True):
            stock = true["stock_t"] + (true["households_t"] if row["households"] else 0.0)
            spoils = -math.log(true["kept_a_day"])
            days = min(math.log1p(spoils * stock / true["need_t"]) / spoils, row["horizon_d"])
            yield _within("days of cover, food", row["place"], days, row, ("full_low", "full_mid", "full_high"))


def _segments(segments: pl.DataFrame, told: pl.DataFrame, hour: int) -> Iterator[_Row]:
    """The probability that lorries could pass, against 1 if they could and 0 if not."""
    now = dict(segments.filter(hour=hour).select("segment", "status").rows())
    for row in told.filter(vehicle="truck").drop_nulls("p_open").iter_rows(named=True):
        if row["segment"] in now:
            about = f"{row['segment']}, {row['direction']}"
            true = float(now[row["segment"]] == "open")
            yield "segment open (probability)", about, true, None, row["p_open"], None, None, row["id"]


def _loads(loads: pl.DataFrame, registers: pl.DataFrame, first: datetime) -> Iterator[_Row]:
    """Lines a register would have held, against what came, for registers that hold all of what they watch."""
    whole = loads.filter("watched").group_by("flow", "source").agg(all=(pl.col("came") == pl.col("listed")).all())
    complete = set(whole.filter("all").select("flow", "source").rows())
    for row in registers.filter(basis="estimated").iter_rows(named=True):
        if (row["flow"], row["register"]) not in complete:
            continue
        since, until = (row[edge].astimezone(first.tzinfo).date() for edge in ("start", "end"))
        about = f"{row['flow']}, {row['register']}, from {since}"
        true = int(loads.filter(_days(since, until), flow=row["flow"], source=row["register"])["came"].sum())
        yield _within("loads had it watched", about, true, row, ("low", "mid", "high"))


def _days(since: date, until: date) -> pl.Expr:
    return pl.col("day").is_between(since, until, closed="left")
