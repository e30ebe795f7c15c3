"""The page of stories is what the generator makes of these rules, and what it tells is what the
worlds hold.
"""

import re
from pathlib import Path

import pytest

from sim.analysis.counterfactual.paired_world import screen
from sim.core.base.errors import DataProblem
from sim.core.base.months import NAMES
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.goals import goals_of
from sim.core.scenario import load_scenario
from sim.study.run.worlds import Run, run
from tests.counterfactual.worlds import SCENARIOS, everyone, told
from tools.update_stories import (
    DONE,
    KINDS_TOLD,
    SCENARIO,
    SEED,
    WORLDS,
    first_worlds,
    number_of,
    page,
    telling,
)

PAGE = Path(__file__).parents[2] / "docs" / "stories.md"


@pytest.fixture(scope="module")
def made() -> Run:
    """The worlds among which those that are told are found."""
    return run(load_scenario(SCENARIO), WORLDS, SEED)


def test_the_page_is_up_to_date(made: Run) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(made), "run tools/update_stories.py"


def test_of_each_kind_the_first_world_is_told(made: Run) -> None:
    for kind, world in zip(KINDS_TOLD, first_worlds(made), strict=True):
        fits = kind.fits(made)
        assert fits[world]
        assert not fits[:world].any()


def test_a_kind_that_no_world_is_of_is_said() -> None:
    with pytest.raises(DataProblem, match="no world is"):
        first_worlds(run(load_scenario(SCENARIO).change({"months": 2}), 3, 1))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_telling_counts_every_month_once_and_ends_as_the_world_does(name: str) -> None:
    for was in told(name)[:3]:
        text = telling(was, screen(was))
        months = 0
        for span in re.findall(r"\*\*([A-Z][a-z]+ \d{4})(?: to ([A-Z][a-z]+ \d{4}))?\.\*\*", text):
            first, last = (counted(label) for label in (span[0], span[1] or span[0]))
            months += last - first + 1
        assert months == len(was.months)
        assert f"{was.final_state.capitalize()} after {len(was.months)} months" in text
        assert ("Both powers do worse than in the benchmark." in text) == was.outcomes["lose_lose"]
        for capital in CAPITALS:
            verb = "loses" if was.outcomes[f"loses_{capital}"] else "does not lose"
            assert f"{capital.capitalize()} {verb}" in text
            assert all(
                goal.label in text.partition("**The end.**")[2]
                for goal in goals_of(capital)
                if not was.outcomes[goal.column]
            )


def counted(label: str) -> int:
    """Return a month such as "September 2017" as a number."""
    month, year = label.split()
    return 12 * int(year) + NAMES.index(month)


def test_each_word_and_deed_can_be_told() -> None:
    assert {menu: set(said) for menu, said in DONE.items()} == {
        menu: {move.name for move in moves} for menu, moves in MOVES.items()
    }


def test_moves_are_counted_as_the_record_has_them() -> None:
    for was in everyone():
        tests = number_of(was.months, "pyongyang.deed", "missile_test", "big_test")
        assert tests == was.outcomes["tests"]
