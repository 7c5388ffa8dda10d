"""Whatever is done to a stored record behind its back is found and named."""

import base64
import hashlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_drafts import drafts, observation
from sqlalchemy import Connection, Engine, text

from trucewatch.domain import Evidence
from trucewatch.record import Checkpoint, Draft, Record, Verification, VerifierKey
from trucewatch.record import database as databases
from trucewatch.record.evidence import EvidenceStore
from trucewatch.record.merkle import leaf_hash
from trucewatch.record.notes import NoteError, Signer
from trucewatch.record.verification import verify

Tamper = Callable[..., None]

SWAP = [
    "UPDATE entries SET seq = -1, id = 'x', key = 'x' WHERE seq = 5",
    "UPDATE entries SET seq = 5 WHERE seq = 8",
    "UPDATE entries SET seq = 8 WHERE seq = -1",
]


def fill(record: Record) -> None:
    """Three transactions: entries 1-10, 11-20, 21-300."""
    for start, count in ((0, 10), (10, 10), (20, 280)):
        record.append(drafts(count, start), author="a")


def named(outcome: Verification) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in outcome.findings:
        found.setdefault(finding.what, []).append(finding.where)
    return found


def entry_name(record: Record, seq: int) -> str:
    with record._engine.connect() as connection:
        return f"entry {seq} ({connection.execute(text(f'SELECT id FROM entries WHERE seq = {seq}')).scalar_one()})"


def test_an_untouched_record_verifies(record: Record) -> None:
    assert record.verify() == Verification(0, hashlib.sha256(b"").hexdigest(), (), ())
    fill(record)
    outcome = record.verify()
    assert outcome.ok
    assert (outcome.size, outcome.root) == (300, record.checkpoint().root)


def test_changed_bytes_are_named(record: Record, tamper: Tamper) -> None:
    fill(record)
    [line] = record.entries(upto=15, after=14)
    tamper("UPDATE entries SET leaf_bytes = :b WHERE seq = 15", b=line.leaf_bytes.replace(b"explosion", b"shot"))
    assert named(record.verify()) == {"entry changed": [entry_name(record, 15)]}


def test_bytes_changed_along_with_their_hash_are_narrowed_to_the_transaction(record: Record, tamper: Tamper) -> None:
    fill(record)
    [line] = record.entries(upto=15, after=14)
    changed = line.leaf_bytes.replace(b"explosion", b"shot")
    tamper("UPDATE entries SET leaf_bytes = :b, leaf_hash = :h WHERE seq = 15", b=changed, h=leaf_hash(changed))
    outcome = record.verify()
    assert named(outcome) == {
        "root differs": ["checkpoint 20"],
        "tree hash differs": ["level 1 hash 0 (entries 1 to 256)"],
    }
    assert "entries 11 to 20" in outcome.findings[0].detail


def test_a_dropped_entry_is_named(record: Record, tamper: Tamper) -> None:
    fill(record)
    tamper("DELETE FROM entries WHERE seq = 7")
    assert named(record.verify()) == {"entries missing": ["entries 7 to 7"]}


@pytest.mark.parametrize("last", [300, 290])
def test_dropped_last_entries_are_named(record: Record, tamper: Tamper, last: int) -> None:
    fill(record)
    tamper("DELETE FROM entries WHERE seq >= :last", last=last)
    assert named(record.verify()) == {"entries missing": [f"entries {last} to 300"]}


def test_a_log_cut_back_with_its_checkpoints_is_shown_by_one_held_outside(record: Record, tamper: Tamper) -> None:
    fill(record)
    held = [record.checkpoint(size).note for size in (10, 300)]
    assert record.verify(against=held).ok
    tamper("DELETE FROM entries WHERE seq > 20", "DELETE FROM checkpoints WHERE size > 20", "DELETE FROM nodes")
    assert record.verify().ok
    assert named(record.verify(against=held)) == {"entries missing": ["entries 21 to 300"]}


def test_a_log_written_anew_is_shown_by_a_checkpoint_held_outside(record: Record, tamper: Tamper) -> None:
    fill(record)
    held = record.checkpoint(20).note
    tamper("DELETE FROM entries", "DELETE FROM checkpoints WHERE size > 0", "DELETE FROM nodes")
    record._writer._head = None  # type: ignore[union-attr]
    for start, count in ((0, 10), (50, 10), (20, 280)):
        record.append(drafts(count, start), author="a")
    assert record.verify().ok
    assert "held checkpoint 1" in named(record.verify(against=[held]))["root differs"]
    assert named(record.verify(against=["rubbish"])) == {"checkpoint not valid": ["held checkpoint 1"]}


