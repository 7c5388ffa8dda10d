"""Every clause in force against everything seen: kept, broken, disputed, or not to be observed, each with why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from trucewatch.domain import Explanation, Span, Step, vocabulary
from trucewatch.mission import Clause, Mission, Period
from trucewatch.record import Held, Holdings

from . import conduct, movement, weapons
from .cases import confirmed_by_people, reported
from .evidence import VERDICTS, Seen, Silence, Tested
from .force import in_force
from .tables import COMPLIANCE, FINDINGS

_RULE = (
    "in breach from {needed} on that show a breach and name the party, or any party where the clause owes a "
    "result; disputed where the mission's own sources or people disagree; complied with only where what would be a "
    "breach could have been seen ({watched:.0%} of area and time observed, or all of it counted); otherwise not "
    "observable. What names no party is held against none. The machine proposes; a finding of people stands beside it"
)
_PAM_RULE = (
    "after the implementation scores of the Peace Accords Matrix: 3 complied with by every party bound; with breaches "
    "2 if half or more of what was seen complied, 1 if some did, 0 if none; none where it could not be observed"
)
_NO_TEST = "no test of it is possible with what a mission sees"
_REMOTE = "the mission had nobody on the ground"
_SHOWN = 12
"""How many rows that show compliance a verdict names; those that do not are all named."""


class _Verdict(NamedTuple):
    verdict: str
    says: str
    because: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def compliance(
    holdings: Holdings, mission: Mission, period: Period, seen: Seen, statements: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames FINDINGS and COMPLIANCE and their explanations; ``statements`` is STATEMENTS."""
    findings: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    by = conduct.attributed(holdings, mission)
    for clause in mission.clauses:
        span, idle, waits = in_force(clause, mission, period, holdings)
        rest = _Verdict(idle, f"{_word(idle).capitalize()}: {waits}.")
        tested = list(_tested(clause, mission, span, seen, holdings, by)) if span else []
        rows = {one.evidence: _finding(clause, one) for one in tested}
        findings += rows.values()
        for one in tested:
            row = rows[one.evidence]
            reasons[row["id"]] = Explanation(
                id=row["id"],
                says=f"{clause.title}: {one.says}: {_word(one.verdict)}.",
                rule=_rule(clause),
                entries=one.entries,
                parts=one.parts,
            )
        kept += _judged(
            clause,
            mission,
            period,
            span,
            rest,
            tested,
            seen,
            holdings,
            statements,
            reasons,
        )
    accord = _accord(kept)
    kept.append(accord)
    reasons[accord["id"]] = Explanation(
        id=accord["id"], says=accord["says"], rule=_PAM_RULE, parts=tuple(row["id"] for row in kept[:-1])
    )
    return (
        pl.DataFrame(findings, schema=FINDINGS, orient="row"),
        pl.DataFrame(kept, schema=COMPLIANCE, orient="row"),
        reasons,
    )


def _tested(
    clause: Clause, mission: Mission, span: Span, seen: Seen, holdings: Holdings, by: Mapping[str, str]
) -> Iterator[Tested]:
    if mission.presence == "remote":
        return
    match clause.test:
        case "no_fire":
            yield from conduct.fire(clause, mission, span, seen, by)
        case "access":
            yield from conduct.access(clause, mission, span, seen)
        case "open_road":
            yield from movement.road(clause, mission, span, seen, holdings)
        case "deliveries":
            yield from movement.deliveries(span, seen)
        case "withdrawal":
            yield from weapons.withdrawal(clause, mission, span, holdings)
        case "storage":
            yield from weapons.storage(clause, mission, span, holdings)


def _silence(clause: Clause, mission: Mission, seen: Seen, party: str, tested: Sequence[Tested]) -> Silence:
    if mission.presence == "remote":
        return Silence(False, (_REMOTE,))
    rows = list(tested)
    match clause.test:
        case "no_fire":
            return conduct.unheard(clause, mission, seen)
        case "access":
            return conduct.unhindered(party, rows)
        case "open_road":
            return movement.unblocked(clause, mission, seen, rows)
        case "deliveries":
            return movement.undelivered(rows)
        case "withdrawal":
            return weapons.unwithdrawn(clause, mission, seen)
        case "storage":
            return weapons.unstored(party, rows)
        case _:
            return Silence(False, (_NO_TEST,))


