"""The nine tasks of CONTRIBUTING.md as edits of a copied tree: for each the files that it writes in.

An edit names a file, the text before which it puts something, and what it puts there; a file that
is not there yet is written whole. `docs/doors.py` asks the changed tree whether each took.
"""

import re
from pathlib import Path
from typing import NamedTuple

from tests.docs.documents import ROOT, section

GAME = "sim/core/game"
PAGE = ROOT / "CONTRIBUTING.md"
LESSONS = "sim/classroom/class_page/lessons"


class Edit(NamedTuple):
    """What is put into a file: `new` in the place of `old`, which stands there once."""

    path: str
    old: str
    new: str


class StaleTask(Exception):
    """An edit finds no place any more."""


def before(path: str, text: str, new: str) -> Edit:
    """Put something before a text."""
    return Edit(path, text, new + text)


def apply(edits: tuple[Edit, ...], tree: Path) -> list[str]:
    """Make edits in a tree, and return the files that they touch; raises StaleTask."""
    for path, old, new in edits:
        file = tree / path
        if not old:
            file.parent.mkdir(exist_ok=True)
            file.write_text(new, encoding="utf-8")
            continue
        text = file.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise StaleTask(f"{path} has {text.count(old)} times: {old}")
        file.write_text(text.replace(old, new), encoding="utf-8")
    return list(dict.fromkeys(edit.path for edit in edits))


def snippet(task: str, opening: str) -> str:
    """The code in line that begins so, of a section of CONTRIBUTING.md."""
    found = re.search(rf"`({re.escape(opening)}[^`]*)`", section(PAGE, task))
    assert found
    return found.group(1)


def lesson_text() -> str:
    """A lesson of one's own: the story under another name."""
    story = (ROOT / LESSONS / "wall.toml").read_text(encoding="utf-8")
    return f'{story}\n[text]\nname = "Somebody else behind the wall"\n'


TEMPO = '''"""Count the months with a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.declaration import Analysis
from sim.analysis.finding import Finding, TableFinding
from sim.core.outcomes.outcomes import ASKABLE
from sim.core.scenario import Scenario
from sim.options import Options, seed, worlds
from sim.study.estimate.quantities import Table, amount
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results


@dataclass(frozen=True)
class TempoOptions(Options):
    """The scenario, and how many of its worlds are played."""

    scenario: Scenario
    worlds: int = worlds(100, low=4)
    seed: int = seed()


def ask(options: TempoOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the design: one cell, the scenario as it is."""
    if so_far:
        return None
    return grid_of(options.scenario, (), options.worlds, options.seed, ASKABLE)


def find(options: TempoOptions, results: Sequence[Results]) -> Finding:
    """Return the mean number of months with a test."""
    tests = amount(results[0].run(None).mean("tests"))
    table = Table("tests", "Months with a test", ("", "months"), [("tests", tests)], main=True)
    answer = f"Pyongyang tests in {tests.text()} months of a world."
    return TableFinding("tempo", options, [answer, f"It is a mean over {tests.n}."], [table])


ANALYSIS = Analysis(
    "tempo",
    """
    Count the months with a test.

    The answer is the mean over worlds.
    """,
    TempoOptions,
    shell=("sim tempo 2017-spring",),
    python="""
    >>> import sim
    >>> sim.tempo(sim.load_scenario("2017-spring"), worlds=4).seed
    7
    """,
    notes=("The interval is Student's over {worlds} worlds.",),
)
'''

TASKS: dict[str, tuple[Edit, ...]] = {
    "a policy": (
        before(
            f"{GAME}/policies.py",
            '        Policy(\n            "protector",',
            f"        {snippet('Add a policy', 'Policy(')},\n",
        ),
    ),
    "a parameter": (
        before(
            f"{GAME}/parameters/month.py",
            "    tension_rest: float = number(",
            f"    {snippet('Add a parameter', 'smuggling: ')}\n",
        ),
        Edit(
            f"{GAME}/rules/change.py",
            "    return world.un_measures * (0.1 + 0.9 * world.enforcement) + us_pressure\n",
            "    bite = world.un_measures * (0.1 + 0.9 * world.enforcement) + us_pressure\n"
            "    return bite * (1.0 - p.smuggling)\n",
        ),
    ),
    "a lever": (
        before(
            f"{GAME}/levers.py",
            '    _lever(\n        "washington.pressure",',
            '    _lever("washington.candor", "candor", 0.5, "how readily Washington offers talks",'
            ' Effect("talks", "months of talks", "talk_months", 1)),\n',
        ),
        before(
            f"{GAME}/world.py",
            "    washington_pressure: float = LEVERS",
            '    washington_candor: float = LEVERS["washington.candor"].default\n',
        ),
        before(
            f"{GAME}/capitals/washington.py",
            "    odds[WashingtonWord.BACK_CHANNEL] += step + dialogue\n",
            "    odds[WashingtonWord.TALKS] += p.dial * (now.levers.washington_candor - 0.5)\n",
        ),
    ),
    "a state": (
        before(f"{GAME}/world.py", "    refugees: float = 0.0\n", "    grain: float = 1.0\n"),
        before(
            f"{GAME}/world.py",
            '    "refugees": State(\n',
            '    "grain": State("", "grain in the North", start="1", seen_by=ALL, label="grain",'
            ' says="grain {:.2f}"),\n',
        ),
        before(
            f"{GAME}/rules/shocks.py",
            "    world.refugees = refugees_of(world, p)\n",
            "    world.grain = clip(world.grain, 0.0, 1.0)\n",
        ),
    ),
    "an outcome": (
        before(
            "sim/core/outcomes/outcomes.py",
            '    yield _count(\n        "talk_months",',
            '    yield _count("aid_months", "In how many months Beijing gave aid.",'
            " lambda h: h.count(h.beijing_deed == 0.0))\n",
        ),
    ),
    "an analysis": (Edit("sim/analysis/tempo.py", "", TEMPO),),
    "a figure": (
        Edit(
            "sim/analysis/compare/findings.py",
            'figures: Figures = {**super().figures(), "spread": partial(ridges, runs)}\n',
            'figures: Figures = {**super().figures(), "spread": partial(ridges, runs)}\n'
            '        figures = {**figures, "mirrored": figures["spread"]}\n',
        ),
    ),
    "a lesson": (Edit(f"{LESSONS}/my-lesson.toml", "", lesson_text()),),
    "a word in the terminal": (
        Edit(
            "sim/study/estimate/quantities.py",
            "Conditional on the model's assumptions.",
            "Conditional on every assumption of the model.",
        ),
    ),
}
