"""The road network that the mission file names, read once and kept as arrays beside the record."""

from hashlib import sha256
from pathlib import Path

from ..mission import Mission, RoadFile
from ..places import Columns, Roads, read_lines, read_osm


def road_network(mission: Mission) -> Roads | None:
    """The network of the mission's area; None where its file names none.

    Arrays are kept in the folder *roads* of the record, by the hash of the file they were read from: they may be
    deleted at any time. Raises ValueError if the file cannot be read, ModuleNotFoundError if it is an extract and the
    extra *roads* is not installed.
    """
    if mission.roads is None:
        return None
    folder = mission.home / "record" / "roads"
    kept = folder / f"{_key(mission.roads)}.npz"
    if kept.is_file():
        try:
            return Roads.load(kept)
        except (ValueError, OSError, KeyError, EOFError):
            kept.unlink()
    roads = _read(mission.home / mission.roads.path, mission.roads)
    if (mission.home / "record").is_dir():
        folder.mkdir(exist_ok=True)
        roads.save(kept)
    return roads


def _read(path: Path, said: RoadFile) -> Roads:
    if said.pbf:
        return read_osm(path)
    return read_lines(path, Columns(said.class_column, said.oneway_column, said.name_column), said.layer)


def _key(said: RoadFile) -> str:
    how = [] if said.pbf else [said.class_column, said.oneway_column, said.name_column, said.layer]
    return sha256("\0".join([said.sha256, *how]).encode()).hexdigest()[:32]
