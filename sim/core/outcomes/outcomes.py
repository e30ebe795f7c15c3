"""The catalogue of outcomes, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial, wraps
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats, inner
from sim.core.base.errors import UsageProblem
from sim.core.game import goals
from sim.core.game.catalogue import BENCHMARK as ASKED, CAPITALS, COURSES, GIANTS
from sim.core.game.goals import GOALS, both_soft, shots
from sim.core.game.moves import Ending, PyongyangDeed
from sim.core.game.parameters.payoffs import GoalParameters
from sim.core.outcomes.catalogue import (
    PROBE,
    Catalogue,
    Columns as Columns,
    Names,
    Outcome,
    OutcomeOrName,
    SeriesRead,
    asked_of_both,
    merge,
    name_of as name_of,
    plain_name as plain_name,
)
from sim.core.outcomes.history import History, Ints, PolicyProfile
from sim.core.outcomes.values import both_better, both_worse, gain, net, value
from sim.core.scenario.parameters import PLACES as PARAMETERS_AND_CELLS

GAP: Final = 2
"""Months of less tension that do not part a crisis in two."""

STANDOFF: Final = 2.0
A_YEAR: Final = 12
OPENING_WITHIN: Final = 24
TALKS_IN_AN_OPENING: Final = 3
RESERVED: Final = ("cell", "world", "seed", "failed", "error", "n", "month", "names", "kim_type")

BENCHMARK: Final[PolicyProfile] = tuple(
    sorted((f"{capital}.policy", course) for capital, course in ASKED.items())
)
"""The benchmark of mutual concessions: Washington engages and Beijing enforces sanctions; the
others are free.
"""

JOINT_OUTCOMES: Final = ("lose_lose", "win_win")
"""Outcomes reported together: the share of lose-lose means little alone, for under other random
draws a world is as often much worse as better.
"""

RUNGS: Final = (
    "détente",
    "rivalry",
    "gestures",
    "declarations",
    "show of force",
    "mobilisation",
    "harassing violence",
    "ultimatum",
    "limited war",
    "major war",
)
"""Our reading of Kahn's ladder (1965); rungs 8 and 9 are reached by an event only."""

LOWEST_RUNG: Final = 5.0
LIMITED_WAR: Final = 8
RUNG_NAMES: Final[Names] = (
    (
        "no new crisis",
        "tension stayed below 5, or a crisis that was there at the start was the only one",
    ),
    *(
        (RUNGS[k], f"a crisis began after the start, and in one tension reached {k}")
        for k in (5, 6, 7)
    ),
    *((RUNGS[k], f"the world ended in a {RUNGS[k]}") for k in (8, 9)),
)
"""How far a world escalates, with the meanings, from the lowest."""

KIM_NAMES: Final[Names] = (
    ("fearful", "arms because he fears an attack, and disarms if he is safe"),
    ("greedy", "arms to extort, and takes concessions as weakness"),
    ("erratic", "escalates out of temper, with little reckoning"),
)
"""Kim's type when a world begins, in the order of `KimType`."""

FINAL_NAMES: Final[Names] = (
    ("major war", "the world ended in a war that grew to a major one"),
    ("limited war", "the world ended in a war that stayed limited"),
    ("regime collapse", "the regime in Pyongyang collapsed"),
    ("freeze", "a freeze was in force in the last month"),
    ("open crisis", "no end and no freeze; mean tension of the last 12 months of 5 or more"),
    ("cold standoff", "no end and no freeze; mean tension of the last 12 months from 2 to below 5"),
    ("détente", "no end and no freeze; mean tension of the last 12 months below 2"),
)
"""The final states with their meanings, in the order in which the first that fits is taken."""

ENDING_NAMES: Final[Names] = (
    ("none", "the world lasted to the horizon"),
    ("strike", "Washington struck first, to prevent"),
    ("attack", "Pyongyang attacked, out of fear"),
    ("clash", "both stood firm at the brink, and war began"),
    ("accident", "a war that no government meant"),
    ("collapse", "the regime in Pyongyang collapsed"),
)
"""The endings of a world with their meanings, in the order of `Ending`."""


