"""Where the texts of the pages stand, and how a page gets those of its language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from sim.errors import UsageProblem, nearest
from sim.pages.text.long import LONG, lengthened

ENGLISH: Final = "en"
COMMON: Final = "common"
"""The part that every page has: the language itself, and how it writes numbers."""

NAMES: Final = "names"
CLAIMS: Final = "claims"
SEATS: Final = "seats"
SUFFIX: Final = ".toml"


def languages() -> tuple[str, ...]:
    """Return the languages of which there is a folder, by their tags."""
    return tuple(sorted(folder.name for folder in resources.files(__package__).iterdir() if is_language(folder)))


def is_language(folder: Any) -> bool:
    """Say whether a folder holds texts: it has the part that every page has."""
    return bool(folder.is_dir() and folder.joinpath(COMMON + SUFFIX).is_file())


def parts(language: str = ENGLISH) -> tuple[str, ...]:
    """Return the parts of the catalogue that a language has: the files of its folder."""
    files = resources.files(__package__).joinpath(language).iterdir()
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX)))


def checked_language(language: str) -> str:
    """Return a language that there is; raises UsageProblem with the nearest for another."""
    known = languages()
    if language not in (*known, LONG):
        remedy = f"Use one of: {', '.join(known)}.{nearest(language, known)}"
        raise UsageProblem(f"there are no texts in '{language}'", "language", remedy)
    return language


def texts(part: str, language: str = ENGLISH) -> dict[str, str]:
    """Return the texts of a part by their dotted keys; what a language does not have yet is in English.

    A text holds `{name}` where the page puts a value. Raises UsageProblem for a language that there is not.
    """
    known = english(part)
    if checked_language(language) == LONG:
        return {key: lengthened(key, text) for key, text in known.items()}
    own = {} if language == ENGLISH else read(part, language)
    return {key: own.get(key, text) for key, text in known.items()}


def page_texts(language: str, *wanted: str) -> dict[str, str]:
    """Return the texts of a page: the common part, and those wanted; raises ValueError where two share a key."""
    found: dict[str, str] = {"language.tag": checked_language(language)}
    for part in (COMMON, *wanted):
        added = texts(part, language)
        if shared := found.keys() & added.keys():
            raise ValueError(f"the part {part} repeats the keys {sorted(shared)}")
        found |= added
    return found


def english(part: str) -> dict[str, str]:
    """Return the English texts of a part: its file, and what the ledgers of names and claims declare."""
    declared: dict[str, str] = {}
    if part == NAMES:
        from sim.pages.text.names import english_names

        declared = english_names()
    elif part == CLAIMS:
        declared = english_claims()
    elif part == SEATS:
        from sim.pages.text.names import english_states

        declared = english_states()
    return declared | read(part, ENGLISH)


@cache
def read(part: str, language: str) -> dict[str, str]:
    """Return the texts of one file by their dotted keys; none where a language does not have the file."""
    file = resources.files(__package__).joinpath(language, part + SUFFIX)
    if language != ENGLISH and not file.is_file():
        return {}
    return dict(leaves(tomllib.loads(file.read_text(encoding="utf-8"))))


def leaves(table: Mapping[str, Any], head: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of a table of tables, each with its dotted key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value


def english_claims() -> dict[str, str]:
    """Return the sentence of each claim that a page shows, from the files that declare and test them."""
    home = resources.files("sim.pages.class_page")
    lessons = (each for each in home.joinpath("lessons").iterdir() if each.name.endswith(SUFFIX))
    course, *others = (tomllib.loads(each.read_text("utf-8")) for each in (home.joinpath("course.toml"), *lessons))
    said = {name: claim["says"] for file in (course, *others) for name, claim in file["claim"].items()}
    return {f"claims.{name}": said[name] for beat in course["beats"] for name in beat["claims"]}
