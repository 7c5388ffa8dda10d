"""The frames of an assessment of the ceasefire."""

import polars as pl

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
        "previous_low": pl.Int64(),
        "previous_high": pl.Int64(),
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
where there is nothing to compare, neither period had any, or either may have had the more: their ranges overlap."""

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
        "method": pl.String(),
        "incidents": _TEXTS,
    }
)
"""Estimates, not counts, by sector ("": all sectors together) and ``span`` (*period*, *week*, *day*): incidents
``seen``, the share ``detection`` of those that happened within reach that would have been noticed, and the estimated
``unseen`` and ``total`` with 90 % intervals. ``ratio``: of the corrected daily rate to that of the stretch before, in
the sectors watched in both; ``recorded_ratio`` and ``detection_ratio`` those of the record and of the share noticed.
``verdict``: the change is in the *world*, in the *looking*, or *not_told*. ``method`` of the totals:
*gamma_poisson* or *spatial_filter*. Where nobody watched the figures are null.
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

ATTRIBUTIONS = pl.Schema(
    {
        "id": pl.String(),
        "incident": pl.String(),
        "outcome": pl.String(),
        "hypothesis": pl.String(),
        "reason": pl.String(),
        "author": pl.String(),
        "decided_at": _MOMENT,
        "decision": pl.String(),
        "standard": pl.String(),
        "sources_needed": pl.Int64(),
        "sources_for": pl.Int64(),
        "meets": pl.Boolean(),
    }
)
"""Incidents that people entered evidence about or decided on. ``outcome``: *attributed* to ``hypothesis``, *declined*,
or *open*. ``meets``: whether as many sources speak for it as the mandate's ``standard`` asks; null without either."""

HYPOTHESES = pl.Schema(
    {
        "id": pl.String(),
        "incident": pl.String(),
        "hypothesis": pl.String(),
        "speaks_for": _TEXTS,
        "speaks_against": _TEXTS,
        "sources_for": pl.Int64(),
        "reasons": _TEXTS,
        "entered": _TEXTS,
    }
)
"""Every hypothesis on each of those incidents, the parties in the order of the mission file first, with the entries
that people said speak for and against it. That nothing speaks for one does not rule it out."""

BALANCE = pl.Schema(
    {"id": pl.String(), "measure": pl.String(), "party": pl.String(), "value": pl.Float64(), "of": pl.Int64()}
)
"""Effort, access, rounding, hedging and grading by the side on which the mission's sources stand: hours, numbers, or
shares ``of`` so many. A share of nothing is null."""

FORECASTS = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "span": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "expected": pl.Float64(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "past": pl.Int64(),
        "past_held": pl.Int64(),
    }
)
"""What will be recorded in reach of the watches in a sector in the next *day* and *week*, if they look as in the last
seven days: forecasts, with 90 % intervals. Of ``past`` forecasts of the same kind over the last days, the interval held
``past_held``. Null where too little was watched to found one on."""

LISTS = pl.Schema(
    {
        "id": pl.String(),
        "stratum": pl.String(),
        "tolerance": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "lists": _TEXTS,
        "listed": pl.List(pl.Int64()),
        "seen": pl.Int64(),
        "several": pl.Int64(),
        "missed": pl.Int64(),
        "missed_low": pl.Int64(),
        "missed_high": pl.Int64(),
        "total": pl.Int64(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "bound": pl.String(),
        "reason": pl.String(),
        "incidents": _TEXTS,
        "entries": _TEXTS,
    }
)
"""Outbreaks of fire in sectors on the ``lists`` of the mission, the parties, agencies and press, by ``stratum``
(ACLED's event type of the kind; "": those estimated, together) and matching ``tolerance`` (*strict*, *usual*, *loose*):
how many each ``listed``, how many were ``seen`` by any and by ``several``; estimated ``missed`` by all and ``total``
with 90 % intervals, null where ``reason`` is *too_few_lists* or *too_few_shared*. ``bound``: *both*, or *lower* where
the loud are listed more often or that cannot be told (``reason``: *loud_listed_more*, *loudness_unknown*): then there
were at least ``low``."""

FAN = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "days": pl.Int64(),
        "start": _MOMENT,
        "end": _MOMENT,
        "q05": pl.Int64(),
        "q25": pl.Int64(),
        "q50": pl.Int64(),
        "q75": pl.Int64(),
        "q95": pl.Int64(),
    }
)
"""Forecasts of the sum that will be recorded in a sector from the end of the period to each of the next seven days: the
number that it will not exceed with a probability of 5, 25, 50, 75 and 95 %. Null where FORECASTS is."""

SCORES = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "span": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "expected": pl.Float64(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "happened": pl.Int64(),
        "held": pl.Boolean(),
        "crps": pl.Float64(),
        "peer_crps": pl.Float64(),
        "log_score": pl.Float64(),
        "pit": pl.Float64(),
    }
)
"""How forecasts of the last days did: what FORECASTS would have said at ``start``, from the days before alone, beside
the number that the record then held. ``crps`` in incidents and ``log_score``, lower is better; ``peer_crps`` that of
the last 30 values as they were (conflictology); ``pit`` the randomised probability integral transform, even from 0 to 1
if the forecasts are right. Days on which nothing could have been noticed are left out."""

FOLLOWING = pl.Schema(
    {
        "id": pl.String(),
        "first": pl.String(),
        "second": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "of_first": pl.Int64(),
        "of_second": pl.Int64(),
        "followed": pl.Int64(),
        "days_p": pl.Float64(),
        "order_p": pl.Float64(),
        "state": pl.String(),
        "incidents": _TEXTS,
    }
)
"""Whether outgoing fire noticed on the side of one party alone (``first``) was followed within three hours by such fire
on the side of another (``second``) more often than chance, weeks, hours and bad days explain: how many of ``of_first``
were ``followed``, and how often chance does as much in two tests. ``state``: *follows* where both are at most 0.05,
*not_shown*, or *not_told* where either side has too few (the figures are null). It says nothing of why."""

SIMILAR = 0.1
"""Figures that differ by at most this share of the previous one are called similar."""
