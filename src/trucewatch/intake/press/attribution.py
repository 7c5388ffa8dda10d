"""Who said what: the statements of a paragraph as a tree of speakers.

Only speakers outside quotation marks may be meant by a later "he said"; "we" inside a quotation is the quoted person,
and a speaker named inside somebody's words becomes the next link of the chain. The method follows what was measured to
matter on news texts: structure decides who speaks, not word lists.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .grammar import SUBJECTS, edges, subject
from .lexicon import NOUNS, PEOPLE, PRONOUNS, SAY, SPEAKING_SELF, STANCE
from .quotations import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LEAST_WORDS = 3
_WHOLE_QUOTATION = 5
"""Words from which a quotation is somebody's sentence, not a borrowed phrase."""


_NAMING = ("PROPN", "NOUN", "ADP", "CCONJ", "ADJ", "DET")
"""Parts of speech that the names and offices of people are made of."""


class Mention(NamedTuple):
    """A speaker as named at the characters ``start`` to ``end`` of the text."""

    start: int
    end: int
    text: str


class Unit(NamedTuple):
    """One statement: its words at ``start`` to ``end``, the ``cue`` that hands it on, and who speaks.

    ``path`` is the chain of speakers, the outermost first, the one whose words they are last; ``guessed`` says that no
    cue joins words and speaker. ``quoted`` is true where the words are verbatim.
    """

    start: int
    end: int
    path: tuple[Mention, ...]
    cue: tuple[int, int, str] | None
    quoted: bool
    guessed: bool = False


class _Cue(NamedTuple):
    """A verb or noun of saying, its speaker's head word, and the words it hands on (paragraph characters)."""

    token: "Token"
    who: "Token | None"
    start: int
    end: int
    saying: bool


class Memory:
    """Who has spoken so far at the outer level, for pronouns and bare surnames."""

    def __init__(self) -> None:
        self.last: Mention | None = None
        self._people: dict[str, Mention] = {}

    def resolve(self, head: "Token", offset: int) -> Mention | None:
        """The speaker that the noun phrase of ``head`` means; None for a pronoun nobody stands before."""
        low = head.lower_
        if head.pos_ == "PRON" or low in PRONOUNS | {"it", "who", "which"}:
            if low in ("who", "which") and head.head.dep_ == "relcl":
                return self.resolve(head.head.head, offset)
            return self.last if low in PRONOUNS | {"it"} else None
        mention = _mention(head, offset)
        key = head.text.casefold()
        if head.pos_ == "PROPN":
            known = self._people.get(key)
            if known is not None and len(mention.text.split()) == 1:
                return known
            self._people.setdefault(key, mention)
        elif self.last is not None and _same_office(head, self.last):
            return self.last
        return mention

    def heard(self, mention: Mention) -> None:
        self.last = mention


def _same_office(head: "Token", last: Mention) -> bool:
    """True for "the spokesman" after "a ministry spokesman": a definite noun that the last speaker's words hold."""
    definite = any(child.lower_ in ("the", "this") for child in head.children)
    others = [child for child in head.children if child.dep_ in ("compound", "amod", "prep", "nmod", "poss")]
    return definite and not others and head.lower_ in last.text.casefold().split()


def _mention(head: "Token", offset: int) -> Mention:
    """The noun phrase without its article, relative clause and what follows a comma."""
    tokens = [head]
    start = head
    for child in head.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "poss", "nummod") and child.pos_ != "PUNCT":
            start = min(start, child.left_edge, key=lambda token: token.i)
    end = head
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "in", "to", "at"):
            end = child.right_edge
        elif child.dep_ in ("conj", "cc"):
            end = child.right_edge if child.dep_ == "conj" and child.pos_ in ("PROPN", "NOUN") else end
        elif child.dep_ == "appos" and child.pos_ == "PROPN":
            break
    tokens = list(head.doc[start.i : end.i + 1])
    while tokens and (tokens[0].is_punct or tokens[0].dep_ in ("det", "case") or tokens[0].is_space):
        tokens.pop(0)
    if not tokens:
        tokens = [head]
    first, last = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    return Mention(offset + first, offset + last, " ".join(head.doc.text[first:last].split()))


