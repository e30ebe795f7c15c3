"""The story of one world: month by month what was faced, compared, done and what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.arrays import Floats, Ints
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS, index_of
from sim.world.capitals.pyongyang import KIM_TYPES, PLAIN
from sim.world.door import ImposedMove, Intervention
from sim.world.model import EscalationModel
from sim.world.outcomes import FINAL_STATES, losing_line
from sim.world.parameters import assemble
from sim.world.perception import LAST_QUIET_MOVE
from sim.world.scenario import Scenario
from sim.world.state import RECORDED_STATES, State

from .happenings import ENDINGS, Happened, happened, in_words
from .watch import Asked, Page, blocks_of, watch

SURPRISES: Final = 3
"""Months of the largest surprise that count as decisive."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one capital compared in a month, and what it did.

    `moves` names the whole menu; `utilities` and `chances` belong to it in order. The utility of a war move is None
    where the move is not compared: its chance then comes from its threshold. `uniform` is the luck that drew the move
    `drawn`, by inverse distribution function over the menu; `move` is what was done, which differs from `drawn` only
    where it was `imposed`. `chance` is the chance of the move done.
    """

    capital: str
    policy: str
    moves: tuple[str, ...]
    utilities: tuple[float | None, ...]
    chances: tuple[float, ...]
    uniform: float
    drawn: str
    move: str
    imposed: bool

    @property
    def chance(self) -> float:
        """The chance of the move that was made."""
        return self.chances[self.moves.index(self.move)]

    @property
    def surprise(self) -> float:
        """How surprising the drawn move was, in bits: one more for every halving of its chance."""
        return -math.log2(self.chances[self.moves.index(self.drawn)])

    @property
    def likeliest(self) -> str:
        """The move with the largest chance."""
        return self.moves[self.chances.index(max(self.chances))]

    @property
    def label(self) -> str:
        """The move that was made, in words."""
        return label_of(self.capital, self.move)

    def as_dict(self) -> dict[str, Any]:
        """Return the decision as plain data: the menu with the best move first."""
        menu = [
            {"move": move, "utility": utility, "chance": chance}
            for move, utility, chance in zip(self.moves, self.utilities, self.chances, strict=True)
        ]
        return {
            "policy": self.policy, "move": self.move, "chance": self.chance, "drawn": self.drawn,
            "imposed": self.imposed, "uniform": self.uniform, "surprise_bits": self.surprise, "menu": menu,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a world: `number` counts from 0, `label` is "2017-05".

    `states` are the states at its end and `faced` those on which the capitals chose, after the month's shocks and
    before anyone's error of observation. `decisions` holds a Decision for each capital.
    """

    number: int
    label: str
    faced: dict[str, float]
    states: dict[str, float]
    decisions: dict[str, Decision]
    events: tuple[Happened, ...]

    @property
    def rung(self) -> int:
        """The rung of the ladder at the end of the month, 0 to 7; a war stands among the events."""
        return int(self.states["tension"])

    @property
    def surprise(self) -> float:
        """The surprise of the least likely of the four moves, in bits."""
        return max(each.surprise for each in self.decisions.values())

    def has(self, *kinds: str) -> bool:
        """Say whether something of these kinds happened."""
        return any(event.kind in kinds for event in self.events)

    def as_dict(self) -> dict[str, Any]:
        """Return the month as plain data."""
        return {
            "month": self.label, "number": self.number, "rung": self.rung, "states": self.states, "faced": self.faced,
            "capitals": {name: each.as_dict() for name, each in self.decisions.items()},
            "events": [event.as_dict() for event in self.events],
        }  # fmt: skip


