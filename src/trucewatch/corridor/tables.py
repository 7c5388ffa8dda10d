"""The columns of the corridor's frames. Times are UTC, durations hours."""

import polars as pl

TIME = pl.Datetime("us", "UTC")
IDS = pl.List(pl.String())

SEGMENTS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "segment": pl.String(),
    "corridor": pl.String(),
    "direction": pl.String(),
    "vehicle": pl.String(),
    "status": pl.String(),
    "since": TIME,
    "age_h": pl.Float64(),
    "age_most_h": pl.Float64(),
    "stale": pl.Boolean(),
    "last_known": pl.String(),
    "p_open": pl.Float64(),
    "p_restricted": pl.Float64(),
    "p_closed": pl.Float64(),
    "usual_open": pl.Float64(),
    "half_life_h": pl.Float64(),
    "p_entries": IDS,
    "source": pl.String(),
    "reason": pl.String(),
    "reports": IDS,
    "claims": IDS,
}
"""One row for each segment, direction (the end place it leads to) and vehicle class.

``status`` is open, restricted, closed, disputed or not_observed. ``age_h`` is counted from the middle of the last
evidence, ``age_most_h`` from its start; ``stale`` once that exceeds the segment's half-life. ``last_known`` is what
the last evidence says, whatever its age. ``reports`` are the mission's own entries behind the status, ``claims`` what
others say beside it. ``p_open``, ``p_restricted`` and ``p_closed`` add up to 1: estimates that set no status, from all
accounts but the parties', of which ``p_entries`` are the latest; ``usual_open`` is what they move towards, by
``half_life_h``. They are null where there is no account.
"""

PASSABLE: dict[str, pl.DataType] = {
    "id": pl.String(),
    "corridor": pl.String(),
    "direction": pl.String(),
    "vehicle": pl.String(),
    "passable": pl.String(),
    "hangs": IDS,
    "restricted": IDS,
    "stale": pl.Boolean(),
    "age_most_h": pl.Float64(),
    "segments": IDS,
}
"""End to end: ``passable`` is yes, no or not_known; ``hangs`` are the segments that make it so, ``segments`` row
ids."""

REACH: dict[str, pl.DataType] = {
    "id": pl.String(),
    "place": pl.String(),
    "entry": pl.String(),
    "vehicle": pl.String(),
    "reach": pl.String(),
    "minutes": pl.Float64(),
    "minutes_possible": pl.Float64(),
    "route": IDS,
    "restricted": IDS,
    "unknown": IDS,
    "stale": pl.Boolean(),
    "age_most_h": pl.Float64(),
    "hangs": IDS,
    "ways": pl.Int64(),
    "cut": IDS,
    "t_day_most": pl.Float64(),
    "t_day_cut": IDS,
    "snap_m": pl.Float64(),
    "last_passage": TIME,
    "last_vehicle": pl.String(),
    "last_crossing": pl.String(),
    "last_by": pl.String(),
    "segments": IDS,
}
"""One row for each settlement, entry ("" for any of them) and vehicle class.

``reach`` is certainly, possibly, not, or not_known where no segment leads there. ``minutes`` is by the fastest way
seen open, ``minutes_possible`` by the fastest not known to be closed. ``route`` are the segments of the way that makes
the answer (ids of segments, references of other roads of the network), ``restricted`` and ``unknown`` those of them
that are. Each of ``hangs`` cuts the settlement off if it closes alone; ``ways`` ways share no segment (no stretch
between junctions, on a network), and ``cut`` is a smallest set of segments that would close them all: there may be
others as small. ``t_day_most`` is the most that can come through in a day by the capacities of segments, ``t_day_cut``
a smallest set that limits it; null and empty where segments of unknown capacity decide. ``last_passage`` is the end of
the latest count by the mission of something passing a crossing on the route, ``last_vehicle`` what it was, ``last_by``
who counted; null where there is none. ``segments`` are row ids behind the answer.
"""

