"""A command loads what it uses: a short run no history and no programs, and the help nothing but
the help.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import sys
from sim.cli.main import run_guarded
code = run_guarded(sys.argv[1:])
print("loaded", *sys.modules)
sys.exit(code)
"""


def loaded_by(*args: str) -> list[str]:
    """Return the modules that are there when a command ends."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *args], capture_output=True, text=True, check=True
    )
    last = ran.stdout.splitlines()[-1].split()
    assert last[0] == "loaded"
    return last[1:]


def among(modules: list[str], names: tuple[str, ...]) -> list[str]:
    """Return the modules that are one of these, or lie in one."""
    return [
        module for module in modules if any(f"{module}.".startswith(f"{name}.") for name in names)
    ]


@pytest.fixture(scope="module")
def run() -> list[str]:
    return loaded_by("run", "2017-spring", "-n", "1", "-q")


def test_a_short_run_loads_no_package_for_tables_pictures_or_agents(run: list[str]) -> None:
    assert not among(
        run, ("matplotlib", "mesa", "pandas", "pyarrow", "scipy", "gymnasium", "pettingzoo")
    )


def test_a_short_run_loads_no_history_no_story_and_no_programs(run: list[str]) -> None:
    assert among(run, ("sim.analysis.run",)), (
        "the run itself is loaded, so that the names below mean something"
    )
    unused = (
        "sim.history",
        "sim.analysis.counterfactual",
        "sim.history.likelihood",
        "sim.policies.agents.exchange",
        "sim.policies.agents.program",
        "sim.policies.agents.table",
        "sim.policies.external_choices",
        "sim.study.store.study_results",
        "sim.study.experiment.study_schema",
    )
    assert not among(run, unused)


def test_the_help_loads_nothing_heavy() -> None:
    heavy = (
        "numpy",
        "pydantic",
        "sim.core.engine",
        "sim.core.scenario",
        "sim.study.run",
        "sim.core.game.parameters",
    )
    assert not among(loaded_by("--help"), heavy)
