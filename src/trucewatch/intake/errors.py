"""What intake says when something cannot be read."""


class UnreadableError(ValueError):
    """A cell whose words cannot be read: why, and how to mend it."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(f"{reason}; {mend}" if mend else reason)
        self.reason = reason
        self.mend = mend


class IntakeError(Exception):
    """A file, mapping or quarantined row that cannot be taken in at all; nothing of it was written."""

    def __init__(self, name: str, reason: str, mend: str) -> None:
        super().__init__(f"{name}: {reason}. {mend}")
        self.name = name
        self.reason = reason
        self.mend = mend
