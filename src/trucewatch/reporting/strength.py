"""How firmly a report's statements stand, and whether it words both sides alike: what a red team would ask first."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from trucewatch.mission import Mission, names

from .document import Figure, Footing, Paper, Phrase, Report, Section, Table, phrases, plain, walk

_GRADE_WEIGHT = dict(zip("ABCDEF", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), strict=True))
_INFORMATION_WEIGHT = dict(zip("123456", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), strict=True))
_WEEK_H = 168.0
_OLD_H = 24.0
_WIDE = 0.25

LOADED = (
    *("claimed", "alleged", "allegedly", "admitted", "insisted", "so-called", "provoked", "provocation", "regime"),
    *("terrorist", "terrorists", "separatist", "separatists", "occupier", "occupiers", "aggressor", "brutal", "heroic"),
)
"""Words that the mission does not use of anybody; in a quotation they are somebody else's."""

_CAVEAT = re.compile(
    r"not (?:the Mission’s|observed by the Mission|confirm)|did not observe|not known to", re.IGNORECASE
)


class Weak(msgspec.Struct, frozen=True):
    """A statement that stands on little: what it says, in which section, on which row, why, and how little (0 firm)."""

    says: str
    section: str
    row: str
    why: tuple[str, ...]
    score: float


class Imbalance(msgspec.Struct, frozen=True):
    """A place where the wording may not be the same for both sides."""

    what: str
    says: str


def weakest(report: Report, n: int = 10) -> tuple[Weak, ...]:
    """The ``n`` statements of the text that stand on least, the weakest first.

    A statement is judged by the weakest row it names: low or no grading, a single source, evidence more than a day old,
    an interval wider than a quarter of its middle; each counts from 0 to 1. Tables are not statements, nor is a
    sentence that something was not observed.
    """
    return weakest_of(report.sections, report.footings, n)


def weakest_of(sections: Sequence[Section], footings: Mapping[str, Footing], n: int = 10) -> tuple[Weak, ...]:
    """``weakest`` for sections that are not yet a report."""
    found: dict[str, Weak] = {}
    for section, phrase in _statements(sections):
        judged = [
            (_score(footings[piece.row]), piece.row)
            for piece in phrase
            if isinstance(piece, Figure) and piece.row in footings and not footings[piece.row].absence
        ]
        if judged:
            score, row = max(judged)
            says = plain(phrase)
            found.setdefault(says, Weak(says, section, row, _why(footings[row]), round(score, 3)))
    return tuple(sorted(found.values(), key=lambda one: (-one.score, one.says))[:n])


def imbalances(report: Paper, mission: Mission) -> tuple[Imbalance, ...]:
    """What a reader of either side could hold against the wording; empty where nothing was found.

    Only the mission's own words outside the annexes are judged, never a quotation: loaded words; parties listed against
    their order; a place by the name of one side only; caveats put to what one party says and not to what another says.
    """
    text = [section for section in report.sections if not section.wide]
    own = [plain(phrase, own=True) for _, block in walk(text) for phrase in phrases(block)]
    return (*_loaded(own), *_order(own, mission), *_one_name(own, mission), *_caveats(own, mission))


def _statements(sections: Sequence[Section]) -> Iterator[tuple[str, Phrase]]:
    for section in sections:
        if not section.wide:
            for block in section.blocks:
                if not isinstance(block, Table):
                    yield from ((section.title, phrase) for phrase in phrases(block))
            yield from _statements(section.parts)


def _score(footing: Footing) -> float:
    grade = footing.grade or "F6"
    doubt = (_GRADE_WEIGHT[grade[0]] + _INFORMATION_WEIGHT.get(grade[1:], 1.0)) / 2
    age = min(1.0, max(0.0, footing.age_h - _OLD_H) / _WEEK_H)
    return doubt + (footing.sources <= 1) + age + min(1.0, footing.spread)


def _why(footing: Footing) -> tuple[str, ...]:
    reasons = []
    if not footing.grade:
        reasons.append("not graded")
    elif len(footing.grade) == 1:
        reasons.append(f"not graded, its source usually {footing.grade}")
    elif _score(Footing(grade=footing.grade, sources=2)) >= 0.5:
        reasons.append(f"graded {footing.grade}")
    if footing.sources == 0:
        reasons.append("no entry behind it")
    elif footing.sources == 1:
        reasons.append("a single source")
    if footing.age_h > _OLD_H:
        reasons.append(
            f"newest evidence {footing.age_h / 24:.0f} days old" if footing.age_h >= 48 else "evidence over a day old"
        )
    if footing.spread > _WIDE:
        reasons.append(f"interval as wide as {100 * footing.spread:.0f} per cent of its middle")
    return tuple(reasons) or ("the least firm of firm statements",)


def _loaded(own: Sequence[str]) -> Iterator[Imbalance]:
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, LOADED)) + r")\b", re.IGNORECASE)
    for says in own:
        if found := pattern.search(says):
            yield Imbalance(f"loaded word “{found[0]}”", says)


def _order(own: Sequence[str], mission: Mission) -> Iterator[Imbalance]:
    shorts = [re.escape(party.short) for party in mission.parties]
    for place, first in enumerate(shorts):
        for second in shorts[place + 1 :]:
            pattern = re.compile(rf"\b{second}(?: and |, |/){first}\b")
            yield from (Imbalance("parties out of their order", says) for says in own if pattern.search(says))


def _one_name(own: Sequence[str], mission: Mission) -> Iterator[Imbalance]:
    titles = [*(one.name for one in mission.corridors), *(one.name for one in mission.segments.values())]
    titles += [one.name for group in (mission.crossings, mission.sources) for one in group.values()]
    titles += [mission.name, *(one.name for one in mission.sectors)]
    double = [place.id for place in mission.places.values() if len({*place.names.values()}) > 1]
    for place in double:
        titles.append(names(mission, place))
    known = re.compile(
        "|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True)) or r"(?!)", re.IGNORECASE
    )
    single = {name for place in double for name in mission.places[place].names.values()}
    alone = re.compile(r"\b(" + "|".join(re.escape(name) for name in sorted(single, key=len, reverse=True)) + r")\b")
    if single:
        for says in own:
            if found := alone.search(known.sub("", says)):
                yield Imbalance(f"“{found[0]}” is the name of one side only", says)


def _caveats(own: Sequence[str], mission: Mission) -> Iterator[Imbalance]:
    said = {
        party.short: [says for says in own if re.match(rf"{re.escape(party.short)}\b", says)]
        for party in mission.parties
    }
    shares = {
        short: sum(bool(_CAVEAT.search(one)) for one in all_of) / len(all_of)
        for short, all_of in said.items()
        if len(all_of) >= 3
    }
    if len(shares) > 1 and max(shares.values()) - min(shares.values()) > 0.5:
        more, fewer = max(shares, key=lambda one: shares[one]), min(shares, key=lambda one: shares[one])
        yield Imbalance(f"caveats stand to what {more} says and not to what {fewer} says", said[more][0])
