"""The files of a source into entries of the record: evidence first, then rows in batches, then the receipt of the file.

What a row is known by, so that nothing comes in twice whatever is sent again (keys of the record):

* ``<form>:<source and its number>:<content><part>`` for a row with the source's own number: the same number with
  other content is a correction;
* ``<form>:<content>:<which of the identical rows><part>`` for a row without one;
* ``quarantine:<form>:<all cells><which>`` for a row that could not be read; ``settled:<entry>:0`` for its end.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path

import msgspec

from ..domain import Correction, Decision, Evidence, Problem, Quarantined, Received, Watch
from ..mission import Mission
from ..record import Draft, Receipt, Record
from .desk import Desk
from .drafting import firsts_of, fitting, patrol_name, release_draft, revised, standing_watch
from .errors import IntakeError
from .forms import Form, joined
from .headings import Heading, find_heading
from .mapping import Mapped, Mapping, load_mapping
from .reading import Outcome, Reader, digest, whole
from .table import RawRow, Table
from .tables import open_tables

Progress = Callable[[int, int], None]
"""Called with the number of rows done and about how many there are."""

_BATCH = 10_000
_PLAIN = Mapping(form="")


class FileResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a file, or a sheet of one, fared.

    ``rows`` are its data rows: each is kept, repeated (known already), corrected (an earlier row of that number) or
    quarantined. ``encoding`` says how it was read; ``notices`` what was found out, passed over or guessed.
    """

    name: str
    form: str
    mapping: str
    encoding: str
    rows: int
    kept: int
    repeated: int
    corrected: int
    quarantined: int
    notices: tuple[str, ...]
    seconds: float


class UnreadFilesError(IntakeError):
    """Some of several files could not be read; ``errors`` says which, ``results`` holds those that were taken in."""

    def __init__(self, errors: tuple[IntakeError, ...], results: tuple[FileResult, ...]) -> None:
        names = ", ".join(error.name for error in errors)
        super().__init__(names, "; ".join(error.reason for error in errors), " ".join(error.mend for error in errors))
        self.errors = errors
        self.results = results

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class Job(msgspec.Struct, frozen=True):
    """A file to take in, the form it is said to have and the mapping to read it with ("" or None for none)."""

    path: Path
    form: str | None = None
    mapping: str | Path | None = None


class _Plan(msgspec.Struct, frozen=True):
    """A table that can be taken in: the file it is of, and how to read it."""

    path: Path
    stamp: tuple[int, int]
    table: Table
    form: Form
    heading: Heading
    mapped: Mapped | None


def take_in_jobs(
    record: Record, mission: Mission, jobs: Sequence[Job], *, author: str, progress: Progress | None
) -> tuple[FileResult, ...]:
    """Take in the files of ``jobs`` in order. Raises IntakeError for one that cannot be read, others being taken in."""
    errors: list[IntakeError] = []
    plans: list[_Plan] = []
    for job in jobs:
        try:
            plans += _planned(job, mission)
        except IntakeError as error:
            errors.append(error)
    total = sum(plan.table.total for plan in plans)
    done = 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        if progress:
            progress(min(done, total), total)

    results = [_Taking(record, mission, plan, author).run(tell) for plan in plans]
    if len(errors) == 1 and not results:
        raise errors[0]
    if errors:
        raise UnreadFilesError(tuple(errors), tuple(results))
    return tuple(results)


