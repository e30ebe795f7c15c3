"""The readers of files that people bring, each with files that are right and a way to change
them.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

import sim
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.saving import GAME, read_game, saved_table
from sim.core.base.errors import Problem, UsageProblem
from sim.core.game.catalogue import MOVES
from sim.core.scenario import file as scenario_file, load_scenario, shipped_scenarios
from sim.history.record import SHIPPED, record_from, shipped_bytes
from sim.policies.agents.exchange import Answer, answer_in
from sim.policies.user_policies import UserPolicy
from sim.publish.templates import TEMPLATES
from sim.study.experiment.factor_text import factors_from
from sim.study.experiment.formula import Formula
from sim.study.experiment.study_file import read_study
from sim.study.experiment.study_schema import PLACEHOLDER, read_paper
from sim.study.store.archive import archive, unpack_archive, verify
from tests.fuzz import mutating
from tests.fuzz.mutating import bytes_changed, csv_changed, json_changed, toml_changed
from tests.storage.sealing import resealed
from tests.studies.studies import round_in

TABLED: Final = """title = "T"
scenario = "core"
outcomes = ["war"]
luck = "common"
[levers]
beijing.policy = "shield,enforce"
[uncertainties]
accident = "0.001:0.01"
[[design]]
kind = "table"
file = "points.csv"
"""
POINTS: Final = "accident,beijing.policy\n0.001,shield\n0.004,enforce\n0.002,shield\n"
SMALL: Final = """title = "T"
scenario = "core"
outcomes = ["war", "lose_lose"]
seed = 7
[levers]
washington.pressure = "0:1"
[[design]]
kind = "factorial"
levels = 2
[replication]
worlds = 3
"""
PAPER: Final = """title = "T"
licence = "MIT"
doi = "10.5281/zenodo.1234567"
[[authors]]
name = "An Author"
orcid = "0000-0002-1825-0097"
affiliation = "Somewhere"
"""
OWN: Final = """title = "T"
scenario = "core"
[outcomes]
names = ["war"]
calm = "all(tension < 4, 2017-02, 2017-03) and not war"
share = { formula = 'sum(pyongyang.deed == "hold") / months', meaning = "Share of idle months." }
[uncertainties]
clash = "0.1:0.2"
[[design]]
kind = "sobol"
points = 2
"""
TEXTS: Final = (
    "clash",
    "clash=0.02:0.4",
    "clash=0.1:0.3:4",
    "accident=0.001,0.002",
    "momentum=triangular(0,0.7,1.5)",
    "clash=log-uniform(2%,40%)",
    "kim_type=weighted(greedy:2,fearful:1)",
    "months=12,24",
    "beijing.policy=all",
    "elections.seoul=on,off",
    "feint=beta(0,0.6,2,3)",
)

TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
Change = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Reader:
    """A reader: files that it takes, how to change one, and how to read what comes of it in a
    folder of its own.
    """

    seeds: Callable[[Path], list[bytes]]
    change: Change
    read: Callable[[bytes, Path], Any]
    least: float
    """The least share of changed files that it must still take, or the changes say little of what
    it does.
    """


def written(folder: Path, name: str, content: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path


def tabled(content: bytes, folder: Path) -> Any:
    """Read a table of points through the study that names it."""
    written(folder, "points.csv", content)
    return read_study(written(folder, "mine.toml", TABLED.encode()))


def factor_texts(content: bytes, folder: Path) -> Any:
    """Read the text of a factor, as an option has it."""
    return factors_from([(content.decode("utf-8", "replace"), "--factor")], CORE)


CORE: Final = load_scenario("core")


def game(folder: Path) -> list[bytes]:
    """A saved game of two months, in the middle of the third."""
    word, deed = (MOVES[menu][0].name for menu in ("seoul.word", "washington.deed"))
    teams, months = ("seoul", "washington"), ({}, {"seoul.word": word})
    saved_table(
        folder,
        GameRecord(load_scenario("2017-spring"), 7, teams, {}, months, True),
        {"washington.deed": deed},
    )
    return [(folder / GAME).read_bytes()]


def read_saved(content: bytes, folder: Path) -> Any:
    """Read a saved game."""
    written(folder, GAME, content)
    return read_game(folder)


def published(folder: Path) -> Path:
    """The folder of the results of a small finished study."""
    place = folder / "study"
    if not place.exists():
        sim.play(read_study(written(folder, "small.toml", SMALL.encode())), place)
    return place


def finished(folder: Path) -> Path:
    """The folder of the experiment of a small finished study."""
    return round_in(published(folder))


def parquet(folder: Path) -> list[bytes]:
    """A table of points as Parquet."""
    path = folder / "points.parquet"
    pd.read_csv(io.StringIO(POINTS)).to_parquet(path)
    return [path.read_bytes()]


def tabled_parquet(content: bytes, folder: Path) -> Any:
    """Read a table of points in Parquet through the study that names it."""
    written(folder, "points.parquet", content)
    return read_study(written(folder, "mine.toml", TABLED.replace(".csv", ".parquet").encode()))


def part(folder: Path) -> list[bytes]:
    """The one part of a finished study."""
    return [path.read_bytes() for path in (finished(folder) / "parts").glob("*.parquet")]


def with_part(content: bytes, folder: Path) -> Any:
    """Read a finished study whose part was changed."""
    return changed_within(
        finished(folder), next((finished(folder) / "parts").glob("*.parquet")), content
    )


def changed_within(place: Path, path: Path, content: bytes) -> Any:
    """Read a finished study in which a file was changed, and put it back."""
    whole = path.read_bytes()
    path.write_bytes(content)
    try:
        return sim.load_study(place).cells
    finally:
        path.write_bytes(whole)


def manifest(folder: Path) -> list[bytes]:
    """The manifest of a finished study."""
    return [(finished(folder) / "manifest.json").read_bytes()]


def with_manifest(content: bytes, folder: Path) -> Any:
    """Read a finished study whose manifest was changed."""
    return changed_within(finished(folder), finished(folder) / "manifest.json", content)


def packed(folder: Path) -> list[bytes]:
    """The archive of a finished study."""
    path = folder / "study.zip"
    archive([published(folder)], path, force=True)
    return [path.read_bytes()]


def entry_changed(name: str, content: bytes, rng: random.Random) -> bytes:
    """Return an entry of an archive, changed by its form."""
    if name.endswith(".json"):
        return sealed_anew(json_changed)(content, rng)
    return toml_changed(content, rng) if name.endswith(".toml") else bytes_changed(content, rng)


def from_archive(content: bytes, folder: Path) -> Any:
    """Check an archive, and whatever that says, read the study in it."""
    path = written(folder, "mine.zip", content)
    with suppress(Problem):
        verify(path)
    with unpack_archive(path) as place:
        return sim.load_study(place / "study").cells


def record(content: bytes, folder: Path) -> Any:
    """Read a monthly record."""
    return record_from("mine.csv", content)


def shipped(folder: Path) -> list[bytes]:
    """The scenarios that ship, and the one to begin with."""
    return [*map(scenario_file.content, shipped_scenarios()), TEMPLATES["scenario"].encode()]


FORMULAS: Final = (
    "all(tension < 4, 2017-02, 2017-03) and not war",
    'sum(pyongyang.deed == "hold") / months',
    "mean(tension) < 4",
    "any(tension > 6) or months > 12",
    "against(mean(tension)) - mean(tension)",
)
ANSWERS: Final = (
    b'{"month": 0, "word": "threaten", "deed": "hold"}',
    b'{"month": 3, "word": "", "deed": "aid", "lines": [{"capital": "seoul", "deed": "aid", "reply": "hold"}]}',
)
POLICY: Final = '''from dataclasses import dataclass

from sim.policy import PyongyangDeed, View, WashingtonCourse

LIMIT = float("inf")


@dataclass
class Memory:
    strikes: float = 0.0


def go(view: View, memory: Memory) -> WashingtonCourse:
    """Engage until three months with a test, then press."""
    if view.pyongyang_deed >= PyongyangDeed.MISSILE_TEST:
        memory.strikes += 1.0
    for step in range(3):
        memory.strikes += 0.0 * step
    if memory.strikes > 2.0 and view.fearful < 0.9 and view.month < LIMIT:
        return WashingtonCourse.MAXIMUM_PRESSURE
    return WashingtonCourse.ENGAGEMENT
'''


def read_formula(content: bytes, folder: Path) -> Any:
    """Read a formula and ask what kind it has."""
    return Formula(content.decode("utf-8", "replace")).term.kind


def read_answer(content: bytes, folder: Path) -> Any:
    """Read the line of a program at a seat; nonsense is None, which is no answer."""
    found = answer_in(content, Answer)
    if found is None:
        raise UsageProblem("no answer", "line", "Write one.")
    return found


def read_source(content: bytes, folder: Path) -> Any:
    """Read a policy from its source, without running a line of it: its rule."""
    text = content.decode("utf-8", "replace")
    try:
        return UserPolicy("mine:go", text).rule
    except (SyntaxError, ValueError, IndexError, RecursionError, MemoryError) as error:
        raise UsageProblem(
            f"it is no Python: {type(error).__name__}", "mine.py", "Mend it."
        ) from None


def text_changed(seed: bytes, rng: random.Random) -> bytes:
    """Return a text whose words, numbers and signs were changed, moved, doubled or taken away."""
    words = TOKEN.findall(seed.decode())
    for _ in range(rng.choice((1, 1, 2, 3))):
        place = rng.randrange(len(words))
        match rng.randrange(4):
            case 0:
                words[place] = str(
                    rng.choice(
                        (*mutating.WORDS[:40], 0, 1, -1, 1e308, 10**20, "and", "not", "(", ")", "<")
                    )
                )
            case 1:
                words.insert(place, rng.choice(words))
            case 2:
                words[place] = rng.choice(words)
            case _ if len(words) > 1:
                del words[place]
            case _:
                words *= 2
    return "".join(words).encode()


def sealed_anew(change: Change) -> Change:
    """Return a change of a manifest after which somebody makes its seal anew, as a rule."""
    return lambda content, rng: (
        resealed(made) if (made := change(content, rng)) and rng.random() < 0.9 else made
    )


READERS: Final[dict[str, Reader]] = {
    "scenario": Reader(
        shipped, toml_changed, lambda c, f: load_scenario(written(f, "mine.toml", c)).hash, 0.15
    ),
    "study": Reader(
        lambda _: [SMALL.encode(), OWN.encode(), TEMPLATES["study"].encode()],
        toml_changed,
        lambda c, f: read_study(written(f, "mine.toml", c)).hash,
        0.1,
    ),
    "paper": Reader(
        lambda _: [PAPER.encode(), TEMPLATES["paper"].replace(PLACEHOLDER, "A. Writer").encode()],
        toml_changed,
        lambda c, f: read_paper(written(f, "mine.toml", c)),
        0.1,
    ),
    "table": Reader(lambda _: [POINTS.encode()], csv_changed, tabled, 0.1),
    "parquet": Reader(parquet, bytes_changed, tabled_parquet, 0.0),
    "part": Reader(part, bytes_changed, with_part, 0.0),
    "record": Reader(lambda _: [shipped_bytes(name) for name in SHIPPED], csv_changed, record, 0.1),
    "factor": Reader(
        lambda _: [text.encode() for text in TEXTS], bytes_changed, factor_texts, 0.02
    ),
    "game": Reader(game, sealed_anew(json_changed), read_saved, 0.0),
    "manifest": Reader(manifest, sealed_anew(json_changed), with_manifest, 0.005),
    "formula": Reader(
        lambda _: [text.encode() for text in FORMULAS], text_changed, read_formula, 0.02
    ),
    "answer": Reader(lambda _: list(ANSWERS), json_changed, read_answer, 0.1),
    "policy": Reader(lambda _: [POLICY.encode()], text_changed, read_source, 0.02),
    "archive": Reader(
        packed, lambda c, r: mutating.zip_changed(c, r, entry_changed), from_archive, 0.01
    ),
}
