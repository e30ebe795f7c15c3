"""Codes: four letters that a class can read off a wall, and tokens that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

LETTERS: Final = "BCDFHJKMNPRSTVWXZ"
"""No letters that look or sound alike, and no vowels, so that no code is a word."""

LENGTH: Final = 4
TOKEN_BYTES: Final = 16
"""Random bytes of a token: 128 bits, written as 22 letters."""


def new_code() -> str:
    """Return a code to join by: one of 83 521."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return a code as someone typed it, in capitals and without blanks."""
    return "".join(typed.split()).upper()


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def mark_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, and not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two codes in a time that tells nothing about where they differ."""
    return secrets.compare_digest(one.encode(), other.encode())
