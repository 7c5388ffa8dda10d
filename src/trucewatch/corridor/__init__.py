"""Corridor access: what could pass where, as far as the mission itself saw.

``assess`` draws the picture of a reporting period: the status of each segment by direction and vehicle class with the
age of its evidence, and beside it how probable each status is by now; whether each corridor can be passed end to end;
which settlements can be reached from where and what they hang on (``Corridor.what_if`` plays closures and openings);
passages at the crossings with the hours watched, the hours nobody watched and why, and what is estimated to have
passed in those; restrictions with the hours they cost and the passages they hid. ``weekly`` is the table of a week at
the crossings. Only the mission's own sources set a status or a count; what others say stands beside, and of them only
those who speak for no party move a probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from trucewatch.domain import Explanation
from trucewatch.mission import Mission, Period, previous
from trucewatch.places import Roads
from trucewatch.record import Holdings

from .ground import Ground, ground
from .passages import RATE_SHARE, at_crossings, told
from .reach import reachable
from .restrictions import restrictions
from .segments import passable, statuses
from .standing import DISPUTE_HALF_LIVES, EXPIRY_HALF_LIVES
from .tables import (
    ACCESS,
    CROSSINGS,
    GAPS,
    HANGS,
    PASSABLE,
    PASSAGES,
    REACH,
    RESTRICTION_TOTALS,
    RESTRICTIONS,
    SEGMENTS,
    SNAPS,
    TOLD,
    UNSEEN,
    WEEKLY,
    WHAT_IF,
)
from .unseen import Learned
from .verified import verified, with_last
from .ways import legs
from .week import TREND_WEEKS, Weekly, weekly
from .whatif import what_if

__all__ = [
    "ACCESS",
    "CROSSINGS",
    "DISPUTE_HALF_LIVES",
    "EXPIRY_HALF_LIVES",
    "GAPS",
    "HANGS",
    "PASSABLE",
    "PASSAGES",
    "RATE_SHARE",
    "REACH",
    "RESTRICTIONS",
    "RESTRICTION_TOTALS",
    "SEGMENTS",
    "SNAPS",
    "TOLD",
    "TREND_WEEKS",
    "UNSEEN",
    "WEEKLY",
    "WHAT_IF",
    "Corridor",
    "Weekly",
    "assess",
    "legs",
    "weekly",
]


@dataclass(frozen=True, eq=False)
class Corridor:
    """The picture of a period; each frame is named like the schema that declares its columns."""

    period: Period
    segments: pl.DataFrame
    passable: pl.DataFrame
    reach: pl.DataFrame
    hangs: pl.DataFrame
    snaps: pl.DataFrame
    passages: pl.DataFrame
    crossings: pl.DataFrame
    unseen: pl.DataFrame
    told: pl.DataFrame
    gaps: pl.DataFrame
    restrictions: pl.DataFrame
    restriction_totals: pl.DataFrame
    access: pl.DataFrame
    reasons: Mapping[str, Explanation]
    ground: Ground | None

    def explain(self, row_id: str) -> Explanation:
        """Why row ``row_id`` stands as it does. Raises KeyError if there is none."""
        return self.reasons[row_id]

    def what_if(
        self, *, closed: Sequence[str] = (), opened: Sequence[str] = (), vehicles: Sequence[str] = ()
    ) -> pl.DataFrame:
        """What would change (WHAT_IF) were the roads ``closed`` closed and ``opened`` open, all else as it stands.

        Roads are ids of segments or references of roads of the network; ``vehicles`` are the classes it is asked for,
        all where none is named. Only what changes is given. Raises ValueError for a road there is not, one that is in
        both, or a class that is singled out nowhere.
        """
        return what_if(self.ground, self.segments, self.reach, closed=closed, opened=opened, vehicles=vehicles)


def assess(holdings: Holdings, mission: Mission, period: Period, network: Roads | None = None) -> Corridor:
    """The corridors of ``mission`` in ``period``; pure, and the same whatever the order of the entries.

    ``network`` is the one the mission file names; without it the mission's segments are all the roads there are.
    """
    land = ground(mission, network)
    earlier = previous(mission, period).span
    segments, why_segments = statuses(holdings, mission, period)
    ends, why_ends = passable(mission, period, segments)
    reach, hangs, snaps, why_reach = reachable(land, period, segments)
    learned = {name: Learned.of(holdings, mission, place, period) for name, place in mission.crossings.items()}
    reach, said = verified(holdings, mission, period, reach, segments)
    passages, crossings, beyond, gaps, why_passages = at_crossings(holdings, mission, period, earlier, learned)
    others, why_others = told(holdings, mission, period)
    restricted, totals, access, why_restricted = restrictions(holdings, mission, period, earlier, learned)
    return Corridor(
        period=period,
        segments=segments,
        passable=ends,
        reach=reach,
        hangs=hangs,
        snaps=snaps,
        passages=passages,
        crossings=crossings,
        unseen=beyond,
        told=others,
        gaps=gaps,
        restrictions=restricted,
        restriction_totals=totals,
        access=access,
        reasons=why_segments | why_ends | with_last(why_reach, said) | why_passages | why_others | why_restricted,
        ground=land,
    )
