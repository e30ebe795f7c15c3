"""A lesson: which scenario, which two settings of one lever, what is bet on, and every text that its page shows."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from sim.errors import UsageProblem, nearest

DEFAULT_LESSON: Final = "lose-lose"
SUFFIX: Final = ".toml"
FOLDER: Final = "lessons"
ORDER: Final = ("spiral", "brinkmanship", "enforcement-dilemma", "lose-lose")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a lesson plays; its texts are in the file of strings, under the same name.

    `first` and `second` are what each of the two choices changes in the scenario, as `Scenario.change` takes it.
    `seat` is the capital that the class takes, `options` its three courses in the crisis. `opening` holds the words and
    deeds of the month before the crisis by menu, and `crisis` what else the crisis changes before its first month.
    """

    name: str
    scenario: str
    outcome: str
    seat: str
    world: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    options: tuple[str, ...]
    opening: Mapping[str, str]
    crisis: Mapping[str, Any]


def lesson_names() -> tuple[str, ...]:
    """Return the names of the lessons, in the order in which they are best taught."""
    return ORDER


def read_lesson(name: str) -> Lesson:
    """Return a lesson by its name; raises UsageProblem with the nearest name for one that does not exist."""
    if name not in ORDER:
        raise UsageProblem(
            f"there is no lesson '{name}'", f"--lesson {name}", f"Use one of: {', '.join(ORDER)}.{nearest(name, ORDER)}"
        )
    file = resources.files(__package__).joinpath(FOLDER, name + SUFFIX)
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    crisis = said["crisis"]
    return Lesson(
        name, said["scenario"], said["outcome"], said["seat"], said["world"], said["first"], said["second"],
        tuple(crisis["options"]), crisis["opening"], crisis["values"],
    )  # fmt: skip


STRINGS: Final = "strings"
STRINGS_SUFFIX: Final = ".toml"
PLACE: Final = re.compile(r"\{\{([a-zA-Z0-9_.-]+)\}\}")
Texts = dict[str, Any]


def languages() -> tuple[str, ...]:
    """Return the languages of which there is a file of strings, by their tags."""
    files = resources.files(__package__).joinpath("assets", STRINGS).iterdir()
    return tuple(sorted(file.name.removesuffix(STRINGS_SUFFIX) for file in files if file.name.endswith(STRINGS_SUFFIX)))


def read_texts(language: str, lesson: str) -> Texts:
    """Return the texts in a language, with those of one lesson under `lesson`; raises UsageProblem for an unknown one.

    The texts hold `{name}` where the page puts a number.
    """
    known = languages()
    if language not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(language, known)}"
        raise UsageProblem(f"there are no texts in '{language}'", "language", remedy)
    file = resources.files(__package__).joinpath("assets", STRINGS, language + STRINGS_SUFFIX)
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
