"""One question has one answer: three questions, asked under another hash seed, language, time zone,
file mode, optimisation, number of threads, clock and order of files, leave the same bytes.

Widths of lanes are in tests/engine, other packages and Pythons in tests/packaging.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from sim.study.store.manifest import MANIFEST
from tests.studies.studies import ROOT, every, tabled

QUICK: Final = ("--set", "months=4", "-n", "20")
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "run": ("run", "2017-spring", *QUICK),
    "study": ("sweep", "small.toml"),
    "comparison": ("compare", "2017-spring", "beijing.policy=shield", *QUICK),
}
COMMAND: Final = "import sys; from sim.cli.main import main; sys.argv[0] = 'sim'; main()"
CLOCK: Final = """import random, time
true, times = time.time, random.Random(0)
time.time = lambda: true() + times.uniform(-1e8, 1e8)
"""
ORDER: Final = """import os, random
listdir, shuffled = os.listdir, random.Random(0)
def in_any_order(*place):
    names = listdir(*place)
    shuffled.shuffle(names)
    return names
os.listdir = in_any_order
"""
NAMES: Final = ("identity", "scenario_hash", "model", "seed")


class Case:
    """How a question is asked: variables, options of Python, words of the command, code before it."""

    def __init__(
        self,
        *words: str,
        python: tuple[str, ...] = (),
        before: str = "",
        umask: int = -1,
        **variables: str,
    ) -> None:
        self.words, self.python, self.before = words, python, before
        self.umask, self.variables = umask, variables

    def ask(self, question: str, place: Path) -> dict[str, bytes]:
        """Ask in a new process, and return what the folder then holds but the times in manifests."""
        place.mkdir()
        tabled(place)
        words = (*QUESTIONS[question], *self.words, "-q", "--no-figures", "-o", "out")
        ended = subprocess.run(
            [sys.executable, *self.python, "-c", self.before + COMMAND, *words],
            cwd=place,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | self.variables,
            umask=self.umask,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        manifest = json.loads((place / "out" / MANIFEST).read_bytes())
        names = json.dumps([manifest[name] for name in NAMES])
        files = {name: held for name, held in every(place / "out").items() if MANIFEST not in name}
        return files | {"said": ended.stdout.encode(), "names": names.encode()}


ALL: Final = Case(
    *("-j", "2"),
    python=("-O",),
    before=ORDER + CLOCK,
    umask=0o077,
    PYTHONHASHSEED="1",
    TZ="Pacific/Kiritimati",
)
CASES: Final = {
    "hash seed": Case(PYTHONHASHSEED="4294967295"),
    "language": Case(LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="utf-8"),
    "time zone": Case(TZ="America/St_Johns"),
    "file mode": Case(umask=0o777 & ~0o700),
    "optimised": Case(python=("-OO",)),
    "two threads": Case("-j", "2"),
    "five threads": Case("-j", "5"),
    "clock": Case(before=CLOCK),
    "order of files": Case(before=ORDER),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each question leaves where nothing is unusual."""
    place = tmp_path_factory.mktemp("plain")
    return {question: Case().ask(question, place / question) for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_all_that_is_unusual_at_once_changes_nothing(
    question: str, plain: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    assert ALL.ask(question, tmp_path / "odd") == plain[question]


@pytest.mark.long
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("case", CASES)
def test_nothing_unusual_changes_an_answer(
    case: str, question: str, plain: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    assert CASES[case].ask(question, tmp_path / "odd") == plain[question]
