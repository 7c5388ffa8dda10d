"""Words cut into claims, a sentence each or a clause of its own, and into clauses that tell of something."""

from itertools import pairwise
from typing import TYPE_CHECKING

from .grammar import SUBJECTS, agent_of, edges
from .lexicon import EVENTS, NOUNS, SAY

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LEAST_WORDS = 3
"""Below so many words nothing is taken for a claim."""


def outside(start: int, end: int, covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    parts = [(start, end)]
    for low, high in covered:
        parts = [
            piece
            for first, last in parts
            for piece in ((first, min(last, low)), (max(first, high), last))
            if piece[1] > piece[0]
        ]
    return parts


def sentences(doc: "Doc", start: int, end: int, least: int = LEAST_WORDS) -> list[tuple[int, int]]:
    """The claims between two characters: sentences and clauses of their own within them, of ``least`` words or more."""
    cuts = {start, end}
    for sentence in doc.sents:
        if start < sentence.start_char < end:
            cuts.add(sentence.start_char)
    for token in doc:
        if start < token.idx < end and token.dep_ in ("conj", "ccomp", "parataxis") and token.pos_ in ("VERB", "AUX"):
            own = next((child for child in token.children if child.dep_ in SUBJECTS and child.i < token.i), None)
            joined = token.dep_ == "conj" or (own is not None and own.lower_ in ("it", "that", "this", "we", "they"))
            if own is None or not joined or token.lemma_ in SAY or _is_handed_on(token):
                continue
            if token.dep_ == "ccomp" and token.lemma_ != token.head.lemma_:
                continue
            left = own.left_edge
            if token.dep_ == "ccomp" and token.i < token.head.i:
                left = next((child.left_edge for child in token.head.lefts if child.dep_ in SUBJECTS), left)
            cuts.add(left.idx)
    edges_ = sorted(cuts)
    parts = [trimmed(doc.text, low, high) for low, high in pairwise(edges_)]
    merged: list[tuple[int, int]] = []
    for low, high in parts:
        if merged and len(doc.text[low:high].split()) < LEAST_WORDS + 1:
            merged[-1] = (merged[-1][0], high)
        elif high > low:
            merged.append((low, high))
    return [(low, high) for low, high in merged if len(doc.text[low:high].split()) >= least]


def _is_handed_on(verb: "Token") -> bool:
    """True for the clause behind a noun of saying: "comments by X that it would …"."""
    that = next((child for child in verb.children if child.dep_ == "mark" and child.lower_ == "that"), None)
    if that is None:
        return False
    return any(token.pos_ == "NOUN" and token.lemma_ in NOUNS for token in verb.doc[max(0, that.i - 18) : that.i])


_TAIL = (" and", " but", ", and that", " and that", " while", " as", " that", " after", " because")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    for lead in ("that ", "and ", "but "):
        if text[start:end].startswith(lead):
            start += len(lead)
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")%?"):
        end -= 1
    for tail in _TAIL:
        if text[start:end].casefold().endswith(tail):
            end -= len(tail)
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")%?"):
        end -= 1
    return start, max(start, end)


def clauses(doc: "Doc", low: int, high: int) -> list[tuple[int, int, list["Token"]]]:
    """The clauses of a sentence that tell of something: its verbs with a subject, and nouns of events with a doer."""
    found: list[tuple[int, int, list[Token]]] = []
    for token in doc:
        if not low <= token.idx < high:
            continue
        if token.pos_ in ("VERB", "AUX") and any(child.dep_ in SUBJECTS for child in token.children):
            if token.dep_ in ("ROOT", "conj", "ccomp", "advcl", "parataxis"):
                start, end = edges(token)
                within = [t for t in doc if start <= t.idx < end and not (t.is_space)]
                inner = [t for t in within if t is not token and t.head is token and _has_clause(t)]
                for other in inner:
                    first, last = edges(other)
                    within = [t for t in within if not first <= t.idx < last]
                if within:
                    found.append((within[0].idx, within[-1].idx + len(within[-1]), within))
        elif token.pos_ == "NOUN" and token.lemma_.casefold() in EVENTS and (doer := _doer(token)) is not None:
            start, end = token.left_edge.idx, max(edges(token)[1], edges(doer)[1])
            found.append((start, end, [t for t in doc if start <= t.idx < end]))
    return found


def _has_clause(token: "Token") -> bool:
    return token.dep_ in ("conj", "ccomp", "advcl") and any(child.dep_ in SUBJECTS for child in token.children)


def _doer(token: "Token") -> "Token | None":
    """By whom, as in "an attack by gunmen"; the parser may hang the "by" on a noun before."""
    following = token.doc[token.i + 1 : token.i + 2]
    by = next((one for one in (*token.children, *following) if one.dep_ == "prep" and one.lower_ == "by"), None)
    return next((child for child in by.children if child.dep_ == "pobj"), None) if by is not None else agent_of(token)