def test_swapped_entries_are_named(record: Record, tamper: Tamper) -> None:
    fill(record)
    tamper(*SWAP)
    found = named(record.verify())
    assert entry_name(record, 6) in found["entry out of order"]
    assert found["root differs"] == ["checkpoint 10"]


def test_a_duplicated_entry_is_named(record: Record, tamper: Tamper) -> None:
    fill(record)
    tamper(
        "INSERT INTO entries SELECT 301, id || 'x', key || 'x', kind, entered_at, leaf_hash, leaf_bytes "
        "FROM entries WHERE seq = 9"
    )
    found = named(record.verify())
    assert found["entries not signed for"] == ["entries 301 to 301"]
    assert found["entry out of order"] == found["column changed"] == [entry_name(record, 301)]


@pytest.mark.parametrize("change", ["id = 'x'", "key = 'other'", "kind = 'claim'", "entered_at = entered_at + 1"])
def test_columns_beside_the_bytes_are_checked(record: Record, tamper: Tamper, change: str) -> None:
    fill(record)
    tamper(f"UPDATE entries SET {change} WHERE seq = 12")
    assert named(record.verify()) == {"column changed": [entry_name(record, 12)]}


def test_bytes_that_are_no_entry_are_named(record: Record, tamper: Tamper) -> None:
    fill(record)
    tamper("UPDATE entries SET leaf_bytes = :b WHERE seq = 20", b=b"{}")
    name = entry_name(record, 20)
    assert named(record.verify()) == {"entry changed": [name], "entry unreadable": [name]}


def test_checkpoints_are_checked(record: Record, tamper: Tamper) -> None:
    fill(record)
    forged = Checkpoint.sign(Signer.generate(record.origin), 10, bytes(32)).note
    tamper(
        "UPDATE checkpoints SET note = :note WHERE size = 10",
        "UPDATE checkpoints SET root = :root WHERE size = 20",
        note=forged,
        root=bytes(32),
    )
    assert named(record.verify()) == {"checkpoint not valid": ["checkpoint 10"], "column changed": ["checkpoint 20"]}


def test_stored_tree_hashes_are_checked(record: Record, tamper: Tamper) -> None:
    fill(record)
    tamper("UPDATE nodes SET hash = :h", h=bytes(32))
    assert named(record.verify()) == {"tree hash differs": ["level 1 hash 0 (entries 1 to 256)"]}


def test_private_parts_are_checked(record: Record, tamper: Tamper) -> None:
    receipts = record.append([Draft(observation(n), key=str(n), private=b"secret") for n in range(4)], author="a")
    record.redact(receipts[3].id, "law", author="a")
    names = [f"entry {receipt.seq} ({receipt.id})" for receipt in receipts]
    tamper(
        "UPDATE private SET data = :data WHERE entry = :changed",
        "DELETE FROM private WHERE entry = :gone",
        "INSERT INTO private SELECT :back, salt, data FROM private WHERE entry = :kept",
        "INSERT INTO private SELECT 'nobody', salt, data FROM private WHERE entry = :kept",
        data=b"other", changed=receipts[0].id, gone=receipts[1].id, kept=receipts[2].id, back=receipts[3].id,
    )  # fmt: skip
    assert named(record.verify()) == {
        "private part changed": [names[0]],
        "private part missing": [names[1]],
        "private part not redacted": [names[3]],
        "private part unknown": ["private part of nobody"],
    }


def test_evidence_is_checked(record: Record) -> None:
    changed, gone, spare = (record.keep(data) for data in (b"changed", b"gone", b"kept before any entry named it"))
    [receipt] = record.append(
        [Draft(observation(), evidence=(Evidence(changed, "a.jpg"), Evidence(gone, "b.jpg")))], author="a"
    )
    assert record.verify().ok
    files = [record.evidence_path(digest) for digest in (changed, gone)]
    files[0].write_bytes(b"Changed")
    files[1].unlink()
    outcome = record.verify()
    assert named(outcome) == {"evidence changed": [str(files[0])], "evidence missing": [str(files[1])]}
    assert receipt.id in outcome.findings[1].detail
    assert record.evidence_path(spare).exists()


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, EvidenceStore, VerifierKey]]:
    """A record of 40 entries without triggers."""
    home = tmp_path_factory.mktemp("tampered") / "record"
    with Record.create(home, origin="o") as record:
        for start in range(0, 40, 8):
            record.append(drafts(8, start), author="a")
        key = record.key
    engine = databases.connect(f"sqlite:///{home / 'record.db'}", read_only=False)
    with engine.begin() as connection:
        for name in list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()):
            connection.execute(text(f"DROP TRIGGER {name}"))
    yield engine, EvidenceStore(home / "evidence"), key
    engine.dispose()


