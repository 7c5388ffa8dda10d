"""The weekly report of the crossings: counts, estimates and others' figures apart; charts for those who see and not."""

import csv
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from reporting_day import DAY, at, watch

from trucewatch import domain as d
from trucewatch.mission import Mission, previous, week_to
from trucewatch.record import Draft, Record
from trucewatch.reporting import Pictures, Weekly, four_answers, imbalances, weekly, write
from trucewatch.reporting.document import Figure, Picture, Table, figures, phrases, plain, walk
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.flow_chart import flow_chart
from trucewatch.reporting.strip import strip_maps

NIGHTS = (3, 6, 9, 12)


def counted(day: int, start: float, end: float, number: int, vehicle: str = "truck", **more: object) -> d.Passage:
    fields: dict[str, object] = {"direction": "inbound", "crossing": "crossing-hakari", "source": "cp-hakari"}
    span, count = d.Span(at(day, start), at(day, end)), d.Count(number, number)
    return d.Passage(span=span, vehicle=vehicle, count=count, **(fields | more))  # type: ignore[arg-type]


def weeks(mission: Mission) -> list[d.Payload]:
    """Two weeks of counting by day and some nights, a morning refused, a convoy inspected, what both sides say."""
    things: list[d.Payload] = []
    for day in range(1, 15):
        hours = [(4, 16, 24), *([(16, 28, 6)] if day in NIGHTS else [])]
        for start, end, number in hours:
            if day == 13 and start == 4:
                start, number = 10, 12
            things += [
                counted(day, start, end, number),
                counted(day, start, end, number // 2, direction="outbound"),
                counted(day, start, end, 14, "foot"),
            ]
    refused = d.Span(at(13, 4), at(13, 10))
    speakers = [
        next(s.id for s in mission.sources.values() if s.type == "party" and s.party == side) for side in ("arm", "aze")
    ]
    return [
        *things,
        counted(10, 10, 10.5, 3, "tanker", operator="relief-one", text="white tankers, no plates seen"),
        watch("cp-hakari", mission, refused.start, refused.end, state="denied", reason="turned back"),
        d.Restriction(source="cp-hakari", form="denial", category="movement", span=refused, where=d.Anywhere()),
        d.Restriction(source="relief-one", form="delay", category="interference", span=refused, where=d.Anywhere()),
        d.SegmentReport(
            source="cp-hakari", segment="kornidzor-hakari", status="restricted", when=d.When(at(14, 12), at(14, 12))
        ),
        *(
            d.Consignment(
                source=source, item="food", amount=d.Amount(10, 12, "t"), stage="inspected", at="crossing-hakari",
                when=d.When(at(12, hour), at(12, hour)), consignment=name,
            )
            for source, name, hour in (("cp-hakari", "c1", 8), ("relief-one", "c2", 9))
        ),
        *(
            d.Claim(
                claimant=who, source=who, measure="vehicles_per_day", span=d.Span(at(10, 20), at(11, 20)),
                about=mission.corridors[0].id, amount=d.Amount(low, low, "count/day"), grading=d.Grading("C", "3"),
            )
            for who, low in zip(speakers, (17, 180), strict=True)
        ),
    ]  # fmt: skip


def over_week(home: Path, mission: Mission, things: Sequence[d.Payload]) -> Pictures:
    with Record.create(home, origin=f"trucewatch/{mission.id}") as log:
        log.append([Draft(thing) for thing in things], author="tester")
        return Pictures.over(log.holdings(), mission, week_to(mission, DAY), checkpoint=log.checkpoint())


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, exercise: Mission) -> Pictures:
    return over_week(tmp_path_factory.mktemp("week") / "record", exercise, weeks(exercise))


@pytest.fixture(scope="module")
def made(pictures: Pictures) -> Weekly:
    return weekly(pictures)


def text(made: Weekly, section: str) -> str:
    blocks = [block for one, block in walk(made.sections) if one.id == section]
    return " ".join(plain(phrase) for block in blocks for phrase in phrases(block))


def table(made: Weekly, name: str) -> list[list[str]]:
    found = next(block for _, block in walk(made.sections) if isinstance(block, Table) and block.id == name)
    return [[plain(cell) for cell in row] for row in found.rows]


