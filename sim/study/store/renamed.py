"""Read results of the third edition under the present names, by the table in `renamed.toml`.

Only files that a command has kept are read so; an old name in a user's own file is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, Final

from sim.core.scenario.fingerprint import THIRD_EDITION, Model
from sim.core.scenario.toml_file import TomlFile

NAMING: Final = {"outcomes", "factors", "luck"}
"""Keys of a study under which texts hold names."""

WORDS: Final = {"meaning", "label", "unit", "python", "against"}
"""Keys of a user's own outcome under which no text holds a name that moved."""


def new_names(then: Model) -> Mapping[str, str]:
    """Return the present names by those in results of a model; empty for this edition."""
    return _new_names() if THIRD_EDITION in then.table else {}


def name_now(name: str) -> str:
    """Return the present name for one of this edition or of the third."""
    return _new_names().get(name, name)


def with_names(file: TomlFile, names: Mapping[str, str]) -> TomlFile:
    """Return a kept file with the names in its data replaced; its text stays as it was written."""
    return replace(file, data=_renamed(file.data, names, False)) if names else file


@cache
def _new_names() -> dict[str, str]:
    text = resources.files(__package__).joinpath("renamed.toml").read_text(encoding="utf-8")
    return {old: new for kind in tomllib.loads(text).values() for old, new in kind.items()}


def _renamed(value: Any, names: Mapping[str, str], naming: bool) -> Any:
    """Return plain data with the names in its keys replaced, and if `naming` those in its texts."""
    if isinstance(value, dict):
        return {
            names.get(key, key): _renamed(
                each, names, (naming or key in NAMING) and key not in WORDS
            )
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_renamed(each, names, naming) for each in value]
    if not naming or not isinstance(value, str):
        return value
    # `kim.key` is one name, and a formula holds many.
    return re.sub(r"[^\W\d][\w.]*", lambda found: names.get(found[0], found[0]), value)
