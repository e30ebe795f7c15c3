"""What a timeline says of a month: a course by its name where letters fit, and every loud move by
one sign.
"""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim.core.game.catalogue import COURSES, MOVES, QUIET
from sim.show.grammar import LEAST_PT
from sim.show.timeline import (
    LEAST_SIGN,
    SIGN_OF,
    SIGNS,
    _cells as draw_cells,
    _name_course as name_course,
)

PRESSURE = 1
LABEL = "maximum pressure"
FITS = LEAST_PT * 0.68 * len(LABEL)
"""The width in points at which the label stands in the least letters that are drawn."""


@pytest.mark.parametrize(
    ("wide", "tall", "written"),
    [(FITS + 0.1, 20.0, [LABEL]), (FITS - 0.1, 20.0, []), (400.0, LEAST_PT - 0.1, [])],
)
def test_a_course_is_named_where_its_letters_fit_and_nowhere_else(
    wide: float, tall: float, written: list[str]
) -> None:
    assert COURSES["washington"][PRESSURE].label == LABEL
    with sim.theme("journal"):
        figure, axes = plt.subplots()
        name_course(axes, (0.5, 0.5), "washington.course", PRESSURE, wide, tall)
    assert [each.get_text() for each in axes.texts] == written
    plt.close(figure)


def test_every_loud_move_has_one_sign() -> None:
    moves = {menu: [f"{menu}.{move.name}" for move in own] for menu, own in MOVES.items()}
    loud = {name for menu, own in moves.items() for name in own if name != f"{menu}.{QUIET[menu]}"}
    assert loud <= set(SIGN_OF) <= {name for own in moves.values() for name in own}
    assert len({sign for _, sign, _ in SIGNS}) == len(SIGNS)
    assert sum(len(own) for *_, own in SIGNS) == len(SIGN_OF)


@pytest.mark.parametrize(
    ("move", "month", "signs"),
    [
        ("missile_test", LEAST_SIGN / 0.75 + 0.1, {"*"}),
        ("missile_test", LEAST_SIGN / 0.75 - 0.1, set()),
        (QUIET["pyongyang.deed"], 40.0, set()),
    ],
)
def test_a_loud_move_has_its_sign_where_it_can_be_seen_and_a_quiet_one_has_none(
    move: str, month: float, signs: set[str]
) -> None:
    menu = "pyongyang.deed"
    told = {menu: np.array([[each.name for each in MOVES[menu]].index(move)])}
    with sim.theme("journal"):
        figure, axes = plt.subplots()
        draw_cells(axes, 0, menu, told, told, month, 100.0)
    assert {each.get_marker() for each in axes.lines} == signs
    plt.close(figure)
