"""The closed lists of codes the accounts use, read from the tables beside this module."""

import csv
from functools import cache
from importlib.resources import files

import msgspec


class Term(msgspec.Struct, frozen=True):
    """One code of a vocabulary: labels, where the term comes from, and its crosswalk to other schemes.

    ``also`` are words that sources use for it; ``columns`` the vocabulary's further columns by name
    (``acled``, ``ucdp``, ``plover``, ``parent`` and the like).
    """

    code: str
    label: str
    plural: str
    label_ru: str
    also: tuple[str, ...]
    source: str
    columns: dict[str, str]


VOCABULARIES = (
    "access",
    "accessibility",
    "acts",
    "assessments",
    "barriers",
    "damage",
    "energy",
    "functioning",
    "items",
    "kinds",
    "means",
    "measures",
    "realis",
    "outcomes",
    "restrictions",
    "services",
    "source_types",
    "stages",
    "stances",
    "steps",
    "vehicles",
    "weapons",
)


@cache
def vocabulary(name: str) -> dict[str, Term]:
    """The terms of vocabulary ``name`` by code, in the order of its table. Raises KeyError if there is none."""
    if name not in VOCABULARIES:
        raise KeyError(f"no vocabulary {name!r}; there are {', '.join(VOCABULARIES)}")
    table = files(__package__) / "vocabularies" / f"{name}.csv"
    fixed = ("code", "label", "plural", "label_ru", "also", "source")
    terms: dict[str, Term] = {}
    for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines()):
        terms[row["code"]] = Term(
            code=row["code"],
            label=row["label"],
            plural=row["plural"] or row["label"],
            label_ru=row["label_ru"],
            also=tuple(word.strip() for word in row["also"].split("|") if word.strip()),
            source=row["source"],
            columns={key: value for key, value in row.items() if key not in fixed},
        )
    return terms


@cache
def _words(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for code, term in vocabulary(name).items():
        for word in (code, code.replace("_", " "), term.label, term.plural, term.label_ru, *term.also):
            if word:
                words.setdefault(word.casefold(), code)
    return words


def code_for(name: str, said: str) -> str | None:
    """The code that a source's word ``said`` stands for in vocabulary ``name``, or None."""
    return _words(name).get(" ".join(said.split()).casefold())
