"""What the weather was, as somebody told it."""

import msgspec

from .when import Span
from .where import Anywhere, Where

FOG_M = 1000.0
"""In fog nothing is visible from this far on (World Meteorological Organization, International Cloud Atlas)."""


class Weather(msgspec.Struct, frozen=True, tag="weather", kw_only=True):
    """One account of the weather at a station or place over a span; *anywhere* speaks of the whole area.

    ``visibility_m`` is how far anything could be seen, ``wind_from_deg`` where the wind of ``wind_ms`` metres a second
    blew from, clockwise from true north (None in a calm or where it varied). None is not told.
    """

    source: str
    span: Span
    where: Where = Anywhere()
    visibility_m: float | None = None
    fog: bool = False
    wind_ms: float | None = None
    wind_from_deg: float | None = None
    ref: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if min(self.visibility_m or 0, self.wind_ms or 0) < 0:
            raise ValueError("visibility and wind are not below 0")
        if self.wind_from_deg is not None and not 0 <= self.wind_from_deg < 360:
            raise ValueError(f"a wind from {self.wind_from_deg} degrees is outside 0..360")

    @property
    def sight_m(self) -> float | None:
        """How far anything could be seen: what was told, in fog at most FOG_M; None if neither was."""
        if self.fog:
            return min(FOG_M, self.visibility_m if self.visibility_m is not None else FOG_M)
        return self.visibility_m
