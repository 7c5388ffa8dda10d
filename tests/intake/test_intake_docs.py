"""The page on intake covers what intake knows."""

import re
from pathlib import Path

import msgspec
import pytest

from trucewatch.intake import FORMS, shipped
from trucewatch.intake.hxl import CROSSWALK
from trucewatch.intake.mapping import Filter, Mapping
from trucewatch.intake.times import PARTS

PAGE = (Path(__file__).parents[2] / "docs" / "intake.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_native_column_is_documented(form: object) -> None:
    name, columns = form.name, form.columns  # type: ignore[attr-defined]
    [section] = re.findall(rf"^### `{name}`\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE)
    documented = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE))
    assert {column: meaning.replace("\\|", "|") for column, meaning in documented.items()} == columns
    assert all(f"`{need}`" in section for need in form.needs)  # type: ignore[attr-defined]


def test_every_field_of_a_mapping_is_documented() -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    for field in msgspec.structs.fields(Mapping):
        assert re.search(rf"^\[*{field.name}\b", example, re.MULTILINE), field.name
    for field in msgspec.structs.fields(Filter):
        assert field.name in example
    assert all(f"`{name}`" in PAGE for name in shipped())


def test_every_hashtag_stands_for_a_column_of_some_form() -> None:
    known = {column for form in FORMS.values() for column in form.columns}
    assert all(set(natives) <= known for _, natives in CROSSWALK)


def test_parts_of_the_day_are_documented() -> None:
    for part in ("morning", "afternoon", "evening", "night", "dawn", "early hours"):
        low, high = PARTS[part]
        assert f"{low}-{high if high <= 24 else high - 24}" in PAGE
