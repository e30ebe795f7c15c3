"""A beat: a TOML file with the player's choices, the rule of the shown worlds, and the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

from sim.classroom.class_page.expression import FORMULAS, TWIN, Tree, names_in, tree_of
from sim.core.base.errors import DataProblem, KeyPath
from sim.core.engine import SLOTS
from sim.core.engine.luck import sheet_of_one
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.schema import Shape, check_shape, key, needed_key
from sim.core.scenario.toml_file import TomlFile, TomlReader, toml_from
from sim.options import MOST_SEED
from sim.pages.model import plain_scenarios
from sim.pages.text import leaves, texts
from sim.policies.agents.observation import KINDS

FORMAT: Final = 2
Path6 = tuple[int, ...]
"""A path: which choice is made in each season."""


MOODS: Final = {
    "washington": (0.3, 0.5),
    "beijing": (0.002, 0.0055),
}
"""The bounds between moods of a season, by seat: the threat that Kim feels; his economy's monthly
loss.
"""


class PlayTable(Shape):
    """The choices by name, each a statement and an action for every month of a season."""

    season: int
    choices: dict[str, list[list[str]]]
    brink: str = key("the slot of luck that is held against at the brink", "")
    lamps: list[str] = needed_key("the goals of the seat, or others' by their whole names")
    dark: list[str] = key("the lamps that are not lit at the start", [])
    twin: list[str] = key("the paths that a life is compared with", [])
    bets: bool = key("whether one bets each season on who he is", False)
    mark: str = key("what a life of the last picture is marked for", "")
    tally: str = key("what is counted besides in the last picture", "")


class ShowingRule(Shape):
    """The rule by which a world may be shown: of `among` worlds from `first` on, on every path of
    choices.

    On a share of at least `least` of the paths, the world lies in the middle half of all measures
    in `within`. On `end_as_most` of the paths it ends as most worlds do. Of the paths on which most
    worlds come to the brink, it does so too on `brink_as_most`.
    """

    within: list[str]
    among: int
    first: int
    candidates: int
    least: float
    end_as_most: float
    brink_as_most: float = 0.0
    without: list[int] = key("worlds that another beat shows", [])
    hand: float | None = key("how firm a hand is by which it ends as most do there, too", None)
    hand_as_most: float = key("on which share of the paths it does, at least", 0.0)
    lasts: int = key("how many months it lasts at least by that hand, whatever is chosen", 0)


class TwentyTable(Shape):
    """The worlds of the flying heads: every `every`-th of `of` worlds, sorted."""

    of: int
    every: int


class OtherTable(Shape):
    """One of the two opponents that the player may meet, and his shown world."""

    set: dict[str, Any]
    world: int


class MoralTable(Shape):
    """A column of the moral: a path, and the test by which a world on it counts as failed; without
    one the first of the ends.
    """

    path: str
    bad: str = key("what counts as having failed; without it all are shown by their ends", "")
    hand: float | None = key("how often one stands firm at the brink there", None)


class ClaimTable(Shape):
    """The TOML table of a `DifferenceClaim`, with one bound."""

    name: str
    other: str
    a: str
    b: str
    hands: list[float] = key("how often one stands firm at the brink, on a and on b", [])
    measure: str
    least: float | None = None
    most: float | None = None
    fails_if: str
    fails_most: float


class LessonTable(Shape):
    """The file of a lesson."""

    format: int
    scenario: str
    set: dict[str, Any] = key("what is changed in the scenario", {})
    months: int
    seat: str
    seed: int
    minutes: int = 3
    play: PlayTable
    others: dict[str, OtherTable]
    shown: ShowingRule
    twenty: TwentyTable
    ends: dict[str, str]
    moral: list[MoralTable]
    claims: list[ClaimTable]
    text: dict[str, Any] = key("what it is told in", {})


@dataclass(frozen=True, slots=True)
class DifferenceClaim:
    """A claim: the mean difference of a measure between paths `a` and `b` lies in `least` to
    `most`.

    The same worlds with one opponent are on both paths. `fails_if` tells whether the moral failed
    in a world of path `a`, and `fails_most` is the largest share of such worlds. `hands` are the
    probabilities of standing firm at the brink, on `a` and on `b`.
    """

    name: str
    other: str
    a: Path6
    b: Path6
    hands: tuple[float | None, float | None]
    measure: Tree
    fails_if: Tree
    fails_most: float
    least: float
    most: float


@dataclass(frozen=True, eq=False)
class Beat:
    """The content of a file of a beat.

    `choices` holds a statement and an action for each month, by name; `others` and `worlds` the
    scenario and the shown world of each opponent. `dark` are the lamps that are not lit at the
    start; `mark` is what a life is marked for, `tally` what is counted besides. `moral` is two
    columns or three: a path, the test of failure, and the probability of standing firm at the
    brink. `twin` are paths to compare with; a path is compared with the first that differs from it.
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
    mark: Tree
    tally: Tree
    twin: tuple[Path6, ...]
    others: Mapping[str, Scenario]
    worlds: Mapping[str, int]
    shown: ShowingRule
    of: int
    every: int
    ends: Mapping[str, Tree]
    moral: tuple[tuple[Path6, Tree, float | None], ...]
    claims: tuple[DifferenceClaim, ...]
    text: Mapping[str, str]
    bets: bool

    @property
    def seasons(self) -> int:
        """The number of choices on a path."""
        return self.months // self.season

    @property
    def paths(self) -> list[Path6]:
        """All paths of choices."""
        return list(product(range(len(self.choices)), repeat=self.seasons))

    def plain(self) -> dict[str, Any]:
        """Return the beat as data for the page, with the monthly draws at the brink of the shown
        worlds.
        """
        luck = SLOTS.index(self.brink) if self.brink else -1
        scenario, apart = plain_scenarios(*self.others.values())
        return {
            "name": self.name,
            "seat": self.seat,
            "season": self.season,
            "seasons": self.seasons,
            "seed": str(self.seed),
            "choices": list(self.choices.values()),
            "names": list(self.choices),
            "tension": next(iter(self.others.values())).value("start_tension"),
            "lamps": self.lamps,
            "lit": [each not in self.dark for each in self.lamps],
            "brink": self.brink,
            "mark": self.mark,
            "tally": self.tally,
            "twin": self.twin,
            "bets": self.bets,
            "scenario": scenario,
            "others": {
                name: {
                    "scenario": own,
                    "world": self.worlds[name],
                    "luck": [
                        sheet_of_one(self.seed, month, self.worlds[name], 0, 0, len(SLOTS))[luck]
                        for month in range(self.months if self.brink else 0)
                    ],
                }
                for name, own in zip(self.others, apart, strict=True)
            },
            "ends": [{"name": name, "test": test} for name, test in self.ends.items()],
            "moral": [{"path": path, "bad": bad, "hand": hand} for path, bad, hand in self.moral],
            "mood": MOODS.get(self.seat, ()),
            "twenty": {"of": self.of, "every": self.every, "first": self.shown.first},
        }


