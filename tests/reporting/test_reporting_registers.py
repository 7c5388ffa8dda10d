"""What is said of two registers of one flow, and of counted stocks: in the report, the status and the exports."""

import re
from datetime import date, timedelta

import msgspec
import pytest
from reporting_day import DAY, at, picture

from trucewatch import domain as d
from trucewatch.mission import Mission, Need, Population, Register
from trucewatch.reporting import TABLES, Pictures, daily, four_answers
from trucewatch.reporting.document import Picture, Table, plain

BLIND_FROM = date(2023, 5, 15)
FIRST = date(2023, 3, 6)


def loads(source: str, day: date, count: int) -> list[d.Consignment]:
    moment = at(14, 8) + (day - DAY)
    return [
        d.Consignment(
            source=source,
            item="food",
            amount=d.Amount(20, 20, "t"),
            stage="at_crossing",
            when=d.When(moment, moment),
            at="crossing-hakari",
            ref=f"{day}-{i}",
        )
        for i in range(count)
    ]


@pytest.fixture(scope="module")
def seen(exercise: Mission, tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """An agency's list loses sight of half the flow in May, a party's list goes on; one stock was counted."""
    agency = Register(
        flow="hakari",
        source="relief-one",
        stage="at_crossing",
        since=FIRST,
        until=BLIND_FROM - timedelta(days=1),
        citation="itself",
    )
    office = Register(flow="hakari", source="spk-arm", stage="at_crossing", since=FIRST, citation="itself")
    people = (Population(place=place, low=9_000, high=9_000, on=FIRST, source="s") for place in ("khankendi", "lachin"))
    need = Need(item="food", amount=0.5, unit="kg", standard="basket", edition="1")
    mission = msgspec.structs.replace(exercise, registers=(agency, office), populations=tuple(people), needs=(need,))
    things: list[d.Payload] = []
    for days in range((DAY - FIRST).days + 1):
        day = FIRST + timedelta(days=days)
        level = 4 + days % 3
        things += loads("relief-one", day, level if day < BLIND_FROM else level // 2)
        things += loads("spk-arm", day, level + 1)
    stock = msgspec.structs.replace(loads("relief-one", DAY, 1)[0], stage="in_store", at="khankendi", ref="stock")
    return picture(tmp_path_factory.mktemp("registers") / "record", mission, [*things, stock])


def test_the_status_says_where_the_fall_lies_and_opens_it(seen):
    answer = four_answers(seen).supplies
    assert "the fall lies in the looking as far as can be told, and no fall of supplies is shown" in answer.says
    [row] = [row for row in answer.figures if row.startswith("flow:reckoned:")]
    assert re.fullmatch(r"\d+ to \d+ a day", answer.figures[row])
    assert seen.explain(row).parts


def test_the_status_says_which_stocks_were_counted_and_which_not(seen):
    answer = four_answers(seen).supplies
    assert "what people still had in stock" not in answer.not_known
    assert "; food in store at Berdzor/Lachin; " in answer.not_known
    assert "food in store at Stepanakert/Khankendi" not in answer.not_known
    assert "at full ration" in answer.says
    assert any(row.startswith("flow:cover:") for row in answer.figures)


def test_without_a_count_the_stocks_are_not_known(pictures):
    assert "what people still had in stock" in four_answers(pictures).supplies.not_known


def test_the_report_holds_sentences_chart_and_table(seen):
    report = daily(seen)
    [section] = [one for one in report.sections if one.id == "supplies"]
    tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
    pictures = [block for block in section.blocks if isinstance(block, Picture)]
    [chart] = [picture for picture in pictures if picture.id.startswith("chart-registers-")]
    assert "weeks not watched" in chart.alt
    said = {plain(row[-1]) for row in tables["registers"].rows}
    assert said == {"watched, counted", "not watched, estimated"}
    assert {row for row in report.rows if row.startswith(("flow:register:", "flow:books:"))}


def test_the_tables_are_exported_and_their_rows_explained(seen):
    for name in ("registers", "reckonings", "books"):
        frame = TABLES[name](seen)
        assert frame.height
        assert all(seen.explain(row).rule for row in frame["id"])
