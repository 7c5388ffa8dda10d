"""The frames of an assessment of coverage, and what can be asked of them."""

from dataclasses import dataclass

import polars as pl

from ..domain import Explanation, Span
from ..places import Grid

_MOMENT = pl.Datetime("us", "UTC")
_TEXTS = pl.List(pl.String())

STATES = ("observed_events", "observed_quiet", "impaired", "not_observed")

CELLS = pl.Schema(
    {
        "id": pl.String(),
        "cell": pl.Int64(),
        "hour": _MOMENT,
        "state": pl.String(),
        "observed_share": pl.Float64(),
        "impaired_share": pl.Float64(),
        "watches": _TEXTS,
        "weather": _TEXTS,
        "events": _TEXTS,
        "reason": pl.String(),
    }
)
"""One row a cell and hour (its start). The shares are of cell and hour: watched, and not watched but for an impairment.
``watches`` are the entries of watches on that reached the cell, ``weather`` those that told of the weather about the
watches that did or would have, ``events`` the incidents that may have been in it."""

HOURLY = pl.Schema({"hour": _MOMENT, "sector": pl.String(), "state": pl.String(), "area_hours": pl.Float64()})
"""km² times hours in each state, by hour and sector; sector "" is the whole area, in a sector or not. What was watched
of a cell and hour counts as observed, with events or quiet; the rest of it as impaired or not observed."""

SECTORS = pl.Schema(
    {
        "id": pl.String(),
        "sector": pl.String(),
        "state": pl.String(),
        "area_hours": pl.Float64(),
        "share": pl.Float64(),
    }
)
"""The span as a whole: ``area_hours`` in km² h; ``share`` of the sector's area-hours, the four states adding to 1."""

CALENDAR = pl.Schema({"id": pl.String(), "day": pl.Date(), **{k: v for k, v in SECTORS.items() if k != "id"}})
"""Like SECTORS, by local day of the mission."""

WATCHES = pl.Schema(
    {
        "id": pl.String(),
        "entry": pl.String(),
        "source": pl.String(),
        "state": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "hours": pl.Float64(),
        "means": _TEXTS,
        "flag": pl.String(),
        "reason": pl.String(),
    }
)
"""Stretches of watches: *on*, *impaired* or *denied*, a source's impaired time taken out of its time on. ``flag`` says
why a stretch does not count (an impossible track, a source that is not the mission's own); "" if it does."""

CONDITIONS = pl.Schema({"id": pl.String(), "condition": pl.String(), "known": pl.Float64()})
"""What is known of what bounds sight and hearing: *terrain*, the share of the ground whose height is known;
*visibility* and *wind*, the share of the hours on watch by sight and by hearing for which somebody told of them. Null
where nothing is known."""

RULE = (
    "A cell and hour is observed where watches that are on reach at least {quiet:.0%} of its points and time: quiet "
    "if no incident may have been in it. Looked at in {points} points a cell and slots of {slot} min that a watch "
    "covers wholly; a watch reaches as far as one of its means notices {kinds} at half probability by day or by "
    "night ({ranges}), never further than its own range, field of view, reach or outline; {ground}. A patrol is where "
    "its fixes put it, known up to {gap} min between them. Impaired: would be observed if sources that were impaired "
    "or denied had been on, or those that are on had seen as far as usual (nothing is seen further {weather}). Watches "
    "that are flagged do not count. Events are incidents that are violations and not withdrawn, in every cell that "
    "their CE90 region touches, or that their sources reached where no account says where."
)

WEATHER = (
    "than the visibility that a station within {station:g} km, or somebody for the whole area, told of; how far is "
    "heard is multiplied by the mission's factors for the wind; what nobody told changes nothing"
)

LAND = (
    "what is seen, but not what is heard, ends where the ground is in the way: straight lines from the height of the "
    "observer to {target:g} m above the ground, over heights in steps of {step:.0f} m (known of {known:.0%} of the "
    "ground), with the curvature of the earth and the usual refraction; a point behind a height that is not known is "
    "not known to be in sight"
)


