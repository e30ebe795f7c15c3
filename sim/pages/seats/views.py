"""A game as it is kept, and what a capital sees of it in a month before anyone chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sim.calendar import month_after
from sim.errors import UsageProblem, nearest
from sim.game.aims import aims_of
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.choosing import neighbour
from sim.game.language import copy_of
from sim.game.maths import clip, normal
from sim.game.moves import PyongyangDeed, PyongyangWord, WashingtonWord
from sim.game.numbers import Numbers
from sim.game.reviews import see_with_error
from sim.game.seats.sight import OPEN_STATES, OWN_STATES
from sim.game.world import Now, World
from sim.show.inputs import RUNGS
from sim.study.estimate.interval import number_text
from sim.study.run.interventions import ImposedMove
from sim.study.run.one_world import OneWorld, belief_of
from sim.study.run.worlds import Run, checked_seed
from sim.study.scenario import Scenario

DIGITS: Final = 3
View = dict[str, Any]


def view_of(start: str, one: OneWorld, now: Now, last: Now | None, capital: str) -> View:
    """Return what a capital sees in a month whose courses are settled; `last` is the month before, None at the start.

    `start` is the first month of the scenario. Courses are known to all. Kim's type is known to Pyongyang alone; the
    others hold a belief.
    """
    world, p = one.state, one.p
    errors = errors_of(world, now, p, capital)
    seen = seen_by(capital, world, now, p)
    return {
        "month": month_after(start, one.month),
        "number": one.month,
        "states": [state_of(seen, name, errors.get(name, 0.0)) for name in own_states(capital)],
        "moves": {other: {kind: move_seen(capital, f"{other}.{kind}", world, last, p) for kind in KINDS}
                  for other in CAPITALS},
        "courses": {other: COURSES[other][getattr(world, f"{other}_course")].label for other in CAPITALS},
        "belief": None if capital == "pyongyang" else rounded_belief(capital, world, p),
        "kim": world.kim.type.name.lower() if capital == "pyongyang" else None,
    }  # fmt: skip


def misread(views: list[View], played: Run) -> list[View]:
    """Return the words and deeds that a capital took for others, month by month, in a game that is over."""
    wrong = []
    for month, view in enumerate(views[1:]):
        for menu, moves in MOVES.items():
            capital, _, kind = menu.partition(".")
            made, seen = moves[int(played.actions[menu][month, 0])].label, view["moves"][capital][kind]
            if made != seen:
                wrong.append({"month": views[month]["month"], "capital": capital, "made": made, "seen": seen})
    return wrong


def own_states(capital: str) -> tuple[str, ...]:
    """Return the states that a capital sees."""
    return (*OPEN_STATES, *OWN_STATES.get(capital, ()))


def state_of(seen: World, name: str, error: float) -> View:
    """Return one state as a capital sees it, with the standard deviation of its error, 0 for an exact view."""
    value = round(float(getattr(seen, name)), DIGITS)
    label, meaning = STATES[name]
    return {
        "name": name, "label": label, "meaning": meaning, "value": value, "error": round(error, DIGITS),
        "text": state_text(name, value, error),
    }  # fmt: skip


def seen_by(capital: str, world: World, now: Now, p: Numbers) -> World:
    """Return the world as a capital would see it at a review this month: the world itself where it sees all."""
    seen: World = copy_of(world)
    if capital == "washington":
        see_with_error(seen, now, p)
    if capital == "beijing":
        error = p.error_economy * (1.0 - now.levers.beijing_contact)
        seen.economy = clip(world.economy + error * normal(now.luck.see_economy), -0.5, 0.3)
    return seen


def errors_of(world: World, now: Now, p: Numbers, capital: str) -> dict[str, float]:
    """Return the standard deviation of what a capital sees with error; after a test everyone knows the arsenal."""
    if capital == "washington":
        arsenal = p.error_arsenal if world.quiet > 2.0 else 0.0
        return {"enforcement": p.error_enforcement, "economy": p.error_economy, "arsenal": arsenal}
    return {"economy": p.error_economy * (1.0 - now.levers.beijing_contact)} if capital == "beijing" else {}


def move_seen(capital: str, menu: str, world: World, last: Now | None, p: Numbers) -> str:
    """Return, in words, what a capital takes for last month's word or deed of a menu.

    Pyongyang mishears Washington's word; a back channel that does not leak is silence to Beijing and Seoul; the other
    three may take what Pyongyang did for its neighbour on the menu, but tests and killings are seen by all.
    """
    made = int(getattr(world, menu.replace(".", "_")))
    seen = made
    if last is not None and menu == "washington.word" and capital != "washington":
        seen = word_of_washington(capital, made, last, p)
    elif last is not None and menu.startswith("pyongyang.") and capital != "pyongyang":
        seen = move_of_pyongyang(capital, menu, made, last, p)
    return MOVES[menu][seen].label


def word_of_washington(capital: str, made: int, last: Now, p: Numbers) -> int:
    """Return what another capital took for Washington's last word."""
    if capital == "pyongyang":
        blur = p.mishearing + p.mishearing_ambiguity * last.levers.washington_ambiguity
        return neighbour(made, len(WashingtonWord) - 1, blur, last.luck.hear_word)
    secret = made == WashingtonWord.BACK_CHANNEL and last.luck.leak >= p.leak
    return WashingtonWord.SILENCE if secret else made


