"""Names for ids: everywhere an id is printed, and nowhere that it is a word of an account."""

from pathlib import Path

import pytest
from reporting_checks import sentences

from trucewatch.mission import Mission, init, load
from trucewatch.reporting import Pictures, Report
from trucewatch.reporting.naming import Naming


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("khojaly from goris, vehicles: possibly", "Ivanyan/Khojaly from Goris, vehicles: possibly"),
        ("op-07: 3 count/day (by arm).", "Observation post 7: 3 count/day (by Armenia)."),
        ("people: 120000 to 120000 by aze", "people: 120000 by Azerbaijan"),
        ("12 to 120, 1.5 to 1.50", "12 to 120, 1.5 to 1.50"),
        ("9 recorded in north; north of it", "9 recorded in the Northern sector; north of it"),
        ("wounded in the arm", "wounded in the arm"),
        ("reach:khojaly:any", "reach:khojaly:any"),
    ],
)
def test_ids_are_named_and_other_words_left(exercise: Mission, text: str, said: str) -> None:
    assert Naming.of(exercise).say(text) == said


def test_a_figure_is_never_taken_for_the_number_of_a_clause(tmp_path: Path) -> None:
    init(tmp_path)
    naming = Naming.of(load(tmp_path))
    assert naming.say("2 (2) recorded; mean score 1.0 of 3") == "2 (2) recorded; mean score 1.0 of 3"
    assert naming.say("waits for clause 2 to be found") == "waits for clause “Valley road” to be found"


def test_no_id_is_left_where_a_row_says_something(pictures: Pictures, report: Report, exercise: Mission) -> None:
    ids = {*exercise.segments, *exercise.crossings, *(one for one in exercise.sources if "-" in one)}
    for row in report.rows.values():
        assert not ids & set(row.says.replace(",", " ").replace(":", " ").split()), row.says
    for text in sentences(report):
        assert not any(f"clause {clause.id}" in text for clause in exercise.clauses)
