"""What others told of events, beside the incidents it may be of: leads to follow, which count nothing and join nothing.

A lead is an accepted claim of an event with its interval and its place; retellings of one event by several outlets are
one lead. Nothing of a lead enters an incident.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..domain import Claim, likeness, parting, vocabulary
from ..mission import Mission
from ..places import distance_m
from ..record import Held, Holdings, Origins

_MOMENT = pl.Datetime("us", "UTC")
_IDS = pl.List(pl.String())

LEADS = pl.Schema(
    {
        "id": pl.String(),
        "event": pl.String(),
        "claimants": _IDS,
        "start": _MOMENT,
        "end": _MOMENT,
        "place": pl.String(),
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "radius_m": pl.Float64(),
        "text": pl.String(),
        "carriers": _IDS,
        "n_origins": pl.Int64(),
        "differs": _IDS,
        "incidents": _IDS,
        "reason": pl.String(),
        "entries": _IDS,
    }
)
"""One row an event as others told it, by start and id; ``event`` is a PLOVER root, "" where nobody said.

``start`` to ``end`` is as wide as its tellings; ``place`` an id of the mission, with ``lon``, ``lat`` and ``radius_m``
null where it is no place of a known position. ``carriers`` are the sources it was read in, ``n_origins`` how many of
them are independent: a copy is none, nor is the mission's own report come back. ``differs`` says where the tellings
part. ``incidents`` are those it may be of; ``reason`` says why, or why none."""

_MEASURE = "event"
_UNREAL = frozenset(("planned", "wanted", "conditional", "denied", "not_happened"))
"""Told as what did not happen, or not yet."""

_ALIKE = 0.5
_NEARBY_M = 5000.0
"""Told of as at a place is what happened within so far of its edge."""

_ROOTS = {"ASSAULT": ("FIGHT", "ASSAULT"), "FIGHT": ("FIGHT", "ASSAULT")}
"""The crosswalk of kinds names FIGHT what the later manual of PLOVER counts under ASSAULT."""

RULE = (
    "accepted claims of events; tellings of one root, place and time whose words are alike by half or more are one "
    "lead. It may be of an incident of a kind that its root covers, whose interval it meets and which lies within "
    f"{_NEARBY_M / 1000:g} km of the place told of, each as wide as it is known. A lead is counted nowhere"
)


def leads(holdings: Holdings, mission: Mission, incidents: pl.DataFrame) -> pl.DataFrame:
    """LEADS beside ``incidents`` (INCIDENTS)."""
    told = [held for held in holdings.claims if _is_lead(held.thing)]
    origins = Origins(holdings, mission.itself)
    rows = [_row(group, origins, mission, incidents) for group in _groups(told)]
    return pl.DataFrame(sorted(rows, key=lambda row: (row["start"], row["id"])), schema=LEADS, orient="row")


def _is_lead(claim: Claim) -> bool:
    happened = claim.reading is None or claim.reading.realis not in _UNREAL
    return claim.measure == _MEASURE and not claim.proposed and happened


def _groups(told: Sequence[Held[Claim]]) -> Iterable[list[Held[Claim]]]:
    """The tellings of each event, in order of their entries."""
    pairs = [(i, j) for i, one in enumerate(told) for j, other in enumerate(told[:i]) if _same(one.thing, other.thing)]
    one, other = zip(*pairs, strict=True) if pairs else ((), ())
    links = coo_array(([1] * len(pairs), (one, other)), shape=(len(told), len(told)))
    group_of = connected_components(links, directed=False)[1]
    groups: dict[int, list[Held[Claim]]] = {}
    for held, group in zip(told, group_of.tolist(), strict=True):
        groups.setdefault(group, []).append(held)
    return groups.values()


def _same(one: Claim, other: Claim) -> bool:
    meet = one.span.start < other.span.end and other.span.start < one.span.end
    places = not one.about or not other.about or one.about == other.about
    return meet and places and _root(one) == _root(other) and likeness(one.text, other.text) >= _ALIKE


def _root(claim: Claim) -> str:
    return claim.reading.event if claim.reading else ""


def _row(group: Sequence[Held[Claim]], origins: Origins, mission: Mission, incidents: pl.DataFrame) -> dict[str, Any]:
    claims = [held.thing for held in group]
    place = mission.places.get(next((claim.about for claim in claims if claim.about), ""))
    parted = dict.fromkeys(
        where for i, one in enumerate(claims) for other in claims[:i] for where in parting(other.text, one.text)
    )
    row = {
        "id": f"lead:{min(held.id for held in group)}",
        "event": _root(claims[0]),
        "claimants": list(dict.fromkeys(claim.claimant for claim in claims)),
        "start": min(claim.span.start for claim in claims),
        "end": max(claim.span.end for claim in claims),
        "place": place.id if place else next((claim.about for claim in claims if claim.about), ""),
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "radius_m": place.radius_m if place else None,
        "text": claims[0].text,
        "carriers": list(dict.fromkeys(claim.source for claim in claims)),
        "n_origins": len(origins.of(group)),
        "differs": list(parted),
        "entries": [held.id for held in group],
    }
    return row | _beside(row, mission, incidents)


def _beside(row: Mapping[str, Any], mission: Mission, incidents: pl.DataFrame) -> dict[str, Any]:
    """The incidents that the lead may be of, and why these or none."""
    if mission.presence == "remote":
        return {"incidents": [], "reason": "the mission had nobody on the ground"}
    kinds = _kinds(row["event"])
    if not kinds:
        return {"incidents": [], "reason": f"no kind of incident is covered by {row['event']}"}
    slack = pl.duration(microseconds=round(mission.linking.minutes * 60e6))
    meets = (pl.col("start") - slack < row["end"]) & (pl.col("end") + slack > row["start"])
    near = incidents.filter(meets, pl.col("kind").is_in(kinds))
    sectors = [sector.id for sector in mission.sectors]
    if row["lon"] is not None:
        placed = near.drop_nulls("lon")
        metres = distance_m(row["lon"], row["lat"], placed["lon"].to_numpy(), placed["lat"].to_numpy())
        near = placed.filter(pl.Series(metres) <= row["radius_m"] + _NEARBY_M + placed["radius_m"])
        where = "near the place"
    elif row["place"] in sectors:
        near, where = near.filter(pl.col("sector") == row["place"]), "in the sector"
    else:
        where = "anywhere, since it tells of no place with a known position"
    found = near["id"].to_list()
    count = f"may be of {len(found)} incident(s)" if found else "no incident"
    return {"incidents": found, "reason": f"{count} of its kind in its interval {where}"}


def _kinds(root: str) -> list[str]:
    """The kinds of incidents that a PLOVER root covers; of an unknown root all."""
    terms = vocabulary("kinds")
    covered = _ROOTS.get(root, (root,))
    return [code for code, term in terms.items() if not root or term.columns["plover"] in covered]
