"""What a person does about a quarantined row: mend it and release it, or drop it."""

import msgspec

from ..domain import Decision, Evidence, Quarantined, Watch
from ..mission import Mission
from ..record import Draft, Held, Receipt, Record
from .desk import Desk
from .drafting import firsts_of, patrol_name, release_draft, revised, standing_watch
from .errors import IntakeError
from .forms import FORMS, Form, joined
from .headings import fold, mapped_heading, native_heading
from .mapping import Mapped, Mapping, parse_mapping
from .reading import EXTRA, Outcome, Reader, digest
from .table import RawRow


def mend(
    record: Record,
    mission: Mission,
    quarantined_id: str,
    changes: dict[str, str],
    *,
    author: str = "intake",
    reason: str = "",
) -> Receipt:
    """Read a quarantined row again with some cells changed; if it can be read now, append it and release the row.

    ``changes`` are new cells by the column's name in the file or of the form. Returns the receipt of the account (the
    first, where the row makes several). Raises IntakeError, nothing being written, if there is no such row in
    quarantine, a column is not known, or problems remain.
    """
    held = _waiting(record, quarantined_id)
    row = held.thing
    if row.form not in FORMS:
        raise IntakeError(
            row.file, "is a whole record, not a row", "Correct the form's mapping and read it again, or drop it"
        )
    form = FORMS[row.form]
    mapped = _mapped(record, row)
    fields = _changed(row, form, mapped, changes)
    name = f"{row.file}, row {row.row}"
    heading = mapped_heading(form, fields, 0, mapped, name) if mapped else native_heading(form, fields)
    desk = Desk(mission, mapped.mapping if mapped else Mapping(form=row.form))
    outcome = Reader(form, heading, mapped, desk).read(RawRow(row.row, list(fields.values())))
    if outcome.left_out:
        raise IntakeError(name, "the mapping's filters pass it over", "Drop it, or correct the mapping")
    if outcome.problems:
        said = "; ".join(f"{problem.field or 'row'}: {problem.reason}" for problem in outcome.problems)
        raise IntakeError(
            name, said, " ".join(dict.fromkeys(problem.mend for problem in outcome.problems if problem.mend))
        )
    evidence = (Evidence(row.sha256, row.file, row.row),)
    drafts = _drafts(record, form, held.id, outcome, evidence, desk)
    release = release_draft(held.id, changes, reason or "mended")
    return record.append([*drafts, release], author=author)[0]


def drop(record: Record, quarantined_id: str, reason: str, *, author: str = "intake") -> Receipt:
    """Put a quarantined row aside for good, saying why; it stays in the record.

    Raises IntakeError if there is no such row in quarantine, or no reason.
    """
    held = _waiting(record, quarantined_id)
    if not reason.strip():
        raise IntakeError(f"{held.thing.file}, row {held.thing.row}", "is dropped without a reason", "Say why")
    decision = Decision(act="drop", on=(held.id,), reason=reason)
    return record.append([Draft(decision, key=f"settled:{held.id}:0")], author=author)[0]


def _waiting(record: Record, quarantined_id: str) -> Held[Quarantined]:
    for held in record.holdings().quarantined:
        if held.id == quarantined_id:
            return held
    raise IntakeError(quarantined_id, "is no row in quarantine", "List the quarantine for the rows that wait")


def _mapped(record: Record, row: Quarantined) -> Mapped | None:
    name, _, sha256 = row.mapping.rpartition("@")
    return parse_mapping(record.evidence_path(sha256).read_bytes(), name) if sha256 else None


def _changed(row: Quarantined, form: Form, mapped: Mapped | None, changes: dict[str, str]) -> dict[str, str]:
    """The cells of the row, those that the mapping reads filled up, with the changes made."""
    fields = {name: cell for name, cell in row.fields.items() if not name.startswith(f"{EXTRA} ")}
    read: dict[str, tuple[str, ...]] = {}
    if mapped:
        for native, headers in mapped.mapping.columns.items():
            read[native] = (headers,) if isinstance(headers, str) else headers
        for header in (*(header for headers in read.values() for header in headers), *_filtered(mapped)):
            if fold(header) not in map(fold, fields):
                fields[header] = ""
    by_name = {fold(name): name for name in reversed(fields)}
    known = native_heading(form, fields).headers
    for column, cell in changes.items():
        native = fold(column)
        headers = read.get(native, ())
        if fold(column) in by_name:
            fields[by_name[fold(column)]] = cell
        elif len(headers) == 1:
            fields[by_name[fold(headers[0])]] = cell
        elif native in known:
            fields[known[native]] = cell
        elif native in form.columns:
            fields[native] = cell
        else:
            columns = ", ".join([*fields, *(name for name in form.columns if name not in by_name)])
            raise IntakeError(f"{row.file}, row {row.row}", f"there is no column {column!r}", f"Columns are {columns}")
    return fields


def _filtered(mapped: Mapped) -> list[str]:
    return [rule.column for rule in mapped.mapping.filters]


def _drafts(
    record: Record, form: Form, entry: str, outcome: Outcome, evidence: tuple[Evidence, ...], desk: Desk
) -> list[Draft]:
    accounts, base = outcome.accounts, outcome.base
    if form.by_patrol:
        fix = accounts[0]
        assert isinstance(fix, Watch)
        name = patrol_name(fix, desk.times.zone)
        accounts, base = (msgspec.structs.replace(fix, ref=name),), digest((fix.source, name), 16)
    if not base:
        stem = f"{form.name}:{outcome.content}:{digest((entry,), 4)}"
        return revised(accounts, (), stem, evidence, "")
    prefix = f"{form.name}:{base}:"
    firsts = firsts_of(record.keys_under([prefix]).get(prefix, []))
    if form.by_patrol and firsts:
        fixes = [account for account in accounts if isinstance(account, Watch)]
        accounts = (joined([*fixes, standing_watch(record, firsts[0])]),)
    return revised(accounts, firsts, prefix + outcome.content[:16], evidence, "mended")
