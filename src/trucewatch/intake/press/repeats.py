"""Whether a text was heard before under another name."""

from collections.abc import Mapping

_WORDS = 5
_COPIED = 0.6


def shingles(text: str) -> frozenset[int]:
    """The runs of five words of a text, as hashes."""
    words = text.casefold().split()
    return frozenset(hash(tuple(words[i : i + _WORDS])) for i in range(max(0, len(words) - _WORDS + 1)))


def copied_from(text: str, earlier: Mapping[str, str]) -> tuple[str, ...]:
    """The earlier texts (by id) of which this one holds, or which hold of this one, 60 % of the runs of five words."""
    own = shingles(text)
    if not own:
        return ()
    found = []
    for name, other in earlier.items():
        theirs = shingles(other)
        if theirs and len(own & theirs) >= _COPIED * min(len(own), len(theirs)):
            found.append(name)
    return tuple(found)
