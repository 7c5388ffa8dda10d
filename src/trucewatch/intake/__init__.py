"""Bytes of any source into entries of the record, whole or in quarantine, never half and never twice.

``take_in`` reads files of any table kind as one of the forms (``FORMS``), directly or through a mapping file, keeps
them as evidence and appends their rows; ``take_in_feeds`` does so for the mission's own files. A row that cannot be
read is kept in quarantine until a person mends (``mend``) or drops (``drop``) it. ``press`` reads texts,
``road_network`` the roads the mission file names.
"""

from collections.abc import Sequence
from pathlib import Path

from ..mission import Mission
from ..record import Record
from . import press
from .errors import IntakeError
from .forms import FORMS, Form
from .mapping import shipped
from .mending import drop, mend
from .network import road_network
from .taking import FileResult, Job, Progress, UnreadFilesError, take_in_jobs

__all__ = [
    "FORMS",
    "FileResult",
    "Form",
    "IntakeError",
    "Job",
    "Progress",
    "UnreadFilesError",
    "drop",
    "feeds",
    "mend",
    "press",
    "road_network",
    "shipped",
    "take_in",
    "take_in_feeds",
]


def take_in(
    record: Record,
    mission: Mission,
    paths: Path | Sequence[Path],
    *,
    form: str | None = None,
    mapping: str | Path | None = None,
    author: str = "intake",
    progress: Progress | None = None,
) -> tuple[FileResult, ...]:
    """Take in files, and all files of folders; the result of each file, and of each sheet of one.

    ``form`` is guessed from the columns if it is not given; ``mapping`` is the path of a mapping file or the name of a
    shipped one. The same rows again add nothing, whatever file they come in; an import that was interrupted is
    completed by running it again. Raises IntakeError for a file that cannot be read, nothing of it being written;
    where other files were taken in, that is an UnreadFilesError that holds their results.
    """
    chosen = [paths] if isinstance(paths, Path) else list(paths)
    jobs = [Job(path, form, mapping) for chosen_path in chosen for path in _files(chosen_path)]
    return take_in_jobs(record, mission, jobs, author=author, progress=progress)


def take_in_feeds(
    record: Record, mission: Mission, *, author: str = "intake", progress: Progress | None = None
) -> tuple[FileResult, ...]:
    """Take in the mission's own files, as ``take_in`` does."""
    return take_in_jobs(record, mission, feeds(mission), author=author, progress=progress)


def feeds(mission: Mission) -> tuple[Job, ...]:
    """The mission's own files with the form and mapping that the mission file gives them, in its order."""
    return tuple(
        Job(path, feed.form or None, feed.mapping or None)
        for feed in mission.feeds
        for path in (sorted(mission.home.glob(feed.path)) or _named(mission.home / feed.path))
    )


def _named(path: Path) -> list[Path]:
    return [] if any(sign in path.name for sign in "*?[") else [path]


def _files(path: Path) -> list[Path]:
    """``path``, or the files of the folder ``path`` but for hidden ones, read-mes and mappings."""
    if not path.is_dir():
        return [path]
    found = [
        file
        for file in sorted(path.iterdir())
        if file.is_file()
        and not file.name.startswith(".")
        and not file.name.casefold().startswith("readme")
        and file.suffix != ".toml"
    ]
    if not found:
        raise IntakeError(str(path), "is a folder without files", "Check the path")
    return found
