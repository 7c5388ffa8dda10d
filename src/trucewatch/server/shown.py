"""A table as one account may see it: rows of the pictures asked for, filtered the same way for every use."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, NamedTuple

import polars as pl
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import QueryParameter

from trucewatch import mission, reporting

from .accounts import Account
from .filters import FilterError, condition, order
from .live import Live
from .rights import OUTSIDE, may, tables_of, visible

Where = Annotated[list[str] | None, QueryParameter(description="column:op:value; all must hold")]
Sort = Annotated[str, QueryParameter(description="columns between commas; - before one for descending", max_length=500)]
Day = Annotated[
    date | None, QueryParameter(description="local day whose cut-off ends the period; the latest by default")
]
KnownAt = Annotated[int | None, QueryParameter(description="as known at this size of the record", ge=0, le=2**62)]

NAMES = tuple(reporting.TABLES)


class Shown(NamedTuple):
    """Rows of a table, with the pictures they are from."""

    frame: pl.DataFrame
    known_at: int
    day: date


def pictures_of(live: Live, account: Account, day: date | None, known_at: int | None) -> reporting.Pictures:
    """The pictures asked for; for whoever is outside the mission those last published, whatever is asked for.

    Answers 400 where there are none such, 404 where nothing was published yet.
    """
    if account.role in OUTSIDE:
        publications = live.publications()
        if not publications:
            raise NotFoundException("Nothing was published yet.")
        _, last = publications[-1]
        day, known_at = mission.period_at(live.mission, last.period.start).day, last.known_at
    try:
        return live.pictures(day, known_at)
    except ValueError as unknown:
        raise ValidationException(str(unknown)) from None


def shown(
    live: Live,
    account: Account,
    table: str,
    where: list[str] | None,
    day: date | None,
    known_at: int | None,
    columns: Sequence[str] = (),
) -> Shown:
    """The rows of ``table`` that ``account`` may see and ``where`` asks for: ``columns`` of them, or all.

    Answers 404 for no such table.
    """
    if table not in tables_of(account, NAMES):
        raise NotFoundException(f"There is no table {table!r} for the role {account.role}.")
    now = datetime.now(UTC)
    if table == "observations" and day is None and known_at is None:
        # They are held long before the pictures are drawn from them.
        holdings = live.holdings()
        frame, about = holdings.observations, reporting.latest_day(holdings, live.mission, now)
    else:
        pictures = pictures_of(live, account, day, known_at)
        holdings, frame, about = pictures.holdings, reporting.TABLES[table](pictures), pictures.period.day
    frame = visible(frame, table, account, now)
    try:
        filtered = frame.lazy().filter(condition(where or (), frame.schema))
    except FilterError as wrong:
        raise ValidationException(str(wrong)) from None
    found = (filtered.select(columns) if columns else filtered).collect()
    return Shown(found, holdings.known_at, about)


def sees(pictures: reporting.Pictures, account: Account, row: str) -> bool:
    """Whether ``account`` may see the row (or entry) with this id: it is in a table, among the rows that it may see."""
    if may(account, "entries"):
        return True
    now = datetime.now(UTC)
    for table in tables_of(account, NAMES):
        frame = reporting.TABLES[table](pictures)
        if "id" in frame.columns and not visible(frame.filter(pl.col("id") == row), table, account, now).is_empty():
            return True
    return False


def ordered(frame: pl.DataFrame, sort: str) -> pl.DataFrame:
    """The frame by ``sort``; rows that are equal keep their order. Answers 400 for a column it does not have."""
    try:
        columns = order(sort, frame.schema)
    except FilterError as wrong:
        raise ValidationException(str(wrong)) from None
    if not columns:
        return frame
    names, falls = zip(*columns, strict=True)
    return frame.sort(names, descending=falls, nulls_last=True, maintain_order=True)


def tag(account: Account, *parts: object) -> str:
    """An entity tag of what ``account`` was shown: the same parts, the same bytes."""
    return f'"{sha256(repr((account.role, account.sectors, account.delay_h, parts)).encode()).hexdigest()[:24]}"'
