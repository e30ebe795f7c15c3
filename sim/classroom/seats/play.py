"""Playing a game from its record: the world month by month, each capital's views, and the red
lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.classroom.seats.record import MOST_NOTES, Act, GameRecord, Note, RedLineAct
from sim.classroom.seats.red_lines import DrawnLine, lines_of
from sim.classroom.team.reading import believe
from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem
from sim.core.base.months import month_after
from sim.core.engine import PLACES
from sim.core.engine.plain import now_of
from sim.core.engine.records import fill_record
from sim.core.game.beliefs import error_of_beijing, error_of_economy
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.maths import clip
from sim.core.game.moves import Ending, KimType
from sim.core.game.parameters import Parameters
from sim.core.game.world import STATES, Now, World
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import OF_ONE, outcomes
from sim.core.runs.inputs import Inputs, inputs
from sim.policies.agents.observation import DIGITS, Observation
from sim.policies.external_choices import Months
from sim.policies.user_rules import ActiveRules
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.run.one_world import failure_of, job_of
from sim.study.run.worlds import Run

LEAK: Final = 0.1
"""The probability that a private message leaks: set for the classroom, not a parameter of the
model.
"""


def leaked_messages(acts: Sequence[Act], seed: int, chance: float) -> set[int]:
    """Return the indices of the messages that leak; each has its own draw, by month, capital and
    number.

    Leaks become public at the end of the month.
    """
    leaks: set[int] = set()
    luck: dict[tuple[int, str], Iterator[float]] = {}
    for place, act in enumerate(acts):
        if isinstance(act, Note) and act.to:
            key = act.month, act.by
            if key not in luck:
                source = generator(seed, Stream.SEATS_LEAK, act.month, CAPITALS.index(act.by))
                luck[key] = iter(source.random(MOST_NOTES).tolist())
            if next(luck[key]) < chance:
                leaks.add(place)
    return leaks


TENSION: Final = PLACES.index("tension")
SIGHTS: Final = {capital: Observation(capital) for capital in CAPITALS}

View = dict[str, Any]
"""A capital's view of a month, before any choice: its observation by name, and in `errors` the
standard deviations of noisy quantities.

Only Pyongyang knows Kim's type; the others hold a belief.
"""


@dataclass(frozen=True, eq=False)
class Position:
    """The position of a game; caches of a game that is over use its identity as the key.

    `month` counts the months that are over. `views[capital]` holds the capital's view of each month
    before any choice, up to the present one. `made` holds the moves of each month that is over, by
    menu, and `states` the whole state at the start and after each month. `world` is the present
    world, in its opened month if the game goes on. `leaks` are the indices of acts that leak at the
    end of their month. `held_to` holds Washington's stock of threats in the months in which it drew
    a red line. `closed` is the state before the open month was opened, `(places,)`, from which the
    game goes on.
    """

    record: GameRecord
    month: int
    over: bool
    views: dict[str, list[View]]
    made: list[dict[str, str]]
    states: list[list[float]]
    world: World
    leaks: set[int]
    held_to: dict[int, float]
    closed: Floats

    @property
    def tension(self) -> list[float]:
        """Tension at the start and after each month."""
        return [state[TENSION] for state in self.states]

    def has_leaked(self, place: int) -> bool:
        """Return whether a private message is public, by its index among the acts."""
        return place in self.leaks and self.record.acts[place].month < self.month

    @cached_property
    def lines(self) -> list[DrawnLine]:
        """All red lines, in their present states."""
        return lines_of(self.record.acts, self.made)

    @cached_property
    def belief(self) -> list[float]:
        """Probability of a greedy Kim by the reading card, at the start and after each month."""
        return believe(self.made)

    @property
    def kim(self) -> str:
        """Kim's type."""
        return KimType(int(self.states[-1][PLACES.index("kim.type")])).name.lower()

    @cached_property
    def given(self) -> Inputs:
        """The engine's inputs from the scenario with its news."""
        return inputs(self.record.played)

    @cached_property
    def run(self) -> Run:
        """The world of a game that is over as a run of one world."""
        assert self.over, "a game that goes on has no outcomes yet"
        played, states = self.record.played, self.states[1:]
        # After its end a world repeats its last month, up to the horizon.
        rows = np.array(states + [states[-1]] * (played.months - len(states)))
        series = {name: rows[:, [place]] for place, name in enumerate(PLACES)}
        history = History(series, self.given.numbers, played.start)
        columns = (
            {"world": np.array([self.record.world])}
            | outcomes(history, OF_ONE)
            | {"failed": np.array([False])}
        )
        first = {name: [[self.states[0][place]]] for place, name in enumerate(PLACES)}
        record = {name: np.concatenate([first[name], values]) for name, values in series.items()}
        for values in record.values():
            values[1:][~history.live] = np.nan
        return Run(played, self.record.seed, columns, self.record.interventions(), record)


