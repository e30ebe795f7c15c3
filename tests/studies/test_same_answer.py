"""One question has one answer: three questions, asked under another hash seed, language, time zone,
file mode, optimisation, number of threads, width of lanes, clock, order of files, Python and NumPy,
leave the same bytes, and so does a study that one Python began and another ended.

The other Pythons and packages are those that `make test-matrix` built; where it never ran, they are
skipped.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from pyarrow.parquet import read_table

from sim.core.engine import toolchain
from sim.core.engine.source import read_game
from sim.study.store.manifest import MANIFEST
from tests.engine.support import built, of_this_machine
from tests.storage.killing import stopped
from tests.studies.studies import ROOT, SMALL, content, every, round_in, tabled, written

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
listdir, scandir, shuffled = os.listdir, os.scandir, random.Random(0)
def in_any_order(*place):
    names = listdir(*place)
    shuffled.shuffle(names)
    return names
class Scanned:
    def __init__(self, *place):
        with scandir(*place) as entries:
            self.entries = list(entries)
        shuffled.shuffle(self.entries)
    def __iter__(self):
        return self
    def __next__(self):
        if not self.entries:
            raise StopIteration
        return self.entries.pop()
    def __enter__(self):
        return self
    def __exit__(self, *error):
        self.entries.clear()
    close = __exit__
os.listdir, os.scandir = in_any_order, Scanned
"""
LANES: Final = """from pathlib import Path
from sim.core.engine import kernel
kernel.kernel = lambda rules, form, months=None: kernel.entry_of(Path({!r}), form, {!r})
"""
NAMES: Final = ("identity", "scenario_hash", "model", "seed")


class Case:
    """How a question is asked: variables, options of Python, words of the command, code before it."""

    def __init__(
        self,
        *words: str,
        python: tuple[str, ...] = (),
        before: str = "",
        by: Path | str = sys.executable,
        umask: int = -1,
        **variables: str,
    ) -> None:
        self.words, self.python, self.before, self.by = words, python, before, by
        self.umask, self.variables = umask, variables

    def ask(self, question: str, place: Path) -> dict[str, bytes]:
        """Ask in a new process, and return what the folder then holds but the times in manifests."""
        place.mkdir()
        tabled(place)
        words = (*QUESTIONS[question], *self.words, "-q", "--no-figures", "-o", "out")
        ended = subprocess.run(
            [self.by, *self.python, "-c", self.before + COMMAND, *words],
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
    "Turkish": Case(LANG="tr_TR.UTF-8", LC_ALL="tr_TR.UTF-8"),
    "time zone": Case(TZ="America/St_Johns"),
    "file mode": Case(umask=0o777 & ~0o700),
    "optimised": Case(python=("-OO",)),
    "one thread": Case("-j", "1"),
    "two threads": Case("-j", "2"),
    "five threads": Case("-j", "5"),
    "no compiler": Case(SIM_CXX="none-of-this-name"),
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


@pytest.mark.long
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("width", [*toolchain.WIDTHS, "neon"])
def test_no_width_of_lanes_changes_an_answer(
    width: str, question: str, plain: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    target = of_this_machine()
    if target is None or width not in dict(target.widths):
        pytest.skip(f"this family of processors has no {width}")
    path = built(read_game(), target)
    if width != "neon" and toolchain.WIDTHS.index(width) > ctypes.CDLL(str(path)).cpu_level():
        pytest.skip(f"this processor has no {width}: not run")
    lanes = LANES.format(str(path), width)
    assert Case(before=lanes).ask(question, tmp_path / "odd") == plain[question]


def others() -> dict[str, Path]:
    """Return the Pythons of the environments that `make test-matrix` built, by name."""
    built = sorted((ROOT / "build" / "matrix").glob("*/built"))
    return {path.parent.name: path.parent / "bin" / "python" for path in built}


def values(files: dict[str, bytes]) -> dict[str, object]:
    """Return what files hold, with tables of Parquet as their columns: another pyarrow writes the same
    values as other bytes, so that a part has another name.
    """
    return {
        re.sub(r"-[0-9a-f]{64}(?=\.parquet)", "", name): repr(read_table(BytesIO(held)).to_pydict())
        if name.endswith(".parquet")
        else held
        for name, held in files.items()
    }


@pytest.mark.long
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", others())
def test_no_python_and_no_packages_change_an_answer(
    name: str, question: str, plain: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    answer = Case(by=others()[name]).ask(question, tmp_path / "odd")
    assert values(answer) == values(plain[question])
    if "newest" in name:
        assert answer == plain[question]


PAIRS: Final = (
    ("3.11.7-newest", "3.13.0-newest"),
    ("3.13.0-newest", "3.11.7-newest"),
    ("3.12.1-lowest", "3.13.5-newest"),
)
"""Pairs whose Pythons once gave the model two names, in both directions, the last with another
NumPy as well.
"""
LONGER: Final = SMALL.replace("worlds = 40", "worlds = 1500").replace("block = 2", "block = 1")


@pytest.mark.long
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_one_python_ends_what_a_killed_one_began(first: str, second: str, tmp_path: Path) -> None:
    if not {first, second} <= {*others()}:
        pytest.skip(f"{first} or {second} is not built here: run make test-matrix")
    study, out = written(tmp_path, LONGER), tmp_path / "out"
    env = os.environ | {"PYTHONPATH": str(ROOT)}

    def command(by: Path | str, out: Path) -> list[str]:
        plain = ("--no-progress", "--no-figures", "-q")
        return [str(by), "-m", "sim", "sweep", str(study), "-o", str(out), *plain]

    def parts() -> int:
        return len([*(round_in(out) / "parts").glob("*.parquet")])

    subprocess.run(command(sys.executable, tmp_path / "whole"), env=env, check=True)
    ended = stopped(command(others()[first], out), lambda: parts() > 2, env=env)
    assert ended.returncode < 0, ended.stderr
    assert 0 < parts() < len(content(tmp_path / "whole")) - 1
    subprocess.run(command(others()[second], out), env=env, check=True)
    if "newest" in first:
        assert content(out) == content(tmp_path / "whole")
    undisturbed, resumed = (
        {name: held for name, held in every(place).items() if MANIFEST not in name}
        for place in (tmp_path / "whole", out)
    )
    assert values(resumed) == values(undisturbed)
