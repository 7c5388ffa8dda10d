"""Files into the record: nothing twice, nothing half, nothing lost."""

import gzip
from datetime import date as date_of
from datetime import time
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from intake_world import accounted, mission, source, take_text

from trucewatch.domain import Quarantined, Received
from trucewatch.intake import IntakeError, UnreadFilesError, drop, feeds, mend, take_in, take_in_feeds, taking
from trucewatch.mission import Feed, Mission
from trucewatch.record import Draft, Receipt, Record

HEAD = "ref,source,date,time,means,kind,count\n"
ROWS = [f"{n},op-1,2023-05-14,{8 + n % 12:02d}:{n % 60:02d},heard,burst,{n + 1}\n" for n in range(40)]
PLAIN = "source,date,time,means,kind,count\nop-1,2023-05-14,08:00,heard,burst,3\nop-1,2023-05-14,08:00,heard,burst,3\n"


def fates(result: object) -> tuple[int, int, int, int]:
    return tuple(getattr(result, name) for name in ("kept", "repeated", "corrected", "quarantined"))  # type: ignore[return-value]


def test_the_same_file_twice_adds_nothing(record: Record, world: Mission) -> None:
    assert fates(take_text(record, world, HEAD + "".join(ROWS))) == (40, 0, 0, 0)
    size = record.size
    assert fates(take_text(record, world, HEAD + "".join(ROWS))) == (0, 40, 0, 0)
    assert record.size == size
    [received] = record.holdings().received
    assert (received.thing.rows, received.thing.kept) == (40, 40)


def test_rows_without_a_number(record: Record, world: Mission) -> None:
    assert fates(take_text(record, world, PLAIN)) == (2, 0, 0, 0)
    assert fates(take_text(record, world, PLAIN)) == (0, 2, 0, 0)
    longer = PLAIN + "op-1,2023-05-14,08:00,heard,burst,3\nop-1,2023-05-14,08:01,heard,burst,3\n"
    assert fates(take_text(record, world, longer, "longer.csv")) == (2, 2, 0, 0)


def test_a_longer_log_adds_only_what_is_new(record: Record, world: Mission) -> None:
    take_text(record, world, HEAD + "".join(ROWS[:30]))
    assert fates(take_text(record, world, HEAD + "".join(ROWS), "longer.csv")) == (10, 30, 0, 0)


def test_the_same_number_with_other_content_corrects(record: Record, world: Mission) -> None:
    take_text(record, world, HEAD + "".join(ROWS[:3]))
    changed = HEAD + ROWS[0] + ROWS[1].replace("burst,2", "burst,20") + ROWS[2]
    assert fates(take_text(record, world, changed, "changed.csv")) == (0, 2, 1, 0)
    assert record.holdings().observations.sort("ref")["count_low"].to_list() == [1, 20, 3]
    assert fates(take_text(record, world, HEAD + "".join(ROWS[:3]), "old.csv")) == (0, 3, 0, 0)
    assert record.holdings().observations.sort("ref")["count_low"].to_list() == [1, 20, 3]
    other = HEAD + ROWS[1].replace("op-1", "op-2")
    assert fates(take_text(record, world, other, "other.csv")) == (1, 0, 0, 0)


def test_one_number_for_two_rows_of_a_file(record: Record, world: Mission) -> None:
    text = HEAD + ROWS[1] + ROWS[1].replace("burst,2", "burst,20") + ROWS[1]
    assert fates(take_text(record, world, text)) == (1, 1, 0, 1)
    assert fates(take_text(record, world, text)) == (0, 3, 0, 0)


class CutError(Exception):
    """The power goes."""


def test_an_interrupted_import_is_completed(record: Record, world: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "_BATCH", 7)

    def cut(done: int, _: int) -> None:
        if done > 20:
            raise CutError

    path = world.home / "log.csv"
    path.write_text(HEAD + "".join(ROWS))
    with pytest.raises(CutError):
        take_in(record, world, path, progress=cut)
    there = record.holdings()
    assert 0 < there.observations.height < 40
    assert not there.received
    [result] = take_in(record, world, path)
    assert accounted(result)
    assert result.kept + result.repeated == 40
    assert record.holdings().observations.height == 40
    assert record.verify().ok


