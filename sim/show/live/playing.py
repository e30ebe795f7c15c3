"""Playing line-ups for the page: in one batch, recording only what is drawn, and giving up when superseded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.game.catalogue import CAPITALS
from sim.study.run import Run
from sim.study.runner import cut
from sim.world.batch import Block
from sim.world.model import EscalationModel
from sim.study.scenario import Scenario

from .asking import MOST_WORLDS

RECORD = ("tension", "freeze", *CAPITALS)
Check = Callable[[], None]
"""Called between months; it raises where nobody wants the answer any more."""


def play(scenarios: Sequence[Scenario], worlds: int, seed: int, check: Check) -> list[Run]:
    """Return a run of each scenario, worlds 0 up, with tension, freeze and moves recorded.

    Scenarios that share their structure are stepped together; every world is the one that `sim.run` plays.
    """
    blocks = [Block(scenario, 0, worlds) for scenario in scenarios]
    runs: list[Run] = []
    for part in cut(blocks, MOST_WORLDS):
        model = EscalationModel(part, rng=seed, record=RECORD)
        try:
            for _ in range(model.batch.scenario.months):
                check()
                model.step()
            columns, recorder = model.outcomes(), model.recorder
        finally:
            model.close()
        for number, block in enumerate(part):
            own = slice(number * worlds, (number + 1) * worlds)
            runs.append(
                Run(
                    block.scenario, seed, {name: values[own] for name, values in columns.items()},
                    state={name: rows[:, own] for name, rows in recorder.state.items()},
                    moves={name: rows[:, own] for name, rows in recorder.moves.items()},
                )
            )  # fmt: skip
    return runs
