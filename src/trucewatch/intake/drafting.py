"""What is appended for a row: accounts, corrections, withdrawals, releases, quarantined rows that fit an entry."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import msgspec

from ..domain import Account, Correction, Decision, Evidence, Quarantined, Watch
from ..record import Draft, Receipt, Record

_MOST_BYTES = 60_000
_MOST_PROBLEMS = 20


def revised(
    accounts: Iterable[Account], firsts: Sequence[str], stem: str, evidence: tuple[Evidence, ...], reason: str
) -> list[Draft]:
    """The drafts that put ``accounts`` in the place of the entries ``firsts``: new, corrected or withdrawn."""
    made = list(accounts)
    drafts = [
        Draft(
            Correction(of=firsts[part], account=account, reason=reason) if part < len(firsts) else account,
            key=f"{stem}{part:02x}",
            evidence=evidence,
        )
        for part, account in enumerate(made)
    ]
    drafts += [
        Draft(Correction(of=of, account=None, reason=reason), key=f"{stem}{part:02x}", evidence=evidence)
        for part, of in enumerate(firsts[len(made) :], start=len(made))
    ]
    return drafts


def firsts_of(versions: list[tuple[str, Receipt]]) -> list[str]:
    """The entry that brought in each part of a row, of all versions known, oldest first."""
    parts: dict[int, str] = {}
    for key, receipt in versions:
        parts.setdefault(int(key[-2:], 16), receipt.id)
    return [parts[part] for part in sorted(parts)]


def patrol_name(fix: Watch, zone: ZoneInfo) -> str:
    """What the patrol of a fix is called: as said, or by the local day."""
    return fix.ref or fix.span.start.astimezone(zone).date().isoformat()


def release_draft(entry: str, changes: dict[str, str], reason: str) -> Draft:
    """The decision that takes the quarantined ``entry`` out of quarantine; a row is settled once."""
    decision = Decision(act="release", on=(entry,), value={"changes": changes} if changes else {}, reason=reason)
    return Draft(decision, key=f"settled:{entry}:0")


def standing_watch(record: Record, entry: str) -> Watch:
    """The watch that entry ``entry`` brought in, as it stands now."""
    return next(held.thing for held in record.holdings().watches if held.id == entry)


def fitting(row: Quarantined) -> Quarantined:
    """``row``, cut where a damaged one is larger than an entry may be; the evidence keeps the whole."""
    fields, most = row.fields, _MOST_BYTES // 8
    row = msgspec.structs.replace(row, problems=row.problems[:_MOST_PROBLEMS])
    while len(msgspec.json.encode(row)) > _MOST_BYTES:
        filled = [(name, cell) for name, cell in fields.items() if cell]
        kept = {name[:most]: cell if len(cell) <= most else cell[:most] + "…" for name, cell in filled[:most]}
        row = msgspec.structs.replace(row, fields=kept, problems=row.problems[: max(1, len(row.problems) // 2)])
        most //= 2
    return row
