"""What the pictures hold of the reporting period: its events, its counts, and how far each sector was observed."""

import polars as pl

from ..editor import Editor, Row, rows

MISSION_WIDE = ""


def events(editor: Editor) -> pl.DataFrame:
    """Incidents whose middle lies in the period, by time."""
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    span = editor.period.span
    return editor.pictures.incidents.frame.filter(middle >= span.start, middle < span.end)


def counted(editor: Editor) -> pl.DataFrame:
    """The tallies behind the mission-wide headline figure, with the incident each belongs to, by time."""
    row = count_row(editor, MISSION_WIDE, editor.mission.reporting.headline_rule)
    pictured = editor.pictures.incidents
    ids = row["incidents"] if row else []
    tallies = pictured.tallies.filter(pl.col("violation"), pl.col("incident").is_in(ids)).rename({"id": "tally"})
    incidents = pictured.frame.select(
        *(pl.col("id").alias("incident"), "start", "end", "lon", "lat", "radius_m", "sector"),
        *("nearest", "nearest_m", "nearest_deg", "weapon", "assessment", "means", "exercise", "sources", "status"),
    )
    return tallies.join(incidents, on="incident", maintain_order="left").sort("start", "tally")


def count_row(editor: Editor, sector: str, rule: str) -> Row | None:
    """The count of the period for a sector under a rule; None if there is none."""
    frame = editor.pictures.ceasefire.counts
    mine = (pl.col("sector") == sector, pl.col("rule") == rule, pl.col("period_start") == editor.period.span.start)
    return next(rows(frame, *mine), None)


def sector_coverage(editor: Editor, sector: str) -> Row | None:
    """How much of a sector ("" for the area) was observed in the period; None if it is not pictured.

    ``share`` is of its area-hours, ``states`` the rows of the four states.
    """
    states = {row["state"]: row for row in rows(editor.pictures.coverage.sectors, pl.col("sector") == sector)}
    if not states:
        return None
    observed = [states[state] for state in ("observed_events", "observed_quiet") if state in states]
    share = sum(row["share"] for row in observed)
    row_id = f"cov:{sector or 'area'}/{'observed' if observed else 'not_observed'}"
    return {"id": row_id, "share": share, "states": states}
