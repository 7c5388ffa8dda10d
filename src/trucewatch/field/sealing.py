"""Encrypted records of forms, opened away from any server with the key that no server has.

A phone draws a key for each record, wraps it with the form's public key (RSA, OAEP) and enciphers the attachments and
then the record itself with it (AES-256, CFB with whole blocks, padded), each from a start value one step further.
What the record is made of is signed under the same public key: that shows damage, not who sent it.
Source: ODK XForms specification, "Client-side encryption"; ODK Collect, EncryptionUtils.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import md5

import msgspec
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.padding import PKCS7
from lxml import etree

from trucewatch.intake import IntakeError
from trucewatch.intake.submissions import read_instance

KEY_BITS = 2048
"""Length of the keys made here: the longest that every client in the field takes."""


class SealError(IntakeError):
    """A record that cannot be opened, or a key that cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__("encrypted record", reason, "Nothing of it was written")


class Opened(msgspec.Struct, frozen=True):
    """An opened record: the bytes of its form and attachments by name, and whether its signature holds.

    ``signed`` is None where it carries no signature; ``missing`` names attachments that have not come.
    """

    instance: str
    files: dict[str, bytes]
    signed: bool | None
    missing: tuple[str, ...]


def new_key(password: str) -> tuple[bytes, str]:
    """A pair of keys: the private one as PEM, under ``password``, and the public one as forms hold it (base64)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.encode()),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b64encode(public).decode("ascii")


def read_key(pem: bytes, password: str) -> rsa.RSAPrivateKey:
    """The private key in ``pem``. Raises SealError where the password is not its own, or it is no RSA key."""
    try:
        key = serialization.load_pem_private_key(pem, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise SealError(f"the key cannot be read: {error}") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SealError("the key is no RSA key")
    return key


def unseal(manifest: bytes, files: Mapping[str, bytes], key: rsa.RSAPrivateKey) -> Opened:
    """Open the record of ``manifest`` with the enciphered ``files`` by name. Raises SealError."""
    try:
        read = read_instance(manifest)
    except IntakeError as error:
        raise SealError(f"the manifest cannot be read: {error.reason}") from error
    root, instance = read.root, read.id
    wrapped = _text(root, "base64EncryptedKey")
    record = _text(root, "encryptedXmlFile")
    if not (instance and wrapped and record):
        raise SealError("this is no manifest of an encrypted record")
    if record not in files:
        raise SealError(f"{record} has not come: nothing can be opened without it")
    secret = _unwrap(wrapped, key)
    names = [*(node.text or "" for node in _all(root, "file")), record]
    opened: dict[str, bytes] = {}
    for name, start in zip(names, _starts(instance, secret), strict=False):
        if name in files:
            opened[name.removesuffix(".enc")] = _decipher(files[name], secret, start, name)
    signature = _text(root, "base64EncryptedElementSignature")
    missing = tuple(name for name in names if name not in files)
    signed = None if not signature or missing else _holds(signature, root, wrapped, instance, opened, key)
    return Opened(instance, opened, signed, missing)


def _starts(instance: str, secret: bytes) -> Iterator[bytes]:
    """The start value of each file in order."""
    seed = bytearray(md5(instance.encode() + secret, usedforsecurity=False).digest())
    step = 0
    while True:
        seed[step % 16] = (seed[step % 16] + 1) % 256
        step += 1
        yield bytes(seed)


def _decipher(data: bytes, secret: bytes, start: bytes, name: str) -> bytes:
    reading = Cipher(AES(secret), CFB(start)).decryptor()
    unpadding = PKCS7(128).unpadder()
    try:
        return unpadding.update(reading.update(data) + reading.finalize()) + unpadding.finalize()
    except ValueError as error:
        raise SealError(f"{name} is damaged, or belongs to another record: {error}") from error


def _unwrap(wrapped: str, key: rsa.RSAPrivateKey) -> bytes:
    """What was enciphered with the public key. Engines differ in the hash of the mask: SHA-256 first, then SHA-1."""
    try:
        data = b64decode(wrapped)
    except ValueError as error:
        raise SealError("the wrapped key is not base64") from error
    for mask in (hashes.SHA256(), hashes.SHA1()):  # noqa: S303
        try:
            return key.decrypt(data, OAEP(MGF1(mask), hashes.SHA256(), None))
        except ValueError:
            continue
    raise SealError("the record was not encrypted for this key")


def _holds(
    signature: str,
    root: etree._Element,
    wrapped: str,
    instance: str,
    opened: Mapping[str, bytes],
    key: rsa.RSAPrivateKey,
) -> bool:
    parts = [root.get("id") or "", *filter(None, [root.get("version")]), wrapped, instance, *_hashed(opened.items())]
    expected = md5("".join(f"{part}\n" for part in parts).encode(), usedforsecurity=False).digest()
    try:
        return _unwrap(signature, key) == expected
    except SealError:
        return False


def _hashed(files: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    for name, data in files:
        yield f"{name}::{md5(data, usedforsecurity=False).hexdigest()}"


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return [node for node in root.iter() if isinstance(node.tag, str) and etree.QName(node).localname == name]


def _text(root: etree._Element, name: str) -> str:
    found = _all(root, name)
    return (found[0].text or "").strip() if found else ""
