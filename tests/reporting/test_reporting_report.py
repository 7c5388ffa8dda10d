"""What a report says, does not say, and stands on."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import polars as pl
import pytest
from reporting_checks import own_words, sentences
from reporting_day import DAY, accounts, at, heard, picture, watch

from trucewatch import domain as d
from trucewatch.ceasefire import FIRES
from trucewatch.mission import Mission
from trucewatch.reporting import Pictures, Report, daily, four_answers, imbalances, publication, weakest
from trucewatch.reporting.document import (
    Bullets,
    Figure,
    Footing,
    Name,
    Paragraph,
    Phrase,
    Picture,
    Quote,
    Section,
    Table,
    Text,
    figures,
    phrases,
    plain,
    say,
    walk,
)
from trucewatch.reporting.mapped import introduce
from trucewatch.reporting.strength import weakest_of


def test_every_figure_opens_its_row_and_every_entry_behind_it(report: Report, pictures: Pictures) -> None:
    named = figures(report.sections)
    assert len(named) > 40
    for row in named:
        assert row in report.rows or row in report.entries, row
    for row, explanation in report.rows.items():
        assert explanation.id == row
        assert set(explanation.parts) <= set(report.rows)
        assert set(explanation.entries) <= set(report.entries)
        assert pictures.explain(row) == explanation


def test_the_order_of_content_is_that_of_the_field(report: Report) -> None:
    titles = [section.title for section in report.sections]
    expected = [
        "Summary", "Ceasefire violations", "What was observed, and what was not", "Civilian casualties and damage",
        "Corridor and crossings", "Supplies against baseline and need", "Health services",
        "Claims and statements, side by side",
    ]  # fmt: skip
    assert titles[: len(expected)] == expected
    assert titles[-2:] == ["How to verify this report", "Figures and their rows"]
    (bullets,) = report.sections[0].blocks
    assert isinstance(bullets, Bullets)
    assert 8 <= len(bullets.items) <= 12


def test_the_headline_counts_each_event_once_with_its_hedge(report: Report, pictures: Pictures) -> None:
    frame = pictures.ceasefire.counts.filter(pl.col("sector") == "", pl.col("rule") == "items")
    ((low, high),) = frame.select("low", "high").iter_rows()
    assert (low, high) == (55, 65)  # 3 explosions heard twice, 50-60 shots, 2 explosions of an exercise
    assert "about 60" in own_words(report)
    assert "as part of a live-fire exercise" in own_words(report)


def test_periods_of_unlike_length_are_not_called_more_or_fewer(tmp_path: Path, exercise: Mission) -> None:
    monday = dt.date(2023, 6, 19)
    told: list[d.Payload] = [
        watch("op-07", exercise, at(16, 15.5), at(19, 15.5)),
        *(heard(str(hour), "op-07", hour, 3) for hour in (80.0, 90.0, 130.0)),
    ]
    pictures = picture(tmp_path / "record", exercise, told, monday)
    said = next(text for text in sentences(daily(pictures)) if "In its area, the Mission recorded" in text)
    assert "three ceasefire violations in the 24 hours of this period" in said
    assert "previously six in the previous reporting period of 48 hours" in said
    assert re.search(r"having observed [\d.]+ per cent of its area-hours \(previously [\d.]+ per cent\)", said)
    assert not re.search(r"\b(more|fewer|similar)\b", said)


def test_a_watch_that_was_kept_out_is_said_where_no_restriction_was_entered(tmp_path: Path, exercise: Mission) -> None:
    told: list[d.Payload] = [
        watch("op-07", exercise, at(13, 16), at(14, 12)),
        watch("op-08", exercise, at(14, 5), at(14, 8), state="denied", reason="stopped at a barrier"),
    ]
    report = daily(picture(tmp_path / "record", exercise, told))
    [said, *_] = [text for text in sentences(report) if "freedom of movement" in text]
    assert "No restriction of the Mission’s freedom of movement was reported" in said
    assert "access was denied to Observation post 8 for three hours" in said
    assert "(“…”)" in said  # their reason is a quotation


def test_no_figure_where_nobody_looked(report: Report, pictures: Pictures, exercise: Mission) -> None:
    share = (
        pictures.coverage.sectors.filter(pl.col("state").str.starts_with("observed"))
        .group_by("sector")
        .agg(pl.col("share").sum())
    )
    unseen = [sector for sector in exercise.sectors if share.filter(pl.col("sector") == sector.id)["share"].sum() == 0]
    assert unseen, "the hand-made day leaves sectors unobserved"
    for sector in unseen:
        about = [text for text in sentences(report) if sector.name in text and "violation" in text.lower()]
        assert not [text for text in about if "no ceasefire violations" in text]
        assert any("did not observe" in text and sector.name in text for text in sentences(report))
        rows = [row for row in report.indicators.rows if row[0] and f"cfv:{sector.id}/" in str(row[0])]
        assert rows
        assert all(row[5] is None and row[9] == "not observed" for row in rows)


def test_what_could_be_reached_by_stale_evidence_is_not_said_as_of_now(tmp_path: Path, exercise: Mission) -> None:
    def reached(hour: float) -> list[str]:
        seen = [
            d.SegmentReport(source="cp-hakari", segment=segment, status="open", when=d.When(at(13, hour), at(13, hour)))
            for segment in exercise.segments
        ]
        told = sentences(daily(picture(tmp_path / f"at-{hour}", exercise, seen)))
        return [text for text in told if re.search("could be reached from an end|seen passable|was passable", text)]

    fresh, stale = reached(38), reached(4)
    assert fresh
    assert not any("on evidence" in text.lower() for text in fresh)
    assert stale
    assert all("on evidence 35.5 hours old" in text.lower() for text in stale)


def test_none_recorded_is_said_with_the_share_observed(report: Report) -> None:
    for text in sentences(report):
        if "recorded no ceasefire violations" in text:
            assert "per cent of the area-hours" in text


def test_an_exercise_is_marked_everywhere(report: Report) -> None:
    assert report.marking.startswith("EXERCISE")
    assert "EXERCISE" in plain(report.masthead)
    assert all("EXERCISE" in str(row[-1]) for row in report.indicators.rows)


def test_a_remote_mission_states_nothing_as_its_own(remote: Report) -> None:
    words = own_words(remote)
    assert "observed by the Mission" in words
    assert not re.search(r"\bquiet\b", words, re.IGNORECASE)
    assert not re.search(r"Mission recorded|no ceasefire violations", words)
    assert not [row for row in remote.figures if row.startswith(("cfv:", "quiet:", "cov:"))]
    assert not any(isinstance(block, Picture) and block.id == "map-coverage" for _, block in walk(remote.sections))
    ((why, *_),) = [tuple(cell for cell in row if cell) for row in remote.sheets[0].rows]
    assert "not observed" in str(why)


def test_both_sides_are_worded_alike(report: Report, exercise: Mission) -> None:
    assert imbalances(report, exercise) == ()
    first, second = (party.short for party in exercise.parties[:2])
    restrictions = next(part for section in report.sections for part in section.parts if part.id == "restrictions")
    told = [
        text
        for block in restrictions.blocks
        if isinstance(block, Bullets)
        for item in block.items
        for text in map(plain, item)
    ]
    one, other = (next(text for text in told if f"by {name}" in text) for name in (first, second))
    assert one.replace(first, "X").split(": ")[1:] == other.replace(second, "X").split(": ")[1:]


def test_figures_that_do_not_meet_are_not_said_to_agree(report: Report) -> None:
    tables = [block for _, block in walk(report.sections) if isinstance(block, Table)]
    cells = [plain(cell) for table in tables for row in table.rows for cell in row]
    assert "near each other, not the same" in cells  # 17 and 18 a day


def _with(report: Report, *texts: Paragraph) -> Report:
    return msgspec.structs.replace(report, sections=(Section("x", "X", texts),))


@pytest.mark.parametrize(
    "fault",
    ["{second} and {first} met.", "{first} alleged that fire was opened.", "Fire was heard near {single}."],
)
def test_a_planted_imbalance_is_found_and_a_quotation_is_nobodys_fault(
    report: Report, exercise: Mission, fault: str
) -> None:
    first, second = (party.short for party in exercise.parties[:2])
    place = next(place for place in exercise.places.values() if len({*place.names.values()}) > 1)
    text = fault.format(first=first, second=second, single=place.names[exercise.parties[0].id])
    assert len(imbalances(_with(report, Paragraph((say(text),))), exercise)) == 1
    assert imbalances(_with(report, Paragraph((say("They said: ", Quote(text)),))), exercise) == ()


def test_caveats_to_one_side_only_are_found(report: Report, exercise: Mission) -> None:
    first, second = (party.short for party in exercise.parties[:2])
    told = [say(f"{first} says {n}. This figure is not the Mission’s.") for n in range(3)]
    told += [say(f"{second} says {n}.") for n in range(3)]
    (found,) = imbalances(_with(report, Paragraph(tuple(told))), exercise)
    assert first in found.what


def test_the_weakest_statements_come_first() -> None:
    footings = {
        "firm": Footing(grade="A1", sources=3),
        "old": Footing(grade="B2", sources=2, age_h=150),
        "lone": Footing(grade="E5", sources=1, age_h=150, spread=0.8),
        "none": Footing(absence=True, sources=0),
    }
    bullets = Bullets(tuple((say(f"Of {row}: ", Figure("1", row)),) for row in footings))
    found = weakest_of((Section("s", "S", (bullets,)),), footings)
    assert [one.row for one in found] == ["lone", "old", "firm"]
    assert {"a single source", "graded E5"} <= set(found[0].why)
    assert weakest_of((Section("s", "S", (bullets,)),), footings, n=1) == found[:1]


def test_the_report_lists_its_weakest_statements(report: Report) -> None:
    found = weakest(report)
    assert 3 <= len(found) <= 10
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    listed = next(section for section in report.sections if section.id == "weakest")
    assert found[0].says in " ".join(plain(phrase) for item in listed.blocks[0].items for phrase in item)  # type: ignore[union-attr]


def test_a_place_is_introduced_once() -> None:
    place = say(Name("X/Y", "5 km N of Z"))
    first = Section("a", "A", (Paragraph((place,)), Bullets(((place,),))))
    introduced = introduce((first, Section("b", "B", (Paragraph(((*place, Text(".")),)),))))
    told = [plain(phrase) for _, block in walk(introduced) for phrase in phrases(block)]
    assert told == ["X/Y (5 km N of Z)", "X/Y", "X/Y."]


def test_a_claim_is_shown_in_the_words_it_was_made_in(tmp_path: Path, exercise: Mission) -> None:
    who = next(s.id for s in exercise.sources.values() if s.type == "party")

    def claim(measure: str, amount: d.Amount, days: float, text: str = "") -> d.Claim:
        span = d.Span(at(14, 0) - dt.timedelta(days=days), at(14, 0))
        return d.Claim(claimant=who, source=who, measure=measure, amount=amount, span=span, text=text)

    said = [
        claim("displaced", d.Amount(17_100, 20_900, "person", said="about 19000"), 1),
        claim("vehicles", d.Amount(270, 330, "count", said="about 300"), 10),
        claim("violations", d.Amount(46, 46, "count", said="46"), 1),
        claim("event", d.Amount(9, 9, "vehicles", said="9"), 1, text="Nine vehicles left by the bridge."),
    ]
    told = daily(picture(tmp_path / "record", exercise, said))
    words = " ".join(sentences(told))
    assert "says about 19,000 persons (" in words
    assert "says about 300, that is about 30 a day (" in words
    assert "says 46 (" in words
    assert "Nine vehicles" not in words, "an account's words are not the report's own"
    assert "9 vehicles: Nine vehicles left by the bridge." in " ".join(
        plain(phrase) for _, block in walk(told.sections) for phrase in phrases(block)
    )
    assert "17,100" not in words


def test_a_reissue_shows_figures_then_and_now(
    tmp_path: Path, exercise: Mission, report: Report, pictures: Pictures
) -> None:
    entry = publication(report, {"report.pdf": "00"})
    assert entry.period == pictures.period.span
    assert not [row for row in entry.figures if row.startswith("inc:")]
    late = [heard("9", "op-08", 12.0, 7)]
    again = daily(picture(tmp_path / "record", exercise, [*accounts(exercise), entry, *late]))
    section = next(section for section in again.sections if section.id == "reissue")
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    changed = {plain(row[3]): (plain(row[1]), plain(row[2])) for row in table.rows}
    headline = next(row for row in changed if row.startswith("cfv:area/items/"))
    assert changed[headline] == ("about 60", "about 65")
    label = next(plain(row[0]) for row in table.rows if plain(row[3]) == headline)
    assert label == f"Ceasefire violations: {exercise.count_rules['items'].name}, the area"
    assert not any(plain(row[0]) == again.rows[plain(row[3])].says for row in table.rows if plain(row[3]) in again.rows)
    assert "reissue" not in [section.id for section in report.sections]


def test_nothing_in_the_record_gives_a_report_that_says_so(tmp_path: Path, exercise: Mission) -> None:
    empty = daily(picture(tmp_path / "record", exercise, []))
    words = own_words(empty)
    assert "observed no part" in words
    assert "no ceasefire violations" not in words
    assert weakest(empty) is not None


def test_the_four_answers_carry_their_rows(pictures: Pictures, report: Report) -> None:
    answers = four_answers(pictures)
    for answer in (answers.ceasefire, answers.corridor, answers.supplies, answers.not_observed):
        assert answer.says
        opened = [*answer.figures, *(bar.row for bar in answer.bars), *_rows(answer.verdict)]
        for row in opened:
            assert pictures.explain(row).id == row
    assert answers.mode == "exercise"
    assert "South-western sector" in answers.ceasefire.not_known


def _rows(phrase: Phrase) -> list[str]:
    return [piece.row for piece in phrase if isinstance(piece, Figure)]


def test_a_verdict_says_no_more_than_its_sentences(pictures: Pictures) -> None:
    answers = four_answers(pictures)
    blind = [bar for bar in answers.ceasefire.bars if bar.says == "not observed"]
    assert blind
    assert all(bar.low is bar.best is bar.high is None for bar in blind)
    assert all(0 <= bar.low <= bar.high <= bar.most for bar in answers.ceasefire.bars if bar.high is not None)
    assert set(_rows(answers.ceasefire.verdict)) <= set(answers.ceasefire.figures)
    assert answers.not_observed.says.startswith(plain(answers.not_observed.verdict))


def test_the_four_answers_of_a_remote_mission(remote_pictures: Pictures) -> None:
    answers = four_answers(remote_pictures)
    assert "Nothing in this period was observed" in answers.ceasefire.says
    assert plain(answers.ceasefire.verdict) == "Not observed by the Mission."
    assert not answers.ceasefire.bars
    assert "quiet" not in msgspec.json.encode(answers).decode()


def test_an_unknown_row_is_named(pictures: Pictures) -> None:
    for row in ("cfv:nowhere", "inc:none", "no-such-entry"):
        with pytest.raises(KeyError):
            pictures.explain(row)


def test_an_entry_explains_itself(pictures: Pictures) -> None:
    entry = pictures.holdings.restrictions[0]
    assert "no reason given" in pictures.explain(entry.id).says


def test_a_day_without_issue_names_the_day_to_ask_for(tmp_path: Path, exercise: Mission) -> None:
    with pytest.raises(ValueError, match="ask for"):
        picture(tmp_path / "record", exercise, [], dt.date(2023, 6, 17))


def test_the_period_of_the_fixtures(pictures: Pictures) -> None:
    assert pictures.period.day == DAY
    assert pictures.period.span == d.Span(at(13, 15.5), at(14, 15.5))


def test_the_estimate_is_marked_as_one_and_has_its_interval(pictures: Pictures, report: Report) -> None:
    section = next(part for whole in report.sections for part in whole.parts if part.id == "estimates")
    said = " ".join(plain(phrase) for block in section.blocks for phrase in phrases(block))
    assert said.startswith("Estimate, not a count")
    assert "90 per cent interval" in said
    row = pictures.ceasefire.rates.filter(span="period", sector="").row(0, named=True)
    assert row["id"] in report.figures
    assert row["low"] <= row["total"] <= row["high"]
    unseen = pictures.ceasefire.rates.filter(span="period").filter(pl.col("total").is_null())
    assert unseen.height > 0
    assert said.count("not known no estimate") == unseen.height
    assert four_answers(pictures).ceasefire.says.count("Estimate, not a count") == 1


def test_a_remote_mission_shows_fires_seen_from_space(remote_pictures: Pictures) -> None:
    period = remote_pictures.period
    cell = dict.fromkeys(FIRES) | {"id": "cfv:fires/1/x", "state": "not_told", "seen": 3, "looks": 0}
    cell |= {"clear": 0.0, "start": period.span.start, "end": period.span.end, "lon": 46.5, "lat": 39.6}
    cell |= {"overpasses": [], "detections": [], "incidents": []}
    burning = pl.DataFrame([cell], schema=FIRES)
    seen = replace(remote_pictures, ceasefire=replace(remote_pictures.ceasefire, fires=burning))
    parts = {part.id for whole in daily(seen).sections for part in whole.parts}
    assert "fires" in parts
    assert "Satellites detected" in four_answers(seen).ceasefire.says
    assert "Nothing in this period was observed by the Mission" in four_answers(seen).ceasefire.says


def test_a_remote_mission_estimates_nothing(remote_pictures: Pictures, remote: Report) -> None:
    assert remote_pictures.ceasefire.rates.is_empty()
    assert not any(part.id == "estimates" for whole in remote.sections for part in whole.parts)
