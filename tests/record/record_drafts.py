"""Drafts that the tests of the record append."""

from datetime import UTC, datetime, timedelta
from typing import Any

from trucewatch.domain import Count, Observation, Point, When, Where
from trucewatch.record import Draft

NOON = datetime(2023, 6, 15, 8, tzinfo=UTC)


def observation(number: int = 0, where: Where | None = None, **fields: Any) -> Observation:
    moment = NOON + timedelta(minutes=number)
    given: dict[str, Any] = {
        "source": "post-1",
        "kind": "explosion",
        "means": "heard",
        "when": When(moment, moment + timedelta(minutes=1)),
        "where": where or Point(46.5, 39.7, 500.0),
        "count": Count(1, 1),
        "ref": str(number),
    }
    return Observation(**(given | fields))


def drafts(count: int, start: int = 0) -> list[Draft]:
    return [Draft(observation(number), key=f"k{number}") for number in range(start, start + count)]
