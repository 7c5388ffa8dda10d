"""Posts of field devices into accounts of the record; made again from the stored bytes whenever a mapping changes.

Keys of the record: ``filed:<record>:<number><content>`` for each reading of a record, ``content`` being that of its
bytes and its mapping, and the same with a part for what came of it; ``doubt:<entry>`` for a post that a person must
look at because another stands in its place.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import msgspec

from ...domain import Account, Evidence, Problem, Quarantined, Received
from ...mission import Mission
from ...record import Draft, Receipt, Record, Stored
from ..desk import Desk
from ..drafting import fitting, release_draft, revised
from ..errors import IntakeError
from ..mapping import Mapping as TableMapping
from ..reading import digest
from ..tracks import SUFFIXES
from .instance import read_instance
from .mapping import MappedForm
from .posts import Posts, name_of, post_of
from .reading import FormRow, read_rows

WHOLE = "record of a form"
"""What a record that waits as a whole is said to be read as."""

_ACCOUNTS = get_args(Account)
_KINDS = tuple(kind.__struct_config__.tag for kind in (*_ACCOUNTS, Quarantined))
_AT_ONCE = 200


@dataclass(frozen=True)
class _Before:
    """What came of some bytes when they were read before: accounts (kind, row, entry) and waiting rows (row, entry)."""

    accounts: list[tuple[type[Account], int | None, str]] = field(default_factory=list)
    waiting: list[tuple[int, str]] = field(default_factory=list)


class Filing:
    """Reads the posts that came in since it was last asked; all of them, if their mapping changed, when first asked.

    ``mappings`` are the forms' by form id; ``holder`` gives the register's id of whoever holds a device, or "". A
    record of a form without a mapping waits in quarantine as a whole until there is one.
    """

    def __init__(
        self, record: Record, mission: Mission, mappings: Mapping[str, MappedForm], holder: Callable[[str], str]
    ) -> None:
        self._record = record
        self._mappings = mappings
        self._holder = holder
        self._desk = Desk(mission, TableMapping(form=""))
        self._seen = 0
        self._kept: set[str] = set()
        self.posts = Posts()

    def catch_up(self) -> dict[str, list[Receipt]]:
        """File what came in since the last time; the new entries by kind."""
        touched: dict[str, None] = {}
        for stored in self._record.entries(after=self._seen, kinds=("submission",)):
            self._seen = stored.seq
            self.posts.add(stored)
            touched[name_of(stored)] = None
        records = list(dict.fromkeys(map(self.posts.first, touched)))
        made: dict[str, list[Receipt]] = defaultdict(list)
        read_before: dict[str, _Before] = {}
        for start in range(0, len(records), _AT_ONCE):
            drafts: list[Draft] = []
            for first in records[start : start + _AT_ONCE]:
                drafts += self._doubts(first)
                drafts += self._reading(first, read_before)
            receipts = self._record.append(drafts, author="intake") if drafts else []
            for draft, receipt in zip(drafts, receipts, strict=True):
                if not receipt.repeated:
                    made[str(draft.payload.__struct_config__.tag)].append(receipt)
        return made

    def _doubts(self, first: str) -> list[Draft]:
        """Both are kept, one stands, and a person looks."""
        found = [
            (stored, "has this number and other content")
            for one in self.posts.chain(first)
            for stored in self.posts.others(one)
        ]
        found += [(stored, "edits the same record") for stored in self.posts.rivals(first)]
        drafts = []
        for stored, why in found:
            name = name_of(stored)
            stands = self.posts.standing(first)
            problem = Problem(
                "instanceID",
                name,
                f"another post {why}: entry {stands.entry.id if stands else ''} stands",
                "compare the two; drop this one, or correct by hand what the other says",
            )
            drafts.append(doubt(stored, problem))
        return drafts

    def _reading(self, first: str, read_before: dict[str, _Before]) -> list[Draft]:
        standing = self.posts.standing(first)
        if standing is None:
            return []
        post = post_of(standing)
        mapped = self._mappings.get(post.form)
        stamp = mapped.stamp if mapped else ""
        chain = self.posts.chain(first)
        # Before its first record came, an edit was read under the number of what was there.
        prefixes = {name: f"filed:{digest((name,), 16)}:" for name in chain}
        known = self._record.keys_under(list(prefixes.values()))
        readings = sorted((receipt.seq, key) for keys in known.values() for key, receipt in keys if "/" not in key)
        tracks = self._tracks(standing) if mapped and mapped.mapping.reads_tracks else {}
        content = digest((standing.entry.id, stamp, *tracks.values()), 12)
        if readings and readings[-1][1].endswith(content):
            return []
        key = f"{prefixes[first]}{len(readings):04x}{content}"
        if readings and not read_before:
            read_before.update(_read_before(self._record))
        shas = {post_of(one).sha256 for name in chain for one in self.posts.of(name)}
        before = {sha: read_before[sha] for sha in shas if sha in read_before}
        if mapped and stamp not in self._kept:
            self._record.keep(mapped.source)
            self._kept.add(stamp)
        rows, trouble = self._rows(first, standing, mapped, tracks)
        drafts = self._accounts(rows, standing, key, before)
        if trouble is not None:
            drafts.append(Draft(_whole(standing, trouble), key=f"{key}/whole", evidence=standing.entry.evidence))
        receipt = Received(
            name=name_of(standing),
            sha256=post.sha256,
            form=post.form,
            mapping=stamp,
            rows=len(rows),
            kept=sum(bool(row.outcome.accounts) for row in rows),
            quarantined=sum(not row.outcome.accounts for row in rows),
        )
        return [*drafts, Draft(receipt, key=key, evidence=standing.entry.evidence)]

    def _tracks(self, standing: Stored) -> dict[str, str]:
        """The SHA-256 of the track files that have come with a post, by name."""
        files = self.posts.files(name_of(standing))
        return {name: sha256 for name, sha256 in files.items() if name.casefold().endswith(SUFFIXES)}

    def _rows(
        self, first: str, standing: Stored, mapped: MappedForm | None, tracks: Mapping[str, str]
    ) -> tuple[list[FormRow], Problem | None]:
        """The rows of a post, or what keeps it from being read as a whole."""
        post = post_of(standing)
        if post.sealed:
            return [], Problem(
                "",
                "",
                "came in plain text to an encrypted form: its bytes are sealed beside the log",
                "find out who could read it on its way, and mend the device; drop this row when that is done",
            )
        try:
            instance = read_instance(self._record.evidence_path(post.sha256).read_bytes())
        except IntakeError as error:
            return [], Problem("", "", error.reason, error.mend)
        if instance.encrypted:
            return [], None
        if mapped is None:
            return [], Problem(
                "form",
                post.form,
                "there is no form of this name",
                "put the form and its mapping into the mission's forms",
            )
        with_it = {name: self._record.evidence_path(sha256).read_bytes() for name, sha256 in tracks.items()}
        instance = msgspec.structs.replace(instance, tracks=with_it)
        source = self._holder(post.device)
        return read_rows(instance, mapped.mapping, self._desk, named=first, source=source), None

    def _accounts(
        self, rows: Sequence[FormRow], standing: Stored, key: str, before: Mapping[str, _Before]
    ) -> list[Draft]:
        """New accounts, corrections of earlier ones, and rows that wait; what a person settled stays so."""
        post, name = post_of(standing), name_of(standing)
        asked = [entry for one in before.values() for _, entry in one.waiting]
        settled = self._record.keys_under([f"settled:{entry}:" for entry in asked])
        done = {entry for entry in asked if f"settled:{entry}:" in settled}
        stays = {row for row, entry in before.get(post.sha256, _Before()).waiting if entry in done}
        rows = [row for row in rows if row.number not in stays]
        firsts: dict[type[Account], list[str]] = defaultdict(list)
        for sha, one in before.items():
            for kind, number, entry in one.accounts:
                if sha != post.sha256 or number not in stays:
                    firsts[kind].append(entry)
        attached = self.posts.files(name)
        drafts: list[Draft] = []
        read = [(row, account) for row in rows for account in row.outcome.accounts]
        for kind in dict.fromkeys([*(type(account) for _, account in read), *firsts]):
            of_kind = [(row, account) for row, account in read if type(account) is kind]
            stem = f"{key}/{kind.__struct_config__.tag}/"
            made = revised(
                [account for _, account in of_kind], firsts[kind], stem, (), "read again, or edited by its sender"
            )
            for part, draft in enumerate(made):
                row = of_kind[part][0] if part < len(of_kind) else None
                files = [Evidence(sha, file) for file, sha in attached.items() if row and file in row.texts]
                cited = Evidence(post.sha256, name, row.number if row else None)
                drafts.append(Draft(draft.payload, draft.key, (cited, *files)))
        for row in rows:
            if not row.outcome.accounts:
                waiting = Quarantined(
                    file=name,
                    sha256=post.sha256,
                    form=row.form,
                    mapping="",
                    row=row.number,
                    fields=row.fields,
                    problems=row.outcome.problems,
                )
                evidence = (Evidence(post.sha256, name, row.number),)
                drafts.append(Draft(fitting(waiting), f"{key}/row/{row.number}", evidence))
        return drafts + [release_draft(entry, {}, "read again") for entry in asked if entry not in done]


def doubt(stored: Stored, problem: Problem, about: str = "") -> Draft:
    """A post that a person must look at as a whole, once for each thing that it is doubted ``about``."""
    key = f"doubt:{stored.entry.id}{about and '/'}{about}"
    return Draft(_whole(stored, problem), key=key, evidence=stored.entry.evidence)


def _whole(stored: Stored, problem: Problem) -> Quarantined:
    post = post_of(stored)
    return Quarantined(
        file=name_of(stored),
        sha256=post.sha256,
        form=WHOLE,
        mapping="",
        row=0,
        fields={"form": post.form},
        problems=(problem,),
    )


def _read_before(record: Record) -> dict[str, _Before]:
    """What came of all bytes so far, by their SHA-256: accounts not made by correction, and rows that waited."""
    found: dict[str, _Before] = defaultdict(_Before)
    for stored in record.entries(kinds=_KINDS):
        entry = stored.entry
        if not entry.evidence:
            continue
        cited = entry.evidence[0]
        if isinstance(entry.payload, Quarantined):
            if not entry.key.startswith("doubt:"):
                found[cited.sha256].waiting.append((entry.payload.row, entry.id))
        elif isinstance(entry.payload, _ACCOUNTS):
            found[cited.sha256].accounts.append((type(entry.payload), cited.row, entry.id))
    return found
