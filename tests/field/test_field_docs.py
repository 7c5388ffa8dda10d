"""The field guide covers what there is."""

import re
from pathlib import Path

import msgspec

from trucewatch.field import shipped_forms
from trucewatch.intake.submissions import FormMapping, Rows, parse_form_mapping
from trucewatch.intake.submissions.instance import PARTS

GUIDE = (Path(__file__).parents[2] / "docs" / "field-guide.md").read_text(encoding="utf-8")


def test_every_shipped_form_is_in_the_guide() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", GUIDE, re.MULTILINE)
    assert sorted(listed) == sorted(name.removesuffix(".md") for name in shipped_forms())


def test_the_example_of_a_mapping_is_one_and_shows_every_field() -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    mapping = parse_form_mapping(example.encode(), "road-note.toml").mapping
    for field in (*msgspec.structs.fields(Rows), *msgspec.structs.fields(FormMapping)):
        assert field.name == "about" or re.search(rf"\b{field.name}\b", example), field.name
    assert mapping.rows[0].values == {"status": {"passable": "open"}}
    assert all(f"@{part}" in example for part in PARTS)