@lru_cache(maxsize=64)
def with_own(own_outcomes: tuple[Outcome, ...]) -> Catalogue:
    """Return the catalogue with a user's own outcomes; raises UsageProblem for a name that is
    taken.
    """
    entries = dict(CATALOGUE)
    for outcome in own_outcomes:
        name = outcome.name
        if (
            name in entries
            or name in RESERVED
            or name in PARAMETERS_AND_CELLS
            or name.endswith(("_low", "_high"))
        ):
            raise UsageProblem(
                f"the name '{name}' is taken", f"outcome '{name}'", "Give it another name."
            )
        entries[name] = outcome
    return Catalogue(entries)


def outcome_of(choice: OutcomeOrName, own_outcomes: Iterable[Outcome] = ()) -> Outcome:
    """Return an outcome that is meant: a user's own as it is, a built-in one or one of
    `own_outcomes` by its name.

    Raises UsageProblem with the nearest name for one that there is not.
    """
    return choice if isinstance(choice, Outcome) else with_own(tuple(own_outcomes)).find(choice)


def is_number(choice: OutcomeOrName) -> bool:
    """Say whether an outcome is a number, which has a mean, and no flag, which has a chance."""
    return outcome_of(choice).kind == "number"


def parted(outcomes: Iterable[OutcomeOrName]) -> tuple[tuple[str, ...], tuple[Outcome, ...]]:
    """Return the names of outcomes, and a user's own outcomes; raises UsageProblem for any other
    object.
    """
    items = (outcomes,) if isinstance(outcomes, str | Outcome) else tuple(outcomes)
    for item in items:
        if not isinstance(item, str | Outcome):
            raise UsageProblem(
                f"{item!r} is no outcome",
                "outcomes",
                "Give names, or sim.Outcome(name, meaning, f).",
            )
    own_outcomes = tuple(item for item in items if isinstance(item, Outcome) and item.is_own)
    return tuple(item if isinstance(item, str) else item.name for item in items), own_outcomes


def ended_by(*endings: Ending) -> Callable[[History], Flags]:
    """Return the outcome that a world ended in one of these ways."""
    return lambda history: np.isin(history.last("ending"), endings)


def major_war(history: History) -> Flags:
    """Tell where a world ended in a major war."""
    return goals.war(history) & (history.last("major") > 0.0)


def limited_war(history: History) -> Flags:
    """Tell where a world ended in a war that stayed limited."""
    return goals.war(history) & (history.last("major") <= 0.0)


def hot(history: History) -> Flags:
    """Return the months of crisis, `(months, worlds)`.

    A month in which a power backs down at the brink counts too, although its tension falls at once.
    """
    state = history.state
    return (
        (state["tension"] >= history.number("crisis"))
        | (state["washington_yields"] > 0.0)
        | (state["pyongyang_yields"] > 0.0)
    )


def opening(history: History) -> Flags:
    """Tell where a year without a test or lethal act begins within two, with three months in which
    both are soft.
    """
    quiet = _running(~shots(history) & history.live)
    soft = _running(both_soft(history) & history.live)
    first_months = range(min(OPENING_WITHIN, history.months - A_YEAR + 1))
    happens = np.zeros(history.lived.shape, dtype=bool)
    for first in first_months:
        last = first + A_YEAR
        talked = soft[last] - soft[first] >= TALKS_IN_AN_OPENING
        happens |= talked & (quiet[last] - quiet[first] == A_YEAR)
    return happens


def _running(flags: Flags) -> npt.NDArray[np.int16]:
    """Return how many months before each month have a flag, `(months + 1, worlds)`."""
    count = np.zeros((len(flags) + 1, flags.shape[1]), dtype=np.int16)
    np.cumsum(flags, axis=0, out=count[1:])
    return count


def frozen(history: History) -> Flags:
    """Return the months with a freeze in force, `(months, worlds)`."""
    return history.state["freeze"] > 0.0


def final_state(history: History) -> npt.NDArray[Any]:
    """Return the place of each world's final state among FINAL_STATES; the first that fits."""
    tension = history.late("tension", A_YEAR)
    calm = np.where(tension >= history.number("crisis"), 4, np.where(tension >= STANDOFF, 5, 6))
    peace = np.where(goals.collapse(history), 2, np.where(history.last("freeze") > 0.0, 3, calm))
    return np.where(major_war(history), 0, np.where(limited_war(history), 1, peace))


def on_course(history: History, capital: str, place: int) -> Floats:
    """Return the share of its months that a world spent with a capital on a course."""
    return history.share(history.state[f"{capital}_course"] == place)


_entry = partial(Outcome, is_own=False)
_benchmark = partial(_entry, against=BENCHMARK)


