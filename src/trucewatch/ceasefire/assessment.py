"""What can be asked of an assessment of the ceasefire: why each of its rows stands as it does."""

from dataclasses import dataclass

import polars as pl

from ..domain import Explanation
from ..mission import CountRule, Period
from . import fire_words, follow_words, forecast_words
from .frames import SIMILAR
from .lists import TOLERANCES


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
    attributions: pl.DataFrame
    hypotheses: pl.DataFrame
    balance: pl.DataFrame
    forecasts: pl.DataFrame
    lists: pl.DataFrame
    following: pl.DataFrame
    fires: pl.DataFrame
    corroborations: pl.DataFrame
    candles: pl.DataFrame
    fan: pl.DataFrame
    scores: pl.DataFrame

    def explain(self, row_id: str) -> Explanation:
        """Why a count, a silence, a hotspot, a rate, an alarm or an attribution stands as it does. Raises KeyError."""
        frames = (
            (self.counts, self._count),
            (self.quiet, self._silence),
            (self.hotspots, self._hotspot),
            (self.conversions, self._conversion),
            (self.rates, _estimate),
            (self.alarms, _alarm),
            (self.attributions, _attribution),
            (self.hypotheses, _hypothesis),
            (self.balance, _balance),
            (self.lists, _lists),
            (self.following, follow_words.following),
            (self.forecasts, forecast_words.forecast),
            (self.fan, forecast_words.fan),
            (self.scores, forecast_words.score),
            (self.fires, fire_words.fires),
            (self.corroborations, fire_words.corroboration),
            (self.candles, fire_words.candles),
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
        says = f"no estimate for {where}: too little was watched there to found one on"
        says += "" if row["seen"] is None else f"; {seen}"
    else:
        says = (
            f"ESTIMATE: {row['total']} incidents ({row['low']} to {row['high']}) in reach of the watches: {seen}, and "
            f"{row['unseen']} ({row['unseen_low']} to {row['unseen_high']}) unseen; {row['detection']:.0%} would be "
            "noticed"
        )
    if row["ratio"] is not None:
        change = ", ".join(f"{name} {row[column]:.2f}" for name, column in _RATIOS if row[column] is not None)
        says += f". To the stretch before, per day: {change} ({row['ratio_low']:.2f} to {row['ratio_high']:.2f})"
    rule = _RATE.format("" if row["method"] is None else _METHOD[str(row["method"])])
    return Explanation(id=str(row["id"]), says=says, rule=rule, parts=_texts(row["incidents"]))


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


def _attribution(row: dict[str, object]) -> Explanation:
    match row["outcome"]:
        case "attributed":
            says = f"attributed to {row['hypothesis']} by {row['author']}: {row['reason']}"
        case "declined":
            says = f"declined to attribute by {row['author']}, because: {row['reason']}"
        case _:
            says = "evidence entered, nothing decided"
    if row["meets"] is not None:
        says += f" ({row['sources_for']} sources speak for it; the mandate asks for {row['sources_needed']})"
    decision = (str(row["decision"]),) if row["decision"] else ()
    return Explanation(id=str(row["id"]), says=says, rule=_LEDGER, entries=decision, parts=(str(row["incident"]),))


def _hypothesis(row: dict[str, object]) -> Explanation:
    counted = f"{len(_texts(row['speaks_for']))} entries for it, {len(_texts(row['speaks_against']))} against"
    says = f"hypothesis {row['hypothesis']} on {row['incident']}: {counted}"
    entries = dict.fromkeys((*_texts(row["entered"]), *_texts(row["speaks_for"]), *_texts(row["speaks_against"])))
    return Explanation(
        id=str(row["id"]), says=says, rule=_LEDGER, entries=tuple(entries), parts=(str(row["incident"]),)
    )


def _balance(row: dict[str, object]) -> Explanation:
    of = "" if row["of"] is None else f" of {row['of']}"
    value = "none" if row["value"] is None else f"{row['value']:.3g}"
    says = f"{row['measure']}, on the side of {row['party']}: {value}{of}"
    return Explanation(id=str(row["id"]), says=says, rule=_BALANCE)


def _lists(row: dict[str, object]) -> Explanation:
    listed = ", ".join(f"{name} {n}" for name, n in zip(_texts(row["lists"]), row["listed"], strict=True))  # type: ignore[call-overload]
    says = (
        f"{row['seen']} outbreaks of fire ({row['stratum'] or 'all strata that could be estimated'}) from "
        f"{row['start']:%Y-%m-%d} to {row['end']:%Y-%m-%d} are on a list ({listed}), {row['several']} on more than one"
    )
    if row["total"] is None:
        says += f"; nothing is estimated: {_WHY[str(row['reason'])]}"
    else:
        least = f", a lower bound: {_WHY[str(row['reason'])]}" if row["bound"] == "lower" else ""
        says += f"; ESTIMATE: {row['total']} outbreaks ({row['low']} to {row['high']}){least}"
    return Explanation(
        id=str(row["id"]),
        says=says,
        rule=_LISTS.format(**TOLERANCES[str(row["tolerance"])]._asdict()),
        entries=_texts(row["entries"]),
        parts=_texts(row["incidents"]),
    )


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
    "disputed ones are left out of the low figure. Similar: within {similar:.0%} of the previous figure; "
    "more or fewer only if the ranges do not overlap."
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
    "are negative binomial{}; the uncertainty that the mission gives its ranges is carried. A change "
    "lies in the world if its corrected interval leaves out no change; in the looking if it does not, "
    "and the share noticed moved with the record by at least half as much; else it cannot be told."
)
_METHOD = {
    "gamma_poisson": " about a Gamma rate with an empirical-Bayes prior, in closed form",
    "spatial_filter": (
        " about rates that are a Gaussian field in space and wander from day to day (Laplace filter and smoother), as "
        "thirty sectors or more were watched on fourteen days or more; changes are judged in closed form about a Gamma "
        "rate, each stretch of days alone"
    ),
}
_ALARM = (
    "What is expected follows from the sector's own rate in up to 56 days that end 14 days before, the older speaking"
    " less, and from the share of incidents that the watches would have noticed, then and now; counts are negative "
    "binomial. Increases to 1.5, 2, 3 and 5 times that began on any of the last 14 days are weighed (Shiryaev-"
    "Roberts), in each sector and over neighbouring sectors. The thresholds are simulated from the watches as they "
    "were, with nothing changing, so that the whole mission has one false alarm in the days its mission file allows. "
    "An alarm says that chance and the looking hardly explain the record; it says nothing of who or why."
)
_LEDGER = (
    "People enter evidence for and against hypotheses, and people decide, or decline to; nothing is attributed by the "
    "software. Of several decisions on an incident the latest stands. Sources are counted once each."
)
_BALANCE = (
    "The mission's own sources by the side of the line on which they stand; hours of the period, and of their "
    "observations in it the share with an assessment, with a range for a number, with a number of ten or more that "
    "ends in 0 or 5, and graded; and the share graded of the claims that the side made of the period."
)
_WHY = {
    "too_few_lists": "of fewer than three lists it cannot be told whether one follows the other",
    "too_few_shared": "fewer than five incidents are on more than one list",
    "loud_listed_more": "what is loud is listed more often, so what is quiet is missed by all lists alike",
    "loudness_unknown": "it cannot be told whether what is quiet is missed by all lists alike",
}
_LISTS = (
    "Averaged over all decomposable graphs on the lists but the complete one (Madigan and York 1997), stratum by "
    "stratum. Incidents within the minutes and metres of the mission's linking of each other are one outbreak; one "
    "placed more vaguely than those metres is on no list. An account of others is on a list if it says where in a "
    "sector and, to an hour, when, and relays no other source. It is of the outbreak it fits best if it is at least "
    "{probability:.0%} likely to be of an incident of the Mission; those that are not, nor within {factor:g} times the "
    "minutes and metres of one, are outbreaks of their own, together where so near each other. How many it comes to "
    "depends on that tolerance, so all are given."
)
