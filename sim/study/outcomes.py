"""The ledger of outcomes: every column that a world comes to, declared once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats
from sim.game import aims
from sim.game.aims import AIMS, both_soft, shots
from sim.game.catalogue import CAPITALS, COURSES
from sim.game.moves import Ending, PyongyangDeed
from sim.study.run.history import History, Ints
from sim.study.values import value

Kind = Literal["flag", "state", "number"]
Columns = dict[str, npt.NDArray[Any]]

CRISIS: Final = 5.0
"""Tension from which a month is one of crisis."""

GAP: Final = 2
"""Months of less tension that do not part a crisis in two."""

STANDOFF: Final = 2.0
A_YEAR: Final = 12
TURN_WITHIN: Final = 24
TALKS_IN_A_TURN: Final = 3

ENDINGS: Final = tuple(ending.name.lower() for ending in Ending)
FINAL_STATES: Final = (
    "major war", "limited war", "regime collapse", "freeze", "open crisis", "frozen standoff", "détente",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column: `of(history)` gives a value a world, `(worlds,)`.

    A flag is true or false; a state is the place of its name in `names`; a number has a unit.
    """

    name: str
    label: str
    sentence: str
    kind: Kind
    of: Callable[[History], npt.NDArray[Any]]
    dtype: str = "bool"
    unit: str = ""
    names: tuple[str, ...] = ()


def label_of(name: str) -> str:
    """Return an outcome as a sentence, a title or an axis names it: `lose-lose`, `regime collapse`."""
    if name == "lose_lose":
        return "lose-lose"
    return OUTCOMES[name].label if name in OUTCOMES else name.replace("_", " ")


def plain_name(state: str) -> str:
    """Return the name of a state as it is typed: `regime_collapse`."""
    return state.replace("é", "e").replace(" ", "_")


def ended_by(*endings: Ending) -> Callable[[History], Flags]:
    """Return the outcome that a world ended in one of these ways."""
    return lambda history: np.isin(history.last("ending"), endings)


def major_war(history: History) -> Flags:
    """Tell where a world ended in a major war."""
    return aims.war(history) & (history.last("major") > 0.0)


def limited_war(history: History) -> Flags:
    """Tell where a world ended in a war that stayed limited."""
    return aims.war(history) & (history.last("major") <= 0.0)


def hot(history: History) -> Flags:
    """Return the months of crisis. Who backs down at the brink lowers the tension in the same month: it counts too."""
    state = history.state
    return (state["tension"] >= CRISIS) | (state["washington_yields"] > 0.0) | (state["pyongyang_yields"] > 0.0)


def turn(history: History) -> Flags:
    """Tell where a year without a test or lethal act begins within two, with three months in which both are soft."""
    quiet = _running(~shots(history) & history.live)
    soft = _running(both_soft(history) & history.live)
    first_months = range(min(TURN_WITHIN, history.months - A_YEAR + 1))
    found = np.zeros(history.lived.shape, dtype=bool)
    for first in first_months:
        last = first + A_YEAR
        talked = soft[last] - soft[first] >= TALKS_IN_A_TURN
        found |= talked & (quiet[last] - quiet[first] == A_YEAR)
    return found


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
    calm = np.where(tension >= CRISIS, 4, np.where(tension >= STANDOFF, 5, 6))
    peace = np.where(aims.collapse(history), 2, np.where(history.last("freeze") > 0.0, 3, calm))
    return np.where(major_war(history), 0, np.where(limited_war(history), 1, peace))


def on_course(history: History, capital: str, place: int) -> Floats:
    """Return the share of its months that a world spent with a capital on a course."""
    return history.share(history.state[f"{capital}_course"] == place)


def _flag(name: str, label: str, sentence: str, of: Callable[[History], Flags]) -> Outcome:
    return Outcome(name, label, sentence, "flag", of)


def _state(name: str, label: str, sentence: str, names: tuple[str, ...], of: Callable[[History], Any]) -> Outcome:
    return Outcome(name, label, sentence, "state", of, "int8", names=names)


def _count(name: str, label: str, sentence: str, unit: str, of: Callable[[History], Any]) -> Outcome:
    return Outcome(name, label, sentence, "number", of, "int16", unit)


def _of_deed(*deeds: PyongyangDeed) -> Callable[[History], Ints]:
    return lambda history: history.count(np.isin(history.state["pyongyang_deed"], deeds))