HANGS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "segment": pl.String(),
    "vehicle": pl.String(),
    "cut_off": IDS,
    "rows": IDS,
}
"""By segment and class, the settlements that closing it alone would cut off from every entry; ``rows`` are of REACH."""

SNAPS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "thing": pl.String(),
    "what": pl.String(),
    "segment": pl.String(),
    "road": pl.String(),
    "share": pl.Float64(),
    "metres": pl.Float64(),
    "joined": pl.Boolean(),
}
"""Where settlements and crossings (``what``) lie: nearest to ``road``, a segment or a road of the network, ``metres``
off; ``share`` of a segment from its start, null on a network; not ``joined`` if that is too far to speak of. Where
there is a network, also how far each segment's line and the roads it covers are apart at most, and whether it was laid
on them.
"""

WHAT_IF: dict[str, pl.DataType] = {
    "place": pl.String(),
    "entry": pl.String(),
    "vehicle": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
    "minutes_before": pl.Float64(),
    "minutes_after": pl.Float64(),
}
"""What closing or opening segments would change: ``reach`` and ``minutes_possible`` of REACH, before and after."""

PASSAGES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "crossing": pl.String(),
    "direction": pl.String(),
    "vehicle": pl.String(),
    "count": pl.Int64(),
    "count_low": pl.Int64(),
    "count_high": pl.Int64(),
    "watched_h": pl.Float64(),
    "hours": pl.Float64(),
    "days": pl.Float64(),
    "per_day": pl.Float64(),
    "per_watched_day": pl.Float64(),
    "previous": pl.Int64(),
    "previous_watched_h": pl.Float64(),
    "sources": IDS,
    "beside": IDS,
    "entries": IDS,
}
"""The mission's own counts. ``count`` is null where nobody watched; ``per_day`` is what was counted, divided by the
days of
the period, and so a least figure; ``per_watched_day`` the rate while watched, null where less than half was.
``beside`` are entries of other sources that counted during the same hours and are not added."""

CROSSINGS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "crossing": pl.String(),
    "what": pl.String(),
    "watched_h": pl.Float64(),
    "hours": pl.Float64(),
    "inbound_low": pl.Int64(),
    "inbound_high": pl.Int64(),
    "outbound_low": pl.Int64(),
    "outbound_high": pl.Int64(),
    "net_low": pl.Int64(),
    "net_high": pl.Int64(),
    "previous_inbound": pl.Int64(),
    "previous_outbound": pl.Int64(),
    "previous_watched_h": pl.Float64(),
    "passages": IDS,
}
"""Sums over classes of *vehicles* and of *persons*, and inbound less outbound; null where nobody watched."""

UNSEEN: dict[str, pl.DataType] = {
    "id": pl.String(),
    "crossing": pl.String(),
    "direction": pl.String(),
    "of": pl.String(),
    "unwatched_h": pl.Float64(),
    "estimated_h": pl.Float64(),
    "low": pl.Int64(),
    "mid": pl.Int64(),
    "high": pl.Int64(),
    "total_low": pl.Int64(),
    "total_high": pl.Int64(),
    "learned_h": pl.Float64(),
    "passages": IDS,
}
"""What is estimated to have passed in the hours not watched: ``of`` is a class, or *vehicles* or *persons* together.

``low``, ``mid`` and ``high`` (5th, 50th and 95th percentile) speak of ``estimated_h`` of the ``unwatched_h``; null
where those hours of the day were hardly ever watched. ``total_low`` and ``total_high`` add what was counted, and are
null unless all hours not watched can be estimated. ``learned_h`` were watched in the history; ``passages`` are of
PASSAGES.
"""

TOLD: dict[str, pl.DataType] = {
    "id": pl.String(),
    "source": pl.String(),
    "crossing": pl.String(),
    "direction": pl.String(),
    "vehicle": pl.String(),
    "count_low": pl.Int64(),
    "count_high": pl.Int64(),
    "entries": IDS,
}
"""Passages that others counted and told the mission of, source by source; in none of the counts above."""

