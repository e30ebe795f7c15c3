"""A beat: one TOML file that says what is played, which worlds are shown by what rule, and what is claimed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final, TypeVar

from sim.classroom.class_page.expression import NAMED, TWIN, Tree, names_in, tree_of
from sim.engine import SLOTS
from sim.engine.luck import sheet_of_one
from sim.errors import DataProblem, KeyPath, Problem, known_names
from sim.game.catalogue import CAPITALS, MOVES
from sim.options import MOST_SEED
from sim.pages.model import plain_scenario
from sim.pages.text.catalogue import leaves, texts
from sim.scenario import Scenario, load_scenario
from sim.scenario.toml_file import TomlFile, toml_from
from sim.study.agents.observation import KINDS

FORMAT: Final = 2
Path6 = tuple[int, ...]
"""A path: which choice is made in each season."""

Made = TypeVar("Made")
SHAPE: Final[dict[str, dict[str, Any]]] = {
    "": {
        "format": int, "scenario": str, "set": dict, "months": int, "seat": str, "seed": int, "minutes": int,
        "gesture": dict, "play": dict, "others": dict, "shown": dict, "twenty": dict, "ends": dict, "moral": list,
        "claims": list, "text": dict,
    },
    "play": {"season": int, "choices": dict, "brink": str, "lamps": list, "dark": list, "twin": list},
    "shown": {
        "within": list, "among": int, "first": int, "candidates": int, "without": list, "least": float,
        "end_as_most": float, "brink_as_most": float,
    },
    "twenty": {"of": int, "every": int},
    "claims": {
        "name": str, "other": str, "a": str, "b": str, "measure": str, "least": float, "most": float, "fails_if": str,
        "fails_most": float,
    },
    "moral": {"path": str, "bad": str},
    "others": {"set": dict, "world": int},
}  # fmt: skip
"""What each table of a lesson may say, and of what type."""

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "": (
        "format", "scenario", "months", "seat", "seed", "play", "others", "shown", "twenty", "ends", "moral", "claims",
    ),
    "play": ("season", "choices", "lamps"), "shown": ("within", "among", "first", "candidates", "least", "end_as_most"),
    "twenty": ("of", "every"), "claims": ("name", "other", "a", "b", "measure", "fails_if", "fails_most"),
    "moral": ("path", "bad"), "others": ("set", "world"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShowingRule:
    """The rule by which a world may be shown: of `among` worlds from `first` on, on every path of choices.

    It lies in the middle half for all that `within` names on a share of at least `least` of the paths, ends as most do
    on `end_as_most` of them, and on `brink_as_most` of those on which most come to the brink it comes there too.
    """

    within: tuple[str, ...]
    among: int
    first: int
    candidates: int
    least: float
    end_as_most: float
    brink_as_most: float = 0.0
    without: tuple[int, ...] = ()
    """Worlds that another beat shows."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim: worlds of one other on path `a` less the same on path `b`, between `least` and `most`.

    `fails_if` says when the moral failed in a world of path `a`, and `fails_most` how often that may be.
    """

    name: str
    other: str
    a: Path6
    b: Path6
    measure: Tree
    fails_if: Tree
    fails_most: float
    least: float
    most: float


@dataclass(frozen=True)
class Beat:
    """What a file says: `choices` by name, a word and a deed a month; `others` by name, with their worlds; its `text`.

    `dark` are the lamps that are not lit at the start. `moral` is two columns: a path, and what counts there as having
    failed. `twin` are the paths that a life is compared with: the first that is not its own.
    """

    name: str
    file: TomlFile
    months: int
    season: int
    seat: str
    seed: int
    minutes: int
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    brink: str
    lamps: tuple[str, ...]
    dark: tuple[str, ...]
    twin: tuple[Path6, ...]
    others: Mapping[str, Scenario]
    worlds: Mapping[str, int]
    shown: ShowingRule
    of: int
    every: int
    ends: Mapping[str, Tree]
    moral: tuple[tuple[Path6, Tree], ...]
    claims: tuple[Difference, ...]
    text: Mapping[str, str]

    @property
    def seasons(self) -> int:
        """How many choices are made."""
        return self.months // self.season

    @property
    def paths(self) -> list[Path6]:
        """All paths of choices."""
        return list(product(range(len(self.choices)), repeat=self.seasons))

    def twin_of(self, path: Path6) -> Path6:
        """Return the path that a life on this one is compared with."""
        return next((each for each in self.twin if each != path), path)


class Reader:
    """A file of a beat, read with care: every problem names the line."""

    def __init__(self, label: str, content: bytes) -> None:
        self.file = toml_from(label, content)
        self.data = self.file.data

    def beat(self) -> Beat:
        """Return the beat; raises DataProblem with the line for whatever cannot be meant."""
        self.check(self.data, "", ())
        for name in ("play", "shown", "twenty"):
            if name in self.data:
                self.check(self.data[name], name, (name,))
        if self.data["format"] != FORMAT:
            raise self.problem(f"its format is {self.data['format']}", ("format",), f"Write format = {FORMAT}.")
        play, season = self.data["play"], self.data["play"]["season"]
        seat = self.one_of(self.data["seat"], CAPITALS, ("seat",))
        months = self.data["months"]
        if season < 1 or months % season or not 5 <= months // season <= 6:
            raise self.problem(f"{months} months in seasons of {season}", ("months",), "Give five or six seasons.")
        if not 0 <= self.data["seed"] <= MOST_SEED:
            raise self.problem(f"the seed is {self.data['seed']}", ("seed",), "Give a whole number from 0.")
        choices = {name: self.choice(name, months_said, seat, season) for name, months_said in play["choices"].items()}
        if not 2 <= len(choices) <= 3:
            raise self.problem(f"there are {len(choices)} choices", ("play", "choices"), "Give two or three.")
        self.names, self.seasons = tuple(choices), months // season
        others = {name: self.other(name, said, months) for name, said in self.data["others"].items()}
        if len(others) != 2:
            raise self.problem(f"there are {len(others)} others", ("others",), "Give two: the lesson is who he is.")
        brink = play.get("brink", "")
        if brink:
            self.one_of(brink, SLOTS, ("play", "brink"))
        lamps = tuple(self.one_of(f"aim_{seat}_{each}", NAMED, ("play", "lamps")) for each in play["lamps"])
        dark = tuple(self.one_of(f"aim_{seat}_{each}", lamps, ("play", "dark")) for each in play.get("dark", ()))
        twin = tuple(self.path(each, ("play", "twin")) for each in play.get("twin", ()))
        said: dict[str, Any] = self.data["shown"]
        rule: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
        shown = ShowingRule(**rule)
        for each in shown.within:
            self.one_of(each, NAMED, ("shown", "within"))
        ends = {name: self.tree(text, ("ends", name), bool(twin)) for name, text in self.data["ends"].items()}
        if not 2 <= len(ends) <= 4 or list(ends.values())[-1] is not True:
            raise self.problem("its ends are not two to four, the last true", ("ends",), 'End with NAME = "true".')
        twenty = self.data["twenty"]
        if twenty["of"] != shown.among or twenty["of"] != 20 * twenty["every"]:
            raise self.problem("the twenty are no systematic sample of the worlds shown among", ("twenty",),
                               f"Write of = {shown.among} and every = {shown.among // 20}.")  # fmt: skip
        moral = tuple(self.column(each, place, bool(twin)) for place, each in enumerate(self.data["moral"]))
        if len(moral) != 2:
            raise self.problem(f"its moral has {len(moral)} columns", ("moral",), "Give two.")
        claims = tuple(self.claim(each, others, bool(twin)) for each in self.data["claims"])
        if not claims:
            raise self.problem("it claims nothing", ("claims",), "Add [[claims]] that say what it teaches.")
        return Beat(
            Path(self.file.label).stem, self.file, months, season, seat, self.data["seed"], self.data.get("minutes", 3),
            choices, brink, lamps, dark, twin, others,
            {name: said["world"] for name, said in self.data["others"].items()}, shown, twenty["of"],
            twenty["every"], ends, moral, claims, self.text({*choices}, {*ends}, {*others}),
        )  # fmt: skip

    def text(self, choices: set[str], ends: set[str], others: set[str]) -> dict[str, str]:
        """Return what the lesson is told in, by dotted keys below its name; the rest is what all beats share."""
        known = {key.split(".", 2)[2] for key in texts("beats") if key.startswith("beats.")}
        known |= {key.partition(".")[2] for key in texts("beats") if key.startswith("beat.")}
        named = {"choice": choices, "end": ends, "other": others, "was": others, "had": others}
        known |= {f"{kind}.{name}" for kind, names in named.items() for name in names}
        found = dict(leaves(self.data.get("text", {})))
        for key, said in found.items():
            where: KeyPath = ("text", *key.split("."))
            self.one_of(key, sorted(known), where, "text")
            if not isinstance(said, str):
                raise self.problem(f"{said!r} is no text", where, "Write it in quotes.")
        return found

    def check(self, said: Any, shape: str, path: KeyPath) -> None:
        """Refuse a key that is not listed or is missing, or whose value is of another type."""
        if not isinstance(said, dict):
            raise self.problem(f"{said!r} is no table", path, "Write keys with values below its name.")
        known = SHAPE[shape]
        for key, value in said.items():
            self.one_of(key, known, (*path, key), "key")
            kind = known[key]
            fits = isinstance(value, (int, float) if kind is float else kind) and not isinstance(value, bool)
            if not fits:
                raise self.problem(f"'{key}' is {value!r}", (*path, key), f"Give a {kind.__name__}.")
        for key in NEEDED.get(shape, ()):
            if key not in said:
                raise self.problem(f"it has no '{key}'", path, f"Write {key} = …")

    def choice(self, name: str, said: Any, seat: str, season: int) -> tuple[tuple[str, str], ...]:
        """Return a choice: a word and a deed for each month of its season."""
        path = ("play", "choices", name)
        if not isinstance(said, list) or len(said) != season or not all(isinstance(each, list) for each in said):
            raise self.problem("it is not a word and a deed a month", path, f"Give {season} pairs.")
        for month in said:
            if len(month) != 2:
                raise self.problem(f"{month!r} is no word and deed", path, 'Write ["talks", "hold"].')
            for kind, move in zip(KINDS, month, strict=True):
                self.one_of(move, [each.name for each in MOVES[f"{seat}.{kind}"]], path, kind)
        return tuple((month[0], month[1]) for month in said)

    def other(self, name: str, said: Any, months: int) -> Scenario:
        """Return the scenario in which one of the two others is met."""
        self.check(said, "others", ("others", name))
        changes = {**self.data.get("set", {}), **said["set"], "months": months}
        return self.guarded(("others", name), lambda: load_scenario(self.data["scenario"]).change(changes))

    def path(self, text: str, where: KeyPath) -> Path6:
        """Return a path from its text: choices, each with how often, such as `press*3 talk*3`."""
        found: list[int] = []
        for each in str(text).split():
            name, _, times = each.partition("*")
            self.one_of(name, self.names, where, "choice")
            found += [self.names.index(name)] * (int(times) if times.isdigit() else 1)
        if len(found) != self.seasons:
            raise self.problem(f"'{text}' is {len(found)} choices", where, f"Give {self.seasons}.")
        return tuple(found)

    def tree(self, text: Any, where: KeyPath, twin: bool) -> Tree:
        """Return an expression."""
        if not isinstance(text, str):
            raise self.problem(f"{text!r} is no expression", where, "Write it as text.")
        found = self.guarded(where, lambda: tree_of(text))
        if not twin and any(each.startswith(TWIN) for each in names_in(found)):
            raise self.problem("there is no twin to compare with", where, 'Write play.twin = ["NAME*6"].')
        return found

    def column(self, said: Any, place: int, twin: bool) -> tuple[Path6, Tree]:
        """Return one column of the moral."""
        self.check(said, "moral", ("moral", place))
        return self.path(said["path"], ("moral", place, "path")), self.tree(said["bad"], ("moral", place, "bad"), twin)

    def claim(self, said: Any, others: Mapping[str, Scenario], twin: bool) -> Difference:
        """Return one claim."""
        where: KeyPath = ("claims", self.data["claims"].index(said))
        self.check(said, "claims", where)
        if ("least" in said) == ("most" in said):
            raise self.problem("it has no bound, or two", where, "Write least = … or most = …")
        other = self.one_of(said["other"], others, (*where, "other"))
        measure, fails = (self.tree(said[key], (*where, key), twin) for key in ("measure", "fails_if"))
        return Difference(
            said["name"], other, self.path(said["a"], (*where, "a")), self.path(said["b"], (*where, "b")), measure,
            fails, said["fails_most"], said.get("least", float("-inf")), said.get("most", float("inf")),
        )  # fmt: skip

    def one_of(self, name: Any, known: Any, path: KeyPath, what: str = "") -> str:
        """Return a name that is listed, and refuse another."""
        if name not in list(known):
            what = what or str(path[-1])
            raise self.problem(f"there is no {what} '{name}'", path, known_names(what, str(name), list(known)))
        return str(name)

    def guarded(self, path: KeyPath, made: Callable[[], Made]) -> Made:
        """Return what something makes; a problem in it is one of this place of the file."""
        try:
            return made()
        except Problem as problem:
            raise self.problem(problem.what, path, problem.remedy) from None

    def problem(self, what: str, path: KeyPath, remedy: str) -> DataProblem:
        """Return the problem of a key, with the file and the line."""
        return DataProblem(what, self.file.place(path), remedy)


def plain_beat(beat: Beat) -> dict[str, Any]:
    """Return a beat as the page plays it; the luck at the brink is that of the shown worlds, by month."""
    return {
        "name": beat.name, "seat": beat.seat, "season": beat.season, "seasons": beat.seasons, "seed": str(beat.seed),
        "choices": list(beat.choices.values()), "names": list(beat.choices),
        "tension": next(iter(beat.others.values())).value("start_tension"),
        "lamps": beat.lamps, "lit": [each not in beat.dark for each in beat.lamps],
        "brink": beat.brink, "twin": beat.twin,
        "others": {
            name: {"scenario": plain_scenario(scenario), "world": beat.worlds[name], "luck": brink_luck(beat, name)}
            for name, scenario in beat.others.items()
        },
        "ends": [{"name": name, "test": test} for name, test in beat.ends.items()],
        "moral": [{"path": path, "bad": bad} for path, bad in beat.moral],
        "twenty": {"of": beat.of, "every": beat.every, "first": beat.shown.first},
    }  # fmt: skip


def brink_luck(beat: Beat, other: str) -> list[float]:
    """Return what the shown world draws at the brink, by month; nothing where no beat asks for it."""
    if not beat.brink:
        return []
    place = SLOTS.index(beat.brink)
    return [sheet_of_one(beat.seed, month, beat.worlds[other], 0, 0, len(SLOTS))[place] for month in range(beat.months)]