def goal_of(seat: str, lamp: str) -> str:
    """Return the goal of a lamp: one of the seat, unless it has its whole name."""
    return lamp if lamp.startswith("goal_") else f"goal_{seat}_{lamp}"


def check_format(file: TomlFile, said: int) -> None:
    """Raise DataProblem for a lesson of another format."""
    if said != FORMAT:
        raise DataProblem(
            f"its format is {said}", file.place(("format",)), f"Write format = {FORMAT}."
        )


class BeatReader(TomlReader):
    """A reader of a beat's file whose problems name the line."""

    def __init__(self, label: str, content: bytes) -> None:
        self.file = toml_from(label, content)

    def beat(self) -> Beat:
        """Return the beat; raises a Problem with the line of an invalid value."""
        said = check_shape(self.file, LessonTable)
        play, shown, season, months = said.play, said.shown, said.play.season, said.months
        check_format(self.file, said.format)
        seat = self.one_of(said.seat, CAPITALS, ("seat",))
        if season < 1 or months % season or not 5 <= months // season <= 6:
            raise self.problem(
                f"{months} months in seasons of {season}", ("months",), "Give five or six seasons."
            )
        if not 0 <= said.seed <= MOST_SEED:
            raise self.problem(f"the seed is {said.seed}", ("seed",), "Give a whole number from 0.")
        choices = {
            name: self.choice(name, made, seat, season) for name, made in play.choices.items()
        }
        if not 2 <= len(choices) <= 3:
            raise self.problem(
                f"there are {len(choices)} choices", ("play", "choices"), "Give two or three."
            )
        self.names, self.seasons = tuple(choices), months // season
        changes = {
            name: {**said.set, **other.set, "months": months} for name, other in said.others.items()
        }
        others = {
            name: self.guarded(
                ("others", name),
                partial(load_scenario(said.scenario).change, own),
            )
            for name, own in changes.items()
        }
        if len(others) != 2:
            raise self.problem(
                f"there are {len(others)} others", ("others",), "Give two: the lesson is who he is."
            )
        if play.brink:
            self.one_of(play.brink, SLOTS, ("play", "brink"))
        lamps = tuple(
            self.one_of(goal_of(seat, each), FORMULAS, ("play", "lamps")) for each in play.lamps
        )
        dark = tuple(
            self.one_of(goal_of(seat, each), lamps, ("play", "dark")) for each in play.dark
        )
        twin = tuple(self.path(each, ("play", "twin")) for each in play.twin)
        self.twin = bool(twin)
        for each in shown.within:
            self.one_of(each, FORMULAS, ("shown", "within"))
        ends = {name: self.tree(text, ("ends", name)) for name, text in said.ends.items()}
        if not 2 <= len(ends) <= 4 or list(ends.values())[-1] is not True:
            raise self.problem(
                "its ends are not two to four, the last true", ("ends",), 'End with NAME = "true".'
            )
        if said.twenty.of != shown.among or said.twenty.of != 20 * said.twenty.every:
            raise self.problem(
                "the twenty are no systematic sample of the worlds shown among",
                ("twenty",),
                f"Write of = {shown.among} and every = {shown.among // 20}.",
            )
        moral = tuple(
            (
                self.path(each.path, ("moral", place, "path")),
                self.tree(each.bad, ("moral", place, "bad")) if each.bad else "",
                each.hand,
            )
            for place, each in enumerate(said.moral)
        )
        if not 2 <= len(moral) <= 3:
            raise self.problem(
                f"its moral has {len(moral)} columns", ("moral",), "Give two or three."
            )
        claims = tuple(self.claim(each, place, others) for place, each in enumerate(said.claims))
        if not claims:
            raise self.problem(
                "it claims nothing", ("claims",), "Add [[claims]] that say what it teaches."
            )
        hands = [shown.hand, *(hand for each in claims for hand in each.hands)]
        hands += [hand for *_, hand in moral]
        if any(hand is not None and not (play.brink and 0 <= hand <= 1) for hand in hands):
            raise self.problem(
                "a hand is no share, or there is no brink",
                ("moral",),
                "Give 0 to 1, and play.brink.",
            )
        return Beat(
            Path(self.file.label).stem,
            self.file,
            months,
            season,
            seat,
            said.seed,
            said.minutes,
            choices,
            play.brink,
            lamps,
            dark,
            self.tree(play.mark, ("play", "mark")) if play.mark else "",
            self.tree(play.tally, ("play", "tally")) if play.tally else "",
            twin,
            others,
            {name: each.world for name, each in said.others.items()},
            shown,
            said.twenty.of,
            said.twenty.every,
            ends,
            moral,
            claims,
            self.text(said.text, {*choices}, {*ends}, {*others}),
            play.bets,
        )

    def text(
        self, said: Mapping[str, Any], choices: set[str], ends: set[str], others: set[str]
    ) -> dict[str, str]:
        """Return the texts of the lesson by dotted keys; texts that it lacks are those that all
        beats share.
        """
        known = {key.split(".", 2)[2] for key in texts("beats") if key.startswith("beats.")}
        known |= {key.partition(".")[2] for key in texts("beats") if key.startswith("beat.")}
        named = {"choice": choices, "end": ends, "other": others, "was": others, "had": others}
        known |= {f"{kind}.{name}" for kind, names in named.items() for name in names}
        found = dict(leaves(said))
        for name, text in found.items():
            where: KeyPath = ("text", *name.split("."))
            self.one_of(name, sorted(known), where, "text")
            if not isinstance(text, str):
                raise self.problem(f"{text!r} is no text", where, "Write it in quotes.")
        return found

    def choice(
        self, name: str, said: list[list[str]], seat: str, season: int
    ) -> tuple[tuple[str, str], ...]:
        """Return a choice: a statement and an action for each month of a season."""
        path = ("play", "choices", name)
        if len(said) != season:
            raise self.problem("it is not a word and a deed a month", path, f"Give {season} pairs.")
        for month in said:
            if len(month) != 2:
                raise self.problem(
                    f"{month!r} is no word and deed", path, 'Write ["talks", "hold"].'
                )
            for kind, move in zip(KINDS, month, strict=True):
                self.one_of(move, [each.name for each in MOVES[f"{seat}.{kind}"]], path, kind)
        return tuple((month[0], month[1]) for month in said)

    def path(self, text: str, where: KeyPath) -> Path6:
        """Return a path from its text: choices, each with how often, such as `press*3 talk*3`."""
        found: list[int] = []
        for each in text.split():
            name, _, times = each.partition("*")
            self.one_of(name, self.names, where, "choice")
            found += [self.names.index(name)] * (int(times) if times.isdigit() else 1)
        if len(found) != self.seasons:
            raise self.problem(f"'{text}' is {len(found)} choices", where, f"Give {self.seasons}.")
        return tuple(found)

    def tree(self, text: str, where: KeyPath) -> Tree:
        """Return an expression."""
        found = self.guarded(where, lambda: tree_of(text))
        if not self.twin and any(each.startswith(TWIN) for each in names_in(found)):
            raise self.problem(
                "there is no twin to compare with", where, 'Write play.twin = ["NAME*6"].'
            )
        return found

    def claim(
        self, said: ClaimTable, place: int, others: Mapping[str, Scenario]
    ) -> DifferenceClaim:
        """Return one claim."""
        where: KeyPath = ("claims", place)
        if (said.least is None) == (said.most is None):
            raise self.problem("it has no bound, or two", where, "Write least = … or most = …")
        return DifferenceClaim(
            said.name,
            self.one_of(said.other, others, (*where, "other")),
            self.path(said.a, (*where, "a")),
            self.path(said.b, (*where, "b")),
            (said.hands[0], said.hands[1]) if len(said.hands) == 2 else (None, None),
            self.tree(said.measure, (*where, "measure")),
            self.tree(said.fails_if, (*where, "fails_if")),
            said.fails_most,
            float("-inf") if said.least is None else said.least,
            float("inf") if said.most is None else said.most,
        )
