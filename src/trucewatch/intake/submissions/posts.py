"""Which posts of field devices belong together: the parts of a record, its edits, and what came twice."""

from collections import defaultdict

from ...domain import Submission
from ...record import Stored


def post_of(stored: Stored) -> Submission:
    """The post that an entry of that kind holds."""
    assert isinstance(stored.entry.payload, Submission)
    return stored.entry.payload


def name_of(stored: Stored) -> str:
    """The record's own number; that of the entry where it has none."""
    return post_of(stored).instance or stored.entry.id


class Posts:
    """The posts of all records, in the order they came in.

    A record may be edited where it was filled in: the edit has a number of its own and names the record it replaces.
    The records that go back to the same first one are a *chain*; they may arrive in any order.
    """

    def __init__(self) -> None:
        self._posts: dict[str, list[Stored]] = defaultdict(list)
        self._replaces: dict[str, str] = {}
        self._edits: dict[str, list[str]] = defaultdict(list)

    def add(self, stored: Stored) -> None:
        name, replaces = name_of(stored), post_of(stored).replaces
        self._posts[name].append(stored)
        if replaces and replaces != name and name not in self._replaces:
            self._replaces[name] = replaces
            self._edits[replaces].append(name)

    def of(self, name: str) -> list[Stored]:
        return self._posts.get(name, [])

    def files(self, name: str) -> dict[str, str]:
        """The SHA-256 of the files that came with a record, by name; of several of one name the first."""
        found: dict[str, str] = {}
        for stored in self.of(name):
            for file in stored.entry.evidence[1:]:
                found.setdefault(file.name, file.sha256)
        return found

    def first(self, name: str) -> str:
        """The record that ``name`` goes back to through its edits, whether or not it has arrived."""
        passed = {name}
        while (before := self._replaces.get(name)) and before not in passed:
            passed.add(name := before)
        return name

    def chain(self, first: str) -> list[str]:
        """The first record and all its edits, later ones after those they replace."""
        chain, left = [], [first]
        while left:
            if (one := left.pop(0)) not in chain:
                chain.append(one)
                left += self._edits.get(one, [])
        return chain

    def standing(self, first: str) -> Stored | None:
        """The post whose bytes hold: of the latest edit that is here, the bytes that came first.

        Of two edits of one record the one that came first is followed.
        """
        name = first
        found = next(iter(self.of(first)), None)
        passed = {name}
        while (edits := self._edits.get(name)) and edits[0] not in passed:
            passed.add(name := edits[0])
            found = next(iter(self.of(name)), found)
        return found

    def others(self, name: str) -> list[Stored]:
        """Posts that brought other bytes under the number of a record."""
        posts = self.of(name)
        bytes_of_first = post_of(posts[0]).sha256 if posts else ""
        return [stored for stored in posts[1:] if post_of(stored).sha256 not in ("", bytes_of_first)]

    def rivals(self, first: str) -> list[Stored]:
        """Edits of a record that has another edit already."""
        return [self.of(name)[0] for one in self.chain(first) for name in self._edits.get(one, [])[1:]]
