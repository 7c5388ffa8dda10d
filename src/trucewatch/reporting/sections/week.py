"""A week at the crossing points, in the shape observer missions at crossings report in."""

from collections import defaultdict

import polars as pl

from trucewatch.corridor import TREND_WEEKS
from trucewatch.domain import Consignment, Passage, vocabulary
from trucewatch.mission import Crossing

from .. import wording
from ..behind import source_name
from ..document import Bullets, Cell, Column, Note, Paragraph, Phrase, Quote, Section, Sheet, SheetColumn, Table, say
from ..editor import Editor, Row, figure, rows
from .crossings import beyond_cell, caution, estimate_sentence, gap_sentence, told_sentence
from .words import side_by_side

Block = Bullets | Note | Paragraph | Table

_EVENTS = 12
"""How many remarks of observers are set under a crossing; the table of passages has all."""

_STATES = ("not_watched", "impaired", "denied")
_PERSONS = frozenset(code for code, term in vocabulary("vehicles").items() if term.columns["class"] == "person")
_TRAFFIC = ("vehicles", "vehicles_per_day", "supplies", "supplies_t_per_day", "outbound_t_per_day")


def operations(editor: Editor) -> Section:
    """Who watched which crossing for how many hours of the week, and what kept the mission from the others."""
    lost: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(editor.pictures.corridor.gaps):
        lost[row["crossing"], row["state"]].append(row)
    lines = []
    for row in rows(editor.pictures.corridor.crossings, pl.col("what") == "vehicles"):
        sources = {
            source for one in rows(editor.pictures.corridor.passages, pl.col("crossing") == row["crossing"])
            for source in one["sources"]
        }  # fmt: skip
        lines.append(
            (
                say(editor.end_of(row["crossing"])),
                say(wording.listed(editor.who(source) for source in sorted(sources)) or "nobody"),
                say(figure(f"{row['watched_h']:.1f} of {row['hours']:.0f}", row)),
                say(f"{row['previous_watched_h']:.1f}"),
                *(_hours(lost[row["crossing"], state]) for state in _STATES),
            )
        )
    table = Table(
        "operations",
        "Hours of watching at the crossing points in the week",
        (
            Column("Crossing", 1.3),
            Column("Who counted", 1.6),
            Column("Hours watched", 1.0, numeric=True),
            Column("Previous week", 0.8, numeric=True),
            Column("Nobody on watch", 0.8, numeric=True),
            Column("Watch impaired", 0.8, numeric=True),
            Column("Access denied", 0.8, numeric=True),
        ),
        tuple(lines),
    )
    return Section("operations", "Operational remarks", (table,))


def crossing_parts(editor: Editor) -> Section:
    """A part for each crossing: persons, vehicles by class and way, remarks, inspections, what was not observed."""
    parts = tuple(_crossing(editor, crossing) for crossing in editor.mission.crossings.values())
    caveat = caution(list(rows(editor.pictures.corridor.unseen)))
    estimated = editor.pictures.corridor.unseen.height
    return Section("crossings", "Crossing points", (Note((caveat,)),) if estimated else (), parts)


def others(editor: Editor) -> Section | None:
    """What the parties and others say of traffic and supplies, side by side, each figure under its claimant."""
    told = tuple((told_sentence(editor, row),) for row in rows(editor.pictures.corridor.told))
    of_traffic = rows(editor.pictures.agreement.comparisons, pl.col("measure").is_in(_TRAFFIC))
    compared = sorted(of_traffic, key=lambda row: (row["measure"], row["about"]))
    if not told and not compared:
        return None
    blocks: list[Block] = [
        Paragraph((say("None of these figures is the Mission’s; each stands under the name of who gives it."),))
    ]
    blocks += [side_by_side(editor, compared)] if compared else []
    blocks += [Bullets(told)] if told else []
    return Section("others", "Figures that others give of the traffic", tuple(blocks))


def trend(editor: Editor) -> Section:
    """The annex: passages of the last weeks by class, the oldest first, with the hours then watched."""
    table = editor.pictures.week.table
    heads = [
        f"{TREND_WEEKS - 1 - back} before" if back < TREND_WEEKS - 1 else "This week" for back in range(TREND_WEEKS)
    ]
    lines: list[tuple[Phrase, ...]] = []
    for crossing in dict.fromkeys(table["crossing"]):
        found = list(rows(table, pl.col("crossing") == crossing))
        watched = (f"{hours:.0f}" for hours in found[0]["trend_watched_h"])
        lines.append((say(editor.end_of(crossing)), say("hours watched"), *(say(hours) for hours in watched)))
        lines += [
            (
                say(editor.end_of(crossing)),
                say(vocabulary("vehicles")[row["vehicle"]].plural),
                *(say("not watched" if count is None else f"{count:,}") for count in row["trend"][:-1]),
                say("not watched" if row["total"] is None else figure(f"{row['total']:,}", row)),
            )
            for row in found
        ]
    annex = Table(
        "trend",
        "Passages counted, both directions, week by week; a week is worth what was watched of it",
        (Column("Crossing", 1.4), Column("Class", 1.4), *(Column(head, 0.8, numeric=True) for head in heads)),
        tuple(lines),
    )
    return Section("trend", f"Annex: {wording.number(TREND_WEEKS)} weeks", (annex,), wide=True)


