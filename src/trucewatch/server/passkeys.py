"""Security keys and passkeys: what W3C Web Authentication (Level 3, 7.1 and 7.2) has a server check, pure.

Attestation is not asked for: whoever enrols a key has already come in, and which maker made it decides nothing. The
browser gives the public key as SubjectPublicKeyInfo (Level 2, ``getPublicKey``), so that nothing needs CBOR.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

ALGORITHMS = (-8, -7, -257)
"""COSE algorithms that a key may sign with: EdDSA, ES256, RS256."""

_PRESENT, _ATTESTED = 0x01, 0x40
_HEAD = 37
_ID_AT = 55


class PasskeyError(Exception):
    """What the browser sent does not prove that the key is there; the message says which check failed."""


class Passkey(msgspec.Struct, frozen=True):
    """A key: the id it is known by (base64url), the site it is for, its public key (DER), how often it signed."""

    id: str
    site: str
    public: bytes
    counter: int


class Enrolment(msgspec.Struct, frozen=True):
    """What ``navigator.credentials.create`` gave, each part as base64url."""

    client_data: str
    authenticator_data: str
    public_key: str


class Assertion(msgspec.Struct, frozen=True):
    """What ``navigator.credentials.get`` gave, each part as base64url."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str


class _Said(msgspec.Struct, frozen=True, rename="camel"):
    type: str
    challenge: str
    origin: str
    cross_origin: bool = False


def challenge() -> str:
    """What a key is to sign, once (base64url)."""
    return secrets.token_urlsafe(32)


def enrolled(sent: Enrolment, *, asked: str, site: str) -> Passkey:
    """The key that was made on ``site`` (a host name) for the challenge ``asked``. Raises PasskeyError."""
    _said(_bytes(sent.client_data), "webauthn.create", asked, site)
    data = _bytes(sent.authenticator_data)
    counter = _counted(data, site)
    length = int.from_bytes(data[_ID_AT - 2 : _ID_AT])
    if not data[32] & _ATTESTED or not 0 < length <= 1023 or len(data) < _ID_AT + length:
        raise PasskeyError("The browser's answer names no key.")
    public = _bytes(sent.public_key)
    _key(public)
    return Passkey(encoded(data[_ID_AT : _ID_AT + length]), site, public, counter)


def proved(key: Passkey, sent: Assertion, *, asked: str) -> Passkey:
    """``key`` as it counts after signing the challenge ``asked``. Raises PasskeyError."""
    client_data, data = _bytes(sent.client_data), _bytes(sent.authenticator_data)
    _said(client_data, "webauthn.get", asked, key.site)
    counter = _counted(data, key.site)
    signed, signature = data + sha256(client_data).digest(), _bytes(sent.signature)
    try:
        match _key(key.public):
            case EllipticCurvePublicKey() as public:
                public.verify(signature, signed, ECDSA(SHA256()))
            case Ed25519PublicKey() as public:
                public.verify(signature, signed)
            case RSAPublicKey() as public:
                public.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise PasskeyError("The signature is not that of the key.") from None
    if (counter or key.counter) and counter <= key.counter:
        raise PasskeyError("The key signed less often than before: there may be a copy of it.")
    return msgspec.structs.replace(key, counter=counter)


def _said(client_data: bytes, kind: str, asked: str, site: str) -> None:
    try:
        said = msgspec.json.decode(client_data, type=_Said)
        host = urlsplit(said.origin).hostname
    except (msgspec.DecodeError, ValueError):
        raise PasskeyError("The browser's answer cannot be read.") from None
    if said.type != kind or not secrets.compare_digest(said.challenge.encode(), asked.encode()):
        raise PasskeyError("The browser's answer is to another question.")
    if said.cross_origin or host != site:
        raise PasskeyError("The browser was on another site.")


def _counted(data: bytes, site: str) -> int:
    if len(data) < _HEAD or data[:32] != sha256(site.encode()).digest():
        raise PasskeyError("The key is for another site.")
    if not data[32] & _PRESENT:
        raise PasskeyError("Nobody touched the key.")
    return int.from_bytes(data[33:_HEAD])


def _key(public: bytes) -> EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey:
    try:
        key = load_der_public_key(public)
    except ValueError:
        raise PasskeyError("The public key cannot be read.") from None
    match key:
        case EllipticCurvePublicKey(curve=SECP256R1()) | Ed25519PublicKey():
            return key
        case RSAPublicKey() if key.key_size >= 2048:
            return key
    raise PasskeyError("The key signs by an algorithm that is not taken.")


def encoded(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise PasskeyError("The browser's answer is not base64url.") from None
