"""The imports of the package: no module reaches itself, also not for types, and none is there for
tests alone.
"""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from sim.analysis.catalogue import ENTRIES
from sim.cli.main import COMMANDS, HOMES

ROOT = Path(__file__).parents[2]
STARTED_BY_NAME = {
    "sim",  # the package itself
    "sim.cli.main",  # the command
    "sim.__main__",  # the command as python -m sim
    "sim.policy",  # for those who write a policy of their own
    "sim.testing",  # for their tests
    "sim.scripted",  # an agent, a program of its own
    "sim.mesa_app",  # the page that Solara runs
    "sim.stub",  # for `make docs`
    "sim.analysis.sensitivity.kept",  # for `make docs`, as what it shows is kept
    *(
        f"sim.cli.{HOMES.get(name, name)}" for name in COMMANDS if name not in ENTRIES
    ),  # loaded when it is called
    "sim.history.figures",  # when it is drawn
    *(f"{each.home}.{each.played}" for each in ENTRIES.values()),  # an analysis, when it is played
    *(
        f"sim.analysis.{path.parent.name}.figures"
        for path in ROOT.glob("sim/analysis/*/figures.py")
    ),  # when it is drawn
}
"""Modules that nothing in the package imports, and why that is right."""


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("sim", cache_dir=None)


def test_no_module_imports_itself_by_way_of_others(graph):
    sorter = TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def named_in_texts():
    """Modules that the package looks up by name, as `sim/__init__.py` does."""
    found = set()
    for path in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith("sim.")
            ):
                found.add(node.value)
    return found


def test_no_module_is_there_for_tests_alone(graph):
    named = named_in_texts()
    lonely = {
        name
        for name in graph.modules
        if not graph.find_children(name)
        and not graph.find_modules_that_directly_import(name)
        and name not in named
        and name not in STARTED_BY_NAME
    }
    assert not lonely


def test_python_runs_the_package_by_its_name(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sim", "--version"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0
    assert done.stdout.startswith("sim ")


def test_nothing_stands_in_the_way_of_a_module_of_python():
    """A script that is run from a folder finds what lies there first, also when a library looks for
    its own.
    """
    names = {
        path
        for path in (ROOT / "sim").rglob("*")
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    hiding = {
        path.relative_to(ROOT).as_posix() for path in names if path.stem in sys.stdlib_module_names
    }
    assert hiding == set()
