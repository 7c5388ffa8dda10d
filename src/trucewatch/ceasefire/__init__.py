"""Is the ceasefire holding, as far as it was seen: ``assess(incidents, coverage, mission, period) -> Ceasefire``.

Counts by every count rule of the mission and by sector against the period before, explicit silence, hotspots, and how
the rules convert into each other, all from the same incidents. Where nobody watched there is no figure, never a zero;
a mission without presence has no figures of its own at all. Given the exposure of ``history(mission, period)``, it
also estimates, by sector, what was not seen, whether a change is in the world or in the looking, raises alarms and
foretells. The frames have the columns COUNTS, QUIET, HOTSPOTS, CONVERSIONS, RATES, ALARMS, FORECASTS, FAN and SCORES,
and for what people entered and decided about who did it ATTRIBUTIONS and HYPOTHESES; BALANCE compares both sides,
LISTS what the lists of others add; FOLLOWING tests what follows what; FIRES are those seen from space beside what is
usual, CORROBORATIONS the incidents they may speak of, CANDLES how much satellites see. Each of their rows can be
explained. ``recorded`` gives the violations of days by sector, kind and cell.
"""

from dataclasses import replace

import polars as pl

from ..coverage import Coverage, Ranges
from ..domain import Span
from ..incidents import Incidents
from ..mission import Mission, Period, compared_with, previous
from ..record import Holdings
from .alarms import alarms
from .assessment import Ceasefire, count_id
from .attribution import ledger, misnamed
from .balance import balance
from .counting import additions, totals, within
from .fire_frames import CANDLES, CORROBORATIONS, FIRES
from .fires import fires
from .follows import follows
from .forecasts import Foretelling, forecasts
from .frames import (
    ALARMS,
    ATTRIBUTIONS,
    BALANCE,
    CONVERSIONS,
    COUNTS,
    FAN,
    FOLLOWING,
    FORECASTS,
    HOTSPOTS,
    HYPOTHESES,
    LISTS,
    QUIET,
    RATES,
    SCORES,
    SIMILAR,
)
from .lists import lists
from .rates import rates
from .reach import HISTORY_DAYS, history, recorded

__all__ = [
    "ALARMS",
    "ATTRIBUTIONS",
    "BALANCE",
    "CANDLES",
    "CONVERSIONS",
    "CORROBORATIONS",
    "COUNTS",
    "FAN",
    "FIRES",
    "FOLLOWING",
    "FORECASTS",
    "HISTORY_DAYS",
    "HOTSPOTS",
    "HYPOTHESES",
    "LISTS",
    "QUIET",
    "RATES",
    "SCORES",
    "SIMILAR",
    "Ceasefire",
    "assess",
    "history",
    "misnamed",
    "recorded",
]

_MOST_HOTSPOTS = 10


def assess(
    incidents: Incidents,
    coverage: Coverage,
    mission: Mission,
    period: Period,
    exposure: pl.DataFrame | None = None,
    holdings: Holdings | None = None,
    ranges: Ranges | None = None,
) -> Ceasefire:
    """The counts, silences and hotspots of ``period``.

    With EXPOSURE over ``history`` also rates, alarms and forecasts; with ``holdings`` also attributions, balance,
    lists, what followed what, and fires. ``ranges`` are those that the exposure was reckoned by (none: the mission's).
    A mission without presence has fires alone.
    ``coverage`` must cover ``period``; for a figure of the period before it must cover that too. Raises ValueError if
    it does not cover ``period``.
    """
    if coverage.watched("", period.span) is None:
        raise ValueError(f"the coverage given does not reach over the period that ends on {period.day}")
    if mission.presence == "remote":
        schemas = (
            *(COUNTS, QUIET, HOTSPOTS, CONVERSIONS, RATES, ALARMS, ATTRIBUTIONS, HYPOTHESES, BALANCE, FORECASTS),
            *(LISTS, FOLLOWING, FIRES, CORROBORATIONS, CANDLES, FAN, SCORES),
        )
        nothing = Ceasefire(period, mission.count_rules, *(pl.DataFrame(schema=schema) for schema in schemas))
        if holdings is None:
            return nothing
        burnt, corroborated, shining = fires(incidents, holdings, mission, period)
        return replace(nothing, fires=burnt, corroborations=corroborated, candles=shining)
    counts = _counts(incidents, coverage, mission, period)
    attributions, hypotheses, both_sides, compared, answered, burnt, corroborated, shining = (
        pl.DataFrame(schema=one)
        for one in (ATTRIBUTIONS, HYPOTHESES, BALANCE, LISTS, FOLLOWING, FIRES, CORROBORATIONS, CANDLES)
    )
    if holdings is not None:
        burnt, corroborated, shining = fires(incidents, holdings, mission, period)
        attributions, hypotheses = ledger(incidents, holdings, mission, period)
        both_sides = balance(holdings, coverage, mission, period)
        compared = lists(incidents, holdings, mission, period)
        answered = follows(incidents, mission, period)
    if exposure is None or not mission.sectors:
        estimated, raised = (pl.DataFrame(schema=one) for one in (RATES, ALARMS))
        foretold = Foretelling(*(pl.DataFrame(schema=one) for one in (FORECASTS, FAN, SCORES)))
    else:
        estimated = rates(incidents, exposure, mission, period, ranges or Ranges(mission))
        raised = alarms(incidents, exposure, mission, period)
        foretold = forecasts(incidents, exposure, mission, period)
    return Ceasefire(
        period=period,
        rules=mission.count_rules,
        counts=counts,
        quiet=_quiet(incidents, coverage, period.span),
        hotspots=_hotspots(incidents, mission, period),
        conversions=_conversions(counts, period),
        rates=estimated,
        alarms=raised,
        forecasts=foretold.forecasts,
        fan=foretold.fan,
        scores=foretold.scores,
        lists=compared,
        following=answered,
        attributions=attributions,
        hypotheses=hypotheses,
        balance=both_sides,
        fires=burnt,
        corroborations=corroborated,
        candles=shining,
    )


