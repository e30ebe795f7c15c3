"""Playing a game from its record: the world month by month, what every capital sees, and how red
lines stand.
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
from sim.classroom.team.cards import EVEN, believe, draw_cards
from sim.classroom.team.replays import Month, play_of
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
"""The chance that a private message leaks: the room's own, no number of the model."""


def leaked_messages(acts: Sequence[Act], seed: int, chance: float) -> set[int]:
    """Return the places of the messages that leak: the n-th of a capital in a month has the n-th
    luck of both.

    All learn of a leak when the month is over.
    """
    found: set[int] = set()
    luck: dict[tuple[int, str], Iterator[float]] = {}
    for place, act in enumerate(acts):
        if isinstance(act, Note) and act.to:
            key = act.month, act.by
            if key not in luck:
                source = generator(seed, Stream.SEATS_LEAK, act.month, CAPITALS.index(act.by))
                luck[key] = iter(source.random(MOST_NOTES).tolist())
            if next(luck[key]) < chance:
                found.add(place)
    return found


TENSION: Final = PLACES.index("tension")
SIGHTS: Final = {capital: Observation(capital) for capital in CAPITALS}

View = dict[str, Any]
"""What a capital sees of a month, before anyone chooses: its observation, with names, and in
`errors` the standard deviations of what it sees with error. Kim's type is known to Pyongyang alone;
the others hold a belief.
"""


@dataclass(frozen=True, eq=False)
class Position:
    """Where a game stands. What is worked out of one that is over is kept by the position itself,
    not by its parts.

    `month` counts the months that are over. `views[capital]` holds what a capital saw in each month
    before anyone chose, up to the present one; `made` the words and deeds of each month that is
    over, by menu; `states` the whole world at the start and after each month. `world` is the world
    as it stands, opened where a month is open. `leaks` are the places of the acts that leak when
    their month is over, `held_to` by month the stock of threats that Washington is held to, where a
    red line of its own made it. `closed` is the world before the open month was opened,
    `(places,)`: from there a game goes on.
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
        """Say whether all know of a private message, by its place among the acts."""
        return place in self.leaks and self.record.acts[place].month < self.month

    @cached_property
    def lines(self) -> list[DrawnLine]:
        """All red lines as they stand."""
        return lines_of(self.record.acts, self.made)

    @cached_property
    def months(self) -> list[Month]:
        """The word and deed of each capital in each month that is over."""
        return play_of(self.made)

    @cached_property
    def cards(self) -> dict[str, str]:
        """The secret card of each capital that a team plays."""
        return {
            capital: card
            for capital, card in draw_cards(self.record.seed).items()
            if capital in self.record.teams
        }

    @cached_property
    def belief(self) -> list[float]:
        """How likely Kim is greedy by the reading card, at the start and after each month."""
        return believe(self.months, EVEN)

    @property
    def kim(self) -> str:
        """Who Kim is."""
        return KimType(int(self.states[-1][PLACES.index("kim.type")])).name.lower()

    @cached_property
    def given(self) -> Inputs:
        """What the engine is given of the scenario with its news."""
        return inputs(self.record.played)

    @cached_property
    def run(self) -> Run:
        """The world of a game that is over as a run of one world."""
        assert self.over, "a game that goes on has no outcomes yet"
        played, made = self.record.played, self.states[1:]
        # After its end a world repeats its last month, up to the horizon.
        rows = np.array(made + [made[-1]] * (played.months - len(made)))
        series = {name: rows[:, [place]] for place, name in enumerate(PLACES)}
        history = History(series, self.given.numbers, played.start)
        columns = (
            {"world": np.array([self.record.world])}
            | outcomes(history, OF_ONE)
            | {"failed": np.array([False])}
        )
        first = {name: [[self.states[0][place]]] for place, name in enumerate(PLACES)}
        shown = {name: np.concatenate([first[name], values]) for name, values in series.items()}
        for values in shown.values():
            values[1:][~history.live] = np.nan
        return Run(played, self.record.seed, columns, self.record.interventions(), shown)


def position_of(record: GameRecord, before: Position | None = None) -> Position:
    """Return where a game stands: played from its start, or from an earlier position of the same
    game.

    What is over is not changed by what is said, chosen or told later, so both give the same. A
    month is opened and its courses are settled before anyone says or does anything in it, so what
    is seen then does not depend on the moves of the month. Raises DataProblem in a month in which a
    user's own policy fails.
    """
    months = Months(
        job_of(record.played, record.seed, record.world, record.interventions()), "python"
    )
    if months.outside.functions:
        before = None  # what a function in plain Python remembers is in its process
    with closing(months):
        return play_months(record, months, before)


def play_months(record: GameRecord, months: Months, before: Position | None) -> Position:
    """Return where a game stands whose months are played on from an earlier position, or from the
    start.
    """
    plan, state = months.stepped.plans[0], months.stepped.state[:, 0]
    p, rules = fill_record(Parameters(), plan.numbers_of(0).tolist()), ActiveRules(plan.game.module)
    months.begin(record.seed, plan.ids)
    month, held_to = 0, dict[int, float]()
    views: dict[str, list[View]] = {capital: [] for capital in CAPITALS}
    made: list[dict[str, str]] = []
    states = [state[: len(PLACES)].tolist()]
    if before is not None:
        state[:] = before.closed
        month = before.month
        views = {capital: seen[:month] for capital, seen in before.views.items()}
        made, states = before.made.copy(), before.states.copy()
        held_to = {at: threats for at, threats in before.held_to.items() if at < month}
    while True:
        closed = state.copy()
        over = state[PLACES.index("ending")] != Ending.NONE or month == record.played.months
        if over:
            break
        months.open(month)
        check_sound(months, rules)
        world, now = world_in(months), now_of(plan, 0, month, month)
        for capital in CAPITALS:
            dated = {"month": month_after(record.scenario.start, month), "number": month}
            seen = SIGHTS[capital].by_name(state) | {
                "errors": errors_of(world, now, p, capital, rules)
            }
            views[capital].append(dated | seen)
        held_to |= draw_lines(record, months, now, p, month)
        if month == len(record.months):
            break
        months.act(month)
        check_sound(months, rules)
        made.append(moves_of(world_in(months)))
        states.append(state[: len(PLACES)].tolist())
        month += 1
    leaks = leaked_messages(record.acts, record.seed, LEAK)
    return Position(
        record, month, bool(over), views, made, states, world_in(months), leaks, held_to, closed
    )


def check_sound(months: Months, rules: ActiveRules) -> None:
    """Raise DataProblem where the world of a game fails by what is a user's own."""
    if months.errors:
        raise DataProblem(f"the world fails: {months.errors[0]}", "policy", "Mend the policy.")
    if not np.isfinite(months.stepped.state).all():
        raise failure_of(rules)


