"""The frames of an assessment of the ceasefire, and what can be asked of them."""

from dataclasses import dataclass

import polars as pl

from ..domain import Explanation
from ..mission import CountRule, Period

_MOMENT = pl.Datetime("us", "UTC")
_TEXTS = pl.List(pl.String())

COUNTS = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "rule": pl.String(),
        "period_start": _MOMENT,
        "value": pl.Int64(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "exercise": pl.Int64(),
        "state": pl.String(),
        "previous": pl.Int64(),
        "previous_state": pl.String(),
        "previous_kind": pl.String(),
        "change": pl.String(),
        "incidents": _TEXTS,
    }
)
"""What was recorded, by sector ("": the area, in a sector or not) and count rule. ``exercise`` is the part of ``value``
said to be live-fire exercise. ``state``: *observed*; *from_afar* (nobody watched the sector, others recorded events in
it); *not_observed* (nobody watched it and nothing was recorded: the figures are null, never 0); of the previous period
also *not_assessed* (the coverage given does not reach back to it). ``change`` is *more*, *fewer*, *similar*, or *none*
where there is nothing to compare or neither period had any."""

QUIET = pl.Schema(
    {
        "id": pl.String(),
        "entry": pl.String(),
        "source": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "hours": pl.Float64(),
        "means": _TEXTS,
    }
)
"""Explicit silence: stretches of watches, whole as far as they lie in the period, in which the source noticed no
violation. ``means`` are those by which it could have."""

HOTSPOTS = pl.Schema(
    {
        "id": pl.String(),
        "place": pl.String(),
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "value": pl.Int64(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "incidents": _TEXTS,
    }
)
"""The places nearest to most of what the headline rule counts; ``lon``, ``lat`` are the median of the incidents'."""

CONVERSIONS = pl.Schema(
    {
        "id": pl.String(),
        "rule": pl.String(),
        "into": pl.String(),
        "value": pl.Int64(),
        "into_value": pl.Int64(),
        "ratio": pl.Float64(),
    }
)
"""The figures of the whole area under two rules, and their ratio; null where the first is 0."""

RATES = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "span": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "days": pl.Int64(),
        "sectors_estimated": pl.Int64(),
        "seen": pl.Int64(),
        "detection": pl.Float64(),
        "unseen": pl.Int64(),
        "unseen_low": pl.Int64(),
        "unseen_high": pl.Int64(),
        "total": pl.Int64(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "recorded_ratio": pl.Float64(),
        "detection_ratio": pl.Float64(),
        "ratio": pl.Float64(),
        "ratio_low": pl.Float64(),
        "ratio_high": pl.Float64(),
        "verdict": pl.String(),
        "incidents": _TEXTS,
    }
)
"""Estimates, not counts, by sector ("": all sectors together) and ``span`` (*period*, *week*, *day*): incidents
``seen``, the share ``detection`` of those that happened within reach that would have been noticed, and the estimated
``unseen`` and ``total`` with 90 % intervals. ``ratio``: of the corrected daily rate to that of the stretch before, in
the sectors watched in both; ``recorded_ratio`` and ``detection_ratio`` those of the record and of the share noticed.
``verdict``: the change is in the *world*, in the *looking*, or *not_told*. Where nobody watched the figures are null.
"""

ALARMS = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "sectors": _TEXTS,
        "start": _MOMENT,
        "end": _MOMENT,
        "state": pl.String(),
        "since": _MOMENT,
        "seen": pl.Int64(),
        "expected": pl.Float64(),
        "score": pl.Float64(),
        "threshold": pl.Float64(),
        "incidents": _TEXTS,
    }
)
"""Whether more was recorded than expected, by day and sector, and ("") in the most surprising neighbourhood of several
``sectors``. ``state``: *alarm*, *none*, or *not_told* (the day or the weeks before were not watched enough; the figures
are null). ``since`` the increase likeliest began, ``seen`` incidents were recorded in reach of the watches where
``expected`` were to be; ``score`` is the logarithm of the statistic, an alarm from ``threshold`` on."""

