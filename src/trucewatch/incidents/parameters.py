"""What linking believes of observers and of activity, with values that are sane before anything was learned."""

from typing import NamedTuple


class Errors(NamedTuple):
    """One standard deviation of a class of observers. ``bearing`` radians; ``range_log`` and ``count_log`` of logs."""

    clock_s: float
    bearing: float
    range_log: float
    count_log: float


class Parameters(NamedTuple):
    """``people`` and ``devices``: errors beyond the width of what was said.

    ``kind_slip``, ``word_slip``: how often a kind, or a weapon or assessment, is told as another. ``multiplicity``:
    direct accounts an event has on average. ``activity``: factor on the learned density of events. ``temper``: the
    exponent by which evidence is weakened in link probabilities, since accounts of one event err together.
    """

    people: Errors = Errors(90.0, 0.157, 0.30, 0.18)
    devices: Errors = Errors(7.0, 0.044, 0.20, 0.10)
    kind_slip: float = 0.03
    word_slip: float = 0.03
    multiplicity: float = 2.5
    activity: float = 1.0
    temper: float = 0.7


DEFAULTS = Parameters()
