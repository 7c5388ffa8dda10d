"""One statement in several outlets: its tellings together, who of the outlets is independent, and where they part."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, Statement, likeness, parting
from trucewatch.mission import Mission, Period
from trucewatch.record import Held, Holdings, Origins

from .tables import RESTATEMENTS

_ALIKE = 0.6
_DAY = timedelta(days=1)
_RULE = (
    f"statements of one speaker, in different texts, at most a day apart, the shorter of which shares {_ALIKE:.0%} or "
    "more of its words with the other; a text that copies an earlier one, and the mission's own words, are no witness"
)


def restatements(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame RESTATEMENTS and its explanations by row id."""
    origins = Origins(holdings, mission.itself)
    said = [held for held in holdings.statements if held.thing.said_at.within(period.span)]
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for group in _groups(sorted(said, key=lambda held: (held.thing.said_at, held.id))):
        row = _row(group, origins, mission)
        rows.append(row)
        differs = f" The tellings part: {'; '.join(row['differs'])}." if row["differs"] else ""
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"One statement of {row['speaker']} told {len(group)} times, read in {', '.join(row['carriers'])}; "
            f"independent origins: {row['n_origins']}.{differs}",
            rule=_RULE,
            entries=tuple(row["entries"]),
            parts=tuple(row["statements"]),
        )
    return pl.DataFrame(rows, schema=RESTATEMENTS, orient="row"), reasons


def _groups(said: Sequence[Held[Statement]]) -> Iterable[list[Held[Statement]]]:
    """The statements told more than once, each with all its tellings."""
    groups: list[list[Held[Statement]]] = []
    for held in said:
        fitting = [group for group in groups if any(_same(held, other) for other in group)]
        groups = [group for group in groups if group not in fitting]
        groups.append([one for group in fitting for one in group] + [held])
    return [group for group in groups if len(group) > 1]


def _same(one: Held[Statement], other: Held[Statement]) -> bool:
    a, b = one.thing, other.thing
    near = a.said_at.start - _DAY <= b.said_at.end and b.said_at.start - _DAY <= a.said_at.end
    apart = _text_of(one) != _text_of(other)
    return apart and near and _speaker(a) == _speaker(b) and likeness(a.text, b.text) >= _ALIKE


def _text_of(held: Held[Statement]) -> tuple[str, str]:
    """The text it was read in; of one that was typed in, its source."""
    return (held.evidence[0].sha256 if held.thing.chars and held.evidence else "", held.thing.source)


def _speaker(said: Statement) -> str:
    """A speaker's id, or the last word of a name, by which news texts call somebody the second time."""
    return said.speaker.casefold().split()[-1]


def _row(group: Sequence[Held[Statement]], origins: Origins, mission: Mission) -> dict[str, Any]:
    things = [held.thing for held in group]
    pairs = [(one, other) for i, other in enumerate(things) for one in things[:i]]
    parted = [where for one, other in pairs for where in parting(one.text, other.text)]
    parted += [
        f"stance {one.stance} against {other.stance}"
        for one, other in pairs
        if one.stance and other.stance and one.stance != other.stance
    ]
    return {
        "id": f"say:same:{min(held.id for held in group)}",
        "speaker": things[0].speaker,
        "side": mission.side(things[0].speaker),
        "carriers": list(dict.fromkeys(one.source for one in things)),
        "n_origins": len(origins.of(group)),
        "differs": list(dict.fromkeys(parted)),
        "said_start": min(one.said_at.start for one in things),
        "said_end": max(one.said_at.end for one in things),
        "text": things[0].text,
        "statements": [f"say:{held.id}" for held in group],
        "entries": [held.id for held in group],
    }
