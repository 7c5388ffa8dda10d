"""Place as a mission hears of it: a region with a density, never a bare dot.

These are the plain, storable forms. Their geometry (density, sampling, containment, mean, ellipse in
a local metric projection) is in ``trucewatch.places``.
"""

import msgspec


def _lonlat(lon: float, lat: float) -> None:
    if not -180 <= lon <= 180:
        raise ValueError(f"longitude {lon} is outside -180..180")
    if not -90 <= lat <= 90:
        raise ValueError(f"latitude {lat} is outside -90..90")


class Point(msgspec.Struct, frozen=True, gc=False, tag="point"):
    """A position with an error: 90 % of the probability lies within ``error_m`` metres (CE90)."""

    lon: float
    lat: float
    error_m: float

    def __post_init__(self) -> None:
        _lonlat(self.lon, self.lat)
        if self.error_m <= 0:
            raise ValueError("a point needs an error above 0 m")


class Bearing(msgspec.Struct, frozen=True, gc=False, tag="bearing"):
    """A direction and range band from where the observer stood (``lon``, ``lat``).

    ``bearing_deg`` is clockwise from true north; 90 % of the probability lies within ``half_width_deg``
    of it (a 16-point compass word has 11.25). The range lies between ``near_m`` and ``far_m``.
    """

    lon: float
    lat: float
    bearing_deg: float
    half_width_deg: float
    near_m: float
    far_m: float

    def __post_init__(self) -> None:
        _lonlat(self.lon, self.lat)
        if not 0 <= self.bearing_deg < 360:
            raise ValueError(f"bearing {self.bearing_deg} is outside 0..360")
        if not 0 < self.half_width_deg <= 180:
            raise ValueError(f"half width {self.half_width_deg} is outside 0..180")
        if not 0 <= self.near_m < self.far_m:
            raise ValueError(f"range {self.near_m}-{self.far_m} m is not a band")


class Cell(msgspec.Struct, frozen=True, gc=False, tag="cell"):
    """An MGRS square: uniform over it. ``lon``, ``lat`` are its centre, ``size_m`` its side."""

    mgrs: str
    lon: float
    lat: float
    size_m: float

    def __post_init__(self) -> None:
        _lonlat(self.lon, self.lat)
        if self.size_m <= 0:
            raise ValueError("a cell needs a side above 0 m")


class Place(msgspec.Struct, frozen=True, gc=False, tag="place"):
    """A named place of the mission; 90 % of the probability lies within ``radius_m`` of its centre.

    ``named`` is the name the source used, kept as it stood.
    """

    place: str
    lon: float
    lat: float
    radius_m: float
    named: str = ""

    def __post_init__(self) -> None:
        _lonlat(self.lon, self.lat)
        if self.radius_m <= 0:
            raise ValueError("a place needs a radius above 0 m")


class Polygon(msgspec.Struct, frozen=True, tag="polygon"):
    """Uniform over one ring of (lon, lat) corners, first not repeated."""

    ring: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(self.ring) < 3:
            raise ValueError("a polygon needs three corners or more")
        for lon, lat in self.ring:
            _lonlat(lon, lat)


class Anywhere(msgspec.Struct, frozen=True, tag="anywhere"):
    """Somewhere in the mission's area: the source did not say where."""


Where = Point | Bearing | Cell | Place | Polygon | Anywhere


class Around(msgspec.Struct, frozen=True, tag="around"):
    """What a post, camera or sensor looks over: a disc of ``range_m``, or a sector of it.

    ``facing_deg`` is the middle of the field of view clockwise from true north, ``field_deg`` its full
    width (360 for all round).
    """

    lon: float
    lat: float
    range_m: float
    facing_deg: float = 0.0
    field_deg: float = 360.0

    def __post_init__(self) -> None:
        _lonlat(self.lon, self.lat)
        if self.range_m <= 0:
            raise ValueError("a view needs a range above 0 m")
        if not 0 < self.field_deg <= 360:
            raise ValueError(f"field of view {self.field_deg} is outside 0..360")


class Track(msgspec.Struct, frozen=True, tag="track"):
    """What a patrol looks over: ``reach_m`` around each fix (lon, lat, seconds since the watch began)."""

    fixes: tuple[tuple[float, float, float], ...]
    reach_m: float

    def __post_init__(self) -> None:
        if not self.fixes:
            raise ValueError("a track needs one fix or more")
        for lon, lat, _ in self.fixes:
            _lonlat(lon, lat)
        if self.reach_m <= 0:
            raise ValueError("a track needs a reach above 0 m")


View = Around | Track | Polygon | Anywhere
