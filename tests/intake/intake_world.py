"""A small mission, made up for the tests of intake, and short ways to take a table in."""

from pathlib import Path

from shapely import LineString, box

from trucewatch.intake import FileResult, take_in
from trucewatch.mission import (
    Clause,
    Corridor,
    Crossing,
    Linking,
    Mission,
    Party,
    Place,
    Reporting,
    Sector,
    Segment,
    Source,
)
from trucewatch.record import Record

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
AREA = box(45.0, 39.0, 48.0, 41.0)


def source(identifier: str, kind: str, **more: object) -> Source:
    return Source(id=identifier, name=f"Source {identifier}", type=kind, **more)  # type: ignore[arg-type]


def mission(home: Path, *, zone: str = "Etc/GMT-4", sources: tuple[Source, ...] = (), **more: object) -> Mission:
    listed = (
        source("op-1", "post", lon=46.5, lat=39.6, range_m=9000.0),
        source("op-2", "post", lon=46.6, lat=39.7, range_m=8000.0),
        source("cam-1", "camera", lon=46.5, lat=39.6, range_m=5000.0, facing_deg=90.0, field_deg=60.0),
        source("pat-1", "patrol"),
        source("cp-1", "checkpoint", lon=46.54, lat=39.589, range_m=500.0),
        source("viirs", "satellite"),
        source("wire", "press"),
        source("aid", "agency"),
        *sources,
    )
    places = (
        Place(id="khankendi", name="Khankendi", lon=46.75, lat=39.82, names={"a": "Stepanakert", "b": "Khankendi"}),
        Place(id="kornidzor", name="Kornidzor", lon=46.53, lat=39.548, others=("Kornijor", "Корнидзор")),
        Place(id="lachin", name="Lachin", lon=46.55, lat=39.637, names={"a": "Berdzor", "b": "Lachin"}),
    )
    fields: dict[str, object] = {
        "id": "test",
        "name": "A mission of the tests",
        "mode": "exercise",
        "presence": "field",
        "zone": zone,
        "home": home,
        "area": AREA,
        "cell_km": 5.0,
        "parties": (Party("a", "Party A", "A"), Party("b", "Party B", "B")),
        "sectors": (Sector("north", "Northern sector", box(45.0, 40.0, 48.0, 41.0)),),
        "sources": {item.id: item for item in listed},
        "places": {item.id: item for item in places},
        "segments": {
            "road-1": Segment(
                id="road-1",
                name="Kornidzor to Lachin",
                corridor="lachin-corridor",
                start="kornidzor",
                end="lachin",
                line=LineString([(46.53, 39.548), (46.55, 39.637)]),
                length_km=10.0,
            )
        },
        "crossings": {
            "bridge": Crossing(
                id="bridge",
                name="Hakari bridge",
                segment="road-1",
                lon=46.54,
                lat=39.589,
                inbound="inbound",
                outbound="outbound",
            )
        },
        "corridors": (
            Corridor(id="lachin-corridor", name="Lachin corridor", segments=("road-1",), crossings=("bridge",)),
        ),
        "populations": (),
        "needs": (),
        "baselines": (),
        "count_rules": {},
        "linking": Linking(),
        "detection": (),
        "reporting": Reporting(),
        "feeds": (),
        "standards": (),
        "clauses": (Clause(id="s6", title="Corridor", bound=("a", "b"), obligation="Open road", topic="corridor"),),
        "fingerprint": "0" * 64,
    }
    return Mission(**(fields | more))  # type: ignore[arg-type]


def take_text(record: Record, world: Mission, text: str | bytes, name: str = "log.csv", **more: object) -> FileResult:
    """Take in a file of this text; the one result."""
    path = world.home / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    [result] = take_in(record, world, path, **more)  # type: ignore[arg-type]
    return result


def accounted(result: FileResult) -> bool:
    """True if every row of the file is kept, repeated, corrected or quarantined."""
    return result.rows == result.kept + result.repeated + result.corrected + result.quarantined
