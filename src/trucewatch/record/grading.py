"""What a decision to *grade* says."""

from typing import Literal, Self

import msgspec

from trucewatch.domain import Decision, Grading


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ``value`` of a decision to grade. Source and information are judged apart, so either may stand alone."""

    source: Literal["A", "B", "C", "D", "E", "F"] | None = None
    information: Literal["1", "2", "3", "4", "5", "6"] | None = None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Read the value of ``decision``. Raises ValueError if it holds no grade."""
        try:
            grade = msgspec.convert(decision.value, cls)
        except msgspec.ValidationError as error:
            raise ValueError(f"a grade is {{source: A-F, information: 1-6}}: {error}") from error
        if grade.source is None and grade.information is None:
            raise ValueError("a grade judges the source (A-F), the information (1-6), or both; this one neither")
        return grade

    def over(self, current: Grading | None, by: str) -> Grading:
        """The grade laid over the ``current`` one; what neither judged cannot be judged (F, 6)."""
        return Grading(
            self.source or (current.source if current else "F"),
            self.information or (current.information if current else "6"),
            by,
        )
