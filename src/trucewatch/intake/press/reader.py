"""A text into what is said and told in it: the reader that fits its kind. Pure, but for the model it loads once."""

import re
from datetime import date, timedelta

from ...mission import Mission
from . import grammar, labels
from .article import ArticleReader
from .communique import articles, read_clauses
from .dates import Anchors, expressions
from .figures import figures
from .findings import Days, Field, Found, Kind, Spoken, Told
from .names import Cast
from .provisions import Provisions
from .quotations import Quotation, quotations
from .situation import is_situation
from .writing import Writing

_LONGEST = 4_000
"""Characters of a paragraph that is parsed; a longer one is no prose."""


def kind_of(writing: Writing) -> Kind:
    """What kind of text it is: numbered articles make a communiqué, status lines a situation report."""
    if len(articles(writing.text)) >= 2:
        return "communique"
    return "situation" if is_situation(writing.text) else "article"


def read(writing: Writing, mission: Mission, published: date, kind: Kind | None = None) -> Found:
    """Everything the reader finds in ``writing``, published on the local day ``published``.

    Without the extra ``press`` only figures and quotations are found, with their days, for a person to say who spoke.
    """
    kind = kind or kind_of(writing)
    language = grammar.model()
    paragraphs = [(start, min(end, start + _LONGEST)) for start, end in writing.paragraphs]
    quoted = quotations(writing.text, paragraphs)
    cast = Cast(mission)
    counted = figures(writing.text, cast, published) if kind == "situation" else []
    if language is None:
        spoken_of = _bare(writing.text, quoted, published)
        return Found(kind=kind, model="quotations and figures alone", spoken=spoken_of, told=tuple(counted))
    model = labels.shipped()
    told: list[Told] = []
    spoken: list[Spoken] = []
    provisions = Provisions(mission)
    if kind == "communique":
        spoken += read_clauses(writing.text, cast, published)
    else:
        reader = ArticleReader(cast, provisions, model, published)
        for (start, end), doc in zip(paragraphs, grammar.parsed(language, writing.text, paragraphs), strict=True):
            said, happened = reader.read(doc, start, [one for one in quoted if start <= one.start < end])
            spoken += said
            told += happened
        told = [*counted, *(one for one in told if not any(_meet(one, other) for other in counted))]
    return Found(
        kind=kind,
        model=f"{model.version} with {grammar.MODEL}",
        spoken=tuple(spoken),
        told=tuple(told),
        notices=_at_odds(writing.text, published),
    )


def _meet(one: Told, other: Told) -> bool:
    return one.start < other.end and other.start < one.end


def _bare(text: str, quoted: list[Quotation], published: date) -> tuple[Spoken, ...]:
    unknown = Field("", 0.0)
    said = Days(published - timedelta(days=1), published)
    return tuple(
        Spoken(
            start=one.start,
            end=one.end,
            speaker=unknown,
            chain=("",),
            said=said,
            about=_about(text[one.start : one.end], one.start, published),
            stance=unknown,
            clause=unknown,
            event=unknown,
            realis=unknown,
            quoted=True,
        )
        for one in quoted
        if len(text[one.start : one.end].split()) >= 3
    )


def _about(text: str, at: int, spoken: date) -> Days | None:
    found = expressions(text, Anchors(spoken))
    return Days(found[0].first, found[0].last, at + found[0].start, at + found[0].end) if found else None


_SAID_ON = re.compile(r"\bsaid(?: in [^.,]{3,40}?)? on (\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4})")


def _at_odds(text: str, published: date) -> tuple[str, ...]:
    """What cannot be true of a text published on that day."""
    late = [
        match[0]
        for match in _SAID_ON.finditer(text)
        for found in expressions(match[1], Anchors(published))
        if found.first > published
    ]
    return tuple(f"published on {published:%Y-%m-%d}, but tells of {words!r}" for words in late)
