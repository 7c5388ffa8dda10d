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


class UnreadFilesError(IntakeError):
    """Some of several files could not be read; ``errors`` says which, ``results`` holds those that were taken in."""

    def __init__(self, errors: tuple[IntakeError, ...], results: tuple[object, ...]) -> None:
        names = ", ".join(error.name for error in errors)
        super().__init__(names, "; ".join(error.reason for error in errors), " ".join(error.mend for error in errors))
        self.errors = errors
        self.results = results

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
