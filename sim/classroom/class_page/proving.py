"""The prover of a lesson: five rules that hold on every path of every shown world, and the worlds
that meet them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from sim.classroom.class_page.lesson import PATHS, SEASONS, WAYS, Lesson
from sim.classroom.team.replays import play_games
from sim.core.base.errors import DataProblem
from sim.core.game.moves import PyongyangDeed, PyongyangWord
from sim.pages.text import texts

RECORD: Final = (
    "arsenal",
    "deterrent",
    "freeze",
    "ending",
    "tension",
    "pyongyang_word",
    "pyongyang_deed",
)
PIECES: Final = 6
LEAST_ARSENAL, PIECE = 0.60, 0.04
DARK: Final = 4.0
"""The tension from which a month darkens a window."""

APART: Final = 3
"""The seasons of four in which two pure ways must look different."""

TWENTY: Final = 20
"""The lives of a count on the page."""

BLOCK: Final = 1000
LIE: Final = -9
PURE: Final = tuple(PATHS.index((way,) * SEASONS) for way in range(len(WAYS)))


@dataclass(frozen=True)
class View:
    """What the page shows of worlds on paths, `(seasons, paths, worlds)` each, and how each world
    ends, `(paths, worlds)`.
    """

    pieces: Any
    tests: Any
    dark: Any
    lies: Any
    bomb: Any
    war: Any


def see(lesson: Lesson, man: str, paths: Sequence[tuple[int, ...]], first: int, count: int) -> View:
    """Return what the page shows of `count` worlds from `first` on, on each path."""
    ways = [
        [
            {"washington.word": word, "washington.deed": deed}
            for word, deed in lesson.table.ways[way]
        ]
        for way in WAYS
    ]
    games = [[moves for way in path for moves in ways[way]] for path in paths]
    history = play_games(
        lesson.men[man], games, count, seed=lesson.table.seed, first=first, record=RECORD
    )
    months = {
        name: np.asarray(history.state[name]).reshape(
            SEASONS, lesson.table.season, len(paths), count
        )
        for name in RECORD
    }
    last = {name: series[:, -1] for name, series in months.items()}
    deed, word = months["pyongyang_deed"], months["pyongyang_word"]
    built = np.clip(np.floor((last["arsenal"] - LEAST_ARSENAL) / PIECE), 0, PIECES - 1)
    war = last["ending"][-1] > 0
    return View(
        np.where(last["deterrent"] > 0, PIECES, built).astype(int),
        ((deed == PyongyangDeed.MISSILE_TEST) | (deed == PyongyangDeed.BIG_TEST)).sum(axis=1),
        (months["tension"] >= DARK).sum(axis=1),
        ((word <= PyongyangWord.OFFER) & (deed >= PyongyangDeed.BUILD)).any(axis=1),
        bomb_or_war({name: series[-1] for name, series in last.items()}),
        war,
    )


def bomb_or_war(last: Mapping[str, Any]) -> Any:
    """Return, from the states of the last month, whether there is a whole deterrent outside of a
    freeze, or was a war.
    """
    return ((last["deterrent"] > 0) & (last["freeze"] <= 0)) | (last["ending"] > 0)


TWINS: Final = np.array(
    [
        [PATHS.index((*path[:season], 1 - path[season], *path[season + 1 :])) for path in PATHS]
        for season in range(SEASONS)
    ]
)
"""The path that differs from each path in one season alone, `(seasons, paths)`."""


def more_than_twins(view: View) -> list[Any]:
    """Return how many more pieces and tests are seen in each season than if it were played the other
    way: in the same world with the same seasons before.
    """
    return [seen - seen[np.arange(SEASONS)[:, None], TWINS] for seen in (view.pieces, view.tests)]


def effects(view: View) -> Any:
    """Return what the mask tells of each season: 1 if he built or tested more than he would have
    the other way, −1 if less, 0 if neither, `LIE` if he spoke of peace and built.

    Pieces come before tests.
    """
    pieces, tests = more_than_twins(view)
    return np.where(view.lies, LIE, np.sign(np.where(pieces != 0, pieces, tests)))


@cache
def share_of_bombs(lesson: Lesson, man: str) -> tuple[float, ...]:
    """Return the share of the crowd that ends with the bomb or a war, by pure way."""
    crowd = lesson.table.crowd
    pure = see(lesson, man, [PATHS[path] for path in PURE], crowd.first, crowd.of)
    return tuple(float(share) for share in pure.bomb.mean(axis=1))


def broken(lesson: Lesson, man: str, view: View, shares: Sequence[float]) -> dict[str, Any]:
    """Return for each rule on which paths of which worlds it is broken, `(paths, worlds)`.

    (a) A pure way ends as most of its crowd. (b) The rocket is whole after the wrong way and not
    after the right one. (c) Two pure ways differ in pieces or tests in three seasons of four.
    (d) The mask tells no motive that the same season, played the other way, does not bear out, and
    on pure ways tells more for the moral than against it. No path ends in a war.
    """
    none = np.zeros(view.bomb.shape, bool)
    right = lesson.right(man)
    pure = {name: none.copy() for name in "abc"}
    motives = effects(view)
    pure["d"] = unfounded(view, motives)
    place = {"right": PURE[right], "wrong": PURE[1 - right]}
    for way, path in enumerate(PURE):
        pure["a"][path] = view.bomb[path] != (shares[way] > 0.5)
    pure["b"][place["right"]] = view.pieces[-1, place["right"]] == PIECES
    pure["b"][place["wrong"]] = view.pieces[-1, place["wrong"]] < PIECES
    one, other = PURE
    unlike = (view.pieces[:, one] != view.pieces[:, other]) | (
        view.tests[:, one] != view.tests[:, other]
    )
    pure["c"][[one, other]] = unlike.sum(axis=0) < APART
    for path, moral in ((place["right"], -1), (place["wrong"], 1)):
        borne_out = (motives[:, path] == moral).sum(axis=0) > (motives[:, path] == -moral).sum(
            axis=0
        )
        pure["d"][path] |= ~borne_out & ~view.lies[:, path].all(axis=0)
    return pure | {"war": view.war}


def unfounded(view: View, motives: Any) -> Any:
    """Return on which paths a motive is told that what is seen of the season's twin denies."""
    pieces, tests = more_than_twins(view)
    more, less = (pieces > 0) | (tests > 0), (pieces < 0) | (tests < 0)
    false = ((motives == 1) & ~more) | ((motives == -1) & ~less) | ((motives == LIE) & ~view.lies)
    return np.asarray(false.any(axis=0))


