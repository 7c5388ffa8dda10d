"""How rows of REACH, HANGS and SNAPS are explained."""

from collections.abc import Mapping, Sequence
from typing import Any

from trucewatch.domain import Explanation, vocabulary

from .covering import USUAL_KMH
from .ground import Ground

_ANSWERS = (
    "Certainly: by segments seen open or restricted alone. Possibly: if {unknown} were open. Not: not even then. Not "
    "known: no {road} leads within the settlement's radius. "
)
_SEGMENTS = (
    "over the mission's own road segments and no other road, by their status for the class in the direction driven. "
    + _ANSWERS.format(unknown="those not observed or disputed", road="segment")
    + "A settlement between the ends of a segment is reached possibly where that segment is closed, since where on it "
    f"is not known. Travel time is length at {USUAL_KMH:g} km/h, without stops"
)
_NETWORK = (
    "over the road network that the mission file names, on the roads open to the class in the direction driven, by the "
    "status of the segments that cover them; roads that no segment covers are not observed. "
    + _ANSWERS.format(unknown="roads not observed and segments disputed", road="road of the network")
    + "What lies off a closed segment between its ends is reached possibly, since where on it is closed is not known. "
    "Travel time is by the class of each road or its speed limit, and straight from the first junction within the "
    f"settlement's radius to its middle at {USUAL_KMH:g} km/h, without stops. Ways share no stretch of road between "
    "two junctions, and the smallest set is one of such stretches"
)
_HANG_RULE = (
    "a settlement hangs on a segment if closing that one alone would cut it off from every entry, segments not "
    "observed or disputed taken for open"
)
_SNAP_RULE = "the nearest position on a segment; a place at which a segment ends is at its end"
_SNAP_NETWORK_RULE = (
    "the nearest position on a road of the network that vehicles may use. A settlement is on the roads if one passes "
    "within its radius, a crossing or segment if the network is not further off than limit_m of the mission file; of a "
    "segment, as far as its line and the roads along it are apart at most. A segment that is further off is taken "
    "for a road of its own"
)
_MOST = 6


def why(row: Mapping[str, Any], land: Ground) -> Explanation:
    """Why a row of REACH stands as it does."""
    said = {
        "certainly": f"certainly, in {row['minutes'] or 0:.0f} min by {_roads(row['route'], land)}",
        "possibly": f"possibly; it depends on {_roads(row['unknown'], land)}",
        "not": "not; every way is closed",
        "not_known": f"not known; the nearest {'road' if land.whole else 'segment'} passes "
        f"{row['snap_m'] / 1000:.1f} km off",
    }[row["reach"]]
    hangs = f" It hangs on {_roads(row['hangs'], land)}." if row["hangs"] else ""
    restricted = f" Restricted on the way: {_roads(row['restricted'], land)}." if row["restricted"] else ""
    most = (
        f" At most {row['t_day_most']:,.0f} t a day, by {_roads(row['t_day_cut'], land)}, a smallest set."
        if row["t_day_most"] is not None
        else ""
    )
    entry = row["entry"] or "any entry"
    what = vocabulary("vehicles")[row["vehicle"]].plural
    return Explanation(
        id=row["id"],
        says=f"{row['place']} from {entry}, {what}: {said}.{restricted}{hangs}{most}",
        rule=_NETWORK if land.whole else _SEGMENTS,
        parts=tuple(row["segments"]),
    )


def why_hangs(row: Mapping[str, Any]) -> Explanation:
    """Why a row of HANGS stands as it does."""
    what = vocabulary("vehicles")[row["vehicle"]].plural
    cut_off = ", ".join(row["cut_off"])
    said = f"would cut off {cut_off}" if cut_off else "alone would cut off no settlement"
    return Explanation(
        id=row["id"], says=f"Closing {row['segment']} to {what} {said}.", rule=_HANG_RULE, parts=tuple(row["rows"])
    )


def why_snapped(row: Mapping[str, Any], land: Ground) -> Explanation:
    """Why a row of SNAPS stands as it does."""
    if row["what"] == "segment":
        how = "lies on the roads of the network" if row["joined"] else "is a road of its own beside the network"
        says = f"{row['thing']} {how}; {row['metres']:.0f} m apart at most."
    elif not row["joined"]:
        says = f"{row['thing']} is on no {'road' if land.whole else 'segment'}; {row['metres']:.0f} m from the nearest."
    else:
        share = "" if row["share"] is None else f", at {row['share']:.0%} of its length"
        says = f"{row['thing']} is on {land.called(row['road'])}{share}; {row['metres']:.0f} m from the nearest."
    return Explanation(id=row["id"], says=says, rule=_SNAP_NETWORK_RULE if land.whole else _SNAP_RULE)


def _roads(names: Sequence[str], land: Ground) -> str:
    """Roads as people call them, each once; where there are many, the first and how many more."""
    called = list(dict.fromkeys(land.called(name) for name in names))
    more = f" and {len(called) - _MOST} more" if len(called) > _MOST else ""
    return (", ".join(called[:_MOST]) + more) or "nothing"
