"""The press: articles, communiqués and situation reports into attributed, dated proposals that people review.

``take_in_texts`` keeps a text as evidence and appends what ``read`` finds in it: statements with their chain of
speakers and claims of events, meetings, times set and figures, every field with its characters. ``queue``, ``accept``
and ``reject`` are the review; ``ask`` has a language model propose what was missed, and is off unless called;
``clause_drafts`` reads an agreement's text into rows of ``clauses.csv``.
"""

from datetime import date

from ...mission import Mission
from .accounts import GATE
from .asking import Asked, Endpoint, ask
from .communique import Draft as ClauseDraft
from .communique import drafts
from .findings import Found, Kind, Spoken, Told
from .names import Cast
from .reader import read
from .review import Waiting, accept, queue, reject, reviewed
from .taking import TextResult, take_in_texts
from .writing import SUFFIXES, Writing

__all__ = [
    "GATE",
    "SUFFIXES",
    "Asked",
    "ClauseDraft",
    "Endpoint",
    "Found",
    "Kind",
    "Spoken",
    "TextResult",
    "Told",
    "Waiting",
    "Writing",
    "accept",
    "ask",
    "clause_drafts",
    "queue",
    "read",
    "reject",
    "reviewed",
    "take_in_texts",
]


def clause_drafts(text: str, mission: Mission, signed: date) -> list[ClauseDraft]:
    """The obligations of an agreement signed on the local day ``signed``, as drafts for a person to review."""
    return drafts(text, Cast(mission), signed)
