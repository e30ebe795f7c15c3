"""The texts of the seats stand apart and are all used; the commands of the document are ones that parse."""

from __future__ import annotations

import re
import shlex
from importlib import resources
from pathlib import Path

import pytest

from sim.cli.play import MOST_WORLDS, check_together, play
from sim.pages.live.app import SEAT_FILES, SHARED
from sim.pages.live.data import SIZES

FOLDER = resources.files("sim.pages.live").joinpath("assets")
PAGE = Path(__file__).parents[2] / "docs" / "playing.md"
COMMANDS = re.findall(r"^    sim play\b(.*)$", PAGE.read_text(encoding="utf-8"), re.M)


def text_of(name: str) -> str:
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


def test_every_served_file_is_there() -> None:
    assert {name for name, _ in (SHARED | SEAT_FILES).values()} <= {file.name for file in FOLDER.iterdir()}


def test_every_module_imports_what_is_served() -> None:
    for file in FOLDER.iterdir():
        if file.name.endswith(".js"):
            for name in re.findall(r'from "\./([\w.]+)"', text_of(file.name)):
                assert f"/{name}" in SHARED | SEAT_FILES


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_of_the_document_can_be_meant(words: str) -> None:
    with play.make_context("play", shlex.split(words)) as context:
        check_together(context)


def test_the_command_and_the_page_agree_on_the_most_worlds() -> None:
    assert SIZES[-1] == MOST_WORLDS


def test_the_document_names_commands() -> None:
    assert len(COMMANDS) > 8
