"""The words and sources that forms offer: vocabularies with their labels, and whom the mission hears from."""

import msgspec
from litestar import Router, get
from litestar.datastructures import State

from trucewatch import domain
from trucewatch.domain.vocabulary import VOCABULARIES

from ..entering import needs


class Word(msgspec.Struct, frozen=True):
    """The labels of a code."""

    label: str
    label_ru: str


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A source of the mission's register; a position only where it looks from one (degrees, WGS 84)."""

    id: str
    name: str
    type: str
    lon: float | None
    lat: float | None
    near: str


@get("/api/vocabularies", guards=[needs("read")], sync_to_thread=False)
def vocabularies() -> dict[str, dict[str, Word]]:
    """Every vocabulary by name: the labels of its codes, in its own order."""
    return {
        name: {code: Word(term.label, term.label_ru or term.label) for code, term in domain.vocabulary(name).items()}
        for name in VOCABULARIES
    }


@get("/api/sources", guards=[needs("inside")], sync_to_thread=False)
def sources(state: State) -> list[Heard]:
    """Whom the mission hears from, in the order of its register."""
    return [
        Heard(id=source.id, name=source.name, type=source.type, lon=source.lon, lat=source.lat, near=source.near)
        for source in state.live.mission.sources.values()
    ]


router = Router("/", route_handlers=[vocabularies, sources], tags=["words"])
