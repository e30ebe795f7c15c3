"""The kit of a teacher: printable pages, tables for a gradebook, a sample room and its debrief."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.classroom.class_page import counts_of, export, shipped_story
from sim.classroom.class_page.giants import cells_of, prove_chairs, refuse, wars_of
from sim.classroom.class_page.lesson import SCENES, STORY, read_lesson
from sim.classroom.class_page.proving import TWENTY
from sim.classroom.debrief import debrief_page
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.saving import saved_table
from sim.classroom.team.reading import ACTS, AFTER, MEN, reading_card
from sim.core.estimate.writing import csv_text
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.goals import GOALS
from sim.core.game.parameters import Parameters
from sim.core.scenario import load_scenario
from sim.core.scenario.fingerprint import tool_version
from sim.pages.model import asset, inline_module, player
from sim.pages.one_file import close_script, symbols
from sim.pages.text import page_texts
from sim.show.palette import CAPITAL_COLOUR, RUNGS
from sim.study.store.disk import Folder, folder_in, write

PAGES: Final = (
    "index",
    "plans",
    "roles",
    "words",
    "cards",
    "student",
    "teacher",
    "slides",
    "rubric",
    "quiz",
)
DRAW_HEADS: Final = """
for (const head of document.querySelectorAll("[data-head]")) {
  const [who, look] = head.dataset.head.split(" ");
  head.append(...faceOf(who, look));
}
"""
"""The script by which a slide draws its heads, with the code of the story."""

LOOKS: Final = {"afraid": "fearful", "greedy": "greedy"}
"""The head that stands for each man of the story."""

NAMES: Final = {man: f"kind.{man}" for man in LOOKS}

SAMPLE: Final = ("2017-spring", 7, 12)
"""Scenario, seed and months of the sample room."""

PLAYED: Final[Mapping[str, tuple[str, str]]] = {
    "washington": ("talks", "relief"),
    "beijing": ("mediate", "enforce_partly"),
    "pyongyang": ("talks", "build"),
    "seoul": ("initiative", "aid"),
}
BOMBS: Final = ("talks", "big_test")
BOMBS_FROM: Final = 9
"""How the teams of the sample room play: kindly, until Pyongyang tests bombs from a month on."""

PLACES: Final = {
    r"\w+\.html": r'<a href="\g<0>">\g<0></a>',
    r"[Ss]lides? (\d)": r'<a href="slides.html#\1">\g<0></a>',
    r"sim class(?: --\w+(?: \d+)?)*": r"<code>\g<0></code>",
    **{
        f"[Ss]cenes? {number}": rf'<a href="class.html#{name}">\g<0></a>'
        for number, name in enumerate(SCENES, 1)
    },
}
"""Patterns in the text of a plan that become links or terminal code, with their HTML."""


def read_own_words() -> dict[str, Any]:
    """Return the kit's own texts."""
    return tomllib.loads(
        resources.files(__package__).joinpath("kit.toml").read_text(encoding="utf-8")
    )


def write_kit(folder: str | Path, tell: Callable[[str], None] = lambda _: None) -> Path:
    """Write the kit into a new folder or over an earlier kit; return the folder.

    Pages come first, then the story is proved, unless it came with the package. `tell` receives a
    message at each step. The same version gives the same bytes, except for the times in the
    manifest of the sample room. Raises UsageProblem, StorageProblem, and DataProblem if the proof
    fails.
    """
    place = Path(folder)
    with Folder(place):
        for name, text in render_files():
            write(place / name, text.encode())
        export(path=place / "class.html", force=True, proved=True)
        tell("the pages are written; now a sample room and its debrief")
        write(place / "debrief.html", play_sample(folder_in(place / "room")).encode())
        if not shipped_story():
            tell("proving the story")
            refuse(read_lesson(STORY), STORY)
    return place


