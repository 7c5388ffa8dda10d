"""Ceasefire violations by sector, hotspots, casualties and damage, and the table of violations."""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from trucewatch.domain import vocabulary
from trucewatch.mission import nearest_place

from .. import wording
from ..document import Bullets, Column, Note, Paragraph, Phrase, Picture, Quote, Section, Sheet, SheetColumn, Table, say
from ..editor import Editor, Row, figure, rows
from . import alarms, attribution, estimates, fires, following, forecasts, lists
from .words import claim_sentence

MISSION_WIDE = ""
_INFERRED = (
    *(estimates.estimates, lists.lists, alarms.alarms, attribution.attribution, forecasts.forecasts),
    *(fires.fires, following.following),
)
_DEGREE_DIGITS = 5
_HOUR = timedelta(hours=1)


def violations(editor: Editor, chart: Picture | None, incident_map: Picture) -> Section:
    """What was recorded by sector against the figure before; exercises, the estimate, hotspots, other count rules."""
    if editor.remote:
        return _remote(editor, incident_map)
    reporting = editor.mission.reporting
    sectors = [_sector_sentence(editor, sector.id) for sector in editor.mission.sectors]
    blocks: list[Bullets | Note | Paragraph | Picture | Table] = [Paragraph((headline(editor),))]
    blocks.append(Bullets(tuple((sentence,) for sentence in sectors)))
    if chart is not None:
        blocks.append(chart)
    blocks.append(incident_map)
    if exercises := _exercises(editor):
        blocks.append(Paragraph((exercises,)))
    told = (section(editor) for section in _INFERRED)
    parts = [part for part in told if part is not None]
    if hotspots := list(rows(editor.pictures.ceasefire.hotspots)):
        parts.append(Section("hotspots", "Hotspots", (Bullets(tuple((_hotspot(editor, row),) for row in hotspots)),)))
    others = [
        rule for rule in editor.mission.count_rules if rule not in (reporting.headline_rule, reporting.explosion_rule)
    ]
    if others:
        parts.append(Section("rules", "The same incidents under other count rules", (_rules(editor),)))
    return Section("violations", "Ceasefire violations", tuple(blocks), tuple(parts))


def headline(editor: Editor) -> Phrase:
    """The mission-wide figure, with explosions and the figures before."""
    return _recorded(editor, MISSION_WIDE, "its area")


def harm(editor: Editor) -> Section:
    """Casualties and damage, as those who told of them put it."""
    consequences = [code for code, term in vocabulary("kinds").items() if term.columns["parent"] == "consequence"]
    items = [(_harm(editor, row),) for row in rows(events(editor), pl.col("kind").is_in(consequences))]
    items += [(claim_sentence(editor, row),) for row in _tolls(editor)]
    block = Bullets(tuple(items)) if items else Paragraph((harm_sentence(editor),))
    return Section("harm", "Civilian casualties and damage", (block,))


def harm_sentence(editor: Editor) -> Phrase:
    """The summary's line on casualties and damage: accounts and claims received, never a toll."""
    frame = events(editor)
    pieces: list[Phrase] = []
    for kind in ("casualty", "damage"):
        found = list(rows(frame, pl.col("kind") == kind))
        if found:
            low, high = (sum(row[f"count_{end}"] for row in found) for end in ("low", "high"))
            pieces.append(say(figure(wording.counted(low, high, vocabulary("kinds")[kind]), found[0])))
    told = [claim_sentence(editor, row) for row in _tolls(editor)[:2]]
    if not pieces and not told:
        return say("No account of civilian casualties or of damage in this period reached the Mission.")
    lead = say("The Mission received accounts of ", editor.listing(pieces), ".") if pieces else say()
    spaced = [piece for sentence in told for piece in (*say(" "), *sentence)]
    return say(lead, *(spaced if pieces else spaced[1:]))