def units(doc: "Doc", offset: int, quoted: list[Quotation], memory: Memory) -> list[Unit]:
    """The statements of the paragraph ``doc``, which begins at character ``offset``, in order of their words."""
    inside = [Quotation(max(0, q.start - offset), min(len(doc.text), q.end - offset), q.whole) for q in quoted]
    cues = [cue for token in doc if (cue := _cue(token, inside)) is not None]
    outer = [cue for cue in cues if not _within(cue.token.idx, inside)]
    outer = [cue for cue in outer if not any(_holds(other, cue) for other in outer if other is not cue)]
    speakers: dict[int, Mention | None] = {}
    before = memory.last
    for cue in outer:
        mention = memory.resolve(cue.who, offset) if cue.who is not None else memory.last
        speakers[cue.token.i] = mention
        if mention is not None:
            memory.heard(mention)
    found: list[Unit] = []
    covered: list[tuple[int, int]] = []
    for quotation in inside:
        words = doc.text[quotation.start : quotation.end].split()
        least = _LEAST_WORDS if words and words[0][0].isupper() else _WHOLE_QUOTATION
        if len(words) < least or _borrowed(quotation, outer, doc):
            continue
        cue = _nearest(quotation, outer)
        who = speakers[cue.token.i] if cue else (before or memory.last)
        if who is None:
            continue
        found += [
            _unit(doc, offset, start, end, (who,), cue, quoted=True)
            for start, end in _sentences(doc, quotation.start, quotation.end)
        ]
        covered.append((quotation.start, quotation.end))
    for cue in outer:
        who = speakers[cue.token.i]
        if who is None:
            continue
        for start, end in _outside(cue.start, cue.end, covered):
            found += [_unit(doc, offset, *part, (who,), cue, quoted=False) for part in _sentences(doc, start, end)]
    found = _distinct(found)
    nested = [inner for unit in found for inner in _nested(doc, offset, unit, cues, memory)]
    return sorted(_distinct([*found, *nested]), key=lambda unit: (unit.start, len(unit.path)))


def _cue(token: "Token", inside: list[Quotation]) -> _Cue | None:
    lemma = token.lemma_.casefold()
    if token.pos_ in ("VERB", "AUX") and (lemma in SAY or lemma in STANCE):
        return _verb_cue(token, lemma, inside)
    if token.pos_ == "NOUN" and lemma in NOUNS:
        return _noun_cue(token)
    if token.lower_ == "according":
        who = next((grand for child in token.children for grand in child.children if grand.dep_ == "pobj"), None)
        return _rest(token, who)
    return None


def _verb_cue(token: "Token", lemma: str, inside: list[Quotation]) -> _Cue | None:
    who = subject(token)
    clause = next((child for child in token.children if child.dep_ == "ccomp" and child.i != token.i), None)
    quote_near = any(q.start - 4 <= token.idx <= q.end + 90 or 0 <= q.start - token.idx < 60 for q in inside)
    if who is None and not (lemma in SAY and (quote_near or clause is not None)):
        return None
    if who is not None and not _speaks(who, lemma, saying=clause is not None or quote_near):
        return None
    if lemma in SAY and clause is not None:
        start, end = edges(clause)
        if start <= token.idx < end:
            start, end = (start, token.idx) if clause.i < token.i else (token.idx + len(token), end)
        if clause.i < token.i and who is not None:
            end = min(end, token.idx, edges(who)[0] if who.i > clause.i else end)
        return _Cue(token, who, start, end, saying=True)
    if lemma in SAY and lemma not in STANCE:
        if quote_near:
            return _Cue(token, who, token.idx, token.idx, saying=True)
        rest = next((child for child in token.children if child.dep_ in ("dobj", "xcomp", "prep", "oprd")), None)
        return None if rest is None else _Cue(token, who, token.idx, edges(token)[1], saying=False)
    end = max(edges(child)[1] for child in [*token.rights, token]) if list(token.rights) else token.idx + len(token)
    start = token.idx
    for child in token.lefts:
        if child.dep_ in ("aux", "neg", "auxpass"):
            start = min(start, child.idx)
    return _Cue(token, who, start, end, saying=False)


def _noun_cue(token: "Token") -> _Cue | None:
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
    return _Cue(token, who, that.idx, edges(that.head)[1], saying=True)


def _rest(token: "Token", who: "Token | None") -> _Cue | None:
    """As in "according to X": the rest of the sentence."""
    if who is None:
        return None
    start, end = edges(token)
    sentence = token.sent
    before = (sentence.start_char, start)
    after = (end, sentence.end_char)
    return _Cue(token, who, *max(before, after, key=lambda part: part[1] - part[0]), saying=True)


def _speaks(who: "Token", lemma: str, *, saying: bool) -> bool:
    """True if the word can be a speaker: a name, a person, a body; after a verb of saying any living subject."""
    if who.lower_ in SPEAKING_SELF or who.lower_ in ("you", "that", "this", "there", "what"):
        return False
    if who.pos_ in ("PROPN",) or who.lower_ in PRONOUNS or who.lemma_.casefold() in PEOPLE:
        return True
    if who.lower_ == "it":
        return lemma in SAY or lemma in STANCE
    if who.lower_ in ("who", "which"):
        return True
    return saying and lemma in ("say", "tell", "add", "claim", "warn", "report") and who.pos_ == "NOUN"


def _within(at: int, inside: list[Quotation]) -> bool:
    return any(q.start <= at < q.end for q in inside)


def _holds(outer: _Cue, inner: _Cue) -> bool:
    """True if ``inner`` stands among the words that ``outer`` hands on."""
    return outer.start <= inner.token.idx < outer.end and outer.token.i != inner.token.i