@dataclass(frozen=True, slots=True)
class Proved:
    """One line of a proof: whether it holds, and its text."""

    holds: bool
    text: str


RULES: Final = {
    "a": "a pure way ends as most of its crowd",
    "b": "the rocket is whole after the wrong way alone",
    "c": "pure ways look different in three seasons of four",
    "d": "no cause is told that the season played the other way denies",
    "war": "no path ends in a war",
}
COUNTED: Final = ("ask", "mine", "even")
"""Sentences that tell a number of the crowd, and leave it to the page."""


def prove_men(lesson: Lesson) -> Iterator[Proved]:
    """Yield the result of each rule in each shown world, with the paths on which it is broken."""
    for man in lesson.men:
        shares = share_of_bombs(lesson, man)
        for kind, world in lesson.shown(man).items():
            view = see(lesson, man, PATHS, world, 1)
            for rule, breaks in broken(lesson, man, view, shares).items():
                yield line_of(world, man, f"({rule}) {RULES[rule]}", breaks[:, 0])
            liar = kind == "liar"
            lying = view.lies[:, :, 0].any(axis=0)
            rule = "he lies on every path" if liar else "he never lies"
            yield line_of(world, man, f"(lie) {rule}", lying != liar)
    sentences = {**texts("story"), **{f"story.{name}": text for name, text in lesson.text.items()}}
    for name in COUNTED:
        sentence = re.sub(r"\{\w+\}", "", sentences[f"story.{name}"])
        typed = re.findall(r"\d+", sentence)
        yield Proved(not typed, f"(e) one crowd, one count: '{name}' types no number")


def line_of(world: int, man: str, rule: str, breaks: Any) -> Proved:
    """Return the line of a rule in a world, with the first path that breaks it, `(paths,)`."""
    wrong = [name_path(PATHS[path]) for path in np.flatnonzero(breaks)]
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    place = f"{wrong[0]}{more}" if wrong else f"all {len(PATHS)} paths"
    return Proved(not wrong, f"world {world} of {man}, {place}: {rule}")


def name_path(path: Sequence[int]) -> str:
    """Return a path in words, such as `knock-knock-ships-ships`."""
    return "-".join(WAYS[way] for way in path)


def candidates(lesson: Lesson, man: str) -> dict[str, int]:
    """Return the shown worlds of a man, plain and with lies, chosen of all candidates: those that
    break no rule, start with few pieces, are loud on the wrong way and quiet on the right one, and
    end as most on most paths. Raises DataProblem if none does.
    """
    shares = share_of_bombs(lesson, man)
    right = lesson.right(man)
    best: dict[str, tuple[float, int]] = {}
    crowd = lesson.table.crowd
    mostly = see(lesson, man, PATHS, crowd.first, crowd.of).bomb.mean(axis=1) > 0.5
    for first in range(0, lesson.table.candidates, BLOCK):
        view = see(lesson, man, PATHS, first, min(BLOCK, lesson.table.candidates - first))
        good = ~np.any(list(broken(lesson, man, view, shares).values()), axis=(0, 1))
        loud = view.tests > 0
        plain = (loud[:, PURE[1 - right]].sum(axis=0) >= APART) & (
            loud[:, PURE[right]].sum(axis=0) <= 1
        )
        usual = (view.bomb == mostly[:, None]).mean(axis=0)
        score = usual + 0.5 * plain - 0.05 * view.pieces[0].max(axis=0)
        for kind, fits in (
            ("world", ~view.lies.any(axis=(0, 1))),
            ("liar", view.lies.any(axis=0).all(axis=0)),
        ):
            ranked = np.where(good & fits, score, -np.inf)
            place = int(np.argmax(ranked))
            if ranked[place] > best.get(kind, (-np.inf, 0))[0]:
                best[kind] = (float(ranked[place]), first + place)
    if len(best) < 2:
        raise DataProblem(
            f"no candidate meets all rules for {man}",
            lesson.file.place(("men", man)),
            "Give more candidates, or other ways.",
        )
    return {kind: world for kind, (_, world) in best.items()}
