"""The brief for a meeting: two pages, every figure explained, the same asked and said of both sides."""

import re
from datetime import date
from pathlib import Path

import pytest
from reporting_day import DAY, accounts, at, picture

from trucewatch import domain as d
from trucewatch import intake
from trucewatch.mission import Mission, as_long_before, between, period_for
from trucewatch.record import Record
from trucewatch.reporting import Brief, Meeting, Pictures, brief, imbalances, write
from trucewatch.reporting.document import Figure, Table, phrases, plain, walk

SINCE, LAST = date(2023, 9, 14), date(2023, 10, 4)


@pytest.fixture(scope="module")
def granada(tmp_path_factory: pytest.TempPathFactory, lachin: Mission) -> Brief:
    """The brief of the public mission for the meeting of 5 October 2023, of the last three weeks."""
    with Record.create(tmp_path_factory.mktemp("brief") / "record", origin="test") as record:
        intake.take_in_feeds(record, lachin)
        holdings, checkpoint = record.holdings(), record.checkpoint()
    pictures = Pictures.over(holdings, lachin, between(lachin, SINCE, LAST), checkpoint=checkpoint)
    return brief(pictures, pictures.before(), Meeting("the meeting in Granada", date(2023, 10, 5), SINCE))


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory, exercise: Mission) -> Brief:
    """A brief of one day of the exercise mission, with a case that is overdue."""
    moments = [d.When(at(13, hour), at(13, hour)) for hour in (17, 18)]
    steps = [
        d.Step(source="liaison", step="finding", when=moments[0], case="A1", clause="ex-1", party="aze",
               outcome="in_breach"),
        d.Step(source="liaison", step="notified", when=moments[1], case="A1", clause="ex-1", party="aze",
               due=date(2023, 6, 13)),
    ]  # fmt: skip
    made = picture(tmp_path_factory.mktemp("talks") / "record", exercise, [*accounts(exercise), *steps])
    return brief(made, made.before(), Meeting("the talks", None, date(2023, 6, 13)))


def pages(directory: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", (directory / "brief.pdf").read_bytes()))


def table(made: Brief, name: str) -> Table:
    return next(block for _, block in walk(made.sections) if isinstance(block, Table) and block.id == name)


def test_two_pages_made_again_byte_for_byte(granada, talks, tmp_path):
    for name, made in (("granada", granada), ("talks", talks)):
        first, second = (write(made, tmp_path / f"{name}{n}") for n in range(2))
        assert first == second
        assert sorted(first) == ["brief.html", "brief.pdf"]
        assert pages(tmp_path / f"{name}0") <= 2


def test_every_figure_names_a_row_that_is_explained(granada, talks):
    for made in (granada, talks):
        said = [
            piece for _, block in walk(made.sections) for phrase in phrases(block) for piece in phrase
            if isinstance(piece, Figure)
        ]  # fmt: skip
        assert said
        assert all(piece.row in made.rows for piece in said)
        assert all(entry in made.entries for row in made.rows.values() for entry in row.entries)


def test_the_same_is_asked_and_said_of_both(granada, talks, lachin, exercise):
    for made, mission in ((granada, lachin), (talks, exercise)):
        assert imbalances(made, mission) == ()
    for name in ("commitments-table", "disputed-table"):
        heads = [column.head for column in table(granada, name).columns]
        sides = [party.short for party in lachin.parties]
        assert [head for head in heads if head in sides] == sides


def test_commitments_are_the_last_of_each_side_with_who_made_them(granada):
    rows = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table(granada, "commitments-table").rows}
    ours, theirs = rows["“Ceasefire and halt at positions”"]
    assert "accepts the peacekeepers' proposal" in ours
    assert "The ceasefire is agreed" in theirs


def test_a_remote_mission_says_that_it_could_not_see(granada):
    cells = [[plain(cell) for cell in row] for row in table(granada, "status-table").rows]
    assert {row[2] for row in cells} == {"not observable", "not due"}
    assert sum("The mission had nobody on the ground" in row[3] for row in cells) == len(cells) - 1
    assert {row[-1] for row in cells} == {"no finding"}


def test_losses_of_the_two_sides_are_shown_and_not_compared(granada):
    rows = [[plain(cell) for cell in row] for row in table(granada, "disputed-table").rows]
    [losses] = [row for row in rows if row[0].startswith("killed")]
    assert "213" in losses[1]
    assert "192" in losses[2]
    assert losses[4] == "not comparable"


def test_open_cases_and_findings_of_people_stand_beside_what_was_seen(talks):
    [row] = table(talks, "cases-table").rows
    assert [plain(cell) for cell in row][2:] == [
        "Azerbaijan",
        "13 Jun",
        "notified to the party, 13 Jun",
        "13 Jun, overdue",
    ]
    standing = [[plain(cell) for cell in row] for row in table(talks, "status-table").rows]
    assert ["“Ceasefire”", "Azerbaijan", "in breach (case A1)"] in [[row[0], row[1], row[-1]] for row in standing]
    ahead = [plain(phrase) for _, block in walk(talks.sections[-1:]) for phrase in phrases(block)]
    assert any("case A1, Azerbaijan (overdue)" in line for line in ahead)


def test_a_stretch_runs_from_cut_off_to_cut_off(lachin, exercise):
    stretch = between(lachin, SINCE, LAST)
    assert (stretch.span.start, stretch.span.end) == (
        period_for(lachin, SINCE).span.end,
        period_for(lachin, LAST).span.end,
    )
    before = as_long_before(lachin, stretch)
    assert (before.span.end, before.days, stretch.days) == (stretch.span.start, 20, 20)
    assert as_long_before(exercise, between(exercise, date(2023, 6, 8), DAY)).days >= 6
    with pytest.raises(ValueError, match="is not before"):
        between(lachin, LAST, SINCE)
    with pytest.raises(ValueError, match="no report speaks of"):
        between(exercise, date(2023, 6, 10), DAY)
