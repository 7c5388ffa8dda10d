"""Records that a phone encrypted pass the server unread and are opened elsewhere, byte for byte."""

import shutil
import subprocess
from pathlib import Path

import pytest
from field_world import PASSWORD, World, filled, new_id
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.field import SealError, read_key, unseal

needs_java = pytest.mark.skipif(not shutil.which("javac"), reason="needs a Java development kit")
MODULES = Path(__file__).parents[2] / "web" / "node_modules"
needs_forge = pytest.mark.skipif(
    not shutil.which("node") or not (MODULES / "node-forge").exists(), reason="needs node-forge: npm ci in web"
)


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    subprocess.run(["javac", "-d", folder, Path(__file__).parent / "javarosa" / "Seal.java"], check=True)
    return folder


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, bytes]:
    """A record and two photos, one of them exactly filling its cipher blocks, one with a Cyrillic name."""
    return {
        "снимок.jpg": b"\xff\xd8" + bytes(range(256)) * 400,
        "b.jpg": b"0123456789abcdef" * 64,
        "submission.xml": filled("protected-report", "<account>what was said</account>", "uuid:of-the-record"),
    }


def sealed(classes: Path, to: Path, public: str, mask: str, instance: str, plain: dict[str, bytes]) -> dict[str, bytes]:
    """The files that javax.crypto makes of ``plain``; the manifest under its name."""
    sources = to / "plain"
    sources.mkdir(parents=True)
    for name, data in plain.items():
        (sources / name).write_bytes(data)
    out = to / "sealed"
    out.mkdir()
    files = [str(sources / name) for name in plain]
    subprocess.run(
        ["java", "-Dsun.jnu.encoding=UTF-8", "-cp", classes, "Seal", public, mask, out, instance, *files],
        check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    return {path.name: path.read_bytes() for path in out.iterdir()}


@needs_java
@pytest.mark.parametrize("mask", ["SHA-256", "SHA-1"])
def test_what_javax_crypto_seals_is_opened(
    classes: Path, tmp_path: Path, key: tuple[bytes, str], plain: dict[str, bytes], mask: str
) -> None:
    files = sealed(classes, tmp_path, key[1], mask, "uuid:one", plain)
    manifest = files.pop("manifest.xml")
    private = read_key(key[0], PASSWORD)
    opened = unseal(manifest, files, private)
    assert opened.files == plain
    assert opened.signed is True
    assert opened.missing == ()
    photo = files.pop("b.jpg.enc")
    assert unseal(manifest, files, private).missing == ("b.jpg.enc",)
    assert unseal(manifest, files, private).files["submission.xml"] == plain["submission.xml"]
    flipped = bytes([photo[0] ^ 1]) + photo[1:]
    assert unseal(manifest, files | {"b.jpg.enc": flipped}, private).signed is False
    with pytest.raises(SealError, match=r"submission\.xml\.enc has not come"):
        unseal(manifest, {}, private)


@needs_forge
def test_what_node_forge_seals_is_opened(tmp_path: Path, key: tuple[bytes, str], plain: dict[str, bytes]) -> None:
    for name, data in plain.items():
        (tmp_path / name).write_bytes(data)
    (out := tmp_path / "sealed").mkdir()
    script = Path(__file__).parent / "seal.mjs"
    files = [tmp_path / name for name in plain]
    subprocess.run(["node", script, MODULES, key[1], out, "uuid:one", *files], check=True)
    made = {path.name: path.read_bytes() for path in out.iterdir()}
    opened = unseal(made.pop("manifest.xml"), made, read_key(key[0], PASSWORD))
    assert opened.files == plain
    assert opened.signed is True


@needs_java
def test_from_the_phone_to_the_protection_officer(
    classes: Path, tmp_path: Path, key: tuple[bytes, str], plain: dict[str, bytes], sealed_world: World
) -> None:
    world = sealed_world
    assert world.office.library.forms["protected-report"].encrypted
    instance = new_id()
    files = sealed(classes, tmp_path, key[1], "SHA-256", instance, plain)
    assert world.send(files.pop("manifest.xml"), files).status_code == 201
    held = world.holdings()
    assert not held.quarantined
    assert not held.submissions[0].thing.sealed
    assert held.submissions[0].thing.instance == instance
    stored = b"".join(path.read_bytes() for path in (world.record.home / "evidence").rglob("*") if path.is_file())
    assert b"what was said" not in stored
    (tmp_path / "private.pem").write_bytes(key[0])
    run = CliRunner()
    out, opened = tmp_path / "out", tmp_path / "opened"
    assert run.invoke(app, ["sealed", "export", str(out), "-m", str(world.mission.home)]).exit_code == 0
    done = run.invoke(
        app, ["sealed", "open", str(tmp_path / "private.pem"), str(out), str(opened), "--password", PASSWORD]
    )
    assert done.exit_code == 0, done.output
    [folder] = opened.iterdir()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == plain


@pytest.mark.parametrize(("password", "said"), [("wrong", "cannot be read"), ("", "cannot be read")])
def test_a_key_opens_with_its_password_only(key: tuple[bytes, str], password: str, said: str) -> None:
    with pytest.raises(SealError, match=said):
        read_key(key[0], password)


@pytest.mark.parametrize("manifest", [b"", b"<a/>", b"<!DOCTYPE a><a/>", b"<data encrypted='yes' instanceID='x'/>"])
def test_what_is_no_manifest_is_said_to_be_none(key: tuple[bytes, str], manifest: bytes) -> None:
    with pytest.raises(SealError):
        unseal(manifest, {}, read_key(key[0], PASSWORD))
