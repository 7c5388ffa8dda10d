"""Which clause of the mission's agreement some words speak of, by the mission's own wording and the model's topics."""

import math
import re
from collections import Counter
from collections.abc import Mapping

from ...mission import Mission
from .labels import Label
from .lexicon import words

_WORD = re.compile(r"[a-z]{3,}")
_DULL = words(
    "the and for with that this from which will shall its their are was were has have had not any all each "
    "one two who whose what when where republic party parties"
)
_TOWARDS = {"aid": {"corridor": 0.6}, "weapons": {"withdrawal": 0.5}, "monitoring": {"ceasefire": 0.15},
            "withdrawal": {"weapons": 0.5}}  # fmt: skip
"""Topics that a clause of another topic may serve: supplies come by the corridor, weapons leave with the troops."""

_NAMED = 0.25
"""What a term of the clause weighs that stands among the words, beside topic and shared words, which weigh 1."""

_LEAST = 0.3
_TOPIC_SHARE = 0.6


class Provisions:
    """The clauses of a mission, each with its terms and the words that the mission file has for it."""

    def __init__(self, mission: Mission) -> None:
        self._topics = {clause.id: clause.topic for clause in mission.clauses}
        self._words = {
            clause.id: Counter(
                _stems(
                    " ".join((clause.title, clause.title, clause.obligation, clause.observable))
                    + " ".join(text.text for text in clause.texts)
                )
            )
            for clause in mission.clauses
        }
        self._terms = {clause.id: [frozenset(_stems(term)) for term in clause.terms] for clause in mission.clauses}
        spread = Counter(word for vocabulary in self._words.values() for word in vocabulary)
        self._rarity = {word: math.log(1 + len(self._words) / number) for word, number in spread.items()}

    def label(self, text: str, topics: Mapping[str, float]) -> Label:
        """The clause that ``text`` speaks of, given the chances of its topics; "" where none is near enough."""
        said = set(_stems(text))
        scores = sorted(
            ((self._score(clause, said, topics), clause) for clause in self._words),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if not scores or scores[0][0] < _LEAST:
            return Label("", 1 - scores[0][0] if scores else 1.0)
        second = scores[1][0] if len(scores) > 1 else 0.0
        best = scores[0][0]
        return Label(scores[0][1], min(1.0, best) * (0.5 + 0.5 * min(1.0, (best - second) / 0.2)))

    def _score(self, clause: str, said: set[str], topics: Mapping[str, float]) -> float:
        topic = self._topics[clause]
        near = topics.get(topic, 0.0) + sum(
            topics.get(other, 0.0) * towards[topic] for other, towards in _TOWARDS.items() if topic in towards
        )
        shared = sum(self._rarity[word] for word in said if word in self._words[clause])
        length = math.sqrt(sum(self._rarity.get(word, 1.0) for word in said) or 1.0)
        named = _NAMED if any(term and term <= said for term in self._terms[clause]) else 0.0
        return named + _TOPIC_SHARE * min(1.0, near) + (1 - _TOPIC_SHARE) * min(1.0, shared / (length * 3))


def _stems(text: str) -> list[str]:
    found = _WORD.findall(text.casefold().replace("cease-fire", "ceasefire"))
    return [word.removesuffix("s").removesuffix("ing").removesuffix("ed") for word in found if word not in _DULL]
