"""The map's layers, and the features as GDAL reads them from a running server."""

import httpx
import pyogrio
import pytest

from entering import Enter, Served
from trucewatch.intake.cot import read_events
from trucewatch.reporting import LAYERS


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_drawn(enter: Enter, layer: str) -> None:
    drawn = enter("duty_officer").get(f"/api/map/{layer}").json()
    assert drawn["features"]
    assert all(feature["geometry"] for feature in drawn["features"])


def test_the_outside_does_not_see_where_the_missions_people_are(enter: Enter) -> None:
    assert enter("public").get("/api/map/post").status_code == 404


def test_cursor_on_target_tells_the_outside_of_incidents_alone(enter: Enter) -> None:
    inside, outside = (read_events(enter(role).get("/api/cot").content, "a") for role in ("duty_officer", "public"))
    assert any(one.moves for one in inside)
    assert not any(one.moves for one in outside)


def test_features_are_found_by_box_interval_and_column(enter: Enter) -> None:
    client = enter("analyst")
    everything = client.get("/ogc/collections/incidents/items").json()
    one = everything["features"][0]
    lon, lat = one["geometry"]["coordinates"]
    box = f"{lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}"
    asked = {"bbox": box, "datetime": one["properties"]["start"], "kind": one["properties"]["kind"]}
    found = client.get("/ogc/collections/incidents/items", params=asked).json()
    assert one["id"] in [feature["id"] for feature in found["features"]]
    assert found["numberMatched"] < everything["numberMatched"]
    assert client.get(f"/ogc/collections/incidents/items/{one['id']}").json()["id"] == one["id"]


def test_gdal_reads_the_features_with_a_filter(running: Served) -> None:
    address, token = running
    header = {"Authorization": f"Bearer {token}"}
    wanted = httpx.get(f"{address}/api/tables/incidents?where=kind:eq:explosion&limit=0", headers=header, timeout=60)
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": token})
    try:
        info = pyogrio.read_info(f"OAPIF:{address}/ogc", layer="incidents")
        assert {"id", "kind", "start"} <= set(info["fields"])
        _, _, geometry, _ = pyogrio.raw.read(f"OAPIF:{address}/ogc", layer="incidents", where="kind = 'explosion'")
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": None, "GDAL_HTTP_BEARER": None})
    assert len(geometry) == wanted.json()["total"] > 0