def _tolls(editor: Editor) -> list[Row]:
    measured = pl.col("measure").is_in(("killed", "injured", "missing"))
    return list(rows(editor.pictures.agreement.claims, measured, pl.col("speaks_of_period")))


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


def annex(editor: Editor) -> Table:
    """The table of violations, with the columns such tables have in the field."""
    spoken = fires.remarks(editor)
    return Table(
        "annex-violations",
        "Violations counted, each event once however many sources heard it",
        (
            Column("Mission position", 1.2),
            Column("Event location", 1.9),
            Column("Means", 0.65),
            Column("No.", 0.5, numeric=True),
            Column("Observation", 0.9),
            Column("Description", 1.1),
            Column("Weapon", 0.8),
            Column("Date, time", 1.05),
            Column("Also noticed by", 1.3),
            Column("Remark", 0.9),
        ),
        tuple(_annex_row(editor, row, seen, spoken.get(row["incident"], ())) for row, seen in _with_first(editor)),
    )


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def sheet(editor: Editor) -> Sheet:
    """The table of violations as data; of a remote mission, one row that says why there is none."""
    heads = (
        *("Row", "Incident", "Sector", "Position", "Event location", "Longitude", "Latitude", "Radius m (CE90)"),
        *("Means", "Count", "Count low", "Count high", "Observation", "Description", "Direction of flight", "Weapon"),
        *("Start", "End", "Also noticed by", "Live-fire exercise", "Status", "Observations"),
    )
    columns = tuple(SheetColumn(head) for head in heads)
    if editor.remote:
        why = "not observed: the mission has nobody and no instrument on the ground"
        return Sheet("Violations", columns, (tuple(why if head == "Observation" else None for head in heads),))
    return Sheet(
        "Violations",
        columns,
        tuple(
            (
                row["tally"],
                row["incident"],
                row["sector"],
                editor.who(seen["source"]),
                _located(editor, row, seen),
                _rounded(row["lon"], _DEGREE_DIGITS),
                _rounded(row["lat"], _DEGREE_DIGITS),
                _rounded(row["radius_m"], 0),
                wording.label("means", row["means"]),
                row["count_best"],
                row["count_low"],
                row["count_high"],
                wording.label("kinds", row["kind"]),
                wording.label("assessments", row["assessment"]),
                seen["direction"],
                row["weapon"],
                editor.local(row["start"]).isoformat(),
                editor.local(row["end"]).isoformat(),
                "; ".join(_others(editor, row, seen)),
                "yes" if row["exercise"] else "no",
                row["status"],
                "; ".join(row["observations"]),
            )
            for row, seen in _with_first(editor)
        ),
    )


def _with_first(editor: Editor) -> list[tuple[Row, Row]]:
    """Each counted tally with its first direct observation: the one the position and bearing are given from."""
    frame = counted(editor)
    firsts = frame["observations"].list.first()
    seen = editor.pictures.holdings.observations.filter(pl.col("id").is_in(firsts.implode()))
    by_id = {row["id"]: row for row in seen.iter_rows(named=True)}
    return [(row, by_id[row["observations"][0]]) for row in frame.iter_rows(named=True)]


def _annex_row(editor: Editor, row: Row, seen: Row, fire: Phrase) -> tuple[Phrase, ...]:
    count = row["count_best"]
    said = (
        f"{count:,}"
        if row["count_low"] == row["count_high"]
        else f"{row['count_low']:,}{wording.DASH}{row['count_high']:,}"
    )
    flight = f", {seen['direction']}" if seen["direction"] else ""
    kind = vocabulary("kinds")[row["kind"]]
    return (
        say(editor.who(seen["source"])),
        say(_located(editor, row, seen)),
        say(wording.label("means", seen["means"])),
        say(figure(said, {"id": row["tally"]})),
        say(kind.label if count == 1 else kind.plural),
        say(wording.label("assessments", row["assessment"]), flight),
        say("N/K" if row["weapon"] == "N/K" else wording.label("weapons", row["weapon"])),
        say(editor.stamp(row["start"], row["end"])),
        say(", ".join(_others(editor, row, seen))),
        _remark(row, fire),
    )