def _count(
    name: str,
    meaning: str,
    function: Callable[[History], Any],
    unit: str = "months",
    label: str = "",
) -> Outcome:
    return _entry(name, meaning, function, "number", label, unit, dtype="int16")


def _flag(
    name: str,
    meaning: str,
    function: Callable[[History], Any],
    label: str = "",
    in_tables: bool = False,
) -> Outcome:
    return _entry(name, meaning, function, "flag", label, in_tables=in_tables)


def _last(name: str, threshold: float = 0.0) -> Callable[[History], Flags]:
    return lambda history: history.last(name) > threshold


def _of_deed(*deeds: PyongyangDeed) -> Callable[[History], Ints]:
    return lambda history: history.count(np.isin(history.state["pyongyang_deed"], deeds))


def _loses(history: History, capital: str) -> Flags:
    return goals.loses(capital, history, history.goals)


def _by_goals(read: Callable[[History, GoalParameters], Flags]) -> Callable[[History], Flags]:
    @wraps(read)
    def function(history: History) -> Flags:
        return read(history, history.goals)

    return function


def crises(history: History) -> Ints:
    """Return how many crises each world had."""
    return history.episodes(hot(history), GAP)


def rung(history: History) -> Ints:
    """Return how far each world escalates: the place of its rung among RUNG_NAMES."""
    in_crisis = hot(history) & history.live
    # The crisis in which a world begins lasts until more months of less tension follow than part no
    # two.
    old = np.broadcast_to(
        history.number("start_tension") >= history.number("crisis"), history.lived.shape
    )
    cool = np.zeros(history.lived.shape, dtype=np.int64)
    highest = np.zeros(history.lived.shape)
    for is_hot, tension in zip(in_crisis, history.state["tension"], strict=True):
        cool = np.where(is_hot, 0, cool + 1)
        old = old & (cool <= GAP)
        highest = np.maximum(
            highest, np.where(is_hot & ~old, np.maximum(tension, LOWEST_RUNG), 0.0)
        )
    peace = np.where(highest > 0.0, np.floor(highest) - LOWEST_RUNG + 1.0, 0.0)
    war = LIMITED_WAR - LOWEST_RUNG + 1.0 + major_war(history)
    return np.where(goals.war(history), war, peace).astype(np.int64)


def deal(history: History) -> Flags:
    """Tell where a freeze was in force for a year running."""
    return history.longest(frozen(history)) >= A_YEAR


