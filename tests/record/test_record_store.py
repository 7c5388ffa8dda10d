"""Appending, reading, idempotency, locks, evidence and private data, on both databases."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import RFC_4122, UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_drafts import drafts, observation
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from trucewatch.domain import Claim, Decision, Entry, Evidence, Point, Span
from trucewatch.record import Draft, NoteError, Record, RecordBusyError, RecordError
from trucewatch.record import database as databases
from trucewatch.record.identifiers import next_id
from trucewatch.record.schema import VERSION, metadata

Reopen = Callable[..., Record]


def test_what_is_appended_comes_back_byte_for_byte(record: Record, reopen: Reopen) -> None:
    receipts = record.append(drafts(600), author="duty officer")
    record.close()
    with reopen(read_only=True) as again:
        stored = list(again.entries())
        assert [(line.seq, line.entry.id) for line in stored] == [(receipt.seq, receipt.id) for receipt in receipts]
        assert all(msgspec.json.encode(line.entry) == line.leaf_bytes for line in stored)
        assert stored[7].entry.payload == observation(7)
        assert (stored[7].entry.author, stored[7].entry.node) == ("duty officer", "hq")
        assert [line.seq for line in again.entries(upto=10, after=8)] == [9, 10]
        assert again.verify().ok
        checkpoint = again.checkpoint()
        assert (checkpoint.size, checkpoint.root) == (600, again.verify().root)
        with pytest.raises(RecordError, match="reading only"):
            again.append(drafts(1), author="x")


def test_ids_and_times_never_run_backwards(record: Record) -> None:
    for start in range(3):
        record.append(drafts(5, start * 5), author="a")
    entries = [line.entry for line in record.entries()]
    assert [entry.id for entry in entries] == sorted({entry.id for entry in entries})
    assert {UUID(entry.id).version for entry in entries} == {7}
    assert [entry.entered_at for entry in entries] == sorted(entry.entered_at for entry in entries)
    assert abs(entries[0].entered_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert UUID(entries[0].id).int >> 80 == int(entries[0].entered_at.timestamp() * 1000)


@given(st.lists(st.integers(1_600_000_000_000_000, 1_900_000_000_000_000), min_size=1, max_size=20))
def test_ids_sort_as_they_were_made_even_when_the_clock_is_set_back(stamps: list[int]) -> None:
    made = [""]
    for stamp in stamps:
        made.append(next_id(stamp, made[-1]))
        made.append(next_id(stamp, made[-1]))
    assert made == sorted(set(made))
    assert all((UUID(each).version, UUID(each).variant) == (7, RFC_4122) for each in made[1:])
    assert UUID(made[1]).int >> 80 == stamps[0] // 1000


def test_a_repeat_gets_the_first_receipt(record: Record) -> None:
    first = record.append(drafts(3), author="a")
    again = record.append([*drafts(4), *drafts(4)], author="b")
    assert [receipt.seq for receipt in again] == [1, 2, 3, 4, 1, 2, 3, 4]
    assert [receipt.repeated for receipt in again] == [True, True, True, False, True, True, True, True]
    assert [receipt.id for receipt in again[:3]] == [receipt.id for receipt in first]
    assert record.size == 4
    assert record.append([], author="a") == []


def test_a_key_is_derived_from_content_and_author(record: Record) -> None:
    plain, other = Draft(observation(1)), Draft(observation(1, text="other"))
    seqs = [record.append([draft], author=author)[0].seq for draft, author in [
        (plain, "a"), (plain, "a"), (other, "a"), (plain, "b"),
    ]]  # fmt: skip
    assert seqs == [1, 1, 2, 3]


def test_the_state_at_a_moment(record: Record) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    record.append(drafts(3), author="a")
    between = next(record.entries(after=2)).entry.entered_at
    record.append(drafts(2, 3), author="a")
    assert [record.size_at(moment) for moment in (before, between, datetime.now(UTC))] == [0, 3, 5]
    assert record.checkpoint(3).size == 3
    with pytest.raises(ValueError, match="the nearest are at 3 and 5"):
        record.checkpoint(4)
    with pytest.raises(ValueError, match="has 5 entries"):
        record.holdings(6)
    with pytest.raises(ValueError, match="no time zone"):
        record.size_at(datetime(2023, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("draft", "complaint"),
    [
        (Draft(observation(text="x" * 70_000)), "keep long text as evidence"),
        (Draft(observation(count=None)), "draft 2 of 3"),
        (Draft(observation(where=Point(46.5, 39.7, float("nan")))), "draft 2 of 3"),
        (Draft(Decision(act="grade", on=("x",), value={"source": "Z"})), "a grade is"),
        (Draft(Decision(act="guess", on=("x",))), "no act 'guess'"),
        (Draft(observation(), private=b"name"), "no key of its own"),
        (Draft(observation(), evidence=(Evidence("0" * 64, "photo.jpg"),)), "'photo.jpg'.*keep it first"),
    ],
)
def test_a_draft_that_cannot_be_recorded_stops_its_batch_and_nothing_else(
    record: Record, draft: Draft, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        record.append([*drafts(1), draft, *drafts(1, 1)], author="a")
    assert record.size == 0
    record.append(drafts(2), author="a")
    assert record.verify().ok


def test_many_threads_share_transactions(record: Record) -> None:
    answers: dict[int, list[int]] = {}

    def work(thread: int) -> None:
        futures = [record.submit(drafts(3, thread * 100 + step * 3), author=f"t{thread}") for step in range(20)]
        answers[thread] = [receipt.seq for future in futures for receipt in future.result()]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seq for seqs in answers.values() for seq in seqs) == list(range(1, 361))
    assert all(seqs == sorted(seqs) for seqs in answers.values())
    assert record.verify().ok


def test_a_failed_transaction_is_told_and_leaves_no_trace(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    record.append(drafts(3), author="a")

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("trucewatch.record.writer.insert_checkpoint", fail)
        with pytest.raises(OSError, match="no space"):
            record.append(drafts(3, 3), author="a")
    assert record.size == 3
    assert [receipt.seq for receipt in record.append(drafts(4, 2), author="a")] == [3, 4, 5, 6]
    assert record.verify().ok


def test_a_lock_that_cannot_be_written_is_not_taken_for_another_writer(record: Record, reopen: Reopen) -> None:
    record.close()
    (record.home / "writer.lock").unlink()
    (record.home / "writer.lock").mkdir()
    with pytest.raises(RecordError, match="cannot be written to") as refused:
        reopen(wait_s=0.0)
    assert not isinstance(refused.value, RecordBusyError)


def test_one_writer_and_any_number_of_readers(record: Record, reopen: Reopen) -> None:
    record.append(drafts(2), author="a")
    with pytest.raises(RecordBusyError, match="another process"):
        reopen(wait_s=0.0)
    with reopen(read_only=True) as reader:
        rest = reader.entries()
        assert next(rest).seq == 1
        record.append(drafts(2, 2), author="a")
        assert [line.seq for line in rest] == [2]
        assert reader.size == 4
        with pytest.raises(RecordError, match="reading only"):
            reader.keep(b"x")
    record.close()
    with reopen(wait_s=0.0) as writer:
        assert writer.append(drafts(1, 4), author="a")[0].seq == 5
    with pytest.raises(RecordError, match="is closed"):
        writer.append(drafts(1, 9), author="a")


def test_two_homes_on_one_database_have_one_writer(tmp_path: Path, database: str | None, record: Record) -> None:
    if database is None:
        pytest.skip("a SQLite file has one home")
    other = tmp_path / "other"
    other.mkdir()
    for name in ("log.key", "log.pub"):
        (other / name).write_bytes((tmp_path / "record" / name).read_bytes())
    with pytest.raises(RecordBusyError, match="writing to the record in postgresql"):
        Record.open(other, database=database, wait_s=0.1)
    record.close()
    with Record.open(other, database=database, wait_s=0.1) as elsewhere:
        assert elsewhere.append(drafts(1), author="a")[0].seq == 1


def test_a_writer_waits_for_another_process(tmp_path: Path) -> None:
    home = tmp_path / "record"
    Record.create(home, origin="o").close()
    script = (
        "import sys, time; from pathlib import Path; from trucewatch.record import Record\n"
        "with Record.open(Path(sys.argv[1])): print('open', flush=True); time.sleep(0.5)"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE)
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(RecordBusyError):
            Record.open(home, wait_s=0.0)
        with Record.open(home, wait_s=30.0) as record:
            assert record.append(drafts(1), author="a")[0].seq == 1


@pytest.mark.parametrize("table", ["log", "entries", "nodes", "checkpoints"])
def test_nothing_in_the_log_can_be_changed_or_deleted(
    tmp_path: Path, database: str | None, record: Record, table: str
) -> None:
    record.append(drafts(260), author="a")
    engine = databases.connect(database or f"sqlite:///{tmp_path / 'record' / 'record.db'}", read_only=False)
    column = {"log": "node", "entries": "kind", "nodes": "hash", "checkpoints": "note"}[table]
    acts = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    if database:
        acts.append(f"TRUNCATE {table} CASCADE")
    else:
        acts.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    for act in acts:
        with pytest.raises(DBAPIError, match=f"{table} is append-only"), engine.begin() as connection:
            connection.execute(text(act))
    engine.dispose()
    assert record.verify().ok


def test_a_reader_cannot_write_even_by_accident(tmp_path: Path, database: str | None, record: Record) -> None:
    engine = databases.connect(database or f"sqlite:///{tmp_path / 'record' / 'record.db'}", read_only=True)
    with pytest.raises(DBAPIError, match=r"read.?only"), engine.begin() as connection:
        connection.execute(text("INSERT INTO nodes VALUES (1, 1, NULL)"))
    engine.dispose()


def test_migrations_make_the_tables_that_the_code_describes(
    tmp_path: Path, database: str | None, record: Record
) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(database or f"sqlite:///{tmp_path / 'record' / 'record.db'}")
    with engine.connect() as connection:
        assert databases.version(connection) == VERSION
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        if not database:
            strict = connection.execute(text("SELECT name FROM pragma_table_list WHERE strict")).scalars().all()
            assert set(strict) == set(metadata.tables)
    engine.dispose()


def test_the_version_the_code_knows_is_the_last_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "trucewatch.record:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_tables_of_another_version(tmp_path: Path, database: str | None, record: Record, reopen: Reopen) -> None:
    record.close()
    engine = create_engine(database or f"sqlite:///{tmp_path / 'record' / 'record.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(RecordError, match=r"at version 9999.*update it"):
        reopen()


def test_create_and_open_refuse_what_is_not_there_or_there_already(
    tmp_path: Path, database: str | None, record: Record
) -> None:
    with pytest.raises(RecordError, match="belongs to a record"):
        Record.create(tmp_path / "record", origin="o", database=database)
    if database:
        with pytest.raises(RecordError, match="its own database"):
            Record.create(tmp_path / "other", origin="o", database=database)
        assert not (tmp_path / "other" / "log.key").exists()
    with pytest.raises(RecordError, match="no record in"):
        Record.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(NoteError, match="must not be empty"):
        Record.create(tmp_path / "bad", origin="two words")
    record.close()
    (tmp_path / "record" / "log.key").rename(tmp_path / "log.key")
    with pytest.raises(RecordError, match="can be read"):
        Record.open(tmp_path / "record", database=database)
    Record.open(tmp_path / "record", database=database, read_only=True).close()


def test_the_key_of_another_log_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Record.create(tmp_path / name, origin=name).close()
    (tmp_path / "a" / "log.key").write_bytes((tmp_path / "b" / "log.key").read_bytes())
    with pytest.raises(RecordError, match="key of another log"):
        Record.open(tmp_path / "a")
    (tmp_path / "a" / "log.key").write_text("rubbish")
    with pytest.raises(RecordError, match=r"log\.key"):
        Record.open(tmp_path / "a")


def test_evidence_is_kept_once_under_its_hash(tmp_path: Path, record: Record, reopen: Reopen) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(bytes(range(256)) * 10_000)
    digest = record.keep(source)
    assert record.keep(source.read_bytes()) == digest
    assert record.evidence_path(digest).read_bytes() == source.read_bytes()
    record.append([Draft(observation(), evidence=(Evidence(digest, source.name),))], author="a")
    leftover = tmp_path / "record" / "evidence" / "unfinished" / "half"
    leftover.write_bytes(b"half a file")
    record.close()
    with reopen() as again:
        assert not leftover.exists()
        assert again.verify().ok
        for digest_or_not in ("0" * 64, "../log.key"):
            with pytest.raises(RecordError, match="is not in"):
                again.evidence_path(digest_or_not)


def test_private_data_can_be_taken_out_and_every_proof_still_holds(
    tmp_path: Path, record: Record, database: str | None
) -> None:
    claim = Claim(
        claimant="a", source="b", measure="casualties", span=Span(observation().when.start, datetime.now(UTC))
    )
    secret = b"who said it: a name that must not stay"
    told, other = record.append(
        [Draft(claim, key="1", private=secret), Draft(claim, key="2", private=secret)], author="a"
    )
    commitments = {line.entry.private for line in record.entries()}
    assert len(commitments) == 2
    assert record.private(told.id) == secret
    checkpoint = record.checkpoint()
    receipt = record.redact(told.id, "at the wish of the witness", author="data protection officer")
    assert record.private(told.id) is None
    assert record.private(other.id) == secret
    outcome = record.verify(against=[checkpoint.note])
    assert outcome.ok
    assert outcome.redacted == (told.id,)
    entry = next(record.entries(after=receipt.seq - 1)).entry
    assert entry.author == "data protection officer"
    with pytest.raises(RecordError, match="no private data"):
        record.redact(told.id, "again", author="x")
    record.redact(other.id, "as well", author="x")
    if not database:
        assert all(secret not in file.read_bytes() for file in (tmp_path / "record").glob("record.db*"))


def test_entries_read_back_as_the_domain_has_them(record: Record) -> None:
    record.append(drafts(1), author="a")
    [line] = record.entries()
    assert msgspec.json.decode(line.leaf_bytes, type=Entry) == line.entry
