"""The reader of articles: statements with their speakers, and events as somebody tells them. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from .attribution import Unit, units
from .dates import Anchors, Bearing, Expression, expressions
from .findings import Days, Field, Spoken, Told
from .labels import Label, Model, features
from .lexicon import MEETINGS
from .names import Cast
from .provisions import Provisions
from .quotations import Quotation
from .speakers import Memory, Mention, may_be
from .splitting import clauses

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

What = Literal["event", "meeting", "deadline"]

_EVENT_SURE, _NOMINAL_SURE, _MEETING_SURE = 0.3, 0.2, 0.6
_NOMINAL_WORDS = 8
"""Below so many words a clause is most often a noun with its doer, which the model is less sure of."""

_LONGEST_UTTERANCE = timedelta(days=14)
"""Beside a verb of saying, longer stretches of time speak of something else ("the third this year")."""

_WORDS_ONLY = frozenset(("ACCUSE", "REJECT", "REQUEST"))
"""Events that are acts of speech: they are told as statements, not a second time as events."""

_AHEAD = frozenset(("planned", "wanted", "conditional"))
_CLAIMED = {"happened": "claimed", "not_happened": "denied"}


class ArticleReader:
    """Reads the paragraphs of one article in order; what was said and told before is remembered."""

    def __init__(self, cast: Cast, provisions: Provisions, model: Model, published: date) -> None:
        self._cast, self._provisions, self._model = cast, provisions, model
        self._published = published
        self._memory = Memory()
        self._uttered = Days(published - timedelta(days=1), published)
        self._uttered_by = ""
        self._event: tuple[date, date] | None = None

    def read(self, doc: "Doc", offset: int, quoted: list[Quotation]) -> tuple[list[Spoken], list[Told]]:
        """The statements and events of one paragraph."""
        found = units(doc, offset, quoted, self._memory)
        spoken: list[Spoken] = []
        told: list[Told] = []
        for sentence in doc.sents:
            start, end = offset + sentence.start_char, offset + sentence.end_char
            here = [unit for unit in found if start <= unit.start < end]
            outer = [unit for unit in here if len(unit.path) == 1]
            if outer:
                self._hear(doc, offset, sentence.start_char, sentence.end_char, outer)
            spoken += [self._spoken(doc, offset, unit) for unit in here]
            told += self._told(doc, offset, sentence.start_char, sentence.end_char, here)
        return spoken, told

    def _hear(self, doc: "Doc", offset: int, low: int, high: int, outer: list[Unit]) -> None:
        """Note the day of utterance, where the words around the statements give one; it holds for the one speaker."""
        speaker = outer[0].path[0].text
        if not may_be(speaker, self._uttered_by):
            self._uttered = Days(self._published - timedelta(days=1), self._published)
        self._uttered_by = speaker
        anchors = Anchors(self._published, self._event)
        for one in expressions(doc.text[low:high], anchors):
            at = offset + low + one.start
            heard = not one.due and one.last <= self._published and one.last - one.first <= _LONGEST_UTTERANCE
            if heard and not any(unit.start <= at < unit.end and not _is_act(unit) for unit in outer):
                self._uttered = Days(one.first, one.last, at, offset + low + one.end)
                return

    def _spoken(self, doc: "Doc", offset: int, unit: Unit) -> Spoken:
        tokens = tokens_in(doc, unit.start - offset, unit.end - offset)
        words = features(tokens, unit.cue[2] if unit.cue else "")
        labels = self._model.label(words)
        text = doc.text[unit.start - offset : unit.end - offset]
        clause = self._provisions.label(text, self._model.chances("topic", words))
        nested = len(unit.path) > 1
        said = self._uttered
        about = self._days(text, unit.start, self._anchor_in(unit), labels["realis"])
        if nested:
            said, about = (about or Days(said.first - timedelta(days=30), said.last)), about
        speaker = unit.path[-1]
        return Spoken(
            start=unit.start,
            end=unit.end,
            speaker=Field(self._name(speaker), 0.5 if unit.guessed else 0.9, speaker.start, speaker.end),
            chain=tuple(self._name(link) for link in unit.path),
            said=said,
            about=about,
            stance=_field(labels["stance"], unit),
            clause=Field(clause.value, clause.sure, unit.start, unit.end),
            event=_field(labels["event"], unit),
            realis=_field(_claimed(labels["realis"]), unit),
            quoted=unit.quoted,
        )

    def _name(self, mention: Mention) -> str:
        return self._cast.who(mention.text) or mention.text

    def _anchor_in(self, unit: Unit) -> date:
        """Words inside a quotation are reckoned from the day they were spoken, the reporter's from the printed day."""
        return self._uttered.last if unit.quoted or unit.cue else self._published

    def _days(self, text: str, at: int, anchor: date, realis: Label) -> Days | None:
        bearing: Bearing = "future" if realis.value in _AHEAD else "past"
        found = expressions(text, Anchors(anchor, self._event), bearing)
        return _days(found[0], at) if found else None

    def _told(self, doc: "Doc", offset: int, low: int, high: int, here: list[Unit]) -> list[Told]:
        found: list[Told] = []
        for start, end, tokens in clauses(doc, low, high):
            owner = _owner(here, offset + start, offset + end)
            if owner is None and any(unit.start < offset + end and offset + start < unit.end for unit in here):
                continue
            new = self._event_of(doc, offset, start, end, tokens, owner, (low, high))
            found += [one for one in new if not any(_same(one, other) for other in found)]
        for unit in (unit for unit in here if len(unit.path) == 1):
            start, end = unit.start - offset, unit.end - offset
            new = self._event_of(doc, offset, start, end, tokens_in(doc, start, end), unit, (low, high))
            timed = [one for one in new if one.what != "event"]
            found += [
                one for one in timed if not any(one.start < other.end and other.start < one.end for other in found)
            ]
        return found

    def _event_of(
        self,
        doc: "Doc",
        offset: int,
        start: int,
        end: int,
        tokens: list["Token"],
        owner: Unit | None,
        sentence: tuple[int, int],
    ) -> list[Told]:
        labels = self._model.label(features(tokens, owner.cue[2] if owner and owner.cue else ""))
        event, realis = labels["event"], self._realis(doc, offset, labels["realis"], owner)
        text = doc.text[start:end]
        anchor = self._anchor_in(owner) if owner else self._published
        bearing: Bearing = "future" if realis.value in _AHEAD or _plans(tokens) or _aims(tokens) else "past"
        times = expressions(text, Anchors(anchor, self._event), bearing)
        consults = event.value == "CONSULT" and event.sure >= _MEETING_SURE
        meets = consults or any(token.lemma_.casefold() in MEETINGS for token in tokens)
        ahead = bool(times) and times[0].last > anchor
        what: What = "deadline" if _sets_time(times, anchor, was_to=_was_to(tokens)) else "event"
        if meets and (ahead or _plans(tokens)):
            what = "meeting"
        least = _NOMINAL_SURE if len(tokens) < _NOMINAL_WORDS else _EVENT_SURE
        told = realis.value == "happened" or owner is None or (realis.value == "planned" and ahead)
        in_words = owner is not None and event.value in _WORDS_ONLY
        if what == "event" and (event.value == "none" or event.sure < least or not told or in_words):
            return []
        when = _days(times[0], offset + start) if times else self._about_when(doc, offset, owner, sentence)
        if what == "event" and realis.value == "happened":
            self._event = (when.first, when.last)
        place = next(iter(self._cast.places(text)), None)
        claimant = owner.path[-1] if owner else None
        realis = Label("planned", 0.9) if what == "meeting" else _claimed(realis) if owner else realis
        return [
            Told(
                start=offset + start,
                end=offset + end,
                what=what,
                claimant=Field(self._name(claimant), 0.9, claimant.start, claimant.end) if claimant else Field("", 0.9),
                event=Field("CONSULT" if what == "meeting" else event.value, event.sure, offset + start, offset + end),
                realis=Field(realis.value, realis.sure, offset + start, offset + end),
                when=when,
                place=Field(place.place, 0.9, offset + start + place.start, offset + start + place.end)
                if place
                else Field("", 1.0),
            )
        ]

    def _realis(self, doc: "Doc", offset: int, realis: Label, owner: Unit | None) -> Label:
        """Of what happened within a wish or a condition, that of the whole statement."""
        if owner is None or realis.value != "happened":
            return realis
        tokens = tokens_in(doc, owner.start - offset, owner.end - offset)
        whole = self._model.label(features(tokens, owner.cue[2] if owner.cue else ""))["realis"]
        return whole if whole.value in ("wanted", "conditional") else realis

    def _about_when(self, doc: "Doc", offset: int, owner: Unit | None, sentence: tuple[int, int]) -> Days:
        """An event without words of time: narrated, by those of its sentence; else by the day it was told."""
        low, high = sentence
        if owner is None and (times := expressions(doc.text[low:high], Anchors(self._published, self._event))):
            return _days(times[0], offset + low)
        if owner is not None and self._uttered.last - self._uttered.first > timedelta(days=1):
            return self._uttered
        if owner is not None:
            return Days(self._uttered.last - timedelta(days=7), self._uttered.last)
        return Days(self._published - timedelta(days=7), self._published)


