"""The reader of communiqués and agreements: numbered articles into obligations, which no verb of saying introduces."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from .dates import Anchors, expressions
from .findings import Days, Field, Spoken
from .names import Cast

_ARTICLE = re.compile(r"^\s*(?:article\s+|point\s+)?(\d{1,2}|[ivx]{1,4})[.):]\s+", re.I | re.M)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(])")
_DUTY = re.compile(
    r"\b(?:shall|will|undertakes?|commits?|agrees?|guarantees?|must|is to|are to|(?:is|are)(?: hereby| being)? "
    r"(?:returned|deployed|declared|announced|withdrawn|established|handed over|opened|lifted|released|exchanged)|"
    r"stop at|remains?|cease|may|calls? (?:on|upon)|to be \w+ed|to begin|(?:is|are)(?: hereby)? \w+ed)\b",
    re.I,
)
_BOUND = re.compile(r"^(?:by|before|until|no later than|within|not later than|prior to|as of|effective|from)\b", re.I)
_FROM_ELSEWHERE = re.compile(
    r"\s+(?:of|after|from|following)\s+(?!this|the (?:signing|signature|date)|signing|signature|today|now)", re.I
)
"""After "within 30 days": reckoned from something that the text does not date."""

_TOPICS = (
    ("weapons", r"weapon|calibre|artillery|tank|mortar|howitzer|demilitari|disarm"),
    ("prisoners", r"prisoner|captive|detain|hostage|bodies|pardon|missing person"),
    ("corridor", r"corridor|traffic|passage|transit|checkpoint|\broads?\b|route|barrier|\bships?\b"),
    ("peacekeepers", r"peacekeep|contingent|\bforce shall"),
    ("monitoring", r"monitor|observer|verif|inspect|supervis|commission|access to"),
    ("aid", r"humanitarian|relief|aid\b|supplies|displaced|refugee"),
    ("ceasefire", r"cease-?fire|cease all|cessation|hostilit|truce|shell|drones?\b"),
    ("withdrawal", r"withdraw|pull back|leave|positions"),
    ("territory", r"district|region|return|territor|handed over|cede"),
    ("talks", r"talks|negotiat|meet|consult|treaty"),
)


class Draft(NamedTuple):
    """A clause as the reader proposes it, in the columns of ``clauses.csv``; ``start`` to ``end`` is its text."""

    id: str
    title: str
    bound: tuple[str, ...]
    obligation: str
    topic: str
    about: str
    starts: date | None
    due: date | None
    inclusive: bool | None
    start: int
    end: int


def articles(text: str) -> list[tuple[str, int, int]]:
    """The numbered articles: their number and the (start, end) characters of their text."""
    found = list(_ARTICLE.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    numbered = [(match[1], match.end(), end) for match, end in zip(found, ends, strict=True)]
    return [
        (number, start, start + len(text[start:end].rstrip()))
        for number, start, end in numbered
        if text[start:end].strip()
    ]


def drafts(text: str, cast: Cast, signed: date) -> list[Draft]:
    """The obligations of an agreement text, one for each sentence of an article that binds, or for its first.

    A sentence that sets several days makes a draft for each. Who is bound is the grammatical subject where it is a
    party or source of the mission; a passive without a doer binds nobody by name, and so says the draft.
    """
    found: list[Draft] = []
    before = signed
    for number, start, end in articles(text):
        at = start
        sentences = _SENTENCE.split(text[start:end])
        binding = [sentence for sentence in sentences if _DUTY.search(sentence)] or sentences[:1]
        for part, sentence in enumerate(sentences, start=1):
            low = text.index(sentence, at)
            at = low + len(sentence)
            if sentence in binding:
                found += _obligations(number, part, sentence, low, cast, signed, before)
                before = next((one.due for one in reversed(found) if one.due), before)
    return found


def _obligations(
    number: str, part: int, sentence: str, low: int, cast: Cast, signed: date, before: date
) -> list[Draft]:
    """The drafts of one sentence; ``before`` is the day set last, which "the same day" means."""
    times = [
        one
        for one in expressions(sentence, Anchors(signed, (before, before)), "future")
        if _dated(sentence, one.start) and not _FROM_ELSEWHERE.match(sentence, one.end)
    ]
    places = cast.places(sentence)
    dues = [
        one
        for one in times
        if re.match(r"(?:by|before|until|no later|not later|within|prior)", sentence[one.start :], re.I)
    ]
    starts = next((one.first for one in times if one not in dues), None)
    duty = _DUTY.search(sentence)
    subject = sentence[: duty.start()] if duty else ""
    bound = tuple(dict.fromkeys(filter(None, (cast.who(name) for name in _names(subject)))))
    topic = max(_TOPICS, key=lambda one: len(re.findall(one[1], sentence, re.I)))
    made = []
    edges = [0, *(one.end for one in dues[:-1])]
    for index, due in enumerate(dues or [None]):
        here = [spot.place for spot in places if due is None or edges[index] <= spot.start <= due.end]
        inclusive = None if due is None else not re.match(r"before|prior", sentence[due.start :], re.I)
        suffix = f"-{part}" if part > 1 else ""
        suffix += "abcdef"[index] if len(dues) > 1 else ""
        made.append(
            Draft(
                id=f"p{number}{suffix}",
                title=" ".join(sentence.split()[:7]).rstrip(",;"),
                bound=bound,
                obligation=" ".join(sentence.split()),
                topic=topic[0] if re.search(topic[1], sentence, re.I) else "",
                about=here[-1] if here else "",
                starts=starts,
                due=due.last if due else None,
                inclusive=inclusive,
                start=low,
                end=low + len(sentence),
            )
        )
    return made


def _dated(sentence: str, at: int) -> bool:
    words = sentence[max(0, at - 12) : at + 12].casefold()
    return any(
        word in words
        for word in (
            "by",
            "before",
            "until",
            "later",
            "within",
            "prior",
            "as of",
            "on ",
            "effective",
            "from",
            "following",
        )
    )


def _names(subject: str) -> list[str]:
    """The names in the subject of an obligation: "The Republic of X and the Republic of Y" are two."""
    parts = re.split(r"\band\b|,|;|\bwith\b|\balong\b", subject)
    return [cleaned for part in parts if (cleaned := re.sub(r"^\W*(?:the|both|each)\s+", "", part.strip(), flags=re.I))]


def read_clauses(text: str, cast: Cast, signed: date) -> list[Spoken]:
    """The obligations as statements of those bound; of all parties where the text names nobody."""
    found = []
    for draft in drafts(text, cast, signed):
        due = draft.due or draft.starts
        who = " and ".join(draft.bound) or "the signatories"
        found.append(
            Spoken(
                start=draft.start,
                end=draft.end,
                speaker=Field(
                    draft.bound[0] if len(draft.bound) == 1 else who,
                    0.8 if draft.bound else 0.4,
                    draft.start,
                    draft.end,
                ),
                chain=(draft.bound[0] if len(draft.bound) == 1 else who,),
                said=Days(signed - timedelta(days=1), signed),
                about=Days(due, due, draft.start, draft.end) if due else None,
                stance=Field("affirms", 0.7, draft.start, draft.end),
                clause=Field("", 0.0),
                event=Field("AGREE", 0.7, draft.start, draft.end),
                realis=Field("planned", 0.7, draft.start, draft.end),
                quoted=True,
            )
        )
    return found
