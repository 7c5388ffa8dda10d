"""Names for ids: everywhere an id is printed, and nowhere that it is a word of an account."""

import pytest
from reporting_checks import sentences

from trucewatch.mission import Mission
from trucewatch.reporting import Pictures, Report
from trucewatch.reporting.naming import Naming


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("khojaly from goris, vehicles: possibly", "Ivanyan/Khojaly from Goris, vehicles: possibly"),
        ("op-07: 3 count/day (by arm).", "Observation post 7: 3 count/day (by Armenia)."),
        ("people: 120000 to 120000 by aze", "people: 120000 by Azerbaijan"),
        ("12 to 120, 1.5 to 1.50", "12 to 120, 1.5 to 1.50"),
        ("wounded in the arm", "wounded in the arm"),
        ("reach:khojaly:any", "reach:khojaly:any"),
    ],
)
def test_ids_are_named_and_other_words_left(exercise: Mission, text: str, said: str) -> None:
    assert Naming.of(exercise).say(text) == said


def test_no_id_is_left_where_a_row_says_something(pictures: Pictures, report: Report, exercise: Mission) -> None:
    ids = {*exercise.segments, *exercise.crossings, *(one for one in exercise.sources if "-" in one)}
    for row in report.rows.values():
        assert not ids & set(row.says.replace(",", " ").replace(":", " ").split()), row.says
    for text in sentences(report):
        assert not any(f"clause {clause.id}" in text for clause in exercise.clauses)
