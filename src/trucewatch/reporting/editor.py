"""What every section needs to say something: names as the mission uses them, local times, places with their gloss."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from trucewatch.mission import Mission, compared_with, names, previous
from trucewatch.places import bearing_deg, distance_m

from . import wording
from .behind import source_name
from .document import Figure, Inline, Name, Phrase, say
from .naming import clauses, titles
from .pictures import Pictures

Row = dict[str, Any]

_ANCHOR_RANK = 1
_HOUR = timedelta(hours=1)
_INSTANT = timedelta(microseconds=1)


def rows(frame: pl.DataFrame, *conditions: pl.Expr) -> Iterator[Row]:
    """The rows of ``frame`` that meet every condition, in its order."""
    return (frame.filter(*conditions) if conditions else frame).iter_rows(named=True)


class Editor:
    """Says names, times and places of one set of pictures; ``claims`` are those made, by entry.

    ``before`` is what the period before is called, ``before_long`` with its length where it is not ``as_long`` as this.
    """

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.mission: Mission = pictures.mission
        self.period = pictures.period
        self.zone = ZoneInfo(self.mission.zone)
        self.remote = self.mission.presence == "remote"
        self._titles = {"": "the area", "area": "the area"} | titles(self.mission)
        self._clauses = clauses(self.mission)
        before = previous(self.mission, self.period)
        self.hours_before = before.span.length / _HOUR
        self.as_long = before.days == self.period.days
        self.before = compared_with(self.mission, self.period)
        self.before_long = self.before if self.as_long else f"{self.before} of {wording.hours(self.hours_before)}"
        self.claims = {held.id: held.thing for held in pictures.holdings.claims}
        self._anchors = [place for place in self.mission.places.values() if place.rank <= _ANCHOR_RANK]

    @property
    def marking(self) -> str:
        """What is set on every page: that an exercise is one."""
        if self.mission.mode != "exercise":
            return ""
        return "EXERCISE – EXERCISE – EXERCISE: simulated; nothing in this document happened"

    @property
    def source_line(self) -> str:
        """The state of the record a paper was made from, for the foot of its pages."""
        checkpoint = self.pictures.checkpoint
        return f"Record {checkpoint.origin}, {checkpoint.size:,} entries, root {checkpoint.root[:16]}…"

    def local(self, moment: datetime) -> datetime:
        """The moment in the mission's zone."""
        return moment.astimezone(self.zone)

    def stamp(self, start: datetime, end: datetime) -> str:
        """An event's time for a table: "12 Jul, 14:05", or its interval."""
        first, last = self.local(start), self.local(end)
        if last - first < timedelta(minutes=1):
            return f"{wording.short_day(first)}, {wording.clock(first)}"
        if first.date() == last.date():
            return f"{wording.short_day(first)}, {wording.clock(first)}–{wording.clock(last)}"
        return f"{wording.short_day(first)}, {wording.clock(first)} – {wording.short_day(last)}, {wording.clock(last)}"

    def days(self, start: datetime, end: datetime) -> str:
        """The local days that a half-open span covers."""
        last = max(start, end - _INSTANT)
        return wording.days(self.local(start).date(), self.local(last).date())

    def place(self, place: str) -> Inline:
        """A place by the names both parties use, with where it is; its id where the mission lacks it."""
        if place not in self.mission.places:
            return Name(place)
        there = self.mission.places[place]
        others = [anchor for anchor in self._anchors if anchor.id != place]
        if there.rank <= _ANCHOR_RANK or not others:
            return Name(names(self.mission, place))
        metres = [float(distance_m(anchor.lon, anchor.lat, there.lon, there.lat)) for anchor in others]
        nearest = others[metres.index(min(metres))]
        degrees = float(bearing_deg(nearest.lon, nearest.lat, there.lon, there.lat))
        gloss = wording.gloss(min(metres), degrees, names(self.mission, nearest.id))
        return Name(names(self.mission, place), gloss)

    def near(self, place: str | None, metres: float | None, degrees: float | None) -> Phrase:
        """Where something is, from the nearest named place: "2.5 km NW of X", "in or near X"."""
        if not place or metres is None or degrees is None:
            return say("an unknown location")
        if metres < self.mission.places[place].radius_m:
            return say("in or near ", self.place(place))
        return say(f"{wording.distance(metres)} {wording.direction(degrees)} of ", self.place(place))

    def sector(self, sector: str) -> str:
        """What a sector is called in a sentence."""
        known = {one.id: one.name for one in self.mission.sectors}
        return f"the {known[sector]}" if sector in known else "the area outside the sectors"

    def who(self, who: str) -> str:
        """What a source or a party is called."""
        for party in self.mission.parties:
            if party.id == who:
                return party.short
        return source_name(self.mission, who)

    def end_of(self, where: str) -> str:
        """What a crossing, corridor, segment, place or sector is called; its id where the mission lacks it."""
        return self._titles.get(where, where)

    def clause(self, clause: str) -> str:
        """What a clause is called; its id where the mission lacks it."""
        return self._clauses.get(clause, clause)

    def listing(self, phrases: Iterable[Phrase], last: str = "and") -> Phrase:
        """Phrases joined as a list in a sentence."""
        items = list(phrases)
        joined: list[Inline] = []
        for place, item in enumerate(items):
            if place:
                joined.extend(say(f" {last} " if place == len(items) - 1 else ", "))
            joined.extend(item)
        return tuple(joined)


def figure(text: str, row: Row) -> Figure:
    """A figure that opens ``row`` of a picture."""
    return Figure(text, row["id"])
