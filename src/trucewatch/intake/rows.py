"""A row under reading: its cells by native column, and the problems found in them so far."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from ..domain import Problem, code_for, vocabulary
from .errors import UnreadableError

T = TypeVar("T")
D = TypeVar("D")

_SHOWN = 120


class Row:
    """The cells of one row by native column, stripped; ``names`` gives the file's header of a native column.

    Reading never stops at the first fault: each is noted as a problem and the reader goes on, so that a person mends a
    row once.
    """

    __slots__ = ("cells", "names", "problems")

    def __init__(self, cells: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.cells = cells
        self.names = names
        self.problems: list[Problem] = []

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, reason: str, mend: str = "") -> None:
        self.problems.append(Problem(self.names.get(column, column)[:_SHOWN], self.text(column)[:_SHOWN], reason, mend))

    def read(self, column: str, reader: Callable[[str], T], default: D) -> T | D:
        """What ``reader`` makes of the cell; ``default`` for an empty cell, and, noted, for one it cannot read."""
        text = self.cells.get(column, "")
        if not text:
            return default
        try:
            return reader(text)
        except UnreadableError as error:
            self.fault(column, error.reason, error.mend)
        except ValueError as error:
            reason, _, mend = str(error).partition(": ")
            self.fault(column, reason, mend)
        return default

    def needed(self, column: str, reader: Callable[[str], T], default: D) -> T | D:
        """Like ``read``, but an empty cell is a problem too."""
        if not self.cells.get(column, ""):
            self.fault(column, "is empty", "fill it in")
            return default
        return self.read(column, reader, default)


def code_reader(name: str) -> Callable[[str], str]:
    """A reader of words of the vocabulary ``name`` that suggests the nearest ones."""

    @lru_cache(maxsize=1024)
    def read(text: str) -> str:
        code = code_for(name, text)
        if code is None:
            raise UnreadableError(
                f"{text[:60]!r} is not in the vocabulary of {name}", did_you_mean(text, vocabulary(name))
            )
        return code

    return read


def did_you_mean(text: str, known: Mapping[str, object]) -> str:
    """Words for a mend: the nearest of ``known``, or all of them if they are few."""
    near = get_close_matches(text.casefold(), known, n=3, cutoff=0.6) if len(text) < 60 else []
    if near:
        return "did you mean " + " or ".join(map(repr, near)) + "?"
    if len(known) <= 12:
        return "use one of " + ", ".join(known)
    return "use a code of the list"
