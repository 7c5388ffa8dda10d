"""Counts and states of periodic reports, each with its own days."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch import domain as d
from trucewatch.intake import press
from trucewatch.intake.press.figures import figures
from trucewatch.intake.press.names import Cast
from trucewatch.intake.press.reader import kind_of
from trucewatch.intake.press.writing import Writing
from trucewatch.mission import Mission
from trucewatch.record import Record

DAY = date(2023, 5, 22)
TEXT = """SITUATION REPORT No. 9, 22 May 2023
Reporting period: 15 May to 21 May 2023
• Violations: 41, of which 30 near Askeran (the week before: 52).
• At least two people were killed on 17 May; 5 wounded.
• 12 trucks a day crossed, against 40 needed.
• The Hakari bridge remained closed.
Since 1 January 2023, 1,204 persons have been displaced.
"""


def _read(text: str, mission: Mission) -> dict[tuple[str, str], tuple[float | None, float | None, str, str]]:
    return {
        (one.what, text[one.start : one.end]): (
            one.amount.low if one.amount else None,
            one.amount.high if one.amount else None,
            f"{one.when.first:%m-%d}",
            f"{one.when.last:%m-%d}",
        )
        for one in figures(text, Cast(mission), DAY)
    }


def test_figures_stand_with_the_days_they_are_of(lachin: Mission) -> None:
    found = {(what, value[0]): value[1:] for (what, _), value in _read(TEXT, lachin).items()}
    assert found == {
        ("violations", 41): (41, "05-15", "05-21"),
        ("violations", 30): (30, "05-15", "05-21"),
        ("violations", 52): (52, "05-08", "05-14"),
        ("killed", 2): (4, "05-17", "05-17"),
        ("injured", 5): (5, "05-17", "05-17"),
        ("vehicles_per_day", 12): (12, "05-15", "05-21"),
        ("corridor_closed", None): (None, "05-15", "05-21"),
        ("displaced", 1204): (1204, "01-01", "05-21"),
    }


def test_none_is_a_count_and_a_number_of_nothing_known_is_none(lachin: Mission) -> None:
    found = _read("No violations were recorded on 21 May. Two patrols were turned back at 14:00.", lachin)
    assert list(found.values()) == [(0, 0, "05-21", "05-21")]


def test_a_figure_is_the_outlets_claim_until_a_person_accepts_it(
    record: Record, lachin: Mission, tmp_path: Path
) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    assert kind_of(Writing(TEXT, plain=True)) == "situation"
    press.take_in_texts(record, lachin, [tmp_path / "report.txt"], published=DAY, outlet="un-ocha")
    claims = {held.thing.measure: held.thing for held in record.holdings().claims}
    killed = claims["killed"]
    assert (killed.claimant, killed.proposed, killed.amount) == (
        "un-ocha",
        True,
        d.Amount(2, 4, "persons", "At least two"),
    )
    assert killed.span.length == timedelta(days=1)
    assert claims["corridor_closed"].amount is None


@pytest.mark.parametrize("text", ["", ":", "•", "12", "since since 1 May to 3", "Violations: "])
def test_fragments_are_read_without_raising(text: str, lachin: Mission) -> None:
    assert _read(text, lachin) == {}


@given(st.text(alphabet="ab 0123456789.,;:()-•\nkilled violations since May to", max_size=120))
def test_any_text_gives_figures_inside_it_from_none_up(lachin: Mission, text: str) -> None:
    for one in figures(text, Cast(lachin), DAY):
        assert 0 <= one.start < one.end <= len(text)
        assert one.when.first <= one.when.last
        assert one.amount is None or 0 <= one.amount.low <= one.amount.high
