"""Build experiments in Python: over a full grid, or over points that an analysis has laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import numpy as np

from sim.core.base.arrays import Array, Whole
from sim.core.base.errors import UsageProblem
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.outcomes.outcomes import parted
from sim.core.scenario import Scenario
from sim.core.scenario.text import text as as_toml
from sim.core.scenario.toml_file import LONGEST_LINE
from sim.options import (
    MOST_WORLDS,
    as_list,
    checked_seed,
    checked_whole,
    factor_texts,
    with_known_options,
)
from sim.study.experiment.definition import BLOCK_WORLDS, Component, Experiment, Factor, Luck
from sim.study.experiment.factor_text import listed_from, text_of as text_of_factor
from sim.study.experiment.given_scenario import ScenarioLike, scenario_of
from sim.study.experiment.own_outcome import Outcome
from sim.study.experiment.programs import fault_outcomes
from sim.study.experiment.tables import TablePoints, digest_of

VALUES_A_LINE: Final = 50


def grid_of(
    scenario: Scenario,
    factors: Sequence[Factor],
    worlds: int,
    seed: int,
    outcomes: Sequence[OutcomeOrName],
) -> Experiment:
    """Return the experiment over every combination of the values of discrete factors, the last
    factor fastest.

    All cells share their draws. Without factors it has one cell: the scenario itself.
    """
    levels = {factor.name: len(factor.values) for factor in factors}
    component = (
        Component("factorial", tuple(levels), (("levels", levels),))
        if factors
        else Component("single", (), ())
    )
    return make_experiment(scenario, factors, component, worlds, seed, outcomes, "common")


@with_known_options
def experiment(
    scenario: ScenarioLike,
    over: Sequence[str] | Mapping[str, Sequence[Any] | str] = (),
    outcomes: Sequence[OutcomeOrName] = ("lose_lose", "war", "crisis"),
    worlds: int = 2000,
    seed: int = 7,
) -> Experiment:
    """Return the experiment over every combination of some values: `name=low:high:steps` or
    `name=a,b,c` each.

    `scenario` is a Scenario, a name, the path of a file, or a dict of changes of spring 2017.
    `over` is that of `sim.sweep`, or empty. `outcomes` are names of built-in ones, or your own made
    by `sim.Outcome`. All cells share their draws. Raises UsageProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> asked = sim.experiment(spring, ["beijing.enforcement=0:1:3", "learn=0.2,0.4"], ["war"], worlds=50)
    >>> len(sim.play(asked).to_frame())
    6
    """
    scenario = scenario_of(scenario)
    texts = factor_texts(over) if isinstance(over, Mapping) else as_list("over", over)
    factors = listed_from([(str(text), f"over '{text}'") for text in texts], scenario)
    return grid_of(scenario, factors, worlds, checked_seed(seed), as_list("outcomes", outcomes))


def points_of(
    scenario: Scenario,
    factors: Sequence[Factor],
    columns: Mapping[str, Array],
    replicate_blocks: Whole,
    worlds: int,
    seed: int,
    outcomes: Sequence[OutcomeOrName],
) -> Experiment:
    """Return the experiment over given points, `(points,)` for each factor: a number, or the index
    of a value.

    NaN, or an index of −1, keeps the scenario's own value. Points of one replicate block share
    their random draws.
    """
    ordered = levers_first(factors)
    own_columns = {factor.name: np.asarray(columns[factor.name]) for factor in ordered}
    points = TablePoints(
        own_columns,
        digest_of(own_columns, replicate_blocks),
        "points.parquet",
        replicate_blocks=replicate_blocks,
        made_of=ordered,
    )
    component = Component("table", tuple(own_columns), (("points", points),))
    return make_experiment(scenario, ordered, component, worlds, seed, outcomes, "replicate_blocks")


def levers_first(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Return factors in the order of a study file, which names levers first."""
    return tuple(sorted(factors, key=lambda factor: factor.role != "lever"))