def _judged(
    clause: Clause,
    mission: Mission,
    period: Period,
    span: Span | None,
    idle: _Verdict,
    tested: Sequence[Tested],
    seen: Seen,
    holdings: Holdings,
    statements: pl.DataFrame,
    reasons: dict[str, Explanation],
) -> Iterator[dict[str, Any]]:
    """A row of COMPLIANCE for the clause as a whole, then one for each that is bound."""
    bound = [*(p.id for p in mission.parties if p.id in clause.bound)]
    bound += [who for who in clause.bound if who not in bound]
    found = confirmed_by_people(clause.id, period, holdings)
    each: dict[str, _Verdict] = {}
    for party in bound:
        if span is None:
            each[party] = idle
        else:
            mine = [one for one in tested if one.party == party or (clause.duty == "result" and not one.party)]
            nobody = [one for one in tested if not one.party and one.verdict == "in_breach" and one not in mine]
            silence = _silence(clause, mission, seen, party, mine)
            each[party] = _of_party(clause, mine, nobody, silence)
    rule = _rule(clause)
    whole = _of_clause(clause, tested, each) if span else idle
    for party, judged in (("", whole), *each.items()):
        row_id = f"kept:{clause.id}" + (f":{party}" if party else "")
        step = found.get(party)
        told = reported(clause.id, party, period, holdings)
        yield {
            "id": row_id,
            "clause": clause.id,
            "party": party,
            "verdict": judged.verdict,
            "score": _score(judged.verdict, tested) if not party else None,
            "says": judged.says,
            "because": list(judged.because),
            "confirmed": step.thing.outcome if step else "",
            "case": step.thing.case if step else "",
            "reported": next((one.thing.outcome for one in reversed(told) if one.thing.step == "self_report"), ""),
            "reports": [f"step:{one.id}" for one in told],
            "statements": statements.filter(pl.col("clause") == clause.id, pl.col("side") == party)["id"].to_list()
            if party
            else [],
            "findings": [
                f"find:{clause.id}:{one.evidence}"
                for one in tested
                if not party or one.party == party or (clause.duty == "result" and not one.party)
            ],
        }
        confirmed = f" People found it {_word(step.thing.outcome)} (case {step.thing.case})." if step else ""
        reasons[row_id] = Explanation(
            id=row_id,
            says=f"{clause.title}{f', of {party}' if party else ''}: {judged.says}{confirmed}{_as_reported(told)}",
            rule=rule if party else f"{rule}. Scored {_PAM_RULE}",
            entries=(step.id,) if step else (),
            parts=(*judged.parts, *(f"step:{one.id}" for one in told)),
        )


def _rule(clause: Clause) -> str:
    needed = "one row" if clause.breach_from == 1 else f"{clause.breach_from} rows"
    return _RULE.format(needed=needed, watched=clause.watched)


def _as_reported(told: Sequence[Held[Step]]) -> str:
    """What the party itself and others report of it, in words: no part of the verdict."""
    by = {"self_report": "The party reports of itself", "third_party": "A third party reports"}
    return "".join(f" {by[one.thing.step]}: {_word(one.thing.outcome)}." for one in told if one.thing.outcome)


def _of_party(clause: Clause, mine: Sequence[Tested], nobody: Sequence[Tested], silence: Silence) -> _Verdict:
    counts = {verdict: [one for one in mine if one.verdict == verdict] for verdict in VERDICTS}
    parts = (*_parts(clause, [*mine, *nobody]), *silence.parts)
    if len(counts["in_breach"]) >= clause.breach_from:
        return _Verdict("in_breach", f"In breach: {_several(counts['in_breach'])}.", (), parts)
    if counts["disputed"]:
        return _Verdict("disputed", f"Disputed: {_several(counts['disputed'])}.", (), parts)
    because = [*silence.because]
    if counts["in_breach"]:
        because.append(f"{len(counts['in_breach'])} of the {clause.breach_from} rows that a breach needs")
    if counts["not_observable"]:
        because.append(_several(counts["not_observable"]))
    if nobody:
        because.insert(0, f"{_counted(nobody)} recorded, attributed to nobody")
    if because or not silence.enough:
        return _Verdict("not_observable", f"Not observable: {'; '.join(because)}.", tuple(because), parts)
    return _Verdict("complied", f"Complied with, as far as seen: {_several(counts['complied'])}.", (), parts)


