"""One sign for each ending and capital: told apart, the same in figures and pages, and declared nowhere else."""

from __future__ import annotations

import numpy as np

from sim.game.catalogue import CAPITALS
from sim.pages.signs import colours, named, symbols
from sim.show.signs import ACTORS, ENDINGS, marker
from sim.study.outcomes import FINAL_STATES


def test_every_ending_and_capital_has_a_sign_of_its_own() -> None:
    assert tuple(ENDINGS) == FINAL_STATES
    assert tuple(ACTORS) == CAPITALS
    for signs in (ENDINGS, ACTORS):
        assert (
            len({sign.path for sign in signs.values()}) == len({sign.colour for sign in signs.values()}) == len(signs)
        )


def test_a_sign_fits_its_box_and_is_the_same_on_a_page_and_in_a_figure() -> None:
    for sign in named().values():
        drawn = marker(sign)
        corners = np.array([corner for contour in sign.contours for corner in contour])
        assert np.abs(corners).max() <= 6
        assert {tuple(np.round(each * (6, -6), 3)) for each in drawn.vertices} == {tuple(each) for each in corners}


def test_a_page_holds_every_sign_with_its_shape_and_colour() -> None:
    for name, sign in named().items():
        assert f'<symbol id="{name}" viewBox="-6 -6 12 12"><path d="{sign.path}"/></symbol>' in symbols()
        assert f"--{name.removeprefix('actor-')}: {sign.colour};" in colours()
