"""Hour by hour: which part of each cell somebody watched, or would have watched but for an impairment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import numpy as np
import polars as pl

from ..domain import Span, Track
from ..mission import Mission, area_centre
from .observers import Observer, observer
from .sight import Bools, Floats, Ints, Reach, Shares, Sight
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
    ``hidden_from`` for each that would have but for the lie of the land.
    ``points`` are the sight's points: observed and impaired shares (h, points) before they are gathered in cells.
    """

    hours: list[datetime]
    lengths: Floats
    observed: Floats
    impaired: Floats
    watched_by: pl.DataFrame
    hidden_from: pl.DataFrame
    observed_points: Shares
    impaired_points: Shares


def look(parts: Sequence[Stretch], sight: Sight, mission: Mission, span: Span) -> Looking:
    """The looking of ``parts`` (all of them inside ``span``), hours counted from the start of ``span``."""
    hours = list(_starts(span, HOUR))
    counted = [(number, part) for number, part in enumerate(parts) if part.looks or part.blinded]
    by = [observer(part.source, part.notices, mission) for part in parts]
    n_points = len(sight.weight)
    observed, impaired = np.zeros((len(hours), n_points), np.float32), np.zeros((len(hours), n_points), np.float32)
    lengths = np.zeros(len(hours))
    reached: list[tuple[int, int, Ints]] = []
    screened: list[tuple[int, int, Ints]] = []
    for h, start in enumerate(hours):
        hour = Span(start, min(start + HOUR, span.end))
        lengths[h] = hour.length / HOUR
        here = [(number, part, by[number]) for number, part in counted if part.span.overlap(hour)]
        touched: dict[int, Bools] = {}
        hidden: dict[int, Bools] = {}
        for slots, seen, missed in _slots(here, sight, mission, hour, touched, hidden):
            share = slots / max(1, round(hour.length / SLOT))
            observed[h] += share * seen
            impaired[h] += share * (missed & ~seen)
        reached += [(h, number, np.flatnonzero(cells)) for number, cells in touched.items()]
        screened += [(h, number, np.flatnonzero(cells)) for number, cells in hidden.items()]
    return Looking(
        hours=hours,
        lengths=lengths,
        observed=np.array([sight.share(row) for row in observed]).reshape(len(hours), sight.grid.n),
        impaired=np.array([sight.share(row) for row in impaired]).reshape(len(hours), sight.grid.n),
        watched_by=_table(reached),
        hidden_from=_table(screened),
        observed_points=observed,
        impaired_points=impaired,
    )


def _table(reached: Sequence[tuple[int, int, Ints]]) -> pl.DataFrame:
    """A row for each hour, stretch and cell, from (hour, stretch, cells)."""
    sizes = [len(cells) for _, _, cells in reached]
    return pl.DataFrame(
        {
            "hour": np.repeat([hour for hour, _, _ in reached], sizes),
            "cell": np.concatenate([np.empty(0, np.int64), *(cells for _, _, cells in reached)]),
            "stretch": np.repeat([number for _, number, _ in reached], sizes),
        },
        schema={"hour": pl.Int32, "cell": pl.Int64, "stretch": pl.Int32},
    )


def _slots(
    here: Sequence[tuple[int, Stretch, Observer]],
    sight: Sight,
    mission: Mission,
    hour: Span,
    touched: dict[int, Bools],
    hidden: dict[int, Bools],
) -> Iterator[tuple[int, Bools, Bools]]:
    """Runs of like slots: their number, the points looked at, the points an impaired watch would have looked at.

    Notes in ``touched`` which cells each stretch reached, and in ``hidden`` which it did not for the lie of the land.
    """

    def state(start: datetime) -> tuple[tuple[tuple[int, datetime | None], ...], bool]:
        active = (item for item in here if item[1].span.start <= start and start + SLOT <= item[1].span.end)
        moving = tuple((number, start if isinstance(part.view, Track) else None) for number, part, _ in active)
        return moving, by_day(start + SLOT / 2, *area_centre(mission))

    by_number = {number: (part, by) for number, part, by in here}
    slots = [start for start in _starts(hour, SLOT) if start + SLOT <= hour.end]
    for (active, day), run in groupby(slots, key=state):
        seen, missed = (np.zeros(len(sight.weight), np.bool_) for _ in range(2))
        for number, moment in active:
            part, by = by_number[number]
            reach = _reached(part, by, sight, moment, day=day)
            target = seen if part.looks else missed
            target |= reach.seen
            _note(touched, number, reach.seen, sight)
            _note(hidden, number, reach.hidden, sight)
        yield len(list(run)), seen, missed


def _note(cells_of: dict[int, Bools], number: int, points: Bools, sight: Sight) -> None:
    if points.any():
        cells = sight.cells(points)
        cells_of[number] = cells_of[number] | cells if number in cells_of else cells


def _reached(part: Stretch, by: Observer, sight: Sight, moment: datetime | None, *, day: bool) -> Reach:
    if moment is None or not isinstance(part.view, Track):
        return sight.reaches(part.view, by, day)
    seconds = (moment + SLOT / 2 - part.began).total_seconds()
    return sight.on_the_way(part.view, by, seconds, _SLOT_S, day=day)


def _starts(span: Span, step: timedelta) -> Iterator[datetime]:
    moment = span.start
    while moment < span.end:
        yield moment
        moment += step
