"""The timeline: courses as bands, each word and deed a cell of its severity, the end and the freezes in place."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.show.palette import ACTORS, marker
from sim.show.style import Picture
from sim.show.timeline import CODES, EVENTS, READABLE, ROWS, SHORT, spells, timeline
from sim.study.outcomes import FINAL_STATES
from tests.show.drawn import START, box, by_gid, finished, illegible, one_world, only, provenance, words


def drawn(data: dict[str, Any], final_state: str = "open crisis", n: int = 1) -> Picture:
    return timeline(**data, final_state=final_state, world=3, start=START, provenance=provenance(n, method="none"))


def test_every_word_and_deed_has_a_text_of_its_own_but_the_quiet_ones() -> None:
    assert {menu: len(texts) for menu, texts in SHORT.items()} == {menu: len(moves) for menu, moves in MOVES.items()}
    for menu, texts in SHORT.items():
        quiet = {move.name for move, text in zip(MOVES[menu], texts, strict=True) if not text}
        assert quiet <= {"silence", "hold"}
        for each in (texts, CODES[menu]):
            said = [text for text in each if text]
            assert len(set(said)) == len(said)


def test_every_month_played_has_its_word_and_deed() -> None:
    figure, lanes = finished("timeline"), one_world(end=20)["lanes"]
    written = {text.get_position(): text.get_text() for text in figure.axes[1].texts}
    for row, capital in enumerate(CAPITALS):
        for kind in ("word", "deed"):
            menu, (top, height) = f"{capital}.{kind}", ROWS[kind]
            assert len(by_gid(figure, f"{menu} ")) == 20
            for month in range(20):
                place = lanes[menu][month]
                only(figure, f"{menu} {month}: {MOVES[menu][place].name}")
                assert written.get((month + 0.5, row + top + height / 2), "") == SHORT[menu][place]


def test_a_course_is_one_band_from_its_turn_to_the_next() -> None:
    figure, lanes = finished("timeline"), one_world(end=20)["lanes"]
    for capital in CAPITALS:
        bands = {}
        for band in by_gid(figure, f"{capital}.course "):
            (path,) = band.get_paths()
            bands[str(band.get_gid()).rpartition(": ")[2]] = (path.vertices[:, 0].min(), path.vertices[:, 0].max())
        first, second = (COURSES[capital][lanes[f"{capital}.course"][month]].name for month in (0, 11))
        assert bands == {first: (0, 11), second: (11, 20)}
        assert COURSES[capital][0].label.partition(" (")[0] in words(figure)


def test_spells_join_what_is_alike_and_leave_out_what_is_not_there() -> None:
    lane = np.array([1, 1, 0, -2, -2, 0, -1])
    assert spells(lane) == [(0, 2, 1), (2, 1, 0), (5, 1, 0), (6, 1, -1)]
    assert spells(lane, joined=False)[:2] == [(0, 1, 1), (1, 1, 1)]


def test_colour_goes_with_severity_from_blue_over_white_to_red() -> None:
    figure, lanes = finished("quiet_timeline"), one_world()["lanes"]
    colours: dict[float, tuple[float, ...]] = {}
    for menu, moves in MOVES.items():
        for month, place in enumerate(lanes[menu]):
            colour = to_rgb(only(figure, f"{menu} {month}: {moves[place].name}").get_facecolor()[0])
            assert colours.setdefault(moves[place].severity, colour) == colour
    for severity, (red, _, blue) in colours.items():
        assert np.sign(round(red - blue, 1)) == np.sign(severity)
    assert len(set(colours.values())) == len(colours) >= 10


def test_each_capital_has_its_colour_and_marker() -> None:
    lower = finished("timeline").axes[1]
    drawn_markers = {(line.get_color(), line.get_marker()) for line in lower.lines}
    assert drawn_markers == {(sign.colour, marker(sign)) for sign in ACTORS.values()}


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


def test_a_collapse_is_marked_at_the_tension_it_had() -> None:
    data = one_world(end=20)
    assert list(only(drawn(data, "regime collapse"), "event").get_ydata()) == [data["tension"][20]]


@pytest.mark.parametrize("state", [name for name in FINAL_STATES if name not in EVENTS])
def test_a_world_that_lasts_has_no_event_and_no_end(state: str) -> None:
    figure = drawn(one_world(3), state)
    assert by_gid(figure, "event") == []
    assert by_gid(figure, "ended") == []
    assert f"ends as {state}" in words(figure)


def test_the_months_after_the_end_are_hatched_and_hold_no_cell() -> None:
    (patch,) = by_gid(finished("timeline"), "ended")
    assert (patch.get_x(), patch.get_width()) == (20, 16)
    for menu in MOVES:
        assert by_gid(finished("timeline"), f"{menu} 20") == []
    assert by_gid(drawn(one_world(end=36), "major war"), "ended") == []


def test_freezes_are_shaded_where_they_were_in_force() -> None:
    data = one_world(end=20)
    shaded = {float(path.vertices[:, 0].min()) + 0.5 for path in only(drawn(data), "freeze").get_paths()}
    assert shaded == set(np.flatnonzero(data["freeze"] > 0).tolist())
    free = data | {"freeze": np.zeros(37)}
    assert "freeze" not in words(drawn(free))


@pytest.mark.parametrize(
    ("months", "end"),
    [
        (1, None),
        (1, 1),
        (2, 1),
        (12, 12),
        (READABLE, None),
        (120, 60),
        pytest.param(600, None, marks=pytest.mark.long),
    ],
)
def test_short_and_long_worlds_are_legible(months: int, end: int | None) -> None:
    figure = drawn(one_world(months, end), "open crisis" if end is None else "limited war")
    assert illegible(figure) == []


def test_words_and_deeds_lose_their_names_only_where_there_is_no_room() -> None:
    assert "kill" in words(drawn(one_world(READABLE)))
    assert "kill" not in words(drawn(one_world(READABLE + 1)))


def test_every_text_fits_into_its_cell() -> None:
    figure = finished("quiet_timeline")
    cell = figure.axes[1].bbox.height / 4 * ROWS["word"][1]
    names = [text for text in figure.axes[1].texts if text.get_rotation() == 90]
    assert len(names) > 100
    assert {text.get_text() for text in names if box(figure, text).height > cell} == set()


def bad() -> list[dict[str, Any]]:
    lanes = one_world()["lanes"]
    wrong = [np.zeros(35, dtype=int), np.full(36, 7), np.zeros(36)]
    return [
        {"tension": np.full(37, np.nan)}, {"tension": np.ones(1)}, {"tension": np.ones((37, 2))},
        {"freeze": np.ones(36)}, {"lanes": {}}, *({"lanes": lanes | {"seoul.deed": lane}} for lane in wrong),
        {"lanes": lanes | {"seoul.course": np.full(36, 3)}},
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
