"""Passwords as Argon2id (RFC 9106, its second recommended setting: 64 MiB, 3 passes, 4 lanes)."""

import os
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def hashed(password: str) -> str:
    """The password in PHC form, with a salt of its own."""
    setting = Argon2id(salt=os.urandom(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024)
    return setting.derive_phc_encoded(password.encode())


@cache
def _nobodys() -> str:
    return hashed(os.urandom(16).hex())


def fits(password: str, kept: str | None) -> bool:
    """Whether ``password`` is the one ``kept``. With None it is not, and takes as long to say."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), kept or _nobodys())
    except InvalidKey:
        return False
    return kept is not None
