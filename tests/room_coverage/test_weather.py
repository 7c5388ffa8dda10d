"""What the weather leaves of sight and hearing."""

import math
from datetime import timedelta

import msgspec
import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch.coverage import Coverage, assess, exposure
from trucewatch.coverage.air import Air, carried
from trucewatch.domain import Anywhere, Around, Point, Span, Track, Watch, Weather, Where
from trucewatch.incidents import INCIDENTS
from trucewatch.mission import Detection, Mission, Wind
from trucewatch.places import destination

POST = (47.02889, 39.85323)
DAY = Span(at(20, 6), at(20, 8))
WIND = Wind(means="heard", wind_ms=8, with_wind=1.2, across_wind=0.8, against_wind=0.5)


@pytest.fixture
def mission(exercise: Mission) -> Mission:
    ranges = (
        Detection(means="seen", kind="explosion", day_m=6000, night_m=6000),
        Detection(means="heard", kind="explosion", day_m=4000, night_m=4000),
    )
    rules = {"explosions": msgspec.structs.replace(exercise.count_rules["explosions"], kinds=("explosion",))}
    counting = exercise.count_rules | rules
    about = {"area": shapely.box(46.87, 39.74, 47.19, 39.97), "cell_km": 1.0, "sectors": ()}
    return msgspec.structs.replace(exercise, detection=ranges, count_rules=counting, winds=(WIND,), **about)


WHOLE = Anywhere()


def weather(where: Where = WHOLE, span: Span = DAY, **told: float | bool) -> Weather:
    return Weather(source="liaison", span=span, where=where, **told)  # type: ignore[arg-type]


def watch(*notices: str, view: Around | Track | None = None) -> Watch:
    view = Around(*POST, 7000) if view is None else view
    return Watch(source="op-09", span=DAY, view=view, notices=notices)


def looked(mission: Mission, *things: Watch | Weather) -> Coverage:
    held = hold((f"e{n}", thing) for n, thing in enumerate(things))
    return assess(held, mission, DAY, pl.DataFrame(schema=INCIDENTS))


def noticed(mission: Mission, *things: Watch | Weather) -> pl.DataFrame:
    return exposure(hold((f"e{n}", thing) for n, thing in enumerate(things)), mission, [DAY])


def cell(coverage: Coverage, bearing: float, metres: float, hour: int = 0) -> dict[str, object]:
    lon, lat = destination(*POST, bearing, metres)
    number = int(coverage.grid.cell_of(lon, lat))
    return coverage.cells.filter(cell=number, hour=DAY.start + timedelta(hours=hour)).row(0, named=True)


def known(coverage: Coverage) -> dict[str, float | None]:
    return dict(coverage.conditions.select("condition", "known").iter_rows())


def test_beyond_the_visibility_an_observer_who_sees_is_impaired_and_it_is_said_why(mission: Mission) -> None:
    found = looked(mission, watch("seen"), weather(visibility_m=2500.0))
    near, far, beyond = (cell(found, 0, metres) for metres in (1000, 4500, 9500))
    assert (near["state"], far["state"], beyond["state"]) == ("observed_quiet", "impaired", "not_observed")
    told = found.explain(str(far["id"]))
    assert "op-09: visibility 2,500 m" in told.says
    assert "e1" in told.entries
    assert found.sectors.filter(sector="", state="impaired")["area_hours"].item() > 0


def test_fog_stops_sight_and_not_hearing(mission: Mission) -> None:
    fog = weather(fog=True)
    assert fog.sight_m == 1000
    both = looked(mission, watch("seen", "heard"), fog)
    assert (cell(both, 0, 3000)["state"], cell(both, 0, 5000)["state"]) == ("observed_quiet", "impaired")
    assert noticed(mission, watch("heard"), fog).equals(noticed(mission, watch("heard")))
    foggy, clear = (noticed(mission, *things)["detection"].sum() for things in ((watch("seen"), fog), (watch("seen"),)))
    assert 0 < foggy < 0.1 * clear


