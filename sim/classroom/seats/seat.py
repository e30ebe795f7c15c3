"""All that a seat may know, as its page shows it, and its adviser. Names stand for words: the page
has their texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np

from sim.classroom.seats.play import LEAK, Position
from sim.classroom.seats.record import MOST_NOTES, MOST_TEXT, Note
from sim.classroom.seats.red_lines import LINES, MOST_LINES
from sim.classroom.seats.story import by_capital, ending_of, headlines_of, loudest
from sim.classroom.team.replays import mean_of
from sim.core.base.arrays import Floats
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES, QUIET
from sim.core.game.goals import Goal, goals_of
from sim.core.game.moves import Ending
from sim.core.outcomes.history import History
from sim.core.runs.interventions import ImposedMove
from sim.core.runs.runner import Block, outcomes_and_series
from sim.core.scenario import Scenario
from sim.policies.agents.observation import KINDS
from sim.study.estimate.bootstrap import Stream, generator

WORLDS: Final = 400
SEED: Final = 7
FIRST: Final = 3
"""The first month of the move, counted from 0: by then the worlds have parted."""

KEPT_UP: Final = 6
"""Months for which the move is made. One month of it alone does little in the model, as in the
world.
"""

WATCHED: Final = 12
"""Months over which the own payoff is compared."""

WRONG: Final = 0.2
"""How often an adviser is wrong."""

BOUNDS: Final = {"tension": (0.1, 0.5), "worth": (0.1, 0.5)}
"""From where a difference is told as little, and as much: in rungs, and in standard deviations over
worlds.
"""

Effect = Mapping[str, Estimate]
"""What a move makes of tension and of the own payoff (worth)."""


def advise(effect: Effect, wrong: bool) -> dict[str, int]:
    """Return what an adviser thinks that a move does, each part as a step from −2 to 2."""
    return {
        name: -step_of(name, found) if wrong else step_of(name, found)
        for name, found in effect.items()
    }


def is_wrong(seed: int, month: int, capital: str) -> bool:
    """Say whether the adviser of a capital is wrong in a month, by the luck of the game."""
    return bool(
        generator(seed, Stream.SEATS_CARDS, 1, month, CAPITALS.index(capital)).random() < WRONG
    )


def step_of(name: str, found: Estimate) -> int:
    """Return a difference as a step: 0 hardly, 1 a little, 2 much, with its sign; 0 where its sign
    is not sure.
    """
    if found.low <= 0.0 <= found.high:
        return 0
    size = sum(abs(found.value) >= bound for bound in BOUNDS[name])
    return size if found.value > 0.0 else -size


MEASURING: Final = Lock()
"""Whoever asks while they are measured waits, and does not measure them again."""


def effects_in(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effect of every move but the quiet ones, by menu, as the model has it from the
    start of a scenario.
    """
    with MEASURING:
        return measure_effects(scenario.change({"months": FIRST + WATCHED}))


