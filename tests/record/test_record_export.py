"""What is written out for others: tiles as the specification has them, and bundles that both verifiers judge alike."""

import base64
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, sync_playwright
from record_drafts import drafts
from sqlalchemy import text

from trucewatch.record import Checkpoint, Record, RecordError, VerifierKey, merkle
from trucewatch.record import database as databases
from trucewatch.record.notes import Signer
from trucewatch.record.verifiers import verify

CHROMIUM = Path("/usr/bin/chromium")


def stored(home: Path, *statements: str, **values: object) -> None:
    """Change the SQLite store in ``home`` past its triggers."""
    engine = databases.connect(f"sqlite:///{home / 'record.db'}", read_only=False)
    with engine.begin() as connection:
        for name in list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()):
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(
                text(statement), {name: value for name, value in values.items() if f":{name}" in statement}
            )
    engine.dispose()


def filled(home: Path, count: int = 300) -> Record:
    record = Record.create(home, origin="example.org/log")
    for start, stop in ((0, 10), (10, 20), (20, count)):
        record.append(drafts(stop - start, start), author="a")
    return record


Change = Callable[[Path], None]


def untouched(home: Path) -> None:
    pass


def leaf(home: Path, seq: int) -> bytes:
    engine = databases.connect(f"sqlite:///{home / 'record.db'}", read_only=True)
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT leaf_bytes FROM entries WHERE seq = {seq}")).scalar_one()
    engine.dispose()
    return bytes(found)


def flipped(home: Path) -> None:
    stored(home, "UPDATE entries SET leaf_bytes = :b WHERE seq = 15", b=leaf(home, 15).replace(b"heard", b"Heard"))


def flipped_with_hash(home: Path) -> None:
    b = leaf(home, 15).replace(b"heard", b"Heard")
    stored(home, "UPDATE entries SET leaf_bytes = :b, leaf_hash = :h WHERE seq = 15", b=b, h=merkle.leaf_hash(b))


def dropped(home: Path) -> None:
    stored(home, "DELETE FROM entries WHERE seq = 15")


def cut(home: Path) -> None:
    stored(home, "DELETE FROM entries WHERE seq > 20")


def swapped(home: Path) -> None:
    stored(
        home,
        "UPDATE entries SET seq = -1 WHERE seq = 15",
        "UPDATE entries SET seq = 15 WHERE seq = 18",
        "UPDATE entries SET seq = 18 WHERE seq = -1",
    )


def duplicated(home: Path) -> None:
    stored(
        home,
        "INSERT INTO entries SELECT 301, id || 'x', key || 'x', kind, entered_at, leaf_hash, leaf_bytes "
        "FROM entries WHERE seq = 15",
    )


def signature_changed(home: Path) -> None:
    stored(home, "UPDATE checkpoints SET note = replace(note, '— example.org/log ', '— example.org/l0g ')")


def signed_by_another(home: Path) -> None:
    note = Checkpoint.sign(Signer.generate("example.org/log"), 20, bytes(32)).note
    stored(home, "UPDATE checkpoints SET note = :note WHERE size = 20", note=note)


def size_changed(home: Path) -> None:
    stored(
        home, "UPDATE checkpoints SET note = replace(note, char(10) || '20' || char(10), char(10) || '21' || char(10))"
    )