def _declared() -> Iterable[Outcome]:
    """Yield every outcome that has a column, in the order of the columns."""
    # How a world ends.
    yield _entry(
        "final_state",
        "The state of the world at its end: the first that fits.",
        final_state,
        "state",
        names=FINAL_NAMES,
    )
    yield _entry(
        "ending",
        "The event that ended the world before the horizon, if any.",
        lambda h: h.last("ending"),
        "state",
        names=ENDING_NAMES,
    )
    yield _count(
        "months",
        "Months that the world lasted, with the month of its end.",
        lambda h: h.lived,
        label="months that it lasted",
    )
    yield _entry(
        "kim_type",
        "Kim's type when the world begins.",
        lambda h: h.state["kim.type"][0],
        "state",
        names=KIM_NAMES,
    )
    # The payoffs of both powers under the benchmark: Washington is held to engagement, Beijing to
    # enforcement.
    yield _benchmark(
        "lose_lose",
        "Washington and Beijing both do worse than under the benchmark, with the same random draws.",
        both_worse,
        "flag",
        "lose-lose",
        in_tables=True,
    )
    yield _benchmark(
        "win_win",
        "Washington and Beijing both do better than under the benchmark, with the same random draws.",
        both_better,
        "flag",
        "win-win",
        in_tables=True,
    )
    yield _benchmark(
        "net",
        "One if lose-lose, −1 if win-win, else 0: its mean is the one share less the other.",
        net,
        "number",
        "lose-lose less win-win",
        dtype="int8",
    )
    for capital in GIANTS:
        yield _benchmark(
            f"gain_{capital}",
            f"What the benchmark would have been worth to {capital.title()} more than the world was.",
            partial(gain, capital=capital),
            "number",
            f"gain of {capital.title()} under the benchmark",
            "months",
        )
    # How far it escalates.
    yield _flag(
        "escalation",
        "A crisis, tension of 5 or more, that was not there at the start; or a war.",
        lambda h: rung(h) > 0,
    )
    yield _entry("rung", "How far the world escalates.", rung, "state", names=RUNG_NAMES)
    yield _flag("war", "The world ended in a war of any kind.", goals.war, in_tables=True)
    yield _flag("major_war", "The world ended in a war that grew to a major one.", major_war)
    yield _flag("limited_war", "The world ended in a war that stayed limited.", limited_war)
    yield _flag(
        "decided_war",
        "The world ended by a preventive strike or by an attack out of fear.",
        ended_by(Ending.STRIKE, Ending.ATTACK),
        "war that was decided on",
        True,
    )
    yield _flag(
        "brink_war",
        "The world ended in a clash after both had stood firm at the brink.",
        ended_by(Ending.CLASH),
        "war from the brink",
        True,
    )
    yield _flag(
        "accident",
        "The world ended in a war that no government meant.",
        ended_by(Ending.ACCIDENT),
        "war by accident",
        True,
    )
    yield _flag(
        "collapse", "The regime in Pyongyang collapsed.", goals.collapse, "regime collapse", True
    )
    # Events before the end, between Washington and Pyongyang.
    yield _flag(
        "crisis", "Tension reached 5 in some month.", lambda h: h.ever(hot(h)), in_tables=True
    )
    yield _count(
        "crises",
        "Number of crises; up to two months of less tension do not split one.",
        crises,
        "",
    )
    yield _count(
        "crisis_months",
        "Months in which tension reached 5.",
        lambda h: h.count(hot(h)),
        label="months of crisis",
    )
    yield _flag(
        "ever_freeze",
        "A freeze was in force in some month.",
        lambda h: h.ever(frozen(h)),
        "ever a freeze",
        True,
    )
    yield _flag(
        "freeze_at_end",
        "A freeze was in force in the last month, even if war came in it.",
        _last("freeze"),
        "freeze at the end",
    )
    yield _flag("deal", "A freeze was in force for twelve months running.", deal)
    yield _flag(
        "opening",
        "A year without a test or lethal act began within two years, and both were soft in three of its months.",
        opening,
        "diplomatic opening",
        in_tables=True,
    )
    yield _flag(
        "deterrent_complete", "The deterrent was complete in the last month.", _last("deterrent")
    )
    # Counts over the live months of a world.
    yield _count(
        "tests",
        "Months in which Pyongyang tested a missile or made a big test.",
        _of_deed(PyongyangDeed.MISSILE_TEST, PyongyangDeed.BIG_TEST),
    )
    yield _count(
        "big_tests",
        "Months in which Pyongyang made a big test.",
        _of_deed(PyongyangDeed.BIG_TEST),
    )
    yield _count(
        "lethal_acts", "Months in which Pyongyang killed.", _of_deed(PyongyangDeed.LETHAL_ACT)
    )
    yield _count(
        "talk_months",
        "Months in which Washington and Pyongyang were both soft.",
        lambda h: h.count(both_soft(h)),
        label="months of talks",
    )
    yield _entry(
        "refugees",
        "People who came over the Yalu before the world ended.",
        lambda h: h.total("refugees"),
        "number",
        unit="thousands",
    )
    # The capitals that fail, and the goals that are kept.
    for capital in CAPITALS:
        meaning = f"A vital goal of {capital.title()} fails, or two of its other goals do."
        yield _flag(
            f"loses_{capital}",
            meaning,
            partial(_loses, capital=capital),
            f"{capital.title()} loses",
        )
    yield _flag(
        "goals_failed_both",
        "Washington and Beijing both fail their goals.",
        _by_goals(goals.both_lose),
        "both fail their goals",
        True,
    )
    for goal in GOALS:
        title, vital = goal.capital.title(), "vital " if goal.vital else ""
        meaning = f"{title} keeps its {vital}goal: {goal.label}."
        yield _flag(goal.column, meaning, _by_goals(goal.is_kept), f"{title}: {goal.label}")
    # The payoff of a world to each capital, and the shares of months on each of its courses.
    for capital in CAPITALS:
        yield _entry(
            f"value_{capital}",
            f"What the world was worth to {capital.title()}, discounted, its loss at the end with it.",
            partial(value, capital=capital),
            "number",
            f"value to {capital.title()}",
            "months",
        )
    for capital, courses in COURSES.items():
        for place, course in enumerate(courses):
            yield _entry(
                f"share_{capital}_{course.name}",
                f"The share of its months that the world spent with {capital.title()} on this course.",
                partial(on_course, capital=capital, place=place),
                "number",
                f"{capital.title()} on {course.label}",
                "share",
                dtype="float32",
            )