def world_in(months: Months) -> World:
    """Return the one world of a game as it stands."""
    world: World = fill_record(months.stepped.plans[0].game.world(), months.stepped.state[:, 0])
    return world


def moves_of(world: World) -> dict[str, str]:
    """Return the words and deeds that a world has just seen, by menu."""
    return {
        menu: moves[int(getattr(world, menu.replace(".", "_")))].name
        for menu, moves in MOVES.items()
    }


def draw_lines(
    record: GameRecord, months: Months, now: Now, p: Parameters, month: int
) -> dict[int, float]:
    """Let the red lines that Washington drew in the open month weigh; return its stock of threats
    then, by the month, or nothing.

    A red line is one threat more in the stock of threats that the model holds Washington to. The
    model knows no such stock of the other capitals.
    """
    drawn = sum(
        isinstance(each, RedLineAct) and (each.month, each.by) == (month, "washington")
        for each in record.acts
    )
    if not drawn:
        return {}
    threat = p.threat_audience * (1.0 - now.levers.washington_ambiguity)
    audience = months.row("audience")
    audience[0] = clip(float(audience[0]) + drawn * threat, 0.0, 1.0)
    return {month: float(audience[0])}


def errors_of(
    world: World, now: Now, p: Parameters, capital: str, rules: ActiveRules
) -> dict[str, float]:
    """Return the standard deviation of what a capital sees with error; after a test everyone knows
    the arsenal.
    """
    found: dict[str, float] = {
        name: p.error for name, state in STATES.items() if capital in state.errors
    }
    if capital == "washington":
        found["economy"] = rules(error_of_economy)(p)
    if capital == "beijing":
        found["economy"] = rules(error_of_beijing)(now, p)
    if world.quiet <= 2.0:
        found.pop("arsenal", None)
    return {name: round(error, DIGITS) for name, error in found.items() if error}
