"""By which sense an observer notices, and from how high."""

from collections.abc import Iterable
from typing import NamedTuple

from ..domain import vocabulary
from ..mission import Mission

EYE_M = 2.0
"""How high a source that is in no register looks from."""


class Observer(NamedTuple):
    """The means of a watch by the sense they go by, how high above the ground it looks from, and its source's type.

    ``sight`` needs a clear line, ``sound`` does not; ``other`` means (found on site, seen from space) need neither.
    """

    sight: tuple[str, ...]
    sound: tuple[str, ...]
    other: tuple[str, ...]
    height_m: float
    type: str = ""


def observer(source: str, notices: Iterable[str], mission: Mission) -> Observer:
    """What ``source`` is when it notices by the means ``notices``. A device of no known kind needs to see."""
    known = mission.sources.get(source)
    types, means = vocabulary("source_types"), vocabulary("means")
    device = (types[known.type].columns["sense"] if known else "") or "sight"
    senses = {name: means[name].columns["sense"].replace("device", device) for name in notices if name in means}
    by = {sense: tuple(name for name, own in senses.items() if own == sense) for sense in ("sight", "sound", "")}
    return Observer(by["sight"], by["sound"], by[""], known.height_m if known else EYE_M, known.type if known else "")