@lru_cache(maxsize=8)
def measure_effects(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effects in a scenario of that length; all but the one move is left to the
    rules.
    """
    found: dict[str, Mapping[str, Effect]] = {}
    for menu, moves in MOVES.items():
        without = played_with(scenario, menu, QUIET[menu])
        others = [move.name for move in moves if move.name != QUIET[menu]]
        found[menu] = {
            move: effect_of(played_with(scenario, menu, move), without) for move in others
        }
    return found


def played_with(scenario: Scenario, menu: str, move: str) -> Mapping[str, Floats]:
    """Return what is compared of many worlds in which a move is kept up, each `(months + 1,
    worlds)`.
    """
    capital, _, kind = menu.partition(".")
    imposed = [
        ImposedMove(capital, month, move)
        if kind == "word"
        else ImposedMove(capital, month, deed=move)
        for month in range(FIRST, FIRST + KEPT_UP)
    ]
    flow = f"{capital}_payoff"
    names = ("tension", flow)
    _, series = outcomes_and_series(
        [Block(scenario, 0, WORLDS)], SEED, names, names=(), interventions=imposed
    )
    return {"worth" if name == flow else name: values for name, values in series.items()}


def effect_of(made: Mapping[str, Floats], without: Mapping[str, Floats]) -> Effect:
    """Return the differences, world by world, over the worlds that last both ways."""
    lived = ~np.isnan(made["tension"][-1] + without["tension"][-1])
    during, after = slice(FIRST + 1, FIRST + KEPT_UP + 1), slice(FIRST + 1, None)

    def difference(name: str, months: slice, spread: bool = True) -> Estimate:
        own, other = (series[name][months][:, lived].mean(axis=0) for series in (made, without))
        return mean_of((own - other) / (np.std(other) if spread else 1.0))

    return {
        "tension": difference("tension", during, spread=False),
        "worth": difference("worth", after),
    }


def seen_in(position: Position, capital: str) -> History:
    """Return what a capital has seen of the months that are over: no end, and only the series that
    it can see.
    """
    views = position.views[capital][1:]
    series = {name: [view["states"][name] for view in views] for name in views[0]["states"]}
    for menu, moves in MOVES.items():
        other, _, kind = menu.partition(".")
        names = [move.name for move in moves]
        series[f"{other}_{kind}"] = [names.index(view["moves"][other][kind]) for view in views]
    series["ending"] = [Ending.NONE] * len(views)
    seen = {name: np.array(values, np.float64)[:, None] for name, values in series.items()}
    return History(seen, position.given.numbers)


def goals_seen(position: Position, capital: str) -> list[dict[str, Any]]:
    """Return the goals of a capital, each with whether it would be kept if the game ended now, None
    if it cannot tell.

    Of a game that is over it is what was, whoever could see it.
    """
    seen = seen_in(position, capital) if position.month and not position.over else None
    return [
        {"name": goal.name, "vital": goal.vital, "kept": is_kept(position, goal, seen)}
        for goal in goals_of(capital)
    ]


def is_kept(position: Position, goal: Goal, seen: History | None) -> bool | None:
    """Return whether a goal is kept as far as its capital can tell; None where it cannot, or
    nothing has happened.
    """
    if position.over:
        return bool(position.run.columns[goal.column][0])
    try:
        return None if seen is None else bool(goal.is_kept(seen, seen.goals)[0])
    except KeyError:
        return None


MOST_SHOWN: Final = 100
"""Notes that a page is sent, so that a long game does not fill a phone; the debrief has all."""

Data = dict[str, Any]


def seat_of(position: Position, capital: str, phase: str) -> Data:
    """Return what a seat shows in a phase of the game: "forecasts", "playing" or "over"."""
    views = position.views[capital]
    # Last month's moves: those of others as the capital took them. When a game is over nobody looks
    # any more.
    moved = (
        by_capital(position.made[-1])
        if position.over
        else views[-1]["moves"]
        if position.month
        else None
    )
    return {
        "capital": capital,
        "view": views[-1],
        "path": [round(tension, 2) for tension in position.tension],
        "goals": goals_seen(position, capital),
        "card": position.cards.get(capital),
        "declared": position.record.declared_by(capital),
        "belief": None if capital == "pyongyang" else round(position.belief[-1], 2),
        "moved": moved,
        "headlines": [*(loudest(moved) if moved else []), *headlines_of(position, position.month)],
        "menu": {kind: [] for kind in KINDS} if phase == "over" else menu_of(position, capital),
        "notes": notes_of(position, capital),
        "lines": [vars(line) for line in position.lines],
        "can": can_of(position, capital) if phase == "playing" else None,
        "ending": ending_of(position) if phase == "over" else None,
        "misread": misread(position, capital) if phase == "over" else None,
    }


def menu_of(position: Position, capital: str) -> Data:
    """Return the words and deeds to choose from, and what an adviser thinks of each.

    `does` is None in the first month, in which nobody knows, and for the quiet move, against which
    all others are measured.
    """
    effects = effects_in(position.record.scenario) if position.month else {}
    wrong = is_wrong(position.record.seed, position.month, capital)

    def entry(menu: str, move: str) -> Data:
        known = position.month and move != QUIET[menu]
        does = advise(effects[menu][move], wrong) if known else None
        return {"name": move, "does": does}

    menus = {kind: f"{capital}.{kind}" for kind in KINDS}
    return {kind: [entry(menu, move.name) for move in MOVES[menu]] for kind, menu in menus.items()}


def notes_of(position: Position, capital: str) -> list[Data]:
    """Return the last notes that a capital has: its own, those to it, public ones, what leaked; the
    latest first.
    """
    found = [
        {
            "month": act.month,
            "by": act.by,
            "to": act.to,
            "text": act.text,
            "leaked": position.has_leaked(place),
        }
        for place, act in enumerate(position.record.acts)
        if isinstance(act, Note)
        and (not act.to or capital == act.by or capital in act.to or position.has_leaked(place))
    ]
    return found[: -MOST_SHOWN - 1 : -1]


def can_of(position: Position, capital: str) -> Data:
    """Return what a capital can still say this month: courses, red lines, and how many messages."""
    month, acts = position.month, position.record.acts
    sent = sum(isinstance(act, Note) and (act.by, act.month) == (capital, month) for act in acts)
    standing = [line for line in position.lines if line.by == capital and line.crossed < 0]
    drawn = {(line.menu, line.move) for line in standing}
    lines = {
        menu: [move for move in moves if (menu, move) not in drawn]
        for menu, moves in LINES.items()
        if not menu.startswith(capital)
    }
    declared = position.record.declared_by(capital)
    return {
        "courses": [course.name for course in COURSES[capital] if course.name != declared],
        "lines": lines if len(standing) < MOST_LINES else {},
        "answers": LINES[f"{capital}.deed"],
        "messages": MOST_NOTES - sent,
        "text": MOST_TEXT,
        "leak": LEAK,
    }


def misread(position: Position, capital: str) -> list[Data]:
    """Return the words and deeds that a capital took for others, month by month."""
    wrong = []
    for month, view in enumerate(position.views[capital][1:]):
        for menu, made in position.made[month].items():
            other, _, kind = menu.partition(".")
            seen = view["moves"][other][kind]
            if made != seen:
                wrong.append(
                    {"month": month, "capital": other, "kind": kind, "made": made, "seen": seen}
                )
    return wrong
