"""What linking believes of observers and of activity, with values that are sane before anything was learned."""

from typing import NamedTuple

from ..mission import Linking


class Errors(NamedTuple):
    """One standard deviation of a class of observers. ``bearing`` radians; ``range_log`` and ``count_log`` of logs.

    ``place``: factor on the radii they state.
    """

    clock_s: float
    bearing: float
    range_log: float
    count_log: float
    place: float = 1.0

    def times(self, factor: float) -> "Errors":
        """Every error ``factor`` times as large."""
        return Errors(*(factor * value for value in self))


class Parameters(NamedTuple):
    """``people`` and ``devices``: errors beyond the width of what was said, on the generous side, since errors
    believed too large cost little and errors believed too small cost links.

    ``kind_slip``, ``word_slip``: how often a kind, or a weapon or assessment, is told as another. ``multiplicity``:
    direct accounts an event has on average. ``activity``: factor on the learned density of events. ``temper``: the
    exponent by which evidence is weakened in link probabilities, since accounts of one event err together.
    """

    people: Errors = Errors(105.0, 0.18, 0.35, 0.20)
    devices: Errors = Errors(8.0, 0.05, 0.22, 0.11)
    kind_slip: float = 0.03
    word_slip: float = 0.03
    multiplicity: float = 2.5
    activity: float = 1.0
    temper: float = 0.7

    def with_errors(self, people: float, devices: float) -> "Parameters":
        """The errors of people and of devices multiplied by these factors."""
        return self._replace(people=self.people.times(people), devices=self.devices.times(devices))

    def believing(self, rule: Linking) -> "Parameters":
        """With the errors that ``rule`` says are believed."""
        return self.with_errors(rule.people_error, rule.device_error)


DEFAULTS = Parameters()
