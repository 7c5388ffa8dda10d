"""Geometry: regions with densities, grids of cells, distances and directions, positions read from text.

``region`` turns a ``domain.Where`` into a density over the plane of a ``Frame``; ``Grid`` cuts an area into cells;
``read_position`` and ``read_range`` read what sources write, with the names of a ``Gazetteer``. Everything works on
arrays, in degrees on the globe and in metres in the plane. ``Roads`` is a road network, made ``of_lines``, by
``read_osm`` or by ``read_lines``; ``Network`` answers what can be reached over it, what hangs on what, and where it
parts. ``Terrain`` (``read_terrain``) says what can be seen from where. This room knows no mission.
"""

from .compass import HALF_WIDTH_DEG, compass, compass_word
from .densities import Ellipse, Region
from .frame import Frame
from .gazetteer import Gazetteer, Named
from .geodesy import bearing_deg, destination, distance_m
from .grid import Grid
from .heights import TerrainError, read_terrain
from .lines import Columns, read_lines
from .osm import read_osm
from .reading import LIMIT_M, read_position, read_range
from .regions import region, summaries
from .roads import MODES, NEW_NODE, Arcs, Line, Roads, Snaps
from .sight_lines import HIDDEN, UNKNOWN, VISIBLE, Terrain
from .travel import NO_STRETCH, Cut, Network

__all__ = [
    "HALF_WIDTH_DEG",
    "HIDDEN",
    "LIMIT_M",
    "MODES",
    "NEW_NODE",
    "NO_STRETCH",
    "UNKNOWN",
    "VISIBLE",
    "Arcs",
    "Columns",
    "Cut",
    "Ellipse",
    "Frame",
    "Gazetteer",
    "Grid",
    "Line",
    "Named",
    "Network",
    "Region",
    "Roads",
    "Snaps",
    "Terrain",
    "TerrainError",
    "bearing_deg",
    "compass",
    "compass_word",
    "destination",
    "distance_m",
    "read_lines",
    "read_osm",
    "read_position",
    "read_range",
    "read_terrain",
    "region",
    "summaries",
]
