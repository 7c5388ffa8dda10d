"""What share of events would have been noticed."""

import sys
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta

import msgspec
import numpy as np
import polars as pl
import pytest

from hand_made import at, hold
from trucewatch.coverage import EXPOSURE, exposure
from trucewatch.domain import Anywhere, Around, Polygon, Span, Track, View, Watch
from trucewatch.mission import Detection, Mission
from trucewatch.places import destination

module = sys.modules["trucewatch.coverage.exposure"]
POST = (47.02889, 39.85323)
DAY = Span(at(20, 6), at(20, 12))
NIGHT = Span(at(20, 18), at(20, 22))
FAR, NEAR = 8000.0, 2000.0


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    given = (
        Detection(means="heard", kind="explosion", day_m=FAR, night_m=2 * FAR),
        Detection(means="heard", kind="shot", day_m=NEAR, night_m=NEAR),
        Detection(means="seen", kind="explosion", day_m=FAR / 2, night_m=FAR / 2),
    )
    return msgspec.structs.replace(exercise, detection=given)


def watch(
    view: View | None = None,
    span: Span = DAY,
    state: str = "on",
    notices: tuple[str, ...] = ("heard",),
    source: str = "op-09",
) -> Watch:
    view = Around(*POST, 50_000) if view is None else view
    return Watch(source=source, span=span, view=view, state=state, notices=notices)  # type: ignore[arg-type]


def exposed(mission: Mission, *watches: Watch, days: Sequence[Span] = (DAY,)) -> pl.DataFrame:
    found = exposure(hold((f"w{n}", one) for n, one in enumerate(watches)), mission, days)
    assert found.schema == EXPOSURE
    assert found["detection"].is_between(0, 1).all()
    return found


def whole(frame: pl.DataFrame, kind: str = "explosion") -> float:
    """Area noticed, km²."""
    return float(frame.filter(kind=kind).select((pl.col("km2") * pl.col("detection")).sum()).item())


def test_the_effective_area_is_that_of_the_hazard_rate_curve(mission: Mission) -> None:
    lone = msgspec.structs.replace(mission, detection=(Detection(means="heard", kind="shot", day_m=FAR, night_m=FAR),))
    metres = np.linspace(1, 20_000, 200_000)
    curve = -np.expm1(-np.log(2) * (FAR / metres) ** 4)
    expected = np.trapezoid(2 * np.pi * metres * curve, metres) / 1e6
    found = whole(exposed(lone, watch(Around(*POST, 20_000))), "shot")
    assert found == pytest.approx(expected, rel=0.02)


def test_nobody_on_watch_has_no_row(mission: Mission) -> None:
    for nobody in ((), (watch(state="impaired"),), (watch(state="denied"),), (watch(Anywhere()),)):
        assert exposed(mission, *nobody).is_empty()
    assert exposed(mission, watch(), days=(NIGHT,)).is_empty()


def test_half_the_day_on_watch_is_half_the_exposure(mission: Mission) -> None:
    half = Span(DAY.start, DAY.start + (DAY.end - DAY.start) / 2)
    assert whole(exposed(mission, watch(span=half))) == pytest.approx(whole(exposed(mission, watch())) / 2, rel=1e-6)


def test_impaired_time_of_a_source_is_taken_out_of_its_time_on(mission: Mission) -> None:
    out = Span(DAY.start + timedelta(hours=1), DAY.start + timedelta(hours=4))
    found = whole(exposed(mission, watch(), watch(span=out, state="impaired")))
    assert found == pytest.approx(whole(exposed(mission, watch())) / 2, rel=1e-6)


def test_loud_things_by_night_are_noticed_farther(mission: Mission) -> None:
    by_day, by_night = exposed(mission, watch()), exposed(mission, watch(span=NIGHT), days=(NIGHT,))
    assert whole(by_night) > 2 * whole(by_day) > 8 * whole(by_day, "shot")


def test_two_observers_notice_independently_and_never_more_than_all(mission: Mission) -> None:
    one, two = exposed(mission, watch()), exposed(mission, watch(), watch(source="op-10"))
    both = one.join(two, on=["cell", "sector", "kind"], suffix="_2")
    assert (both["detection_2"] >= both["detection"] - 1e-6).all()
    assert whole(one) < whole(two) < 2 * whole(one)


def test_field_of_view_range_and_outline_limit_what_is_noticed(mission: Mission) -> None:
    around, quarter = whole(exposed(mission, watch())), whole(exposed(mission, watch(Around(*POST, 50_000, 45, 90))))
    assert quarter == pytest.approx(around / 4, rel=0.1)
    assert whole(exposed(mission, watch(Around(*POST, 3000)))) < around / 3
    lon, lat = POST
    ring = ((lon - 0.1, lat - 0.1), (lon + 0.1, lat - 0.1), (lon + 0.1, lat + 0.1), (lon - 0.1, lat + 0.1))
    assert exposed(mission, watch(Polygon(ring)))["detection"].max() == pytest.approx(0.5, abs=1e-6)


def test_a_patrol_is_exposed_where_it_is_and_when(mission: Mission) -> None:
    there = destination(*POST, 90.0, 4000.0)
    fixes = ((*POST, 0.0), (float(there[0]), float(there[1]), 800.0))
    short = Span(DAY.start, DAY.start + timedelta(seconds=900))
    found = exposed(mission, watch(Track(fixes, 3000), span=short, source="pt-05"))
    assert 0 < whole(found) * 24 < whole(exposed(mission, watch())) * 1.01


def test_days_kept_from_before_are_those_reckoned_anew(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    watches = [watch(span=DAY), watch(span=NIGHT, view=Around(*POST, 4000))]
    first = exposed(mission, *watches, days=(DAY, NIGHT))
    again = exposed(mission, *watches, days=(DAY, NIGHT))
    monkeypatch.setattr(module, "_RECENT", OrderedDict())
    assert first.equals(again)
    assert first.equals(exposed(mission, *watches, days=(DAY, NIGHT)))


def test_a_late_watch_and_other_ranges_are_heeded(mission: Mission) -> None:
    before = exposed(mission, watch(span=DAY), days=(DAY, NIGHT))
    late = exposed(mission, watch(span=DAY), watch(span=NIGHT), days=(DAY, NIGHT))
    assert late.filter(pl.col("start") == DAY.start).equals(before)
    assert late.filter(pl.col("start") == NIGHT.start).height > 0
    halved = tuple(msgspec.structs.replace(row, day_m=row.day_m / 2) for row in mission.detection)
    assert whole(exposed(msgspec.structs.replace(mission, detection=halved), watch(span=DAY))) < whole(before)


def test_no_more_days_are_kept_than_said(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RECENT", OrderedDict())
    monkeypatch.setattr(module, "KEPT", 3)
    days = [Span(at(day), at(day, 1)) for day in range(1, 8)]
    exposed(mission, *(watch(span=day) for day in days), days=days)
    assert [day for _, day, *_ in module._RECENT] == days[-3:]
