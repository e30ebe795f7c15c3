"""Lessons, by name or from a file: their reading, their proofs and their texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.analysis.claims import Claim
from sim.analysis.claims.reading import ClaimsFile
from sim.classroom.class_page.beat import Beat, BeatReader, check_format
from sim.classroom.class_page.chairs import Chairs, chairs_from
from sim.classroom.class_page.proving import Proved, fit, prove, prove_claims
from sim.core.base.errors import DataProblem, UsageProblem, nearest
from sim.core.game.catalogue import MOVES
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.scenario import own_policies
from sim.core.scenario.schema import Shape, check_shape, key, needed_key
from sim.core.scenario.toml_file import TomlFile, read_bytes, toml_from
from sim.pages.model import plain_scenarios
from sim.policies.agents.observation import KINDS
from sim.study.run.worlds import run
from sim.study.store.kept import keep

CROWD: Final = 4000
"""Worlds in which the rule is measured."""


class GestureTable(Shape):
    """The gesture, and the worlds in which it is shown."""

    worlds: int
    first: int = needed_key("the number of the first of the worlds")
    outcome: str
    names: list[str] = needed_key("the arms")
    told: dict[str, int] = key("numbers that the texts say", {})
    season: int = key("the months of a choice in the world that is played by hand", 6)
    moves: dict[str, list[str]] = needed_key("its choices, each a word and a deed of Washington")


@dataclass(frozen=True, slots=True)
class Gesture:
    """The content of a file with one gesture: the scenario of the world that is played by hand, and
    the arms by name, each a scenario.
    """

    name: str
    file: TomlFile
    minutes: int
    seed: int
    said: GestureTable
    start: Scenario
    arms: Mapping[str, Scenario]
    claims: tuple[Claim, ...]

    def plain(self) -> dict[str, Any]:
        """Return the beat as data for the page."""
        said = self.said
        scenario, (_, *arms) = plain_scenarios(self.start, *self.arms.values())
        return {
            "name": self.name,
            "seed": str(self.seed),
            "scenario": scenario,
            "gesture": {
                "worlds": said.worlds,
                "first": said.first,
                "outcome": said.outcome,
                "names": list(self.arms),
                "arms": arms,
                "told": said.told,
                "season": said.season,
                "moves": said.moves,
            },
        }

    def counts(self) -> Iterator[Any]:
        """Yield the count of the outcome in each block of `worlds` worlds, arm by arm."""
        worlds = self.said.worlds
        for arm in self.arms.values():
            happened = run(arm, CROWD, self.seed).flag(self.said.outcome)
            yield happened[: CROWD // worlds * worlds].reshape(-1, worlds).sum(axis=1)

    def best(self) -> int:
        """Return the first world of the block that lies nearest to the middle in every arm."""
        far = sum(
            np.abs(each - each.mean()) / max(1.0, float(each.std())) for each in self.counts()
        )
        return int(np.argmin(far)) * self.said.worlds

    def prove(self) -> Iterator[Proved]:
        """Yield the result of the rule of the shown worlds in each arm, and of each claim."""
        said = self.said
        for name, counts in zip(self.arms, self.counts(), strict=True):
            low, high = np.quantile(counts, [0.25, 0.75])
            shown = int(counts[said.first // said.worlds])
            yield Proved(
                bool(low <= shown <= high),
                f"worlds from {said.first} on: {said.outcome} in {shown} of "
                f"{said.worlds} where they {name}; the middle half is {low:g} to {high:g}",
            )
            if name in said.told:
                told, mean = said.told[name], float(counts.mean())
                what = f"the page tells {told} of {said.worlds} where they {name}; it is {mean:.1f}"
                yield Proved(round(mean) == told, what)
        yield from prove_claims(self.claims)


class GestureFile(Shape):
    """The file of a lesson with one gesture; arms and claims have the usual format."""

    format: int
    scenario: str
    seed: int = 7
    minutes: int = 3
    gesture: GestureTable
    all: dict[str, Any] = key("what every claim says", {})
    arm: dict[str, Any] = key("what is played, by name", {})
    claim: dict[str, Any] = key("what it claims, by name", {})


def gesture_from(name: str, label: str, content: bytes) -> Gesture:
    """Parse a beat with one gesture; raises a Problem with the line of an invalid value."""
    read = ClaimsFile(toml_from(label, content))
    whole = check_shape(read.file, GestureFile)
    check_format(read.file, whole.format)
    said = whole.gesture
    if not read.claims:
        raise read.problem("it claims nothing", (), 'Add [claim."NAME"] that say what it teaches.')
    if not 1 <= said.worlds <= CROWD:
        raise read.problem(
            f"there are {said.worlds} worlds", ("gesture", "worlds"), f"Give 1 to {CROWD}."
        )
    if said.first % said.worlds or not 0 <= said.first < CROWD:
        remedy = f"Give a multiple of {said.worlds} below {CROWD}."
        raise read.problem(f"the first world is {said.first}", ("gesture", "first"), remedy)
    if not said.names:
        raise read.problem("it has no arm", ("gesture", "names"), "Name one or more of [arm].")
    start = read.guarded(("scenario",), lambda: load_scenario(whole.scenario))
    if said.season < 1 or start.months % said.season:
        remedy = f"Give a divisor of {start.months}."
        raise read.problem(f"a choice is for {said.season} months", ("gesture", "season"), remedy)
    for name_of_move, pair in said.moves.items():
        where = ("gesture", "moves", name_of_move)
        if len(pair) != len(KINDS):
            raise read.problem(f"{pair!r} is no word and deed", where, 'Write ["talks", "hold"].')
        for kind, move in zip(KINDS, pair, strict=True):
            read.one_of(move, [each.name for each in MOVES[f"washington.{kind}"]], where, kind)
    arms = {each: read.arm(each, start, ("gesture", "names")).scenario for each in said.names}
    return Gesture(name, read.file, whole.minutes, whole.seed, said, start, arms, read.claims)


SUFFIX: Final = ".toml"
ORDER: Final = ("one-move", "spiral", "which-kim", "brink", "leverage", "opening", "two-chairs")
"""The lessons that ship, in the order in which the course plays them."""

Lesson = Beat | Gesture | Chairs


def read_lesson(name: str) -> Lesson:
    """Return a lesson, by its name or from a TOML file; raises a Problem with the line of an
    invalid value.
    """
    if name.endswith(SUFFIX):
        return lesson_from(Path(name).stem, name, read_bytes(name))
    if name not in ORDER:
        remedy = f"Use one of: {', '.join(ORDER)}, or a file that ends in {SUFFIX}.{nearest(name, ORDER)}"
        raise UsageProblem(f"there is no lesson '{name}'", f"lesson '{name}'", remedy)
    file = resources.files(__package__).joinpath("lessons", name + SUFFIX)
    return lesson_from(name, file.name, file.read_bytes())


def lesson_from(name: str, label: str, content: bytes) -> Lesson:
    """Return the lesson that the bytes of a file hold."""
    data = toml_from(label, content).data
    if "chairs" in data:
        return chairs_from(name, label, content)
    if "gesture" in data:
        return gesture_from(name, label, content)
    return BeatReader(label, content).beat()


def lines(lesson: Lesson) -> Iterator[Proved]:
    """Yield the result of each shown world and of each claim."""
    yield from prove(lesson) if isinstance(lesson, Beat) else lesson.prove()


def texts_of(lesson: Lesson) -> set[str]:
    """Return the keys of the texts that a lesson needs; a text that all beats share serves too."""
    own = {"title", "intro", "moral"}
    if isinstance(lesson, Chairs):
        choices = lesson.plain()["chairs"]["choices"].values()
        own |= {f"{kind}.{each}" for each in lesson.said.chairs.others for kind in ("fails", "was")}
        return own | {f"choice.{each}" for names in choices for each in names}
    own |= {"fails"}
    if isinstance(lesson, Gesture):
        return own | {f"choice.{each}" for each in lesson.arms}
    own |= {f"column{place}" for place in range(len(lesson.moral))}
    own |= {f"choice.{each}" for each in lesson.choices}
    own |= {f"end.{each}" for each in lesson.ends}
    own |= {"mark"} if lesson.mark else set()
    own |= {"others_twin", *(f"twin.{each}" for each in lesson.ends)} if lesson.twin else set()
    return own | {f"{kind}.{each}" for each in lesson.others for kind in ("other", "was", "had")}


def own_texts(lesson: Lesson) -> dict[str, str]:
    """Return the texts of a lesson's own file by the keys of a page; empty if it has none."""
    own = lesson.text if isinstance(lesson, Beat) else {}
    return {f"beats.{lesson.name}.{key}": text for key, text in own.items()}


