"""The timeline: each move a cell of its severity, the end and the freezes where they were."""

from typing import Any

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.show.style import CAPITAL_COLOUR, CAPITAL_MARKER, Picture
from sim.show.timeline import READABLE, SHORT, timeline
from sim.world.actions import ACTIONS
from sim.world.outcomes import FINAL_STATES
from tests.show.drawn import START, box, by_gid, finished, illegible, one_world, only, provenance, words


def drawn(data: dict[str, Any], final_state: str = "open crisis", n: int = 1) -> Picture:
    return timeline(**data, final_state=final_state, world=3, start=START, provenance=provenance(n, method="none"))


def test_every_move_has_a_short_name() -> None:
    assert {c: set(names) for c, names in SHORT.items()} == {c: {a.name for a in moves} for c, moves in ACTIONS.items()}


def cells(figure: Picture, capital: str) -> dict[int, tuple[float, ...]]:
    """Return the colour of each month's cell of a capital."""
    lane = only(figure, f"moves of {capital}")
    starts = [round(float(path.vertices[:, 0].min())) for path in lane.get_paths()]
    colours = [tuple(colour) for colour in lane.get_facecolors().tolist()]
    return dict(zip(starts, colours, strict=True))


def test_every_month_played_has_a_cell_for_each_capital_and_the_name_of_its_move() -> None:
    figure, moves = finished("timeline"), one_world(end=20)["moves"]
    written = {text.get_position(): text.get_text() for text in figure.axes[1].texts}
    for row, capital in enumerate(CAPITALS):
        assert sorted(cells(figure, capital)) == list(range(20))
        for month in range(20):
            name = ACTIONS[capital][moves[capital][month]].name
            assert written[month + 0.5, row + 0.5] == SHORT[capital][name]


def test_colour_goes_with_severity_from_blue_over_white_to_red() -> None:
    figure, moves = finished("quiet_timeline"), one_world()["moves"]
    colours: dict[float, tuple[float, ...]] = {}
    for capital in CAPITALS:
        for month, colour in cells(figure, capital).items():
            severity = ACTIONS[capital][moves[capital][month]].severity
            assert colours.setdefault(severity, colour) == colour
    for severity, (red, _, blue, _) in colours.items():
        assert np.sign(round(red - blue, 1)) == np.sign(severity)
    assert len(set(colours.values())) == len(colours) >= 10


def test_each_capital_has_its_colour_and_marker() -> None:
    figure = finished("timeline")
    lower = figure.axes[1]
    drawn_markers = {(line.get_color(), line.get_marker()) for line in lower.lines}
    assert drawn_markers == {(CAPITAL_COLOUR[c], CAPITAL_MARKER[c]) for c in CAPITALS}
    assert len(set(CAPITAL_COLOUR.values())) == len(set(CAPITAL_MARKER.values())) == 4


def test_the_line_is_the_tension() -> None:
    line = only(finished("timeline"), "tension").get_ydata()
    assert np.array_equal(line, one_world(end=20)["tension"], equal_nan=True)


@pytest.mark.parametrize(("state", "height"), [("limited war", 8.5), ("major war", 9.5)])
def test_a_war_is_marked_on_its_rung_in_the_month_it_came(state: str, height: float) -> None:
    figure = drawn(one_world(end=20), state)
    mark = only(figure, "event")
    assert (list(mark.get_xdata()), list(mark.get_ydata())) == ([20], [height])
    # Month 20 of a start in 2017-02 is 2018-09.
    assert f"world 3, {state} in 2018-09" in words(figure)


@pytest.mark.parametrize("state", ["regime collapse", "denuclearisation"])
def test_another_event_is_marked_at_the_tension_it_had(state: str) -> None:
    data = one_world(end=20)
    assert list(only(drawn(data, state), "event").get_ydata()) == [data["tension"][20]]


@pytest.mark.parametrize("state", FINAL_STATES[4:])
def test_a_world_that_lasts_has_no_event_and_no_end(state: str) -> None:
    figure = drawn(one_world(), state)
    assert by_gid(figure, "event") == []
    assert by_gid(figure, "ended") == []
    assert f"ends as {state}" in words(figure)


def test_the_months_after_the_end_are_hatched_in_both_parts() -> None:
    figure = finished("timeline")
    for patch in by_gid(figure, "ended"):
        assert (patch.get_x(), patch.get_width()) == (20, 16)
    assert len(by_gid(figure, "ended")) == 2
    assert len(by_gid(drawn(one_world(end=36), "major war"), "ended")) == 0


def test_freezes_are_shaded_where_they_were_in_force() -> None:
    data = one_world(end=20)
    shaded = {float(path.vertices[:, 0].min()) + 0.5 for path in only(drawn(data), "freeze").get_paths()}
    assert shaded == set(np.flatnonzero(data["freeze"] > 0).tolist())
    free = data | {"freeze": np.zeros(37)}
    assert "freeze" not in words(drawn(free))


@pytest.mark.parametrize(
    ("months", "end"), [(1, None), (1, 1), (2, 1), (48, 48), (READABLE, None), (240, 100), (600, None)]
)
def test_short_and_long_worlds_are_legible(months: int, end: int | None) -> None:
    figure = drawn(one_world(months, end), "open crisis" if end is None else "limited war")
    assert illegible(figure) == []


def test_moves_lose_their_names_only_where_there_is_no_room() -> None:
    assert "sanctions" in words(drawn(one_world(READABLE)))
    assert "sanctions" not in words(drawn(one_world(READABLE + 1)))


def test_every_move_name_fits_into_its_lane() -> None:
    figure = finished("quiet_timeline")
    lane = figure.axes[1].bbox.height / 4
    names = [text for text in figure.axes[1].texts if text.get_rotation() == 90]
    assert len(names) == 4 * 36
    assert max(box(figure, text).height for text in names) < 0.97 * lane


def bad() -> list[dict[str, Any]]:
    good = one_world()
    return [
        {"tension": np.full(37, np.nan)}, {"tension": np.ones(1)}, {"tension": np.ones((37, 2))},
        {"freeze": np.ones(36)}, {"moves": {}}, {"moves": good["moves"] | {"seoul": np.zeros(35, dtype=int)}},
        {"moves": good["moves"] | {"seoul": np.full(36, 7)}}, {"moves": good["moves"] | {"seoul": np.zeros(36)}},
    ]  # fmt: skip


@pytest.mark.parametrize("change", bad())
def test_what_cannot_be_drawn_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DataProblem):
        drawn(one_world() | change)


def test_an_unknown_end_and_another_n_are_refused() -> None:
    with pytest.raises(DataProblem, match="is no final state"):
        drawn(one_world(), "peace")
    with pytest.raises(DataProblem, match="would claim 400 worlds"):
        drawn(one_world(), n=400)
