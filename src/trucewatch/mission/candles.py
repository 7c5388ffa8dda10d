"""Standard candles: things that burn all year, whose detections show how much satellites see."""

from datetime import date

import msgspec


class Candle(msgspec.Struct, frozen=True, kw_only=True):
    """A constant source of heat: a steel works, a gas flare.

    Detections within ``radius_m`` of ``lon``, ``lat`` are taken for its own. ``since`` and ``until`` are the first and
    last day on which it is known to burn as usual, None where open. ``source`` says who vouches for that.
    """

    id: str
    name: str
    lon: float
    lat: float
    radius_m: float = 3000.0
    since: date | None = None
    until: date | None = None
    source: str = ""

    def burns(self, first: date, last: date) -> bool:
        """True if it is known to burn on every day from ``first`` to ``last``."""
        return (self.since is None or self.since <= first) and (self.until is None or last <= self.until)