def sheet(editor: Editor) -> Sheet:
    """The weekly table as data: one row a crossing and class, counts and estimates in columns of their own."""
    beyond = _beyond(editor)
    lines: list[tuple[Cell, ...]] = []
    for row in rows(editor.pictures.week.table):
        crossing = editor.mission.crossings[row["crossing"]]
        ways = [
            beyond.get((crossing.id, direction, row["vehicle"])) for direction in (crossing.inbound, crossing.outbound)
        ]
        estimates = [None if way is None else way[bound] for way in ways for bound in ("low", "high")]
        lines.append(
            (
                *(row["id"], crossing.name, row["vehicle"], row["inbound"], row["outbound"], row["total"], row["net"]),
                *(row["per_day"], row["watched_h"], row["hours"], row["previous"], row["previous_watched_h"]),
                *estimates,
                next((way["estimated_h"] for way in ways if way), None),
                editor.marking and "EXERCISE",
            )
        )
    return Sheet("Week", tuple(SheetColumn(head, hxl) for head, hxl in _COLUMNS), tuple(lines))


_COLUMNS = (
    ("Row", "#meta+id"),
    ("Crossing", "#loc+name"),
    ("Class", "#indicator+name"),
    ("Inbound", "#indicator+num+inbound"),
    ("Outbound", "#indicator+num+outbound"),
    ("Total", "#indicator+num"),
    ("Net inbound", "#indicator+num+net"),
    ("A day at the least", "#indicator+num+daily"),
    ("Hours watched", "#meta+hours+watched"),
    ("Hours", "#meta+hours"),
    ("Previous week", "#indicator+num+previous"),
    ("Hours watched in the previous week", "#meta+hours+watched+previous"),
    ("Estimated beyond inbound, low", "#indicator+num+inbound+estimate+low"),
    ("Estimated beyond inbound, high", "#indicator+num+inbound+estimate+high"),
    ("Estimated beyond outbound, low", "#indicator+num+outbound+estimate+low"),
    ("Estimated beyond outbound, high", "#indicator+num+outbound+estimate+high"),
    ("Hours the estimates speak of", "#meta+hours+estimate"),
    ("Remark", "#description"),
)


def _crossing(editor: Editor, crossing: Crossing) -> Section:
    pictures = editor.pictures
    found = list(rows(pictures.week.table, pl.col("crossing") == crossing.id))
    whole = next(rows(pictures.corridor.crossings, pl.col("crossing") == crossing.id, pl.col("what") == "vehicles"))
    title = editor.end_of(crossing.id)
    if not whole["watched_h"]:
        said = say(
            "The Mission did not watch ", figure(title, whole), " in the week and does not know what passed there."
        )
        return Section(f"week-{crossing.id}", title, (Paragraph((said,)),))
    blocks: list[Block] = [Paragraph(tuple(_net(editor, crossing)))]
    counted = [row for row in found if row["total"] is not None and row["vehicle"] not in _PERSONS]
    blocks.append(_classes(editor, crossing, counted))
    if remarks := _remarks(editor, crossing):
        blocks += [Paragraph((say("As observers wrote it down:"),)), Bullets(remarks)]
    blocks.append(Paragraph((_inspections(editor, crossing),)))
    if gaps := list(rows(pictures.corridor.gaps, pl.col("crossing") == crossing.id)):
        blocks.append(Paragraph((gap_sentence(editor, crossing.id, gaps),)))
    return Section(f"week-{crossing.id}", title, tuple(blocks))


def _net(editor: Editor, crossing: Crossing) -> list[Phrase]:
    """Persons, then vehicles: a day on average while watched, net flow, and the estimate beyond the count."""
    sentences = []
    for what in ("persons", "vehicles"):
        row = next(
            rows(editor.pictures.corridor.crossings, pl.col("crossing") == crossing.id, pl.col("what") == what), None
        )
        if row is None or row["inbound_low"] is None or row["outbound_low"] is None:
            continue
        days = row["hours"] / 24
        a_day = (row["inbound_low"] + row["outbound_low"]) / days
        net = _signed(row["net_low"], row["net_high"])
        before = ""
        if row["previous_inbound"] is not None and row["previous_outbound"] is not None:
            earlier = (row["previous_inbound"] + row["previous_outbound"]) / days
            before = f" ({editor.before}: {earlier:,.1f}, in {wording.hours(row['previous_watched_h'])} of watching)"
        sentences.append(
            say(
                f"{wording.sentence(what)} counted: ",
                figure(f"{a_day:,.1f} a day at the least", row),
                f"{before}; net flow inbound {net} in the week.",
            )
        )
        if beyond := estimate_sentence(editor, crossing.id, what):
            sentences.append(beyond)
    return sentences


