"""Finds named places by any spelling of any of their names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np

from .geodesy import distance_m

_APOSTROPHES = re.compile("['’‘ʼʻʹ`´′՚]")
_GAPS = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "և": "եւ"})


class Named(NamedTuple):
    """A place of a gazetteer: all its ``names`` in any script, its centre, and how far around it is meant."""

    id: str
    names: tuple[str, ...]
    lon: float
    lat: float
    radius_m: float


class Gazetteer:
    """Places by name. Upper and lower case, diacritics, apostrophes and hyphens make no difference.

    A spelling that is exactly one place's wins over one that is so only after folding; one that is left to
    several places is an error, never a guess.
    """

    def __init__(self, places: Iterable[tuple[str, Sequence[str], float, float, float]]) -> None:
        self.places: dict[str, Named] = {}
        self._exact: dict[str, dict[str, None]] = {}
        self._folded: dict[str, dict[str, None]] = {}
        for id_, names, lon, lat, radius_m in places:
            self.places[id_] = Named(id_, tuple(names), lon, lat, radius_m)
            for name in names:
                self._exact.setdefault(_plain(name), {})[id_] = None
                self._folded.setdefault(fold(name), {})[id_] = None
        for keys in (self._exact, self._folded):
            keys.pop("", None)

    def __contains__(self, name: str) -> bool:
        return fold(name) in self._folded

    def nearest_m(self, lon: float, lat: float) -> float:
        """Metres from a position to the nearest of the places; infinite if there are none."""
        at = np.array([(place.lon, place.lat) for place in self.places.values()]).reshape(-1, 2)
        return float(distance_m(lon, lat, at[:, 0], at[:, 1]).min(initial=np.inf))

    def find(self, name: str) -> Named:
        """The one place called ``name``. Raises ValueError naming near misses or all the places meant."""
        found = self._exact.get(_plain(name)) or self._folded.get(fold(name)) or {}
        if len(found) == 1:
            return self.places[next(iter(found))]
        if found:
            raise ValueError(f"{name!r} may be {' or '.join(map(self._described, found))}: say which, by its position")
        near = self.suggestions(name)
        mend = f"did you mean {' or '.join(map(repr, near))}?" if near else "add it to the places or give its position"
        raise ValueError(f"no place is called {name!r}: {mend}")

    def suggestions(self, name: str, n: int = 3) -> tuple[str, ...]:
        """Up to ``n`` names spelt like ``name``, of different places, nearest first."""
        chosen: dict[str, str] = {}
        for key in get_close_matches(fold(name), list(self._folded), n=4 * n, cutoff=0.7):
            for id_ in self._folded[key]:
                chosen.setdefault(id_, next(spelt for spelt in self.places[id_].names if fold(spelt) == key))
        return tuple(chosen.values())[:n]

    def _described(self, id_: str) -> str:
        place = self.places[id_]
        return f"{place.id} ({place.names[0]}, {place.lat:.3f} {place.lon:.3f})"


def fold(name: str) -> str:
    """``name`` without what spellings differ by: case, diacritics, apostrophes, hyphens and spacing."""
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name).casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _GAPS.sub(" ", bare.translate(_LETTERS)).strip()


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
