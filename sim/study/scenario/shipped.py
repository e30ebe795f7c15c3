"""The scenarios that come with the project."""

from __future__ import annotations

from importlib import resources
from typing import Final

SUFFIX: Final = ".toml"
FOLDER: Final = resources.files("sim.scenarios")


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that ship with the project, in order."""
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in FOLDER.iterdir() if file.name.endswith(SUFFIX)))


def shipped_bytes(name: str) -> bytes:
    """Return the file of a shipped scenario; the name must be one of `shipped_scenarios()`."""
    return FOLDER.joinpath(name + SUFFIX).read_bytes()
