"""Estimates in words and as a chart: the day, the week that shows what a day hides, and days nobody watched."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import polars as pl
import pytest

from trucewatch.reporting import Pictures
from trucewatch.reporting.document import Figure, plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.estimates_chart import estimates_chart
from trucewatch.reporting.sections.estimates import sentences

WEEK = {
    "seen": 60,
    "total": 200,
    "low": 150,
    "high": 280,
    "recorded_ratio": 0.5,
    "detection_ratio": 0.49,
    "ratio": 1.02,
    "ratio_low": 0.7,
    "ratio_high": 1.5,
    "verdict": "looking",
}


def told(pictures: Pictures, week: dict[str, object]) -> Editor:
    """An editor of ``pictures`` in which the last week of all sectors has the figures ``week``."""
    rates = pictures.ceasefire.rates
    last = rates.filter(span="week", sector="").sort("start").row(-1, named=True)
    changed = pl.DataFrame([last | week], schema=rates.schema)
    frame = pl.concat([rates.filter(pl.col("id") != last["id"]), changed])
    return Editor(replace(pictures, ceasefire=replace(pictures.ceasefire, rates=frame)))


def test_half_the_record_under_half_the_looking_is_said_of_the_week(pictures: Pictures) -> None:
    editor = told(pictures, WEEK)
    said = sentences(editor)[1]
    words = plain(said)
    assert "recorded incidents a day changed by −50 per cent, the share noticeable by −51 per cent" in words
    assert "corrected, the change is +2 per cent (−30 per cent to +50 per cent): the looking can explain" in words
    row = next(piece.row for piece in said if isinstance(piece, Figure))
    assert editor.pictures.ceasefire.explain(row).says.startswith("ESTIMATE: 200 incidents")


def test_a_doubling_that_the_record_hides_is_said_to_be_in_the_world(pictures: Pictures) -> None:
    hidden = {"recorded_ratio": 1.0, "ratio": 2.0, "ratio_low": 1.3, "ratio_high": 2.9, "verdict": "world"}
    words = plain(sentences(told(pictures, WEEK | hidden))[1])
    assert "recorded incidents a day changed by 0 per cent" in words
    assert "corrected, the change is +100 per cent (+30 per cent to +190 per cent): the change is in what" in words


@pytest.mark.parametrize(("week", "number"), [({"ratio": None}, 2), ({"total": None}, 1)])
def test_a_week_without_comparison_or_without_looking_claims_none(
    pictures: Pictures, week: dict[str, object], number: int
) -> None:
    said = sentences(told(pictures, WEEK | week))
    assert len(said) == number
    if number == 2:
        assert plain(said[1]).endswith("No sector was watched in the seven days before too.")


def test_the_chart_has_no_figure_for_a_day_nobody_watched(pictures: Pictures) -> None:
    picture = estimates_chart(Editor(pictures))
    assert picture is not None
    days = pictures.ceasefire.rates.filter(pl.col("span") == "day", pl.col("sector") != "")
    watched = days.filter(pl.col("total").is_not_null())["sector"].unique()
    unknown = days.filter(pl.col("sector").is_in(watched.implode()), pl.col("total").is_null())
    assert unknown.height > 0
    assert picture.alt.count("not watched") == unknown.height
    assert picture.svg == estimates_chart(Editor(pictures)).svg  # type: ignore[union-attr]
    assert ET.fromstring(picture.svg).tag.endswith("svg")


def test_where_nothing_was_estimated_there_is_neither_sentence_nor_chart(remote_pictures: Pictures) -> None:
    editor = Editor(remote_pictures)
    assert sentences(editor) == ()
    assert estimates_chart(editor) is None