GAPS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "crossing": pl.String(),
    "start": TIME,
    "end": TIME,
    "hours": pl.Float64(),
    "state": pl.String(),
    "reason": pl.String(),
    "entries": IDS,
}
"""When a crossing was not watched: ``state`` is not_watched, impaired or denied."""

RESTRICTIONS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "own": pl.Boolean(),
    "source": pl.String(),
    "form": pl.String(),
    "category": pl.String(),
    "by": pl.String(),
    "by_party": pl.String(),
    "side": pl.String(),
    "affected": pl.String(),
    "start": TIME,
    "end": TIME,
    "hours": pl.Float64(),
    "hours_whole": pl.Float64(),
    "began": pl.Boolean(),
    "watch_h": pl.Float64(),
    "area_km2h": pl.Float64(),
    "crossings": IDS,
    "missed_h": pl.Float64(),
    "missed_low": pl.Int64(),
    "missed_high": pl.Int64(),
    "place": pl.String(),
    "reason": pl.String(),
    "text": pl.String(),
    "entry": pl.String(),
}
"""``own``: met by the mission itself, else told by others. ``by`` as seen or told, ``by_party`` the party it names if
it names
one; ``side`` the party on whose side the mission's source stood. ``hours`` fall in the period.

What it hid, of the mission's own: ``watch_h`` of these hours its source was not on watch, which over the area the
source is registered to watch makes ``area_km2h``, the most that was lost (others may have watched some of it); null
where it has no registered range. ``missed_low`` and ``missed_high`` (5th and 95th percentile) vehicles are expected to
have passed ``crossings`` at which the source counts, in ``missed_h`` in which nobody counted; null where nothing can be
estimated.
"""

ACCESS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "category": pl.String(),
    "own": pl.Int64(),
    "told": pl.Int64(),
    "hours": pl.Float64(),
    "watch_h": pl.Float64(),
    "area_km2h": pl.Float64(),
    "missed_low": pl.Int64(),
    "missed_high": pl.Int64(),
    "previous": pl.Int64(),
    "restrictions": IDS,
}
"""One row for each of OCHA's nine categories of access constraint: restrictions in force that the mission itself met
(``own``, null where it has nobody in the field) and that others told of; 0 is no account, not no constraint.

``hours`` of all, by source lost once; ``watch_h``, ``area_km2h`` and the vehicles missed of the mission's own, the
bounds of several added up; null where no restriction has one. ``previous`` is own and told in the period before.
"""

RESTRICTION_TOTALS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "own": pl.Boolean(),
    "form": pl.String(),
    "category": pl.String(),
    "by": pl.String(),
    "side": pl.String(),
    "count": pl.Int64(),
    "began": pl.Int64(),
    "hours": pl.Float64(),
    "previous": pl.Int64(),
    "previous_hours": pl.Float64(),
    "restrictions": IDS,
}
"""In force during the period; hours of one source that overlap are lost once."""

WEEKLY: dict[str, pl.DataType] = {
    "id": pl.String(),
    "crossing": pl.String(),
    "vehicle": pl.String(),
    "inbound": pl.Int64(),
    "outbound": pl.Int64(),
    "total": pl.Int64(),
    "net": pl.Int64(),
    "per_day": pl.Float64(),
    "watched_h": pl.Float64(),
    "hours": pl.Float64(),
    "previous": pl.Int64(),
    "previous_watched_h": pl.Float64(),
    "change": pl.Int64(),
    "trend": pl.List(pl.Int64()),
    "trend_watched_h": pl.List(pl.Float64()),
    "entries": IDS,
}
"""A week at a crossing by vehicle class, against the week before; ``trend`` runs over five weeks, the last being this
one.
A week nobody watched is null, never zero."""