def _remark(row: Row, fire: Phrase) -> Phrase:
    exercise = "live-fire exercise" if row["exercise"] else ""
    status = "" if row["status"] == "reported" else row["status"]
    said = "; ".join(word for word in (exercise, status) if word)
    return say(f"{said}; " if said and fire else said, fire) if said else fire


def _others(editor: Editor, row: Row, seen: Row) -> list[str]:
    return [editor.who(source) for source in row["sources"] if source != seen["source"]]


def _located(editor: Editor, row: Row, seen: Row) -> str:
    near = ""
    if row["nearest"] and row["nearest_m"] is not None:
        from_place = editor.end_of(row["nearest"])
        if row["nearest_m"] < editor.mission.places[row["nearest"]].radius_m:
            near = f"in or near {from_place}"
        else:
            near = wording.gloss(row["nearest_m"], row["nearest_deg"], from_place)
        near += f", ± {wording.distance(row['radius_m'])}"
    if seen["bearing_deg"] is None:
        return near or "unknown"
    band = wording.band(seen["near_m"], seen["far_m"])
    bearing = f"{band} {wording.direction(seen['bearing_deg'])}".strip()
    return f"{bearing} ({near})" if near else bearing


def _recorded(editor: Editor, sector: str, where: str) -> Phrase:
    """One sector's figure. Where nothing was observed there is no figure, and none is made up."""
    reporting = editor.mission.reporting
    row = count_row(editor, sector, reporting.headline_rule)
    looked = sector_coverage(editor, sector)
    if row is None or row["value"] is None:
        known = row or looked
        observed = say(figure("did not observe", known)) if known else say("did not observe")
        return say("The Mission ", observed, f" {where} at any hour and has no figure for it.")
    explosions = count_row(editor, sector, reporting.explosion_rule)
    afar = ", from outside it: nobody watched it" if row["state"] == "from_afar" else ""
    if not row["high"]:
        seen = (
            say("in the ", _share(looked), f" of the area-hours of {where} that it observed{_before(editor, row)}")
            if looked
            else say(where)
        )
        return say(
            "The Mission recorded ",
            figure("no ceasefire violations", row),
            " ",
            seen,
            _previous(editor, row, explosions),
            ".",
        )
    including = (
        say(", including ", figure(_explosions(explosions), explosions))
        if explosions and explosions["high"]
        else say("")
    )
    count = figure(wording.tally(row["low"], row["high"]), row)
    noun = "ceasefire violation" if row["low"] == row["high"] == 1 else "ceasefire violations"
    change = wording.change(row["change"]) if editor.as_long and row["change"] != "none" else ""
    hours = "" if editor.as_long else f" in the {wording.hours(editor.period.span.length / _HOUR)} of this period"
    head = (
        say(
            f"Compared with the {editor.before}, the Mission recorded {change} ceasefire violations in {where}: ", count
        )
        if change
        else say(f"In {where}, the Mission recorded ", count, f" {noun}{hours}")
    )
    share = (
        say(", having observed ", _share(looked), f" of its area-hours{_before(editor, row)}") if looked else say("")
    )
    return say(head, afar, including, _previous(editor, row, explosions), share, ".")


def _previous(editor: Editor, row: Row, explosions: Row | None) -> str:
    if row["previous"] is None:
        return f" (no figure for the {editor.before})"
    before = wording.number(row["previous"]) if row["previous"] else "none"
    which = "" if editor.as_long else f" in the {editor.before_long}"
    if explosions and explosions["previous"]:
        earlier = wording.counted(explosions["previous"], explosions["previous"], vocabulary("kinds")["explosion"])
        return f" (previously {before}{which}, including {earlier})"
    return f" (previously {before}{which})"


