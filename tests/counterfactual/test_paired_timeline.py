"""The paired timeline: cells are split where the worlds differ, the parting is marked, and all is legible."""

import pytest

from sim.analysis.counterfactual import story
from sim.analysis.counterfactual.changes import Change, MoveChange, PolicyChange
from sim.analysis.counterfactual.shocks import shock_change
from sim.analysis.counterfactual.twin import Counterfactual, counterfactual
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.show.paired_timeline import HALVES, paired_timeline
from sim.show.saving import rendered
from sim.show.timeline import SHORT
from sim.study.scenario_file import load_scenario
from tests.show.drawn import by_gid, illegible, only, provenance, words

SPRING = load_scenario("2017-spring")
WAR = story(SPRING, 7, 4)
PEACE = story(SPRING, 7, 17)
CASES: dict[str, Counterfactual] = {
    "war undone": counterfactual(WAR, [shock_change(WAR, "accident", None, None, "")]),
    "another policy": counterfactual(PEACE, [PolicyChange("beijing", "full_enforcement", 7)]),
    "no difference": counterfactual(PEACE, []),
    "two changes": counterfactual(PEACE, [PolicyChange("washington", "engagement"), MoveChange("seoul", "aid", 4)]),
}


@pytest.mark.parametrize("name", CASES)
def test_cells_are_split_where_the_worlds_differ(name: str) -> None:
    found = CASES[name]
    figure = paired_timeline(found, provenance(1))
    for capital in CAPITALS:
        lanes = found.was.lane(capital).tolist(), found.would.lane(capital).tolist()
        for month, pair in enumerate(zip(*lanes, strict=True)):
            drawn = {move for move in pair if move >= 0}
            assert len(by_gid(figure, f"{capital} {month}: ")) == len(drawn)


@pytest.mark.parametrize("name", CASES)
def test_the_texts_are_legible_and_say_how_each_ends(name: str) -> None:
    found = CASES[name]
    figure = paired_timeline(found, provenance(1))
    # The names in cells are set so close that their boxes touch; what stands outside must not.
    cells = {text for short in SHORT.values() for text in short.values()} | set(HALVES.values())
    assert [line for line in illegible(figure) if not any(f"'{each}'" in line for each in cells)] == []
    text = words(figure)
    assert f"as it was: {found.was.final_state}" in text
    assert f"with the change: {found.would.final_state}" in text


def test_the_parting_is_marked() -> None:
    figure = paired_timeline(CASES["another policy"], provenance(1))
    assert {line.get_xdata()[0] for line in by_gid(figure, "parting")} == {CASES["another policy"].parted}
    assert CASES["another policy"].parted_label in words(figure).replace("\n", " ")
    same = paired_timeline(CASES["no difference"], provenance(1))
    assert by_gid(same, "parting") == []
    assert "no difference" in words(same).replace("\n", " ")


def test_tension_is_that_of_both_worlds() -> None:
    found = CASES["another policy"]
    figure = paired_timeline(found, provenance(1))
    assert only(figure, "tension: was").get_ydata().tolist() == found.was.series("tension").tolist()
    assert only(figure, "tension: would").get_ydata().tolist() == found.would.series("tension").tolist()[found.parted :]


def test_an_event_has_its_star() -> None:
    figure = paired_timeline(CASES["war undone"], provenance(1))
    assert only(figure, "event: was").get_xdata()[0] == len(WAR.months)


def test_the_same_bytes_each_time() -> None:
    changes: list[Change] = [MoveChange("seoul", "aid", 4)]
    one, two = (rendered(paired_timeline(counterfactual(PEACE, changes), provenance(1)), "svg") for _ in range(2))
    assert one == two


def test_the_foot_line_must_be_that_of_one_world() -> None:
    with pytest.raises(DataProblem):
        paired_timeline(CASES["war undone"], provenance(2))
