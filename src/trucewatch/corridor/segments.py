"""The status of every segment, and whether a corridor can be passed end to end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .evidence import ANY, own_evidence, words_beside
from .outlook import STATUSES, Outlook
from .probability import LATEST, probabilities
from .standing import DISPUTE_HALF_LIVES, EXPIRY_HALF_LIVES, Standing, stand
from .tables import PASSABLE, SEGMENTS
from .ways import all_legs, legs

_RULE = (
    "by the mission's own latest evidence up to the end of the period: segment reports, and passages counted over a "
    "crossing on the segment, as evidence that their class could pass; words of others never set it. A report that "
    "names no class speaks of every class, a passage of its own class alone. Accounts of different sources within "
    "{dispute:g} h of each other that do not agree make it disputed. Evidence older than the half-life of "
    "{half_life:g} h is stale; older than {expiry:g} h it sets nothing. Beside it stands how probable each status is, "
    "from all accounts but those of the parties, each weighed by the reliability of its source and moving towards what "
    "is usual on the segment by a half-life learned from the accounts"
)


def statuses(holdings: Holdings, mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame SEGMENTS and its explanations by row id."""
    turned = all_legs(mission)
    evidence = own_evidence(holdings, mission, turned)
    beside = words_beside(holdings, mission, turned, period.span)
    likely = probabilities(holdings, mission, turned, evidence, period.span.end)
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for segment in mission.segments.values():
        road = {s.id for s in mission.segments.values() if segment.corridor and s.corridor == segment.corridor}
        half_life = timedelta(hours=segment.half_life_h)
        rule = _RULE.format(
            dispute=segment.half_life_h * DISPUTE_HALF_LIVES,
            half_life=segment.half_life_h,
            expiry=segment.half_life_h * EXPIRY_HALF_LIVES,
        )
        for direction in (turned[segment.id].far, turned[segment.id].near):
            said = beside.get((segment.id, direction), [])
            for vehicle in evidence.classes(road | {segment.id}, period.span.end):
                standing = stand(evidence.signs(segment.id, direction, vehicle), period.span.end, half_life)
                row: dict[str, Any] = {
                    "id": f"seg:{segment.id}:{direction}:{vehicle}:{period.day}",
                    "segment": segment.id,
                    "corridor": segment.corridor,
                    "direction": direction,
                    "vehicle": vehicle,
                    **_columns(standing),
                    **_probable(likely.get((segment.id, direction, vehicle))),
                    "claims": sorted({entry for entry, of in said if vehicle == ANY or of in (ANY, vehicle)}),
                }
                rows.append(row)
                reasons[row["id"]] = Explanation(
                    id=row["id"],
                    says=_says(row),
                    rule=rule,
                    entries=(*row["reports"], *row["claims"], *row["p_entries"]),
                )
    return pl.DataFrame(rows, schema=SEGMENTS, orient="row"), reasons


def passable(mission: Mission, period: Period, status: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame PASSABLE from SEGMENTS, and its explanations by row id."""
    stands = {(row["segment"], row["direction"], row["vehicle"]): row for row in status.iter_rows(named=True)}
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for road in mission.corridors:
        chain = legs(mission, road)
        if not chain:
            continue
        for inward, direction in ((True, chain[-1].far), (False, chain[0].near)):
            ways = [(leg.segment, leg.far if inward else leg.near) for leg in chain]
            for vehicle in vocabulary("vehicles"):
                parts = [stands.get((*way, vehicle)) or stands[*way, ANY] for way in ways]
                if all(part["vehicle"] != vehicle for part in parts):
                    continue
                row: dict[str, Any] = {
                    "id": f"seg:corridor:{road.id}:{direction}:{vehicle}:{period.day}",
                    "corridor": road.id,
                    "direction": direction,
                    "vehicle": vehicle,
                    **_end_to_end(parts),
                }
                rows.append(row)
                hangs = f" ({', '.join(row['hangs'])})" if row["hangs"] else ""
                reasons[row["id"]] = Explanation(
                    id=row["id"],
                    says=f"{road.name} towards {direction}, {_class(vehicle)}: "
                    f"passable end to end: {row['passable'].replace('_', ' ')}{hangs}.",
                    rule="no if a segment is closed; else not known if one is not observed or disputed; else yes. "
                    "Where a class is not singled out on a segment, vehicles in general stand for it",
                    parts=tuple(row["segments"]),
                )
    return pl.DataFrame(rows, schema=PASSABLE, orient="row"), reasons


def _columns(standing: Standing) -> dict[str, Any]:
    newest = standing.newest
    return {
        "status": standing.status,
        "since": standing.since,
        "age_h": standing.age_h,
        "age_most_h": standing.age_most_h,
        "stale": standing.stale,
        "last_known": standing.last_known,
        "source": newest.source if newest else "",
        "reason": newest.reason if newest else "",
        "reports": sorted(sign.entry for sign in standing.behind),
    }


def _probable(outlook: Outlook | None) -> dict[str, Any]:
    if outlook is None:
        return {"p_entries": []}
    of = dict(zip(STATUSES, outlook.probability.tolist(), strict=True))
    return {
        **{f"p_{status}": share for status, share in of.items()},
        "usual_open": float(outlook.usual[0]),
        "half_life_h": outlook.half_life_h,
        "p_entries": list(outlook.entries[-LATEST:]),
    }


def _end_to_end(parts: list[dict[str, Any]]) -> dict[str, Any]:
    closed = [part["segment"] for part in parts if part["status"] == "closed"]
    unknown = [part["segment"] for part in parts if part["status"] in ("not_observed", "disputed")]
    ages = [part["age_most_h"] for part in parts]
    return {
        "passable": "no" if closed else "not_known" if unknown else "yes",
        "hangs": closed or unknown,
        "restricted": [part["segment"] for part in parts if part["status"] == "restricted"],
        "stale": any(part["stale"] for part in parts),
        "age_most_h": None if None in ages else max(ages),
        "segments": [part["id"] for part in parts],
    }


def _says(row: Mapping[str, Any]) -> str:
    where = f"Segment {row['segment']} towards {row['direction']}, {_class(row['vehicle'])}"
    beside = f" Accounts of others beside it: {len(row['claims'])}." if row["claims"] else ""
    if row.get("p_open") is not None:
        beside = f" Open by estimate: {_share(row['p_open'])}; usually {_share(row['usual_open'])} of the time.{beside}"
    if row["source"] == "":
        return f"{where}: not observed; the mission has no evidence of its own.{beside}"
    age = f"last evidence at most {row['age_most_h']:.1f} h old, from {row['source']}"
    if row["status"] == "not_observed":
        return f"{where}: not observed; last known {row['last_known']}, {age}.{beside}"
    if row["stale"]:
        return f"{where}: last known {row['last_known']}, {age}.{beside}"
    return f"{where}: {row['status']}, {age}.{beside}"


def _share(share: float) -> str:
    return "over 99%" if share > 0.99 else "under 1%" if share < 0.01 else f"{share:.0%}"


def _class(vehicle: str) -> str:
    return vocabulary("vehicles")[vehicle].plural
