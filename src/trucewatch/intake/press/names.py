"""Who and where the words of a text mean, by the mission's own tables; what they do not know keeps its words."""

import re
from functools import lru_cache
from typing import NamedTuple

from ...mission import Mission
from .lexicon import words

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_PLAIN = words("the a an of and for in on at to its their his her republic de facto said")
_OFFICES = words(
    "spokesman spokeswoman spokesperson official officials minister president secretary chief head commander general "
    "colonel deputy acting assistant prime foreign defence defense office representative ambassador envoy officer "
    "director government ministry state authorities side delegation forces army military troops command leadership "
    "leader negotiator coordinator governor mayor senior"
)


class Spot(NamedTuple):
    """A place named at the characters ``start`` to ``end``."""

    start: int
    end: int
    place: str


class Cast:
    """The mission's parties, sources and places, ready to be found in words."""

    def __init__(self, mission: Mission) -> None:
        self.parties = tuple(party.id for party in mission.parties)
        self._exact: dict[str, str] = {}
        for source in mission.sources.values():
            self._exact.setdefault(_fold(source.name), source.id)
        for party in mission.parties:
            for name in (party.name, party.short):
                self._exact[_fold(name)] = party.id
        self._stems = [(_fold(party.name)[: max(5, len(party.name) - 2)], party.id) for party in mission.parties]
        self._sources = [(frozenset(_content(source.name)), source.id) for source in mission.sources.values()]
        named = [
            (name, place.id)
            for place in mission.places.values()
            for name in (place.name, *place.names.values(), *place.others)
        ]
        named += [(corridor.name, corridor.id) for corridor in mission.corridors]
        named += [(sector.name, sector.id) for sector in mission.sectors]
        self._places = {_fold(name): place for name, place in named if len(name) > 2}
        known = sorted(self._places, key=len, reverse=True)
        self._place = re.compile(r"\b(?:" + "|".join(map(re.escape, known)) + r")\b", re.I) if known else None
        self.who = lru_cache(maxsize=4096)(self._who)

    def places(self, text: str) -> list[Spot]:
        """The mission's places named in ``text``, whichever party's name was used."""
        if self._place is None:
            return []
        return [Spot(m.start(), m.end(), self._places[_fold(m[0])]) for m in self._place.finditer(text)]

    def _who(self, mention: str) -> str:
        """The id of the party or source that the words mean; "" where the tables do not say, or say it of several."""
        folded = _fold(re.sub(r"^(?:the|a|an)\s+", "", mention.strip(), flags=re.I))
        if folded in self._exact:
            return self._exact[folded]
        content = frozenset(_content(mention))
        core = content - (_OFFICES - {"state", "president", "foreign", "defence", "defense"})
        if len(core) >= 2:
            meant = [(len(name), source) for name, source in self._sources if core <= name]
            if meant and [size for size, _ in meant].count(min(meant)[0]) == 1:
                return min(meant)[1]
        sides = {party for stem, party in self._stems if any(word.startswith(stem) for word in content)}
        if len(sides) == 1 and (content & _OFFICES or len(content) == 1):
            return sides.pop()
        return ""


def _fold(text: str) -> str:
    return " ".join(text.replace("-", " ").split()).casefold()


def _content(text: str) -> list[str]:
    found = map(str.casefold, _WORD.findall(text.replace("’", "'")))
    return [word.removesuffix("'s") for word in found if word not in _PLAIN]