def _is_act(unit: Unit) -> bool:
    """True if the verb is part of the words, as in "rejected the charge on Wednesday": its day is that of the act."""
    return unit.cue is not None and unit.start <= unit.cue[0] < unit.end


def _same(one: Told, other: Told) -> bool:
    """True if both tell of the same thing: a clause and the one it is part of."""
    meets = one.start < other.end and other.start < one.end
    return meets and (one.what, one.claimant.value, one.when.first) == (
        other.what,
        other.claimant.value,
        other.when.first,
    )


def _field(label: Label, unit: Unit) -> Field:
    return Field(label.value, label.sure, unit.start, unit.end)


def _claimed(realis: Label) -> Label:
    """In somebody's mouth what happened is what they claim, and what did not is what they deny."""
    return Label(_CLAIMED.get(realis.value, realis.value), realis.sure)


def _days(expression: Expression, at: int) -> Days:
    return Days(expression.first, expression.last, at + expression.start, at + expression.end)


def tokens_in(doc: "Doc", start: int, end: int) -> list["Token"]:
    return [token for token in doc if start <= token.idx < end]


def _sets_time(times: Iterable[Expression], anchor: date, *, was_to: bool) -> bool:
    return any(
        (time.due and (was_to or time.last > anchor))
        or (time.last > anchor and time.first >= anchor and time.last > time.first)
        for time in times
    )


def _was_to(tokens: list["Token"]) -> bool:
    """True if something should have been done by then: "were to leave", "promised that it would be gone"."""
    return any(
        token.lower_ == "would" or (token.lemma_ == "be" and after.tag_ == "TO") for token, after in pairwise(tokens)
    )


def _aims(tokens: Iterable["Token"]) -> bool:
    """True if the words ask for something with "by": a day named there lies ahead."""
    words = [token.lower_ for token in tokens]
    return "by" in words and any(
        token.tag_ == "VB" and any(one.tag_ == "TO" for one in token.lefts) for token in tokens
    )


def _plans(tokens: Iterable["Token"]) -> bool:
    words = [token.lower_ for token in tokens]
    return any(word in ("will", "scheduled", "planned", "due", "plan", "plans", "expected") for word in words) or (
        "set" in words and "to" in words
    )


def _owner(here: list[Unit], start: int, end: int) -> Unit | None:
    """The innermost statement that the clause is part of."""
    holding = [unit for unit in here if unit.start < end and start < unit.end and unit.start <= start + 8]
    holding = [unit for unit in holding if min(unit.end, end) - max(unit.start, start) > (end - start) * 0.5]
    return max(holding, key=lambda unit: len(unit.path), default=None)
