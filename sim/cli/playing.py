"""What `sim play` does once its options are read: write the page for analysts, or the class page."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping
from typing import Any, Final

from sim.cli.output import say, talk
from sim.cli.reading import Changes, read_scenario

DEFAULT_SCENARIO: Final = "2017-spring"


def write_class_page(
    path: str, lesson: str | None, scenario: str | None, changes: Changes, force: bool, language: str,
    quiet: bool, given: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write the class page; `given` holds the seed and worlds if the person named them."""
    from sim.pages.class_page import COURSE, export

    changed = scenario is not None or changes
    asked = read_scenario(scenario or DEFAULT_SCENARIO, changes) if changed else None
    written = export(lesson or COURSE, path, scenario=asked, language=language, force=force, **given)
    talk(f"written to {written}", quiet)


def write_page(
    asked: str, changes: Changes, path: str | None, worlds: int, seed: int, language: str, force: bool, opens: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Write the page for analysts, print its path, and open it in the browser."""
    from sim.pages.live.export import export

    written = export(
        read_scenario(asked, changes), path, asked=asked, changed=[text for text, _ in changes], worlds=worlds,
        seed=seed, language=language, force=force,
    )  # fmt: skip
    talk("one file: it needs no server and no network", quiet)
    say(str(written))
    if opens:
        webbrowser.open(written.resolve().as_uri())
