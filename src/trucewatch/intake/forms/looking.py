"""Forms of looking: watches, and the tracks of patrols."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from ...domain import Account, Around, Span, Track, View, Watch
from ...mission import Source
from ...places import distance_m
from ..desk import Desk
from ..errors import UnreadableError
from ..quantities import read_number
from ..rows import Row, code_reader
from ..times import read_stamp
from . import cells
from .events import ABOUT, WHO, source_of
from .form import Form

REACH_M = 1000.0
"""How far a patrol looks around itself where neither the row nor the register says."""

_MOST_FIXES = 1_500
"""What an entry can hold of a way."""

_STATES = {
    "on": ("on", "looking", "operational", "ok", "yes"),
    "impaired": ("impaired", "limited", "poor visibility", "degraded", "partly"),
    "denied": ("denied", "refused", "no access", "kept out"),
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_MEANS = code_reader("means")
_NOTICES = {"camera": ("recorded",), "acoustic": ("recorded",), "satellite": ("detected",)}


def _state(text: str) -> str:
    found = _STATE_OF.get(text.casefold())
    if found is None:
        raise UnreadableError(f"{text[:60]!r} is not a state of a watch", "write on, impaired or denied")
    return found


def _notices(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_MEANS(word) for word in cells.listed(text)))


def _watch(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    state = row.read("state", _state, "on")
    notices = row.read("notices", _notices, _NOTICES.get(source.type, ("heard", "seen")) if source else ())
    span = cells.span(row, desk)
    if span and span.start == span.end:
        row.fault("end" if row.text("end") else "until", "the watch has no length", "say from when to when")
    view = _view(row, desk, source)
    if row.problems or source is None or span is None or view is None:
        return ()
    return (
        Watch(
            source=source.id,
            span=span,
            view=view,
            state=state,  # type: ignore[arg-type]
            notices=notices,
            reason=row.text("reason"),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


def _view(row: Row, desk: Desk, source: Source | None) -> View | None:
    """What the row, or where it says nothing the register, has it look over; None, and a fault, if neither says."""
    number = cells.number(desk)
    at = cells.position(row)
    moved = at is not None
    if at is None and source and source.lon is not None and source.lat is not None:
        at = source.lon, source.lat
    range_m = row.read("range_m", number, (source.range_m or 0.0) if source else 0.0)
    facing = row.read("facing_deg", cells.degrees, source.facing_deg if source else 0.0)
    field = row.read("field_deg", cells.degrees, source.field_deg if source and not moved else 360.0)
    if not 0 < field <= 360:
        row.fault("field_deg", "is outside 0..360", "give the full width of the view in degrees")
        return None
    if row.problems or source is None:
        return None
    if at is None:
        row.fault("source", f"the position of {source.id} is not known", "give lon and lat here or in sources.csv")
        return None
    if range_m <= 0:
        row.fault("range_m", f"how far {source.id} looks is not known", "give range_m here or in sources.csv")
        return None
    return Around(*at, range_m, facing % 360, field)


WATCHES = Form(
    name="watches",
    needs=("source", "state"),
    columns={
        **WHO,
        **cells.TIME,
        "state": "on, impaired (could not see or hear as usual) or denied (kept out)",
        "notices": "means by which it could notice, divided by bars: heard|seen; by the source's type if empty",
        "reason": "why it was impaired or denied",
        "lon": "where it looked from, if not the register's position; decimal degrees",
        "lat": "where it looked from; decimal degrees",
        "range_m": "how far it looks, metres; the register's if empty",
        "facing_deg": "middle of the field of view, degrees from true north; the register's if empty",
        "field_deg": "full width of the field of view, degrees; the register's if empty, 360 from another position",
        **ABOUT,
    },
    read=_watch,
)


def _fix(row: Row, desk: Desk) -> tuple[Account, ...]:
    """One fix, as a watch of one moment; ``joined`` makes the patrol's watch of them."""
    source = source_of(row, desk)
    moment = row.needed("time", lambda text: read_stamp(text, desk.times), None)
    at = cells.position(row)
    if at is None and not row.text("lon") and not row.text("lat"):
        row.fault("lon", "is empty", "give the position of the fix")
    usual = source.range_m if source and source.range_m else REACH_M
    reach = row.read("reach_m", read_number, usual)
    if reach <= 0:
        row.fault("reach_m", "is not above 0 m", "leave it empty if it is not known")
    if moment is not None and moment.unit > 60:
        row.fault("time", "has no time of day", "a fix needs its moment")
    if row.problems or source is None or at is None or moment is None:
        return ()
    return (
        Watch(
            source=source.id,
            span=Span(moment.start, moment.start),
            view=Track(((*at, 0.0),), reach),
            notices=_NOTICES.get(source.type, ("heard", "seen")),
            ref=row.text("patrol"),
        ),
    )


def joined(fixes: list[Watch]) -> Watch:
    """The watch of one patrol: its fixes in order of time, each moment once. The least reach holds for all."""
    places: dict[float, tuple[float, float]] = {}
    tracks: list[tuple[Watch, Track]] = [(watch, watch.view) for watch in fixes if isinstance(watch.view, Track)]
    start = min(watch.span.start for watch, _ in tracks)
    for watch, track in tracks:
        offset = (watch.span.start - start).total_seconds()
        for lon, lat, seconds in track.fixes:
            places.setdefault(offset + seconds, (lon, lat))
    ordered = thinned([(*places[seconds], seconds) for seconds in sorted(places)])
    end = max(watch.span.end for watch, _ in tracks)
    first = tracks[0][0]
    return Watch(
        source=first.source,
        span=Span(start, end),
        view=Track(ordered, min(track.reach_m for _, track in tracks)),
        notices=first.notices,
        ref=first.ref,
    )


