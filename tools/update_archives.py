"""Make the kept archives of tests/kept again, one of each kind, where they do not reproduce: after
rules were changed on purpose. Run it from the root.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
KEPT: Final = ROOT / "tests" / "kept"
QUICK: Final = ("--set", "months=6", "-n", "20", "-q", "--no-figures", "-o", "results")
STUDY: Final = """title = "A kept study"
scenario = "core"
outcomes = ["lose_lose", "war", "cold_standoff", "value_washington"]

[levers]
washington.pressure = "0:1"

[uncertainties]
accident = "log-uniform(0.001,0.02)"

[[design]]
kind = "latin-hypercube"
points = 6

[replication]
worlds = 10
"""
POLICY: Final = '''"""A policy of a user's own."""

from sim.policy import WashingtonCourse, View


def course(view: View) -> WashingtonCourse:
    """Press while tension is low."""
    return WashingtonCourse.MAXIMUM_PRESSURE if view.tension < 3.0 else WashingtonCourse.ENGAGEMENT
'''
OUTCOME: Final = '''import sim


def hottest(history):
    """Return the highest tension of any month."""
    names = ["the highest", "tension"]
    return history.tension.max(axis=0) if f"{', '.join(names)}" else None


if __name__ == "__main__":
    outcome = sim.Outcome("hottest", "The highest tension of any month.", hottest, unit="rungs")
    asked = sim.experiment({"months": 6}, {"learn": [0.2, 0.4]}, ["war", outcome], worlds=20)
    sim.play(asked, "results")
'''
SCRIPTED: Final = ("--set", "washington.policy=agent:scripted", "--agent", "scripted")
OWN: Final = ("--set", "washington.policy=mine:course")
FILES: Final = {"kept.toml": STUDY, "mine.py": POLICY, "hottest.py": OUTCOME}
MAKES: Final[dict[str, tuple[str, ...]]] = {
    "run": ("-m", "sim", "run", "2017-spring", *QUICK),
    "sweep": ("-m", "sim", "sweep", "kept.toml", *QUICK[4:]),
    "game": ("-m", "sim", "know", "2017-spring", *QUICK),
    "policy": ("-m", "sim", "run", "2017-spring", *OWN, *QUICK),
    "outcome": ("hottest.py",),
    "program": ("-m", "sim", "run", "2017-spring", *SCRIPTED, *QUICK),
}
"""The words after `python` that fill the folder `results`, by kind."""


def python(*words: object, place: Path = ROOT, by: str = sys.executable) -> str:
    """Run Python on the source of this tree; return what it wrote to stderr if it failed, else ""."""
    env = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"PYTHONPATH": os.pathsep.join((str(ROOT), str(place)))}
    command = [by, *map(str, words)]
    ended = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False)
    return (ended.stderr or "it failed in silence") if ended.returncode else ""


def reproduce(path: Path, by: str = sys.executable) -> str:
    """Reproduce an archive with its code, by a Python; return "" if all agreed, else the refusal."""
    with tempfile.TemporaryDirectory() as place:
        words = ("-m", "sim", "reproduce", path, "-q", "--run-code")
        return python(*words, place=Path(place), by=by)


def make(kind: str) -> None:
    """Play the results of a kind, and pack them into its archive."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, text in FILES.items():
            (place / name).write_text(text)
        pack = ("-m", "sim", "archive", "results", "-o", KEPT / f"{kind}.zip", "--force", "-q")
        for words in (MAKES[kind], pack):
            if problem := python(*words, place=place):
                sys.exit(f"{kind}: {problem}")


if __name__ == "__main__":
    for kind in MAKES:
        path = KEPT / f"{kind}.zip"
        if path.exists() and not reproduce(path):
            print(f"unchanged: {path.name}")
        else:
            make(kind)
            print(f"written: {path.name}, {path.stat().st_size:,} bytes")
