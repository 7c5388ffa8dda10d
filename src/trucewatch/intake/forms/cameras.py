"""The log of a camera's operator: one row per record, the run of events noted in words.

"one projectile from W to E, followed by two undetermined explosions" becomes two observations of one sequence. A note
that is not understood to its last word is left to a person.
"""

import re

import msgspec

from ...domain import Account, Count, Observation, code_for
from ..desk import Desk
from ..errors import UnreadableError
from ..quantities import read_count
from ..rows import Row
from . import cells
from .events import ABOUT, WHO, means_of, source_of
from .form import Form

_PREFIX = re.compile(r"(?:(?:the camera )?recorded[,:]?\s*)?(?:in sequence[,:]?\s*)?", re.IGNORECASE)
_NEXT = re.compile(r"\s*(?:[,;]?\s*(?:and\s+)?(?:then|followed by|after which)\s+|;\s*|,\s*and\s+|,\s*)", re.IGNORECASE)
_ASSESSED = re.compile(r"[\s(]*(?:all\s+)?assessed as\s+(?:an?\s+)?([\w -]+?)\)?$", re.IGNORECASE)
_BEFORE_ASSESSED = re.compile(r",\s*(?=(?:all\s+)?assessed as\s)", re.IGNORECASE)
_FLIGHT = re.compile(
    r"(?:\s+in flight)?\s*(?:,?\s*(?:flying\s+)?from\s+(?P<a>[A-Za-z-]+)\s+to\s+(?P<b>[A-Za-z-]+)"
    r"|,?\s*\(?(?P<c>[NSEW]{1,3})\s+to\s+(?P<d>[NSEW]{1,3})\)?)?(?:\s+in flight)?",
    re.IGNORECASE,
)


class Noted(msgspec.Struct, frozen=True):
    """One step of a run: how many of what, assessed as what, flying which way."""

    count: Count
    kind: str
    assessment: str = "undetermined"
    direction: str = ""


def read_sequence(text: str) -> tuple[Noted, ...]:
    """The steps of a run of events noted in words. Raises UnreadableError if any word of it is not understood."""
    said = " ".join(text.split()).rstrip(". ")
    rest = said[_PREFIX.match(said).end() :]  # type: ignore[union-attr]
    held = _BEFORE_ASSESSED.sub(" ", rest)
    return tuple(_step(part) for part in _NEXT.split(held) if part)


def _step(part: str) -> Noted:
    words = part.strip()
    assessment = ""
    if match := _ASSESSED.search(words):
        assessment = code_for("assessments", match[1]) or code_for("assessments", match[1].rstrip("s")) or ""
        if not assessment:
            raise _unclear(part)
        words = words[: match.start()].strip()
    tokens = words.split(" ")
    for cut in range(min(len(tokens), 5), 0, -1):
        try:
            low, high = read_count(" ".join(tokens[:cut]))
        except UnreadableError:
            continue
        if low < 1:
            raise _unclear(part)
        kind, described, direction = _what(" ".join(tokens[cut:]), part)
        said = " ".join(tokens[:cut])
        count = Count(low, high, "item", "" if said.isdecimal() else said)
        if assessment and described and assessment != described:
            raise _unclear(part)
        return Noted(count, kind, assessment or described or "undetermined", direction)
    raise _unclear(part)


def _what(words: str, part: str) -> tuple[str, str, str]:
    """Kind, assessment ("" if none is said) and direction of "undetermined explosions", "projectiles from W to E"."""
    tokens = words.split(" ")
    described = code_for("assessments", tokens[0]) or ""
    if described:
        tokens = tokens[1:]
    for cut in range(len(tokens), 0, -1):
        kind = code_for("kinds", " ".join(tokens[:cut]))
        flight = _FLIGHT.fullmatch("".join(f" {token}" for token in tokens[cut:]))
        if kind and flight:
            ends = (flight["a"] or flight["c"], flight["b"] or flight["d"])
            return kind, described, f"{ends[0]} to {ends[1]}" if ends[0] else ""
    raise _unclear(part)


def _unclear(part: str) -> UnreadableError:
    return UnreadableError(
        f"{part.strip()[:80]!r} is not understood",
        'write each step as "two undetermined explosions" or "one projectile from W to E", joined by "followed by"',
    )


def _record(row: Row, desk: Desk) -> tuple[Account, ...]:
    source = source_of(row, desk)
    means = means_of(row, source)
    when = cells.when(row, desk)
    where = cells.aimed(row, desk, source)
    steps = row.needed("record", read_sequence, ())
    exercise = cells.truth(row, "exercise")
    grading = cells.grading(row)
    if row.problems or source is None or when is None:
        return ()
    ref = row.text("ref")
    run = ref or f"{source.id} {when.start.isoformat()}"
    return tuple(
        Observation(
            source=source.id,
            kind=step.kind,
            means=means,
            when=when,
            where=where,
            count=step.count,
            assessment=step.assessment,
            direction=step.direction,
            sequence=run if len(steps) > 1 else "",
            exercise=exercise,
            grading=grading,
            ref=f"{ref}.{number}" if ref and len(steps) > 1 else ref,
            text=row.text("text") or row.text("record"),
        )
        for number, step in enumerate(steps, start=1)
    )


CAMERA_LOG = Form(
    name="camera_log",
    needs=("source", "record"),
    columns={
        **WHO,
        **cells.TIME,
        **cells.PLACE,
        **cells.AIM,
        "record": "what was recorded, in sequence: one projectile from W to E, followed by two undetermined explosions",
        "means": "recorded, if empty and the source is a camera",
        "exercise": "yes where the source says it was a live-fire exercise",
        "grade": "reliability of the source and credibility of the information: B2",
        **ABOUT,
    },
    read=_record,
)
