"""HTTP Digest (RFC 2617: MD5, qop=auth), the one way of signing in that phones use over plain HTTP."""

import re
import time
from hashlib import md5, sha256
from hmac import compare_digest
from hmac import new as hmac
from secrets import token_bytes

from .devices import REALM, Device, Devices

NONCE_S = 600
"""How long a nonce is good for; then the phone is told that it is stale and signs again by itself."""

_FIELD = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_SECRET = token_bytes(32)


class DigestError(Exception):
    """The request is not signed well; ``challenge`` is the header that asks for it to be."""

    def __init__(self, challenge: str) -> None:
        super().__init__("not signed in")
        self.challenge = challenge


def signed_by(authorization: str, method: str, target: str, devices: Devices) -> Device:
    """The device that signed a request for ``target`` (path and query). Raises DigestError."""
    scheme, _, rest = authorization.partition(" ")
    fields = {match[1]: match[2] if match[2] is not None else match[3] for match in _FIELD.finditer(rest)}
    device = devices.by_name(fields.get("username", "")) if scheme.casefold() == "digest" else None
    if device is None or fields.get("qop") != "auth" or fields.get("uri") != target:
        raise DigestError(challenge())
    asked = _md5(f"{method}:{target}")
    parts = (device.digest, *(fields.get(name, "") for name in ("nonce", "nc", "cnonce", "qop")), asked)
    if not compare_digest(_md5(":".join(parts)), fields.get("response", "")):
        raise DigestError(challenge())
    if not _fresh(fields.get("nonce", "")):
        raise DigestError(challenge(stale=True))
    return device


def challenge(*, stale: bool = False) -> str:
    """The header WWW-Authenticate with a new nonce."""
    moment = f"{int(time.time()):x}"
    old = ", stale=true" if stale else ""
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{moment}-{_seal(moment)}"{old}'


def _fresh(nonce: str) -> bool:
    moment, _, seal = nonce.partition("-")
    return compare_digest(_seal(moment), seal) and 0 <= time.time() - int(moment, 16) < NONCE_S


def _seal(moment: str) -> str:
    return hmac(_SECRET, moment.encode(), sha256).hexdigest()[:32]


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