def test_a_week_ends_where_a_period_does_and_is_set_against_the_week_before(exercise: Mission) -> None:
    week = week_to(exercise, DAY)
    assert (week.span.start, week.span.end, week.days) == (at(7, 15.5), at(14, 15.5), 7)
    before = previous(exercise, week)
    assert (before.span.end, before.days) == (week.span.start, 7)
    saturday = date(2023, 6, 17)
    with pytest.raises(ValueError, match="ask for 2023-06-18"):
        week_to(exercise, saturday)


def test_every_figure_of_the_week_is_explained_down_to_entries(made: Weekly, pictures: Pictures) -> None:
    said = figures([section for section in made.sections if section.id not in ("figures-annex", "verify")])
    assert len(said) > 30
    assert set(said) <= set(made.rows)
    for row in said:
        assert pictures.explain(row).says
    weekly_rows = [row for row in said if row.startswith("pass:week:")]
    assert weekly_rows
    assert all(made.rows[row].entries for row in weekly_rows if "askeran" not in row)


def test_counts_estimates_and_hours_stand_apart(made: Weekly) -> None:
    trucks = next(row for row in table(made, "week-crossing-hakari") if row[0] == "trucks")
    total, before, inbound, beyond, outbound = trucks[1:6]
    assert int(inbound) + int(outbound) == int(total)
    assert int(before) > 0
    low, high = (int(bound) for bound in beyond.split("–"))
    assert low < 5 * 6 + 12 < high
    assert "nine intervals in ten" in text(made, "crossings")


def test_operations_say_who_counted_and_what_kept_them(made: Weekly) -> None:
    hakari, askeran = table(made, "operations")
    assert hakari[1] == "Checkpoint team Hakari bridge"
    assert hakari[6] == "6.0 (turned back)"
    assert (askeran[1], askeran[2]) == ("nobody", "0.0 of 168")


def test_persons_remarks_and_inspections_are_in_it(made: Weekly) -> None:
    said = text(made, "week-crossing-hakari")
    assert "Persons counted: " in said
    assert "white tankers, no plates seen" in said
    assert "The Mission saw the inspection of one consignment; " in said
    assert "told it of one it did not see" in said
    assert "turned back" in said
    assert "does not know what passed there" in text(made, "week-crossing-askeran")


def test_nine_categories_and_what_the_missions_own_hid(made: Weekly, pictures: Pictures) -> None:
    lines = {row[0]: row[1:] for row in table(made, "access")}
    assert len(lines) == 9
    movement = lines["restriction of movement within the area"]
    assert movement[:2] == ["1", "0"]
    assert movement[4] == "6.0"
    low, high = (int(bound) for bound in movement[6].split("–"))
    assert low <= 18 <= high
    assert lines["interference in implementation"] == ["0", "1", "0", "6.0", "", "", ""]
    [refused] = pictures.corridor.restrictions.filter(own=True).to_dicts()
    assert (refused["watch_h"], refused["crossings"], refused["missed_h"]) == (6.0, ["crossing-hakari"], 6.0)
    assert refused["area_km2h"] == pytest.approx(6 * 3.14159 * 4, rel=1e-3)
    assert "nobody counted" in pictures.explain(refused["id"]).says


def test_both_sides_figures_are_set_side_by_side_and_the_wording_is_even(made: Weekly, exercise: Mission) -> None:
    [line] = [row for row in table(made, "comparisons") if " says " in row[1]]
    assert line[1].startswith("Spokesperson of the Armenian side")
    assert line[2].startswith("Spokesperson of the Azerbaijani side")
    assert "None of these figures is the Mission’s" in text(made, "others")
    assert imbalances(made, exercise) == ()


def test_the_files_are_the_same_when_made_again(made: Weekly, pictures: Pictures, tmp_path: Path) -> None:
    assert write(made, tmp_path / "one") == write(weekly(pictures), tmp_path / "two")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["weekly.csv", "weekly.html", "weekly.pdf", "weekly.xlsx"]
    with (tmp_path / "one" / "weekly.csv").open(encoding="utf-8", newline="") as file:
        head, tags, *lines = csv.reader(file)
    assert len(head) == len(tags) == len(lines[0])
    by_class = {(line[1], line[2]): line for line in lines}
    assert by_class["Askeran", "any"][3] == ""
    assert int(by_class["Hakari bridge", "truck"][5]) > 0
    assert all(line[-1] == "EXERCISE" for line in lines)


