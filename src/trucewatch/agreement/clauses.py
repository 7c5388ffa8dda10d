"""The clauses of the agreement as each published rendering has them, and whether their day has passed."""

import re
from datetime import date
from typing import Any

import polars as pl

from trucewatch.domain import Explanation
from trucewatch.mission import Clause, Mission, Period

from .tables import CLAUSES, RENDERINGS

_ENGLISH = "january february march april may june july august september october november december"
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_MONTHS = {name: i for months in (_ENGLISH, _RUSSIAN) for i, name in enumerate(months.split(), start=1)}
_MONTH = "|".join(_MONTHS)
_BINDING = (
    "no later than|not later than|by|before|until|till|after|from|effective|as of|on|"
    "не позднее|до|к|по|с|после|начиная с"
)
_DATE_WORDS = re.compile(
    rf"\b(?P<words>{_BINDING})\s+(?:(?:\d\d?:\d\d|midnight),?\s+)?(?:\w+\s+time,?\s+)?(?:on\s+)?"
    rf"(?:(?P<day>\d\d?)\s+(?P<month>{_MONTH})|(?P<month_first>{_MONTH})\s+(?P<day_second>\d\d?)),?"
    r"\s+(?P<year>\d{4})",
    re.IGNORECASE,
)

_RULE = (
    "the clause as the mission file's tables have it; on the day due, a rendering whose day is inclusive is still in "
    "time. Date words are those that stand before a date in a rendering's text"
)


def clauses(
    mission: Mission, period: Period, said: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Explanation]]:
    """The frames CLAUSES and RENDERINGS and their explanations; ``said`` is STATEMENTS."""
    rows: list[dict[str, Any]] = []
    renderings: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for clause in mission.clauses:
        texts = _renderings(clause, period.day)
        renderings += texts
        row: dict[str, Any] = {
            "id": f"say:clause:{clause.id}",
            "clause": clause.id,
            "title": clause.title,
            "bound": [*(p.id for p in mission.parties if p.id in clause.bound), *_others(mission, clause)],
            "obligation": clause.obligation,
            "topic": clause.topic,
            "about": clause.about,
            "starts": clause.starts,
            "due": clause.due,
            "due_state": _due_state(clause, period.day),
            "until": clause.until,
            "observable": clause.observable,
            "test": clause.test,
            "duty": clause.duty,
            "weapons": list(clause.weapons),
            "from_mm": clause.from_mm,
            "below_mm": clause.below_mm,
            "distance_km": clause.distance_km,
            "zones": list(clause.zones),
            "excepts": list(clause.excepts),
            "after": list(clause.after),
            "versions": [text["version"] for text in texts],
            "differences": _differences(texts),
            "statements": said.filter(pl.col("clause") == clause.id)["id"].to_list(),
        }
        rows.append(row)
        due = "" if clause.due is None else f" Due {clause.due}: {row['due_state'].replace('_', ' ')}."
        differ = f" The renderings part: {'; '.join(row['differences'])}." if row["differences"] else ""
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=f"{clause.title}: {clause.obligation}{due}{differ}",
            rule=_RULE,
            parts=(*(text["id"] for text in texts), *row["statements"]),
        )
        for text in texts:
            reasons[text["id"]] = Explanation(id=text["id"], says=f"{text['version']}: {text['text']}", rule=_RULE)
    return (
        pl.DataFrame(rows, schema=CLAUSES, orient="row"),
        pl.DataFrame(renderings, schema=RENDERINGS, orient="row"),
        reasons,
    )


def date_words(text: str) -> dict[date, str]:
    """The dates of ``text`` with the words that bind them ("by", "before", "до"), in lower case.

    Of a date bound twice the first words stand; what is no date in the calendar is left out.
    """
    found: dict[date, str] = {}
    for match in _DATE_WORDS.finditer(text):
        month = _MONTHS[(match["month"] or match["month_first"]).casefold()]
        try:
            day = date(int(match["year"]), month, int(match["day"] or match["day_second"]))
        except ValueError:
            continue
        found.setdefault(day, match["words"].casefold())
    return found


def _renderings(clause: Clause, today: date) -> list[dict[str, Any]]:
    return [
        {
            "id": f"say:clause:{clause.id}:{text.version}",
            "clause": clause.id,
            "version": text.version,
            "text": text.text,
            "source": text.source,
            "date_words": [f"{words} {day}" for day, words in sorted(date_words(text.text).items())],
            "due_inclusive": clause.due_inclusive.get(text.version),
            "due_state": _state(clause.due, today, clause.due_inclusive.get(text.version)),
        }
        for text in clause.texts
    ]


def _due_state(clause: Clause, today: date) -> str:
    states = {_state(clause.due, today, inclusive) for inclusive in (clause.due_inclusive.values() or (None,))}
    return states.pop() if len(states) == 1 else "depends_on_rendering"


def _state(due: date | None, today: date, inclusive: bool | None) -> str:
    """Whether the time to comply is over at the cut-off of ``today``; None: the rendering does not say."""
    if due is None:
        return "none"
    if today == due:
        return "depends_on_rendering" if inclusive is None else "ahead" if inclusive else "passed"
    return "passed" if today > due else "ahead"


def _differences(texts: list[dict[str, Any]]) -> list[str]:
    """For each date that the renderings bind by different words, which rendering has which."""
    by_date: dict[date, dict[str, str]] = {}
    for text in texts:
        for day, words in date_words(text["text"]).items():
            by_date.setdefault(day, {})[text["version"]] = words
    return [
        f"{day}: " + ", ".join(f"{version} '{words}'" for version, words in said.items())
        for day, said in sorted(by_date.items())
        if len(set(said.values())) > 1
    ]


def _others(mission: Mission, clause: Clause) -> list[str]:
    parties = {party.id for party in mission.parties}
    return [bound for bound in clause.bound if bound not in parties]
