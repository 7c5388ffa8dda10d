"""Periodic situation reports: known by their title or by lines that state a figure or status each."""

import re

_TITLE = re.compile(r"\b(?:situation report|sitrep|flash update|situation update|daily report|weekly report)\b", re.I)
_LINE = re.compile(r"^\s*[-•*]\s+\S", re.M)


def is_situation(text: str) -> bool:
    """True if the head calls it a situation report, or five lines or more are bulleted."""
    return bool(_TITLE.search(text[:400])) or len(_LINE.findall(text)) >= 5
