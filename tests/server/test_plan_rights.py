"""Where the mission will look tomorrow is told to its own people, and to nobody else by any way."""

import pytest
from litestar.testing import TestClient

from entering import Enter
from trucewatch.server.accounts import Account
from trucewatch.server.rights import INSIDE_ONLY, OUTSIDE, RIGHTS
from trucewatch.server.shown import sees, shown

INSIDE = sorted(set(RIGHTS) - OUTSIDE)
WAYS = ("/api/tables/plan", "/api/tables/plan.csv", "/api/tables/plan.geojson", "/api/map/plan")


def test_those_outside_are_partners_parties_and_the_public() -> None:
    assert {"partner", "party_liaison", "public"} == OUTSIDE
    assert "plan" in INSIDE_ONLY


@pytest.mark.parametrize("role", sorted(OUTSIDE))
def test_nobody_outside_gets_the_plan(enter: Enter, role: str) -> None:
    stays = enter("analyst").get("/api/tables/plan").json()["rows"]
    assert stays
    client = enter(role)
    for way in WAYS:
        refused = client.get(way)
        assert refused.status_code == 404
        assert "There is no" in refused.json()["detail"], way
    assert client.get(f"/api/explain/{stays[0]['id']}").status_code == 404
    pictures = client.app.state.live.latest()
    assert not sees(pictures, Account(name="x", role=role), stays[0]["id"])


def test_everybody_inside_gets_the_plan_with_its_reasons_on_the_map_and_in_no_report(enter: Enter) -> None:
    for role in INSIDE:
        client = enter(role)
        stays = client.get("/api/tables/plan?sort=rank").json()["rows"]
        drawn = client.get("/api/map/plan").json()["features"]
        assert [one["id"] for one in drawn] == [one["id"] for one in stays]
        assert [one["properties"]["rank"] for one in drawn] == list(range(1, len(stays) + 1))
        told = client.get(f"/api/explain/{stays[0]['id']}").json()["says"]
        assert "Stay 1: " in told
        assert drawn[0]["properties"]["name"] in told
    report = enter("reporting_officer").get("/api/reports/2023-08-04").text
    assert "plan:" not in report


def test_whoever_sees_some_sectors_only_gets_the_stays_there_and_whoever_sees_late_gets_none(
    served: TestClient, enter: Enter
) -> None:
    enter("analyst")
    live = served.app.state.live
    whole = shown(live, Account(name="x", role="observer"), "plan", None, None, None).frame
    sector = whole["sector"][0]
    part = shown(live, Account(name="x", role="observer", sectors=(sector,)), "plan", None, None, None).frame
    assert set(part["sector"]) == {sector}
    assert 0 < part.height < whole.height
    outside = next(row for row, where in zip(whole["id"], whole["sector"], strict=True) if where != sector)
    assert not sees(live.latest(), Account(name="x", role="observer", sectors=(sector,)), outside)