def position_of(record: GameRecord, earlier: Position | None = None) -> Position:
    """Return the position of a game, played from its start or from an earlier position of it.

    Months that are over do not depend on later acts, choices or news, so both give the same. A
    month is opened and its courses are settled before any act or move of it, so the views do not
    depend on its moves. Raises DataProblem if a user's own policy fails.
    """
    months = Months(
        job_of(record.played, record.seed, record.world, record.interventions()), "python"
    )
    if months.outside.functions:
        earlier = None  # a Python function's state stays in its process, so play from the start
    with closing(months):
        return play_months(record, months, earlier)


def play_months(record: GameRecord, months: Months, earlier: Position | None) -> Position:
    """Return the position of a game, played on from an earlier position or from the start."""
    plan, state = months.stepped.plans[0], months.stepped.state[:, 0]
    p, rules = fill_record(Parameters(), plan.numbers_of(0).tolist()), ActiveRules(plan.game.module)
    months.begin(record.seed, plan.ids)
    month, held_to = 0, dict[int, float]()
    views: dict[str, list[View]] = {capital: [] for capital in CAPITALS}
    moves: list[dict[str, str]] = []
    states = [state[: len(PLACES)].tolist()]
    if earlier is not None:
        state[:] = earlier.closed
        month = earlier.month
        views = {capital: view[:month] for capital, view in earlier.views.items()}
        moves, states = earlier.made.copy(), earlier.states.copy()
        held_to = {
            drawn_in: threats for drawn_in, threats in earlier.held_to.items() if drawn_in < month
        }
    while True:
        closed = state.copy()
        is_over = state[PLACES.index("ending")] != Ending.NONE or month == record.played.months
        if is_over:
            break
        months.open(month)
        check_sound(months, rules)
        world, now = world_in(months), now_of(plan, 0, month, month)
        for capital in CAPITALS:
            dated = {"month": month_after(record.scenario.start, month), "number": month}
            view = SIGHTS[capital].by_name(state) | {
                "errors": errors_of(world, now, p, capital, rules)
            }
            views[capital].append(dated | view)
        held_to |= draw_lines(record, months, now, p, month)
        if month == len(record.months):
            break
        months.act(month)
        check_sound(months, rules)
        moves.append(moves_of(world_in(months)))
        states.append(state[: len(PLACES)].tolist())
        month += 1
    leaks = leaked_messages(record.acts, record.seed, LEAK)
    return Position(
        record, month, bool(is_over), views, moves, states, world_in(months), leaks, held_to, closed
    )


def check_sound(months: Months, rules: ActiveRules) -> None:
    """Raise DataProblem if a user's own policy or rule makes the world fail."""
    if months.errors:
        raise DataProblem(f"the world fails: {months.errors[0]}", "policy", "Correct the policy.")
    if not np.isfinite(months.stepped.state).all():
        raise failure_of(rules)


def world_in(months: Months) -> World:
    """Return the present world of a game."""
    world: World = fill_record(months.stepped.plans[0].game.world(), months.stepped.state[:, 0])
    return world


def moves_of(world: World) -> dict[str, str]:
    """Return the moves of a world's last month, by menu."""
    return {
        menu: moves[int(getattr(world, menu.replace(".", "_")))].name
        for menu, moves in MOVES.items()
    }


def draw_lines(
    record: GameRecord, months: Months, now: Now, p: Parameters, month: int
) -> dict[int, float]:
    """Add Washington's red lines of the open month to its stock of threats; return the stock by
    month, or nothing.

    The model holds Washington to its threats, and each red line is one more. It has no such stock
    for the other capitals.
    """
    lines = sum(
        isinstance(act, RedLineAct) and (act.month, act.by) == (month, "washington")
        for act in record.acts
    )
    if not lines:
        return {}
    threat = p.threat_audience * (1.0 - now.levers.washington_ambiguity)
    audience = months.row("audience")
    audience[0] = clip(float(audience[0]) + lines * threat, 0.0, 1.0)
    return {month: float(audience[0])}


def errors_of(
    world: World, now: Now, p: Parameters, capital: str, rules: ActiveRules
) -> dict[str, float]:
    """Return the standard deviation of each quantity that a capital sees with error.

    After a test every capital knows the arsenal.
    """
    errors: dict[str, float] = {
        name: p.error for name, state in STATES.items() if capital in state.errors
    }
    if capital == "washington":
        errors["economy"] = rules(error_of_economy)(p)
    if capital == "beijing":
        errors["economy"] = rules(error_of_beijing)(now, p)
    if world.quiet <= 2.0:
        errors.pop("arsenal", None)
    return {name: round(error, DIGITS) for name, error in errors.items() if error}
