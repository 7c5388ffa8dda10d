"""Several lists in the report: what each listed, the lower bound, the tolerance, and what is not estimated."""

from dataclasses import replace

import polars as pl

from trucewatch.ceasefire import LISTS
from trucewatch.reporting import Pictures
from trucewatch.reporting.document import phrases, plain
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.sections.lists import lists

FIGURES = {
    "missed": 20,
    "missed_low": 5,
    "missed_high": 50,
    "total": 60,
    "low": 45,
    "high": 90,
    "bound": "both",
    "reason": "",
}


def editor(pictures: Pictures, figures: dict[str, object]) -> Editor:
    """An editor of ``pictures`` in which three lists of explosions come to ``figures``, by every tolerance."""
    span = pictures.period.span
    rows = [
        dict.fromkeys(LISTS)
        | {"id": f"cfv:lists/x/{tolerance}", "stratum": "Explosions/Remote violence", "tolerance": tolerance}
        | {"start": span.start, "end": span.end, "lists": ["mission", "arm", "press"], "listed": [30, 12, 9]}
        | {"seen": 40, "several": 11, "incidents": [], "entries": []}
        | figures
        for tolerance in ("strict", "usual", "loose")
    ]
    frame = pl.DataFrame(rows, schema=LISTS)
    return Editor(replace(pictures, ceasefire=replace(pictures.ceasefire, lists=frame)))


def said(told: Editor) -> str:
    section = lists(told)
    assert section is not None
    return " ".join(plain(phrase) for block in section.blocks for phrase in phrases(block))


def test_what_each_listed_and_what_it_comes_to_by_every_tolerance(pictures: Pictures) -> None:
    words = said(editor(pictures, FIGURES))
    assert (
        "40 outbreaks of fire listed (30 by the Mission, 12 by Armenia and nine by the press; 11 by more than one)"
        in words
    )
    estimate = (
        "Estimate, not a count: about 60 took place (90 per cent interval about 45 to about 90; about 45 to about 90"
    )
    assert f"{estimate} by how strictly accounts are matched)" in words
    for tolerance in ("strict", "usual", "loose"):
        assert tolerance in words


def test_a_lower_bound_is_called_one(pictures: Pictures) -> None:
    words = said(editor(pictures, FIGURES | {"bound": "lower", "reason": "loud_listed_more"}))
    assert "a lower bound: at least about 45 took place (likeliest about 60, 90 per cent interval" in words
    assert "what is quiet is missed by all alike" in words


def test_where_nothing_is_estimated_no_figure_is_given(pictures: Pictures) -> None:
    none = dict.fromkeys(FIGURES) | {"reason": "too_few_lists"}
    words = said(editor(pictures, none))
    assert "No estimate of those on no list is made: there are fewer than three lists" in words
    assert words.count("none made") == 3


def test_without_lists_there_is_no_section(pictures: Pictures) -> None:
    alone = replace(pictures.ceasefire, lists=pl.DataFrame(schema=LISTS))
    assert lists(Editor(replace(pictures, ceasefire=alone))) is None