def _classes(editor: Editor, crossing: Crossing, counted: list[Row]) -> Table:
    beyond = _beyond(editor)
    return Table(
        f"week-{crossing.id}",
        f"{editor.end_of(crossing.id)}: vehicles counted in the week, by class and direction",
        (
            Column("Class", 1.3),
            Column("Total", 0.7, numeric=True),
            Column("Previous week", 0.8, numeric=True),
            Column("Inbound", 0.7, numeric=True),
            Column("Estimated beyond", 0.9, numeric=True),
            Column("Outbound", 0.7, numeric=True),
            Column("Estimated beyond", 0.9, numeric=True),
            Column("Net inbound", 0.7, numeric=True),
            Column("A day, at the least", 0.8, numeric=True),
        ),
        tuple(
            (
                say(vocabulary("vehicles")[row["vehicle"]].plural),
                say(figure(f"{row['total']:,}", row)),
                say("not watched" if row["previous"] is None else f"{row['previous']:,}"),
                say(f"{row['inbound']:,}"),
                beyond_cell(beyond.get((crossing.id, crossing.inbound, row["vehicle"]))),
                say(f"{row['outbound']:,}"),
                beyond_cell(beyond.get((crossing.id, crossing.outbound, row["vehicle"]))),
                say(_signed(row["net"], row["net"])),
                say(f"{row['per_day']:.1f}"),
            )
            for row in counted
        ),
    )


def _signed(low: int, high: int) -> str:
    """A net count with its sign: "+29", "between −13 and +111"."""
    first, last = (f"{count:+,}".replace("-", "−") if count else "0" for count in (low, high))
    return first if first == last else f"between {first} and {last}"


def _beyond(editor: Editor) -> dict[tuple[str, str, str], Row]:
    return {(row["crossing"], row["direction"], row["of"]): row for row in rows(editor.pictures.corridor.unseen)}


def _remarks(editor: Editor, crossing: Crossing) -> tuple[tuple[Phrase, ...], ...]:
    """What observers wrote beside their counts, by time."""
    span, own = editor.period.span, editor.mission.own
    written: list[tuple[str, Passage]] = [
        (held.id, held.thing)
        for held in editor.pictures.holdings.passages
        if held.thing.crossing == crossing.id
        and own(held.thing.source)
        and (held.thing.text or held.thing.cargo or held.thing.operator)
        and span.contains(held.thing.span.start)
    ]
    return tuple(
        (
            say(
                f"{editor.stamp(one.span.start, one.span.end)}: ",
                figure(
                    wording.counted(one.count.low, one.count.high, vocabulary("vehicles")[one.vehicle]), {"id": entry}
                ),
                f" {one.direction}",
                f", {one.operator}" if one.operator else "",
                *(
                    (say(", ", Quote("; ".join(filter(None, (one.cargo, one.text))), exact=False)),)
                    if one.cargo or one.text
                    else ()
                ),
                ".",
            ),
        )
        for entry, one in sorted(written, key=lambda item: (item[1].span.start, item[0]))[:_EVENTS]
    )


def _inspections(editor: Editor, crossing: Crossing) -> Phrase:
    """Inspections at the crossing that the mission saw, and those it was told of and did not see."""
    held: list[tuple[str, Consignment]] = [
        (one.id, one.thing)
        for one in editor.pictures.holdings.consignments
        if one.thing.at == crossing.id
        and one.thing.stage == "inspected"
        and editor.period.span.contains(one.thing.when.middle)
    ]
    seen = {one.consignment: entry for entry, one in held if editor.mission.own(one.source)}
    told = {one.consignment: (entry, one.source) for entry, one in held if one.consignment not in seen}
    parts = []
    if seen:
        count = f"{wording.number(len(seen))} consignment{'' if len(seen) == 1 else 's'}"
        parts.append(say("The Mission saw the inspection of ", figure(count, {"id": min(seen.values())})))
    else:
        parts.append(say("The Mission saw no inspection of a consignment"))
    if told:
        count = f"{wording.number(len(told))} it did not see"
        who = wording.listed(sorted({source_name(editor.mission, source) for _, source in told.values()}))
        parts.append(say(f"; {who} told it of ", figure(count, {"id": min(entry for entry, _ in told.values())})))
    return say(*parts, ".")


def _hours(found: list[Row]) -> Phrase:
    """Hours lost, with the reasons given."""
    if not found:
        return say("0")
    reasons = wording.listed(dict.fromkeys(row["reason"] for row in found if row["reason"]))
    longest = max(found, key=lambda row: (row["hours"], row["id"]))
    return say(figure(f"{sum(row['hours'] for row in found):.1f}", longest), f" ({reasons})" if reasons else "")
