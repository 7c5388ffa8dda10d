"""What a restriction hid: hours of watching, the area watched then, and passages that nobody counted."""

from collections import defaultdict
from collections.abc import Mapping
from math import pi
from typing import Any
from zlib import crc32

from trucewatch.domain import Restriction, Span
from trucewatch.mission import Mission, Source
from trucewatch.record import Held, Holdings

from .counting import vehicles
from .stretches import clip, hours, missing, union
from .undercount import predict
from .unseen import Learned

Watched = Mapping[str, tuple[Span, ...]]


def on_watch(holdings: Holdings, span: Span) -> Watched:
    """By source, when in ``span`` it was on watch."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for held in holdings.watches:
        if held.thing.state == "on":
            found[held.thing.source].append(held.thing.span)
    return {source: union(clip(spans, span)) for source, spans in found.items()}


def hidden(
    held: Held[Restriction], mission: Mission, span: Span, on: Watched, learned: Mapping[str, Learned]
) -> dict[str, Any]:
    """The columns of RESTRICTIONS that say what a restriction of the mission's own movement hid in ``span``."""
    source = held.thing.source
    lost = tuple(part for stretch in clip([held.thing.span], span) for part in missing(on.get(source, ()), stretch))
    watch_h, area = hours(lost), _area_km2(mission.sources[source])
    return {
        "watch_h": watch_h,
        "area_km2h": None if area is None else watch_h * area,
        **_missed(held, mission, lost, learned),
    }


def _missed(
    held: Held[Restriction], mission: Mission, lost: tuple[Span, ...], learned: Mapping[str, Learned]
) -> dict[str, Any]:
    """Vehicles expected at the crossings where the source counts, in the hours of ``lost`` in which nobody did."""
    found = []
    for crossing in mission.crossings.values():
        there = learned[crossing.id]
        if not any(one.source == held.thing.source for taken in there.counted.taken.values() for one in taken):
            continue
        slots = there.slots(lost)
        expected = predict(
            slots, there.passed((crossing.inbound, crossing.outbound), vehicles()), crc32(held.id.encode())
        )
        if expected:
            found.append((crossing.id, float(slots.wanted[slots.known[slots.hour]].sum()), expected))
    return {
        "crossings": [crossing for crossing, _, _ in found],
        "missed_h": sum(missed_h for _, missed_h, _ in found) if found else None,
        "missed_low": sum(expected.low for _, _, expected in found) if found else None,
        "missed_high": sum(expected.high for _, _, expected in found) if found else None,
    }


def _area_km2(source: Source) -> float | None:
    if source.range_m is None:
        return None
    return pi * (source.range_m / 1000) ** 2 * source.field_deg / 360