def test_a_file_that_grows_while_it_is_read(record: Record, world: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "_BATCH", 5)
    path = world.home / "log.csv"
    path.write_text(HEAD + "".join(ROWS[:20]))

    def grow(_done: int, _total: int) -> None:
        path.write_text(HEAD + "".join(ROWS))

    [result] = take_in(record, world, path, progress=grow)
    assert (result.rows, result.kept) == (20, 20)
    assert fates(take_in(record, world, path)[0]) == (20, 20, 0, 0)


def test_progress_runs_to_the_end(record: Record, world: Mission) -> None:
    seen: list[tuple[int, int]] = []
    (world.home / "log.csv").write_text(HEAD + "".join(ROWS))
    take_in(record, world, [world.home / "log.csv"], progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] >= 40


BAD = HEAD + "1,op-1,2023-05-14,25:61,heard,burst,3\n" + ROWS[2]


def test_mend(record: Record, world: Mission) -> None:
    take_text(record, world, BAD)
    [held] = record.holdings().quarantined
    with pytest.raises(IntakeError, match="not a time"):
        mend(record, world, held.id, {"count": "4"})
    with pytest.raises(IntakeError, match="no column 'tiem'"):
        mend(record, world, held.id, {"tiem": "14:05"})
    size = record.size
    receipt = mend(record, world, held.id, {"Time": "14:05", "bearing": "N"}, author="duty officer")
    assert record.size == size + 2
    holdings = record.holdings()
    assert not holdings.quarantined
    row = holdings.observations.filter(pl.col("id") == receipt.id).row(0, named=True)
    assert (row["count_low"], row["bearing_deg"], row["ref"]) == (3, 0.0, "1")
    with pytest.raises(IntakeError, match="no row in quarantine"):
        mend(record, world, held.id, {"time": "14:06"})
    assert fates(take_text(record, world, BAD)) == (0, 2, 0, 0)
    assert record.holdings().observations.height == 2


def test_a_mended_row_that_equals_another_is_kept(record: Record, world: Mission) -> None:
    text = PLAIN + "op-1,2023-05-14,08:00,heard,brst,3\n"
    take_text(record, world, text)
    [held] = record.holdings().quarantined
    assert not mend(record, world, held.id, {"kind": "burst"}).repeated
    assert record.holdings().observations.height == 3


def test_mending_a_fix_joins_it_to_its_track(record: Record, world: Mission) -> None:
    text = "source,patrol,time,lon,lat\npat-1,a,2023-05-14T08:00Z,46.5,39.6\npat-1,a,2023-05-14T08:05Z,46.5,399\n"
    assert fates(take_text(record, world, text)) == (1, 0, 0, 1)
    [held] = record.holdings().quarantined
    mend(record, world, held.id, {"lat": "39.61"})
    [watch] = record.holdings().watches
    assert len(watch.thing.view.fixes) == 2  # type: ignore[union-attr]


def test_drop(record: Record, world: Mission) -> None:
    take_text(record, world, BAD)
    [held] = record.holdings().quarantined
    with pytest.raises(IntakeError, match="without a reason"):
        drop(record, held.id, " ")
    drop(record, held.id, "a test message", author="duty officer")
    assert not record.holdings().quarantined
    with pytest.raises(IntakeError, match="no row in quarantine"):
        drop(record, held.id, "again")
    assert fates(take_text(record, world, BAD)) == (0, 2, 0, 0)
    assert not record.holdings().quarantined


def test_a_register_put_right_releases_the_rows(record: Record, world: Mission) -> None:
    text = HEAD + ROWS[0].replace("op-1", "op-9") + ROWS[1]
    assert fates(take_text(record, world, text)) == (1, 0, 0, 1)
    wider = mission(world.home, sources=(source("op-9", "post", lon=46.0, lat=39.5, range_m=5000.0),))
    assert fates(take_text(record, wider, text)) == (1, 1, 0, 0)
    assert not record.holdings().quarantined
    assert record.holdings().observations.height == 2
    assert fates(take_text(record, wider, text)) == (0, 2, 0, 0)


