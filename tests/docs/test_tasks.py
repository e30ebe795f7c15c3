"""The nine tasks of CONTRIBUTING.md are done in a copied tree, and every door shows what was added:
an environment, a table, a room, a program, a policy of a user's own, the page, the documents.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.documents import ROOT
from tests.docs.tasks import TASKS, StaleTask, apply
from tests.docs.test_contributing import WANTED

COPIED = ("sim", "tools", "scenarios", "studies", "setup.cfg")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a task may change, and of the program that asks it."""
    made = tmp_path_factory.mktemp("tree")
    leave = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, made / name, ignore=leave)
        else:
            shutil.copy(ROOT / name, made / name)
    (made / "tests" / "docs").mkdir(parents=True)
    shutil.copy(ROOT / "tests/docs/doors.py", made / "tests/docs/doors.py")
    return made


@pytest.fixture(scope="module")
def done(tree: Path) -> dict[str, list[str] | str]:
    """By task the files that it touched, or why it has no place any more."""
    found: dict[str, list[str] | str] = {}
    for task, edits in TASKS.items():
        try:
            found[task] = apply(edits, tree)
        except (StaleTask, OSError) as error:
            found[task] = f"{task} cannot be done any more: {error}"
    return found


@pytest.fixture(scope="module")
def faults(tree: Path, done: dict[str, list[str] | str]) -> dict[str, str]:
    """By task what its doors do not show."""
    words = [sys.executable, "-m", "tests.docs.doors"]
    asked = subprocess.run(words, cwd=tree, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    found: dict[str, str] = json.loads(asked.stdout.splitlines()[-1])
    return found


def test_each_task_of_the_table_is_done() -> None:
    assert set(TASKS) == set(WANTED)


@pytest.mark.parametrize("task", TASKS)
def test_a_task_touches_no_more_files_than_the_page_says(
    task: str, done: dict[str, list[str] | str]
) -> None:
    touched = done[task]
    assert not isinstance(touched, str), touched
    print(f"{task}: {', '.join(touched)}")
    rule = task == "a parameter"  # the rule that reads it is there already
    assert len(touched) <= WANTED[task] + rule


@pytest.mark.parametrize("task", TASKS)
def test_every_door_shows_what_a_task_adds(task: str, faults: dict[str, str]) -> None:
    assert task not in faults, faults[task]
