"""Notes as students write them, made plain: text that stays in its line and says nothing unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from unicodedata import category, normalize

MOST_MARKS: Final = 2
"""Marks above and below one letter: enough for every language, and for no tower of them."""

STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, beyond their own text too. Languages that
are written from the right need none: pages isolate each note.
"""

BLANK: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters that Unicode counts as letters or signs, and nobody sees."""


def plain_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a seat asks for, with the text of a note made plain."""
    text = request.get("text")
    return dict(request) | ({"text": plain_text(text)} if isinstance(text, str) else {})


def plain_text(text: str) -> str:
    """Return a text in composed letters (NFC), without control characters and steering ones, with
    at most two marks a letter; "" for one in which there is nothing to see.

    >>> plain_text("one" + chr(0) + "two"), len(plain_text("e" + 9 * chr(0x301)))
    ('onetwo', 2)
    """
    parts = normalize("NFD", text.replace("\t", " "))
    plain = normalize("NFC", "".join(plain_characters(parts)))
    return plain if any(is_seen(character) for character in plain) else ""


def plain_characters(text: str) -> Iterator[str]:
    """Yield the characters that a note may have, of a text whose letters are taken apart."""
    marks = 0
    for character in text:
        kind = category(character)
        if kind in ("Mn", "Me"):
            marks += 1
        elif kind != "Cf":  # what is not seen stands on no letter of its own
            marks = 0
        steers = character in STEERING or (kind == "Cc" and character != "\n")
        if marks <= MOST_MARKS and not steers:
            yield character


def is_seen(character: str) -> bool:
    """Say whether a character leaves something to see."""
    return category(character)[0] not in "CZM" and character not in BLANK