def check_told(lesson: Lesson, name: str, said: Mapping[str, str]) -> None:
    """Raise UsageProblem for a lesson whose texts a page lacks."""
    told = Path(name).stem
    missing = [
        key
        for key in sorted(texts_of(lesson))
        if not {f"beats.{told}.{key}", f"beat.{key}"} & said.keys()
    ]
    if missing:
        some = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if missing[4:] else "")
        what = (
            f"{len(missing)} texts of it are missing: {some}"
            if missing[1:]
            else f"the text {some} of it is missing"
        )
        remedy = "Write them below [text], or call the file as a lesson that ships, whose texts it shares then."
        raise UsageProblem(what, f"lesson '{name}'", remedy)


def chosen_anew(text: str, lesson: Lesson) -> str:
    """Return the text of a lesson's file with the shown worlds chosen again under the present
    rules.
    """
    if isinstance(lesson, Chairs):
        return text  # its twenty are a sample and need no choosing
    if isinstance(lesson, Gesture):
        found = {r"first = ": lesson.best()}
    else:
        found = {
            rf"{re.escape(other)} = .*world = ": fit(lesson, other).best(lesson)
            for other in lesson.others
        }
    for start, world in found.items():
        text = re.sub(rf"^({start})\d+", rf"\g<1>{world}", text, count=1, flags=re.MULTILINE)
    return text


def scenarios_of(lesson: Lesson) -> list[Scenario]:
    """Return all scenarios that are played to prove a lesson."""
    if isinstance(lesson, Beat):
        return list(lesson.others.values())
    arms = [arm.scenario for claim in lesson.claims for arm in claim.arms]
    return [*arms, *lesson.arms.values()] if isinstance(lesson, Gesture) else arms


def refuse(lesson: Lesson, name: str) -> None:
    """Raise DataProblem with the failed lines of its proof if a lesson does not hold.

    The result is cached by the lesson, its scenarios and the rules. A lesson in which a user's own
    function or program plays is proved again each time.
    """

    def prove_anew() -> bytes:
        return json.dumps([each.told for each in lines(lesson) if not each.holds]).encode()

    played = scenarios_of(lesson)
    if any(own_policies(each) for each in played):
        found = prove_anew()
    else:
        plain = json.dumps([lesson.plain(), [each.hash for each in played]])
        found = keep("proof", (lesson.file.text.encode(), plain.encode()), prove_anew)
    failed = json.loads(found)
    if failed:
        raise DataProblem(
            f"the model does not bear out {len(failed)} of what it shows and claims",
            f"lesson '{name}': {'; '.join(failed)}",
            "Teach what the model shows: mend the claim, or choose the shown worlds anew with sim class --find.",
        )
