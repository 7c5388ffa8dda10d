"""What phones ask and what they get, header by header."""

from hashlib import md5

from field_world import World, filled, new_id, sound, violation
from lxml import etree


def test_a_report_of_a_phone_becomes_observations(world: World) -> None:
    answer = world.send(filled("ceasefire-violation", violation(sound(), sound(count="1", bearing="")), new_id()))
    assert answer.status_code == 201
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    world.office.catch_up()
    held = world.record.holdings()
    assert not held.quarantined
    rows = held.observations.sort("count_low")
    print(rows)
    assert rows["source"].to_list() == ["op-01", "op-01"]
