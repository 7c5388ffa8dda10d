"""Promises not to fire and to let monitors move, tested against incidents, watches and restrictions."""

from collections.abc import Iterator, Mapping
from itertools import islice

import polars as pl

from trucewatch.domain import Span, vocabulary
from trucewatch.mission import Clause, Mission
from trucewatch.record import Holdings

from .evidence import Seen, Silence, Tested

_REASONS = 3
"""How many reasons of impairment are named."""


def attributed(holdings: Holdings, mission: Mission) -> dict[str, str]:
    """The party that people attributed an entry to, by entry; of several decisions the latest stands."""
    parties = {party.id for party in mission.parties}
    found: dict[str, str] = {}
    for held in sorted(holdings.decisions, key=lambda held: (held.entered_at, held.id)):
        decision = held.thing
        if decision.act in ("attribute", "decline"):
            to = str(decision.value.get("party", "")) if decision.act == "attribute" else ""
            found |= dict.fromkeys(decision.on, to if to in parties else "")
    return found


def fire(clause: Clause, mission: Mission, span: Span, seen: Seen, by: Mapping[str, str]) -> Iterator[Tested]:
    """Every violation in ``span`` and every watch that noticed none; ``by`` is what people attributed, by entry."""
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    here = seen.incidents.filter("violation", middle.is_between(span.start, span.end, closed="left"))
    if any(sector.id == clause.about for sector in mission.sectors):
        here = here.filter(pl.col("sector") == clause.about)
    for row in here.filter(pl.col("status") != "withdrawn").iter_rows(named=True):
        what = vocabulary("kinds")[row["kind"]].label
        who = {by[entry] for entry in row["observations"] if by.get(entry)}
        party = who.pop() if len(who) == 1 else ""
        verdict, says = "in_breach", f"{what}, {row['status']}"
        says += f", held by people to be the work of {party}" if party else ", attributed to nobody"
        if "exercise" in clause.excepts and row["exercise"]:
            verdict, says = "complied", f"{what}, said to be live-fire exercise, which the clause excepts"
        elif "controlled" in clause.excepts and row["assessment"] == "controlled":
            verdict, says = "complied", f"{what}, assessed as a controlled detonation, which the clause excepts"
        elif row["status"] == "disputed":
            verdict, says = "disputed", f"{what}, disputed by people of the mission"
        entries = tuple(row["observations"])
        yield Tested(row["id"], "incident", party, verdict, row["start"], row["end"], says, entries, (row["id"],))
    for row in seen.quiet.iter_rows(named=True):
        if span.start <= row["start"] < span.end:
            says = f"{row['source']} watched {row['hours']:.1f} h and noticed no violation"
            yield Tested(
                row["id"], "watch", "", "complied", row["start"], row["end"], says, (row["entry"],), (row["id"],)
            )


def unheard(clause: Clause, mission: Mission, seen: Seen) -> Silence:
    """What silence says of a promise not to fire: the share of the area's hours in which fire could be noticed."""
    if seen.coverage is None:
        return Silence(False, ("nothing of the area was observed",))
    sector = clause.about if any(one.id == clause.about for one in mission.sectors) else ""
    shares = dict(seen.coverage.sectors.filter(pl.col("sector") == sector).select("state", "share").iter_rows())
    observed = shares.get("observed_events", 0.0) + shares.get("observed_quiet", 0.0)
    because = [f"{observed:.1%} of the area-hours were observed"] if observed < clause.watched else []
    if observed < clause.watched:
        because += list(_impaired(seen.coverage.watches))
    return Silence(observed >= clause.watched, tuple(because), (f"cov:{sector or 'area'}/observed",))


def access(clause: Clause, mission: Mission, span: Span, seen: Seen) -> Iterator[Tested]:
    """Every restriction of the mission's own, every watch kept out and every watch on, by whose side it stood on."""
    told: dict[str, list[Span]] = {}
    for row in seen.restrictions.iter_rows(named=True):
        if not row["own"] or row["start"] >= span.end or row["end"] <= span.start:
            continue
        told.setdefault(row["source"], []).append(Span(row["start"], row["end"]))
        what = vocabulary("restrictions")[row["form"]].label
        party, verdict = row["by_party"] or row["side"], "in_breach" if row["by_party"] else "not_observable"
        by = f"imposed by {row['by_party']}" if row["by_party"] else "who imposed it was not told"
        says = f"{what} of {row['source']}, {row['hours']:.1f} h, {by}"
        yield Tested(
            row["id"], "restriction", party, verdict, row["start"], row["end"], says, (row["entry"],), (row["id"],)
        )
    watches = pl.DataFrame() if seen.coverage is None else seen.coverage.watches.filter(pl.col("flag") == "")
    for row in watches.iter_rows(named=True):
        side = mission.sources[row["source"]].party if row["source"] in mission.sources else ""
        people = mission.sources[row["source"]].type in ("post", "patrol", "checkpoint")
        if row["state"] == "on" and people:
            says = f"{row['source']} was at its work {row['hours']:.1f} h and was not kept from it"
            verdict = "complied"
        elif row["state"] == "denied" and not _told(told.get(row["source"], []), row):
            says = f"{row['source']} was kept out {row['hours']:.1f} h; by whom was not told"
            verdict = "not_observable"
        else:
            continue
        yield Tested(row["id"], "watch", side, verdict, row["start"], row["end"], says, (row["entry"],), (row["id"],))


def unhindered(party: str, tested: list[Tested]) -> Silence:
    """What it says that nobody of the mission met a restriction by ``party``: nothing unless somebody was there."""
    there = any(one.party == party and one.kind == "watch" and one.verdict == "complied" for one in tested)
    return Silence(there, () if there else ("nobody of the mission was on that side",))


def _told(spans: list[Span], row: dict[str, object]) -> bool:
    return any(span.start < row["end"] and row["start"] < span.end for span in spans)  # type: ignore[operator]


def _impaired(watches: pl.DataFrame) -> Iterator[str]:
    hours = (
        watches.filter(pl.col("state").is_in(("impaired", "denied")), pl.col("flag") == "")
        .group_by("state", "reason")
        .agg(pl.col("hours").sum())
        .sort("hours", "state", "reason", descending=[True, False, False])
    )
    for state, reason, lost in islice(hours.iter_rows(), _REASONS):
        yield f"{lost:.0f} h of watches were {state}" + (f" ({reason})" if reason else "")
