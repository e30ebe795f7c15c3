"""The stub of `import sim` says what the functions take, and a type checker refuses other calls."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.analysis.catalogue import FUNCTIONS
from sim.core.base.errors import ScenarioProblem
from sim.core.scenario import load_scenario
from sim.stub import keywords

ROOT = Path(__file__).parents[2]
STUB = ast.parse((ROOT / "sim" / "__init__.pyi").read_text("utf-8"))
WRITTEN = {node.name: node for node in STUB.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_each_function_is_written_as_it_is_called(name: str) -> None:
    given = inspect.signature(getattr(sim, name)).parameters.values()
    written = WRITTEN[name].args
    names = [*written.args, *([written.vararg] if written.vararg else []), *written.kwonlyargs]
    assert [each.arg for each in names] == [each.name for each in given]
    assert ast.get_docstring(WRITTEN[name])


def test_the_stub_exports_what_the_package_does() -> None:
    exported = {
        alias.asname
        for node in STUB.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assigned = {
        target.id
        for node in STUB.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert {*sim.__all__} <= exported | assigned | WRITTEN.keys()


def test_every_keyword_of_run_is_a_name_of_a_scenario() -> None:
    spring, taken = load_scenario("2017-spring"), inspect.signature(sim.run).parameters
    assert "washington__pressure" in dict(keywords())
    for name, kind in keywords():
        if kind == "float" and name not in taken:
            # The name is known: only its range is refused.
            with pytest.raises(ScenarioProblem, match="outside its range"):
                spring.change({name.replace("__", "."): 1e9})


def checked(name: str) -> list[str]:
    """Return the lines that mypy prints on a script."""
    script = ROOT / "tests" / "api" / name
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return [line for line in ran.stdout.splitlines() if ": error:" in line]


def test_a_type_checker_names_every_wrong_call_and_no_right_one() -> None:
    text = (ROOT / "tests" / "api" / "wrong_calls.py").read_text("utf-8")
    calls = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("sim.")]
    assert len(calls) == 13
    assert {int(line.split(":")[1]) for line in checked("wrong_calls.py")} == {*calls}
    assert checked("right_calls.py") == []
