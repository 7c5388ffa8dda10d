"""Damaged tables: never a traceback, never a half import, no row lost."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_world import SHARED, accounted, mission

from trucewatch.intake import FileResult, IntakeError, take_in
from trucewatch.record import Record

COLUMNS = ("ref", "source", "date", "time", "means", "kind", "count", "bearing", "range", "text")
DATES = ("2023-05-14", "14.05.2023", "14 May 2023", "05/04/2023", "45060", "14 мая 2023", "", "31.02.2023")
TIMES = ("14:05", "around 14h", "evening", "2 pm", "25:61", "", "14:00-14:20", "0905")
KINDS = ("burst", "explosion", "взрыв", "exploson", "", "shots")
COUNTS = ("3", "about 40", "-3", "10-15", "dozens", "", "1,500", "4,5")

rows = st.lists(
    st.tuples(
        st.integers(1, 30).map(str),
        st.sampled_from(("op-1", "op-2", "op-9", "wire", "Source op-1")),
        st.sampled_from(DATES),
        st.sampled_from(TIMES),
        st.sampled_from(("heard", "saw", "herd", "")),
        st.sampled_from(KINDS),
        st.sampled_from(COUNTS),
        st.sampled_from(("ENE", "67", "67 mag", "", "400")),
        st.sampled_from(("2-4km", "about 3 km", "undetermined", "", "far")),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12),
    ),
    min_size=1,
    max_size=25,
)
Damage = Callable[[bytes], bytes]


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    """A way to spoil bytes: flip some, cut the end off, put junk in, or nothing."""
    kind = draw(st.sampled_from(("none", "flip", "cut", "insert", "quote")))
    share = draw(st.floats(0, 1))
    flips = draw(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8))
    junk = draw(st.binary(max_size=6))

    def spoil(data: bytes) -> bytes:
        at = int(share * len(data))
        if kind == "cut":
            return data[:at]
        if kind == "insert":
            return data[:at] + junk + data[at:]
        if kind == "quote":
            return data[:at] + b'"' + data[at:]
        if kind == "flip" and data:
            spoilt = bytearray(data)
            for place, byte in flips:
                spoilt[int(place * (len(spoilt) - 1))] = byte
            return bytes(spoilt)
        return data

    return spoil


def as_csv(table: list[tuple[str, ...]], encoding: str, sign: str) -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & {sign, '"', "\n", "\r"} else text

    lines = (sign.join(map(cell, row)) for row in table)
    return "\n".join(lines).encode(encoding, "replace") + b"\n"


@cache
def empty_record() -> Path:
    """A record without entries, to be copied: making one takes longer than most examples."""
    home = Path(tempfile.mkdtemp(prefix="tw-intake-"))
    atexit.register(shutil.rmtree, home)
    Record.create(home / "record", origin="test/damage").close()
    return home / "record"


def taken(data: bytes, name: str) -> list[FileResult] | None:
    """What became of the file, all that must hold being asserted; None if it was refused."""
    with tempfile.TemporaryDirectory() as home:
        world = mission(Path(home))
        path = Path(home) / name
        path.write_bytes(data)
        shutil.copytree(empty_record(), Path(home) / "record")
        with Record.open(Path(home) / "record") as record:
            try:
                first = take_in(record, world, path)
            except IntakeError as error:
                refused = error
            else:
                refused = None
            if refused is not None:
                assert refused.name.startswith(name)
                assert refused.reason
                assert refused.mend
                assert record.size == 0
                return None
            size = record.size
            holdings = record.holdings()
            entries = holdings.observations.height + len(holdings.watches) + len(holdings.quarantined)
            assert all(accounted(result) for result in first)
            assert entries >= sum(result.kept + result.quarantined for result in first)
            assert len(holdings.received) == len(first)
            assert record.evidence_path(holdings.received[0].thing.sha256).read_bytes() == data
            again = take_in(record, world, path)
            assert record.size == size
            assert [result.rows for result in again] == [result.repeated for result in again]
            return list(first)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows,
    st.permutations(COLUMNS),
    st.sampled_from(("utf-8", "utf-8-sig", "cp1251", "utf-16", "latin-1", "koi8-r")),
    st.sampled_from(",;\t|"),
    damages(),
)
def test_damaged_text(
    table: list[tuple[str, ...]], heading: list[str], encoding: str, sign: str, damage: Damage
) -> None:
    taken(damage(as_csv([tuple(heading), *table], encoding, sign)), "log.csv")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, damages(), st.booleans())
def test_damaged_workbooks_and_parquet(table: list[tuple[str, ...]], damage: Damage, parquet: bool) -> None:
    buffer = BytesIO()
    if parquet:
        pl.DataFrame(table, schema=list(COLUMNS), orient="row").write_parquet(buffer)
    else:
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            page = book.add_worksheet()
            for number, row in enumerate((COLUMNS, *table)):
                for column, cell in enumerate(row):
                    page.write_string(number, column, cell)
    taken(damage(buffer.getvalue()), "log.parquet" if parquet else "log.xlsx")


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes(data: bytes) -> None:
    taken(data, "log.csv")


@settings(max_examples=30, deadline=None)
@given(rows)
def test_nothing_is_lost_of_a_whole_table(table: list[tuple[str, ...]]) -> None:
    result = taken(as_csv([COLUMNS, *table], "utf-8", ","), "log.csv")
    assert result is not None
    assert result[0].rows == len(table)


@pytest.mark.skipif(not (SHARED / "hxl-samples").is_dir(), reason="the shared data are not beside the repository")
def test_every_hxl_sample() -> None:
    files = sorted(path for path in (SHARED / "hxl-samples").iterdir() if path.suffix != ".md")
    assert len(files) == 14
    for path in files:
        taken(path.read_bytes(), path.name)
