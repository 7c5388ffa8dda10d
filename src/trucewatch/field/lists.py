"""The lists that forms choose from: the mission's tables as entities, with what devices told of them since.

An update names the version it was made from. One made from the version that stands is applied; one that a device made
offline after others of its own is applied after those, in order (its *branch*), waiting for them where it comes first.
One made from an older version than stands is a conflict: it is kept and shown, never merged.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from uuid import UUID

import msgspec

from trucewatch.domain import vocabulary
from trucewatch.intake.submissions import Entity
from trucewatch.mission import Mission, names

ENTITY_LISTS = ("posts", "checkpoints", "settlements")
"""Lists whose rows are entities: phones keep them, and may add to them and change them while offline."""

_SEES = ("post", "patrol", "checkpoint")
_OWN = ("label", "__version")


class Row(msgspec.Struct, frozen=True):
    """An entity as it stands: its id (a UUID of version 4, as phones demand), version from 1, and properties."""

    id: str
    label: str
    version: int
    properties: dict[str, str]


class Conflict(msgspec.Struct, frozen=True):
    """An update that was made from an older version than stood when it came."""

    dataset: str
    id: str
    label: str
    stood: int
    made_from: int
    values: dict[str, str]


class Lists:
    """The lists of a mission, as entries of the record change them: ``apply`` what each record says, in their order."""

    def __init__(self, mission: Mission) -> None:
        self._plain: dict[str, list[tuple[str, str, dict[str, str]]]] = {
            "segments": [(one.id, one.name, {}) for one in mission.segments.values()],
            "points": [*((one.id, one.name, {}) for one in mission.crossings.values()), *_places(mission)],
            "facilities": [
                (one.id, f"{one.name}, {names(mission, one.place)}", {}) for one in mission.facilities.values()
            ],
            "parties": [(one.id, one.name, {}) for one in mission.parties],
            "sources": [(one.id, one.name, {}) for one in mission.sources.values()],
        }
        made: dict[str, Iterable[tuple[str, str, dict[str, str]]]] = {
            "posts": _posts(mission),
            "checkpoints": _checkpoints(mission),
            "settlements": _places(mission),
        }
        self._rows: dict[str, dict[str, Row]] = {}
        for dataset, things in made.items():
            rows = [
                Row(_uuid(mission.id, dataset, code), label, 1, {"code": code} | more) for code, label, more in things
            ]
            self._rows[dataset] = {row.id: row for row in rows}
        self._branches: dict[tuple[str, str], tuple[int, int]] = {}
        self._early: list[Entity] = []
        self.conflicts: list[Conflict] = []

    def __contains__(self, name: str) -> bool:
        return name in self._rows or name in self._plain

    def apply(self, entities: Iterable[Entity], saved: Mapping[str, str]) -> None:
        """Take in what a record does to the lists; ``saved`` gives the property that a question's answer becomes.

        Lists that the mission does not have are passed over.
        """
        for entity in entities:
            values = {saved[name]: value for name, value in entity.values.items() if name in saved}
            told = msgspec.structs.replace(entity, values=values)
            if told.dataset in self._rows and not self._applied(told):
                self._early.append(told)
        waiting = True
        while waiting:
            waiting = False
            for entity in list(self._early):
                if self._applied(entity):
                    self._early.remove(entity)
                    waiting = True

    def rows(self, dataset: str) -> list[Row]:
        """The entities of a list."""
        return list(self._rows[dataset].values())

    def csv(self, name: str) -> bytes:
        """A list as phones read it. Raises KeyError if there is none."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        if name in self._plain:
            writer.writerow(("name", "label"))
            writer.writerows((code, label) for code, label, _ in self._plain[name])
        else:
            rows = self.rows(name)
            columns = list(dict.fromkeys(column for row in rows for column in row.properties))
            writer.writerow(("name", *_OWN, *columns))
            for row in rows:
                writer.writerow((row.id, row.label, row.version, *(row.properties.get(one, "") for one in columns)))
        return out.getvalue().encode("utf-8")

    def _applied(self, entity: Entity) -> bool:
        """False where it must wait for one that has not come yet."""
        rows = self._rows[entity.dataset]
        standing = rows.get(entity.id)
        if standing is None:
            if entity.create and _is_uuid(entity.id):
                rows[entity.id] = Row(entity.id, entity.label or entity.id, 1, entity.values)
                return True
            return not entity.update
        if not entity.update:
            return True
        base = entity.base_version or 1
        branch = (entity.id, entity.branch)
        made_from = base
        if entity.branch:
            trunk = entity.trunk_version or 1
            local, made_from = self._branches.get(branch, (trunk, trunk))
            if base > local:
                return False
        if made_from != standing.version:
            self.conflicts.append(
                Conflict(entity.dataset, entity.id, standing.label, standing.version, made_from, entity.values)
            )
            return True
        rows[entity.id] = Row(
            entity.id, entity.label or standing.label, standing.version + 1, standing.properties | entity.values
        )
        if entity.branch:
            self._branches[branch] = (base + 1, standing.version + 1)
        return True


def _posts(mission: Mission) -> Iterator[tuple[str, str, dict[str, str]]]:
    for source in mission.sources.values():
        if source.type in _SEES:
            more = {"kind": vocabulary("source_types")[source.type].label}
            yield source.id, source.name, more | _geometry(source.lon, source.lat)


def _checkpoints(mission: Mission) -> Iterator[tuple[str, str, dict[str, str]]]:
    for crossing in mission.crossings.values():
        more = {"segment": crossing.segment, "status": "", "seen_at": ""}
        yield crossing.id, crossing.name, more | _geometry(crossing.lon, crossing.lat)


def _places(mission: Mission) -> list[tuple[str, str, dict[str, str]]]:
    return [(place.id, names(mission, place.id), _geometry(place.lon, place.lat)) for place in mission.places.values()]


def _geometry(lon: float | None, lat: float | None) -> dict[str, str]:
    return {"geometry": "" if lon is None or lat is None else f"{lat:.6f} {lon:.6f} 0 0"}


def _uuid(*parts: str) -> str:
    return str(UUID(bytes=sha256("\x1f".join(parts).encode()).digest()[:16], version=4))


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.casefold()
    except ValueError:
        return False