OUTCOMES: Final = Catalogue({outcome.name: outcome for outcome in _declared()})
"""Every outcome that has a column, by its name."""

OF_ONE: Final = tuple(name for name, outcome in OUTCOMES.items() if not outcome.against)
"""The outcomes that need no second profile: all that can be said of worlds that were not played by
this machinery.
"""

FINAL_STATES: Final = tuple(name for name, _ in FINAL_NAMES)
ENDINGS: Final = tuple(name for name, _ in ENDING_NAMES)
FINAL: Final = tuple(plain_name(state) for state in FINAL_STATES)


def _in_state(place: int) -> Callable[[History], Flags]:
    return lambda history: final_state(history) == place


CATALOGUE: Final = Catalogue(
    OUTCOMES
    | {
        name: _entry(
            name,
            f"{meaning[0].upper()}{meaning[1:]}.",
            _in_state(place),
            "flag",
            label,
            part_of="final_state",
            place=place,
        )
        for place, (name, (label, meaning)) in enumerate(zip(FINAL, FINAL_NAMES, strict=True))
        if name not in OUTCOMES
    }
)
"""The whole catalogue: the outcomes with a column, and each final state as a flag."""

FLAGS: Final = CATALOGUE.flags
NUMBERS: Final = CATALOGUE.numbers
STATES: Final = {
    name: tuple(label for label, _ in OUTCOMES[name].names) for name in OUTCOMES.of_kind("state")
}
ASKABLE: Final = CATALOGUE.askable


label_of: Final = CATALOGUE.label


def outcomes(history: History, choices: Iterable[OutcomeOrName] = tuple(OUTCOMES)) -> Columns:
    """Return the columns of these outcomes, all built-in ones unless said, each `(worlds,)`."""
    each_once = [
        OUTCOMES[choice] if isinstance(choice, str) else choice for choice in dict.fromkeys(choices)
    ]
    return {outcome.name: outcome.values(history) for outcome in each_once}


@lru_cache(maxsize=64)
def read_by(choices: tuple[OutcomeOrName, ...]) -> SeriesRead:
    """Return which recorded series these outcomes read, and which of the same worlds under each
    second profile.
    """
    names = [choice for choice in choices if isinstance(choice, str)]
    readings = [
        asked_of_both(choice.values, PROBE) for choice in choices if isinstance(choice, Outcome)
    ]
    return merge([*readings, asked_of_both(lambda history: outcomes(history, names))])


def series_of(choices: tuple[OutcomeOrName, ...] = tuple(OUTCOMES)) -> tuple[str, ...]:
    """Return which recorded series these outcomes read."""
    return read_by(choices)[0]


def mostly(columns: Mapping[str, npt.NDArray[Any]]) -> str:
    """Say in one line each capital's most frequent course, with its share of all live months."""
    months = columns["months"].astype(np.float64)
    phrases = []
    for capital, courses in COURSES.items():
        shares = [
            inner(columns[f"share_{capital}_{course.name}"].astype(np.float64), months)
            for course in courses
        ]
        most = int(np.argmax(shares))
        phrases.append(
            f"{capital.title()} {courses[most].label} ({100.0 * shares[most] / months.sum():.0f} % of months)"
        )
    return f"Mostly: {', '.join(phrases)}."


def factor_column(name: str) -> str:
    """Return the column of a factor beside outcomes: one called like an outcome has the word `set`
    before it.
    """
    return f"set {name}" if name in CATALOGUE else name


CRISES: Final = 13
DISPUTES: Final = 36
WAR_LINE: Final = (
    f"War has not happened in the record (0 of {CRISES} crises, 0 of {DISPUTES} disputes): "
    "P(war) is bounded, not validated."
)
"""The note that stands beside every probability of war."""

WAR_SHORT: Final = f"P(war) is bounded by the record (0 wars in {CRISES} crises), not validated."
"""The same for a figure, which has less room."""


def subtitle(text: str, outcomes: Iterable[str]) -> str:
    """Return the subtitle of a figure, with the short note on war where one of the outcomes is a
    war.
    """
    return f"{text} {WAR_SHORT}" if any(is_war(outcome) for outcome in outcomes) else text


def is_war(outcome: str) -> bool:
    """Say whether an outcome, a flag or a final state by name, is a war, so that the note must
    stand beside it.
    """
    return outcome == "accident" or "war" in outcome.replace("_", " ").split()
