"""Charts of estimates, coverage and forecasts, and fires in words: what they say, and what they leave unsaid."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import polars as pl

from trucewatch.ceasefire import CORROBORATIONS, FAN, FIRES, FORECASTS, SCORES
from trucewatch.reporting import Pictures, four_answers
from trucewatch.reporting.calendar_chart import calendar_chart
from trucewatch.reporting.dark import with_dark
from trucewatch.reporting.document import Figure, Picture, Section, phrases, plain, walk
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.fan_chart import fan_chart
from trucewatch.reporting.sections.counts import counted
from trucewatch.reporting.sections.fires import fires
from trucewatch.reporting.sections.forecasts import forecasts
from trucewatch.reporting.sections.violations_table import annex


def drawn(picture: Picture | None) -> Picture:
    assert picture is not None
    assert ET.fromstring(picture.svg).tag.endswith("svg")
    return picture


def with_frames(pictures: Pictures, **frames: pl.DataFrame) -> Editor:
    return Editor(replace(pictures, ceasefire=replace(pictures.ceasefire, **frames)))


def said(section: Section | None) -> str:
    assert section is not None
    return " ".join(plain(phrase) for _, block in walk([section]) for phrase in phrases(block))


def test_the_calendar_has_every_sector_and_its_days_can_be_explained(pictures: Pictures) -> None:
    picture = drawn(calendar_chart(Editor(pictures)))
    for sector in pictures.mission.sectors:
        assert f"{sector.name}: " in picture.alt
    calendar = pictures.looking_back.calendar
    assert calendar["day"].n_unique() >= 8
    whole = calendar.group_by("day", "sector").agg(pl.col("share").sum())["share"]
    assert ((whole - 1).abs() < 1e-6).all()
    row = calendar.filter(state="observed_quiet", sector="east").sort("share").row(-1, named=True)
    assert f"{row['share']:.1%}" in pictures.explain(row["id"]).says


def test_a_dark_screen_turns_every_colour_of_a_chart_and_nothing_else(pictures: Pictures) -> None:
    picture = drawn(calendar_chart(Editor(pictures)))
    dark = with_dark(picture.svg)
    (style,) = re.findall("<style>@media \\(prefers-color-scheme: dark\\)(.*?)</style>", dark)
    assert dark.replace(f"<style>@media (prefers-color-scheme: dark){style}</style>", "") == picture.svg
    for colour in set(re.findall("fill: (#[0-9a-f]{6})", picture.svg)):
        assert f'[style*="fill: {colour}"]{{fill:#' in style
    assert 'fill: #ffffff"]{fill:#141414!important}' in style
    assert ET.fromstring(dark).tag.endswith("svg")


def foretold(pictures: Pictures) -> Editor:
    end = pictures.period.span.end
    fan, scores, told = [], [], []
    for sector in pictures.mission.sectors[:2]:
        for days in range(1, 8):
            low = days // 2
            row = {"id": f"cfv:fan/{sector.id}/{days}/x", "sector": sector.id, "days": days, "start": end, "end": end}
            fan.append(row | {"q05": low, "q25": 2 * days, "q50": 3 * days, "q75": 4 * days, "q95": 9 * days})
        for back in range(5):
            start = end - timedelta(days=back + 1)
            score = {"id": f"cfv:score/{sector.id}/day/{back}", "sector": sector.id, "span": "day", "start": start}
            score |= {"end": end, "expected": 3.0, "low": 0, "high": 9, "happened": 4, "held": back > 0}
            scores.append(score | {"crps": 1.25, "peer_crps": 1.5, "log_score": 2.0, "pit": back / 5 + 0.05})
        forecast = dict.fromkeys(FORECASTS) | {"id": f"cfv:forecast/{sector.id}/x", "sector": sector.id, "span": "day"}
        told.append(forecast | {"expected": 3.0, "low": 0, "high": 9, "past": 5, "past_held": 4})
    frames = {"fan": (fan, FAN), "scores": (scores, SCORES), "forecasts": (told, FORECASTS)}
    return with_frames(pictures, **{name: pl.DataFrame(*one) for name, one in frames.items()})


def test_the_fan_says_its_first_and_last_day_and_past_forecasts_their_scores(pictures: Pictures) -> None:
    editor = foretold(pictures)
    picture = drawn(fan_chart(editor))
    assert f"{pictures.mission.sectors[0].name}: in one day 3 (0 to 9), in seven days 21 (3 to 63)." in picture.alt
    section = forecasts(editor)
    assert section is not None
    [past] = section.parts
    text = said(past)
    assert "4 of 5" in text
    assert "1.25 1.50 2.00" in text
    histogram = drawn(next(block for block in past.blocks if isinstance(block, Picture)))
    assert "2, 0, 2, 0, 2, 0, 2, 0, 2, 0" in histogram.alt


def fire_rows(pictures: Pictures, states: list[str]) -> pl.DataFrame:
    end = pictures.period.span.end
    rows = []
    for cell, state in enumerate(states):
        row = dict.fromkeys(FIRES) | {"id": f"cfv:fires/{cell}/x", "cell": cell, "sector": "east", "lon": 46.9}
        row |= {"lat": 39.95, "start": end - timedelta(days=1), "end": end, "looks": 2, "clear": 1.5, "state": state}
        row |= {"overpasses": [], "detections": [], "incidents": []}
        if state != "not_observed":
            row |= {"seen": 9 if state == "excess" else 0}
        if state in ("excess", "usual"):
            row |= {"expected": 0.25, "excess": 8.75, "excess_low": 8.0, "excess_high": 9.0, "chance": 1e-6}
        rows.append(row)
    return pl.DataFrame(rows, schema=FIRES)


def test_an_excess_of_fires_is_said_to_be_no_violation_and_is_in_the_status(pictures: Pictures) -> None:
    frame = fire_rows(pictures, ["excess", "usual", "not_told", "not_observed"])
    text = said(fires(with_frames(pictures, fires=frame)))
    assert "nine fires where 0.25 are usual, an excess of 8 to 9 (90 per cent interval)" in text
    assert "In one of two cells and days" in text
    assert "in one clouds hid the ground" in text
    assert "A fire is no violation" in text
    assert "no finding that there was one" in text
    changed = replace(pictures, ceasefire=replace(pictures.ceasefire, fires=frame))
    answer = four_answers(changed).ceasefire
    assert "more fires than usual in one cell and day; a fire is no violation" in answer.says
    assert "cfv:fires/0/x" in answer.figures


def test_under_clouds_nothing_is_said_but_that(pictures: Pictures) -> None:
    text = said(fires(with_frames(pictures, fires=fire_rows(pictures, ["not_observed"] * 3))))
    assert text == "From space no fire could be detected: no overpass is known, or clouds hid the ground."
    unknown = said(fires(with_frames(pictures, fires=fire_rows(pictures, ["not_told"]))))
    assert "What is usual in the season is not known" in unknown
    assert fires(Editor(pictures)) is None


def test_what_fires_say_of_incidents_others_recorded(pictures: Pictures) -> None:
    verdicts = ("speaks", "usual", "usual", "not_told")
    rows = [
        dict.fromkeys(CORROBORATIONS) | {"id": f"cfv:corroboration/{n}", "incident": f"inc:{n}", "verdict": verdict}
        for n, verdict in enumerate(verdicts)
    ]
    frame = pl.DataFrame(rows, schema=CORROBORATIONS)
    text = said(fires(with_frames(pictures, fires=fire_rows(pictures, ["usual"]), corroborations=frame)))
    assert "Of the incidents recorded, fires speak for one incident, of two incidents the fires detected nearby" in text
    assert "are usual there and say nothing and of one incident it cannot be told" in text


def test_the_table_of_violations_says_what_a_fire_is_worth(pictures: Pictures) -> None:
    incident = counted(Editor(pictures))["incident"][0]
    row = dict.fromkeys(CORROBORATIONS) | {"id": "cfv:corroboration/x", "incident": incident, "verdict": "usual"}
    editor = with_frames(pictures, corroborations=pl.DataFrame([row], schema=CORROBORATIONS))
    told, untold = (annex(one).rows[0][-1] for one in (editor, Editor(pictures)))
    assert plain(told) == f"{plain(untold)}; fires seen from space are usual there"
    assert [piece.row for piece in told if isinstance(piece, Figure)] == ["cfv:corroboration/x"]


def test_the_status_says_how_long_each_side_was_watched_in_the_order_of_the_parties(pictures: Pictures) -> None:
    answer = four_answers(pictures).not_observed
    first, second = (party.short for party in pictures.mission.parties)
    assert answer.says.index(f"on the side of {first}") < answer.says.index(f"on the side of {second}")
    hours = pictures.ceasefire.balance.filter(measure="hours_on")
    assert set(hours["id"]) <= set(answer.figures)
    nothing = replace(pictures, ceasefire=replace(pictures.ceasefire, balance=pictures.ceasefire.balance.clear()))
    assert "on the side of" not in four_answers(nothing).not_observed.says
