"""Watching worlds month by month: what everyone faced, compared and did, as the model itself worked it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints
from sim.game.catalogue import CAPITALS
from sim.world.actors import Pyongyang, Washington
from sim.world.batch import Block
from sim.world.events import Happening
from sim.world.luck import Luck
from sim.world.model import EscalationModel
from sim.world.scenario import Scenario
from sim.world.state import State

Flags = npt.NDArray[np.bool_]
Asked = tuple[Scenario, int]
"""A world that is asked for: its scenario and its number."""

NO_TURN: Final = -1


@dataclass(frozen=True, slots=True)
class Page:
    """One month of some worlds; arrays are `(worlds,)`.

    `before` is the state at its start, `faced` the state after shocks, on which all choose, and `after` the state at
    its end. Of each capital, `utilities` `(rows, worlds)` and `chances` `(moves, worlds)` are those of its menu, and
    `drawn` is the move that `uniforms` draw. `policies` are indices of the policies in force; `turned` is the policy
    that a reacting capital took up this month, −1 for none; `elected` the winner of each vote held this month.
    `running` says where the world had not ended before.
    """

    number: int
    running: Flags
    before: State
    faced: State
    after: State
    utilities: dict[str, Floats]
    chances: dict[str, Floats]
    drawn: dict[str, Ints]
    uniforms: dict[str, Floats]
    policies: dict[str, Ints]
    turned: dict[str, Ints]
    elected: dict[str, Ints]
    happening: Happening
    luck: Luck


def blocks_of(asked: Sequence[Asked]) -> list[Block]:
    """Return the blocks that hold some worlds, in the order given; neighbours of one scenario share a block."""
    blocks: list[Block] = []
    for scenario, world in asked:
        last = blocks[-1] if blocks else None
        if last and last.scenario is scenario and last.first_world + last.worlds == world:
            blocks[-1] = Block(scenario, last.first_world, last.worlds + 1)
        else:
            blocks.append(Block(scenario, world, 1))
    return blocks


def watch(model: EscalationModel) -> list[Page]:
    """Play a watched model to its horizon and return a page for each month until all its worlds have ended."""
    pages: list[Page] = []
    before_turn = turns(model)
    while model.month < model.batch.scenario.months and model.tally.alive.any():
        number, running, before = model.month, model.tally.alive, model.state
        model.step()
        now = turns(model)
        assert model.faced is not None
        assert model.happening is not None
        chosen = {name: model.capital(name).chosen for name in CAPITALS}
        choices = {name: choice for name, choice in chosen.items() if choice is not None}
        uniforms = {name: model.luck.uniform(f"choice_{name}") for name in CAPITALS}
        pages.append(Page(
            number, running, before, model.faced, model.state,
            {name: choice.utility for name, choice in choices.items()},
            {name: choice.chances() for name, choice in choices.items()},
            {name: choice.drawn(uniforms[name]) for name, choice in choices.items()},
            uniforms,
            {name: model.capital(name).policy for name in CAPITALS},
            {name: np.where(now[name] != before_turn[name], now[name], NO_TURN) for name in now},
            elected_in(model, number), model.happening, model.luck,
        ))  # fmt: skip
        before_turn = now
    # What a world is worth counts all months of the horizon, its end or not.
    model.run()
    return pages


def turns(model: EscalationModel) -> dict[str, Ints]:
    """Return which family Washington's adaptive policy uses, and which preset an unpredictable Kim has taken up."""
    washington, pyongyang = model.capital("washington"), model.capital("pyongyang")
    assert isinstance(washington, Washington)
    assert isinstance(pyongyang, Pyongyang)
    adapts = washington.batch.conducts["washington"].follows(washington.policy, "adaptive")
    wild = np.asarray(pyongyang.levers.unpredictability) > 0.0
    return {
        "washington": np.where(adapts, washington.family, NO_TURN),
        "pyongyang": np.where(wild, pyongyang.taken_up, NO_TURN),
    }


def elected_in(model: EscalationModel, month: int) -> dict[str, Ints]:
    """Return the policy that each vote held in a month has brought, by capital, as indices `(worlds,)`."""
    found = {}
    if model.batch.has("elections"):
        for number, vote in enumerate(model.batch.scenario.elections):
            if model.batch.month_of(vote.month) == month:
                found[vote.capital] = model.capital(vote.capital).winners[number]
    return found
