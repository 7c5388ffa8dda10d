"""The file of the area's road network, as the mission file names it."""

import msgspec


class RoadFile(msgspec.Struct, frozen=True, kw_only=True):
    """The roads of the area, beside the mission file: ``pbf`` an OpenStreetMap extract, or ``lines`` a GeoJSON or
    GeoPackage file.

    Of ``lines``, ``layer`` names the table of a GeoPackage with several, and the columns tell the class of a road (as
    OpenStreetMap's *highway*), its one way and its name. Segments, settlements and crossings further than ``limit_m``
    from every road are not joined to the network. ``sha256`` (hex) is that of the file.
    """

    pbf: str = ""
    lines: str = ""
    layer: str = ""
    class_column: str = "highway"
    oneway_column: str = "oneway"
    name_column: str = "name"
    limit_m: float = 250.0
    sha256: str = ""

    @property
    def path(self) -> str:
        """The file, from the mission's directory."""
        return self.pbf or self.lines
