"""The figures of the report as one flat sheet with HXL hashtags."""

from collections.abc import Iterator

from . import wording
from .document import Cell, Sheet, SheetColumn
from .editor import Editor, rows

COLUMNS = (
    SheetColumn("Row", "#meta+id"),
    SheetColumn("Start", "#date+start"),
    SheetColumn("End", "#date+end"),
    SheetColumn("Place", "#loc+name"),
    SheetColumn("Indicator", "#indicator+name"),
    SheetColumn("Figure", "#indicator+num"),
    SheetColumn("Low", "#indicator+num+low"),
    SheetColumn("High", "#indicator+num+high"),
    SheetColumn("Unit", "#indicator+unit"),
    SheetColumn("Status", "#status"),
    SheetColumn("Whose figure", "#source+name"),
    SheetColumn("Remark", "#description"),
)


def indicators(editor: Editor) -> Sheet:
    """Counts, coverage, segments, passages, shares and claims, one row each. What was not observed has no figure."""
    start, end = (editor.local(moment).isoformat() for moment in (editor.period.span.start, editor.period.span.end))
    marking = "EXERCISE" if editor.mission.mode == "exercise" else ""
    return Sheet(
        "Indicators",
        COLUMNS,
        tuple(
            (
                row,
                start,
                end,
                place,
                name,
                figure,
                low,
                high,
                unit,
                status,
                whose,
                f"{marking}; {remark}" if marking and remark else marking or remark,
            )
            for row, place, name, figure, low, high, unit, status, whose, remark in _rows(editor)
        ),
    )


def _rows(editor: Editor) -> Iterator[tuple[Cell, ...]]:
    pictures = editor.pictures
    rules = editor.mission.count_rules
    if not editor.remote:
        for row in rows(pictures.ceasefire.counts):
            if row["period_start"] == editor.period.span.start:
                name = f"ceasefire violations: {rules[row['rule']].name}"
                place = editor.end_of(row["sector"])
                status = "not observed" if row["value"] is None else "observed"
                yield row["id"], place, name, row["value"], row["low"], row["high"], "count", status, "mission", ""
        for row in rows(pictures.ceasefire.rates):
            name = f"estimated incidents within reach, {row['span']} from {editor.local(row['start']):%Y-%m-%d}"
            place = editor.end_of(row["sector"])
            status = "not observed" if row["total"] is None else "estimate"
            yield row["id"], place, name, row["total"], row["low"], row["high"], "count", status, "mission", ""
        for row in rows(pictures.coverage.sectors):
            name, place = "share of area-hours observed", editor.end_of(row["sector"])
            yield row["id"], place, name, row["share"], None, None, "share", row["state"], "mission", ""
    for row in rows(pictures.corridor.segments):
        name = f"road status towards {editor.end_of(row['direction'])}, {row['vehicle']}"
        remark = row["reason"] or ""
        yield row["id"], editor.end_of(row["segment"]), name, None, None, None, "", row["status"], "mission", remark
    for row in rows(pictures.corridor.passages):
        name = f"passages {row['direction']}, {row['vehicle']}"
        figures = row["count"], row["count_low"], row["count_high"]
        status = "not observed" if row["count"] is None else f"watched {row['watched_h']:.1f} of {row['hours']:.1f} h"
        yield row["id"], editor.end_of(row["crossing"]), name, *figures, "count", status, "mission", ""
    for row in rows(pictures.corridor.unseen):
        name = f"passages while not watched, {row['direction']}, {row['of']}"
        figures = row["mid"], row["low"], row["high"]
        status = "not observed" if row["low"] is None else "estimate"
        remark = f"{row['estimated_h']:.1f} of {row['unwatched_h']:.1f} h not watched"
        yield row["id"], editor.end_of(row["crossing"]), name, *figures, "count", status, "mission", remark
    for row in rows(pictures.supplies.against):
        if row["share_low"] is not None:
            name = f"{row['measure']} as a share of {row['of']}"
            whose = f"{row['says'] or row['account']}; {row['of']}: {row['of_whose']}"
            figures = None, row["share_low"], row["share_high"]
            yield row["id"], editor.end_of(row["about"]), name, *figures, "share", row["bound"], whose, row["note"]
    for row in rows(pictures.supplies.met):
        name = f"share of the need brought, {row['item']}, {row['standard']}"
        status = "not observed" if row["share_low"] is None else "at_least"
        figures = None, row["share_low"], row["share_high"]
        yield row["id"], editor.end_of(row["place"]), name, *figures, "share", status, "mission", row["edition"]
    for row in rows(pictures.supplies.cover):
        status = "not observed" if row["counted_on"] is None else "estimate"
        figures = row["full_mid"], row["full_low"], row["full_high"]
        name = f"days of cover at full ration, {row['item']}"
        yield (
            row["id"],
            editor.end_of(row["place"]),
            name,
            *figures,
            "days",
            status,
            "mission",
            "; ".join(row["drivers"]),
        )
    for row in rows(pictures.supplies.services):
        service = wording.label("services", row["service"]) if row["service"] else "whole facility"
        status = row["level"] or row["state"].replace("_", " ")
        name = f"functioning of {editor.mission.facilities[row['facility']].name}: {service}"
        remark = "; ".join((*row["reasons"], *row["claimed"]))
        yield (
            row["id"],
            editor.end_of(row["place"]),
            name,
            row["age_d"],
            None,
            None,
            "days since seen",
            status,
            "mission",
            remark,
        )
    for row in rows(pictures.supplies.registers):
        name = f"lines of a register, {row['flow']}, week from {editor.local(row['start']):%Y-%m-%d}"
        figures = row["mid"], row["low"], row["high"]
        status = "not observed" if row["basis"] == "not_known" else row["basis"]
        yield row["id"], "", name, *figures, "count", status, editor.who(row["register"]), ""
    for row in rows(pictures.agreement.claims):
        low, high = row["amount_low"], row["amount_high"]
        status, whose = "claim", editor.who(row["claimant"])
        remark = editor.days(row["start"], row["end"])
        yield (
            row["id"],
            editor.end_of(row["about"]),
            row["measure"],
            None,
            low,
            high,
            row["unit"],
            status,
            whose,
            remark,
        )
