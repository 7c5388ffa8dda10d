"""Where a patrol could stay, and when."""

from datetime import date, timedelta
from statistics import median

from ..coverage import daylight
from ..domain import Around, Span, Watch
from ..mission import Mission, sector_of

STAY = timedelta(hours=4)
"""How long a stay is."""

USUAL_REACH_M = 8_000.0
"""How far a patrol looks where the register does not say."""


def patrols(mission: Mission, day: date) -> list[str]:
    """The mission's patrols in the register on ``day``."""
    return [
        source.id
        for source in mission.sources.values()
        if source.type == "patrol"
        and mission.own(source.id)
        and (source.since is None or source.since <= day)
        and (source.until is None or source.until >= day)
    ]


def stays(mission: Mission, span: Span, crews: list[str], places: list[str]) -> list[tuple[str, str, Watch]]:
    """Each of ``places`` by day and by night in ``span``: place, *day* or *night*, the watch that it would be."""
    reach = median(mission.sources[crew].range_m or USUAL_REACH_M for crew in crews)
    found = []
    for light in (True, False):
        runs = [run for run, bright in daylight(mission, span) if bright is light and run.length >= STAY]
        if runs:
            longest = max(runs, key=lambda run: run.length)
            start = longest.start + (longest.length - STAY) / 2
            for place in places:
                at = mission.places[place]
                watch = Watch(source=crews[0], span=Span(start, start + STAY), view=Around(at.lon, at.lat, reach))
                found.append((place, "day" if light else "night", watch))
    return found


def within(mission: Mission) -> dict[str, str]:
    """The places that lie in a sector, with it."""
    places = list(mission.places.values())
    sectors = sector_of(mission, [place.lon for place in places], [place.lat for place in places]).tolist()
    return {place.id: sector for place, sector in zip(places, sectors, strict=True) if sector}
