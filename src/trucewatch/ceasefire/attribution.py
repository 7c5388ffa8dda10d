"""Who may have done it: what people entered for and against each hypothesis, and what they decided. Nothing is weighed.

A person enters evidence with the act *weigh* on the entries of an incident, ``value`` = {"hypothesis": a party's id or
one of ``OTHERS``, "speaks": "for" or "against", "evidence": ids of entries, joined by a bar}; decides with *attribute*,
``value`` = {"party": the hypothesis}, or with *decline*. The latest decision on an incident stands. How many sources
speak for it beside how many the mandate asks for is said with it; the decision is the person's all the same.
"""

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from ..domain import Decision
from ..incidents import Incidents
from ..mission import Mission, Period, Standard
from ..record import Held, Holdings
from .frames import ATTRIBUTIONS, HYPOTHESES

OTHERS = ("third", "accident", "exercise", "mine", "unknown")
"""Hypotheses besides the parties: somebody else, an accident, live-fire exercise, a mine, none of those."""

_INCIDENT = "inc:"


def misnamed(decision: Decision, mission: Mission) -> str:
    """What is wrong with whom ``decision`` attributes to, or which hypothesis it weighs; empty if nothing is."""
    field = {"attribute": "party", "weigh": "hypothesis"}.get(decision.act)
    if field is None:
        return ""
    known = (*(party.id for party in mission.parties), *OTHERS)
    if (said := decision.value.get(field, "")) not in known:
        return f"{field}: there is no {said!r}; there are {', '.join(known)}"
    if decision.act == "weigh" and (said := decision.value.get("speaks", "")) not in ("for", "against"):
        return f"speaks: {said!r} is neither for nor against"
    return ""


def ledger(
    incidents: Incidents, holdings: Holdings, mission: Mission, period: Period
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """ATTRIBUTIONS and HYPOTHESES of the incidents of ``period`` about which people entered evidence or decided."""
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    inside = middle.is_between(period.span.start, period.span.end, closed="left")
    frame = incidents.frame.filter(pl.col("violation") & (pl.col("status") != "withdrawn") & inside)
    about = _about(holdings)
    source = dict(holdings.observations.select("id", "source").iter_rows())
    attributions: list[dict[str, object]] = []
    hypotheses: list[dict[str, object]] = []
    for row in frame.sort("start", "id").iter_rows(named=True):
        names = {row["id"].removeprefix(_INCIDENT), *row["observations"]}
        told = {held.id: held for name in names for held in about.get(name, ())}
        if told:
            acts = sorted(told.values(), key=lambda held: (held.entered_at, held.id))
            laid = list(_hypotheses(row["id"], acts, mission, source))
            hypotheses += laid
            attributions.append(_outcome(row["id"], row["kind"], acts, laid, mission))
    return pl.DataFrame(attributions, schema=ATTRIBUTIONS), pl.DataFrame(hypotheses, schema=HYPOTHESES)


def _about(holdings: Holdings) -> dict[str, list[Held[Decision]]]:
    found: dict[str, list[Held[Decision]]] = defaultdict(list)
    for held in holdings.decisions:
        if held.thing.act in ("weigh", "attribute", "decline"):
            for name in held.thing.on:
                found[name.removeprefix(_INCIDENT)].append(held)
    return found


def _hypotheses(
    incident: str, acts: list[Held[Decision]], mission: Mission, source: dict[str, str]
) -> Iterator[dict[str, object]]:
    """Every hypothesis, with evidence or without: one that nothing speaks for is not one that is ruled out."""
    for hypothesis in (*(party.id for party in mission.parties), *OTHERS):
        mine = [held for held in acts if held.thing.act == "weigh" and held.thing.value.get("hypothesis") == hypothesis]
        speaking = {
            side: [held for held in mine if held.thing.value.get("speaks") == side] for side in ("for", "against")
        }
        evidence = {
            side: sorted({one for held in helds for one in _evidence(held)}) for side, helds in speaking.items()
        }
        yield {
            "id": f"cfv:hypothesis/{incident.removeprefix(_INCIDENT)}/{hypothesis}",
            "incident": incident,
            "hypothesis": hypothesis,
            "speaks_for": evidence["for"],
            "speaks_against": evidence["against"],
            "sources_for": len({source.get(one, one) for one in evidence["for"]}),
            "reasons": [held.thing.reason for held in mine if held.thing.reason],
            "entered": [held.id for held in mine],
        }


def _evidence(held: Held[Decision]) -> list[str]:
    return [one for one in str(held.thing.value.get("evidence", "")).split("|") if one]


def _outcome(
    incident: str, kind: str, acts: list[Held[Decision]], laid: list[dict[str, object]], mission: Mission
) -> dict[str, object]:
    standard = _standard(mission, kind)
    decided = next((held for held in reversed(acts) if held.thing.act in ("attribute", "decline")), None)
    row: dict[str, object] = dict.fromkeys(ATTRIBUTIONS) | {
        "id": f"cfv:attribution/{incident.removeprefix(_INCIDENT)}",
        "incident": incident,
        "outcome": "open",
        "standard": standard.name if standard else None,
        "sources_needed": standard.sources if standard else None,
    }
    if decided is None:
        return row
    to = str(decided.thing.value.get("party", "")) if decided.thing.act == "attribute" else None
    found = next((one["sources_for"] for one in laid if one["hypothesis"] == to), 0)
    return row | {
        "outcome": "attributed" if decided.thing.act == "attribute" else "declined",
        "hypothesis": to,
        "reason": decided.thing.reason,
        "author": decided.author,
        "decided_at": decided.entered_at,
        "decision": decided.id,
        "sources_for": found if to is not None else None,
        "meets": None if to is None or standard is None else int(str(found)) >= standard.sources,
    }


def _standard(mission: Mission, kind: str) -> Standard | None:
    """The standard for a kind of breach, or else the one for every other kind."""
    by_kind = {one.kind: one for one in mission.standards}
    return by_kind.get(kind, by_kind.get(""))
