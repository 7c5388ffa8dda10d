"""How a register writes its numbers down: heaping on round digits and rounding.

Heaping: Whipple's index as the United Nations grade it (Demographic Yearbook 1963; Siegel & Swanson 2004, The Methods
and Materials of Demography, chapter 7), here for amounts in place of ages, and the chi-square test of last digits
(Beber & Scacco 2012, Political Analysis 20: 211-234). Both ask that last digits are free to vary, so whole amounts of
ten and more alone are taken. A test says how numbers were written, never why.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from scipy.stats import chisquare

FEWEST = 100
"""Amounts below which digits are not tested."""

_GRADES = ((105, "very accurate"), (110, "fairly accurate"), (125, "approximate"), (175, "rough"))
_STEPS = (1000, 500, 100, 50, 20, 10, 5, 2)
_MOSTLY = 0.95


class Digits(NamedTuple):
    """``whipple`` runs from 0 over 100 (no heaping) to 500 (every amount ends in 0 or 5); ``grade`` are its words.

    ``chi2`` with 9 degrees of freedom and its ``p`` test last digits against ten equally common ones; ``step`` is the
    largest round number that nineteen amounts in twenty are multiples of.
    """

    tested: int
    whipple: float
    grade: str
    chi2: float
    p: float
    step: int
    commonest: float
    commonest_share: float


def digits(amounts: Sequence[float]) -> Digits | None:
    """The digits of ``amounts``; None where fewer than FEWEST of them are whole and ten or more."""
    whole = [int(amount) for amount in amounts if amount >= 10 and amount == int(amount)]
    if len(whole) < FEWEST:
        return None
    last = Counter(amount % 10 for amount in whole)
    whipple = 500 * (last[0] + last[5]) / len(whole)
    tested = chisquare([last[digit] for digit in range(10)])
    commonest, times = min(Counter(whole).items(), key=lambda found: (-found[1], found[0]))
    return Digits(
        len(whole),
        whipple,
        next((words for limit, words in _GRADES if whipple < limit), "very rough"),
        float(tested.statistic),
        float(tested.pvalue),
        next((step for step in _STEPS if sum(amount % step == 0 for amount in whole) >= _MOSTLY * len(whole)), 1),
        float(commonest),
        times / len(whole),
    )
