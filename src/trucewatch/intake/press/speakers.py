"""Who speaks, as named in the text: the words that name a speaker, and whom a pronoun or bare surname means."""

from typing import TYPE_CHECKING, NamedTuple

from .grammar import SUBJECTS
from .lexicon import PEOPLE, PRONOUNS, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OF = words("of for in to at from")
_WRITTEN = words("statement text letter note message release")
"""In whose words their author speaks: "the statement read"."""

_NAMING = ("PROPN", "NOUN", "ADP", "CCONJ", "ADJ", "DET")
"""Parts of speech that the names and offices of people are made of."""


class Mention(NamedTuple):
    """A speaker as named at the characters ``start`` to ``end`` of the text."""

    start: int
    end: int
    text: str


class Memory:
    """Who has spoken so far at the outer level, for pronouns and bare surnames."""

    def __init__(self) -> None:
        self.last: Mention | None = None
        self._told_of: Mention | None = None
        self._people: dict[str, Mention] = {}

    def resolve(self, head: "Token", offset: int) -> Mention | None:
        """The speaker that the noun phrase of ``head`` means; None for a pronoun nobody stands before."""
        low = head.lower_
        if head.pos_ == "PRON" or low in PRONOUNS | {"it", "who", "which"}:
            if low in ("who", "which") and head.head.dep_ == "relcl":
                return self.resolve(head.head.head, offset)
            return self.last or self._told_of if low in PRONOUNS | {"it"} else None
        if self.last is not None and head.lower_ in _WRITTEN and any(child.lower_ == "the" for child in head.children):
            return self.last
        mention = mention_of(head, offset)
        name = head if head.pos_ == "PROPN" else name_of(head)
        if name is not None:
            known = self._people.get(name.text.casefold())
            if known is not None and len(mention.text.split()) == 1:
                return known
            self._people.setdefault(name.text.casefold(), mention)
        elif self.last is not None and _same_office(head, self.last):
            return self.last
        return mention

    def heard(self, mention: Mention) -> None:
        self.last = mention

    def told_of(self, doc: "Doc", offset: int) -> None:
        """Note the person whom ``doc`` tells of: whom "he" means as long as nobody has spoken."""
        if self.last is None:
            for token in doc:
                person = token.pos_ == "PROPN" or token.lemma_.casefold() in PEOPLE
                if person and token.dep_ in SUBJECTS:
                    self._told_of = mention_of(token, offset)


def may_be(speaker: str, before: str) -> bool:
    """True if the two mentions may be of one person: the same words, or a bare name after an office without one."""
    named = all(word[0].isupper() for word in speaker.split())
    office = any(word in PEOPLE for word in before.split()) and before.split()[-1].islower()
    return speaker == before or (named and office)


def _same_office(head: "Token", last: Mention) -> bool:
    """True for "the spokesman" after "a ministry spokesman": a definite noun that the last speaker's words hold."""
    definite = any(child.lower_ in ("the", "this") for child in head.children)
    others = [child for child in head.children if child.dep_ in ("compound", "amod", "prep", "nmod", "poss")]
    return definite and not others and head.lower_ in last.text.casefold().split()


def name_of(head: "Token") -> "Token | None":
    """The name that stands beside an office, as in "its leader, Jonna Marek"; None without one."""
    if head.pos_ == "PROPN":
        return None
    return next((child for child in head.rights if child.dep_ == "appos" and child.pos_ == "PROPN"), None)


def mention_of(head: "Token", offset: int) -> Mention:
    """The noun phrase without its article and relative clauses; of what follows a comma, only a name."""
    start = head
    for child in head.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "poss", "nummod") and child.pos_ != "PUNCT":
            start = min(start, child.left_edge, key=lambda token: token.i)
    end = head
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in _OF:
            end = _before_comma(child)
        elif child.dep_ == "conj" and child.pos_ in ("PROPN", "NOUN"):
            end = child.right_edge
    if (name := name_of(head)) is not None:
        after = name.doc[name.i + 1 : name.i + 2]
        end = after[0] if len(after) and after[0].text == ")" else name
    tokens = list(head.doc[start.i : end.i + 1])
    while tokens and (tokens[0].is_punct or tokens[0].dep_ in ("det", "case") or tokens[0].is_space):
        tokens.pop(0)
    if not tokens:
        tokens = [head]
    first, last = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    return Mention(offset + first, offset + last, " ".join(head.doc.text[first:last].split()))


def _before_comma(prep: "Token") -> "Token":
    """The last word that hangs on a preposition before any comma."""
    comma = next((token for token in prep.subtree if token.text == ","), None)
    return prep.right_edge if comma is None else prep.doc[comma.i - 1]


def plural(they: "Token", offset: int) -> Mention | None:
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
