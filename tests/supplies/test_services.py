"""Health services: the latest of what was seen with its age, nothing where nobody looked, parties beside it."""

import random
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import at, hold
from trucewatch import domain as d
from trucewatch import supplies
from trucewatch.mission import Facility, Mission, period_for
from trucewatch.supplies.services import services

DAY = date(2023, 6, 29)


@pytest.fixture(scope="module")
def mission(exercise: Mission) -> Mission:
    hospital = Facility(id="hospital", name="Hospital", place="askeran", services=("clinical",))
    return msgspec.structs.replace(exercise, facilities={"hospital": hospital})


def told(level: str, day: float, source: str = "relief-one", service: str = "", *reasons: str) -> d.ServiceReport:
    when = d.When(at(int(day), 24 * (day % 1)), at(int(day), 24 * (day % 1)))
    return d.ServiceReport(source=source, facility="hospital", when=when, level=level, service=service, reasons=reasons)


def assess(mission: Mission, *things: d.Account) -> supplies.Supplies:
    holdings = hold((f"e{i:02}", thing) for i, thing in enumerate(things))
    return supplies.assess(holdings, mission, period_for(mission, DAY), {})


def standing(mission: Mission, *things: d.Account, service: str = "") -> dict:
    picture = assess(mission, *things)
    row = picture.services.filter(service=service).row(0, named=True)
    assert picture.explain(row["id"]).entries == tuple(row["entries"])
    return row


def test_a_facility_nobody_saw_is_not_observed(mission):
    picture = assess(mission)
    assert dict(picture.services.schema) == supplies.SERVICES
    assert picture.services.select("service", "state", "level", "age_d").rows() == [
        ("", "not_observed", None, None),
        ("clinical", "not_observed", None, None),
    ]


def test_the_latest_report_stands_with_its_age_and_reasons(mission):
    row = standing(mission, told("full", 10), told("partial", 29, "pt-03", "", "staff", "supplies"))
    assert (row["state"], row["level"], row["reasons"], row["by"]) == (
        "observed", "partial", ["staff", "supplies"], ["pt-03"],
    )  # fmt: skip
    assert row["age_d"] == pytest.approx(15.5 / 24, abs=0.01)


def test_what_was_seen_before_the_period_is_said_to_be_and_grows_old(mission):
    row = standing(mission, told("full", 10))
    assert (row["state"], row["level"], row["stale"]) == ("earlier", "full", True)
    assert standing(mission, told("full", 20))["stale"] is False


def test_sources_that_differ_are_disputed_unless_the_one_is_long_past(mission):
    near = standing(mission, told("full", 28), told("none", 29, "relief-two"))
    assert (near["state"], near["level"], near["levels"]) == ("disputed", None, ["full", "none"])
    assert standing(mission, told("full", 20), told("none", 29, "relief-two"))["level"] == "none"
    assert standing(mission, told("full", 28), told("none", 29))["level"] == "none"


def test_what_parties_say_stands_beside_and_sets_nothing(mission):
    alone = standing(mission, told("full", 29, "spk-arm"))
    assert (alone["state"], alone["level"], alone["claimed"]) == (
        "not_observed", None, ["spk-arm: fully functioning"],
    )  # fmt: skip
    sides = standing(mission, told("full", 20, "spk-aze"), told("none", 21, "spk-arm"))
    assert sides["claimed"] == ["spk-arm: not functioning", "spk-aze: fully functioning"], "in the parties' order"
    both = standing(mission, told("partial", 28), told("full", 29, "spk-aze"))
    assert (both["state"], both["level"], both["seen_on"]) == ("earlier", "partial", at(28))


def test_a_service_says_nothing_of_the_whole(mission):
    assert standing(mission, told("none", 29, "relief-one", "clinical"))["state"] == "not_observed"
    assert standing(mission, told("none", 29, "relief-one", "child"), service="child")["level"] == "none"


def test_what_comes_later_is_not_in_it(mission):
    assert standing(mission, told("full", 30))["state"] == "not_observed"


reports = st.lists(
    st.builds(
        told,
        st.sampled_from(["full", "partial", "none"]),
        st.integers(1, 30).map(float),
        st.sampled_from(["relief-one", "relief-two", "pt-01", "spk-arm", "spk-aze"]),
        st.sampled_from(["", "clinical", "child"]),
    ),
    max_size=10,
)


@settings(max_examples=60)
@given(reports, st.randoms(use_true_random=False))
def test_order_makes_no_difference_and_parties_never_set_a_level(mission, things, rng: random.Random):
    def levels(order: list[tuple[int, d.Account]]) -> dict[str, tuple[str, str]]:
        frame, _ = services(hold((f"e{i:02}", thing) for i, thing in order), mission, period_for(mission, DAY))
        return {row["service"]: (row["state"], row["level"]) for row in frame.iter_rows(named=True)}

    named = list(enumerate(things))
    mixed = rng.sample(named, len(named))
    found = levels(named)
    assert found == levels(mixed)
    own = levels([(i, thing) for i, thing in named if not mission.side(thing.source)])
    assert found == dict.fromkeys(found, ("not_observed", None)) | own
