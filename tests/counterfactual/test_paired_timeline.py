"""The paired timeline: cells are split where the worlds differ, the parting is marked, and all is legible."""

import pytest

from sim.analysis.counterfactual.changes import Change, LeverChange, MoveChange, PolicyChange
from sim.analysis.counterfactual.paired_timeline import paired_timeline
from sim.analysis.counterfactual.shocks import shock_change
from sim.analysis.counterfactual.twin import Counterfactual, counterfactual
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.show.timeline import CODES, SHORT
from tests.counterfactual.worlds import MONTHS, told
from tests.show.drawn import by_gid, illegible, only, provenance, words

WAR = next(each for each in told("hot", 24) if each.outcomes["ending"] == "accident" and len(each.months) < MONTHS)
PEACE = next(each for each in told("spring") if len(each.months) == MONTHS)
CASES: dict[str, Counterfactual] = {
    "war undone": counterfactual(WAR, [shock_change(WAR, "accident", None, None, "")]),
    "another policy": counterfactual(PEACE, [PolicyChange("washington", "prevent", 3)]),
    "no difference": counterfactual(PEACE, []),
    "two changes": counterfactual(
        PEACE, [PolicyChange("washington", "engagement"), LeverChange("beijing.enforcement", 1.0, 4)]
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_cells_are_split_where_the_worlds_differ(name: str) -> None:
    found = CASES[name]
    figure = paired_timeline(found, provenance(1))
    for menu in MOVES:
        lanes = found.was.lane(menu).tolist(), found.would_story.lane(menu).tolist()
        for month, pair in enumerate(zip(*lanes, strict=True)):
            drawn = {move for move in pair if move >= 0}
            assert len(by_gid(figure, f"{menu} {month}: ")) == len(drawn)


@pytest.mark.parametrize("name", CASES)
def test_a_course_is_one_band_from_its_turn_on(name: str) -> None:
    found = CASES[name]
    figure = paired_timeline(found, provenance(1))
    for capital in CAPITALS:
        names = [course.name for course in COURSES[capital]]
        held = {names[k] for story in (found.was, found.would_story) for k in story.lane(f"{capital}.course") if k >= 0}
        drawn = {str(band.get_gid()).rpartition(": ")[2] for band in by_gid(figure, f"{capital}.course ")}
        assert drawn == held


@pytest.mark.parametrize("name", CASES)
def test_the_texts_are_legible_and_say_how_each_ends(name: str) -> None:
    found = CASES[name]
    figure = paired_timeline(found, provenance(1))
    # The names in cells are set so close that their boxes touch; what stands outside must not.
    cells = {text for texts in (*SHORT.values(), *CODES.values()) for text in texts if text}
    cells |= {course.label.partition(" (")[0] for courses in COURSES.values() for course in courses}
    assert [line for line in illegible(figure) if not any(f"'{each}'" in line for each in cells)] == []
    text = words(figure)
    assert f"as it was: {found.was.final_state}" in text
    assert f"with the change: {found.would_story.final_state}" in text


def test_each_word_and_deed_has_its_code() -> None:
    assert {menu: len(codes) for menu, codes in CODES.items()} == {menu: len(moves) for menu, moves in MOVES.items()}
    for menu, codes in CODES.items():
        quiet = [move.name for move, code in zip(MOVES[menu], codes, strict=True) if not code]
        assert set(quiet) <= {"silence", "hold"}


def test_the_parting_is_marked() -> None:
    figure = paired_timeline(CASES["another policy"], provenance(1))
    assert {line.get_xdata()[0] for line in by_gid(figure, "parting")} == {CASES["another policy"].parted}
    assert str(CASES["another policy"].parted_label) in words(figure).replace("\n", " ")
    same = paired_timeline(CASES["no difference"], provenance(1))
    assert by_gid(same, "parting") == []
    assert "no difference" in words(same).replace("\n", " ")


def test_tension_is_that_of_both_worlds() -> None:
    found = CASES["another policy"]
    figure = paired_timeline(found, provenance(1))
    assert only(figure, "tension: was").get_ydata().tolist() == found.was.series("tension").tolist()
    would = found.would_story.series("tension").tolist()[found.parted :]
    assert str(only(figure, "tension: would").get_ydata().tolist()) == str(would)


def test_an_event_has_its_star() -> None:
    figure = paired_timeline(CASES["war undone"], provenance(1))
    assert only(figure, "event: was").get_xdata()[0] == len(WAR.months)


def test_the_same_bytes_each_time() -> None:
    changes: list[Change] = [MoveChange("seoul.deed", "aid", 4)]
    one, two = (paired_timeline(counterfactual(PEACE, changes), provenance(1)).rendered("svg") for _ in range(2))
    assert one == two


def test_the_foot_line_must_be_that_of_one_world() -> None:
    with pytest.raises(DataProblem):
        paired_timeline(CASES["war undone"], provenance(2))
