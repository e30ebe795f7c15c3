"""Which worlds are told in words: of each kind the first by number, so that nobody picks."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.counterfactual.screen import screen
from sim.analysis.counterfactual.story import story
from sim.analysis.counterfactual.telling import telling
from sim.arrays import Flags
from sim.errors import DataProblem
from sim.game.moves import Ending, PyongyangCourse, PyongyangDeed, WashingtonDeed
from sim.study.run.worlds import Run

SCENARIO: Final = "2017-spring"
SEED: Final = 7
WORLDS: Final = 4000
"""The worlds among which the first that fits is told."""

WIDTH: Final = 120


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of world: its title, what makes a world one of it, in words and as a test on the worlds of a run."""

    title: str
    rule: str
    fits: Callable[[Run], Flags]


def to_the_end(run: Run) -> Flags:
    """Return the worlds that live to the horizon."""
    return np.asarray(run.columns["ending"] == Ending.NONE)


def testing_again(run: Run) -> Flags:
    """Return the worlds with at least three months of tests or lethal acts in the last year."""
    return np.asarray((run.actions["pyongyang.deed"][-12:] >= PyongyangDeed.MISSILE_TEST).sum(axis=0) >= 3)


def charmed(run: Run) -> Flags:
    """Return the worlds in which Pyongyang is on charm for at least eight months."""
    return np.asarray((run.courses["pyongyang"] == PyongyangCourse.CHARM).sum(axis=0) >= 8)


def without_relief(run: Run) -> Flags:
    """Return the worlds in which Washington never gives relief."""
    return np.asarray((run.actions["washington.deed"] != WashingtonDeed.RELIEF).all(axis=0))


KINDS_TOLD: Final = (
    Kind("A turn that holds", "a turn, and a freeze in force at the end",
         lambda run: run.flag("turn") & run.flag("freeze")),
    Kind("A turn that ends: charm for nothing",
         "a turn, eight months of charm, no relief, and tests in at least three months of the last year",
         lambda run: run.flag("turn") & charmed(run) & without_relief(run) & testing_again(run) & to_the_end(run)),
    Kind("A war from the brink", "war in a month in which both stand firm", lambda run: run.flag("brink_war")),
    Kind("A preventive strike", "a war that Washington begins",
         lambda run: np.asarray(run.columns["ending"] == Ending.STRIKE)),
    Kind("A spiral without war", "at least six months of crisis, no turn, and no end before the horizon",
         lambda run: np.asarray(run.columns["crisis_months"] >= 6) & ~run.flag("turn") & to_the_end(run)),
)  # fmt: skip
"""The worlds that are told."""


def first_worlds(run: Run) -> list[int]:
    """Return the number of the first world of each kind; raises DataProblem where there is none."""
    found = []
    for kind in KINDS_TOLD:
        worlds = np.flatnonzero(kind.fits(run))
        if not worlds.size:
            raise DataProblem(f"no world is '{kind.title}'", f"{run.worlds} worlds", "Play more worlds.")
        found.append(int(worlds[0]) + run.first_world)
    return found


PREFACE: Final = f"""# Stories

Five worlds of `{SCENARIO}` in words. Each is the first world of seed {SEED} that fits its rule, so nobody picked a fine
one. A program tells them from the model's own record: `python tools/update_stories.py` writes this page, and a test
compares it. A number in brackets is the chance of what was said or done, or of what happened, as the rules had it in
that month. `sim why {SCENARIO} --world N --all` prints the same world with every chance.

A story is a fact about the model. It is no forecast, and no account of 2017."""


def page(run: Run) -> str:
    """Return the page of stories, in Markdown."""
    parts = [PREFACE]
    for kind, world in zip(KINDS_TOLD, first_worlds(run), strict=True):
        was = story(run.scenario, run.seed, world)
        paragraphs = telling(was, screen(was)).split("\n\n")
        parts += [f"## {kind.title}", f"*The first world with {kind.rule}.*"]
        parts += [textwrap.fill(each, WIDTH, break_long_words=False, break_on_hyphens=False) for each in paragraphs]
    return "\n\n".join(parts) + "\n"
