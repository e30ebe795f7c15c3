"""Options that several commands share, and how a scenario is read from the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from sim.errors import ScenarioProblem, UsageProblem
from sim.world.scenario import Scenario

F = TypeVar("F", bound=Callable[..., Any])
FULL = 2**63 - 1


def stacked(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds options in the order given."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


scenario_argument = click.argument("scenario")
set_option = click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change a number, lever or policy; may be repeated."
)
seed_option = click.option(
    "--seed", type=click.IntRange(0, FULL), default=7, show_default=True, help="The seed of the luck."
)
worlds_option = click.option(
    "-n", "--worlds", type=click.IntRange(1, 100_000_000), default=2000, show_default=True, help="How many worlds."
)
jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(1, 1024), default=1, show_default=True, help="How many processes."
)
out_option = click.option("-o", "--out", type=click.Path(), help="A folder for the results.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
force_option = click.option("--force", is_flag=True, help="Replace the results of another study in the folder.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print no talk on stderr.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")
progress_option = click.option("--no-progress", is_flag=True, help="Show no progress line.")
no_figures_option = click.option("--no-figures", is_flag=True, help="Write no pictures.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be run, and stop.")


def plain_value(text: str) -> Any:
    """Return the value that the text after NAME= stands for: a number, a truth value, or the text."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def changed(scenario: Scenario, changes: Sequence[str]) -> Scenario:
    """Return the scenario with the changes of `--set`; raises UsageProblem that names the option."""
    made = scenario
    for text in changes:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise UsageProblem("a change needs a name and a value", f"--set {text}", "Write --set name=value.")
        try:
            made = made.change({name: plain_value(value)})
        except ScenarioProblem as problem:
            raise UsageProblem(problem.what, f"--set {text}", problem.remedy) from None
    origin = tuple(dict(scenario.origin) | {text.partition("=")[0].strip(): f"--set {text}" for text in changes}.items())
    return made.change({}) if not changes else _with_origin(made, origin)


def _with_origin(scenario: Scenario, origin: tuple[tuple[str, str], ...]) -> Scenario:
    from dataclasses import replace

    return replace(scenario, origin=origin)


def read_scenario(name_or_path: str, changes: Sequence[str] = ()) -> Scenario:
    """Return the scenario that the command line asks for."""
    from sim.study.scenario_file import load_scenario

    return changed(load_scenario(name_or_path), changes)


def resolved(scenario: Scenario) -> str:
    """Return the whole scenario as the text of a file that gives it again."""
    from sim.study.scenario_file import to_toml

    return to_toml(scenario)