def flip(connection: Connection, seq: int, bit: int) -> set[int]:
    leaf = bytearray(connection.execute(text("SELECT leaf_bytes FROM entries WHERE seq = :s"), {"s": seq}).scalar_one())
    leaf[bit // 8 % len(leaf)] ^= 1 << bit % 8
    connection.execute(text("UPDATE entries SET leaf_bytes = :b WHERE seq = :s"), {"b": bytes(leaf), "s": seq})
    return {seq}


def drop(connection: Connection, seq: int, _: int) -> set[int]:
    connection.execute(text("DELETE FROM entries WHERE seq = :s"), {"s": seq})
    return {seq}


def swap(connection: Connection, seq: int, other: int) -> set[int]:
    other = other % 40 + 1
    rows = {
        number: connection.execute(text("SELECT leaf_bytes FROM entries WHERE seq = :s"), {"s": number}).scalar_one()
        for number in (seq, other)
    }
    for number, source in ((seq, other), (other, seq)):
        connection.execute(text("UPDATE entries SET leaf_bytes = :b WHERE seq = :s"), {"b": rows[source], "s": number})
    return {seq, other} if seq != other else set()


def duplicate(connection: Connection, seq: int, other: int) -> set[int]:
    """Put a copy of ``seq`` in the place of ``other``."""
    other = other % 40 + 1
    connection.execute(
        text("UPDATE entries SET leaf_bytes = (SELECT leaf_bytes FROM entries WHERE seq = :s) WHERE seq = :o"),
        {"s": seq, "o": other},
    )
    return {other} if seq != other else set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(act=st.sampled_from([flip, drop, swap, duplicate]), seq=st.integers(1, 40), how=st.integers(0, 10_000))
def test_any_flipped_bit_dropped_swapped_or_duplicated_entry_is_found_and_named(
    tampered: tuple[Engine, EvidenceStore, VerifierKey],
    act: Callable[[Connection, int, int], set[int]],
    seq: int,
    how: int,
) -> None:
    engine, evidence, key = tampered
    with engine.connect() as connection:
        touched = act(connection, seq, how)
        outcome = verify(connection, evidence, key, ())
        connection.rollback()
    assert outcome.ok == (not touched)
    for number in touched:
        assert any(
            finding.where.startswith((f"entry {number} ", f"entries {number} to")) for finding in outcome.findings
        )


def test_notes_are_read_strictly() -> None:
    signer = Signer.generate("example.org/log")
    note = Checkpoint.sign(signer, 3, bytes(32)).note
    assert Checkpoint.parse(note, signer.key).size == 3
    cosigned = note + "— witness.example " + base64.b64encode(bytes(76)).decode() + "\n"
    assert Checkpoint.parse(cosigned, signer.key).size == 3
    assert VerifierKey.parse(signer.key.text()) == signer.key
    assert Signer.parse(signer.text()).key == signer.key
    for bad, complaint in (
        (note.replace("\n3\n", "\n4\n"), "does not hold"),
        (note.replace("— example.org/log", "— example.org/other"), "no signature"),
        (note.replace("\n\n", "\n"), "not a signed note"),
        (signer.sign("example.org/log\n03\n" + base64.b64encode(bytes(32)).decode() + "\n"), "not a checkpoint"),
        (signer.sign("example.org/log\n3\n" + base64.b64encode(bytes(31)).decode() + "\n"), "32 bytes"),
        (signer.sign("elsewhere\n3\n" + base64.b64encode(bytes(32)).decode() + "\n"), "of elsewhere"),
        (signer.sign("example.org/log\n3\n!\n"), "not base64"),
    ):
        with pytest.raises(NoteError, match=complaint):
            Checkpoint.parse(bad, signer.key)
    for bad, complaint in (
        ("name+00000000+AAAA", "signature type 0"),
        ("rubbish", "not a verifier key"),
        (signer.key.text().replace("+" + signer.key.hash.hex(), "+00000000"), "says its hash"),
    ):
        with pytest.raises(NoteError, match=complaint):
            VerifierKey.parse(bad)


def test_a_key_is_named_as_the_published_example_of_signed_notes_has_it() -> None:
    # The example key of golang.org/x/mod/sumdb/note.
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n"
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    key = VerifierKey.parse(published)
    assert key.text() == published
    assert key.body(note).startswith("If you think")