def move_of_pyongyang(capital: str, menu: str, made: int, last: Now, p: Numbers) -> int:
    """Return what another capital took for Pyongyang's last word or deed, through the blur by which it learns."""
    blur = p.blur * (1.0 - last.levers.beijing_contact) if capital == "beijing" else p.blur
    if menu == "pyongyang.word":
        return neighbour(made, len(PyongyangWord) - 1, blur, last.luck.see_word)
    seen = neighbour(made, len(PyongyangDeed) - 1, blur, last.luck.see_deed)
    return made if max(made, seen) >= PyongyangDeed.MISSILE_TEST else seen


def rounded_belief(capital: str, world: World, p: Numbers) -> dict[str, float]:
    """Return whom a capital takes Kim for."""
    return {kind: round(chance, DIGITS) for kind, chance in belief_of(capital, world, p).items()}


def menu_of(capital: str) -> dict[str, list[View]]:
    """Return the words and the deeds that a team may choose."""
    return {
        kind: [{"name": move.name, "label": move.label} for move in MOVES[f"{capital}.{kind}"]] for kind in KINDS
    }  # fmt: skip


def move_label(menu: str, move: str) -> str:
    """Return a word or a deed of a menu in words."""
    return next(each.label for each in MOVES[menu] if each.name == move)


STATES: Final = {
    "tension": ("tension", "0 to 8; its whole part is the rung of the ladder; a crisis from 5, the brink from 6"),
    "presence": ("forces in Korea", "American and Korean forward presence, 0 to 1; .5 is normal"),
    "arsenal": ("arsenal", "Pyongyang's progress, 0 to 1; from .75 the homeland begins to be in range, 1 is proven"),
    "un_measures": ("UN sanctions", "measures of the United Nations on the books, 0 to 1"),
    "us_measures": ("US sanctions", "measures of the United States on the books, 0 to 1"),
    "enforcement": ("enforcement", "the share of the measures that China enforces, 0 to 1"),
    "economy": ("economy", "Pyongyang's economy against the start, as a logarithm"),
    "cohesion": ("cohesion", "cohesion of Washington and Seoul, 0 to 1"),
    "talks": ("talks", "progress of talks, 0 to 1"),
    "freeze": ("freeze", "whether a freeze is in force"),
    "audience": ("audience", "Washington's stock of threats made, which backing down would cost it, 0 to 1"),
    "thaad": ("THAAD", "missile defence in South Korea; 1 as deployed, 2 full"),
    "relation": ("US–China relation", "−1 to 1"),
    "detained": ("detainee", "whether an American is held in Pyongyang"),
    "refugees": ("refugees", "who comes over the Yalu, in thousands a month"),
    "deterrent": ("deterrent", "whether your deterrent is complete"),
    "credibility": ("Washington's word", "how far Washington's promises can be trusted, 0 to 1"),
}
"""Label and meaning of each state in a view."""

EVENT_WORDS: Final = {
    "war": "war, limited or major",
    "lose_lose": "lose-lose: Washington and Beijing both lose, by their aims",
    "ever_freeze": "a freeze at some time",
}
"""The events of a forecast."""

ERRORS: Final = 2.0
"""Standard deviations that a view names as its error: about 95 % of a normal error lies within."""


def briefing(capital: str) -> str:
    """Return what a capital wants: its aims, and when it loses."""
    vital, others = ("; ".join(aim.label for aim in aims_of(capital) if aim.vital is kind) for kind in (True, False))
    return f"You lose if one of these fails: {vital}. Or if two of these fail: {others}."


