"""What two sides say of the same thing, side by side."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple

import polars as pl

from trucewatch.domain import Amount, Claim, Explanation, Span, canonical, daily, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .claims import interval, of_period, rank
from .tables import COMPARISONS

TOLERANCE = 1.25
"""Figures agree if their intervals meet, or if the nearer bounds are within this factor of each other.

Two full registers of one flow of trucks, each counting every truck, were up to this far apart over a month (Gaza,
November 2023 to April 2024: the registers of UNRWA and of COGAT)."""

_OPPOSITE = {"corridor_open": "corridor_closed", "corridor_closed": "corridor_open"}
_TOLLS = ("killed", "injured", "missing")
"""Losses, of which each party as a rule counts its own: two parties' figures are shown together, never compared."""

_TOLD = ("event", "meeting", "deadline")
"""Measures without a figure of their own: told, not compared."""

_LEVELS = ("population", "displaced", "bread_g_per_day")
"""Measures of a state: compared as they stand. Other amounts that are no flow are compared over equal spans only."""


class _Said(NamedTuple):
    """One figure or assertion, ready to be set beside another; ``voice`` is the side, or the claimant who has none."""

    voice: str
    side: str
    who: str
    kind: str
    topic: str
    about: str
    against: str
    measure: str
    low: float | None
    high: float | None
    unit: str
    start: datetime | None
    end: datetime | None
    current: bool
    key: str
    entries: tuple[str, ...]


def comparisons(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame COMPARISONS and its explanations by row id; one of each pair is of the period."""
    topics: defaultdict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for said in [*_claims(holdings, mission, period), *_baselines(mission)]:
        topics[said.kind, said.topic, said.about, said.against, said.unit].append(said)
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for group in topics.values():
        group.sort(key=lambda said: (rank(mission, said.side), said.voice, said.start, said.end, said.key))
    for _, group in sorted(topics.items(), key=lambda topic: (topic[0][:3], rank(mission, topic[1][0].side), topic[0])):
        answered: set[str] = set()
        for first, second in combinations(group, 2):
            if first.voice != second.voice and _same_time(first, second):
                answered |= {first.key, second.key}
                if first.current or second.current:
                    _add(rows, reasons, first, second)
        for said in group:
            if said.current and said.key not in answered:
                _add(rows, reasons, said, None)
    return pl.DataFrame(rows, schema=COMPARISONS, orient="row"), reasons


def _claims(holdings: Holdings, mission: Mission, period: Period) -> Iterator[_Said]:
    for held in holdings.claims:
        claim = held.thing
        topic, amount = _comparable(claim)
        if claim.measure in _TOLD or (amount is None and claim.amount is not None):
            continue
        side = mission.side(claim.claimant)
        yield _Said(
            voice=side or claim.claimant,
            side=side,
            who=claim.claimant,
            kind="claims",
            topic=topic,
            about=claim.about,
            against=claim.against,
            measure=claim.measure,
            low=amount.low if amount else None,
            high=amount.high if amount else None,
            unit=amount.unit if amount else "",
            start=claim.span.start,
            end=claim.span.end,
            current=of_period(claim, period.span),
            key=held.id,
            entries=(held.id,),
        )


def _comparable(claim: Claim) -> tuple[str, Amount | None]:
    """What a claim can be compared under, and its amount there; None where its unit does not allow it."""
    if claim.amount is None:
        return min(claim.measure, _OPPOSITE.get(claim.measure, claim.measure)), None
    if figure := daily(claim):
        return figure.measure, Amount(figure.low, figure.high, figure.unit)
    if vocabulary("measures")[claim.measure].columns["unit"] in ("t", "count", "t/day", "count/day"):
        return claim.measure, None
    amount = canonical(claim.amount)
    if claim.measure in _LEVELS:
        return claim.measure, amount
    return f"{claim.measure} {claim.span.start:%Y-%m-%dT%H:%MZ} to {claim.span.end:%Y-%m-%dT%H:%MZ}", amount


def _baselines(mission: Mission) -> Iterator[_Said]:
    for i, baseline in enumerate(mission.baselines):
        amount = canonical(Amount(baseline.amount, baseline.amount, baseline.unit.removesuffix("/day")))
        side = mission.side(baseline.claimant)
        yield _Said(
            voice=side or baseline.claimant or baseline.source,
            side=side,
            who=baseline.claimant or baseline.source,
            kind="baselines",
            topic=baseline.measure,
            about=baseline.about,
            against="",
            measure=baseline.measure,
            low=amount.low,
            high=amount.high,
            unit=f"{amount.unit}/day" if baseline.unit.endswith("/day") else amount.unit,
            start=None,
            end=None,
            current=True,
            key=f"baseline-{i}",
            entries=(),
        )


def _same_time(first: _Said, second: _Said) -> bool:
    if first.start is None or first.end is None or second.start is None or second.end is None:
        return True
    one, other = Span(first.start, first.end), Span(second.start, second.end)
    return bool(one.overlap(other)) or one == other


def _add(rows: list[dict[str, Any]], reasons: dict[str, Explanation], first: _Said, second: _Said | None) -> None:
    outcome, ratio = ("one_sided", None) if second is None else _outcome(first, second)
    row: dict[str, Any] = {
        "id": f"claim:pair:{first.key}:{second.key}" if second else f"claim:alone:{first.key}",
        "measure": first.topic.partition(" ")[0] if second else first.measure,
        "about": first.about,
        "against": first.against,
        **_columns("first", first),
        **_columns("second", second),
        "unit": first.unit,
        "ratio": ratio,
        "outcome": outcome,
        "kind": first.kind,
        "entries": [*first.entries, *(second.entries if second else ())],
    }
    rows.append(row)
    says = f"{first.who}: {_figure(first)}. " + (f"{second.who}: {_figure(second)}. " if second else "")
    ends = {
        "agree": "The two agree, or are near each other.",
        "differ": "The two differ.",
        "not_comparable": "Neither says whose losses it counts: they are not compared.",
        "one_sided": "No other side has given a figure.",
    }
    reasons[row["id"]] = Explanation(
        id=row["id"],
        says=says + ends[outcome],
        rule="the same measure of the same thing, against the same party if any, by different sides over spans that "
        "overlap, totals divided by their days; they agree if their intervals meet or their nearer bounds are "
        f"within a factor of {TOLERANCE:g}"
        + ("; figures of the mission file's table of baselines" if first.kind == "baselines" else ""),
        entries=tuple(row["entries"]),
    )


def _outcome(first: _Said, second: _Said) -> tuple[str, float | None]:
    if first.measure in _TOLLS and first.side and second.side:
        return "not_comparable", None
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return ("agree" if first.measure == second.measure else "differ"), None
    smaller, larger = sorted(((first.low + first.high) / 2, (second.low + second.high) / 2))
    ratio = larger / smaller if smaller > 0 else None
    gap_low, gap_high = min(first.high, second.high), max(first.low, second.low)
    return ("agree" if gap_high <= gap_low * TOLERANCE or gap_high <= gap_low else "differ"), ratio


def _columns(name: str, said: _Said | None) -> dict[str, Any]:
    return {
        name: said.who if said else "",
        f"{name}_side": said.side if said else "",
        f"{name}_measure": said.measure if said else "",
        f"{name}_start": said.start if said else None,
        f"{name}_end": said.end if said else None,
        f"{name}_low": said.low if said else None,
        f"{name}_high": said.high if said else None,
    }


def _figure(said: _Said) -> str:
    label = vocabulary("measures")[said.measure].label
    return label if said.low is None or said.high is None else f"{label}, {interval(said.low, said.high)} {said.unit}"
