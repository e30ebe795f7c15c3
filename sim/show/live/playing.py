"""Playing line-ups for the page: recording only what is drawn, and giving up when superseded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.study.run import Run, run
from sim.study.scenario import Scenario

Check = Callable[[], None]
"""Called between batches of worlds; it raises where nobody wants the answer any more."""


def play(scenarios: Sequence[Scenario], worlds: int, seed: int, check: Check) -> list[Run]:
    """Return a run of each scenario, worlds 0 up, with tension recorded."""
    check()
    return [run(each, worlds, seed, record=["tension"], progress=lambda _: check()) for each in scenarios]
