"""Headlines as a terminal and a program read them: the texts that the pages of seats show, in English."""

from __future__ import annotations

from functools import cache
from typing import Final

from sim.pages.seats.story import Headline
from sim.pages.text import texts

AS_THEY_STAND: Final = ("text",)
"""Values of a headline that are no key of a name."""


@cache
def said() -> dict[str, str]:
    """Return all texts by their keys."""
    return texts("names") | texts("seats")


def named(key: str) -> str:
    """Return the text of a key."""
    return said()[key]


def in_words(headline: Headline) -> str:
    """Return a headline as a sentence."""
    values = {name: value if name in AS_THEY_STAND else named(value) for name, value in headline["values"].items()}
    return named(headline["key"]).format(**values)
