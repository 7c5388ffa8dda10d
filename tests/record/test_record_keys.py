"""Looking keys up by their beginnings."""

from trucewatch.domain import Decision
from trucewatch.record import Draft, Record


def keyed(*keys: str) -> list[Draft]:
    return [Draft(Decision(act="lock", on=("a",)), key=key) for key in keys]


def test_keys_that_go_on_from_a_prefix(record: Record) -> None:
    record.append(keyed("form:0f:1", "form:0f:ab", "form:0f", "form:0:ff", "form:0g:1"), author="test")
    [later] = record.append(keyed("form:0f:00"), author="test")
    found = record.keys_under(["form:0f:", "form:0:", "form:9:", "form:0f:"])
    assert {prefix: [key for key, _ in keys] for prefix, keys in found.items()} == {
        "form:0f:": ["form:0f:1", "form:0f:ab", "form:0f:00"],
        "form:0:": ["form:0:ff"],
    }
    assert found["form:0f:"][-1][1].id == later.id
    assert all(receipt.repeated for _, receipt in found["form:0f:"])


def test_thousands_of_prefixes(record: Record) -> None:
    record.append(keyed(*(f"form:{number:08x}:0" for number in range(0, 4000, 2))), author="test")
    found = record.keys_under([f"form:{number:08x}:" for number in range(4000)])
    assert len(found) == 2000
    assert record.keys_under([]) == {}


def test_which_ids_are_known(record: Record) -> None:
    receipts = record.append(keyed("form:1", "form:2"), author="test")
    assert record.known([receipts[1].id, "no such entry"]) == {receipts[1].id}
    assert record.known([]) == set()
