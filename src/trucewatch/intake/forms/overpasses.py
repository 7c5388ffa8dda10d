"""The form of what satellites looked at: one row an overpass, with the clouds that were in the way."""

from datetime import UTC, timedelta

from ...domain import Account, Anywhere, Around, Span, View, Watch
from ..desk import Desk
from ..errors import UnreadableError
from ..quantities import read_number
from ..rows import Row
from ..times import Clock, on_day, read_day
from . import cells
from .events import overpass_clock, satellite_of
from .form import Form

_PASSES_IN = timedelta(minutes=1)


def _overpass(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = satellite_of(row, desk)
    day = row.needed("acq_date", lambda text: read_day(text, desk.times), None)
    clock = row.read("acq_time", overpass_clock, Clock(0, 0, 86_400))
    cloud = row.needed("cloud", _percent, 0.0)
    view = _view(row)
    if row.problems or day is None or view is None:
        return ()
    start = on_day(day, clock, UTC).span()
    return (
        Watch(
            source=source,
            span=Span(start.start, max(start.end, start.start + _PASSES_IN)),
            view=view,
            notices=("detected",),
            clear=round(1 - cloud / 100, 6),
            reason=row.text("reason"),
            ref=row.text("ref"),
        ),
    )


def _percent(text: str) -> float:
    percent = read_number(text.removesuffix("%"))
    if not 0 <= percent <= 100:
        raise UnreadableError(f"{text} is not a share of the sky", "give per cent, from 0 to 100")
    return percent


def _view(row: Row) -> View | None:
    """The part of the area that the row speaks of; the whole where it names none."""
    at = cells.position(row)
    if at is None:
        return Anywhere()
    range_m = row.needed("range_m", read_number, 0.0)
    if not row.problems and range_m <= 0:
        row.fault("range_m", "is not above 0 m", "say how far from that position the clouds are spoken of")
    return None if row.problems else Around(*at, range_m)


OVERPASSES = Form(
    name="overpasses",
    needs=("acq_date", "cloud"),
    columns={
        "ref": "the source's own number of the row: the same number with other content is a correction",
        "source": "id of the satellite source; found by satellite or instrument, or the only one of the register",
        "acq_date": "day of the overpass, UTC",
        "acq_time": "time of the overpass, UTC: HHMM, HH:MM or HH:MM:SS; empty for one look somewhen in the day",
        "cloud": "share of the ground that clouds hid, per cent",
        "satellite": "T Terra, A Aqua, N Suomi NPP, N20, N21",
        "instrument": "VIIRS or MODIS",
        "lon": "middle of the part of the area spoken of, decimal degrees; empty for the whole area",
        "lat": "middle of the part of the area spoken of, decimal degrees",
        "range_m": "how far that part goes from its middle, metres",
        "reason": "where the figure on clouds is from",
    },
    read=_overpass,
)
