"""All pictures of one period, drawn from one state of the record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol, Self

import polars as pl
from msgspec.structs import replace

from trucewatch import agreement, ceasefire, corridor, coverage, incidents, planning, supplies
from trucewatch.agreement import Agreement, Seen
from trucewatch.ceasefire import Ceasefire
from trucewatch.corridor import Corridor, Weekly, weekly
from trucewatch.coverage import Coverage, Ranges
from trucewatch.domain import Explanation, Publication, Span
from trucewatch.incidents import Incidents
from trucewatch.intake import road_network
from trucewatch.mission import Mission, Period, as_long_before, period_for, previous
from trucewatch.planning import Planning
from trucewatch.record import Checkpoint, Holdings
from trucewatch.supplies import Supplies

from .behind import behind
from .naming import Naming

CHART_PERIODS = 7
"""How many periods, this one included, the charts of counts and of coverage go back."""

_OF_A_DAY = re.compile(r"cov:[^/]+/\d{4}-\d\d-\d\d/\w+")


class _Explains(Protocol):
    def explain(self, row_id: str, /) -> Explanation: ...


class Past(NamedTuple):
    """One period: its counts (COUNTS) and what was observed in it (SECTORS)."""

    period: Period
    counts: pl.DataFrame
    sectors: pl.DataFrame


@dataclass(frozen=True)
class Pictures:
    """What the mission can say about ``period``, as known at ``holdings.known_at``.

    ``checkpoint`` is the signed state of the record they were drawn from; ``earlier`` the last publication about
    the same period, if there was one. ``ranges`` are what was learned of how far watchers notice,
    ``exposure`` what would so have been noticed in the days that estimates learn from (EXPOSURE), ``sectors_before``
    what was observed in the period before (SECTORS).
    """

    mission: Mission
    holdings: Holdings
    checkpoint: Checkpoint
    period: Period
    incidents: Incidents
    coverage: Coverage
    ranges: Ranges
    exposure: pl.DataFrame
    sectors_before: pl.DataFrame
    ceasefire: Ceasefire
    corridor: Corridor
    supplies: Supplies
    agreement: Agreement
    earlier: Publication | None

    @classmethod
    def of(cls, holdings: Holdings, mission: Mission, day: date, *, checkpoint: Checkpoint) -> Self:
        """Every picture of the period that ends at the cut-off of ``day``, of what others had said by then.

        Raises ValueError if no period ends then.
        """
        return cls.over(holdings, mission, period_for(mission, day), checkpoint=checkpoint)

    @classmethod
    def over(cls, holdings: Holdings, mission: Mission, period: Period, *, checkpoint: Checkpoint) -> Self:
        """Every picture of ``period``, which may be longer than one of the calendar: from a meeting to the next."""
        events = incidents.assess(holdings, mission)
        before = previous(mission, period)
        both = coverage.assess(holdings, mission, Span(before.span.start, period.span.end), events.frame)
        ranges = coverage.ranges(events.trials(coverage.taught_by(mission, period)), mission)
        exposed = coverage.exposure(holdings, mission, ceasefire.history(mission, period), ranges)
        said = holdings.said_by(period.span.end)
        publications = [held.thing for held in holdings.publications if held.thing.period == period.span]
        looking = coverage.assess(holdings, mission, period.span, events.frame)
        fire = ceasefire.assess(events, both, mission, period, exposed, holdings, ranges)
        roads = corridor.assess(said, mission, period, road_network(mission))
        reach = roads.reach.filter(entry="", vehicle="truck").select("place", "reach")
        goods = supplies.assess(said, mission, period, dict(reach.iter_rows()))
        seen = Seen(
            incidents=events.frame,
            coverage=looking,
            wider=both,
            quiet=fire.quiet,
            segments=roads.segments,
            crossings=roads.crossings,
            restrictions=roads.restrictions,
            consignments=goods.consignments,
        )
        return cls(
            mission=mission,
            holdings=holdings,
            checkpoint=checkpoint,
            period=period,
            incidents=events,
            coverage=looking,
            ranges=ranges,
            exposure=exposed,
            sectors_before=both.sectors_in(before.span),
            ceasefire=fire,
            corridor=roads,
            supplies=goods,
            agreement=agreement.assess(said, mission, period, seen),
            earlier=max(publications, key=lambda one: one.known_at, default=None),
        )

    def explain(self, row: str) -> Explanation:
        """Why ``row`` of any picture stands as it does, or what the entry with that id says. Raises KeyError."""
        room = self._room(row)
        if room is None:
            entry = behind(self.holdings, self.mission, [row]).get(row)
            if entry is None:
                raise KeyError(f"no row or entry {row!r} as known at {self.holdings.known_at} entries")
            return Explanation(id=row, says=f"{entry.source}: {entry.said}", rule=entry.kind, entries=(row,))
        try:
            found = room.explain(row)
        except KeyError:
            raise KeyError(
                f"no row {row!r} in the period to {self.period.day}, as known at {self.holdings.known_at} entries"
            ) from None
        return replace(found, says=self.naming.say(found.says))

    def _room(self, row: str) -> _Explains | None:
        """The assessment that has rows of this kind; None if it is no row of a picture."""
        prefix, colon, _ = row.partition(":")
        if not colon:
            return None
        if prefix == "plan":
            return self.plan
        if row.startswith("pass:week:"):
            return self.week
        if row.startswith("cov:detection/"):
            return self.ranges
        if _OF_A_DAY.fullmatch(row):
            return self.looking_back
        rooms: dict[str, _Explains] = {
            "inc": self.incidents,
            "lead": self.incidents,
            "cov": self.coverage,
            "cfv": self.ceasefire,
            "quiet": self.ceasefire,
            "seg": self.corridor,
            "reach": self.corridor,
            "pass": self.corridor,
            "rst": self.corridor,
            "flow": self.supplies,
            "srv": self.supplies,
            "claim": self.agreement,
            "say": self.agreement,
            "find": self.agreement,
            "kept": self.agreement,
            "case": self.agreement,
            "step": self.agreement,
        }
        return rooms.get(prefix)

    def before(self) -> Self:
        """The pictures of a stretch as long before this one, as known now."""
        stretch = as_long_before(self.mission, self.period)
        return self.over(self.holdings, self.mission, stretch, checkpoint=self.checkpoint)

    def explained(self, wanted: Iterable[str]) -> dict[str, Explanation]:
        """The rows ``wanted``, and the rows they were made from, each explained."""
        found: dict[str, Explanation] = {}
        waiting = list(dict.fromkeys(wanted))
        while waiting:
            row = waiting.pop()
            if row not in found:
                found[row] = self.explain(row)
                waiting.extend(found[row].parts)
        return dict(sorted(found.items()))

    @cached_property
    def plan(self) -> Planning:
        """Where to look in the 24 hours after the period. For the mission alone."""
        reach = self.corridor.reach.filter(entry="", vehicle="car").select("place", "reach")
        return planning.assess(
            self.incidents,
            self.holdings,
            self.mission,
            self.period,
            self.exposure,
            dict(reach.iter_rows()),
            self.ranges,
        )

    @cached_property
    def naming(self) -> Naming:
        """The names of the mission for its ids."""
        return Naming.of(self.mission)

    @cached_property
    def week(self) -> Weekly:
        """The weekly table of the crossings for the seven days up to the end of the period."""
        return weekly(self.holdings.said_by(self.period.span.end), self.mission, self.period.day)

    def coverage_by_cell(self) -> pl.DataFrame:
        """Each cell's shares of the period observed and impaired: columns cell, observed, impaired."""
        return self.coverage.cells.group_by("cell", maintain_order=True).agg(
            observed=pl.col("observed_share").mean(), impaired=pl.col("impaired_share").mean()
        )

    @cached_property
    def _periods(self) -> tuple[Period, ...]:
        """The last periods up to this one, the latest first, and the one that the oldest is compared with."""
        periods = [self.period]
        while len(periods) <= CHART_PERIODS:
            periods.append(previous(self.mission, periods[-1]))
        return tuple(periods)

    @cached_property
    def looking_back(self) -> Coverage:
        """Where and when the mission was looking in the last periods, as known now; its calendar is that of days."""
        span = Span(self._periods[-1].span.start, self.period.span.end)
        return coverage.assess(self.holdings, self.mission, span, self.incidents.frame)

    @cached_property
    def history(self) -> tuple[Past, ...]:
        """The counts and coverage of the last periods up to this one, the oldest first, as known now."""
        looking = self.looking_back
        return tuple(
            Past(
                period,
                ceasefire.assess(self.incidents, looking, self.mission, period).counts,
                looking.sectors_in(period.span),
            )
            for period in reversed(self._periods[:-1])
        )

    def unseen(self) -> frozenset[str]:
        """The rows, those of coverage aside, that say that something was not observed, not assessed, or not noticed."""
        return frozenset().union(
            self.ceasefire.counts.filter(pl.col("value").fill_null(0) == 0)["id"],
            self.ceasefire.alarms.filter(pl.col("state") != "alarm")["id"],
            self.ceasefire.fires.filter(pl.col("state") != "excess")["id"],
            self.ceasefire.corroborations.filter(pl.col("verdict") != "speaks")["id"],
            self.corridor.segments.filter(pl.col("status") == "not_observed")["id"],
            self.corridor.passable.filter(pl.col("passable") == "not_known")["id"],
            self.corridor.passages.filter(pl.col("count").is_null())["id"],
            self.corridor.crossings.filter(pl.col("watched_h") == 0)["id"],
            self.corridor.unseen.filter(pl.col("low").is_null())["id"],
            self.corridor.gaps["id"],
            self.supplies.met.filter(pl.col("share_low").is_null())["id"],
            self.supplies.cover.filter(pl.col("counted_on").is_null())["id"],
            self.supplies.registers.filter(pl.col("basis") == "not_known")["id"],
            self.supplies.services.filter(pl.col("state") == "not_observed")["id"],
            self.supplies.reckonings.filter(pl.col("verdict") == "not_told")["id"],
            self.agreement.record.filter(pl.col("outcome") == "not_observed")["id"],
            self.agreement.clauses["id"],
            self.agreement.compliance.filter(~pl.col("verdict").is_in(("in_breach", "disputed", "complied", "")))["id"],
        )

    def spreads(self) -> dict[str, float]:
        """How wide the interval of a row is, as a share of its middle, for every row that has one."""
        intervals = (
            (self.ceasefire.counts, "low", "high"),
            (self.ceasefire.rates, "low", "high"),
            (self.ceasefire.lists, "low", "high"),
            (self.corridor.passages, "count_low", "count_high"),
            (self.corridor.unseen, "low", "high"),
            (self.supplies.flows, "amount_low", "amount_high"),
            (self.supplies.against, "share_low", "share_high"),
            (self.supplies.met, "share_low", "share_high"),
            (self.supplies.cover, "full_low", "full_high"),
            (self.supplies.registers, "low", "high"),
            (self.supplies.reckonings, "low", "high"),
            (self.agreement.claims, "amount_low", "amount_high"),
        )
        return {
            row: (high - low) / ((high + low) / 2)
            for frame, least, most in intervals
            for row, low, high in frame.select("id", least, most).drop_nulls().iter_rows()
            if high + low > 0
        }
