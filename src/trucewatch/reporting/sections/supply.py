"""Supplies: what came, by whose account, against what is called usual and what a standard says people need."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import polars as pl

from trucewatch.domain import vocabulary

from .. import wording
from ..document import Block, Column, Note, Paragraph, Phrase, Picture, Section, Table, say
from ..editor import Editor, Row, figure, rows
from .cover import cover, cover_sentences
from .met import met_sentences, needs_met
from .registers import register_sentences, registers
from .words import claim_figures

_BOUND = {
    "at_least": "at least ",
    "at_most": "at most ",
    "as_said": "",
}
_MISSION = "mission"


def supply(editor: Editor, chart: Picture | None) -> Section:
    """Flows by stage and account, then as shares of baselines and needs (``chart``), each number with who gives it."""
    blocks: list[Block] = [_lead(editor)]
    flows = list(rows(editor.pictures.supplies.flows, pl.col("seen_high") > 0))
    if flows:
        blocks.append(_flows(editor, flows))
    against = list(rows(editor.pictures.supplies.against))
    if against:
        blocks.append(_against(editor, against))
        blocks += [chart] if chart else []
        blocks.append(
            Note(
                (
                    say(
                        "A share says how a flow stands to a figure, never that it is enough. The weight of a load is "
                        "as its source gave it; what is at a crossing is not yet with the people."
                    ),
                )
            )
        )
    blocks.extend(registers(editor))
    blocks.extend(needs_met(editor))
    blocks.extend(cover(editor))
    return Section("supplies", "Supplies against baseline and need", tuple(blocks))


def supply_points(editor: Editor) -> list[tuple[Phrase, ...]]:
    """For summaries: what was counted and its shares; needs met and how long stocks last; falls in registers."""
    lasting = *met_sentences(editor), *cover_sentences(editor)
    points = _counted_sentences(editor), lasting, tuple(register_sentences(editor))
    return [point for point in points if point]


def supply_sentences(editor: Editor) -> tuple[Phrase, ...]:
    """All sentences of the points, one after the other."""
    return tuple(sentence for point in supply_points(editor) for sentence in point)


def _counted_sentences(editor: Editor) -> tuple[Phrase, ...]:
    """What the mission itself counted as arrived or at a crossing, and the shares others' figures make."""
    own = list(rows(editor.pictures.supplies.flows, pl.col("account") == _MISSION, pl.col("seen_high") > 0))
    sentences: list[Phrase] = []
    if own:
        parts = [
            say(
                figure(wording.amount(row["seen_low"], row["seen_high"], row["unit"]), row),
                f" of {_item(row)} ",
                _at(editor, row),
            )
            for row in own[:4]
        ]
        sentences.append(say("The Mission itself counted ", editor.listing(parts), "."))
    else:
        sentences.append(
            say("The Mission itself counted no supplies in this period; that is not to say that none came.")
        )
    return (*sentences, *_share_sentences(editor))


