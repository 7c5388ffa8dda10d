"""Which health facilities and services work, as HeRAMS grades it: the latest of what was seen, with its age."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, ServiceReport, vocabulary
from trucewatch.mission import Facility, Mission, Period
from trucewatch.record import Held, Holdings

from .tables import SERVICES

_DAY = timedelta(days=1)
_TOGETHER_D = 3
"""Reports this close to the latest speak of the same state: where they differ, it is disputed."""

_STALE_D = 14
"""From this age on evidence is called old."""

_RULE = (
    "the latest report of sources that speak for no party, and its age; where sources differ within "
    f"{_TOGETHER_D} days of it, disputed and without a level; what parties say stands beside it and never sets it; "
    "a facility's level is as reported, never made of its services'"
)

Reports = Sequence[Held[ServiceReport]]


def services(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame SERVICES: a row for each facility of the mission as a whole and for each service meant or told of."""
    told: defaultdict[tuple[str, str], list[Held[ServiceReport]]] = defaultdict(list)
    for held in sorted(holdings.service_reports, key=lambda held: (held.thing.when.middle, held.id)):
        if held.thing.when.middle < period.span.end:
            told[held.thing.facility, held.thing.service].append(held)
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for facility in mission.facilities.values():
        for service in _services(facility, told):
            row = _row(mission, facility, service, told.get((facility.id, service), []), period)
            rows.append(row)
            reasons[row["id"]] = Explanation(
                id=row["id"], says=_says(row, facility), rule=_RULE, entries=tuple(row["entries"])
            )
    return pl.DataFrame(rows, schema=SERVICES, orient="row"), reasons


def _services(facility: Facility, told: dict[tuple[str, str], list[Held[ServiceReport]]]) -> Iterator[str]:
    yield ""
    others = {service for name, service in told if name == facility.id} - {"", *facility.services}
    yield from facility.services
    yield from sorted(others)


def _row(mission: Mission, facility: Facility, service: str, told: Reports, period: Period) -> dict[str, Any]:
    seen = [held for held in told if not mission.side(held.thing.source)]
    parties = [party.id for party in mission.parties]
    claimed = sorted(
        _last_each([held for held in told if mission.side(held.thing.source)]),
        key=lambda held: parties.index(mission.side(held.thing.source)),
    )
    row: dict[str, Any] = dict.fromkeys(SERVICES)
    row |= {
        "id": f"srv:{facility.id}:{service or 'all'}:{period.day}",
        "facility": facility.id,
        "place": facility.place,
        "service": service,
        "state": "not_observed",
        **{name: [] for name in ("levels", "reasons", "by", "told", "entries")},
    }
    row["claimed"] = [f"{held.thing.source}: {_level(held.thing.level)}" for held in claimed]
    row["entries"] = [held.id for held in claimed]
    if not seen:
        return row
    last = seen[-1].thing.when.middle
    standing = _last_each([held for held in seen if held.thing.when.middle > last - _TOGETHER_D * _DAY])
    levels = sorted({held.thing.level for held in standing}, key=list(vocabulary("functioning")).index)
    age_d = (period.span.end - last) / _DAY
    latest = standing[-1].thing
    return row | {
        "state": "disputed" if len(levels) > 1 else "observed" if period.span.contains(last) else "earlier",
        "level": levels[0] if len(levels) == 1 else None,
        "levels": levels,
        "reasons": list(dict.fromkeys(reason for held in standing for reason in held.thing.reasons)),
        **{name: getattr(latest, name) or None for name in ("access", "building", "equipment")},
        "seen_on": last,
        "age_d": age_d,
        "stale": age_d > _STALE_D,
        "by": sorted({held.thing.source for held in standing}),
        "told": [f"{held.thing.source}: {_level(held.thing.level)}" for held in standing],
        "entries": sorted({held.id for held in (*standing, *claimed)}),
    }


def _last_each(told: Reports) -> list[Held[ServiceReport]]:
    """Of each source its last report, in order of time."""
    last = {held.thing.source: held for held in told}
    return sorted(last.values(), key=lambda held: (held.thing.when.middle, held.id))


def _level(code: str) -> str:
    return vocabulary("functioning")[code].label


def _says(row: dict[str, Any], facility: Facility) -> str:
    part = f", {vocabulary('services')[row['service']].label}" if row["service"] else ""
    what = f"{facility.name}, {row['place']}{part}"
    claimed = f" Parties say: {'; '.join(row['claimed'])}." if row["claimed"] else ""
    if row["state"] == "not_observed":
        return f"{what}: not observed.{claimed}"
    aged = f"seen {row['age_d']:.1f} days before the end of the period"
    if row["state"] == "disputed":
        return f"{what}: disputed ({'; '.join(row['told'])}), {aged}.{claimed}"
    why = "".join(f"; {vocabulary('barriers')[reason].label}" for reason in row["reasons"])
    return f"{what}: {_level(row['level'])}{why}; {aged}, by {', '.join(row['by'])}.{claimed}"
