"""Outcome bars: lengths and whiskers are the estimates, rows are in order of meaning."""

from itertools import pairwise
from typing import Any

import pytest

from sim.errors import DataProblem
from sim.show.outcome_bars import COLOURS, outcome_bars
from sim.show.style import Picture
from sim.study.estimate.interval import Estimate, wilson
from sim.study.outcomes import FINAL_STATES, FLAGS, label_of
from tests.show.drawn import by_gid, finished, illegible, only, provenance, shares, words


def rows(figure: Picture) -> list[str]:
    return [tick.get_text() for tick in figure.axes[0].get_yticklabels()]


def whiskers(figure: Picture) -> list[tuple[float, float]]:
    ends = []
    for container in figure.axes[0].containers:
        if hasattr(container, "has_xerr") and container.has_xerr:
            (bars,) = container.lines[2]
            ((start, end),) = bars.get_segments()
            ends.append((float(start[0]), float(end[0])))
    return ends


def test_bars_are_the_estimates() -> None:
    figure = finished("bars")
    for name, e in shares().items():
        assert only(figure, f"0 {name}").get_width() == e.value


def test_whiskers_are_the_intervals() -> None:
    ordered = [shares()[name] for name in (*FINAL_STATES, *FLAGS) if name in shares()]
    drawn = whiskers(finished("bars"))
    assert drawn == [pytest.approx((e.low, e.high)) for e in ordered]


def test_rows_go_from_war_to_detente_then_flags_whatever_their_size_or_order() -> None:
    backwards = dict(reversed(shares().items()))
    figure = outcome_bars({"2017-spring": backwards}, provenance(1000))
    assert rows(figure) == [*FINAL_STATES, *(label_of(name) for name in FLAGS if name in backwards)]
    tops = [only(figure, f"0 {name}").get_y() for name in FINAL_STATES]
    assert tops == sorted(tops)
    assert figure.axes[0].get_ylim()[0] > figure.axes[0].get_ylim()[1]


def test_one_scenario_has_its_numbers_written_with_intervals() -> None:
    written = words(finished("bars"))
    assert "15 % (13 to 17)" in written


def test_scenarios_stand_side_by_side_in_their_own_colours() -> None:
    figure = finished("bars_side_by_side")
    bars = [only(figure, f"{number} major war") for number in range(4)]
    assert len({bar.get_facecolor() for bar in bars}) == 4
    assert len({bar.get_hatch() for bar in bars}) == 4
    edges = [(round(bar.get_y(), 9), round(bar.get_y() + bar.get_height(), 9)) for bar in bars]
    assert all(above[1] <= below[0] for above, below in pairwise(edges))


def test_an_outcome_that_one_scenario_lacks_is_left_blank() -> None:
    less = {name: e for name, e in shares().items() if name != "war"}
    figure = outcome_bars({"a": shares(), "b": less}, provenance(1000))
    assert by_gid(figure, "1 war") == []
    assert len(by_gid(figure, "0 war")) == 1


def test_a_flag_that_repeats_a_final_state_is_drawn_once() -> None:
    collapse = shares()["regime collapse"]
    figure = outcome_bars({"a": shares() | {"collapse": collapse, "major_war": collapse}}, provenance(1000))
    assert rows(figure).count("regime collapse") == 1
    assert rows(figure).count("major war") == 1
    alone = outcome_bars({"a": {"collapse": collapse}}, provenance(1000))
    assert rows(alone) == ["regime collapse"]


@pytest.mark.parametrize("hits", [0, 1])
@pytest.mark.parametrize("n", [1, 10_000])
def test_never_and_always_are_legible(hits: int, n: int) -> None:
    estimates = {name: wilson(hits * n, n) for name in FINAL_STATES}
    assert illegible(outcome_bars({"2017-spring": estimates}, provenance(n))) == []


def test_as_many_scenarios_as_there_are_colours_are_legible() -> None:
    each = {f"scenario-number-{number}": shares() for number in range(len(COLOURS))}
    few = {name: {state: e[state] for state in FINAL_STATES} for name, e in each.items()}
    assert illegible(outcome_bars(few, provenance(1000))) == []


def bad() -> list[Any]:
    many: dict[str, dict[str, Estimate]] = {str(number): shares() for number in range(len(COLOURS) + 1)}
    return [
        {},
        {"a": {}},
        many,
        dict(list(many.items())[:-1]),
        {"a": {"refugees": wilson(1, 1000)}},
        {"a": shares(500)},
    ]


@pytest.mark.parametrize("estimates", bad())
def test_nothing_too_much_unknown_or_of_another_n_is_refused(estimates: Any) -> None:
    with pytest.raises(DataProblem):
        outcome_bars(estimates, provenance(1000))
