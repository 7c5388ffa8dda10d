"""A file of text into the record: bytes and text as evidence, a source record, then what was read, as proposals."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from ...domain import Claim, Evidence, SourceText, Statement
from ...mission import Mission
from ...record import Draft, Record
from ..errors import IntakeError
from .accounts import accounts, when
from .dates import Anchors, expressions
from .findings import Days, Kind
from .reader import kind_of, read
from .repeats import copied_from
from .writing import Writing, writings

UNNAMED = "outlet not named"


class TextResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a text fared: its entry, the statements and claims proposed, those known before, and what was found out."""

    name: str
    entry: str
    kind: Kind
    published: date
    statements: int
    claims: int
    repeated: int
    notices: tuple[str, ...]


def take_in_texts(
    record: Record,
    mission: Mission,
    paths: Sequence[Path],
    *,
    published: date | None = None,
    outlet: str = "",
    url: str = "",
    kind: Kind | None = None,
    author: str = "intake",
) -> tuple[TextResult, ...]:
    """Take in files of text. The same text again adds nothing.

    ``published`` is the local day of publication; without it the text's own stamp is taken, or the latest day that it
    names, and marked so. ``outlet`` is an id of the register. Raises IntakeError for an unknown outlet, a text without
    any day, or a file that cannot be read.
    """
    if outlet and outlet not in mission.sources:
        raise IntakeError(outlet, "is no source of the mission", "Add it to sources.csv, or leave the outlet out")
    results = []
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise IntakeError(str(path), f"cannot be read ({error.strerror})", "Check the path") from error
        sha256 = record.keep(data)
        for writing in writings(data, path.name):
            result = _take(record, mission, path.name, sha256, writing, published, outlet or UNNAMED, url, kind, author)
            results.append(result)
    return tuple(results)


def _take(
    record: Record,
    mission: Mission,
    name: str,
    sha256: str,
    writing: Writing,
    published: date | None,
    outlet: str,
    url: str,
    kind: Kind | None,
    author: str,
) -> TextResult:
    day, dated = _day_of(writing, published, name)
    text_sha256 = sha256 if writing.plain else record.keep(writing.text.encode())
    found = read(writing, mission, day, kind or kind_of(writing))
    repeats = copied_from(writing.text, _earlier(record, text_sha256))
    notices = list(found.notices)
    if published and writing.stamp and writing.stamp != published:
        notices.append(f"its own stamp is {writing.stamp}, not {published}")
    if dated == "derived":
        notices.append(f"no day of publication was given: {day} is the latest day it names")
    if repeats:
        notices.append(f"copies {len(repeats)} earlier text(s) or reports of the mission: it is no further witness")
    source = SourceText(
        name=name,
        sha256=sha256,
        text_sha256=text_sha256,
        outlet=outlet,
        kind=found.kind,
        published=when(Days(day, day), writing.text, mission.zone),
        dated=dated,
        url=url or writing.url,
        title=writing.title,
        repeats=repeats,
        findings=tuple(notices),
    )
    evidence = tuple(Evidence(one, name) for one in dict.fromkeys((text_sha256, sha256)))
    stem = f"text:{text_sha256}:{day.isoformat()}:{outlet}"
    proposed = accounts(found, writing.text, mission, outlet, source.url)
    drafts = [Draft(source, key=stem, evidence=evidence)]
    drafts += [Draft(account, key=f"{stem}:{number:04d}", evidence=evidence) for number, account in enumerate(proposed)]
    receipts = record.append(drafts, author=author)
    return TextResult(
        name=name,
        entry=receipts[0].id,
        kind=found.kind,
        published=day,
        statements=sum(isinstance(one, Statement) for one in proposed),
        claims=sum(isinstance(one, Claim) for one in proposed),
        repeated=sum(receipt.repeated for receipt in receipts[1:]),
        notices=tuple(notices),
    )


def _earlier(record: Record, text_sha256: str) -> dict[str, str]:
    """The texts taken in before, but this one itself, and the reports that the mission published, by entry."""
    holdings = record.holdings()
    texts = {
        held.id: record.evidence_path(held.thing.text_sha256).read_bytes().decode("utf-8", "replace")
        for held in holdings.texts
        if held.thing.text_sha256 != text_sha256
    }
    reports = {
        held.id: " ".join(
            one.text for one in writings(record.evidence_path(evidence.sha256).read_bytes(), evidence.name)
        )
        for held in holdings.publications
        for evidence in held.evidence
        if evidence.name.endswith(".html")
    }
    return texts | reports


Dated = Literal["given", "claimed", "derived"]


def _day_of(writing: Writing, published: date | None, name: str) -> tuple[date, Dated]:
    """The day given, else the one a text claims for itself, else the latest day with a year that it names."""
    if published:
        return published, "given"
    if writing.stamp:
        return writing.stamp, "claimed"
    today = date.today()  # noqa: DTZ011 - only bounds the days that a text may name
    named = [
        one.last
        for anchor in (Anchors(today), Anchors(today - timedelta(days=500)))
        for one in expressions(writing.text, anchor)
        if one.first == one.last and str(one.last.year) in writing.text[one.start : one.end] and one.last <= today
    ]
    if not named:
        raise IntakeError(name, "says nowhere when it was published", "Add --published YYYY-MM-DD")
    return max(named), "derived"
