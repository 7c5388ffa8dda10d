"""Periodic situation reports: known by their title or by lines that state a figure or status each."""

import re

TITLE = re.compile(r"\b(?:situation report|sitrep|flash update|situation update|daily report|weekly report)\b", re.I)
"""What periodic reports call themselves."""

_HEAD = 90
"""Characters of a line that may be a title."""

_LINE = re.compile(r"^\s*[-•*]\s+\S", re.M)


def is_situation(text: str) -> bool:
    """True if one of the first two lines is a title that calls it one, or five lines or more are bulleted."""
    titles = [line for line in text.strip().splitlines()[:2] if len(line) <= _HEAD]
    return any(TITLE.search(line) for line in titles) or len(_LINE.findall(text)) >= 5
