"""What hands on somebody's words: verbs and nouns of saying with their speaker and the words they govern."""

from typing import TYPE_CHECKING, NamedTuple

from .grammar import SUBJECTS, edges, subject
from .lexicon import NOUNS, PEOPLE, PRONOUNS, SAY, SPEAKING_SELF, SPEECH, STANCE, UNSPEAKING
from .quotations import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Token


class Cue(NamedTuple):
    """A verb or noun of saying, its speaker's head word, and the words it hands on (paragraph characters)."""

    token: "Token"
    who: "Token | None"
    start: int
    end: int
    saying: bool


def cue_of(token: "Token", inside: list[Quotation]) -> Cue | None:
    lemma = token.lemma_.casefold()
    if token.pos_ in ("VERB", "AUX") and (lemma in SAY or lemma in STANCE):
        return _verb_cue(token, lemma, inside)
    if token.pos_ == "NOUN" and lemma in NOUNS:
        return _noun_cue(token)
    if lemma == "make" and (clear := next((child for child in token.children if child.lower_ == "clear"), None)):
        return _made_clear(token, clear)
    if token.lower_ == "according":
        who = next((grand for child in token.children for grand in child.children if grand.dep_ == "pobj"), None)
        return _rest(token, who)
    return None


def _verb_cue(token: "Token", lemma: str, inside: list[Quotation]) -> Cue | None:
    who = _outside_quotation(token, subject(token), inside)
    clause = next((child for child in token.children if child.dep_ == "ccomp" and not _parted(child, token)), None)
    quote_near = any(q.start - 4 <= token.idx <= q.end + 90 or 0 <= q.start - token.idx < 60 for q in inside)
    if who is None and not (lemma in SAY and (quote_near or clause is not None)):
        return None
    if who is not None and not _speaks(who, lemma, saying=clause is not None or quote_near):
        return None
    if lemma in SAY and clause is None and who is not None and (before := _told_before(token, who)) is not None:
        return Cue(token, who, *before, saying=True)
    if lemma in SAY and clause is not None:
        start, end = edges(clause)
        if start <= token.idx < end:
            start, end = (start, token.idx) if clause.i < token.i else (token.idx + len(token), end)
        if clause.i < token.i and who is not None:
            end = min(end, token.idx, edges(who)[0] if who.i > clause.i else end)
        return Cue(token, who, start, end, saying=True)
    if lemma in SAY and lemma not in STANCE:
        if quote_near:
            return Cue(token, who, token.idx, token.idx, saying=True)
        rest = next((child for child in token.children if child.dep_ in ("dobj", "xcomp", "prep", "oprd")), None)
        return None if rest is None else Cue(token, who, token.idx, edges(token)[1], saying=False)
    end = max(edges(child)[1] for child in [*token.rights, token]) if list(token.rights) else token.idx + len(token)
    start = token.idx
    for child in token.lefts:
        if child.dep_ in ("aux", "neg", "auxpass"):
            start = min(start, child.idx)
    return Cue(token, who, start, end, saying=False)


def _outside_quotation(verb: "Token", who: "Token | None", inside: list[Quotation]) -> "Token | None":
    """The subject of a verb outside quotation marks, which the parser may have sought within them.

    Then it is the noun that follows the verb, or that which stands between the quotation and the verb.
    """
    if within(verb.idx, inside) or (who is not None and not within(who.idx, inside)):
        return who
    after = next((child for child in verb.rights if child.dep_ in SUBJECTS or child.pos_ in ("NOUN", "PROPN")), None)
    if after is not None and who is not None:
        return after
    ends = max((one.end for one in inside if one.end <= verb.idx), default=verb.idx)
    between = [token for token in verb.sent if ends <= token.idx < verb.idx]
    named = (token for token in between if token.pos_ in ("NOUN", "PROPN") and token.head not in between)
    return next(named, after if who is not None else None)


def _parted(clause: "Token", verb: "Token") -> bool:
    """True if a semicolon stands between the two: "The gate is shut; they expect rain"."""
    low, high = sorted((clause.i, verb.i))
    return any(token.text == ";" for token in verb.doc[low:high])


def _told_before(verb: "Token", who: "Token") -> tuple[int, int] | None:
    """The words of "The bridge is safe, its keeper said": a clause beside the verb with nothing but a comma between."""
    head, own = verb.head, next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    beside = verb.dep_ in ("conj", "parataxis") and head.pos_ in ("VERB", "AUX") and own == who
    if not beside or any(child.dep_ == "cc" for child in head.children if child.i < verb.i):
        return None
    start, end = edges(head)
    return start, min(end, edges(who)[0]) if verb.i > head.i else end


def _noun_cue(token: "Token") -> Cue | None:
    """As in "comments by the government that it would welcome a mission", "Tolmin's claim that …"."""
    who = next((child for child in token.children if child.dep_ == "poss"), None)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            who = next((grand for grand in child.children if grand.dep_ == "pobj"), who)
    if who is None:
        return None
    that = next((t for t in token.doc[token.i + 1 : token.i + 18] if t.lower_ == "that" and t.dep_ == "mark"), None)
    if that is None or that.sent != token.sent:
        return None
    return Cue(token, who, that.idx, edges(that.head)[1], saying=True)


def _made_clear(token: "Token", clear: "Token") -> Cue | None:
    """As in "X made clear that …"."""
    clause = next(
        (child for one in (token, clear) for child in one.children if child.dep_ == "ccomp" and child != clear), None
    )
    who = subject(token)
    if clause is None or who is None:
        return None
    return Cue(token, who, clear.idx + len(clear), edges(clause)[1], saying=True)


def _rest(token: "Token", who: "Token | None") -> Cue | None:
    """As in "according to X": the rest of the sentence."""
    if who is None:
        return None
    start, end = edges(token)
    sentence = token.sent
    before = (sentence.start_char, start)
    after = (end, sentence.end_char)
    return Cue(token, who, *max(before, after, key=lambda part: part[1] - part[0]), saying=True)


def _speaks(who: "Token", lemma: str, *, saying: bool) -> bool:
    """True if the word can be a speaker: a name, a person, a body; of a verb of speech any noun but a few."""
    if who.lower_ in SPEAKING_SELF or who.lower_ in ("you", "that", "this", "there", "what"):
        return False
    if who.pos_ in ("PROPN",) or who.lower_ in PRONOUNS or who.lemma_.casefold() in PEOPLE:
        return True
    if who.lower_ == "it":
        return lemma in SAY or lemma in STANCE
    if who.lower_ in ("who", "which"):
        return True
    return (saying or lemma in SPEECH) and who.pos_ == "NOUN" and who.lemma_.casefold() not in UNSPEAKING


def within(at: int, inside: list[Quotation]) -> bool:
    """True if the character lies in a quotation."""
    return any(q.start <= at < q.end for q in inside)
