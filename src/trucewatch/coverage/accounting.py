"""Hour by hour: which part of each cell somebody watched, or would have watched but for an impairment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import numpy as np
import polars as pl

from ..domain import Span, Track
from ..mission import Mission, area_centre
from .air import Air, Skies, Told
from .observers import Observer, observer
from .sight import Bools, Floats, Reach, Shares, Sight
from .stretches import Stretch
from .sun import by_day

HOUR = timedelta(hours=1)
SLOT = timedelta(minutes=5)
"""A watch counts in a slot that it covers wholly."""

_SLOT_S = SLOT.total_seconds()


@dataclass(frozen=True)
class Looking:
    """What was watched in h hours of n cells.

    ``observed`` and ``impaired`` (h, n) are shares of cell and hour; ``hours`` their starts, ``lengths`` (h,) in hours.
    ``watched_by`` has a row for each hour, cell and stretch that reached the cell (columns hour, cell, stretch);
    ``hidden_from`` for each that would have but for the lie of the land, ``dimmed_for`` but for the visibility.
    ``airs`` says by hour and stretch what was known of the weather.
    ``points`` are the sight's points: observed and impaired shares (h, points) before they are gathered in cells.
    """

    hours: list[datetime]
    lengths: Floats
    observed: Floats
    impaired: Floats
    watched_by: pl.DataFrame
    hidden_from: pl.DataFrame
    dimmed_for: pl.DataFrame
    airs: dict[tuple[int, int], Told]
    observed_points: Shares
    impaired_points: Shares


@dataclass
class _Marks:
    """The cells that each stretch reached in an hour, or did not for the ground or the visibility."""

    reached: dict[int, Bools] = field(default_factory=dict)
    hidden: dict[int, Bools] = field(default_factory=dict)
    dimmed: dict[int, Bools] = field(default_factory=dict)

    def note(self, number: int, reach: Reach, sight: Sight) -> None:
        for kept, points in zip((self.reached, self.hidden, self.dimmed), reach, strict=True):
            if points.any():
                cells = sight.cells(points)
                kept[number] = kept[number] | cells if number in kept else cells


def look(parts: Sequence[Stretch], sight: Sight, skies: Skies, mission: Mission, span: Span) -> Looking:
    """The looking of ``parts`` (all of them inside ``span``), hours counted from the start of ``span``."""
    hours = list(_starts(span, HOUR))
    counted = [
        (number, part, observer(part.source, part.notices, mission))
        for number, part in enumerate(parts)
        if part.looks or part.blinded
    ]
    n_points = len(sight.weight)
    observed, impaired = np.zeros((len(hours), n_points), np.float32), np.zeros((len(hours), n_points), np.float32)
    lengths = np.zeros(len(hours))
    airs: dict[tuple[int, int], Told] = {}
    marked: list[_Marks] = []
    for h, start in enumerate(hours):
        hour = Span(start, min(start + HOUR, span.end))
        lengths[h] = hour.length / HOUR
        here = []
        for number, part, by in counted:
            if part.span.overlap(hour):
                told = skies.about(part.view, hour.start + hour.length / 2, part.began, by)
                airs[h, number] = told
                here.append(_Active(number, part, by, told.air))
        marks = _Marks()
        for slots, seen, missed in _slots(here, sight, mission, hour, marks):
            share = slots / max(1, round(hour.length / SLOT))
            observed[h] += share * seen
            impaired[h] += share * (missed & ~seen)
        marked.append(marks)
    return Looking(
        hours=hours,
        lengths=lengths,
        observed=np.array([sight.share(row) for row in observed]).reshape(len(hours), sight.grid.n),
        impaired=np.array([sight.share(row) for row in impaired]).reshape(len(hours), sight.grid.n),
        watched_by=_table([marks.reached for marks in marked]),
        hidden_from=_table([marks.hidden for marks in marked]),
        dimmed_for=_table([marks.dimmed for marks in marked]),
        airs=airs,
        observed_points=observed,
        impaired_points=impaired,
    )


class _Active(NamedTuple):
    number: int
    part: Stretch
    by: Observer
    air: Air


def _table(by_hour: Sequence[dict[int, Bools]]) -> pl.DataFrame:
    """A row for each hour, stretch and cell, from the cells of each hour's stretches."""
    found = [(h, number, np.flatnonzero(cells)) for h, kept in enumerate(by_hour) for number, cells in kept.items()]
    sizes = [len(cells) for _, _, cells in found]
    return pl.DataFrame(
        {
            "hour": np.repeat([hour for hour, _, _ in found], sizes),
            "cell": np.concatenate([np.empty(0, np.int64), *(cells for _, _, cells in found)]),
            "stretch": np.repeat([number for _, number, _ in found], sizes),
        },
        schema={"hour": pl.Int32, "cell": pl.Int64, "stretch": pl.Int32},
    )


def _slots(
    here: Sequence[_Active], sight: Sight, mission: Mission, hour: Span, marks: _Marks
) -> Iterator[tuple[int, Bools, Bools]]:
    """Runs of like slots: their number, the points looked at, the points an impaired watch would have looked at.

    So would one that is on have, were it not for the visibility. Notes in ``marks`` which cells each stretch reached.
    """

    def state(start: datetime) -> tuple[tuple[tuple[int, datetime | None], ...], bool]:
        active = (one for one in here if one.part.span.start <= start and start + SLOT <= one.part.span.end)
        moving = tuple((one.number, start if isinstance(one.part.view, Track) else None) for one in active)
        return moving, by_day(start + SLOT / 2, *area_centre(mission))

    by_number = {one.number: one for one in here}
    slots = [start for start in _starts(hour, SLOT) if start + SLOT <= hour.end]
    for (active, day), run in groupby(slots, key=state):
        seen, missed = (np.zeros(len(sight.weight), np.bool_) for _ in range(2))
        for number, moment in active:
            one = by_number[number]
            reach = _reached(one, sight, moment, day=day)
            target = seen if one.part.looks else missed
            target |= reach.seen
            missed |= reach.dimmed
            marks.note(number, reach, sight)
        yield len(list(run)), seen, missed


def _reached(one: _Active, sight: Sight, moment: datetime | None, *, day: bool) -> Reach:
    view = one.part.view
    if moment is None or not isinstance(view, Track):
        return sight.reaches(view, one.by, day, one.air)
    seconds = (moment + SLOT / 2 - one.part.began).total_seconds()
    return sight.on_the_way(view, one.by, seconds, _SLOT_S, day=day, air=one.air)


def _starts(span: Span, step: timedelta) -> Iterator[datetime]:
    moment = span.start
    while moment < span.end:
        yield moment
        moment += step
