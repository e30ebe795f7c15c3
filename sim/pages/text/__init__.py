"""Every text that a person sees on a page, by part and language: one folder a language, one file a
part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from sim.core.base.errors import UsageProblem, nearest

LONG: Final = "x-long"
"""Its tag; it is made from the English texts and has no folder."""

LONGER: Final = 0.4
KEPT: Final = re.compile(r"(\{\w+\}|</?\w+[^>]*>)")
"""The parts of a text that stay as they are: a placeholder for a value, and markup."""

AS_IT_IS: Final = ("language.", "number.")
"""Prefixes of keys of texts that are no sentences: a direction, a locale, the form of a number."""

ACCENTED: Final = str.maketrans("aeiouyAEIOUYcnsz", "áéíóúýÁÉÍÓÚÝçñšž")
FILLING: Final = "lörém îpsüm "


def lengthen_text(key: str, text: str) -> str:
    """Return a text in the long language: in brackets, accented, two fifths longer.

    Placeholders and markup are kept, and so is a text without letters.
    """
    if key.startswith(AS_IT_IS) or not text:
        return text
    pieces = KEPT.split(text)
    letters = sum(len(piece) for piece in pieces[::2])
    if not any(letter.isalpha() for piece in pieces[::2] for letter in piece):
        return text
    filling = (FILLING * (letters // len(FILLING) + 1))[: round(LONGER * letters)]
    lengthened = "".join(
        piece if place % 2 else piece.translate(ACCENTED) for place, piece in enumerate(pieces)
    )
    return f"[{lengthened}{filling.rstrip() and ' ' + filling.strip()}]"


ENGLISH: Final = "en"
COMMON: Final = "common"
"""The part that every page has: the language itself, and how it writes numbers."""

NAMES: Final = "names"
SEATS: Final = "seats"
SUFFIX: Final = ".toml"


def languages() -> tuple[str, ...]:
    """Return the languages of which there is a folder, by their tags."""
    folders = (folder for folder in resources.files(__package__).iterdir() if folder.is_dir())
    return tuple(
        sorted(folder.name for folder in folders if folder.joinpath(COMMON + SUFFIX).is_file())
    )


def parts(language: str = ENGLISH) -> tuple[str, ...]:
    """Return the parts of the catalogue that a language has: the files of its folder."""
    files = resources.files(__package__).joinpath(language).iterdir()
    return tuple(
        sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX))
    )


def checked_language(language: str) -> str:
    """Return a language that there is; raises UsageProblem with the nearest for another."""
    tags = languages()
    if language not in (*tags, LONG):
        remedy = f"Use one of: {', '.join(tags)}.{nearest(language, tags)}"
        raise UsageProblem(f"there are no texts in '{language}'", "language", remedy)
    return language


def texts(part: str, language: str = ENGLISH) -> dict[str, str]:
    """Return the texts of a part by their dotted keys; a text that a language lacks is in English.

    A text holds `{name}` as the place of a value. Raises UsageProblem for an unknown language.
    """
    originals = english(part)
    if checked_language(language) == LONG:
        return {key: lengthen_text(key, text) for key, text in originals.items()}
    translations = (
        {}
        if language == ENGLISH
        else {key: text for key, (_, text) in read_pairs(part, language).items()}
    )
    return {key: translations.get(key, text) for key, text in originals.items()}


def page_texts(language: str, *part_names: str) -> dict[str, str]:
    """Return the texts of a page: the common part, and those wanted; raises ValueError where two
    share a key.
    """
    content: dict[str, str] = {"language.tag": checked_language(language)}
    for part in (COMMON, *part_names):
        added = texts(part, language)
        if shared := content.keys() & added.keys():
            raise ValueError(f"the part {part} repeats the keys {sorted(shared)}")
        content |= added
    return content


def english(part: str) -> dict[str, str]:
    """Return the English texts of a part: those of its file, and the names of the catalogues."""
    declared: dict[str, str] = {}
    if part in (NAMES, SEATS):
        from sim.pages.text import names

        declared = dict(names.english_names() if part == NAMES else names.english_states())
    return declared | read_texts(part)


@cache
def read_texts(part: str) -> dict[str, str]:
    """Return the English texts of one file by their dotted keys."""
    return dict(leaves(tomllib.loads(file_of(part, ENGLISH).read_text(encoding="utf-8"))))


@cache
def read_pairs(part: str, language: str) -> dict[str, tuple[str, str]]:
    """Return, by dotted keys, each English text and its translation; none if a language has no such
    file.
    """
    file = file_of(part, language)
    pairs = leaves(tomllib.loads(file.read_text(encoding="utf-8"))) if file.is_file() else ()
    return {key: (english, translation) for key, (english, translation) in pairs}


def file_of(part: str, language: str) -> Traversable:
    """Return where the texts of a part stand in a language."""
    return resources.files(__package__).joinpath(language, part + SUFFIX)


def leaves(table: Mapping[str, Any], head: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of a table of tables, each with its dotted key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value
