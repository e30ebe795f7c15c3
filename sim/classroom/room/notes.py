"""Cleaning of students' notes: text keeps to its line and has no invisible characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from unicodedata import category, normalize

MOST_MARKS: Final = 2
"""Marks above and below one letter: enough for any language, too few to stack them over other
lines.
"""

STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of text, even beyond the note.

Right-to-left languages need none, because pages isolate each note.
"""

BLANK: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters that Unicode counts as letters or symbols although they are invisible."""


def plain_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a seat's request with the text of its note cleaned."""
    text = request.get("text")
    return dict(request) | ({"text": plain_text(text)} if isinstance(text, str) else {})


def plain_text(text: str) -> str:
    """Return a text in NFC, without control and direction characters, and with at most two marks a
    letter.

    A text without visible characters becomes "".

    >>> plain_text("one" + chr(0) + "two"), len(plain_text("e" + 9 * chr(0x301)))
    ('onetwo', 2)
    """
    parts = normalize("NFD", text.replace("\t", " "))
    plain = normalize("NFC", "".join(plain_characters(parts)))
    return plain if any(is_seen(character) for character in plain) else ""


def plain_characters(text: str) -> Iterator[str]:
    """Yield the characters of a text in NFD that a note may have."""
    marks = 0
    for character in text:
        kind = category(character)
        if kind in ("Mn", "Me"):
            marks += 1
        elif kind != "Cf":  # an invisible character starts no new letter
            marks = 0
        steers = character in STEERING or (kind == "Cc" and character != "\n")
        if marks <= MOST_MARKS and not steers:
            yield character


def is_seen(character: str) -> bool:
    """Return whether a character is visible."""
    return category(character)[0] not in "CZM" and character not in BLANK
