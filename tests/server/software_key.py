"""A security key in software: signs as an authenticator does, with a real key of its own."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftwareKey:
    def __init__(self, origin: str, site: str) -> None:
        self.origin, self.site, self.counter = origin, site, 0
        self._key = generate_private_key(SECP256R1())
        self._id = hashlib.sha256(self.public).digest()[:16]

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def enrol(self, challenge: str) -> dict[str, str]:
        attested = bytes(16) + len(self._id).to_bytes(2) + self._id
        return {
            "client_data": encoded(self._client_data("webauthn.create", challenge)),
            "authenticator_data": encoded(self._data(0x41) + attested),
            "public_key": encoded(self.public),
        }

    def sign(self, challenge: str, flags: int = 0x01) -> dict[str, str]:
        self.counter += 1
        client_data, data = self._client_data("webauthn.get", challenge), self._data(flags)
        signature = self._key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        return {
            "id": encoded(self._id),
            "client_data": encoded(client_data),
            "authenticator_data": encoded(data),
            "signature": encoded(signature),
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)