def test_charts_have_words_for_those_who_cannot_see_them(made: Weekly) -> None:
    drawn = {block.id: block for _, block in walk(made.sections) if isinstance(block, Picture)}
    assert set(drawn) == {"strip-lachin-corridor", "chart-flows"}
    strip, flows = drawn["strip-lachin-corridor"], drawn["chart-flows"]
    assert "Kornidzor to Hakari bridge: both ways restricted, 3.5 hours old" in strip.alt
    assert "Goris to Tegh: both ways not observed, no evidence" in strip.alt
    assert flows.alt.index("Armenia") < flows.alt.index("Azerbaijan")
    for picture in drawn.values():
        root = ET.fromstring(picture.svg)
        assert root.tag.endswith("svg")
        assert "url(#h" in picture.svg


def test_without_evidence_there_is_no_strip_and_without_a_flow_no_chart(tmp_path: Path, exercise: Mission) -> None:
    nothing = over_week(tmp_path / "record", exercise, [])
    assert strip_maps(Editor(nothing)) == ()
    assert flow_chart(Editor(nothing)) is None
    empty = weekly(nothing)
    assert "did not watch" in text(empty, "week-crossing-hakari")
    assert not any(section.id == "annex-restrictions" for section in empty.sections)


def test_a_mission_with_nobody_there_has_no_count_of_its_own(tmp_path: Path, lachin: Mission) -> None:
    report = weekly(over_week(tmp_path / "record", lachin, weeks_of_others(lachin)))
    assert not {"operations", "crossings", "trend"} & {section.id for section in report.sections}
    [line] = table(report, "comparisons")[-1:]
    assert "Armenia" in line[1]
    assert "Azerbaijan" in line[2]
    assert not any(
        isinstance(piece, Figure) and piece.row.startswith("pass:unseen")
        for _, block in walk(report.sections)
        for phrase in phrases(block)
        for piece in phrase
    )


def weeks_of_others(mission: Mission) -> list[d.Payload]:
    """One claim of each side about the same days."""
    sides = [next(s.id for s in mission.sources.values() if s.party == side) for side in ("arm", "aze")]
    return [
        d.Claim(
            claimant=who, source=who, measure="vehicles", span=d.Span(at(8, 0), at(13, 0)), about="lachin-corridor",
            amount=d.Amount(number, number, "count"),
        )
        for who, number in zip(sides, (80, 120), strict=True)
    ]  # fmt: skip


def test_the_most_that_can_come_through_is_said_with_a_smallest_set(tmp_path: Path, exercise: Mission) -> None:
    narrow = {"kornidzor-hakari": 60.0, "aghdam-askeran": 40.0}
    segments = {name: replace(segment, capacity_t_day=narrow.get(name)) for name, segment in exercise.segments.items()}
    pictures = over_week(tmp_path / "record", replace(exercise, segments=segments), weeks(exercise))
    said = four_answers(pictures).corridor.says
    assert "at most 100 t a day can reach Stepanakert/Khankendi" in said
    assert "a smallest set, there may be others as small" in said
    line = next(row for row in table(weekly(pictures), "reach") if row[0] == "Berdzor/Lachin")
    assert line[-1] == "persons on foot, until 20:00 of 13 Jun, Checkpoint team Hakari bridge"


def test_figures_said_day_by_day_stand_in_one_line_from_the_least_to_the_greatest(
    tmp_path: Path, exercise: Mission
) -> None:
    daily_claims = [
        d.Claim(
            claimant="spk-arm", source="spk-arm", measure="vehicles_per_day", span=d.Span(at(day, 0), at(day, 20)),
            about="lachin-corridor", amount=d.Amount(number, number, "count/day"),
        )
        for day, number in ((9, 90), (10, 45), (11, 180))
    ]  # fmt: skip
    report = weekly(over_week(tmp_path / "record", exercise, daily_claims))
    lines = [line for line in table(report, "against") if "three figures" in line[-1]]
    assert [(line[3], line[5]) for line in lines] == [
        ("45–180 a day", "5–20 per cent"),
        ("45–180 a day", "11–45 per cent"),
    ]
    assert all("9–11 June 2023" in line[-1] for line in lines)