def _of_clause(clause: Clause, tested: Sequence[Tested], each: Mapping[str, _Verdict]) -> _Verdict:
    """The clause as a whole: broken by whomever, or as those bound by it stand."""
    breaches = [one for one in tested if one.verdict == "in_breach"]
    verdicts = {judged.verdict for judged in each.values()}
    parts = (*_parts(clause, tested), *(f"kept:{clause.id}:{party}" for party in each))
    if len(breaches) >= clause.breach_from:
        by = "" if any(one.party for one in breaches) else "; by whom is not known"
        return _Verdict("in_breach", f"In breach: {_several(breaches)}{by}.", (), parts)
    verdict = next((one for one in VERDICTS if one in verdicts), "not_observable")
    because = tuple(dict.fromkeys(reason for judged in each.values() for reason in judged.because))
    says = next((judged.says for judged in each.values() if judged.verdict == verdict), "")
    return _Verdict(verdict, says, because, parts)


def _finding(clause: Clause, one: Tested) -> dict[str, Any]:
    return {
        "id": f"find:{clause.id}:{one.evidence}",
        "clause": clause.id,
        "party": one.party,
        "evidence": one.evidence,
        "kind": one.kind,
        "verdict": one.verdict,
        "start": one.start,
        "end": one.end,
        "says": one.says,
        "entries": list(one.entries),
    }


def _accord(kept: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All clauses in force together: the mean of the scores of those that could be scored."""
    whole = [row for row in kept if not row["party"] and row["verdict"] in VERDICTS]
    scores = [row["score"] for row in whole if row["score"] is not None]
    counts = {verdict: sum(row["verdict"] == verdict for row in whole) for verdict in VERDICTS}
    told = ", ".join(f"{count} {_word(verdict)}" for verdict, count in counts.items() if count)
    mean = f"; mean score {sum(scores) / len(scores):.1f} of 3 over {len(scores)} of them" if scores else ""
    return {
        "id": "kept:agreement",
        "clause": "",
        "party": "",
        "verdict": "",
        "score": sum(scores) / len(scores) if scores else None,
        "says": f"{len(whole)} clauses in force: {told or 'none'}{mean}.",
        "because": [],
        "confirmed": "",
        "case": "",
        "reported": "",
        "reports": [],
        "statements": [],
        "findings": [],
    }


def _score(verdict: str, tested: Sequence[Tested]) -> float | None:
    if verdict == "complied":
        return 3.0
    broken = sum(one.verdict == "in_breach" for one in tested)
    if verdict != "in_breach" or not broken:
        return None
    share = (kept := sum(one.verdict == "complied" for one in tested)) / (kept + broken)
    return 2.0 if share >= 0.5 else 1.0 if share > 0 else 0.0


def _parts(clause: Clause, tested: Sequence[Tested]) -> tuple[str, ...]:
    telling = [one for one in tested if one.verdict != "complied"]
    kept = [one for one in tested if one.verdict == "complied"][:_SHOWN]
    return tuple(f"find:{clause.id}:{one.evidence}" for one in (*telling, *kept))


def _counted(breaches: Sequence[Tested]) -> str:
    return "one breach was" if len(breaches) == 1 else f"{len(breaches)} breaches were"


def _several(rows: Sequence[Tested]) -> str:
    if not rows:
        return "nothing against it"
    more = f", and {len(rows) - 1} more" if len(rows) > 1 else ""
    return f"{rows[0].says}{more}"


def _word(verdict: str) -> str:
    return vocabulary("outcomes")[verdict].label if verdict in vocabulary("outcomes") else verdict.replace("_", " ")