def make_experiment(
    scenario: Scenario,
    factors: Sequence[Factor],
    component: Component,
    worlds: int,
    seed: int,
    outcomes: Sequence[OutcomeOrName],
    luck: Luck,
) -> Experiment:
    """Return an experiment of one design, with the text of the study file that would ask for the
    same.
    """
    worlds = checked_whole("worlds", worlds, 1, MOST_WORLDS)
    # Where a value came from moves no result, and would only make every batch larger.
    base = replace(scenario, origin=())
    faults = fault_outcomes(scenario, factors)
    # Little is lost when programs are stopped, which may be slow and cost money.
    block = 1 if faults else BLOCK_WORLDS // worlds
    names, own_outcomes = parted((*outcomes, *faults))
    study = Experiment(
        scenario.title,
        base,
        levers_first(factors),
        (component,),
        names,
        worlds,
        seed,
        luck,
        block,
        "",
        cast(tuple[Outcome, ...], own_outcomes),
    )
    return replace(study, text=text_of(study))


def text_of(study: Experiment) -> str:
    """Return an experiment of one design as the text of a study file."""
    (component,) = study.components
    outcomes = [f"outcomes = {list_text(study.outcomes)}"]
    if study.own:
        own_lines = (f"{outcome.name} = {table(outcome)}" for outcome in study.own)
        outcomes = ["[outcomes]", f"names = {list_text(study.outcomes)}", *own_lines]
    lines = [
        f"title = {as_toml(study.title)}",
        f"scenario = {as_toml(study.scenario.name)}",
        f"seed = {study.seed}",
    ]
    block = [f"block = {study.block}"] * bool(study.block)
    lines += [f"luck = {as_toml(study.luck)}", *block, *outcomes]
    for head, role in (("levers", "lever"), ("uncertainties", "uncertainty")):
        of_role = [factor for factor in study.factors if factor.role == role]
        lines += [f"[{head}]"] * bool(of_role) + [
            f"{as_toml(factor.name)} = {on_lines(text_of_factor(factor.distribution))}"
            for factor in of_role
        ]
    lines += [
        "[[design]]",
        f"kind = {as_toml(component.kind)}",
        f"factors = {list_text(component.factors)}",
    ]
    if component.kind == "table":
        lines += [f"file = {as_toml(component.get('points').name)}"]
    return "\n".join([*lines, "[replication]", f"worlds = {study.worlds}"]) + "\n"


def on_lines(text: str) -> str:
    """Return a text as TOML, on a line for each value if one line would be too long to read back."""
    line = as_toml(text)
    if len(line) < LONGEST_LINE // 2:
        return line
    return f'""{line.replace(",", BREAK)}""'


BREAK: Final = ",\\\n"
"""A comma and a line's end that TOML leaves out of a text in three quotes."""


def table(outcome: Outcome) -> str:
    """Return a user's own outcome as a one-line TOML table; without a source, only its meaning."""
    try:
        entries = outcome.kept()
    except UsageProblem:
        entries = {"meaning": outcome.meaning}
    return inline({key: value for key, value in entries.items() if key != "name"})


def inline(entries: Mapping[str, Any]) -> str:
    """Return a table as TOML writes it on one line."""
    parts = (
        f"{key if key.isidentifier() else as_toml(key)} = "
        f"{inline(value) if isinstance(value, Mapping) else as_toml(value)}"
        for key, value in entries.items()
    )
    return "{ " + ", ".join(parts) + " }"


def list_text(values: Sequence[Any]) -> str:
    """Return values as a TOML list, on as many lines as they need."""
    texts = [as_toml(value) for value in values]
    lines = [
        ", ".join(texts[start : start + VALUES_A_LINE])
        for start in range(0, len(texts), VALUES_A_LINE)
    ]
    return "[" + ",\n  ".join(lines) + "]"
