"""A lesson of the class page: a TOML file with men, the worlds that are shown of each, and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Any, Final

from sim.core.base.errors import KeyPath, UsageProblem
from sim.core.engine import SLOTS
from sim.core.game.catalogue import MOVES
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.schema import Shape, check_shape, key, needed_key
from sim.core.scenario.toml_file import TomlFile, TomlReader, read_bytes, toml_from
from sim.options import checked_seed
from sim.pages.model import plain_scenario
from sim.pages.text import leaves, texts
from sim.policies.agents.observation import KINDS

FORMAT: Final = 3
SUFFIX: Final = ".toml"
STORY: Final = "wall"
"""The lesson that ships."""

SCENES: Final = ("men", "twenty", "behind", "chairs", "own")
"""The scenes, by the address at which each begins."""

SEASONS: Final = 4
CLIMBER: Final = "stand_pyongyang"
"""The slot of luck that the hand on the button is held against."""

WAYS: Final = ("knock", "ships")
FACES: Final = ("fearful", "greedy")
Path4 = tuple[int, ...]
"""A path: which of the two ways is gone in each season."""

PATHS: Final[tuple[Path4, ...]] = tuple(product(range(len(WAYS)), repeat=SEASONS))


class ManTable(Shape):
    """A man behind the wall."""

    set: dict[str, Any] = needed_key("what makes him in the scenario")
    right: str = needed_key("the way that is right with him: knock or ships")
    world: int = needed_key("the shown world in which he never lies")
    liar: int = needed_key("the shown world in which he says peace and builds")


class CrowdTable(Shape):
    """The worlds that are counted, of which none is shown."""

    first: int
    of: int


class FaceTable(Shape):
    """An opponent at the brink, and the shown world."""

    set: dict[str, Any]
    world: int


class BehindTable(Shape):
    """The scene behind the wall: the moves of a month, and whom one climbs against."""

    months: int
    set: dict[str, Any]
    higher: list[str]
    down: list[str]
    faces: dict[str, FaceTable]


class ChairsTable(Shape):
    """The scene of two chairs: the policies of each, what a closed month is paid, and how often
    spies err.
    """

    washington: dict[str, str]
    beijing: dict[str, str]
    payment: float
    err: float
    first: int
    of: int


class LessonTable(Shape):
    """The file of a lesson."""

    format: int
    scenario: str
    seed: int = 7
    season: int = key("the months of a season", 4)
    candidates: int = key("worlds from 0 on that --find looks at", 2000)
    ways: dict[str, list[list[str]]] = needed_key(
        "a statement and an action for each month of a season"
    )
    men: dict[str, ManTable]
    crowd: CrowdTable
    behind: BehindTable | None = None
    chairs: ChairsTable | None = None
    text: dict[str, Any] = key("sentences in place of those of the story", {})


@dataclass(frozen=True, eq=False)
class Lesson:
    """A lesson as read: its file, and the scenario of each man by name."""

    name: str
    file: TomlFile
    table: LessonTable
    whole: Scenario
    men: Mapping[str, Scenario]
    text: Mapping[str, str]

    def right(self, man: str) -> int:
        """Return the place of the way that is right with a man."""
        return WAYS.index(self.table.men[man].right)

    def shown(self, man: str) -> dict[str, int]:
        """Return the shown worlds of a man: plain, and with lies."""
        return {"world": self.table.men[man].world, "liar": self.table.men[man].liar}

    def plain(self) -> dict[str, Any]:
        """Return the lesson as data for the page."""
        table = self.table
        plain: dict[str, Any] = {
            "name": self.name,
            "seed": table.seed,
            "season": table.season,
            "ways": table.ways,
            "men": [
                {
                    "name": man,
                    "right": table.men[man].right,
                    "kim": table.men[man].set,
                    "scenario": plain_scenario(scenario),
                    **self.shown(man),
                }
                for man, scenario in self.men.items()
            ],
        }
        if behind := table.behind:
            slot = SLOTS.index(CLIMBER)
            plain["behind"] = {
                "higher": behind.higher,
                "down": behind.down,
                "slot": slot,
                "faces": [
                    {
                        "name": name,
                        "scenario": plain_scenario(
                            self.whole.change({**behind.set, **face.set, "months": behind.months})
                        ),
                        "world": face.world,
                    }
                    for name, face in behind.faces.items()
                ],
            }
        if chairs := table.chairs:
            plain["chairs"] = chairs.model_dump() | {"scenario": plain_scenario(self.whole)}
        return plain


class LessonReader(TomlReader):
    """A reader of a lesson whose problems name the line."""

    def __init__(self, label: str, content: bytes) -> None:
        self.file = toml_from(label, content)

    def lesson(self) -> Lesson:
        """Return the lesson; raises a Problem with the line of an invalid value."""
        table = check_shape(self.file, LessonTable)
        if table.format != FORMAT:
            raise self.problem(
                f"its format is {table.format}", ("format",), f"Write format = {FORMAT}."
            )
        self.guarded(("seed",), lambda: checked_seed(table.seed))
        if tuple(table.ways) != WAYS:
            raise self.problem(
                f"its ways are {', '.join(table.ways)}", ("ways",), "Give knock, then ships."
            )
        for way, pairs in table.ways.items():
            self.check_moves(pairs, table.season, "washington", ("ways", way))
        if len(table.men) != len(FACES):
            raise self.problem(
                f"there are {len(table.men)} men", ("men",), "Give two: the story is who he is."
            )
        crowd = range(table.crowd.first, table.crowd.first + table.crowd.of)
        for name, man in table.men.items():
            self.one_of(man.right, WAYS, ("men", name, "right"))
            for kind in ("world", "liar"):
                if getattr(man, kind) in crowd:
                    raise self.problem(
                        f"world {getattr(man, kind)} is counted in the crowd",
                        ("men", name, kind),
                        f"Show a world below {crowd.start}.",
                    )
        if behind := table.behind:
            for part in ("higher", "down"):
                self.check_moves([getattr(behind, part)], 1, "pyongyang", ("behind", part))
        months = SEASONS * table.season
        base = self.guarded(("scenario",), lambda: load_scenario(table.scenario))
        men = {
            name: self.guarded(
                ("men", name, "set"), partial(base.change, {**man.set, "months": months})
            )
            for name, man in table.men.items()
        }
        return Lesson(
            Path(self.file.label).stem, self.file, table, base, men, self.sentences(table.text)
        )

    def check_moves(self, months: list[list[str]], count: int, seat: str, path: KeyPath) -> None:
        """Refuse months that are not a word and a deed of a seat each."""
        if len(months) != count:
            raise self.problem(
                "it is not a statement and an action a month", path, f"Give {count} pairs."
            )
        for month in months:
            if len(month) != len(KINDS):
                raise self.problem(
                    f"{month!r} is no statement and action", path, 'Write ["talks", "hold"].'
                )
            for kind, move in zip(KINDS, month, strict=True):
                self.one_of(move, [option.name for option in MOVES[f"{seat}.{kind}"]], path, kind)

    def sentences(self, table: Mapping[str, Any]) -> dict[str, str]:
        """Return the sentences of the lesson by dotted keys, each in place of one of the story."""
        keys = [name.removeprefix("story.") for name in texts("story")]
        sentences = dict(leaves(table))
        for name, text in sentences.items():
            path: KeyPath = ("text", *name.split("."))
            self.one_of(name, keys, path, "text")
            if not isinstance(text, str):
                raise self.problem(f"{text!r} is no text", path, "Write it in quotes.")
        return sentences


def read_lesson(name: str) -> Lesson:
    """Return a lesson, by its name or from a TOML file; raises a Problem with the line of an
    invalid value.
    """
    if name.endswith(SUFFIX):
        return lesson_from(name, read_bytes(name))
    if name != STORY:
        raise UsageProblem(
            f"there is no lesson '{name}'",
            f"lesson '{name}'",
            f"Use {STORY}, or a file that ends in {SUFFIX}.",
        )
    return shipped_lesson()


@cache
def shipped_lesson() -> Lesson:
    """Return the lesson that ships; what is played of it once is kept beside it."""
    file = resources.files(__package__).joinpath("lessons", STORY + SUFFIX)
    return lesson_from(file.name, file.read_bytes())


def lesson_from(label: str, content: bytes) -> Lesson:
    """Return the lesson that the bytes of a file hold."""
    return LessonReader(label, content).lesson()


def starting_text() -> str:
    """Return the text of a lesson to begin with: the story, with a sentence of one's own."""
    story = read_lesson(STORY).file.text.rstrip("\n")
    return f"""{story}

[text]                       # in place of sentences of the story, by their keys in sim/pages/text/en/story.toml
name = "My lesson"
am.afraid = "I build because I am afraid of you."
"""
