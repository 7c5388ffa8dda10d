"""Writes a mission directory to start from."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def init(home: Path) -> tuple[Path, ...]:
    """Writes a commented, valid example mission into ``home`` and returns the files written.

    Raises FileExistsError, having written nothing, if any of its files is there already.
    """
    starter = files(__package__) / "starter"
    targets = {home / name: source for name, source in _tree(starter)}
    taken = [path for path in targets if path.exists()]
    if taken:
        raise FileExistsError(f"{', '.join(map(str, taken))} would be overwritten: choose another directory")
    for path, source in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(source.read_bytes())
    return tuple(targets)


def _tree(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = prefix + entry.name
        found += _tree(entry, f"{name}/") if entry.is_dir() else [(name, entry)]
    return found
