"""Encrypted records out of the record into folders, and those into opened ones: files at both ends of ``sealing``."""

from collections import defaultdict
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from trucewatch.intake import IntakeError
from trucewatch.intake.submissions import name_of, post_of, read_instance
from trucewatch.record import Record

from .sealing import SealError, unseal

MANIFEST = "submission.xml"
"""What the manifest of an encrypted record is called in its folder."""


class Unsealing(msgspec.Struct, frozen=True):
    """What became of one folder: whether it was opened, and what there is to say."""

    folder: str
    opened: bool
    said: str


def export_sealed(record: Record, to: Path) -> int:
    """Write each encrypted record with the files that came of it into a folder of ``to``; how many there are."""
    files: dict[str, dict[str, Path]] = defaultdict(dict)
    sealed: set[str] = set()
    for stored in record.entries(kinds=("submission",)):
        post, name = post_of(stored), name_of(stored).replace(":", "-")
        if not post.sha256:
            continue
        manifest = record.evidence_path(post.sha256)
        try:
            encrypted = read_instance(manifest.read_bytes()).encrypted
        except IntakeError:
            continue
        if encrypted:
            sealed.add(name)
            files[name].setdefault(MANIFEST, manifest)
            for evidence in stored.entry.evidence[1:]:
                files[name].setdefault(evidence.name, record.evidence_path(evidence.sha256))
    for name in sealed:
        folder = to / Path(name).name
        folder.mkdir(parents=True, exist_ok=True)
        for file, path in files[name].items():
            (folder / Path(file).name).write_bytes(path.read_bytes())
    return len(sealed)


def open_sealed(key: rsa.RSAPrivateKey, records: Path, to: Path) -> list[Unsealing]:
    """Open every folder of ``records`` into one of its name under ``to``."""
    results = []
    for folder in sorted(path for path in records.iterdir() if path.is_dir()):
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        try:
            opened = unseal(files.pop(MANIFEST, b""), files, key)
        except SealError as error:
            results.append(Unsealing(folder.name, False, str(error)))
            continue
        target = to / folder.name
        target.mkdir(parents=True, exist_ok=True)
        for name, data in opened.files.items():
            (target / Path(name).name).write_bytes(data)
        missing = f"; not here: {', '.join(opened.missing)}" if opened.missing else ""
        signed = {True: "whole and as signed", False: "but its signature does not hold", None: "without a signature"}
        results.append(Unsealing(folder.name, True, f"opened, {signed[opened.signed]}{missing}"))
    return results
