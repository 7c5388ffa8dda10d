"""What a mission does with its field devices: the forms and lists they get, and what they send into accounts."""

from collections.abc import Callable, Iterable
from threading import Lock

from trucewatch.domain import Problem
from trucewatch.intake import IntakeError
from trucewatch.intake.submissions import MESSAGE, Filing, doubt, post_of, read_instance
from trucewatch.mission import Mission
from trucewatch.record import Draft, Receipt, Record, Stored

from .library import Library, library
from .lists import Conflict, Lists


class Office:
    """A mission's forms and lists over its record, open for writing.

    ``holder`` gives the register's id of whoever holds a device, or "". May be asked from several threads. Raises
    FormError or IntakeError where a form of the mission or its mapping is at fault.
    """

    def __init__(self, record: Record, mission: Mission, holder: Callable[[str], str]) -> None:
        self.record = record
        self.mission = mission
        self.library: Library = library(mission)
        self.lists = Lists(mission)
        self.filing = Filing(record, mission, self.library.mappings, holder)
        self._listed = 0
        self._known: set[str] = set()
        self._lock = Lock()

    def catch_up(self) -> dict[str, list[Receipt]]:
        """Read what came in since the last time: accounts into the record, what it tells of entities into the lists.

        Gives the new entries by kind.
        """
        with self._lock:
            made = self.filing.catch_up()
            doubts: list[Draft] = []
            for stored in self.record.entries(after=self._listed, kinds=("submission",)):
                self._listed = stored.seq
                doubts += self._list(stored)
            receipts = self.record.append(doubts, author="intake") if doubts else []
            if new := [receipt for receipt in receipts if not receipt.repeated]:
                made["quarantined"] = [*made.get("quarantined", ()), *new]
        return made

    def file(self, name: str) -> bytes | None:
        """A list or medium that forms ask for; None if there is none of that name."""
        stem = name.removesuffix(".csv")
        if stem != name and stem in self.lists:
            with self._lock:
                return self.lists.csv(stem)
        return self.library.media.get(name)

    def encrypted(self, form: str) -> bool:
        """True if records of this form must come encrypted."""
        known = self.library.forms.get(form)
        return known is not None and known.encrypted

    def _list(self, stored: Stored) -> list[Draft]:
        """Take in what a post tells of entities; what a person must see to, where it conflicts with what stands."""
        post = post_of(stored)
        if post.form == MESSAGE and (files := stored.entry.evidence[1:]):
            return [doubt(stored, _files(file.name for file in files), "files")]
        form = self.library.forms.get(post.form)
        if form is None or not form.saved or not post.sha256 or post.instance in self._known:
            return []
        self._known.add(post.instance)
        try:
            instance = read_instance(self.record.evidence_path(post.sha256).read_bytes())
        except IntakeError:
            return []  # It waits in quarantine.
        before = len(self.lists.conflicts)
        self.lists.apply(instance.entities(), form.saved)
        return [
            doubt(stored, _conflict(conflict), f"{conflict.dataset}/{conflict.id}")
            for conflict in self.lists.conflicts[before:]
        ]


def _files(names: Iterable[str]) -> Problem:
    return Problem(
        "files",
        ", ".join(names),
        "came with a message: nothing in them was read, because anybody can send one",
        "look at them and at who sent them; take tables and tracks in with `trucewatch add`; then drop this",
    )


def _conflict(conflict: Conflict) -> Problem:
    told = ", ".join(f"{name}: {value}" for name, value in conflict.values.items() if value)
    return Problem(
        conflict.dataset,
        conflict.label,
        f"version {conflict.stood} of it stands; this was made from version {conflict.made_from} and says {told}",
        "if this is right, report it again from the list as it stands now; then drop this",
    )
