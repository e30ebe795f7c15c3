"""A policy in a file outside the package, as a user has it."""

import sys
from pathlib import Path

import pytest

import sim
from sim.core.engine import kernel
from sim.policies import user_policies as policies

GRIM = '''"""A grim trigger."""

from dataclasses import dataclass

from sim.policy import BeijingCourse, BeijingDeed, BeijingWord, PyongyangDeed, View
from sim.policy import WashingtonCourse, WashingtonDeed, WashingtonWord


@dataclass
class Memory:
    """What it remembers."""

    strikes: float = 0.0


PATIENCE = 2.0


def enough(strikes: float) -> bool:
    """Tell whether it is enough."""
    return strikes > PATIENCE


def course(view: View, memory: Memory) -> WashingtonCourse:
    """Engage until three months with a test, then press for ever."""
    if view.pyongyang_deed >= PyongyangDeed.MISSILE_TEST:  # a test
        memory.strikes += 1.0
    if enough(memory.strikes) and view.fearful < 0.9:
        return WashingtonCourse.MAXIMUM_PRESSURE
    return WashingtonCourse.ENGAGEMENT


def usual(view: View) -> tuple[WashingtonWord, WashingtonDeed]:
    return view.usual_word, view.usual_deed


def pressing(view: View) -> WashingtonCourse:
    return WashingtonCourse.MAXIMUM_PRESSURE


def shadow(view: View) -> tuple[BeijingWord, BeijingDeed]:
    if view.washington_word == WashingtonWord.BACK_CHANNEL or view.economy < -0.02 or view.luck < 0.2:
        return BeijingWord.MEDIATE, BeijingDeed.AID
    return view.usual_word, view.usual_deed


def off_the_menu(view: View) -> WashingtonCourse:
    return view.washington_course + 9 if view.month > 2.0 else WashingtonCourse.PATIENCE
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with `grim.py`, whose module nobody has imported yet; nothing is compiled in
    it, to be quick.
    """
    monkeypatch.setenv("SIM_CXX", "no-such-compiler")
    monkeypatch.setattr(kernel, "say_once", lambda *_: None)
    (tmp_path / "grim.py").write_text(GRIM)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(policies, "_known", {})
    monkeypatch.delitem(sys.modules, "grim", raising=False)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:  # what a test imports from here, the next one finds anew
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture(scope="session")
def quiet() -> sim.Scenario:
    """Eight months without elections and switches in Washington."""
    return sim.load_scenario("2017-spring").change({"months": 8, "elections": (), "switches": ()})
