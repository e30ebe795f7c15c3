"""One sign for each ending and capital: told apart, the same in figures and pages, and declared
nowhere else.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.core.game.catalogue import CAPITALS
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.pages.one_file import colours, name_signs, symbols
from sim.show.palette import ACTORS, ENDINGS, RUNGS, marker

PACKAGE = Path(sim.__file__).parent
HERE = {PACKAGE / "show" / "palette.py"}


def test_every_ending_and_capital_has_a_sign_of_its_own() -> None:
    assert tuple(ENDINGS) == FINAL_STATES
    assert tuple(ACTORS) == CAPITALS
    for signs in (ENDINGS, ACTORS):
        assert (
            len({sign.path for sign in signs.values()})
            == len({sign.colour for sign in signs.values()})
            == len(signs)
        )


def test_a_sign_fits_its_box_and_is_the_same_on_a_page_and_in_a_figure() -> None:
    for sign in name_signs().values():
        drawn = marker(sign)
        corners = np.array([corner for contour in sign.contours for corner in contour])
        assert np.abs(corners).max() <= 6
        assert {tuple(np.round(each * (6, -6), 3)) for each in drawn.vertices} == {
            tuple(each) for each in corners
        }


def test_a_page_holds_every_sign_with_its_shape_and_colour() -> None:
    for name, sign in name_signs().items():
        assert (
            f'<symbol id="{name}" viewBox="-6 -6 12 12"><path d="{sign.path}"/></symbol>'
            in symbols()
        )
        assert f"--{name.removeprefix('actor-')}: {sign.colour};" in colours()


@pytest.mark.parametrize("kind", ["py", "js", "html", "css", "toml"])
def test_no_other_file_declares_a_sign(kind: str) -> None:
    """Neither a shape nor a letter in its place, nor a table from endings to something else."""
    shapes = re.compile(
        "[★☆✖✚▼▲∗]|" + "|".join(re.escape(sign.path) for sign in name_signs().values())
    )
    table = re.compile(
        "|".join(
            rf'"{re.escape(name)}"\s*:\s*[\[(]?\s*["(\[]' for name in FINAL_STATES if " " in name
        )
    )
    for file in set(PACKAGE.rglob(f"*.{kind}")) - HERE:
        text = file.read_text(encoding="utf-8")
        assert not shapes.search(text), file
        assert kind not in ("py", "js") or not table.search(text), file


def test_no_page_but_the_shared_part_writes_numbers_or_intervals() -> None:
    """The rules for a share, a minus and an interval stand in `assets/numbers.js` and
    `assets/texts.js` alone.
    """
    shared = PACKAGE / "pages" / "assets"
    rules = re.compile(
        r"\\u2212|−|1\.95996|toPrecision\(\d\)\)\.toString|function (wilson|tango|percent|fixed)\b"
    )
    for file in (*(PACKAGE / "pages").rglob("*.js"), *(PACKAGE / "classroom").rglob("*.js")):
        if file not in {shared / "numbers.js", shared / "texts.js"}:
            assert not rules.search(file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize("kind", ["py", "js"])
def test_worlds_are_numbered_from_0_wherever_they_are_named(kind: str) -> None:
    """A world is named by its number, in a text of a page or a figure, never by its number and
    one.
    """
    named = re.compile(r"world: (\w+\.)?world \+ 1|[Ww]orld \{world \+ 1\}")
    for file in PACKAGE.rglob(f"*.{kind}"):
        assert not named.search(file.read_text(encoding="utf-8")), file


def test_the_colours_of_the_rungs_are_the_colour_map_that_every_eye_can_order() -> None:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    assert tuple(to_hex(colormaps["cividis"](rung / 9)) for rung in range(10)) == RUNGS
