"""What is said of health services and of needs met: in the report, the status and the exports."""

import msgspec
import pytest
from reporting_day import accounts, at, picture

from trucewatch import domain as d
from trucewatch.mission import Facility, Mission
from trucewatch.reporting import TABLES, Pictures, daily, four_answers
from trucewatch.reporting.document import Section, Table, plain


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, exercise: Mission) -> Pictures:
    names = {"one": "North hospital", "two": "South hospital", "three": "Clinic"}
    facilities = {
        key: Facility(id=key, name=name, place="askeran", services=("clinical",)) for key, name in names.items()
    }
    mission = msgspec.structs.replace(exercise, facilities=facilities)
    return picture(tmp_path_factory.mktemp("health") / "record", mission, [*accounts(exercise), *told()])


def told() -> list[d.Account]:
    noon = d.When(at(14, 12), at(14, 12))
    common = {"when": noon, "facility": "one"}
    return [
        d.ServiceReport(source="relief-one", level="partial", reasons=("staff",), ref="h1", **common),
        d.ServiceReport(source="spk-arm", level="full", ref="h2", **common),
        d.ServiceReport(source="relief-one", facility="two", when=noon, level="none", ref="h3"),
        d.ServiceReport(source="relief-two", facility="two", when=noon, level="full", ref="h4"),
        d.Consignment(
            source="relief-one", item="flour", amount=d.Amount(12, 12, "t"), stage="arrived", when=noon, at="askeran",
            ref="h5",
        ),
    ]  # fmt: skip


def section(pictures: Pictures, name: str) -> Section:
    return next(one for one in daily(pictures).sections if one.id == name)


def cells(pictures: Pictures, name: str, table: str) -> list[list[str]]:
    found = next(one for one in section(pictures, name).blocks if isinstance(one, Table) and one.id == table)
    return [[plain(cell) for cell in row] for row in found.rows]


def test_the_report_says_levels_disputes_and_what_nobody_saw(seen):
    rows = {row[0].partition(",")[0]: row for row in cells(seen, "services", "services")}
    assert rows["North hospital"][1:3] == ["Partially functioning", "lack of staff"]
    assert "fully functioning" in rows["North hospital"][6]
    assert rows["South hospital"][1] == "Disputed"
    assert (rows["Clinic"][1], rows["Clinic"][5]) == ("Not observed", "nobody")


def test_the_status_names_facilities_by_level_and_those_nobody_saw(seen):
    answer = four_answers(seen).supplies
    assert "partially functioning: North hospital, Askeran" in answer.says
    assert "disputed: South hospital" in answer.says
    assert "how these health facilities work: Clinic, Askeran" in answer.not_known
    for row in seen.supplies.services["id"]:
        assert seen.explain(row).says


def test_needs_met_are_in_the_report_and_the_status_with_what_nobody_told_of(seen):
    row = next(row for row in cells(seen, "supplies", "met") if row[0] == "Askeran")
    assert "2,100 kcal a person and day" in row[2]
    assert row[4].endswith("per cent")
    answer = four_answers(seen).supplies
    assert "Of the need for food" in answer.says
    assert "what came of" in answer.not_known


def test_both_are_exported(seen):
    assert TABLES["services"](seen).height == 6
    assert TABLES["met"](seen).filter(place="askeran", item="food").height == 1
    flat = daily(seen).indicators
    named = {row[4]: row for row in flat.rows}
    assert named["functioning of Clinic: whole facility"][9] == "not observed"
    assert any(name.startswith("share of the need brought, food") for name in named)