def test_a_dropped_row_stays_dropped_when_the_register_grows(record: Record, world: Mission) -> None:
    text = HEAD + ROWS[0].replace("op-1", "op-9")
    take_text(record, world, text)
    drop(record, record.holdings().quarantined[0].id, "not ours")
    wider = mission(world.home, sources=(source("op-9", "post"),))
    assert fates(take_text(record, wider, text)) == (0, 1, 0, 0)
    assert record.holdings().observations.is_empty()


def test_another_mapping_of_the_same_file_corrects(record: Record, world: Mission) -> None:
    text = "When,What,N\n2023-05-14 08:00,burst,3\n2023-05-14 09:00,brst,4\n"
    mapping = 'form = "observations"\n[columns]\nstart = "When"\nkind = "What"\ncount = "N"\n[constants]\n'
    (world.home / "one.toml").write_text(mapping + 'source = "op-1"\nmeans = "heard"\n')
    (world.home / "two.toml").write_text(mapping + 'source = "op-1"\nmeans = "seen"\n[values.kind]\n"brst" = "burst"\n')
    assert fates(take_text(record, world, text, mapping="one.toml")) == (1, 0, 0, 1)
    assert fates(take_text(record, world, text, mapping="two.toml")) == (1, 0, 1, 0)
    holdings = record.holdings()
    assert not holdings.quarantined
    assert holdings.observations["means"].to_list() == ["seen", "seen"]
    assert fates(take_text(record, world, text, mapping="two.toml")) == (0, 2, 0, 0)


def test_mending_under_a_mapping_that_is_gone(record: Record, world: Mission) -> None:
    path = world.home / "one.toml"
    path.write_text(
        'form = "observations"\n[columns]\nstart = "When"\nkind = "What"\nlon = "East"\n'
        '[constants]\nsource = "op-1"\nmeans = "heard"\n'
    )
    take_text(record, world, "When,What,East\n2023-05-14 08:00,brst,\n", mapping=path)
    path.unlink()
    [held] = record.holdings().quarantined
    mend(record, world, held.id, {"What": "burst"})
    assert record.holdings().observations["kind"].to_list() == ["burst"]


def test_a_folder_with_a_file_that_is_no_table(record: Record, world: Mission) -> None:
    folder = world.home / "inbox"
    folder.mkdir()
    (folder / "a.csv").write_text(HEAD + ROWS[0])
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "c.csv").write_text("")
    (folder / "README.md").write_text("no table")
    with pytest.raises(UnreadFilesError) as caught:
        take_in(record, world, folder)
    assert [error.name for error in caught.value.errors] == ["b.xlsx", "c.csv"]
    assert all(error.mend for error in caught.value.errors)
    assert len(caught.value.results) == 1
    assert record.holdings().observations.height == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\xef\xbb\xbf \n\n"),
        ("junk.csv", bytes(range(256)) * 40),
        ("broken.xlsx", b"PK\x03\x04" + b"\x00" * 200),
        ("broken.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600),
        ("broken.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1"),
        ("broken.gpx", b"<gpx><trk><trkseg><trkpt lat='x'"),
        ("page.html", b"<!doctype html><html></html>"),
        ("cut.csv.gz", gzip.compress(b"ref,source,kind\n" * 9000)[:-40]),
        ("other.csv", b"colour,weight\nred,3\n"),
        ("object.json", b'{"a": 1}'),
        ("letter.pdf", b"%PDF-1.7 something"),
    ],
)
def test_what_is_no_table_is_refused_and_leaves_no_trace(
    record: Record, world: Mission, name: str, data: bytes
) -> None:
    with pytest.raises(IntakeError) as caught:
        take_text(record, world, data, name)
    assert caught.value.name == name
    assert caught.value.reason
    assert caught.value.mend
    assert record.size == 0


