"""Track files of satellite receivers and of apps: GPX, and KML with lines or with the tracks that have times.

GPX 1.1 (Topografix), KML 2.2 (OGC 07-147r2) with Google's extension ``gx:Track``. There is no DTD and no network.
"""

from collections.abc import Iterator
from typing import NamedTuple

from .errors import IntakeError

SUFFIXES = (".gpx", ".kml")


class Fix(NamedTuple):
    """A place on the way, in decimal degrees, and its moment as the file writes it (ISO 8601), "" if it has none."""

    lon: float
    lat: float
    time: str


class Line(NamedTuple):
    """A track by its name, or "", with its fixes in the order of the file."""

    name: str
    fixes: tuple[Fix, ...]


def is_track(head: bytes) -> bool:
    """True if a file that begins so is GPX or KML."""
    return b"<gpx" in head.lower() or b"<kml" in head.lower()


def read_tracks(data: bytes, name: str) -> tuple[Line, ...]:
    """The tracks in ``data``, a file called ``name``; routes and waypoints are none. Raises IntakeError."""
    if b"<!doctype" in data.lower():
        raise IntakeError(name, "has a document type, which no track has", "Export the track again")
    try:
        lines = tuple(_gpx(data, name) if b"<gpx" in data[:2000].lower() else _kml(data, name))
    except ImportError:
        mend = "Install what reads it: pip install 'trucewatch[field]'"
        raise IntakeError(name, "is a track file, which this installation does not read", mend) from None
    found = tuple(line for line in lines if line.fixes)
    if not found:
        raise IntakeError(name, "is a GPX or KML file without a track", "Export the track, not waypoints or a route")
    return found


def _gpx(data: bytes, name: str) -> Iterator[Line]:
    import gpxpy
    import gpxpy.gpx

    try:
        book = gpxpy.parse(data)
    except (gpxpy.gpx.GPXException, ValueError, UnicodeDecodeError, LookupError) as error:
        raise IntakeError(name, f"is a damaged GPX file ({error})", "Export the track again") from error
    for track in book.tracks:
        points = (point for segment in track.segments for point in segment.points)
        fixes = (Fix(one.longitude, one.latitude, one.time.isoformat() if one.time else "") for one in points)
        yield Line(track.name or "", tuple(fixes))


def _kml(data: bytes, name: str) -> Iterator[Line]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
        for mark in root.iter("{*}Placemark"):
            fixes: list[Fix] = []
            for track in mark.iter("{*}Track"):
                moments = [(when.text or "").strip() for when in track.iterfind("{*}when")]
                places = [(coord.text or "").split() for coord in track.iterfind("{*}coord")]
                fixes += [
                    Fix(float(lon), float(lat), time) for (lon, lat, *_), time in zip(places, moments, strict=True)
                ]
            for drawn in mark.iter("{*}LineString"):
                places = [place.split(",") for place in (drawn.findtext("{*}coordinates") or "").split()]
                fixes += [Fix(float(lon), float(lat), "") for lon, lat, *_ in places]
            yield Line((mark.findtext("{*}name") or "").strip(), tuple(fixes))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IntakeError(name, f"is a damaged KML file ({error})", "Export the track again") from error
