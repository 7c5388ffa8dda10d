"""Which stays to choose: greedy maximal covering, two of three for what is missed, every third for what is unwatched.

Chasing what was seen sees most and gives the worst picture of the whole; rotating gives the best picture and sees
least. The mixture is a compromise (its figures are in benchmarks/planning.py). Greedy choice is within 1 - 1/e of the
best possible (Nemhauser, Wolsey and Fisher 1978), in practice within about 2 per cent.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EVERY = 3
"""Of so many stays the last is chosen for what is unwatched."""


class Choice(NamedTuple):
    """One stay: the number of its candidate, why it was chosen, and what each part that it notices has left for it.

    ``why`` is *missed* or *unwatched*. ``noticed`` (parts,) are shares of the events of each part that it would notice
    and the stays before it would not.
    """

    candidate: int
    why: str
    noticed: Floats


def choose(detection: Floats, missed: Floats, unwatched: Floats, places: Sequence[str], n: int) -> list[Choice]:
    """Up to ``n`` stays, no two at one place, the best first.

    ``detection`` (candidates, parts) is the share of the events of a part that a candidate would notice; ``missed``
    and ``unwatched`` (parts,) are what there is to be won in each part, by events and by neglect. Ends where nothing
    is left to be won.
    """
    left = np.ones(detection.shape[1])
    free = np.ones(len(places), dtype=np.bool_)
    chosen: list[Choice] = []
    while len(chosen) < n:
        gains = {
            why: np.where(free, detection @ (worth * left), 0.0)
            for why, worth in (("missed", missed), ("unwatched", unwatched))
        }
        wanted = ("unwatched", "missed") if len(chosen) % EVERY == EVERY - 1 else ("missed", "unwatched")
        why = next((one for one in wanted if gains[one].max(initial=0.0) > 0), None)
        if why is None:
            break
        best = int(gains[why].argmax())
        chosen.append(Choice(best, why, detection[best] * left))
        left = left * (1 - detection[best])
        free &= np.array([place != places[best] for place in places])
    return chosen
