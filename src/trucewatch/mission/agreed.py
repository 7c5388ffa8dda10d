"""What the parties agreed, as plain frozen data: clauses in their renderings, zones, storage sites and inventories."""

from datetime import date
from typing import Literal

import msgspec
from shapely import MultiPolygon, Polygon

Side = str
"""A party's id, or "" for neither."""


class ClauseText(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of the agreement as one published rendering has it."""

    clause: str
    version: str
    text: str
    source: str


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """An area out of which clauses keep weapons of ``party``; ``area`` in lon/lat."""

    id: str
    name: str
    party: Side
    area: Polygon | MultiPolygon
    source: str = ""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A storage site of ``party``: what stands within ``radius_m`` of it is in storage."""

    id: str
    name: str
    party: Side
    lon: float
    lat: float
    radius_m: float = 500.0
    source: str = ""


class Inventory(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a kind of weapon are registered at a storage site, by which document."""

    site: str
    weapon: str
    count: int
    source: str = ""


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation: who is bound, what, by when, how it could be observed, and how it is tested.

    ``due`` is the day by which; ``due_inclusive`` maps each text version to whether that day is still in time. It is
    in force from ``starts`` to ``until`` and once every clause of ``after`` is confirmed as complied with.

    ``test`` is what the record is asked (see *docs/agreement.md*), "" where no test is possible. Of *conduct* each
    bound party answers for what itself did, of a *result* all of them for what came about. ``weapons`` with calibres
    from ``from_mm`` up to below ``below_mm`` are kept out of ``zones`` (``distance_km`` as the text has it), or in
    storage. ``excepts`` are events that break no promise: live-fire *exercise*, *controlled* detonation. A breach is
    proposed from ``breach_from`` rows up, compliance from silence where ``watched`` of the area and time was observed.
    ``terms`` are words and phrases that statements speak of it in, beyond its own.
    """

    id: str
    title: str
    bound: tuple[str, ...]
    obligation: str
    topic: str
    about: str = ""
    starts: date | None = None
    due: date | None = None
    due_inclusive: dict[str, bool] = {}
    observable: str = ""
    until: date | None = None
    after: tuple[str, ...] = ()
    test: Literal["", "no_fire", "open_road", "access", "deliveries", "withdrawal", "storage"] = ""
    duty: Literal["conduct", "result"] = "conduct"
    weapons: tuple[str, ...] = ()
    from_mm: float | None = None
    below_mm: float | None = None
    distance_km: float | None = None
    zones: tuple[str, ...] = ()
    excepts: tuple[str, ...] = ()
    breach_from: int = 1
    watched: float = 0.95
    terms: tuple[str, ...] = ()
    texts: tuple[ClauseText, ...] = ()