@dataclass(frozen=True)
class Story:
    """The story of world `world` of a scenario under a seed, with what was imposed on it.

    `start` holds the states before the first month, `months` only the months played, and `outcomes` the outcomes of
    the world as a run has them, `final_state` by name.
    """

    scenario: Scenario
    seed: int
    world: int
    interventions: tuple[Intervention, ...]
    kim: str
    start: dict[str, float]
    months: tuple[Month, ...]
    outcomes: dict[str, Any]

    @property
    def final_state(self) -> str:
        """How the world ends, as one of FINAL_STATES."""
        return str(self.outcomes["final_state"])

    @property
    def ended_early(self) -> bool:
        """Whether an event ended the world before, or in, its last month."""
        return self.months[-1].has(*ENDINGS)

    @property
    def losing_at(self) -> dict[str, float]:
        """The change of value below which Washington, and Beijing, count as losing."""
        p = assemble([self.scenario.resolved()], [1])
        line = losing_line(p, self.scenario.months)
        return {name: -float(p.lose_lose_threshold * line[name]) for name in ("washington", "beijing")}

    def month(self, label: str) -> Month | None:
        """Return a month by its label, or None where it was not played."""
        return next((month for month in self.months if month.label == label), None)

    def series(self, state: str) -> Floats:
        """Return a state as a run records it: at the start and the end of each month, NaN after the end."""
        rows = np.full(self.scenario.months + 1, np.nan)
        rows[: len(self.months) + 1] = [self.start[state], *(month.states[state] for month in self.months)]
        return rows

    def lane(self, capital: str) -> Ints:
        """Return the moves of a capital as ordinals, as a run records them: −1 after the end."""
        rows = np.full(self.scenario.months, -1, dtype=np.intp)
        rows[: len(self.months)] = [index_of(capital, month.decisions[capital].move) for month in self.months]
        return rows

    def decisive(self, surprises: int = SURPRISES) -> tuple[Month, ...]:
        """Return the months that tell most: the largest surprises, starts of crises, freezes, and the end."""
        least_likely = sorted(self.months, key=lambda month: -month.surprise)[:surprises]
        chosen = {month.number for month in least_likely} | {self.months[-1].number}
        chosen |= {month.number for month in self.months if month.has("crisis", "freeze", "freeze_breaks")}
        return tuple(month for month in self.months if month.number in chosen)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole story as plain data."""
        return {
            "scenario": self.scenario.name, "scenario_hash": self.scenario.hash, "seed": self.seed,
            "world": self.world, "kim": self.kim, "start": self.start, "outcomes": self.outcomes,
            "decisive": [month.label for month in self.decisive()],
            "months": [month.as_dict() for month in self.months],
        }  # fmt: skip


def story(scenario: Scenario, seed: int, world: int, interventions: Sequence[Intervention] = ()) -> Story:
    """Return the story of one world; raises UsageProblem for an intervention outside the horizon."""
    return stories(scenario, seed, [world], interventions)[0]


def stories(
    scenario: Scenario, seed: int, worlds: Sequence[int], interventions: Sequence[Intervention] = ()
) -> list[Story]:
    """Return the stories of some worlds by number, played in one batch; each is the one it has alone, bit for bit.

    Raises UsageProblem for a world that is no whole number of at least 0, for none, or for an intervention outside the
    horizon.
    """
    return told([(scenario, world) for world in worlds], seed, interventions)


def told(asked: Sequence[Asked], seed: int, interventions: Sequence[Intervention] = ()) -> list[Story]:
    """Return the stories of worlds of one or several scenarios that can share a batch, in the order asked for."""
    model = EscalationModel(blocks_of(asked), rng=seed, interventions=interventions, watched=True)
    opening = model.state
    pages = watch(model)
    columns = model.outcomes()
    kinds = kim_names(model)
    found = []
    for k, (scenario, world) in enumerate(asked):
        played = [page for page in pages if page.running[k]]
        ends: dict[str, Any] = {name: column[k].item() for name, column in columns.items()}
        ends["final_state"] = FINAL_STATES[ends["final_state"]]
        months = tuple(month_of(model, pages, page.number, k) for page in played)
        about = (scenario, seed, world, tuple(interventions), kinds[k])
        found.append(Story(*about, states_of(opening, k), months, ends))
    model.close()
    return found


def kim_names(model: EscalationModel) -> list[str]:
    """Return the type of Kim in each world, by name."""
    return [PLAIN if kind < 0 else KIM_TYPES[kind] for kind in model.kim_type.tolist()]


def month_of(model: EscalationModel, pages: list[Page], number: int, k: int) -> Month:
    """Return a month of the world at position k of a model that was watched."""
    page = pages[number]
    label = month_after(model.batch.scenario.start, number)
    decisions = {capital: decision_of(model, page, capital, k) for capital in CAPITALS}
    events = happened(model, pages, number, k)
    return Month(number, label, states_of(page.faced, k), states_of(page.after, k), decisions, events)


def states_of(state: State, k: int) -> dict[str, float]:
    """Return the recorded states of the world at position k."""
    return {name: float(getattr(state, name)[k]) for name in RECORDED_STATES}


def decision_of(model: EscalationModel, page: Page, capital: str, k: int) -> Decision:
    """Return what a capital compared and did in a month of the world at position k."""
    menu = ACTIONS[capital]
    chances = page.chances[capital][:, k].tolist()
    utilities: list[float | None] = list(page.utilities[capital][:, k].tolist())
    utilities += [None] * (len(menu) - len(utilities))
    war = LAST_QUIET_MOVE[capital] + 1
    if war < len(menu) and not chances[war]:
        # A war move that is not feasible stands in the menu with a utility that means nothing.
        utilities[war] = None
    drawn = menu[int(page.drawn[capital][k])].name
    made = menu[int(page.after.moves[capital][k])].name
    policy = model.batch.conducts[capital].keys[int(page.policies[capital][k])][0]
    imposed = any(
        isinstance(each, ImposedMove) and (each.capital, each.month, each.move) == (capital, page.number, made)
        and (each.worlds is None or int(model.numbers[k]) in each.worlds)
        for each in model.interventions
    )  # fmt: skip
    return Decision(
        capital, policy, tuple(action.name for action in menu), tuple(utilities), tuple(chances),
        float(page.uniforms[capital][k]), drawn, made, imposed,
    )  # fmt: skip


def label_of(capital: str, move: str) -> str:
    """Return a move in words."""
    return next((action.label for action in ACTIONS[capital] if action.name == move), in_words(move))