def _ends() -> Iterable[Outcome]:
    """Yield how a world ends."""
    yield _state(
        "final_state",
        "final state",
        "How the world stands at its end: the first of the states that fits.",
        FINAL_STATES,
        final_state,
    )
    yield _state(
        "ending",
        "ending",
        "What ended the world before the horizon, if anything did.",
        ENDINGS,
        lambda history: history.last("ending"),
    )
    yield _count(
        "months",
        "months lived",
        "How many months the world lived, the month of its end with them.",
        "months",
        lambda history: history.lived,
    )
    yield _flag("war", "war", "The world ended in a war, of whatever kind.", aims.war)
    yield _flag("major_war", "major war", "The world ended in a war that grew to a major one.", major_war)
    yield _flag("limited_war", "limited war", "The world ended in a war that stayed limited.", limited_war)
    yield _flag(
        "decided_war",
        "war that was decided on",
        "The world ended by a preventive strike or by an attack out of fear.",
        ended_by(Ending.STRIKE, Ending.ATTACK),
    )
    yield _flag(
        "brink_war",
        "war from the brink",
        "The world ended in a clash after both had stood firm at the brink.",
        ended_by(Ending.CLASH),
    )
    yield _flag("accident", "war by accident", "The world ended in a war that nobody meant.", ended_by(Ending.ACCIDENT))
    yield _flag("collapse", "regime collapse", "The regime in Pyongyang collapsed.", aims.collapse)


def _crises_and_deals() -> Iterable[Outcome]:
    """Yield what happens on the way to the end, between Washington and Pyongyang."""
    yield _flag("crisis", "crisis", "Tension reached 5 in some month.", lambda history: history.ever(hot(history)))
    yield _count(
        "crises",
        "crises",
        "How many crises there were; up to two months of less tension do not part one.",
        "",
        lambda history: history.episodes(hot(history), GAP),
    )
    yield _count(
        "crisis_months",
        "months of crisis",
        "In how many months tension reached 5.",
        "months",
        lambda history: history.count(hot(history)),
    )
    yield _flag(
        "ever_freeze",
        "ever a freeze",
        "A freeze was in force in some month.",
        lambda history: history.ever(frozen(history)),
    )
    yield _flag(
        "freeze_at_end",
        "freeze at the end",
        "A freeze was in force in the last month, also where war came in it.",
        lambda history: history.last("freeze") > 0.0,
    )
    yield _flag(
        "deal",
        "deal",
        "A freeze was in force for twelve months running.",
        lambda history: history.longest(frozen(history)) >= A_YEAR,
    )
    yield _flag(
        "turn",
        "turn",
        "A year without a test or lethal act began within two years, and both were soft in three of its months.",
        turn,
    )
    yield _flag(
        "deterrent_complete",
        "deterrent complete",
        "The deterrent was complete in the last month.",
        lambda history: history.last("deterrent") > 0.0,
    )


def _counts() -> Iterable[Outcome]:
    """Yield what is counted over the months that a world lives."""
    yield _count(
        "tests",
        "tests",
        "In how many months Pyongyang tested a missile or made a big test.",
        "months",
        _of_deed(PyongyangDeed.MISSILE_TEST, PyongyangDeed.BIG_TEST),
    )
    yield _count(
        "big_tests",
        "big tests",
        "In how many months Pyongyang made a big test.",
        "months",
        _of_deed(PyongyangDeed.BIG_TEST),
    )
    yield _count(
        "lethal_acts",
        "lethal acts",
        "In how many months Pyongyang killed.",
        "months",
        _of_deed(PyongyangDeed.LETHAL_ACT),
    )
    yield _count(
        "talk_months",
        "months of talks",
        "In how many months Washington and Pyongyang were both soft.",
        "months",
        lambda history: history.count(both_soft(history)),
    )
    yield Outcome(
        "refugees",
        "refugees",
        "How many people came over the Yalu while the world lived.",
        "number",
        lambda history: history.total("refugees"),
        "float64",
        "thousands",
    )


def _who_loses() -> Iterable[Outcome]:
    """Yield who loses, and which aims are kept."""
    yield _flag(
        "lose_lose",
        "lose-lose",
        "Washington and Beijing both lose, by their aims.",
        lambda history: aims.lose_lose(history, history.aims),
    )
    for capital in CAPITALS:
        yield _flag(
            f"loses_{capital}",
            f"{capital.title()} loses",
            f"A vital aim of {capital.title()} fails, or two of its other aims do.",
            partial(_loses, capital=capital),
        )
    for aim in AIMS:
        yield _flag(
            aim.column,
            f"{aim.capital.title()}: {aim.label}",
            f"{aim.capital.title()} keeps its {'vital ' if aim.vital else ''}aim: {aim.label}.",
            partial(_kept, aim=aim),
        )


