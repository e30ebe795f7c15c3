"""The gallery: each figure is there, small, of this version, and every kind of figure has one."""

import re
import shlex
from pathlib import Path

import pytest
from PIL import Image

from sim.cli.main import run_guarded
from sim.core.scenario.fingerprint import tool_version
from sim.plot import KINDS
from tests.docs.documents import ROOT, text_of
from tests.for_each import for_each
from tools.update_gallery import entries, keep

PAGE = ROOT / "docs" / "gallery.md"
FIGURES = re.findall(r"!\[[^\]]*\]\((gallery/[^)]+)\)", text_of(PAGE))
COMMANDS_SHOWN = [shlex.split(line)[1:] for line in re.findall(r"^sim .+$", text_of(PAGE), re.M)]
LARGEST = 80 * 1024


@for_each("figure", FIGURES)
def test_a_figure_is_small_and_of_this_version(figure: str) -> None:
    """Draw it anew: python tools/update_gallery.py."""
    path = PAGE.parent / figure
    assert path.stat().st_size < LARGEST
    with Image.open(path) as image:
        assert image.info["Version"] == tool_version()
        assert image.info["Title"]


def test_no_figure_lies_there_unshown() -> None:
    kept = {
        path.relative_to(PAGE.parent).as_posix()
        for path in (PAGE.parent / "gallery").rglob("*.png")
    }
    assert kept == set(FIGURES)


def test_a_figure_is_what_its_command_writes() -> None:
    """The path of a figure begins with what the command names after -o."""
    outs = {words[words.index("-o") + 1] for words in COMMANDS_SHOWN}
    assert {Path(figure).parts[1] for figure in FIGURES} == outs


def test_every_kind_of_figure_is_shown() -> None:
    """Those of `sim plot`, and for each analysis that draws, all that its room names."""
    assert {words[1] for words in COMMANDS_SHOWN if words[0] == "plot"} == set(KINDS)
    drawing = re.compile(r"^ *def figures\(.*?(?=^ *def |^class |\Z)", re.M | re.S)
    source = "\n".join(
        text
        for path in (ROOT / "sim/analysis").rglob("*.py")
        for text in drawing.findall(text_of(path))
    )
    named = set(
        re.findall(
            r'^\s+(?:return |drawn\[|curve = |dots = )?\{?"([a-z_-]+)"(?:\]| ?:)', source, re.M
        )
    )
    named |= set(re.findall(r'\{"([a-z_-]+)": (?:lambda|partial)', source))
    shown = {Path(figure).stem for figure in FIGURES}
    assert named
    assert {name for name in named if name not in shown} == set()


@pytest.mark.long
@pytest.mark.parametrize(("words", "figures"), list(entries()), ids=lambda each: " ".join(each[:3]))
def test_a_command_draws_its_figures(
    words: list[str], figures: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_guarded([*words, "-q"]) == 0
    for figure in figures:
        keep(tmp_path / figure, tmp_path / "small.png")
        with (
            Image.open(tmp_path / "small.png") as new,
            Image.open(PAGE.parent / "gallery" / figure) as kept,
        ):
            assert new.tobytes() == kept.tobytes(), figure