def test_a_missing_file_and_form_and_mapping(record: Record, world: Mission) -> None:
    with pytest.raises(IntakeError, match="cannot be opened"):
        take_in(record, world, world.home / "nowhere.csv")
    with pytest.raises(IntakeError, match="no form 'poems'"):
        take_text(record, world, HEAD + ROWS[0], form="poems")
    with pytest.raises(IntakeError, match="lacks state"):
        take_text(record, world, HEAD + ROWS[0], form="watches")
    with pytest.raises(IntakeError, match="cogat-consignments"):
        take_text(record, world, HEAD + ROWS[0], mapping="nothing")


def test_spreadsheets(record: Record, world: Mission) -> None:
    path = world.home / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        date, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
        page = book.add_worksheet("Log")
        page.merge_range("A1:G1", "Duty log of the team")
        page.write_row(2, 0, ["Ref", "Source", "Date", "Time", "Means", "Kind", "Count"])
        for row in range(3):
            page.write_number(3 + row, 0, row + 1)
            page.write_string(3 + row, 1, "op-1")
            page.write_datetime(3 + row, 2, date_of(2023, 5, 14), date)
            page.write_datetime(3 + row, 3, time(8, row), clock)
            page.write_row(3 + row, 4, ["heard", "burst", row + 1])
        page.merge_range("G7:G8", 9)
        page.write_row(6, 0, [8, "op-1", "2023-05-14", "09:00", "heard", "burst"])
        page.write_row(7, 0, [9, "op-1", "2023-05-14", "09:01", "heard", "burst"])
        watch = book.add_worksheet("Watches")
        watch.write_row(0, 0, ["source", "start", "end", "state"])
        watch.write_row(1, 0, ["op-1", "2023-05-14T08:00", "2023-05-14T20:00", "on"])
        book.add_worksheet("Notes").write(0, 0, "nothing here")
    log, watches = take_in(record, world, path)
    assert (log.name, log.form, log.kept, log.quarantined) == ("book.xlsx#Log", "observations", 4, 1)
    assert (watches.name, watches.kept) == ("book.xlsx#Watches", 1)
    assert any("Notes" in notice for notice in log.notices)
    [held] = record.holdings().quarantined
    assert "merged" in held.thing.problems[0].reason
    assert sum(result.repeated for result in take_in(record, world, path)) == 6


def test_parquet_reads_as_its_csv(record: Record, world: Mission) -> None:
    frame = pl.DataFrame(
        {
            "ref": ["1", "2"],
            "source": ["op-1", "op-1"],
            "start": ["2023-05-14T08:00:00.250", "2023-05-14T09:00:00.000"],
            "means": ["heard", "heard"],
            "kind": ["burst", "shot"],
            "count": [3, None],
            "exercise": [True, None],
        }
    ).with_columns(pl.col("start").str.to_datetime(time_zone="UTC"))
    frame.write_parquet(world.home / "log.parquet")
    [result] = take_in(record, world, world.home / "log.parquet")
    assert (result.form, result.encoding, result.kept) == ("observations", "parquet", 2)
    one, two = record.holdings().observations.sort("ref").rows(named=True)
    assert (one["start"].microsecond, one["count_low"], one["exercise"]) == (250_000, 3, True)
    assert (two["count_low"], two["exercise"]) == (1, False)


