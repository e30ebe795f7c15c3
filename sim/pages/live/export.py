"""Writing the page for analysts to a file, which opens from disk and needs no server and no network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.errors import UsageProblem
from sim.pages.live.data import SIZES, offers, page
from sim.study.run.worlds import checked_seed, whole
from sim.study.scenario import Scenario
from sim.study.store.disk import write
from sim.study.store.target import PAGES, target_for

DEFAULT: Final = "sim-play.html"
MARK: Final = b'<meta name="generator" content="sim play">'


def export(
    scenario: Scenario, path: str | os.PathLike[str] | None = None, *, asked: str = "", changed: Sequence[str] = (),
    worlds: int = SIZES[1], seed: int = 7, language: str = "en", force: bool = False,
) -> Path:  # fmt: skip
    """Write the page of a scenario and of those that ship, and return its path; without one it is `sim-play.html`.

    `asked` and `changed` are the words by which a command gives the scenario. The same arguments give the same bytes.
    A file that exists is kept unless `force` is given or it is an earlier page of that name. Raises UsageProblem.
    """
    checked_seed(seed)
    if whole("worlds", worlds, 1) > SIZES[-1]:
        raise UsageProblem(f"a page cannot play {worlds} worlds", "worlds", f"Give {SIZES[-1]} or fewer.")
    named = DEFAULT if path is None else path
    target = target_for(named, force or (path is None and ours(Path(DEFAULT))), PAGES, "page")
    content = page(offers(scenario, asked or scenario.name, changed), int(worlds), seed, language)
    write(target, content.encode())
    return target


def ours(path: Path) -> bool:
    """Say whether a file is an earlier page, which may be replaced."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK in file.read(500)
