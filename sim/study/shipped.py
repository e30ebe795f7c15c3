"""The scenarios that come with the project."""

from __future__ import annotations

from importlib import resources
from typing import Final

from .toml_file import TomlFile, toml_from

SUFFIX: Final = ".toml"
PACKAGE: Final = "sim.scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that ship with the project, in order."""
    files = resources.files(PACKAGE).iterdir()
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX)))


def shipped_file(name: str) -> TomlFile:
    """Return the file of a shipped scenario by its name, which must be one of `shipped_scenarios()`."""
    file = name + SUFFIX
    return toml_from(file, resources.files(PACKAGE).joinpath(file).read_bytes())