def test_json_gzip_and_encodings(record: Record, world: Mission) -> None:
    objects = b'[{"source": "op-1", "date": "2023-05-14", "means": "heard", "kind": "burst", "count": 3}]'
    assert take_text(record, world, objects, "log.json").kept == 1
    assert take_text(record, world, gzip.compress((HEAD + ROWS[0]).encode()), "log.csv.gz").kept == 1
    russian = "source;date;time;means;kind;text\nop-1;14.05.2023;вечером;слышали;взрыв;громко у моста\n"
    for encoding, said in (
        ("cp1251", "windows-1251"),
        ("utf-16", "utf-16"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16-le", "utf-16-le"),
    ):
        result = take_text(record, world, russian.encode(encoding), f"{encoding}.csv")
        assert result.encoding == f"{said}, semicolon"
        assert (result.kept, result.repeated) == ((1, 0) if encoding == "cp1251" else (0, 1))
    assert "громко" in str(record.holdings().observations["text"].to_list())


def test_damaged_bytes_go_to_quarantine(record: Record, world: Mission) -> None:
    text = (HEAD.strip() + ",text\n" + "".join(row.strip() + ",у моста\n" for row in ROWS)).encode()
    damaged = text.replace(
        "5,op-1,2023-05-14,13:05,heard,burst,6,у".encode(), b"5,op-1,2023-05-14,13:05,heard,burst,6,\xff"
    )
    assert damaged != text
    result = take_text(record, world, damaged)
    assert (result.kept, result.quarantined) == (39, 1)


def test_ragged_rows_and_stray_quotes(record: Record, world: Mission) -> None:
    text = (
        HEAD
        + ROWS[0]
        + "2,op-1,2023-05-14\n"
        + ROWS[3].strip()
        + ",5\n\n"
        + '4,"op-1,2023-05-14,08:00,heard,burst,3\n'
        + "".join(ROWS[5:9])
    )
    result = take_text(record, world, text)
    assert (result.rows, result.kept, result.quarantined) == (8, 5, 3)
    rows = sorted(held.thing.row for held in record.holdings().quarantined)
    assert rows == [3, 4, 6]


def test_headings_in_two_rows_and_below_a_title(record: Record, world: Mission) -> None:
    text = (
        "Log of violations;;;;;\n;;;;;\nsource;when;;means;what;\n;date;time;;kind;count\n"
        "op-1;14.05.2023;14:05;heard;burst;3\n"
    )
    result = take_text(record, world, text)
    assert (result.form, result.rows, result.kept) == ("observations", 1, 1)


def test_hxl_needs_no_mapping(record: Record, world: Mission) -> None:
    text = (
        "Some export,,,,,,\nId,Who,What,From,Y,X,Note\n"
        "#meta+id,#meta+source,#event+type,#date+start,#geo+lat,#geo +lon,#description+en\n"
        "1,wire,shelling,2023-05-14,39.61,46.52,said so\n"
    )
    result = take_text(record, world, text)
    assert (result.form, result.kept) == ("observations", 1)
    [row] = record.holdings().observations.rows(named=True)
    assert (row["lat"], row["lon"], row["text"], row["ref"]) == (39.61, 46.52, "said so", "1")


def test_a_column_that_stands_twice(record: Record, world: Mission) -> None:
    text = "source,date,means,kind,count,count\nop-1,2023-05-14,heard,burst,3,3\nop-1,2023-05-14,heard,burst,3,4\n"
    assert fates(take_text(record, world, text)) == (1, 0, 0, 1)


def test_a_row_too_large_for_an_entry(record: Record, world: Mission) -> None:
    text = "speaker,source,said_on,text\nParty A,wire,2023-05-14," + "щ" * 70_000 + "\nParty A,wire,2023-05-14,short\n"
    result = take_text(record, world, text)
    assert (result.kept, result.quarantined) == (1, 1)
    assert "longer than an entry" in record.holdings().quarantined[0].thing.problems[0].reason


def test_feeds(record: Record, tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "one.csv").write_text(HEAD + ROWS[0])
    (tmp_path / "facts" / "two.csv").write_text(HEAD + ROWS[1])
    world = mission(tmp_path, feeds=(Feed(path="facts/*.csv", form="observations"),))
    assert [job.path.name for job in feeds(world)] == ["one.csv", "two.csv"]
    assert sum(result.kept for result in take_in_feeds(record, world)) == 2


def test_what_is_appended(record: Record, world: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts: list[Draft] = []
    submit = record.submit

    def watched(batch: list[Draft], *, author: str) -> object:
        drafts.extend(batch)
        return submit(batch, author=author)

    monkeypatch.setattr(record, "submit", watched)
    take_text(record, world, BAD)
    assert sum(isinstance(draft.payload, Quarantined) for draft in drafts) == 1
    assert sum(isinstance(draft.payload, Received) for draft in drafts) == 1
    assert len({draft.key for draft in drafts}) == len(drafts) == 3
    assert all(draft.evidence for draft in drafts)
    assert isinstance(record.append([drafts[0]], author="x")[0], Receipt)
