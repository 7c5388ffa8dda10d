"""What linking is given: accounts of a mission made ready, what people decided, who was on duty."""

from typing import NamedTuple

import polars as pl

from ..mission import Mission, area_centre
from ..places import Frame
from ..record import Holdings
from . import accounts, people
from .accounts import Arrays, Words
from .duty import on_duty
from .kernel import Duty
from .people import Constraints
from .prior import Prior


class Given(NamedTuple):
    """Accounts by start and id (``rows``, ``arrays``), constraints, duty, and what the numbers stand for.

    ``runs``: the sources' own runs that people decided on. ``limits``: seconds and metres beyond which accounts are
    never weighed against each other. ``frame``: the plane.
    """

    rows: pl.DataFrame
    arrays: Arrays
    constraints: Constraints
    runs: list[list[str]]
    duty: Duty
    frame: Frame
    words: Words
    sources: tuple[str, ...]
    limits: tuple[float, float]

    def part(self, rows: pl.DataFrame) -> "Given":
        """The same of ``rows`` (by start and id, with roles) instead."""
        numbered = rows.select(*accounts.READ, "role").with_row_index("row")
        unit = accounts.units(numbered, self.constraints, self.runs)
        return self._replace(
            rows=numbered, arrays=accounts.arrays(numbered, self.frame, unit, self.sources, self.words.kinds)
        )


def of_mission(holdings: Holdings, mission: Mission, prior: Prior | None = None) -> Given:
    """What the record of a mission gives; numbers stand for what they do in ``prior`` if there is one."""
    rows = accounts.with_roles(holdings.observations, mission)
    constraints, runs = _decided(holdings, rows)
    frame = Frame(*area_centre(mission))
    words = prior.words if prior else accounts.words(rows)
    sources = prior.sources if prior else _sources(rows, holdings)
    return Given(
        rows=rows,
        arrays=accounts.arrays(rows, frame, accounts.units(rows, constraints, runs), sources, words.kinds),
        constraints=constraints,
        runs=runs,
        duty=on_duty(holdings, mission, frame, sources, words.kinds),
        frame=frame,
        words=words,
        sources=sources,
        limits=(mission.linking.minutes * 60, mission.linking.metres),
    )


def _decided(holdings: Holdings, rows: pl.DataFrame) -> tuple[Constraints, list[list[str]]]:
    """What people decided of ``rows``, and the sources' own runs that they decided on."""
    decisions = [held for held in holdings.decisions if held.thing.act in people.LINKING_ACTS]
    decided_on = {entry for held in decisions for entry in people.entries_named(held.thing)}
    runs = accounts.own_sequences(rows, decided_on)
    return people.constraints(decisions, runs), runs


def _sources(rows: pl.DataFrame, holdings: Holdings) -> tuple[str, ...]:
    return tuple(sorted({*rows["source"].unique(), *(held.thing.source for held in holdings.watches)}))
