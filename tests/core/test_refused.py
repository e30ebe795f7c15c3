"""Names that went with the fourth edition are refused, and the message says the new one."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import sim
from sim.cli.options import as_problem
from sim.core.base.errors import Problem
from sim.core.outcomes.history import no_series
from sim.core.outcomes.outcomes import outcome_of
from sim.core.runs.inputs import inputs
from sim.core.scenario.file import load_scenario
from sim.env.many import ManyWorlds
from sim.study.experiment.study_file import read_study
from tests.for_each import for_each


def number(name: str) -> None:
    """Ask for a number of the scenario."""
    inputs(load_scenario("2017-spring").change({name: 1.0}))


def series(name: str) -> None:
    """Ask for a series of a history."""
    raise no_series(name, "history", ())


def option(name: str) -> None:
    """Give an option of the command line."""
    raise as_problem(click.NoSuchOption(name))


ASKS: dict[str, Callable[[str], object]] = {
    "outcome": outcome_of,
    "number": number,
    "series": series,
    "option": option,
    "keyword": lambda name: sim.robustness("2017-spring", **{name: ()}),
    "study": read_study,
    "reward": lambda name: ManyWorlds(load_scenario("2017-spring"), worlds=1, reward=name),
    "heading": lambda name: sim.patterns(only=[name], worlds=1),
}
"""How a user asks for a name, by kind."""

NAMES = tomllib.loads((Path(__file__).parent / "refused.toml").read_text("utf-8"))["name"]


@for_each("each", NAMES)
def test_a_name_that_went_is_refused_with_the_one_that_took_its_place(each: dict[str, str]) -> None:
    with pytest.raises(Problem) as raised:
        ASKS[each["kind"]](each["old"])
    assert f"It is {each['new']} now." in str(raised.value)
