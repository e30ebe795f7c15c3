"""Every text that the page shows, from one file a language."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from sim.errors import UsageProblem, nearest

FOLDER: Final = "strings"
SUFFIX: Final = ".toml"
PLACE: Final = re.compile(r"\{\{([a-zA-Z0-9_.-]+)\}\}")
Texts = dict[str, Any]


def languages() -> tuple[str, ...]:
    """Return the languages of which there is a file of strings, by their tags."""
    files = resources.files(__package__).joinpath("assets", FOLDER).iterdir()
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX)))


def read_texts(language: str, lesson: str) -> Texts:
    """Return the texts in a language, with those of one lesson under `lesson`; raises UsageProblem for an unknown one.

    The texts hold `{name}` where the page puts a number.
    """
    known = languages()
    if language not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(language, known)}"
        raise UsageProblem(f"there are no texts in '{language}'", "language", remedy)
    file = resources.files(__package__).joinpath("assets", FOLDER, language + SUFFIX)
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    lessons = said.pop("lessons")
    return said | {"lesson": lessons[lesson]}


def looked_up(texts: Mapping[str, Any], name: str) -> str:
    """Return a text by its dotted name; raises KeyError for one that does not exist."""
    found: Any = texts
    for part in name.split("."):
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(name)
    return found


def filled(template: str, texts: Mapping[str, Any], raw: Mapping[str, str]) -> str:
    """Return a template with each `{{name}}` replaced: by what `raw` holds as it stands, else by an escaped text."""

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        return raw[name] if name in raw else html.escape(looked_up(texts, name))

    return PLACE.sub(place, template)
