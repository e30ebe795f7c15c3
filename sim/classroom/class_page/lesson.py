"""The lessons by name, or any from a file: what each is, its proof, and its plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sim.classroom.class_page.beat import Beat, Reader, plain_beat
from sim.classroom.class_page.gesture import Gesture, gesture_from
from sim.classroom.class_page.proving import Proved, fit, prove
from sim.errors import DataProblem, UsageProblem, nearest
from sim.scenario.toml_file import read_bytes, toml_from

SUFFIX: Final = ".toml"
ORDER: Final = ("one-move", "spiral", "which-kim", "brink", "key", "turn", "lose-lose")
"""The lessons that ship, in the order in which the course plays them."""

Lesson = Beat | Gesture


def read_lesson(name: str) -> Lesson:
    """Return a lesson by its name, or one from a file; raises a Problem with the line for what cannot be meant."""
    if name.endswith(SUFFIX):
        return lesson_from(Path(name).stem, name, read_bytes(name))
    if name not in ORDER:
        remedy = f"Use one of: {', '.join(ORDER)}, or a file that ends in {SUFFIX}.{nearest(name, ORDER)}"
        raise UsageProblem(f"there is no lesson '{name}'", f"lesson '{name}'", remedy)
    file = resources.files(__package__).joinpath("lessons", name + SUFFIX)
    return lesson_from(name, file.name, file.read_bytes())


def lesson_from(name: str, label: str, content: bytes) -> Lesson:
    """Return the lesson that the bytes of a file hold."""
    if isinstance(toml_from(label, content).data.get("gesture"), dict):
        return gesture_from(name, label, content)
    return Reader(label, content).beat()


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as its page plays it."""
    return lesson.plain() if isinstance(lesson, Gesture) else plain_beat(lesson)


def lines(lesson: Lesson) -> Iterator[Proved]:
    """Yield what came of each shown world and of each claim."""
    yield from lesson.prove() if isinstance(lesson, Gesture) else prove(lesson)


def texts_of(lesson: Lesson) -> set[str]:
    """Return what a lesson needs to be told, each as a key below its name; what all beats share serves too."""
    own = {"title", "intro", "moral", "fails"}
    if isinstance(lesson, Gesture):
        return own | ({f"choice.{each}" for each in lesson.arms} if lesson.kind == "line" else set())
    own |= {"column0", "column1"} | {f"choice.{each}" for each in lesson.choices}
    own |= {f"end.{each}" for each in lesson.ends}
    return own | {f"{kind}.{each}" for each in lesson.others for kind in ("other", "was", "had")}


def own_texts(lesson: Lesson) -> dict[str, str]:
    """Return what a lesson is told in, where its file says so, by the keys of a page."""
    own = {} if isinstance(lesson, Gesture) else lesson.text
    return {f"beats.{lesson.name}.{key}": text for key, text in own.items()}


def check_told(lesson: Lesson, name: str, said: Mapping[str, str]) -> None:
    """Raise UsageProblem for a lesson that a page has no texts for."""
    told = Path(name).stem
    missing = [key for key in sorted(texts_of(lesson)) if not {f"beats.{told}.{key}", f"beat.{key}"} & said.keys()]
    if missing:
        some = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if missing[4:] else "")
        what = f"{len(missing)} texts of it are missing: {some}" if missing[1:] else f"the text {some} of it is missing"
        remedy = "Write them below [text], or call the file as a lesson that ships, whose texts it shares then."
        raise UsageProblem(what, f"lesson '{name}'", remedy)


def found(lesson: Lesson) -> Iterator[tuple[str, int]]:
    """Yield the worlds that the rule of a lesson chooses on the present rules, by the key that holds them."""
    if isinstance(lesson, Gesture):
        yield "first", lesson.best()
    else:
        for other in lesson.others:
            yield other, fit(lesson, other).best(lesson)


def chosen_anew(text: str, lesson: Lesson) -> str:
    """Return the text of a lesson's file with the worlds that its rule chooses on the present rules."""
    for key, world in found(lesson):
        start = r"first = " if isinstance(lesson, Gesture) else rf"{re.escape(key)} = .*world = "
        text = re.sub(rf"^({start})\d+", rf"\g<1>{world}", text, count=1, flags=re.MULTILINE)
    return text


def refuse(lesson: Lesson, name: str) -> None:
    """Raise DataProblem for a lesson of which something does not hold, with what was found."""
    failed = [each.told for each in lines(lesson) if not each.holds]
    if failed:
        raise DataProblem(
            f"the model does not bear out {len(failed)} of what it shows and claims",
            f"lesson '{name}': {'; '.join(failed)}",
            "Teach what the model shows: mend the claim, or choose the shown worlds anew with sim class --find.",
        )  # fmt: skip
