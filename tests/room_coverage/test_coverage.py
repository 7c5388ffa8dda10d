"""Where and when the mission was looking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch.coverage import CALENDAR, CELLS, HOURLY, SECTORS, STATES, WATCHES, Coverage, assess
from trucewatch.coverage.air import Air
from trucewatch.coverage.observers import Observer
from trucewatch.coverage.sight import Sight
from trucewatch.coverage.sun import by_day, elevation_deg
from trucewatch.domain import Anywhere, Around, Polygon, Span, Track, View, Watch
from trucewatch.incidents import INCIDENTS
from trucewatch.mission import Detection, Mission
from trucewatch.places import destination, distance_m

POST = (47.02889, 39.85323)
DAY = Span(at(20, 6), at(20, 12))
NIGHT = Span(at(20, 18), at(20, 22))


def watch(
    source: str = "op-09",
    span: Span = DAY,
    view: View | None = None,
    state: str = "on",
    notices: tuple[str, ...] = ("heard",),
    reason: str = "",
) -> Watch:
    view = Around(*POST, 20_000) if view is None else view
    return Watch(source=source, span=span, view=view, state=state, notices=notices, reason=reason)  # type: ignore[arg-type]


def event(
    start: datetime,
    lon: float | None = POST[0],
    lat: float | None = POST[1],
    radius_m: float = 100,
    name: str = "inc:e",
    violation: bool = True,
    status: str = "reported",
    sources: Sequence[str] = ("op-09",),
) -> pl.DataFrame:
    row = {
        "id": name,
        "start": start,
        "end": start + timedelta(minutes=1),
        "lon": lon,
        "lat": lat,
        "radius_m": radius_m,
        "violation": violation,
        "status": status,
        "sources": list(sources),
    }
    return pl.DataFrame([row], schema_overrides=dict(INCIDENTS)).select(
        [pl.col(name) if name in row else pl.lit(None, dtype).alias(name) for name, dtype in INCIDENTS.items()]
    )


NOTHING = pl.DataFrame(schema=INCIDENTS)


def looked(mission: Mission, *watches: Watch, span: Span = DAY, events: pl.DataFrame = NOTHING) -> Coverage:
    return assess(hold((f"w{n}", one) for n, one in enumerate(watches)), mission, span, events)


def state_at(coverage: Coverage, lon: float = POST[0], lat: float = POST[1], hour: int = 0) -> str:
    cell = int(coverage.grid.cell_of(lon, lat))
    moment = coverage.span.start + timedelta(hours=hour)
    return str(coverage.cells.filter(cell=cell, hour=moment)["state"].item())


def test_frames_have_their_columns_and_every_cell_and_hour_a_row(exercise: Mission) -> None:
    for found in (looked(exercise), looked(exercise, watch(), events=event(at(20, 7)))):
        assert found.cells.schema == CELLS
        assert found.hourly.schema == HOURLY
        assert found.sectors.schema == SECTORS
        assert found.calendar.schema == CALENDAR
        assert found.watches.schema == WATCHES
        assert found.cells.height == 6 * found.grid.n == found.cells.n_unique("id")
        assert set(found.cells["state"]) <= set(STATES)


def test_without_a_watch_nothing_is_observed(exercise: Mission) -> None:
    found = looked(exercise)
    assert set(found.cells["state"]) == {"not_observed"}
    assert found.sectors.filter(state="not_observed")["share"].to_list() == pytest.approx([1] * 7)
    assert "op-09" in found.unreported
    assert "viirs" not in found.unreported


def test_a_post_observes_as_far_as_it_hears_and_further_by_night(exercise: Mission) -> None:
    for span, reach in ((DAY, 8000), (NIGHT, 10_000)):
        found = looked(exercise, watch(span=span), span=span)
        quiet = found.cells.filter(state="observed_quiet")
        lon, lat = found.grid.centre(quiet["cell"].to_numpy())
        assert quiet.height > 0
        assert (distance_m(*POST, lon, lat) < reach).all()
        whole = found.sectors.filter(sector="", state="observed_quiet")["area_hours"].item()
        assert whole == pytest.approx(3.1416 * (reach / 1000) ** 2 * (span.length / timedelta(hours=1)), rel=0.05)


def test_a_watch_never_reaches_beyond_its_own_range_and_field(exercise: Mission) -> None:
    narrow = looked(exercise, watch(view=Around(*POST, 6000, 90, 90), notices=("recorded",)))
    area = narrow.sectors.filter(sector="", state="observed_quiet")["area_hours"].item()
    assert area == pytest.approx(6 * 3.1416 * 36 / 4, rel=0.1)
    east, west = (destination(*POST, bearing, 2500) for bearing in (90, 270))
    sight = Sight(exercise)
    reached = sight.reaches(Around(*POST, 6000, 90, 90), Observer(("recorded",), (), (), 2.0), day=True, air=Air())
    cells = sight.cells(reached.seen)
    assert cells[int(sight.grid.cell_of(*east))]
    assert not cells[int(sight.grid.cell_of(float(west[0]) - 0.05, float(west[1])))]


def test_who_cannot_notice_does_not_observe(exercise: Mission) -> None:
    assert state_at(looked(exercise, watch(notices=("detected",)))) == "not_observed"
    deaf = msgspec.structs.replace(exercise, detection=(Detection(means="seen", kind="shot", day_m=9, night_m=9),))
    assert state_at(looked(deaf, watch())) == "not_observed"
    ungiven = msgspec.structs.replace(exercise, detection=())
    assert state_at(looked(ungiven, watch())) == "observed_quiet"


def test_part_of_an_hour_is_not_an_hour(exercise: Mission) -> None:
    found = looked(exercise, watch(span=Span(at(20, 6.5), at(20, 8))))
    assert [state_at(found, hour=hour) for hour in range(3)] == ["not_observed", "observed_quiet", "not_observed"]
    row = found.cells.filter(cell=int(found.grid.cell_of(*POST)), hour=DAY.start).row(0, named=True)
    assert row["observed_share"] == pytest.approx(0.5)
    assert row["reason"] == "50 % of cell and hour watched by op-09"


def test_two_watches_add_up_to_an_hour(exercise: Mission) -> None:
    shifts = [watch(span=Span(at(20, 6), at(20, 6.5))), watch("op-10", Span(at(20, 6.5), at(20, 7)))]
    assert state_at(looked(exercise, *shifts)) == "observed_quiet"


def test_an_event_is_shown_where_it_was_and_makes_nothing_else_quiet(exercise: Mission) -> None:
    found = looked(exercise, watch(), events=event(at(20, 7.2), radius_m=4000))
    row = found.cells.filter(cell=int(found.grid.cell_of(*POST)), hour=at(20, 7)).row(0, named=True)
    assert (row["state"], row["events"], row["watches"]) == ("observed_events", ["inc:e"], ["w0"])
    assert found.cells.filter(state="observed_events")["cell"].n_unique() > 1
    assert state_at(found, hour=0) == "observed_quiet"


@pytest.mark.parametrize("other", [{"violation": False}, {"status": "withdrawn"}, {"start": at(20, 13)}])
def test_what_is_no_event_of_the_span_breaks_no_quiet(exercise: Mission, other: dict) -> None:
    found = looked(exercise, watch(), events=event(**{"start": at(20, 7)} | other))
    assert set(found.cells["state"]) == {"observed_quiet", "not_observed"}


def test_an_event_heard_from_afar_does_not_make_its_place_watched(exercise: Mission) -> None:
    found = looked(exercise, events=event(at(20, 7)))
    row = found.cells.filter(state="observed_events").row(0, named=True)
    assert row["watches"] == []
    assert row["observed_share"] == 0
    assert "what else happened here is not known" in row["reason"]
    observed = found.sectors.filter(pl.col("state").is_in(STATES[:2]))
    assert observed["area_hours"].sum() == 0


def test_an_event_nobody_could_place_leaves_no_quiet_where_its_sources_listened(exercise: Mission) -> None:
    found = looked(exercise, watch(), events=event(at(20, 7), lon=None, lat=None))
    assert state_at(found, hour=1) == "observed_events"
    assert found.cells.filter(hour=at(20, 7), state="observed_quiet").is_empty()
    assert state_at(found, hour=2) == "observed_quiet"


@pytest.mark.parametrize("state", ["impaired", "denied"])
def test_an_impaired_source_sees_nothing_and_its_reason_is_carried(exercise: Mission, state: str) -> None:
    fog = watch(span=Span(at(20, 8), at(20, 10)), state=state, reason="fog")
    found = looked(exercise, watch(), fog)
    assert [state_at(found, hour=hour) for hour in range(6)] == [
        "observed_quiet", "observed_quiet", "impaired", "impaired", "observed_quiet", "observed_quiet",
    ]  # fmt: skip
    assert found.cells.filter(state="impaired")["reason"].to_list()[0] == f"no watch reached it; op-09 {state}: fog"
    hours = dict(found.watches.group_by("state").agg(pl.col("hours").sum()).iter_rows())
    assert hours == {"on": 4, state: 2}
    assert found.watches.filter(state=state)["reason"].item() == "fog"


def test_a_watch_by_others_covers_for_an_impaired_one(exercise: Mission) -> None:
    found = looked(exercise, watch(), watch(state="impaired"), watch("op-10"))
    assert state_at(found) == "observed_quiet"


def test_a_patrol_observes_where_it_was_when_it_was(exercise: Mission) -> None:
    there = destination(*POST, 90, 30_000)
    lon, lat = (float(value) for value in there)
    stay = [(*POST, 0.0), *((*POST, 600.0 * n) for n in range(1, 19))]
    drive = [
        (POST[0] + (lon - POST[0]) * n / 6, POST[1] + (lat - POST[1]) * n / 6, 10_800 + 600.0 * n) for n in range(1, 7)
    ]
    track = Track(tuple(stay + drive), 6000)
    found = looked(exercise, watch("pt-05", Span(at(20, 6), at(20, 10)), track, notices=("heard", "seen")))
    assert not found.watches["flag"].item()
    at_post = found.cells.filter(cell=int(found.grid.cell_of(*POST)))
    assert at_post["observed_share"].to_list()[:3] == pytest.approx([1, 1, 1], abs=0.01)
    assert 0 < at_post["observed_share"].to_list()[3] < 0.5
    assert at_post["observed_share"].to_list()[4] == 0


@pytest.mark.parametrize(
    ("fixes", "flag"),
    [
        (((*POST, 0.0), (POST[0] + 1, POST[1], 600.0)), "faster than 200 km/h"),
        (((*POST, 600.0), (*POST, 0.0)), "fix 2 is earlier than fix 1"),
        (((*POST, 0.0), (*POST, 90_000.0)), "outside the time of the watch"),
    ],
)
def test_impossible_claims_of_coverage_are_flagged_and_do_not_count(
    exercise: Mission, fixes: tuple[tuple[float, float, float], ...], flag: str
) -> None:
    found = looked(exercise, watch("pt-05", view=Track(fixes, 100_000)))
    assert flag in found.watches["flag"].item()
    assert set(found.cells["state"]) == {"not_observed"}
    assert flag in found.explain(found.watches["id"].item()).says


def test_only_the_missions_own_sources_look(exercise: Mission) -> None:
    satellite = watch("viirs", view=Anywhere())
    found = looked(exercise, satellite)
    assert set(found.cells["state"]) == {"not_observed"}
    assert found.watches["flag"].item() == "not a source of the mission's own"
    remote = msgspec.structs.replace(exercise, presence="remote")
    assert set(looked(remote, watch()).cells["state"]) == {"not_observed"}


def test_an_outline_is_observed_inside(exercise: Mission) -> None:
    west, south = POST[0] - 0.1, POST[1] - 0.1
    ring = ((west, south), (west + 0.2, south), (west + 0.2, south + 0.2), (west, south + 0.2))
    found = looked(exercise, watch(view=Polygon(ring)))
    assert state_at(found) == "observed_quiet"
    assert state_at(found, 46.4, 40.1) == "not_observed"


def test_shares_add_up_by_sector_day_and_part_of_the_span(exercise: Mission) -> None:
    span = Span(at(20, 15.5), at(22, 15.5))
    found = looked(exercise, watch(span=span), watch("op-03", span, state="impaired"), span=span, events=event(at(21)))
    for frame, by in ((found.sectors, ["sector"]), (found.calendar, ["day", "sector"])):
        assert frame.group_by(by).agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
            [1] * (frame.height // 4)
        )
    total = found.sectors.filter(sector="")["area_hours"].sum()
    assert total == pytest.approx(float(found.grid.area_km2.sum()) * 48, rel=1e-4)
    assert sorted(found.calendar["day"].unique().dt.day()) == [20, 21, 22]
    first = Span(span.start, at(21, 15.5))
    assert found.sectors_in(first).filter(sector="")["area_hours"].sum() == pytest.approx(total / 2, rel=1e-4)
    assert found.watched("", first)
    assert found.watched("northwest", first) is False
    assert found.watched("", Span(at(1), at(2))) is None


def test_explains_every_kind_of_row(exercise: Mission) -> None:
    found = looked(exercise, watch(), watch(span=Span(at(20, 8), at(20, 9)), state="denied"), events=event(at(20, 7)))
    for frame in (found.cells.sample(50, seed=1), found.sectors, found.calendar, found.watches):
        for row in frame["id"]:
            explained = found.explain(row)
            assert explained.id == row
            assert "90%" in explained.rule
            assert "8 km by day" in explained.rule
    eventful = found.cells.filter(state="observed_events")["id"][0]
    assert found.explain(eventful).parts == ("inc:e",)
    assert found.explain(eventful).entries == ("w0",)
    quiet, observed = found.explain("cov:area/observed_quiet"), found.explain("cov:area/observed")
    assert quiet.entries == ("w0",)
    assert observed.parts == ("cov:area/observed_events", "cov:area/observed_quiet")
    shares = found.sectors.filter(pl.col("id").is_in(observed.parts))["share"].sum()
    assert f"{shares:.1%}" in observed.says
    with pytest.raises(KeyError):
        found.explain("cov:nowhere")
    with pytest.raises(KeyError):
        found.explain("cov:nowhere/observed")


def test_the_sun_stands_where_almanacs_have_it() -> None:
    # Greenwich: noon elevations at solstices are 90 - 51.48 ± 23.44 degrees.
    assert elevation_deg(datetime(2023, 6, 21, 12, 2, tzinfo=UTC), 0, 51.48) == pytest.approx(61.96, abs=0.3)
    assert elevation_deg(datetime(2023, 12, 22, 11, 58, tzinfo=UTC), 0, 51.48) == pytest.approx(15.08, abs=0.3)
    # At the equinox the day at the equator lasts about twelve hours and seven minutes.
    day = datetime(2023, 3, 20, tzinfo=UTC)
    light = sum(by_day(day + timedelta(minutes=minute), 0, 0) for minute in range(1440))
    assert light == pytest.approx(12 * 60 + 7, abs=4)


views = st.one_of(
    st.builds(
        Around,
        st.floats(46.0, 47.3),
        st.floats(39.5, 40.3),
        st.floats(500, 30_000),
        st.floats(0, 360),
        st.floats(1, 360),
    ),
    st.builds(
        lambda lon, lat, reach: Track(tuple((lon, lat, 300.0 * n) for n in range(4)), reach),
        st.floats(46.0, 47.3),
        st.floats(39.5, 40.3),
        st.floats(500, 20_000),
    ),
    st.just(Anywhere()),
)
watches = st.builds(
    lambda source, start, length, view, state, notices: watch(
        source, Span(at(20, start), at(20, start + length)), view, state, notices
    ),
    st.sampled_from(["op-09", "op-10", "pt-05", "viirs"]),
    st.floats(0, 5),
    st.floats(0.3, 4),
    views,
    st.sampled_from(["on", "on", "impaired", "denied"]),
    st.sampled_from([("heard",), ("seen",), ("detected",), ("heard", "seen")]),
)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(watches, max_size=5), st.lists(st.floats(0, 6), max_size=2))
def test_no_quiet_without_a_watch_that_covers_it_and_no_order_matters(
    exercise: Mission, told: list[Watch], moments: list[float]
) -> None:
    span = Span(at(20), at(20, 5))
    events = pl.concat([NOTHING, *(event(at(20, hour), name=f"inc:{n}") for n, hour in enumerate(moments))])
    held = hold((f"w{n}", one) for n, one in enumerate(told))
    found = assess(held, exercise, span, events)
    by_entry = {f"w{n}": one for n, one in enumerate(told)}
    for row in found.cells.filter(state="observed_quiet").iter_rows(named=True):
        hour = Span(row["hour"], row["hour"] + timedelta(hours=1))
        looking = [by_entry[name] for name in row["watches"]]
        assert looking
        covered = sum((one.span.overlap(hour) for one in looking), timedelta())
        assert covered >= 0.9 * timedelta(hours=1)
        assert all(one.state == "on" and one.source != "viirs" for one in looking)
        assert any(set(one.notices) & {"heard", "seen"} for one in looking)
        assert row["events"] == []
    mixed = replace(held, watches=tuple(reversed(held.watches)))
    again = assess(mixed, exercise, span, events)
    assert again.cells.equals(found.cells)
    assert again.hourly.equals(found.hourly)
    assert again.watches.equals(found.watches)
