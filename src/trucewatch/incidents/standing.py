"""Incidents kept up as accounts arrive: what is new is linked with its surroundings alone, as linking everything would.

What accounts do not reach, directly or through others, has no part in how they are linked; so the surroundings of new
accounts, taken whole, are linked by themselves with the prior of the last full linking.
"""

from dataclasses import replace

import numpy as np
import polars as pl

from ..mission import Mission
from ..record import Holdings
from . import accounts, linking, naming
from .accounts import DIRECT
from .attaching import BURNT_OUT_S, TIME_SIGMAS
from .frames import Incidents
from .given import of_mission
from .outcome import outcome
from .parameters import DEFAULTS
from .problem import neighbourhoods
from .rows import Rows


class Standing:
    """The accounts of a record, linked, to which further ones are added.

    ``incidents`` are those of the last full linking, ``prior`` what it learned: linking all accounts with that prior
    gives what the additions gave. Decisions, watches and corrections need a new one.
    """

    def __init__(self, holdings: Holdings, mission: Mission) -> None:
        self._mission = mission
        self._parameters = DEFAULTS.believing(mission.linking)
        self._link_all(holdings)

    def add(self, observations: pl.DataFrame) -> Incidents:
        """The incidents that ``observations`` (a frame of OBSERVATIONS, new ids) make, join, attach to or change.

        They take the place of all incidents that hold an account of theirs; others stay as they are. Words and sources
        never met before make everything be linked anew, with a new prior.
        """
        new = accounts.with_roles(observations, self._mission)
        self._added.append(observations)
        if self._unfamiliar(new):
            told = pl.concat([self._holdings.observations, *self._added])
            self._link_all(replace(self._holdings, observations=told))
            return self.incidents
        return self._about(self._rows.add(new))

    def _link_all(self, holdings: Holdings) -> None:
        given = of_mission(holdings, self._mission)
        linked = linking.link(given, self._parameters)
        self.prior = linked.prior
        self.incidents = outcome(given, linked, self._mission.linking, self._placed, holdings.decisions)
        self._holdings, self._added = holdings, list[pl.DataFrame]()
        self._given = given.part(given.rows.clear())
        self._rows = Rows(given.rows, given.constraints.together)
        self._vague = self._vagueness(given.rows)
        parted = given.rows.filter(pl.col("id").is_in([entry for run in given.runs for entry in run]))
        self._parted = set(parted.select(_RUN).iter_rows())

    def _placed(self, frame: pl.DataFrame) -> pl.DataFrame:
        return naming.placed(frame, self._mission)

    def _vagueness(self, rows: pl.DataFrame) -> float:
        """Seconds by which an incident of ``rows`` may be taken to lie outside their intervals, at most."""
        direct = rows.filter(pl.col("role") == DIRECT)
        width = (accounts.seconds(direct["end"]) - accounts.seconds(direct["start"])).max(initial=0.0)
        clock = max(self._parameters.people.clock_s, self._parameters.devices.clock_s)
        return TIME_SIGMAS * float(np.hypot(clock, width / 2))

    def _unfamiliar(self, new: pl.DataFrame) -> bool:
        """Do ``new`` rows bring words or sources never met, or more of a run that people decided on?"""
        words = zip(accounts.words(new), self.prior.words, strict=True)
        return (
            any(set(said) - set(known) for said, known in words)
            or not set(new["source"]) <= set(self.prior.sources)
            or not self._parted.isdisjoint(new.select(_RUN).iter_rows())
        )

    def _about(self, new: pl.DataFrame) -> Incidents:
        """What linking everything would say of the incidents that ``new`` rows have a part in."""
        self._vague = max(self._vague, self._vagueness(new))
        told = new.filter(pl.col("role") != DIRECT)
        core = self._whole(new.filter(pl.col("role") == DIRECT))
        attaching = self._attaching(core, told)
        changed = self._reached(core, attaching)
        surrounding = attaching if attaching.is_empty() else self._attaching(changed, told)
        context = self._reached(changed, surrounding)
        given = self._given.part(pl.concat([context, surrounding]).sort("start", "id"))
        linked = linking.link(given, self._parameters, self.prior)
        every = outcome(given, linked, self._mission.linking, self._placed, self._holdings.decisions)
        return _only(every, changed["id"], attaching["id"])

    def _whole(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The direct accounts ``rows`` with all that they reach, directly or through others."""
        if rows.is_empty():
            return rows
        slack = self._given.limits[0]
        start, end = _interval(rows)
        while True:
            near = self._rows.about(start - slack, end + slack).filter(pl.col("role") == DIRECT)
            given = self._given.part(near)
            problem, units = linking.posed(given, self._parameters, self.prior)
            place = len(units) + np.arange(near.height)
            place[units] = neighbourhoods(problem)
            of_row = place[given.arrays.unit]
            seeds = near["id"].is_in(rows["id"].implode()).to_numpy()
            found = near.filter(pl.Series(np.isin(of_row, of_row[seeds])))
            low, high = _interval(found)
            if low >= start and high <= end:
                return found
            start, end = min(low, start), max(high, end)

    def _attaching(self, direct: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
        """The other accounts that may speak of incidents of ``direct`` ones, and the ``new`` ones of them."""
        if direct.is_empty():
            return new
        slack = self._given.limits[0] + self._vague
        start, end = _interval(direct)
        found = self._rows.about(start - slack, end + slack + BURNT_OUT_S).filter(pl.col("role") != DIRECT)
        return pl.concat([found, new]).unique("id")

    def _reached(self, direct: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
        """``direct`` with the direct accounts of incidents that ``others`` may speak of."""
        if others.is_empty():
            return direct
        slack = self._given.limits[0] + self._vague
        start, end = _interval(others)
        near = self._rows.about(start - slack - BURNT_OUT_S, end + slack).filter(pl.col("role") == DIRECT)
        return self._whole(pl.concat([direct, near]).unique("id"))


_RUN = ("source", "sequence", "kind")


def _interval(rows: pl.DataFrame) -> tuple[float, float]:
    return rows.select(pl.col("began").min(), pl.col("ended").max()).row(0)


def _only(every: Incidents, direct: pl.Series, others: pl.Series) -> Incidents:
    """The incidents of ``every`` that hold ``direct`` entries, and what became of ``others``."""
    of = every.members.filter(pl.col("role") == DIRECT, pl.col("observation").is_in(direct.implode()))["incident"]
    chosen = pl.col("incident").is_in(of.unique().implode())
    return replace(
        every,
        frame=every.frame.filter(pl.col("id").is_in(of.unique().implode())),
        members=every.members.filter(chosen),
        tallies=every.tallies.filter(chosen),
        links=every.links.filter(chosen),
        unattached=every.unattached.filter(pl.col("observation").is_in(others.implode())),
        without_effect=(),
    )
