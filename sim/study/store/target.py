"""The one file that a command is to write, looked at before anything is worked out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sim.errors import UsageProblem

PAGES: Final = (".html", ".htm")
"""How the name of a page may end."""


def target_for(path: str | os.PathLike[str], force: bool, suffixes: tuple[str, ...], thing: str) -> Path:
    """Return the path of a file that can be written; one that is there is replaced only by force.

    `thing` says in an error what was to be written. Raises UsageProblem for another suffix, a folder that is not there,
    and something that is in the way.
    """
    target = Path(path)
    if target.suffix.lower() not in suffixes:
        raise UsageProblem(f"'{target.name}' is no {thing}", str(target), f"End the name in {' or '.join(suffixes)}.")
    if not target.parent.is_dir():
        raise UsageProblem("there is no such folder", str(target.parent), "Make the folder, or choose another.")
    if target.exists() and not target.is_file():
        raise UsageProblem("there is a folder of that name", str(target), "Give the name of a file.")
    if target.exists() and not force:
        raise UsageProblem("there is a file of that name", str(target), "Choose another name, or give --force.")
    return target