def test_the_wind_carries_sound_to_the_observer_and_away(mission: Mission) -> None:
    """From the west: what lies to the west is heard further, to the east less far, to the north a little less."""
    found, usual = (
        looked(mission, watch("heard"), weather(wind_ms=8.0, wind_from_deg=270.0)),
        looked(mission, watch("heard")),
    )
    assert [cell(found, bearing, 2600)["state"] for bearing in (270, 90, 0)] == [
        "observed_quiet",
        "not_observed",
        "observed_quiet",
    ]
    west, east = (
        sum(cell(one, bearing, metres)["observed_share"] for metres in range(500, 6500, 1000))  # type: ignore[misc]
        for one, bearing in ((found, 270), (found, 90))
    )
    assert west > sum(cell(usual, 270, metres)["observed_share"] for metres in range(500, 6500, 1000)) > east  # type: ignore[misc]
    assert "e1" in cell(found, 270, 2600)["weather"]
    assert noticed(mission, watch("seen"), weather(wind_ms=8.0, wind_from_deg=270.0)).equals(
        noticed(mission, watch("seen"))
    )


def test_estimates_expect_as_much_as_the_factors_say(mission: Mission) -> None:
    """Of a hazard-rate curve the area noticed goes with the square of the distance at half probability."""
    wide = watch("heard", view=Around(*POST, 30_000))
    expected, usual = (
        (found := noticed(mission, *things))["detection"].dot(found["km2"])
        for things in ((wide, weather(wind_ms=20.0, wind_from_deg=45.0)), (wide,))
    )
    towards = np.linspace(-np.pi, np.pi, 10_001)
    assert expected / usual == pytest.approx(np.mean(carried(WIND, Air(math.inf, 8.0), towards) ** 2), rel=0.03)


def test_hours_and_places_without_weather_are_as_usual_and_said_not_to_be_known(mission: Mission) -> None:
    half = Span(DAY.start, DAY.start + timedelta(hours=1))
    far_off = destination(*POST, 0, 40_000)
    station = Point(float(far_off[0]), float(far_off[1]), 100)
    plain = looked(mission, watch("seen", "heard"))
    elsewhere = looked(mission, watch("seen", "heard"), weather(station, fog=True))
    assert known(plain) == known(elsewhere) == {"terrain": None, "visibility": None, "wind": None}
    assert elsewhere.cells.drop("weather").equals(plain.cells.drop("weather"))
    partly = looked(mission, watch("seen", "heard"), weather(span=half, visibility_m=500.0))
    assert known(partly) == {"terrain": None, "visibility": 0.5, "wind": None}
    assert cell(partly, 0, 5000, hour=0)["state"] == "impaired"
    assert cell(partly, 0, 5000, hour=1)["state"] == "observed_quiet"
    told = partly.explain("cov:area/visibility")
    assert "50.0% of the hours of those who see" in told.says


def test_the_nearest_station_counts_before_the_whole_area(mission: Mission) -> None:
    near, further = (
        Point(*map(float, destination(*POST, 90, metres)), 100)  # type: ignore[arg-type]
        for metres in (5000, 20_000)
    )
    told = (weather(visibility_m=300.0), weather(further, visibility_m=400.0), weather(near, visibility_m=5000.0))
    assert cell(looked(mission, watch("seen"), *told), 0, 4000)["state"] == "observed_quiet"
    assert cell(looked(mission, watch("seen"), *told[:2]), 0, 4000)["state"] == "impaired"


def test_a_patrol_is_in_the_weather_of_where_it_is(mission: Mission) -> None:
    still = Track(tuple((*POST, float(second)) for second in range(0, 7201, 600)), 7000)
    found = looked(mission, watch("seen", view=still), weather(Point(*POST, 100), visibility_m=1500.0))
    assert [cell(found, 0, metres)["state"] for metres in (500, 4500)] == ["observed_quiet", "impaired"]
    less = noticed(mission, watch("seen", view=still), weather(visibility_m=1500.0))["detection"].sum()
    assert less < 0.2 * noticed(mission, watch("seen", view=still))["detection"].sum()


def test_weather_that_comes_late_is_heeded(mission: Mission) -> None:
    before = noticed(mission, watch("seen"))
    assert noticed(mission, watch("seen"), weather(fog=True))["detection"].sum() < before["detection"].sum()
    assert noticed(mission, watch("seen")).equals(before)


@given(st.floats(0, 30), st.floats(-10, 10))
def test_factors_lie_between_those_of_the_table(speed: float, towards: float) -> None:
    factor = carried(WIND, Air(math.inf, speed), np.array([towards]))
    assert WIND.against_wind - 1e-9 <= factor.item() <= WIND.with_wind + 1e-9
    calm = msgspec.structs.replace(WIND, calm=1.1)
    assert carried(calm, Air(math.inf, 0.0), np.array([towards])).item() == pytest.approx(1.1)