def render_files() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each text file of the kit that needs no room and no lesson
    page.
    """
    pages = Environment(
        loader=PackageLoader(__package__),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    values = read_own_words() | collect_declared() | collect_lives() | {"link": link_places}
    for name in PAGES:
        yield f"{name}.html", pages.get_template(f"{name}.html").render(values)
    levels = ((level["name"], *level["levels"]) for level in read_own_words()["rubric"])
    yield "rubric.csv", csv_text([("criterion", "1", "2", "3", "4"), *levels])
    rows = (
        (level["case"], level["asks"], *level["options"], level["key"], level["why"])
        for level in mix_quiz()
    )
    yield "quiz.csv", csv_text([("case", "question", "A", "B", "C", "D", "key", "why"), *rows])
    yield "quiz.gift.txt", "\n".join(map(to_gift, mix_quiz()))


def link_places(text: str) -> str:
    """Return HTML with links to the pages that a text names, and with its terminal commands as
    code.
    """
    for place, label in PLACES.items():
        text = re.sub(
            place, label, str(text)
        )  # jinja escapes anything that is joined to its own escaped text
    return text


def collect_declared() -> dict[str, Any]:
    """Return the data of the pages that the game declares."""
    texts = page_texts("en", "names", "seats", "signs")
    menus: dict[str, dict[str, list[str]]] = {capital: {} for capital in CAPITALS}
    for menu, moves in MOVES.items():
        capital, _, kind = menu.partition(".")
        menus[capital][kind] = [texts[f"{kind}s.{capital}.{move.name}"] for move in moves]
    words, p = read_own_words()["words"], Parameters()
    begins = {"crisis": int(p.crisis), "brink": int(p.brink)}
    return {
        "capitals": {name: texts[f"capitals.{name}"] for name in CAPITALS},
        "colours": CAPITAL_COLOUR,
        "menus": menus,
        "goals": {name: [goal for goal in GOALS if goal.capital == name] for name in CAPITALS},
        "lamps": {goal.column: texts[f"lamp.{goal.column}"] for goal in GOALS},
        "lose": texts["role.lose"],
        "kims": [texts[f"card.{man}"] for man in MEN],
        "rungs": [(rung, texts[f"rungs.{rung}"], colour) for rung, colour in enumerate(RUNGS)],
        "men": MEN,
        "after": AFTER,
        "acts": ACTS,
        "reading_card": reading_card(),
        "words": {word: meaning.format(**begins) for word, meaning in words.items()},
        "quiz": mix_quiz(),
        "version": tool_version(),
        "signs": symbols(),
        **begins,
    }


def collect_lives() -> dict[str, Any]:
    """Return what the worlds of the story bear out, for slides and teacher: the twenty lives of each
    man and way, wars at the brink, months of calm in two chairs with its claims, and the code that
    draws heads.
    """
    story, texts = read_lesson(STORY), page_texts("en", "story")
    counts = counts_of(story)
    return {
        "moral": {
            "columns": [texts[f"story.{way}"] for way in next(iter(counts.values()))],
            "rows": {
                LOOKS[man]: [[0] * count + [2] * (TWENTY - count) for count in ways.values()]
                for man, ways in counts.items()
            },
        },
        "wars": {texts[f"story.face.{face}"]: count for face, count in wars_of(story).items()},
        "cells": {
            " · ".join(texts[f"story.{NAMES.get(word, word)}"] for word in cell.split()): means
            for cell, means in cells_of(story).items()
        },
        "claims": [line.text for line in prove_chairs(story)],
        "heads": close_script((*map(inline_module, map(player, ("dom", "heads"))), DRAW_HEADS)),
        "heads_style": asset("sim.pages", "heads.css"),
    }


def mix_quiz() -> list[dict[str, Any]]:
    """Return the questions of the transfer quiz, the right answer of each in another place, with
    its letter.
    """
    mixed = []
    for number, question in enumerate(read_own_words()["quiz"]):
        options, place = list(question["wrong"]), (3 * number + 1) % 4
        options.insert(place, question["right"])
        mixed.append(question | {"options": options, "key": "ABCD"[place]})
    return mixed


def to_gift(question: Mapping[str, Any]) -> str:
    """Return a question in Moodle's GIFT format."""
    escapes = str.maketrans({sign: f"\\{sign}" for sign in "~=#{}:"})
    case, asks, reason, right = (
        str(question[part]).translate(escapes) for part in ("case", "asks", "why", "right")
    )
    options = [str(option_text).translate(escapes) for option_text in question["options"]]
    answers = "".join(f"{'=' if option == right else '~'}{option}#{reason}\n" for option in options)
    return f"::{case}:: {asks} {{\n{answers}}}\n"


def play_sample(folder: Path) -> str:
    """Play the sample room in a folder, where it is kept, and return the page of its debrief."""
    name, seed, months = SAMPLE
    scenario = load_scenario(name).change({"months": months, "kim_type": "greedy"})
    table = saved_table(folder, GameRecord(scenario, seed, CAPITALS), {})
    table.start()
    while table.phase == "playing":
        month = table.position.month
        bombs = {"pyongyang": BOMBS} if month >= BOMBS_FROM else {}
        for capital, (word, deed) in {**PLAYED, **bombs}.items():
            table.choose(capital, month, word, deed)
        table.close_month(month)
    return debrief_page(table.position)
