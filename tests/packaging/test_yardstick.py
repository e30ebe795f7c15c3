"""The yardstick counts code and nothing else, and lets a small change pass."""

from __future__ import annotations

import importlib.util
import subprocess
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def yardstick() -> ModuleType:
    """The program as a module."""
    spec = importlib.util.spec_from_file_location("yardstick", ROOT / "tools" / "yardstick.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_words_and_layout_are_free(yardstick: ModuleType) -> None:
    packed = "import os\ndef f(a, b): return a+b\n"
    wide = '''"""A module."""

import os
import sys


def f(a, b):
    """Return the sum of `a` and `b`."""
    # Why it is a sum.
    return a + b
'''
    assert yardstick.count_python(packed) == yardstick.count_python(wide) > 0
    assert yardstick.count("js", "let a = 1; // one") == yardstick.count("js", "let a=1;")
    assert yardstick.count("toml", "# why\na = 1") == yardstick.count("toml", "a = 1")


def test_a_room_may_grow_if_the_whole_stays_below_its_limit(yardstick: ModuleType) -> None:
    limits = Counter(yardstick.LIMITS)
    assert yardstick.faults_in(limits) == []
    assert yardstick.faults_in(limits + Counter({"sim/show": 9000})) == []
    for folder in limits:
        (fault,) = yardstick.faults_in(limits + Counter({folder: 1}))
        assert fault.startswith(f"{folder} has {limits[folder] + 1:,} tokens")


def test_a_room_counts_in_the_folder_that_has_a_limit(yardstick: ModuleType) -> None:
    rooms = yardstick.sum_rooms({"sim/core/game/one.py": "a = 1\n", "sim/show/two.py": "b = 2\n"})
    assert rooms["sim/core/game"] == rooms["sim/show"] == rooms["sim/core"] == 3
    assert rooms["sim"] == 6
    assert yardstick.sum_rooms({"tools/one.py": "a = 1\n"}) == Counter(tools=3)


def test_a_commit_is_counted_as_the_tree_is(yardstick: ModuleType) -> None:
    tracked = subprocess.run(
        ["git", "-C", str(ROOT), "diff", "--quiet", "HEAD", "--", "sim", "tools"], check=False
    )
    if tracked.returncode:
        pytest.skip("the tree is not as it was committed")
    assert yardstick.sum_rooms(yardstick.read_commit("HEAD")) == yardstick.sum_rooms(
        yardstick.read_tree()
    )