def _of_capitals() -> Iterable[Outcome]:
    """Yield what a world is worth to each capital, and the courses it spends its months on."""
    for capital in CAPITALS:
        yield Outcome(
            f"value_{capital}",
            f"value to {capital.title()}",
            f"What the world was worth to {capital.title()}, discounted, its loss at the end with it.",
            "number",
            partial(value, capital=capital),
            "float64",
            "months",
        )
    for capital, courses in COURSES.items():
        for place, course in enumerate(courses):
            yield Outcome(
                f"share_{capital}_{course.name}",
                f"{capital.title()} on {course.label}",
                f"The share of its months that the world spent with {capital.title()} on this course.",
                "number",
                partial(on_course, capital=capital, place=place),
                "float32",
                "share",
            )


def _loses(history: History, capital: str) -> Flags:
    return aims.loses(capital, history, history.aims)


def _kept(history: History, aim: aims.Aim) -> Flags:
    return aim.kept(history, history.aims)


OUTCOMES: Final[dict[str, Outcome]] = {
    outcome.name: outcome
    for group in (_ends, _crises_and_deals, _counts, _who_loses, _of_capitals)
    for outcome in group()
}
"""Every outcome by its column."""

FLAGS: Final = tuple(name for name, outcome in OUTCOMES.items() if outcome.kind == "flag")
STATES: Final = {name: outcome.names for name, outcome in OUTCOMES.items() if outcome.kind == "state"}
NUMBERS: Final = tuple(name for name, outcome in OUTCOMES.items() if outcome.kind == "number")


def outcomes(history: History, names: Iterable[str] = OUTCOMES) -> Columns:
    """Return the columns of these outcomes, all unless said, each `(worlds,)`."""
    return {name: np.asarray(OUTCOMES[name].of(history)).astype(OUTCOMES[name].dtype) for name in names}


class _Probe(dict[str, Floats]):
    """Series that note who asks for them."""

    def __missing__(self, name: str) -> Floats:
        self[name] = np.zeros((1, 1))
        return self[name]


def asked_of(read: Callable[[History], object]) -> tuple[str, ...]:
    """Return which series something reads of a history, in order of name."""
    probe = _Probe()
    read(History(probe))
    return tuple(sorted(probe))


@lru_cache(maxsize=16)
def series_of(names: tuple[str, ...] = tuple(OUTCOMES)) -> tuple[str, ...]:
    """Return which recorded series these outcomes read."""
    return asked_of(lambda history: outcomes(history, names))


def mostly(columns: Mapping[str, npt.NDArray[Any]]) -> str:
    """Say in one line what each capital mostly did: its commonest course, with its share of all months lived."""
    months = columns["months"].astype(np.float64)
    said = []
    for capital, courses in COURSES.items():
        shares = [
            float(np.dot(columns[f"share_{capital}_{course.name}"].astype(np.float64), months)) for course in courses
        ]
        most = int(np.argmax(shares))
        said.append(f"{capital.title()} {courses[most].label} ({100.0 * shares[most] / months.sum():.0f} % of months)")
    return f"Mostly: {', '.join(said)}."


FINAL: Final = tuple(plain_name(state) for state in FINAL_STATES)
PROBABILITIES: Final = (*dict.fromkeys((*FLAGS, *FINAL)),)
SHOWN_FLAGS: Final = (
    "war", "accident", "brink_war", "decided_war", "collapse", "crisis", "turn", "ever_freeze", "lose_lose",
)  # fmt: skip
"""The flags that tables and bars of a run show, in this order; unlike final states, flags overlap."""

KNOWN: Final = (*PROBABILITIES, *NUMBERS)
DTYPES: Final[dict[str, np.dtype]] = {name: np.dtype(outcome.dtype) for name, outcome in OUTCOMES.items()}


def factor_column(name: str) -> str:
    """Return the column of a factor beside outcomes: one called like an outcome has the word `set` before it."""
    return f"set {name}" if name in DTYPES or name in FINAL else name


def columns_for(outcomes: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a part holds for some outcomes, in a fixed order; states are always there."""
    return (*STATES, *(name for name in (*FLAGS, *NUMBERS) if name in outcomes))
