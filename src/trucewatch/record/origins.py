"""Which witnesses stand behind what was told: a copy is no further one, and the mission's own report is none."""

from collections.abc import Callable, Collection, Iterable, Mapping

from trucewatch.domain import Claim, SourceText, Statement

from .holdings import Holdings
from .model import Held

Telling = Held[Claim] | Held[Statement]


class Origins:
    """The origins of claims and statements held; ``itself`` says of a name whether it is the mission's own."""

    def __init__(self, holdings: Holdings, itself: Callable[[str], bool]) -> None:
        self._itself = itself
        self._texts = {held.id: held.thing for held in holdings.texts}
        self._by_sha256 = _first(holdings.texts)
        self._published = frozenset(held.id for held in holdings.publications)

    def of(self, tellings: Iterable[Telling]) -> frozenset[str]:
        """The independent sources among those who carried ``tellings``.

        A text that copies an earlier one counts as the earlier one's outlet. What the mission said itself, what is
        told as its words, and what copies a report of its own counts as nobody.
        """
        return frozenset(origin for one in tellings if (origin := self._origin(one)))

    def _origin(self, telling: Telling) -> str:
        thing = telling.thing
        speaker, chain = (thing.speaker, thing.chain) if isinstance(thing, Statement) else (thing.claimant, ())
        if any(self._itself(one) for one in (speaker, thing.source, *chain)):
            return ""
        text = next((self._by_sha256[one.sha256] for one in telling.evidence if one.sha256 in self._by_sha256), None)
        return thing.source if text is None else self._of_text(text, frozenset())

    def _of_text(self, entry: str, passed: Collection[str]) -> str:
        """The outlet of the text that ``entry`` goes back to; "" where that is a publication of the mission."""
        text = self._texts[entry]
        if any(copied in self._published for copied in text.repeats):
            return ""
        earlier = [copied for copied in text.repeats if copied in self._texts and copied not in passed]
        return self._of_text(min(earlier), {*passed, entry}) if earlier else text.outlet


def _first(texts: Iterable[Held[SourceText]]) -> Mapping[str, str]:
    """The first entry of each text by its hash."""
    by_sha256: dict[str, str] = {}
    for held in sorted(texts, key=lambda held: (held.entered_at, held.id)):
        by_sha256.setdefault(held.thing.text_sha256, held.id)
    return by_sha256