def _counts(incidents: Incidents, coverage: Coverage, mission: Mission, period: Period) -> pl.DataFrame:
    before, start = previous(mission, period), period.span.start
    wording = compared_with(mission, period)
    rows = []
    for rule in mission.count_rules.values():
        added = additions(incidents, rule, Span(before.span.start, period.span.end))
        now, then = totals(within(added, period.span)), totals(within(added, before.span))
        for sector in ("", *(sector.id for sector in mission.sectors)):
            low, value, high, exercises, counted = now.get(sector, (0, 0, 0, 0, []))
            least, earlier, most, _, counted_before = then.get(sector, (0, 0, 0, 0, []))
            state = _state(coverage.watched(sector, period.span), counted)
            previous_state = _state(coverage.watched(sector, before.span), counted_before)
            known = state != "not_observed"
            known_before = previous_state in ("observed", "from_afar")
            compared = earlier if known_before else None
            rows.append(
                {
                    "id": count_id(sector, rule.id, start.isoformat()),
                    "sector": sector,
                    "rule": rule.id,
                    "period_start": start,
                    "value": value if known else None,
                    "low": low if known else None,
                    "high": high if known else None,
                    "exercise": exercises if known else None,
                    "state": state,
                    "previous": compared,
                    "previous_low": least if known_before else None,
                    "previous_high": most if known_before else None,
                    "previous_state": previous_state,
                    "previous_kind": wording,
                    "change": _change((low, value, high), (least, earlier, most)) if known and known_before else "none",
                    "incidents": counted,
                }
            )
    return pl.DataFrame(rows, schema=COUNTS)


def _state(watched: bool | None, counted: list[str]) -> str:
    if watched is None:
        return "not_assessed"
    if watched:
        return "observed"
    return "from_afar" if counted else "not_observed"


def _change(now: tuple[int, int, int], then: tuple[int, int, int]) -> str:
    """How a figure stands to the one before, each given as low, value and high."""
    (low, value, high), (least, before, most) = now, then
    if high == most == 0:
        return "none"
    if abs(value - before) <= SIMILAR * before:
        return "similar"
    if low <= most and least <= high:
        return "none"
    return "more" if value > before else "fewer"


def _quiet(incidents: Incidents, coverage: Coverage, span: Span) -> pl.DataFrame:
    start, end = (pl.lit(moment) for moment in (span.start, span.end))
    on = (
        coverage.watches.filter((pl.col("state") == "on") & (pl.col("flag") == ""))
        .filter((pl.col("start") < end) & (pl.col("end") > start))
        .with_columns(start=pl.max_horizontal("start", start), end=pl.min_horizontal("end", end))
        .with_columns(
            id=pl.format("quiet:{}@{}", "entry", pl.col("start").dt.strftime("%Y-%m-%dT%H:%M:%S%.f%z")),
            hours=(pl.col("end") - pl.col("start")).dt.total_microseconds() / 3.6e9,
        )
    )
    noticed = (
        incidents.frame.filter(pl.col("violation") & (pl.col("status") != "withdrawn"))
        .filter((pl.col("start") < end) & (pl.col("end") >= start))
        .select("sources", first="start", last="end")
        .explode("sources")
    )
    met = on.join(noticed, left_on="source", right_on="sources").filter(
        (pl.col("first") < pl.col("end")) & (pl.col("last") >= pl.col("start"))
    )
    return on.join(met, on="id", how="anti").select(list(QUIET)).sort("source", "start", "id")


def _hotspots(incidents: Incidents, mission: Mission, period: Period) -> pl.DataFrame:
    rule = mission.count_rules.get(mission.reporting.headline_rule)
    if rule is None:
        return pl.DataFrame(schema=HOTSPOTS)
    added = additions(incidents, rule, period.span).filter(pl.col("nearest") != "")
    return (
        added.group_by("nearest")
        .agg(pl.col("lon", "lat").median(), pl.col("value", "low", "high").sum(), incidents=pl.col("incident").sort())
        .filter(pl.col("value") > 0)
        .with_columns(
            id=pl.format("cfv:hotspot/{}/{}", "nearest", pl.lit(period.span.start.isoformat())),
            place=pl.col("nearest"),
            low=pl.min_horizontal("low", "value"),
            high=pl.max_horizontal("high", "value"),
        )
        .sort("value", "place", descending=[True, False])
        .head(_MOST_HOTSPOTS)
        .select(list(HOTSPOTS))
    )


def _conversions(counts: pl.DataFrame, period: Period) -> pl.DataFrame:
    whole = counts.filter((pl.col("sector") == "") & pl.col("value").is_not_null()).select("rule", "value")
    pairs = whole.join(whole.select(into="rule", into_value="value"), how="cross").filter(
        pl.col("rule") != pl.col("into")
    )
    start = pl.lit(period.span.start.isoformat())
    return pairs.with_columns(
        id=pl.format("cfv:conversion/{}/{}/{}", "rule", "into", start),
        ratio=pl.when(pl.col("value") > 0).then(pl.col("into_value") / pl.col("value")),
    ).select(list(CONVERSIONS))
