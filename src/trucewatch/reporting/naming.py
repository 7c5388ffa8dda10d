"""Names for the ids of a mission file: what the rooms say of their rows in ids is printed in names."""

import re
from collections.abc import Mapping
from typing import Self

from trucewatch.mission import Mission, names

_EQUAL_BOUNDS = re.compile(r"(?<![\w.,])(\d[\d.,]*) to \1(?![\w])(?![.,]\d)")
_BEFORE_A_WORD = r"(?:^|(?<=\bby )|(?<=\bof )|(?<=\bread in )|(?<=\. )|(?<=/ ))"
_BEFORE_A_SECTOR = r"(?:(?<=\bfor )|(?<=\bin )|(?<=\bof ))"
_BEFORE_A_NUMBER = r"(?<=\bclause )"


def titles(mission: Mission) -> dict[str, str]:
    """What places, sectors, corridors, segments and crossings are called, by id."""
    found = {sector.id: sector.name for sector in mission.sectors}
    found |= {corridor.id: corridor.name for corridor in mission.corridors}
    found |= {segment.id: segment.name for segment in mission.segments.values()}
    found |= {crossing.id: crossing.name for crossing in mission.crossings.values()}
    return found | {place: names(mission, place) for place in mission.places}


def clauses(mission: Mission) -> dict[str, str]:
    """The titles of clauses in quotation marks, by id."""
    return {clause.id: f"“{clause.title}”" for clause in mission.clauses}


def versions(mission: Mission) -> dict[str, str]:
    """Who published each version of the agreement, by the version's id."""
    texts = (text for clause in mission.clauses for text in clause.texts)
    return {text.version: text.source.partition(",")[0] for text in texts}


class Naming:
    """``ids`` are found anywhere; what may be a word of a language too, only where it is spoken of.

    ``words`` are named where a source is, ``sectors`` after *for*, *in* and *of*, ``numbers`` only after *clause*:
    elsewhere the same digits are a figure.
    """

    def __init__(
        self, ids: Mapping[str, str], words: Mapping[str, str], sectors: Mapping[str, str], numbers: Mapping[str, str]
    ) -> None:
        where = ((words, _BEFORE_A_WORD), (sectors, _BEFORE_A_SECTOR), (numbers, _BEFORE_A_NUMBER), (ids, ""))
        self._named = tuple((_pattern(called, before), called) for called, before in where if called)

    @classmethod
    def of(cls, mission: Mission) -> Self:
        """The names that ``mission`` gives."""
        sectors = {sector.id: f"the {sector.name}" for sector in mission.sectors}
        places = {one: name for one, name in titles(mission).items() if one not in sectors}
        sources = {one: source.name for one, source in mission.sources.items()}
        parties = {party.id: party.short for party in mission.parties}
        coined = {one: name for one, name in sources.items() if "-" in one}
        anywhere = places | coined | clauses(mission) | versions(mission)
        return cls(
            {one: name for one, name in anywhere.items() if _has_letters(one)},
            {one: name for one, name in {**sources, **parties}.items() if _has_letters(one)},
            {one: name for one, name in sectors.items() if _has_letters(one)},
            {one: title for one, title in clauses(mission).items() if not _has_letters(one)},
        )

    def say(self, text: str) -> str:
        """``text`` with names for ids, and one number where the bounds of an interval are equal."""
        text = _EQUAL_BOUNDS.sub(r"\1", text)
        for pattern, called in self._named:
            text = _named(text, pattern, called)
        return text


def _has_letters(one: str) -> bool:
    return any(sign.isalpha() for sign in one)


def _named(text: str, pattern: re.Pattern[str], called: Mapping[str, str]) -> str:
    return pattern.sub(lambda found: called[found[1]], text)


def _pattern(called: Mapping[str, str], before: str) -> re.Pattern[str]:
    longest = sorted(called, key=len, reverse=True)
    return re.compile(rf"{before}(?<![\w:/.-])({'|'.join(map(re.escape, longest))})(?![\w/-])(?![:.]\w)")
