"""Road networks read from OpenStreetMap extracts (PBF), split at junctions."""

from collections.abc import Iterator
from pathlib import Path

from .roads import Roads
from .ways import Way, meeting


def read_osm(path: Path) -> Roads:
    """The roads of the OpenStreetMap extract ``path`` (.osm.pbf or any form osmium reads).

    Stretches are named "way/part". Raises ValueError if the file cannot be read or holds no road, ModuleNotFoundError
    if the package osmium (extra *roads*) is missing.
    """
    ways = list(_ways(path))
    if not ways:
        raise ValueError(f"{path} holds no road: give an extract that has ways tagged highway, with their nodes")
    return meeting(ways)


def _ways(path: Path) -> Iterator[Way]:
    import osmium

    if not path.is_file():
        raise ValueError(f"{path} is no file: give the path of an OpenStreetMap extract")
    try:
        reading = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        for thing in reading:
            if isinstance(thing, osmium.osm.Way):
                corners = [(node.ref, (node.lon, node.lat)) for node in thing.nodes if node.location.valid()]
                if way := Way.tagged(str(thing.id), corners, {tag.k: tag.v for tag in thing.tags}):
                    yield way
    except RuntimeError as error:
        raise ValueError(f"{path} cannot be read as an OpenStreetMap extract: {error}") from error
