"""What a cell of a timeline says: a course by its width, a move where months are wide enough, and
nothing that a hall cannot read.
"""

import pytest

import sim
from sim.core.game.catalogue import COURSES
from sim.show.timeline import CODES, READABLE, SHORT, _text as text_of

THREATENS = 4
PRESSURE = 1
LABEL = "maximum pressure"
WIDE = 400.0


@pytest.mark.parametrize("months", [1, 3, 8])
@pytest.mark.parametrize("theme", ["journal", "journal-wide", "slide"])
def test_a_course_is_named_where_its_name_fits_and_nowhere_else(theme: str, months: int) -> None:
    assert COURSES["washington"][PRESSURE].label == LABEL
    fits = len(LABEL) / months
    with sim.theme(theme):
        for room, said in ((fits, LABEL), (fits - 0.01, "")):
            assert text_of("washington.course", PRESSURE, months, 36, SHORT, room) == said


@pytest.mark.parametrize(
    ("theme", "width", "months", "said"),
    [
        ("journal-wide", None, READABLE, True),
        ("journal-wide", None, READABLE + 1, False),
        ("journal", 60, READABLE, False),
        ("slide", None, READABLE, False),
    ],
)
def test_a_move_is_named_where_panels_are_broad_and_months_few_and_on_no_slide(
    theme: str, width: float | None, months: int, said: bool
) -> None:
    with sim.theme(theme, width_mm=width):
        found = text_of("washington.word", THREATENS, 1, months, SHORT, WIDE)
    assert found == (SHORT["washington.word"][THREATENS] if said else "")


@pytest.mark.parametrize(
    ("theme", "width", "said"),
    [("journal-wide", None, True), ("journal", 60, False), ("slide", None, False)],
)
def test_half_a_cell_has_its_code_where_panels_are_broad_and_on_no_slide(
    theme: str, width: float | None, said: bool
) -> None:
    with sim.theme(theme, width_mm=width):
        found = text_of("washington.word", THREATENS, 1, 36, CODES, WIDE)
    assert found == (CODES["washington.word"][THREATENS] if said else "")
