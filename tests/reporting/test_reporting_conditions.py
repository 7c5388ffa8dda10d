"""The report says what is known of terrain and weather, and that the rest is taken as usual."""

from dataclasses import replace

import polars as pl

from trucewatch.coverage import CONDITIONS
from trucewatch.domain import Span, Weather
from trucewatch.record import Held
from trucewatch.reporting import Pictures
from trucewatch.reporting.behind import behind
from trucewatch.reporting.document import phrases, plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.sections.looking import looking


def words(pictures: Pictures) -> str:
    section = looking(Editor(pictures), ())
    return " ".join(plain(phrase) for block in section.blocks for phrase in phrases(block))


def knowing(pictures: Pictures, *known: float | None) -> Pictures:
    names = ("terrain", "visibility", "wind")
    rows = {"id": [f"cov:area/{name}" for name in names], "condition": list(names), "known": list(known)}
    frame = pl.DataFrame(rows, schema=CONDITIONS)
    return replace(pictures, coverage=replace(pictures.coverage, conditions=frame))


def test_what_is_not_known_is_said(pictures: Pictures) -> None:
    said = words(pictures)
    assert "What the lie of the land hides from those who see is not known" in said
    assert "The visibility was known for no part of the hours of those who see" in said
    assert "taken to notice as far as usual" in said
    for condition in ("terrain", "visibility", "wind"):
        assert pictures.explain(f"cov:area/{condition}").says == f"{condition}: not known"


def test_what_is_known_is_said_with_its_share(pictures: Pictures) -> None:
    said = words(knowing(pictures, 0.98, 0.5, 0.25))
    assert "heights are known of 98 per cent of the ground" in said
    assert "known for 50 per cent of the hours of those who see, the wind for 25 per cent" in said


def test_an_account_of_the_weather_is_told_in_words(pictures: Pictures) -> None:
    weather = Weather(
        source="liaison", span=Span(pictures.period.span.start, pictures.period.span.end),
        visibility_m=300, fog=True, wind_ms=4, wind_from_deg=270,
    )  # fmt: skip
    held = Held("met-1", 1, pictures.period.span.end, "tester", (), weather)
    told = behind(replace(pictures.holdings, weather=(held,)), pictures.mission, ["met-1"])["met-1"]
    assert told.said.endswith("fog, visibility 300 m, wind 4 m/s from W")