def _before(editor: Editor, row: Row) -> str:
    """The share of a sector observed in the period that its figure is set against."""
    if row["previous"] is None:
        return ""
    observed = pl.col("sector") == row["sector"], pl.col("state").str.starts_with("observed_")
    share = sum(one["share"] for one in rows(editor.pictures.sectors_before, *observed))
    return f" (previously {wording.share(share, share)})"


def _explosions(row: Row) -> str:
    return wording.counted(row["low"], row["high"], vocabulary("kinds")["explosion"])


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


def _share(looked: Row) -> Phrase:
    return say(figure(wording.share(looked["share"], looked["share"]), looked))


def _sector_sentence(editor: Editor, sector: str) -> Phrase:
    return _recorded(editor, sector, editor.sector(sector))


def _exercises(editor: Editor) -> Phrase:
    row = count_row(editor, MISSION_WIDE, editor.mission.reporting.headline_rule)
    if row is None or not row["exercise"]:
        return ()
    return say(
        "Of these, ",
        figure(wording.number(row["exercise"]), row),
        " were assessed by those who observed them as part of a live-fire exercise; they are counted, and marked in "
        "the annex.",
    )


def _hotspot(editor: Editor, row: Row) -> Phrase:
    count = wording.tally(row["low"], row["high"])
    near = nearest_place(editor.mission, [row["lon"]], [row["lat"]])
    where = editor.near(str(near.place[0]), float(near.metres[0]), float(near.degrees[0]))
    noun = "violation was" if count == "one" else "violations were"
    return say(figure(wording.sentence(count), row), f" ceasefire {noun} recorded ", where, " and around that point.")


def _rules(editor: Editor) -> Table:
    mission = editor.mission
    return Table(
        "rules-table",
        "Mission-wide figures of the same incidents, rule by rule",
        (
            Column("Count rule", 3),
            Column("Whose rule", 1.4),
            Column("Figure", 1, numeric=True),
            Column("Previously" if editor.as_long else editor.before_long.capitalize(), 1, numeric=True),
        ),
        tuple(
            (
                say(rule.name),
                say(editor.who(rule.whose) if rule.whose else "the Mission"),
                say(figure(_range(row), row)),
                say("no figure" if row["previous"] is None else f"{row['previous']:,}"),
            )
            for rule in mission.count_rules.values()
            if (row := count_row(editor, MISSION_WIDE, rule.id)) is not None and row["value"] is not None
        ),
    )


def _range(row: Row) -> str:
    return f"{row['low']:,}" if row["low"] == row["high"] else f"{row['low']:,}{wording.DASH}{row['high']:,}"


def _harm(editor: Editor, row: Row) -> Phrase:
    members = editor.pictures.incidents.members.filter(pl.col("incident") == row["id"])["observation"].to_list()
    seen = list(rows(editor.pictures.holdings.observations, pl.col("id").is_in(members)))
    what = wording.counted(row["count_low"], row["count_high"], vocabulary("kinds")[row["kind"]])
    where = editor.near(row["nearest"], row["nearest_m"], row["nearest_deg"])
    lead = say(f"{editor.stamp(row['start'], row['end'])}, ", where, ": ", figure(what, row))
    accounts = [say(editor.who(one["source"]), ": ", Quote(one["text"])) for one in seen if one["text"]]
    return say(lead, ". ", *(piece for account in accounts for piece in (*account, *say(" "))))


def _remote(editor: Editor, incident_map: Picture) -> Section:
    told = events(editor).filter(pl.col("violation"))
    sentences: Sequence[Phrase] = (
        say(
            "The Mission has nobody and no instrument on the ground. It observed nothing in this period and states no "
            "count of ceasefire violations of its own; what the parties and others say is under claims."
        ),
    )
    blocks: list[Note | Paragraph | Picture | Bullets] = [Note(tuple(sentences))]
    if told.height:
        blocks.append(incident_map)
    return Section("violations", "Ceasefire violations", tuple(blocks))
