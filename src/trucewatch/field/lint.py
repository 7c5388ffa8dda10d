"""What would go wrong with a form on a phone or in a browser, found before anybody carries it into the field."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from .xlsform import LANGUAGES

_MARKDOWN = re.compile(r"\s*(?:[>#-]|\d+\.\s)")
_DISTANCE = re.compile(r"\bdistance\s*\(")
_GUARD = re.compile(r"\bif\s*\(")
_COMPARED = "compare number(format-date-time(., '%Y%m%d%H%M')) with that of the other moment"
_SPOKEN = ("select_", "text", "integer", "decimal", "date", "time", "geo", "image", "audio", "file", "note", "range")


class Flaw(msgspec.Struct, frozen=True):
    """A fault of a form: the ``sheet`` and the ``name`` of the question or choice, what is wrong and how to mend it."""

    sheet: str
    name: str
    what: str
    mend: str


def lint(sheets: dict[str, Any]) -> tuple[Flaw, ...]:
    """The flaws of a form given as ``sheets_of`` reads it, in the order of its rows."""
    survey = [row for row in sheets.get("survey", ()) if row.get("type")]
    found = [flaw for row in survey for flaw in _of_question(row)]
    found += [flaw for row in sheets.get("choices", ()) for flaw in _of_labels("choices", row)]
    settings = (sheets.get("settings") or [{}])[0]
    found += [
        Flaw("settings", name, f"there is no {name}", "phones know a form by its id and version: fill it in")
        for name in ("form_id", "version")
        if not settings.get(name)
    ]
    return tuple(found)


def _of_question(row: dict[str, str]) -> Iterator[Flaw]:
    kind, name = row["type"], row.get("name", "")
    yield from _of_labels("survey", row)
    if kind.startswith(_SPOKEN) and not kind.startswith("date_") and not row.get("calculation"):
        for column in LANGUAGES:
            if not row.get(column):
                yield Flaw("survey", name, f"there is no {column}", "every question is asked in every language")
    if row.get("constraint"):
        messages = [column.replace("label", "constraint_message") for column in LANGUAGES]
        for column in messages:
            if not row.get(column):
                yield Flaw("survey", name, f"there is no {column}", "say what is wrong, or nobody can put it right")
    for column in ("calculation", "constraint", "relevant"):
        said = row.get(column, "")
        if (match := _DISTANCE.search(said)) and not _GUARD.search(said[: match.start()]):
            yield Flaw(
                "survey",
                name,
                "distance() of a line without points stops some engines",
                "guard it: if(${line} != '', …, 0)",
            )
    said = row.get("constraint", "")
    if "decimal-date-time" in said:
        yield Flaw("survey", name, "decimal-date-time() stops the engine of browsers", _COMPARED)
    elif kind == "dateTime" and re.search(r"[<>]", said) and "format-date-time" not in said:
        yield Flaw("survey", name, "moments are compared by the day only", _COMPARED)
    if kind == "image" and "max-pixels" in row.get("parameters", ""):
        yield Flaw("survey", name, "max-pixels makes the phone write the photo anew", "leave evidence as it was taken")


def _of_labels(sheet: str, row: dict[str, str]) -> Iterator[Flaw]:
    for column, text in row.items():
        if column.startswith(("label", "hint")) and isinstance(text, str) and _MARKDOWN.match(text):
            yield Flaw(
                sheet,
                row.get("name", ""),
                f"{text!r} is read as Markdown in browsers and loses its first sign",
                "begin it with a word: `over 10 km`, not `> 10 km`",
            )