SIMILAR = 0.1
"""Figures that differ by at most this share of the previous one are called similar."""


@dataclass(frozen=True)
class Ceasefire:
    """What was recorded in ``period``; ``rates`` and ``alarms`` alone are corrected for what was not watched."""

    period: Period
    rules: dict[str, CountRule]
    counts: pl.DataFrame
    quiet: pl.DataFrame
    hotspots: pl.DataFrame
    conversions: pl.DataFrame
    rates: pl.DataFrame
    alarms: pl.DataFrame

    def explain(self, row_id: str) -> Explanation:
        """Why a count, a silence, a hotspot, a conversion, a rate or an alarm stands as it does. Raises KeyError."""
        frames = (
            (self.counts, self._count),
            (self.quiet, self._silence),
            (self.hotspots, self._hotspot),
            (self.conversions, self._conversion),
            (self.rates, _estimate),
            (self.alarms, _alarm),
        )
        for frame, told in frames:
            found = frame.filter(pl.col("id") == row_id)
            if found.height:
                return told(found.row(0, named=True))
        raise KeyError(f"no row {row_id!r} in this assessment of the ceasefire")

    def _count(self, row: dict[str, object]) -> Explanation:
        where = row["sector"] or "the area"
        if row["value"] is None:
            says = f"no figure for {where}: nobody watched it in the period and nothing was recorded in it"
        else:
            says = f"{row['value']} ({row['low']} to {row['high']}) recorded in {where}"
            says += f", {row['exercise']} of them live-fire exercise" if row["exercise"] else ""
            says += ", by sources outside it: nobody watched the sector" if row["state"] == "from_afar" else ""
        return Explanation(
            id=str(row["id"]), says=says, rule=self._rule(str(row["rule"])), parts=_texts(row["incidents"])
        )

    def _silence(self, row: dict[str, object]) -> Explanation:
        says = f"{row['source']} noticed no violation from {row['start']} to {row['end']} ({row['hours']:.2f} h)"
        return Explanation(id=str(row["id"]), says=says, rule=_SILENCE, entries=(str(row["entry"]),))

    def _hotspot(self, row: dict[str, object]) -> Explanation:
        says = f"{row['value']} ({row['low']} to {row['high']}) recorded nearest to {row['place']}"
        return Explanation(id=str(row["id"]), says=says, rule=_HOTSPOT, parts=_texts(row["incidents"]))

    def _conversion(self, row: dict[str, object]) -> Explanation:
        one, other = self.rules[str(row["rule"])], self.rules[str(row["into"])]
        says = f"{row['value']} by the rule {one.name!r} are {row['into_value']} by the rule {other.name!r}"
        start = self.period.span.start.isoformat()
        parts = tuple(count_id("", rule.id, start) for rule in (one, other))
        return Explanation(id=str(row["id"]), says=says, rule=_CONVERSION, parts=parts)

    def _rule(self, rule_id: str) -> str:
        rule = self.rules[rule_id]
        name = f"Rule {rule_id!r} ({rule.name}; {rule.source or 'no source given'})"
        kinds = ", ".join(rule.kinds) or "every kind of violation"
        runs = _RUNS.format(per=rule.per, pause=rule.pause_min) if rule.per > 1 else ""
        return f"{name} {_COUNTS[rule.counts]}, of {kinds}.{runs} {_PERIOD.format(similar=SIMILAR)}"