@dataclass(frozen=True)
class Coverage:
    """Where and when the mission was looking in ``span``, as to events of ``kinds``.

    ``grid`` gives the cells their places, ``sector_of_cell`` the sector of each one's centre. ``unreported`` are the
    mission's own sources of which no watch is known.
    """

    span: Span
    kinds: tuple[str, ...]
    grid: Grid
    sector_of_cell: list[str]
    cells: pl.DataFrame
    hourly: pl.DataFrame
    sectors: pl.DataFrame
    calendar: pl.DataFrame
    watches: pl.DataFrame
    conditions: pl.DataFrame
    unreported: tuple[str, ...]
    rule: str

    def sectors_in(self, span: Span) -> pl.DataFrame:
        """SECTORS for the hours that start in ``span``, a part of the span assessed."""
        inside = pl.col("hour").is_between(span.start, span.end, closed="left")
        return by_sector(self.hourly.filter(inside), "sector")

    def watched(self, sector: str, span: Span) -> bool | None:
        """Was anything of a sector ("": the area) watched in ``span``? None if ``span`` is not within that assessed."""
        if span.start < self.span.start or span.end > self.span.end:
            return None
        inside = pl.col("hour").is_between(span.start, span.end, closed="left") & (pl.col("sector") == sector)
        observed = pl.col("state").is_in(STATES[:2])
        return bool(self.hourly.filter(inside & observed)["area_hours"].sum() > 0)

    def explain(self, row_id: str) -> Explanation:
        """Why a cell and hour, a sector's share or a stretch of a watch stands as it does. Raises KeyError.

        ``cov:<sector>/observed`` (*area* for the whole) stands for what was observed at all, with events or quiet.
        """
        for frame, told in (
            (self.cells, _cell),
            (self.sectors, self._share),
            (self.calendar, self._share),
            (self.watches, _watch),
            (self.conditions, _condition),
        ):
            found = frame.filter(pl.col("id") == row_id)
            if found.height:
                says, entries, parts = told(found.row(0, named=True))
                return Explanation(id=row_id, says=says, rule=self.rule, entries=entries, parts=parts)
        if row_id.endswith("/observed"):
            both = [row_id.replace("/observed", f"/{state}") for state in STATES[:2]]
            shares = self.sectors.filter(pl.col("id").is_in(both))
            if shares.height:
                where = shares["sector"][0] or "the area"
                says = f"{shares['share'].sum():.1%} of the area-hours of {where} observed, with events or quiet"
                return Explanation(id=row_id, says=says, rule=self.rule, parts=tuple(shares["id"]))
        raise KeyError(f"no row {row_id!r} in this assessment of coverage")

    def _share(self, row: dict[str, object]) -> "_Told":
        """A sector's share, and the watches that reached its cells while they were in that state."""
        day = f" on {row['day']}" if "day" in row else ""
        share = f"{row['share']:.1%} of the area-hours of {row['sector'] or 'the area'}{day}"
        within = [cell for cell, sector in enumerate(self.sector_of_cell) if row["sector"] in ("", sector)]
        here = pl.col("cell").is_in(within) & (pl.col("state") == row["state"])
        entries = self.cells.filter(here)["watches"].explode().drop_nulls().unique().sort()
        return f"{share} ({row['area_hours']:.1f} km² h) {_words(row['state'])}", tuple(entries), ()


_Told = tuple[str, tuple[str, ...], tuple[str, ...]]


def _cell(row: dict[str, object]) -> _Told:
    watches, weather, events = row["watches"], row["weather"], row["events"]
    assert isinstance(watches, list)
    assert isinstance(weather, list)
    assert isinstance(events, list)
    return f"{_words(row['state'])}: {row['reason']}", (*watches, *weather), tuple(events)


def _watch(row: dict[str, object]) -> _Told:
    told = "; ".join(str(part) for part in (row["flag"], row["reason"]) if part)
    says = f"{row['source']} {row['state']} from {row['start']} to {row['end']}, {row['hours']:.2f} h"
    return says + (f": {told}" if told else ""), (str(row["entry"]),), ()


def _condition(row: dict[str, object]) -> _Told:
    of = {"terrain": "the ground", "visibility": "the hours of those who see", "wind": "the hours of those who hear"}
    known = "not known" if row["known"] is None else f"known of {row['known']:.1%} of {of[str(row['condition'])]}"
    return f"{row['condition']}: {known}", (), ()


def _words(state: object) -> str:
    return str(state).replace("_", " ")


def by_sector(hourly: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Area-hours and shares by the columns ``by`` (sector, or day and sector) and state, in the order of ``hourly``."""
    keys = [pl.col(key).cast(pl.String).replace({"": "area"}) for key in reversed(by)]
    total = pl.col("area_hours").sum().over(by)
    return (
        hourly.group_by(*by, "state", maintain_order=True)
        .agg(pl.col("area_hours").sum())
        .with_columns(
            id=pl.concat_str(pl.lit("cov:"), pl.concat_str(*keys, "state", separator="/")),
            share=pl.when(total > 0).then(pl.col("area_hours") / total).otherwise(0.0),
        )
        .select("id", *by, "state", "area_hours", "share")
    )
