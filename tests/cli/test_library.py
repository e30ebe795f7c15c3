"""What `import sim` offers, and that a plain script may use several threads."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.analysis.catalogue import ENTRIES
from sim.cli.gone import ANALYSES as GONE
from sim.study.run.worlds import run as run_function

SCRIPT = """
import sim
scenario = sim.load_scenario("core").change({"months": 3})
one, two = (sim.run(scenario, worlds=3000, seed=5, jobs=jobs) for jobs in (1, 2))
assert all(one.columns[name].tobytes() == two.columns[name].tobytes() for name in one.columns)
print(two.worlds)
"""


def test_every_name_resolves_and_is_listed() -> None:
    assert dir(sim) == sorted(sim.__all__)
    assert all(getattr(sim, name) is not None for name in sim.__all__)


@pytest.mark.parametrize("name", GONE)
def test_an_analysis_that_is_no_more_names_the_one_that_is(name: str) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{name}'. Use sim"):
        getattr(sim, name)


def test_threads_in_a_script_without_a_main_guard(tmp_path: Path) -> None:
    """The script has no `if __name__ == "__main__"`, which processes would need."""
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    ran = subprocess.run([sys.executable, path], capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "3000\n"), ran.stderr


def test_python_and_the_command_line_have_the_same_defaults() -> None:
    for command, function in (("run", run_function), ("sweep", sim.sweep)):
        given, asked = inspect.signature(function).parameters, ENTRIES[command].load()
        for name in ("worlds", "seed"):
            assert str(given[name].default) == asked.default(name), name