def _borrowed(quotation: Quotation, outer: list[_Cue], doc: "Doc") -> bool:
    """True if the quotation is part of a reported clause with words of the reporter's own around it."""
    return any(
        cue.start < quotation.start - 2
        and quotation.end <= cue.end + 3
        and len(doc.text[cue.start : quotation.start].split()) > 1
        for cue in outer
    )


def _nearest(quotation: Quotation, outer: list[_Cue]) -> _Cue | None:
    def away(cue: _Cue) -> int:
        at = cue.token.idx
        return quotation.start - at + 10 if at < quotation.start else at - quotation.end

    return min(outer, key=away, default=None)


def _outside(start: int, end: int, covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    parts = [(start, end)]
    for low, high in covered:
        parts = [
            piece
            for first, last in parts
            for piece in ((first, min(last, low)), (max(first, high), last))
            if piece[1] > piece[0]
        ]
    return parts


def _sentences(doc: "Doc", start: int, end: int) -> list[tuple[int, int]]:
    """The claims between two characters: sentences, and clauses of their own that a sentence strings together."""
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
    parts = [_trimmed(doc.text, low, high) for low, high in pairwise(edges_)]
    merged: list[tuple[int, int]] = []
    for low, high in parts:
        if merged and len(doc.text[low:high].split()) < _LEAST_WORDS + 1:
            merged[-1] = (merged[-1][0], high)
        elif high > low:
            merged.append((low, high))
    return [(low, high) for low, high in merged if len(doc.text[low:high].split()) >= _LEAST_WORDS]


def _is_handed_on(verb: "Token") -> bool:
    """True for the clause behind a noun of saying: "comments by X that it would …"."""
    that = next((child for child in verb.children if child.dep_ == "mark" and child.lower_ == "that"), None)
    if that is None:
        return False
    return any(token.pos_ == "NOUN" and token.lemma_ in NOUNS for token in verb.doc[max(0, that.i - 18) : that.i])


_TAIL = (" and", " but", ", and that", " and that", " while", " as", " that", " after", " because")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
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


def _unit(
    doc: "Doc", offset: int, start: int, end: int, path: tuple[Mention, ...], cue: _Cue | None, *, quoted: bool
) -> Unit:
    at = (
        None
        if cue is None
        else (offset + cue.token.idx, offset + cue.token.idx + len(cue.token), cue.token.lemma_.casefold())
    )
    return Unit(offset + start, offset + end, path, at, quoted, guessed=cue is None or cue.who is None)


def _nested(doc: "Doc", offset: int, unit: Unit, cues: list[_Cue], memory: Memory) -> list[Unit]:
    """The speakers named inside the unit's words: each is a further link of the chain."""
    found: list[Unit] = []
    for cue in cues:
        at = offset + cue.token.idx
        if not unit.start <= at < unit.end or cue.who is None or (unit.cue and at == unit.cue[0]):
            continue
        if cue.who.lower_ == "it" or (cue.who.lower_ in ("he", "she") and not unit.quoted):
            continue
        mention = _plural(cue.who, offset) if cue.who.lower_ == "they" else _mention(cue.who, offset)
        if (
            mention is None
            or mention.text.casefold() == unit.path[-1].text.casefold()
            or mention.text.casefold() in ("which", "who")
        ):
            continue
        start, end = _trimmed(doc.text, cue.start, cue.end)
        if len(doc.text[start:end].split()) < _LEAST_WORDS:
            start, end = _trimmed(doc.text, *edges(cue.token))
        if len(doc.text[start:end].split()) >= _LEAST_WORDS:
            found.append(_unit(doc, offset, start, end, (*unit.path, mention), cue, quoted=False))
    return found


def _plural(they: "Token", offset: int) -> Mention | None:
    """The several people named before "they" in its sentence; None if there are none."""
    doc, first = they.doc, they.sent.start
    for token in reversed(doc[first : they.i]):
        if token.lower_ != "and" or token.i in (first, they.i - 1):
            continue
        low = high = token.i
        while low > first and doc[low - 1].pos_ in _NAMING:
            low -= 1
        while high + 1 < they.i and doc[high + 1].pos_ in _NAMING and doc[high + 1].dep_ != "case":
            high += 1
        while doc[low].pos_ in ("ADP", "DET", "CCONJ"):
            low += 1
        if low < token.i < high and doc[high].pos_ == "PROPN":
            span = doc[low : high + 1]
            return Mention(offset + span.start_char, offset + span.end_char, " ".join(span.text.split()))
    return None


def _distinct(units: list[Unit]) -> list[Unit]:
    """Without those whose words and speaker another has already."""
    kept: list[Unit] = []
    for unit in sorted(units, key=lambda one: (one.start - one.end, one.start)):
        if not any(other.path == unit.path and other.start <= unit.start and unit.end <= other.end for other in kept):
            kept.append(unit)
    return kept
