"""The readers of files that people bring, each with files that are right and a way to change them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

import sim
from sim.classroom.seats.record import Record
from sim.classroom.seats.saving import GAME, read_game, saved_table
from sim.errors import Problem
from sim.game.catalogue import MOVES
from sim.history.kept_posterior import kept_prior, posterior_from, text_of
from sim.history.record import SHIPPED, record_from, shipped_bytes
from sim.publish.templates import TEMPLATES
from sim.study.experiment.factor_text import factors_from
from sim.study.experiment.study_file import read_study
from sim.study.scenario import file as scenario_file
from sim.study.scenario import load_scenario, shipped_scenarios
from sim.study.store.archive import archive
from sim.study.store.paper import read_paper
from sim.study.store.unpack import unpacked, verify
from tests.fuzz import mutating
from tests.fuzz.mutating import bytes_changed, csv_changed, json_changed, toml_changed

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
name = "First Author"
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
TEXTS: Final = ("clash", "clash=0.02:0.4", "clash=0.1:0.3:4", "accident=0.001,0.002", "momentum=triangular(0,0.7,1.5)",
                "clash=log-uniform(2%,40%)", "kim_type=weighted(greedy:2,fearful:1)", "months=12,24",
                "beijing.policy=all", "elections.seoul=on,off", "feint.greedy=beta(0,0.6,2,3)")  # fmt: skip

Change = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Reader:
    """A reader: files that it takes, how to change one, and how to read what comes of it in a folder of its own."""

    seeds: Callable[[Path], list[bytes]]
    change: Change
    read: Callable[[bytes, Path], Any]
    least: float
    """The least share of changed files that it must still take, or the changes say little of what it does."""


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
    saved_table(folder, Record(load_scenario("2017-spring"), 7, teams, {}, months, True), {"washington.deed": deed})
    return [(folder / GAME).read_bytes()]


def read_saved(content: bytes, folder: Path) -> Any:
    """Read a saved game."""
    written(folder, GAME, content)
    return read_game(folder)


def finished(folder: Path) -> Path:
    """The folder of a small finished study."""
    place = folder / "study"
    if not place.exists():
        sim.play(read_study(written(folder, "small.toml", SMALL.encode())), place)
    return place


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
    return changed_within(finished(folder), next((finished(folder) / "parts").glob("*.parquet")), content)


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
    archive([finished(folder)], path, force=True)
    return [path.read_bytes()]


def entry_changed(name: str, content: bytes, rng: random.Random) -> bytes:
    """Return an entry of an archive, changed by its form."""
    if name.endswith(".json"):
        return json_changed(content, rng)
    return toml_changed(content, rng) if name.endswith(".toml") else bytes_changed(content, rng)


def from_archive(content: bytes, folder: Path) -> Any:
    """Check an archive, and whatever that says, read the study in it."""
    path = written(folder, "mine.zip", content)
    with suppress(Problem):
        verify(path)
    with unpacked(path) as place:
        return sim.load_study(place / "study").cells


def record(content: bytes, folder: Path) -> Any:
    """Read a monthly record."""
    return record_from("mine.csv", content)


def shipped(folder: Path) -> list[bytes]:
    """The scenarios that ship, and the one to begin with."""
    return [*map(scenario_file.shipped_bytes, shipped_scenarios()), TEMPLATES["scenario"].encode()]


READERS: Final[dict[str, Reader]] = {
    "scenario": Reader(shipped, toml_changed, lambda c, f: load_scenario(written(f, "mine.toml", c)).hash, 0.15),
    "study": Reader(
        lambda _: [SMALL.encode(), OWN.encode(), TEMPLATES["study"].encode()], toml_changed,
        lambda c, f: read_study(written(f, "mine.toml", c)).hash, 0.1,
    ),
    "paper": Reader(
        lambda _: [PAPER.encode(), TEMPLATES["paper"].encode()],
        toml_changed, lambda c, f: read_paper(written(f, "mine.toml", c)), 0.1,
    ),
    "table": Reader(lambda _: [POINTS.encode()], csv_changed, tabled, 0.1),
    "parquet": Reader(parquet, bytes_changed, tabled_parquet, 0.0),
    "part": Reader(part, bytes_changed, with_part, 0.0),
    "record": Reader(lambda _: [shipped_bytes(name) for name in SHIPPED], csv_changed, record, 0.1),
    "posterior": Reader(
        lambda _: [text_of(kept_prior(3, 2, 1))], json_changed, lambda c, f: posterior_from("mine.json", c).hash, 0.02
    ),
    "factor": Reader(lambda _: [text.encode() for text in TEXTS], bytes_changed, factor_texts, 0.02),
    "game": Reader(game, json_changed, read_saved, 0.002),
    "manifest": Reader(manifest, json_changed, with_manifest, 0.02),
    "archive": Reader(packed, lambda c, r: mutating.zip_changed(c, r, entry_changed), from_archive, 0.01),
}  # fmt: skip
