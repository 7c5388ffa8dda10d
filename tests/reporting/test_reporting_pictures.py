"""The maps and the chart: the same every time, marked, and with labels that hide nothing."""

import xml.etree.ElementTree as ET

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.reporting import Pictures, Report
from trucewatch.reporting.chart import Bar, draw
from trucewatch.reporting.document import Picture, walk
from trucewatch.reporting.drawing import canvas, place_labels, place_title, style
from trucewatch.reporting.editor import Editor
from trucewatch.reporting.maps import coverage_map


def test_every_picture_is_an_svg_with_words_for_it(report: Report) -> None:
    pictures = {block.id: block for _, block in walk(report.sections) if isinstance(block, Picture)}
    maps, charts = {"map-incidents", "map-coverage"}, {"chart-counts", "chart-calendar", "chart-estimates"}
    assert set(pictures) == maps | charts | {"strip-lachin-corridor", "chart-flows"}
    for picture in pictures.values():
        root = ET.fromstring(picture.svg)
        assert root.tag.endswith("svg")
        assert len(picture.alt) > 60
        assert "<dc:date>" not in picture.svg


def test_where_nobody_looked_the_map_is_hatched(pictures: Pictures) -> None:
    editor, cells = Editor(pictures), pictures.coverage_by_cell()
    events = pictures.incidents.frame.clear()
    nobody = cells.with_columns(observed=pl.lit(0.0), impaired=pl.lit(0.0))
    everybody = cells.with_columns(observed=pl.lit(1.0), impaired=pl.lit(0.0))
    hatched, plain = (coverage_map(editor, shares, events).count("url(#h") for shares in (nobody, everybody))
    assert hatched - plain == pictures.coverage.grid.n
    assert coverage_map(editor, nobody, events) == coverage_map(editor, nobody, events)


def test_a_period_not_observed_has_a_hatched_field_and_no_number() -> None:
    known = [("North", [Bar("1 Jun", 3, 1, 0.5), Bar("2 Jun", 0, 0, 0.5)])]
    unknown = [("North", [Bar("1 Jun", 3, 1, 0.5), Bar("2 Jun", None, None, 0.0)])]
    before, after = (draw(strips, exercise=False) for strips in (known, unknown))
    assert after.count("url(#h") == before.count("url(#h") + 1
    assert draw(unknown, exercise=True) != after


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.text("abcdefghij", min_size=1, max_size=18)), max_size=25)
)
def test_labels_hide_no_other(points: list[tuple[float, float, str]]) -> None:
    with style():
        axes = canvas(4, 4).add_axes((0, 0, 1, 1))
        boxes = place_labels(axes, [(x, y, text, {"size": 7}) for x, y, text in points])
        place_title(axes, "Sector", [(0.5, 0.5), (0.2, 0.8)], boxes, size=7)
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:place])
    assert len(axes.texts) == len(boxes)
