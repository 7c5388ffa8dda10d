"""What is wrong with a mission's files, said so that it can be mended."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

import msgspec


class Fault(msgspec.Struct, frozen=True, order=True):
    """One fault and its mend. ``line`` is, in a CSV table, the row, the header being 1; 0 means the whole file."""

    file: str
    line: int
    field: str
    value: str
    reason: str
    mend: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        what = f"{self.field} = {self.value!r}: " if self.value else f"{self.field}: " if self.field else ""
        return f"{where}: {what}{self.reason}" + (f"; {self.mend}" if self.mend else "")


class MissionError(ValueError):
    """A mission that cannot be used. ``faults`` holds everything found wrong, in the order of the files."""

    def __init__(self, mission: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n  ".join([f"{mission}: {count}", *map(str, self.faults)]))


def one_of(value: str, allowed: Collection[str]) -> str:
    """The mend for ``value`` not being among ``allowed``: the nearest ones, or all of them where they are few."""
    folded = {word.casefold(): word for word in allowed}
    near = [folded[word] for word in get_close_matches(value.casefold(), list(folded), n=3, cutoff=0.6)]
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    if not allowed:
        return "there is none yet: add it first"
    shown = sorted(allowed)[:30]
    return f"use one of {', '.join(map(repr, shown))}" + (" ..." if len(allowed) > len(shown) else "")