def _estimate(row: dict[str, object]) -> Explanation:
    where = row["sector"] or "the sectors"
    seen = f"{row['seen']} incidents recorded in {where} ({row['span']} of {row['start']:%Y-%m-%d})"
    if row["total"] is None:
        says = f"no estimate for {where}: nobody could have noticed what happened there"
        says += "" if row["seen"] is None else f"; {seen}, from outside it"
    else:
        says = (
            f"ESTIMATE: {row['total']} incidents ({row['low']} to {row['high']}) in reach of the watches: {seen}, and "
            f"{row['unseen']} ({row['unseen_low']} to {row['unseen_high']}) unseen; {row['detection']:.0%} would be "
            "noticed"
        )
    if row["ratio"] is not None:
        change = ", ".join(f"{name} {row[column]:.2f}" for name, column in _RATIOS if row[column] is not None)
        says += f". To the stretch before, per day: {change} ({row['ratio_low']:.2f} to {row['ratio_high']:.2f})"
    return Explanation(id=str(row["id"]), says=says, rule=_RATE, parts=_texts(row["incidents"]))


def _alarm(row: dict[str, object]) -> Explanation:
    where = ", ".join(_texts(row["sectors"]))
    if row["state"] == "not_told":
        says = f"whether there was an increase in {where} cannot be told: it was not watched enough, then or before"
    else:
        word = "ALARM" if row["state"] == "alarm" else "no alarm"
        says = (
            f"{word} for {where} on the day from {row['start']:%Y-%m-%d %H:%M} UTC: {row['seen']} incidents recorded "
            f"since {row['since']:%Y-%m-%d} where {row['expected']:.1f} were to be expected; score {row['score']:.2f}, "
            f"an alarm from {row['threshold']:.2f}"
        )
    return Explanation(id=str(row["id"]), says=says, rule=_ALARM, parts=_texts(row["incidents"]))


_RATIOS = (("recorded", "recorded_ratio"), ("share noticed", "detection_ratio"), ("corrected", "ratio"))


def count_id(sector: str, rule: str, start: str) -> str:
    """The id of a row of COUNTS."""
    return f"cfv:{sector or 'area'}/{rule}/{start}"


def _texts(values: object) -> tuple[str, ...]:
    assert isinstance(values, list)
    return tuple(values)


_COUNTS = {
    "items": "adds the reconciled numbers of items",
    "observations": "counts each kind in each incident once, however many items",
    "incidents": "counts each incident once",
}
_RUNS = (
    " {per} of them in one sector make one, until a pause of more than {pause:g} min; one is credited to the incident "
    "that completes it, and what is short of one is dropped."
)
_PERIOD = (
    "An incident belongs to the period that holds the middle of its interval. Withdrawn incidents are left out; "
    "disputed ones are left out of the low figure. Similar: within {similar:.0%} of the previous figure."
)
_SILENCE = (
    "A watch that was on, a whole stretch of it inside the period, counts as silence if no violation that its source "
    "noticed, withdrawn ones aside, touches the stretch. It speaks for its own hours and reach only."
)
_HOTSPOT = "The headline rule by the place nearest to each incident, most first; at most ten places."
_CONVERSION = "Both rules applied to the same incidents of the whole area in the period."
_RATE = (
    "An estimate with its 90 % interval, of incidents of the kinds recorded in 28 days up to it, in the parts of the "
    "sectors where the watches of those days would have noticed at least 5 %; nothing is said of the rest. What would "
    "have been noticed follows from the mission's ranges by kind and distance, by day or night, and from the watches "
    "that were on; within a sector incidents are taken to happen where they were recorded, corrected likewise. Counts "
    "are negative binomial about a Gamma rate with an empirical-Bayes prior; the uncertainty that the mission gives "
    "its ranges is carried. A change lies in the world if its corrected interval leaves out no change; in the looking "
    "if it does not, and the share noticed moved with the record by at least half as much; else it cannot be told."
)
_ALARM = (
    "What is expected follows from the sector's own rate in 28 days that end 14 days before, and from the share of "
    "incidents that the watches would have noticed, then and now; counts are negative binomial. Increases to 1.5, 2, 3 "
    "and 5 times that began on any of the last 14 days are weighed (Shiryaev-Roberts), in each sector and over "
    "neighbouring sectors. The thresholds are simulated from the watches as they were, with nothing changing, so that "
    "the whole mission has one false alarm in the days its mission file allows. An alarm says that chance and the "
    "looking hardly explain the record; it says nothing of who or why."
)
