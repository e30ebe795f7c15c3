"""The paired timeline: cells are split where the worlds differ, the parting is marked, and all is
legible.
"""

from collections.abc import Sequence
from functools import cache

import pytest

from sim.analysis.counterfactual.changes import (
    Change,
    follow_policy,
    impose_move,
    set_lever,
    shock_change,
)
from sim.analysis.counterfactual.paired_timeline import paired_timeline
from sim.analysis.counterfactual.paired_world import Counterfactual, counterfactual
from sim.analysis.counterfactual.story import Story, story
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.show.drawn import Drawn
from sim.show.timeline import SIGN_OF
from tests.counterfactual.worlds import MONTHS, SCENARIOS, told
from tests.show.drawn import by_gid, illegible, only, provenance, words

CASES: dict[str, tuple[str, Sequence[Change]]] = {
    "war undone": ("war", []),
    "another policy": ("peace", [follow_policy("washington", "prevent", 3)]),
    "no difference": ("peace", []),
    "two changes": (
        "peace",
        [follow_policy("washington", "engagement"), set_lever("beijing.enforcement", 1.0, 4)],
    ),
}


@cache
def world(kind: str) -> Story:
    """Return a world that ends in a war by accident, or one that lives to its end."""
    if kind == "peace":
        return next(each for each in told("spring") if len(each.months) == MONTHS)
    tried = (story(SCENARIOS["hot"], 7, number) for number in range(24))
    return next(
        each
        for each in tried
        if each.outcomes["ending"] == "accident" and len(each.months) < MONTHS
    )


@cache
def case(name: str) -> Counterfactual:
    """Return a world and its twin."""
    kind, changes = CASES[name]
    was = world(kind)
    return counterfactual(
        was, [shock_change(was, "accident", None, None, "")] if kind == "war" else changes
    )


@cache
def figure_of(name: str) -> Drawn:
    """Return the picture of a case, drawn once."""
    return paired_timeline(case(name), provenance(1))


@pytest.mark.parametrize("name", CASES)
def test_cells_are_split_where_the_worlds_differ(name: str) -> None:
    found = case(name)
    figure = figure_of(name)
    for menu in MOVES:
        lanes = found.was.lane(menu).tolist(), found.would_story.lane(menu).tolist()
        for month, pair in enumerate(zip(*lanes, strict=True)):
            drawn = {move for move in pair if move >= 0}
            assert len(by_gid(figure, f"{menu} {month}: ")) == len(drawn)


@pytest.mark.parametrize("name", CASES)
def test_a_course_is_one_band_from_its_turn_on(name: str) -> None:
    found = case(name)
    figure = figure_of(name)
    for capital in CAPITALS:
        names = [course.name for course in COURSES[capital]]
        held = {
            names[k]
            for story in (found.was, found.would_story)
            for k in story.lane(f"{capital}.course")
            if k >= 0
        }
        drawn = {
            str(band.get_gid()).rpartition(": ")[2] for band in by_gid(figure, f"{capital}.course ")
        }
        assert drawn == held


@pytest.mark.parametrize("name", CASES)
def test_the_texts_are_legible_and_say_how_each_ends(name: str) -> None:
    found = case(name)
    figure = figure_of(name)
    # The names in cells are set so close that their boxes touch; what stands outside must not.
    cells = {course.label.partition(" (")[0] for courses in COURSES.values() for course in courses}
    assert [
        line for line in illegible(figure) if not any(f"'{each}'" in line for each in cells)
    ] == []
    text = words(figure)
    assert f"as it was: {found.was.final_state}" in text
    assert f"with the change: {found.would_story.final_state}" in text


def test_each_word_and_deed_but_the_quiet_ones_has_its_sign() -> None:
    every = {f"{menu}.{move.name}" for menu, moves in MOVES.items() for move in moves}
    quiet = {name for name in every if name.endswith((".silence", ".hold"))}
    assert set(SIGN_OF) == every - quiet


def test_one_key_names_the_signs_that_occur() -> None:
    figure = figure_of("another policy").figure
    (key,) = figure.legends
    named = {text.get_text() for text in key.get_texts()}
    assert {"warns, threatens", "builds"} <= named


def test_the_parting_is_marked() -> None:
    figure = figure_of("another policy")
    assert {line.get_xdata()[0] for line in by_gid(figure, "parting")} == {
        case("another policy").parted
    }
    assert str(case("another policy").parted_label) in words(figure).replace("\n", " ")
    same = figure_of("no difference")
    assert by_gid(same, "parting") == []
    assert "no difference" in words(same).replace("\n", " ")


def test_tension_is_that_of_both_worlds() -> None:
    found, figure = case("another policy"), figure_of("another policy")
    assert only(figure, "tension: was").get_ydata().tolist() == found.was.series("tension").tolist()
    would = found.would_story.series("tension").tolist()[found.parted :]
    assert str(only(figure, "tension: would").get_ydata().tolist()) == str(would)


def test_an_event_has_its_star() -> None:
    figure = figure_of("war undone")
    assert only(figure, "event: was").get_xdata()[0] == len(world("war").months)


def test_the_same_bytes_each_time() -> None:
    changes: list[Change] = [impose_move("seoul.deed", "aid", 4)]
    first, second = (
        paired_timeline(counterfactual(world("peace"), changes), provenance(1)) for _ in range(2)
    )
    assert first.rendered("svg") == second.rendered("svg")
