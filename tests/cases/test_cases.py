"""What the capitals do and what becomes of it, as claims; the statistics that speak of one moment
are exact.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.claims import Arm, Claim, Plays, Statistic, StatisticInput, exact, examine
from sim.analysis.claims.reading import ClaimsFile
from sim.analysis.counterfactual import tracing as watch
from sim.core.base.arrays import Flags, Floats
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.estimate.interval import Estimate, mean_estimate
from sim.core.game.catalogue import COURSES, MENUS, MOVES
from sim.core.outcomes.history import History, names_on
from sim.core.scenario.toml_file import toml_from
from sim.study.experiment.formula import monthly
from sim.study.run.one_world import OneWorld
from tests.for_each import for_each

FILES = sorted(Path(__file__).parent.glob("*.toml"))
PLAYS = Plays(1000, 0, recorded=("tension", "economy"))


def courses(said: Mapping[str, str]) -> dict[str, float]:
    """Return what the courses with which a world begins set."""
    return {
        f"start_{capital}_course.{each.name}": float(each.name == name)
        for capital, name in said.items()
        for each in COURSES[capital]
    }


def last(said: Mapping[str, str | list[str]]) -> dict[str, float]:
    """Return what is now as the moves of last month left it: the moves themselves, and what is
    remembered of them.
    """
    named = {
        capital: [moves] if isinstance(moves, str) else moves for capital, moves in said.items()
    }
    made = {(capital, move) for capital, moves in named.items() for move in moves}
    changes: dict[str, float] = {}
    for capital, move in made:
        menu = next(
            (each for each in MOVES if each.startswith(capital) and move in names_on(each)), None
        )
        if menu is None:
            raise UsageProblem(f"{capital} has no move '{move}'", "last", "Name a word or a deed.")
        changes |= {
            f"moves.{menu.replace('.', '_')}.{place}": float(name == move)
            for place, name in enumerate(names_on(menu))
        }
    shot = {("pyongyang", move) for move in ("missile_test", "big_test", "lethal_act")} & made
    talks, relief = ("washington", "talks") in made, ("washington", "relief") in made
    soft = {("pyongyang", "talks"), ("pyongyang", "offer")} & made
    remembered = {
        "tested": bool(shot),
        "big_test": ("pyongyang", "big_test") in made,
        "lethal": ("pyongyang", "lethal_act") in made,
        "soft_washington": talks,
        "talked": talks,
        "soft_pyongyang": bool(soft),
        "soft_seoul": bool({("seoul", "initiative"), ("seoul", "aid")} & made),
        "mediated": ("beijing", "mediate") in made,
        "relieved": relief,
    }
    changes |= {name: 1.0 for name, holds in remembered.items() if holds}
    return changes | ({"quiet": 0.0} if shot else {})


def chances_of(arm: Arm, said: str) -> tuple[Floats, Flags]:
    """Return the chance of all on the menu of which a formula speaks, and what of it the formula
    holds for.

    Of a course it is the chance at a review.
    """
    menus = [menu for menu in MENUS if menu in said]
    if len(menus) != 1:
        raise UsageProblem("words, deeds and courses are drawn apart", said, "Speak of one menu.")
    [menu] = menus
    one = OneWorld(PLAYS.job(arm.scenario, 1, arm.imposed)[1])
    one.state.kim.leverage = 0.5
    for name, value in arm.now.items():
        *owners, own = name.split(".")
        owner = reduce(getattr, owners, one.state)
        if isinstance(owner, list):
            owner[int(own)] = float(value)
        else:
            setattr(owner, own, float(value))
    capital, _, kind = menu.partition(".")
    if kind == "course":
        chances = watch.weigh(capital, one.state, one.now(), one.p, one.rules).chances
    else:
        chances = getattr(watch.chances_of(one, one.now()), menu.replace(".", "_"))[
            : len(names_on(menu))
        ]
    menu_of_one = History(
        {menu.replace(".", "_"): np.arange(len(names_on(menu)))[None], "ending": np.zeros((1, 1))}
    )
    return np.asarray(chances), monthly(said).of(menu_of_one)[0]


def chance_of(arm: Arm, said: str) -> float:
    """Return the chance of what a formula says."""
    chances, flags = chances_of(arm, said)
    return float(chances[flags].sum())


def chance(asked: StatisticInput) -> Estimate:
    """Return the chance of what is said in a, less that in b where there is one."""
    a, *b = (chance_of(arm, asked.argument) for arm in asked.claim.arms)
    return exact(a - sum(b))


def times(asked: StatisticInput) -> Estimate:
    """Return how many times as likely it is in a as in b."""
    a, b = (chance_of(arm, asked.argument) for arm in asked.claim.arms)
    return exact(a / b if b else np.inf)


def lead(asked: StatisticInput) -> Estimate:
    """Return by how much the likeliest of what is said leads over the likeliest of all else on its
    menu.
    """
    chances, flags = chances_of(asked.claim.arms[0], asked.argument)
    return exact(float(chances[flags].max() - chances[~flags].max()))


def at_end(asked: StatisticInput) -> Estimate:
    """Return the mean of a series at the end of each world in a, less that in b where there is
    one.
    """
    a, *b = (np.asarray(monthly(asked.argument).of(history))[-1] for history in asked.histories())
    return mean_estimate(a - sum(b), asked.claim.level)


STATISTICS = {"chance": chance, "times": times, "lead": lead, "at_end": at_end}
FORMULAS = {name: Statistic(of, None) for name, of in STATISTICS.items()}
OWN: dict[str, Callable[[Any], Mapping[str, Any]]] = {
    "courses": courses,
    "last": lambda said: dict.fromkeys(last(said), 0.0) and {},
}


def claims_in(label: str, content: bytes) -> tuple[Claim, ...]:
    """Return the claims of a file of cases; what was done last month is part of what is now."""
    file = toml_from(label, content)
    for arm in file.data.get("arm", {}).values():
        with suppress(UsageProblem):
            arm["now"] = last(arm.get("last", {})) | arm.get("now", {})
    return ClaimsFile(file, FORMULAS, own=OWN).claims


ALL = [claim for path in FILES for claim in claims_in(path.name, path.read_bytes())]


@pytest.mark.short
@for_each("claim", ALL)
def test_the_case_holds(claim: Claim) -> None:
    found = examine(claim, plays=PLAYS)
    assert found.holds, found.told


def test_no_case_is_told_twice() -> None:
    assert len(ALL) == len({claim.name for claim in ALL})


HEAD = 'scenario = "core"\n[all]\nset = { months = 1 }\n[arm.quiet]\n[arm.tested]\nlast = { pyongyang = "big_test" }\n'


@pytest.mark.parametrize(
    "said",
    [
        "measure = 'chance(washington.word == \"silence\")'\nwants = { low = 0.9 }",
        "measure = 'chance(washington.word == \"silence\")'\nwants = { high = 0.01 }",
        "measure = 'chance(beijing.course == \"balance\")'\nwants = { high = 0.001 }",
        "measure = 'lead(washington.deed == \"relief\")'\nwants = { sign = 1 }",
        "b = 'tested'\nmeasure = 'chance(washington.word == \"threaten\")'\nwants = { sign = 1 }",
        "b = 'tested'\nmeasure = 'times(washington.word == \"silence\")'\nwants = { low = 50 }",
        "measure = 'at_end(economy)'\nwants = { low = 0.01 }",
    ],
)
def test_a_false_case_fails(said: str) -> None:
    [claim] = claims_in("false.toml", f'{HEAD}[claim.false]\na = "quiet"\n{said}\n'.encode())
    assert not examine(claim, plays=PLAYS).holds


@pytest.mark.parametrize(
    ("arm", "measure", "what"),
    [
        ("now = { zeal = 1 }", 'chance(washington.word == "silence")', "no state 'zeal'"),
        ("", 'chance(washington.word == "strike")', "'strike'"),
        (
            'last = { seoul = "strike" }',
            'chance(washington.word == "silence")',
            "seoul has no move",
        ),
        ("now = { sanction_pressure = 1 }", "war", "no world begins from the present state"),
    ],
)
def test_what_is_not_there_is_refused_with_its_line(arm: str, measure: str, what: str) -> None:
    text = f'scenario = "core"\n[arm.x]\n{arm}\n[claim.x]\na = "x"\nmeasure = \'{measure}\'\nwants = {{ low = 0 }}\n'
    with pytest.raises(DataProblem, match=what) as found:
        claims_in("mine.toml", text.encode())
    assert "mine.toml" in str(found.value)


def test_words_and_deeds_are_drawn_apart() -> None:
    both = 'chance(washington.word == "silence" or washington.deed == "hold")'
    [claim] = claims_in(
        "mine.toml", f"{HEAD}[claim.x]\nmeasure = '{both}'\nwants = {{ low = 0 }}\n".encode()
    )
    with pytest.raises(UsageProblem, match="drawn apart"):
        examine(claim, plays=PLAYS)