def _planned(job: Job, mission: Mission) -> list[_Plan]:
    """The tables of a file that fit a form; what the others are goes into the notices of the first."""
    mapped = load_mapping(job.mapping, mission.home) if job.mapping else None
    mapping = mapped.mapping if mapped else _PLAIN
    stamp = _stamp(job.path)
    tables = open_tables(job.path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
    plans: list[_Plan] = []
    errors: list[IntakeError] = []
    for table in tables:
        try:
            plans.append(_Plan(job.path, stamp, table, *find_heading(table, job.path, job.form, mapped), mapped))
        except IntakeError as error:
            errors.append(error)
    if not plans:
        raise errors[0]
    if errors:
        passed = tuple(f"sheet not taken in: {error}" for error in errors)
        table = msgspec.structs.replace(plans[0].table, notices=(*plans[0].table.notices, *passed))
        plans[0] = msgspec.structs.replace(plans[0], table=table)
    return plans


def _stamp(path: Path) -> tuple[int, int]:
    """What tells that a file was written to: its size and time; zeros where it cannot be asked."""
    try:
        state = path.stat()
    except OSError:
        return (0, 0)
    return state.st_size, state.st_mtime_ns


class _Batch(msgspec.Struct):
    """Drafts on their way, and for each row what it becomes if one of its drafts is new."""

    drafts: list[Draft]
    rows: list[tuple[str, int, int]]


class _Taking:
    """One table being taken in."""

    def __init__(self, record: Record, mission: Mission, plan: _Plan, author: str) -> None:
        self.record, self.plan, self.author = record, plan, author
        self.form, self.table = plan.form, plan.table
        mapping = plan.mapped.mapping if plan.mapped else _PLAIN
        self.desk = Desk(mission, mapping)
        self.reader = Reader(plan.form, plan.heading, plan.mapped, self.desk)
        self.stamp = plan.mapped.stamp if plan.mapped else ""
        self.tally = Counter[str]()
        self.sha256 = ""
        self._times: dict[int, int] = {}
        self._unread_times: dict[str, int] = {}
        self._versions: dict[int, int] = {}
        self._waiting: dict[str, list[str]] = {}
        self._earlier: dict[int, tuple[list[str], list[str]]] = {}

    def run(self, tell: Callable[[int], None]) -> FileResult:
        began = time.perf_counter()
        self.sha256 = self.record.keep(self.plan.path)
        if _stamp(self.plan.path) != self.plan.stamp:
            raise IntakeError(self.table.name, "was written to while it was read", "Take it in again when it is whole")
        if self.plan.mapped and self.plan.mapped.source:
            self.record.keep(self.plan.mapped.source)
        self._waiting = _waiting(self.record, self.form)
        self._earlier = self._earlier_reading()
        fixes: list[Outcome] = []
        sent: tuple[_Batch, Future[list[Receipt]]] | None = None
        for rows in _batched(self._rows(), _BATCH):
            outcomes = [outcome for outcome in map(self.reader.read, rows) if not self._left_out(outcome)]
            if self.form.by_patrol:
                fixes += [outcome for outcome in outcomes if outcome.accounts]
                outcomes = [outcome for outcome in outcomes if not outcome.accounts]
            batch = self._batch(outcomes)
            if sent:
                self._count(*sent)
            sent = (batch, self.record.submit(batch.drafts, author=self.author))
            tell(len(rows))
        if sent:
            self._count(*sent)
        if fixes:
            batch = self._tracks(fixes)
            self._count(batch, self.record.submit(batch.drafts, author=self.author))
        self._receive()
        return self._result(time.perf_counter() - began)

    def _rows(self) -> Iterator[RawRow]:
        """The data rows, read from the evidence: what is cited is what was read, whatever happens to the file since."""
        rows = self.table.rows(self.record.evidence_path(self.sha256))
        return (row for row in rows if row.number > self.plan.heading.after)

    def _left_out(self, outcome: Outcome) -> bool:
        self.tally["left out"] += outcome.left_out
        return outcome.left_out

    def _batch(self, outcomes: list[Outcome]) -> _Batch:
        known = self.record.keys_under([self._prefix(outcome.base) for outcome in outcomes if outcome.base])
        batch = _Batch([], [])
        for outcome in outcomes:
            start = len(batch.drafts)
            became = self._settle(outcome, known, batch.drafts)
            batch.rows.append((became, start, len(batch.drafts)))
        return batch

    def _prefix(self, base: str) -> str:
        return f"{self.form.name}:{base}:"

    def _settle(self, outcome: Outcome, known: dict[str, list[tuple[str, Receipt]]], drafts: list[Draft]) -> str:
        """Add the drafts of one row; say what it becomes if they are new."""
        if not outcome.accounts:
            self._quarantine(outcome, drafts)
            return "quarantined"
        evidence = (Evidence(self.sha256, self.table.name, outcome.raw.number),)
        release = self._releasing(outcome)
        if release == "settled":
            return "repeated"
        if outcome.base:
            key, fresh = int(outcome.base[:16], 16), int(outcome.content[:16], 16)
            if self._versions.setdefault(key, fresh) != fresh:
                problem = Problem(
                    self.plan.heading.headers.get("ref", "ref"),
                    getattr(outcome.accounts[0], "ref", ""),
                    "an earlier row of this file has the same number and other content",
                    "give one of them another number, or drop the one that is wrong",
                )
                self._quarantine(outcome._replace(accounts=(), problems=(problem,)), drafts)
                return "quarantined"
            prefix = self._prefix(outcome.base)
            versions = known.get(prefix, [])
            stem = prefix + outcome.content[:16]
            if any(name.startswith(stem) for name, _ in versions):
                became = "repeated"
            else:
                firsts = firsts_of(versions) or self._earlier.get(outcome.raw.number, ([], []))[0]
                drafts += revised(
                    outcome.accounts, firsts, stem, evidence, "sent again by its source with other content"
                )
                became = "corrected" if firsts else "kept"
        else:
            count = self._times.get(key := int(outcome.content[:16], 16), 0)
            self._times[key] = count + 1
            stem = f"{self.form.name}:{outcome.content}:{count:08x}"
            firsts = self._earlier.get(outcome.raw.number, ([], []))[0]
            reason = f"read again with {self.stamp.partition('@')[0] or 'no mapping'}"
            drafts += revised(outcome.accounts, firsts, stem, evidence, reason)
            became = "corrected" if firsts else "kept"
        if release:
            drafts.append(release_draft(release, {}, "it can be read now"))
        return became

    def _quarantine(self, outcome: Outcome, drafts: list[Draft]) -> None:
        cells = whole(outcome.raw)
        count = self._unread_times.get(cells, 0)
        self._unread_times[cells] = count + 1
        evidence = (Evidence(self.sha256, self.table.name, outcome.raw.number),)
        drafts.append(
            Draft(
                fitting(
                    Quarantined(
                        file=self.table.name,
                        sha256=self.sha256,
                        form=self.form.name,
                        mapping=self.stamp,
                        row=outcome.raw.number,
                        fields=self.reader.fields(outcome.raw),
                        problems=outcome.problems,
                    )
                ),
                key=f"quarantine:{self.form.name}:{cells}{count:08x}",
                evidence=evidence,
            )
        )
        for of in self._earlier.get(outcome.raw.number, ([], []))[0]:
            payload = Correction(of=of, account=None, reason="read again, and quarantined")
            drafts.append(Draft(payload, key=f"withdrawn:{of}:{digest((self.stamp,), 8)}", evidence=evidence))

    def _releasing(self, outcome: Outcome) -> str:
        """The quarantined entry that this row, which can be read now, was; "settled" if somebody dealt with it."""
        if not self._waiting and not self._earlier:
            return ""
        waiting = self._waiting.get(whole(outcome.raw)) or self._earlier.get(outcome.raw.number, ([], []))[1]
        entry = waiting.pop(0) if waiting else ""
        if entry and self.record.keys_under([f"settled:{entry}:"]):
            return "settled"
        return entry

    def _tracks(self, fixes: list[Outcome]) -> _Batch:
        """One watch for each patrol. What was known of the patrol stays in it: a track only ever grows."""
        patrols: dict[tuple[str, str], list[Outcome]] = {}
        batch = _Batch([], [])
        for outcome in fixes:
            fix = outcome.accounts[0]
            assert isinstance(fix, Watch)
            release = self._releasing(outcome)
            if release == "settled":
                batch.rows.append(("repeated", 0, 0))
                continue
            if release:
                batch.drafts.append(release_draft(release, {}, "it can be read now"))
            patrols.setdefault((fix.source, patrol_name(fix, self.desk.times.zone)), []).append(outcome)
        for (source, name), outcomes in patrols.items():
            base = digest((source, name), 16)
            prefix = self._prefix(base)
            watch = joined([fix for outcome in outcomes for fix in outcome.accounts if isinstance(fix, Watch)])
            content = digest(sorted(outcome.content for outcome in outcomes), 16)
            versions = self.record.keys_under([prefix]).get(prefix, [])
            start = len(batch.drafts)
            became = "repeated"
            if not any(key.startswith(prefix + content[:16]) for key, _ in versions):
                firsts = firsts_of(versions)
                if firsts:
                    watch = joined([watch, standing_watch(self.record, firsts[0])])
                evidence = (Evidence(self.sha256, self.table.name),)
                named = msgspec.structs.replace(watch, ref=name)
                batch.drafts += revised((named,), firsts, prefix + content[:16], evidence, "more of its track came in")
                became = "corrected" if firsts else "kept"
            batch.rows += [(became, start, len(batch.drafts))] * len(outcomes)
        return batch

    def _count(self, batch: _Batch, receipts: Future[list[Receipt]]) -> None:
        answers = receipts.result()
        for became, start, stop in batch.rows:
            new = stop > start and not all(receipt.repeated for receipt in answers[start:stop])
            self.tally[became if new else "repeated"] += 1
        self.tally["rows"] += len(batch.rows)

    def _received_prefix(self) -> str:
        return f"received:{self.form.name}:{self.sha256}:{digest((self.table.name,), 8)}"

    def _earlier_reading(self) -> dict[int, tuple[list[str], list[str]]]:
        """If the same file was read otherwise before: for each row, the accounts and quarantined entries it made."""
        prefix = self._received_prefix()
        before = self.record.keys_under([prefix]).get(prefix, [])
        if not before or any(key == prefix + digest((self.stamp,), 8) for key, _ in before):
            return {}
        rows: dict[int, tuple[list[str], list[str]]] = {}
        for stored in self.record.entries():
            payload = stored.entry.payload
            for evidence in stored.entry.evidence:
                if evidence.sha256 != self.sha256 or evidence.name != self.table.name or evidence.row is None:
                    continue
                if isinstance(payload, Quarantined):
                    rows.setdefault(evidence.row, ([], []))[1].append(stored.entry.id)
                elif not isinstance(payload, Correction | Decision | Received):
                    rows.setdefault(evidence.row, ([], []))[0].append(stored.entry.id)
        return rows

    def _receive(self) -> None:
        tally = self.tally
        payload = Received(
            name=self.table.name,
            sha256=self.sha256,
            form=self.form.name,
            mapping=self.stamp,
            rows=tally["rows"],
            kept=tally["kept"] + tally["corrected"],
            repeated=tally["repeated"],
            quarantined=tally["quarantined"],
        )
        key = self._received_prefix() + digest((self.stamp,), 8)
        evidence = (Evidence(self.sha256, self.table.name),)
        self.record.append([Draft(payload, key=key, evidence=evidence)], author=self.author)

    def _result(self, seconds: float) -> FileResult:
        tally = self.tally
        notices = [*self.table.notices, *self.plan.heading.notices]
        if tally["left out"]:
            notices.append(f"{tally['left out']} rows left out by the mapping's filters")
        if not tally["rows"]:
            notices.append("it has a heading and no rows")
        return FileResult(
            name=self.table.name,
            form=self.form.name,
            mapping=self.plan.mapped.name if self.plan.mapped else "",
            encoding=self.table.how,
            rows=tally["rows"],
            kept=tally["kept"],
            repeated=tally["repeated"],
            corrected=tally["corrected"],
            quarantined=tally["quarantined"],
            notices=tuple(notices),
            seconds=seconds,
        )


def _waiting(record: Record, form: Form) -> dict[str, list[str]]:
    """The rows of a form that were quarantined, settled since or not, by the digest of their cells."""
    prefix = f"quarantine:{form.name}:"
    found: dict[str, list[str]] = {}
    for key, receipt in record.keys_under([prefix]).get(prefix, []):
        found.setdefault(key[len(prefix) : -8], []).append(receipt.id)
    return found


def _batched(rows: Iterator[RawRow], size: int) -> Iterator[list[RawRow]]:
    while batch := list(islice(rows, size)):
        yield batch