def _share_sentences(editor: Editor) -> Iterator[Phrase]:
    """The first flow with a share, by everybody who gives a figure for it, against everything it is set against."""
    by_flow: dict[tuple[str, str], dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(editor.pictures.supplies.against, pl.col("share_low").is_not_null()):
        by_flow[row["measure"], row["about"]][row["account"], row["says"]].append(row)
    for by_source in islice(by_flow.values(), 1):
        for _, found in sorted(by_source.items(), key=lambda item: rank(editor, *item[0])):
            latest = max(row["end"] for row in found)
            yield _share_sentence(editor, [row for row in found if row["end"] == latest])


def rank(editor: Editor, account: str, says: str) -> int:
    """The mission first, then the parties in their order, then everybody else."""
    sides = [party.id for party in editor.mission.parties]
    side = editor.mission.side(says)
    return -1 if account == _MISSION else sides.index(side) if side in sides else len(sides)


def _share_sentence(editor: Editor, found: list[Row]) -> Phrase:
    """A flow a day as shares of each figure it is set against, with who says the one and who the others."""
    row = found[0]
    whose = "The Mission’s own count" if row["account"] == _MISSION else _says(editor, row)
    spoken_of = f" for {editor.days(row['start'], row['end'])}" if row["timing"] == "earlier" else ""
    measure = measured(row).removesuffix(" a day")
    shares = [
        say(
            f"{_BOUND[one['bound']]}",
            figure(wording.share(one["share_low"], one["share_high"]), one),
            f" of {set_against(editor, one)}",
        )
        for one in found
    ]
    claim = next((editor.claims[entry] for entry in row["entries"] if entry in editor.claims), None)
    low, high = row["amount_low"], row["amount_high"]
    flow = "".join(claim_figures(claim, low, high, row["unit"])) if claim else wording.amount(low, high, row["unit"])
    lead = f"{wording.sentence(whose)} put {measure}{spoken_of} ({editor.end_of(row['about'])}) at {flow}: "
    return say(lead, editor.listing(shares), ".")


def _lead(editor: Editor) -> Paragraph:
    return Paragraph(_counted_sentences(editor))


def _item(row: Row) -> str:
    return wording.label("items", row["item"])


def _at(editor: Editor, row: Row) -> str:
    return f"{wording.label('stages', row['stage'])} ({editor.end_of(row['at'])})"


def _account(editor: Editor, row: Row) -> str:
    if row["account"] == _MISSION:
        return "the Mission"
    kind = vocabulary("source_types").get(row["account"])
    label = kind.plural if kind else row["account"]
    return f"{editor.who(row['whose'])} ({label})" if row["whose"] else label


def whose(editor: Editor, row: Row) -> str:
    """Who gives a flow: the mission, a kind of source, or a claimant by name."""
    return "the Mission" if row["account"] == _MISSION else _says(editor, row)


def against_what(editor: Editor, row: Row) -> str:
    """What a flow is set against, without its figure: a need by standard with who counts the people, or a baseline."""
    if row["of"] == "need":
        people = f"people as {editor.who(row['of_whose'])} counts" if row["of_whose"] else "people by every count"
        return f"need by standard, {people}"
    return f"what {editor.who(row['of_whose'])} calls usual"


def _says(editor: Editor, row: Row) -> str:
    kind = vocabulary("source_types").get(row["says"])
    return kind.plural if kind else editor.who(row["says"])


def share_said(row: Row) -> str:
    """A share in per cent, with the bound that it is."""
    return f"{_BOUND[row['bound']]}{wording.share(row['share_low'], row['share_high'])}"


def set_against(editor: Editor, row: Row) -> str:
    """What a flow is set against, with who says so."""
    figures = wording.amount(row["of_low"], row["of_high"], row["unit"])
    if row["of"] == "need":
        people = f"the people {editor.who(row['of_whose'])} counts" if row["of_whose"] else "the people by every count"
        return f"the need of {figures} by standard, for {people}"
    return f"the {figures} that {editor.who(row['of_whose'])} calls usual"


def _flows(editor: Editor, flows: list[Row]) -> Table:
    return Table(
        "flows",
        "What came to each stage in the period, and what of it had gone no further by its end",
        (
            Column("Whose account", 1.3),
            Column("Item", 0.9),
            Column("Stage", 1.1),
            Column("Place", 1.2),
            Column("Came to it", 0.9, numeric=True),
            Column("Went no further", 0.9, numeric=True),
            Column("That, a day", 0.9, numeric=True),
            Column(editor.before_long.capitalize(), 0.9, numeric=True),
        ),
        tuple(
            (
                say(_account(editor, row), " (sources differ)" if row["differ"] else ""),
                say(_item(row)),
                say(wording.label("stages", row["stage"])),
                say(editor.end_of(row["at"])),
                say(figure(wording.amount(row["seen_low"], row["seen_high"], row["unit"]), row)),
                say(wording.amount(row["amount_low"], row["amount_high"], row["unit"])),
                say(wording.amount(row["per_day_low"], row["per_day_high"], row["unit"])),
                say(
                    "no account"
                    if row["previous_low"] is None
                    else wording.amount(row["previous_low"], row["previous_high"], row["unit"])
                ),
            )
            for row in flows
        ),
    )


def _against(editor: Editor, against: list[Row]) -> Table:
    return Table(
        "against",
        "Flows a day as shares of what is called usual and of what a standard gives",
        (
            Column("Flow a day", 1.2),
            Column("About", 1.0),
            Column("Whose figure", 1.1),
            Column("Amount", 0.9, numeric=True),
            Column("Set against", 2.0),
            Column("Share", 1.0, numeric=True),
            Column("Remark", 1.7),
        ),
        tuple(_shares(editor, alike) for alike in _of_one_flow(against)),
    )


def _of_one_flow(against: list[Row]) -> list[list[Row]]:
    """Figures that one account gives of one flow for several days, set against one figure, together."""
    of = (
        "measure",
        "about",
        "account",
        "says",
        "unit",
        "of",
        "of_whose",
        "of_low",
        "of_high",
        "bound",
        "timing",
        "note",
    )
    found: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in against:
        found[(row["share_low"] is None, *(row[name] for name in of))].append(row)
    return list(found.values())


def _shares(editor: Editor, alike: list[Row]) -> tuple[Phrase, ...]:
    """A line of the shares: of several figures, from the least to the greatest, with how many they are and of when."""
    row = alike[0]
    least, most = min(alike, key=lambda one: one["amount_low"]), max(alike, key=lambda one: one["amount_high"])
    amount = say(figure(wording.amount(row["amount_low"], row["amount_high"], row["unit"]), row))
    several = ""
    if len(alike) > 1:
        low = wording.amount(least["amount_low"], least["amount_low"], "count")
        high = wording.amount(most["amount_high"], most["amount_high"], row["unit"])
        amount = say(figure(low, least), wording.DASH, figure(high, most))
        spoken_of = editor.days(min(one["start"] for one in alike), max(one["end"] for one in alike))
        several = f"{wording.number(len(alike))} figures, {spoken_of}"
    share = "units do not meet"
    if row["share_low"] is not None:
        shares = min(one["share_low"] for one in alike), max(one["share_high"] for one in alike)
        share = f"{_BOUND[row['bound']]}{wording.share(*shares)}"
    return (
        say(measured(row)),
        say(editor.end_of(row["about"])),
        say(whose(editor, row)),
        amount,
        say(set_against(editor, row)),
        say(share),
        say("; ".join(filter(None, (several or _earlier(editor, row), editor.pictures.naming.say(row["note"]))))),
    )


def measured(row: Row) -> str:
    """What a flow is called; what the mission counts is at the crossing, not yet brought to anybody."""
    if row["account"] == _MISSION and row["measure"] == "supplies_t_per_day":
        return "supplies seen at the crossing a day"
    return wording.label("measures", row["measure"])


def _earlier(editor: Editor, row: Row) -> str:
    return f"speaks of {editor.days(row['start'], row['end'])}" if row["timing"] == "earlier" else ""