TAMPERINGS: dict[Change, tuple[bool, str]] = {
    untouched: (True, ""),
    flipped: (False, "entry 15: changed"),
    flipped_with_hash: (False, "entries 11 to 20 are not those that were signed"),
    dropped: (False, "entries 11 to 20 are not those that were signed"),
    cut: (False, "signed over 300 entries, but only 20 are here"),
    swapped: (False, "entries 11 to 20 are not those that were signed"),
    duplicated: (False, "entries 301 to 301: no checkpoint covers them"),
    signature_changed: (False, "not signed by example.org/log"),
    signed_by_another: (False, "checkpoint 3: not signed by example.org/log"),
    size_changed: (False, "checkpoint 3: the signature of example.org/log does not hold"),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser.new_page()
        browser.close()


def judge(page: Page, bundle: Path, files: list[str], held: str = "", key: str = "") -> tuple[str, list[str]]:
    """The verdict and the faults that the page in ``bundle`` shows."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((bundle / "verify.html").as_uri())
    page.set_input_files("#files", [bundle / name for name in files])
    page.fill("#held", held)
    page.fill("#key", key)
    page.click("#check")
    page.wait_for_selector("#outcome:not([hidden])")
    assert complaints == []
    return page.inner_text("#verdict"), page.locator("#faults li").all_inner_texts()


WHOLE = ["entries.jsonl", "leaves.txt", "checkpoints.json", "log.pub"]


@pytest.mark.parametrize("change", TAMPERINGS, ids=lambda change: change.__name__)
def test_both_verifiers_agree_with_the_record(tmp_path: Path, page: Page, change: Change) -> None:
    holds, fault = TAMPERINGS[change]
    filled(tmp_path / "record").close()
    change(tmp_path / "record")
    with Record.open(tmp_path / "record", read_only=True) as record:
        assert record.verify().ok == holds
        record.export_bundle(tmp_path / "bundle")
    faults, facts = verify.check(tmp_path / "bundle")
    assert (faults == []) == holds
    assert any(fault in found for found in faults) or holds
    assert f"log example.org/log, key fingerprint {fingerprint(tmp_path)}" in facts
    verdict, shown = judge(page, tmp_path / "bundle", WHOLE)
    assert shown == faults
    assert verdict == "All holds" if holds else verdict.startswith("Does not hold")


def fingerprint(tmp_path: Path) -> str:
    import hashlib

    return hashlib.sha256(VerifierKey.parse((tmp_path / "record" / "log.pub").read_text()).public).hexdigest()


def test_files_changed_on_the_way_are_named(tmp_path: Path) -> None:
    with filled(tmp_path / "record") as record:
        record.export_bundle(tmp_path / "bundle")
    lines = (tmp_path / "bundle" / "entries.jsonl").read_bytes().splitlines(keepends=True)

    def faults(*changed: bytes) -> list[str]:
        (tmp_path / "bundle" / "entries.jsonl").write_bytes(b"".join(changed))
        return verify.check(tmp_path / "bundle")[0]

    assert faults(*lines) == []
    assert faults(*lines[:14], *lines[15:]) == ["entry 15: missing"]
    assert faults(*lines[:-1]) == ["entry 300: missing"]
    assert faults(*lines[:14], lines[15], lines[14], *lines[16:]) == ["entry 15: out of its place, on line 16"]
    assert faults(*lines, lines[14]) == ["entry 15: here twice, again on line 301"]
    assert faults(*lines[:14], b"{}\n", *lines[15:]) == [
        "entry 15: changed; the log has no entry with the bytes of this line",
        "entry 15: missing",
    ]


def test_a_checkpoint_kept_from_earlier_shows_a_log_written_anew(tmp_path: Path, page: Page) -> None:
    with filled(tmp_path / "record") as record:
        kept = record.checkpoint(20).note
        record.export_bundle(tmp_path / "bundle")
    assert verify.check(tmp_path / "bundle", held=[("kept", kept)])[0] == []
    signer = Signer.parse((tmp_path / "record" / "log.key").read_text())
    other = Checkpoint.sign(signer, 20, bytes(32)).note
    [fault] = verify.check(tmp_path / "bundle", held=[("kept", other)])[0]
    assert fault == "kept: entries 11 to 20 are not those that were signed"
    assert judge(page, tmp_path / "bundle", WHOLE, held=kept) == ("All holds", [])
    assert judge(page, tmp_path / "bundle", WHOLE, held=other)[0] == "Does not hold: 1 fault"


def test_the_key_of_another_log_is_not_taken(tmp_path: Path, page: Page) -> None:
    with filled(tmp_path / "record") as record:
        record.export_bundle(tmp_path / "bundle")
    stranger = Signer.generate("example.org/log").key.text()
    faults, _ = verify.check(tmp_path / "bundle", key_text=stranger)
    assert "checkpoint 1: not signed by example.org/log" in faults
    assert judge(page, tmp_path / "bundle", WHOLE, key=stranger)[1] == faults
    assert judge(page, tmp_path / "bundle", WHOLE, key="rubbish") == (
        "Not checked", ["the key is not of the form <name>+<hash>+<base64>"]
    )  # fmt: skip
    assert judge(page, tmp_path / "bundle", ["entries.jsonl", "log.pub"]) == (
        "Not checked", ["leaves.txt is needed beside entries.jsonl"]
    )  # fmt: skip


@pytest.mark.parametrize("seq", [1, 256, 257, 300])
def test_one_entry_is_proven_without_the_others(tmp_path: Path, page: Page, seq: int) -> None:
    with filled(tmp_path / "record") as record:
        [line] = record.entries(upto=seq, after=seq - 1)
        record.export_proof(line.entry.id, tmp_path / "proof")
        with pytest.raises(RecordError, match="no entry nowhere"):
            record.export_proof("nowhere", tmp_path / "proof")
    names = [f"entry-{seq}.json", f"entry-{seq}.tlog-proof"]
    entry, proof = (tmp_path / "proof" / name for name in names)
    assert {path.name for path in entry.parent.iterdir()} == {*names, "log.pub", "verify.py", "verify.html"}
    fact = f"entry-{seq}.tlog-proof: entry {seq} is in the log of 300 entries, unchanged"
    assert verify.check(entry.parent)[0] == []
    assert fact in verify.check(entry.parent)[1]
    assert judge(page, entry.parent, [*names, "log.pub"]) == ("All holds", [])
    whole = proof.read_text()
    for file, old, new, fault in (
        (entry, "heard", "Heard", "the entry is not, with these bytes, in the log that was signed"),
        (proof, f"index {seq - 1}\n", f"index {(seq + 5) % 300}\n", ""),
        (proof, "\n300\n", "\n301\n", "the signature of example.org/log does not hold"),
        (proof, "tlog-proof@v1", "tlog-proof@v0", "not a tlog-proof"),
        (proof, whole.split("\n")[2] + "\n", "", ""),
    ):
        before = file.read_text()
        file.write_text(before.replace(old, new, 1))
        faults, _ = verify.check(entry.parent)
        assert len(faults) == 1
        assert fault in faults[0]
        assert judge(page, entry.parent, [*names, "log.pub"]) == ("Does not hold: 1 fault", faults)
        file.write_text(before)


def test_the_verifier_runs_alone(tmp_path: Path) -> None:
    with filled(tmp_path / "record") as record:
        record.export_bundle(tmp_path / "bundle")
        kept = tmp_path / "kept.txt"
        kept.write_text(record.checkpoint(10).note, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(tmp_path / "bundle" / "verify.py"), *arguments],
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run("--held", str(kept), "--key", str(tmp_path / "record" / "log.pub"))
    assert code == 0
    assert said.endswith("ALL HOLDS\n")
    with (tmp_path / "bundle" / "entries.jsonl").open("ab") as file:
        file.write(b"{}\n")
    code, said = run(str(tmp_path / "bundle"))
    assert code == 1
    assert "FAULT  entry 301" in said
    code, said = run(str(tmp_path))
    assert code == 2
    assert "NOT CHECKED" in said


def test_tiles_are_laid_out_as_the_specification_has_them(tmp_path: Path) -> None:
    with filled(tmp_path / "record", 600) as record:
        record.export_tiles(tmp_path / "tiles")
        leaves = [line.leaf_bytes for line in record.entries()]
        key = record.key
    home = tmp_path / "tiles"
    assert sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()) == [
        "checkpoint",
        "tile/0/000", "tile/0/001", "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88",
    ]  # fmt: skip
    read: list[bytes] = []
    for name in ("000", "001", "002.p/88"):
        bundle = (home / "tile" / "entries" / name).read_bytes()
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            read.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    assert read == leaves
    hashes = b"".join((home / "tile" / "0" / name).read_bytes() for name in ("000", "001", "002.p/88"))
    assert hashes == b"".join(map(merkle.leaf_hash, leaves))
    checkpoint = Checkpoint.parse((home / "checkpoint").read_text(), key)
    tops = (home / "tile" / "1" / "000.p" / "2").read_bytes()
    rest, _ = merkle.extend(
        merkle.Frontier(), [hashes[start : start + 32] for start in range(512 * 32, len(hashes), 32)]
    )
    left = merkle.node_hash(tops[:32], tops[32:])
    assert merkle.node_hash(left, merkle.root(rest)).hex() == checkpoint.root


def test_tile_numbers_beyond_a_thousand(tmp_path: Path) -> None:
    from trucewatch.record.export import _write_tile

    _write_tile(tmp_path, 1_234_067, [bytes(32)] * 256)
    assert (tmp_path / "x001" / "x234" / "067").stat().st_size == 8192


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=50), st.integers(0, 511))
def test_the_verifiers_ed25519_is_that_of_the_library(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    signature = private.sign(message)
    assert verify.signed(public, message, signature)
    assert not verify.signed(public, message + b"x", signature)
    wrong = bytearray(signature)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not verify.signed(public, message, bytes(wrong))


def test_the_verifiers_ed25519_refuses_what_rfc_8032_refuses() -> None:
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(b"m")
    beyond = int.from_bytes(signature[32:], "little") + verify.Q
    assert not verify.signed(public, b"m", signature[:32] + beyond.to_bytes(32, "little"))
    assert not verify.signed(public, b"m", signature[:-1])
    assert not verify.signed(b"\xff" * 32, b"m", signature)
    # RFC 8032, section 7.1, test 2.
    assert verify.signed(
        bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
        bytes.fromhex("72"),
        bytes.fromhex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    )


def test_base64_is_read_strictly() -> None:
    with pytest.raises(verify.FaultError, match="not base64"):
        verify.decoded(base64.b64encode(b"abc").decode() + "!", "it")