def state_text(name: str, value: float, error: float) -> str:
    """Return the value of a state as a team reads it, with its error if it has one."""
    if name in ("freeze", "detained", "deterrent"):
        return "yes" if value > 0 else "no"
    if name == "tension":
        return f"{value:.2f}, rung {int(value)}: {RUNGS[int(value)]}"
    number = number_text(value, 2)
    return f"{number}, give or take {number_text(ERRORS * error, 2)}" if error else number


WORLD: Final = 0
"""The world of the seed in which teams play; the debrief compares it with the worlds after it."""

EVENTS: Final = ("war", "lose_lose", "ever_freeze")
"""What teams forecast before the first month; each may happen or not, whatever the others do."""

LEAST_CHANCE: Final = 0.01
"""No forecast is surer than this, so that no score is infinite."""

Moves = Mapping[str, str]
"""Words and deeds by menu: `seoul.word`, `seoul.deed`."""

KINDS: Final = ("word", "deed")
Forecast = Mapping[str, float]


@dataclass(frozen=True)
class Record:
    """A game: scenario, seed and teams, the forecasts, and for each month that is over the moves that teams chose.

    A word or a deed that a month does not name was left to the rules. `started` is False until the first month opens.
    """

    scenario: Scenario
    seed: int
    teams: tuple[str, ...]
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)
    months: tuple[Moves, ...] = ()
    started: bool = False

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_teams(self.teams)

    def interventions(self) -> list[ImposedMove]:
        """Return the moves of the teams as they are imposed; raises UsageProblem for what is on no menu."""
        return [imposed(menu, month, move) for month, moves in enumerate(self.months) for menu, move in moves.items()]

    def with_forecast(self, capital: str, forecast: Forecast) -> Record:
        """Return the record with a team's forecast; raises UsageProblem for one that is none, or too late."""
        if self.started:
            raise UsageProblem("the game has begun", "forecast", "Forecasts are given before the first month.")
        return replace(self, forecasts={**self.forecasts, capital: checked_forecast(forecast)})

    def with_month(self, moves: Moves) -> Record:
        """Return the record with one more month over."""
        return replace(self, months=(*self.months, dict(moves)))


def imposed(menu: str, month: int, move: str) -> ImposedMove:
    """Return one word or deed of a team as it is imposed; raises UsageProblem where there is no such menu or move."""
    capital, _, kind = menu.partition(".")
    if kind == "word":
        return ImposedMove(capital, month, word=move, worlds=(WORLD,))
    if kind == "deed":
        return ImposedMove(capital, month, deed=move, worlds=(WORLD,))
    raise UsageProblem(f"there is no menu '{menu}'", f"month {month}", "Name a capital's word or deed: seoul.word.")


def menus_of(teams: Sequence[str]) -> tuple[str, ...]:
    """Return the menus from which some teams choose: a word and a deed each."""
    return tuple(f"{capital}.{kind}" for capital in teams for kind in KINDS)


def checked_teams(teams: Sequence[str], where: str = "--team") -> tuple[str, ...]:
    """Return the capitals that teams take, in the order of the game; raises UsageProblem for a wrong or double one."""
    for number, name in enumerate(teams):
        if name not in CAPITALS:
            remedy = f"Use one of: {', '.join(CAPITALS)}.{nearest(name, CAPITALS)}"
            raise UsageProblem(f"there is no capital '{name}'", f"{where} {name}", remedy)
        if name in teams[:number]:
            raise UsageProblem(f"two teams take '{name}'", f"{where} {name}", "Give each capital once.")
    if not teams:
        raise UsageProblem("no team plays", where, f"Name one or more of: {', '.join(CAPITALS)}.")
    return tuple(capital for capital in CAPITALS if capital in teams)


def checked_forecast(forecast: Forecast) -> dict[str, float]:
    """Return a forecast in the order of EVENTS; raises UsageProblem unless each has a chance from .01 to .99."""
    if set(forecast) != set(EVENTS):
        raise UsageProblem("a forecast names other events", "forecast", f"Give chances of: {', '.join(EVENTS)}.")
    most = 1.0 - LEAST_CHANCE
    for event, chance in forecast.items():
        if isinstance(chance, bool) or not isinstance(chance, int | float) or not LEAST_CHANCE <= chance <= most:
            raise UsageProblem(f"the chance of '{event}' is {chance!r}", "forecast", "Give a chance from .01 to .99.")
    return {event: float(forecast[event]) for event in EVENTS}