def thinned(fixes: Sequence[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """As many ``fixes`` (lon, lat, seconds; in order) as an entry holds: one of each stretch of time, and the last."""
    if len(fixes) <= _MOST_FIXES:
        return tuple(fixes)
    began, stretch = fixes[0][2], (fixes[-1][2] - fixes[0][2]) / (_MOST_FIXES - 1)
    slots = {int((fix[2] - began) / stretch): fix for fix in reversed(fixes)}
    return (*(slots[slot] for slot in sorted(slots)[: _MOST_FIXES - 1]), fixes[-1])


TRACKS = Form(
    name="tracks",
    needs=("time", "lon", "lat"),
    columns={
        "source": "id or name of the patrol in the register; in GPX the name of the track",
        "patrol": "name of the patrol: the fixes of one patrol make one watch",
        "time": "moment of the fix, ISO 8601",
        "lon": "longitude in decimal degrees",
        "lat": "latitude in decimal degrees",
        "reach_m": "how far the patrol looks around itself, metres; the register's range or 1000 if empty",
    },
    read=_fix,
    by_patrol=True,
)


def _patrol(row: Row, desk: Desk) -> tuple[Account, ...]:
    """The watch of a patrol whose way was traced without times: spread over its span by distance, at even speed."""
    source = source_of(row, desk)
    state = row.read("state", _state, "on")
    notices = row.read("notices", _notices, _NOTICES.get(source.type, ("heard", "seen")) if source else ())
    span = cells.span(row, desk)
    if span and span.start == span.end:
        row.fault("end", "the patrol has no length", "say from when to when")
    fixes = row.read("track", lambda text: _fixes(text, desk), ())
    trace = tuple(at for at, _ in fixes) or row.needed("trace", _trace, ())
    usual = source.range_m if source and source.range_m else REACH_M
    reach = row.read("reach_m", read_number, usual)
    if reach <= 0:
        row.fault("reach_m", "is not above 0 m", "leave it empty if it is not known")
    if span and any(moment for _, moment in fixes):
        walked = sorted({moment: at for at, moment in fixes if moment and span.start <= moment <= span.end}.items())
        if len(walked) < 2:
            row.fault(
                "track", "has no way between these hours", "attach the track of this patrol, or correct its hours"
            )
            return ()
        span = Span(walked[0][0], walked[-1][0])
        way = tuple((*at, (moment - span.start).total_seconds()) for moment, at in walked)
    else:
        way = _paced(trace, span.length.total_seconds()) if span else ()
    if row.problems or source is None or span is None:
        return ()
    return (
        Watch(
            source=source.id,
            span=span,
            view=Track(thinned(way), reach),
            state=state,  # type: ignore[arg-type]
            notices=notices,
            reason=row.text("reason"),
            ref=row.text("ref"),
            text=row.text("text"),
        ),
    )


def _trace(text: str) -> tuple[tuple[float, float], ...]:
    """The (lon, lat) points of a line written as ``lat lon altitude accuracy;…``, each that stands still once."""
    points: list[tuple[float, float]] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        numbers = part.split()
        if len(numbers) < 2:
            raise UnreadableError(f"{part[:40]!r} is not a point of a line", "write lat lon;lat lon;…")
        lat, lon = cells.degrees(numbers[0]), cells.degrees(numbers[1])
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise UnreadableError(f"{part[:40]!r} is outside the globe", "check that lat comes before lon")
        if not points or points[-1] != (lon, lat):
            points.append((lon, lat))
    if not points:
        raise UnreadableError("holds no point", "give the way of the patrol, or say that it stood at a post")
    return tuple(points)


def _fixes(text: str, desk: Desk) -> tuple[tuple[tuple[float, float], datetime | None], ...]:
    """The ((lon, lat), moment) of a way written as ``lat lon moment;…``, without the moment where there is none."""
    found: list[tuple[tuple[float, float], datetime | None]] = []
    for part in text.split(";"):
        lat, lon, *moment = part.split(maxsplit=2)
        at = (cells.degrees(lon), cells.degrees(lat))
        if not (abs(at[1]) <= 90 and abs(at[0]) <= 180):
            raise UnreadableError(f"{part[:40]!r} is outside the globe", "export the track again")
        found.append((at, read_stamp(moment[0], desk.times).start if moment else None))
    return tuple(found)


def _paced(points: tuple[tuple[float, float], ...], seconds: float) -> tuple[tuple[float, float, float], ...]:
    run = [0.0]
    for (lon, lat), (next_lon, next_lat) in pairwise(points):
        run.append(run[-1] + float(distance_m(lon, lat, next_lon, next_lat)))
    scale = seconds / run[-1] if run[-1] else 0.0
    return tuple((lon, lat, round(metres * scale, 1)) for (lon, lat), metres in zip(points, run, strict=True))


PATROLS = Form(
    name="patrols",
    needs=("source", "trace"),
    columns={
        **WHO,
        **cells.TIME,
        "trace": "its way, as field apps write a line: `lat lon altitude accuracy;…`; times along it are by distance",
        "track": "its way with times, `lat lon moment;…`, before the trace; what lies within the hours counts",
        "state": "on, impaired (could not see or hear as usual) or denied (kept out)",
        "notices": "means by which it could notice, divided by bars: heard|seen; by the source's type if empty",
        "reason": "why it was impaired or denied",
        "reach_m": "how far the patrol looks around itself, metres; the register's range or 1000 if empty",
        **ABOUT,
    },
    read=_patrol,
)
