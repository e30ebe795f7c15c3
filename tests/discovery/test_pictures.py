"""The pictures of a discovery: what is drawn is what was found, and it can be read."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.analysis.discovery.figures import box_ranges, spans
from sim.analysis.discovery.findings import DiscoveryFinding, search_box
from sim.analysis.discovery.sample import BoxRule
from sim.core.base.errors import DataProblem
from sim.publish.display import figures_of
from tests.discovery.made import named, sample
from tests.show.drawn import illegible


@cache
def found(kind: str) -> DiscoveryFinding:
    """Return a discovery of a kind, made once."""
    chances = {
        "one": lambda x: np.where(x[:, 0] > 0.6, 0.6, 0.1),
        "three": lambda x: np.where((x[:, 0] > 0.4) & (x[:, 1] < 0.5) & (x[:, 2] > 0.3), 0.8, 0.05),
        "five": lambda x: np.where((np.abs(x[:, :5] - 0.5) < 0.42).all(axis=1), 0.9, 0.02),
        "noise": lambda x: 0.3,
    }
    if kind == "levels":
        made = sample(
            400, 2, lambda x: np.where((x[:, 0] > 0.45) & (x[:, 1] > 0.55), 0.7, 0.1), worlds=20
        )
        values = np.column_stack(
            [np.round(made.values[:, 0] * 10) / 10, np.floor(made.values[:, 1] * 4)]
        )
        labels = ("build", "brinkmanship", "charm", "consolidate")
        made = replace(
            made, values=values, factors=(made.factors[0], named("pyongyang.policy", labels))
        )
        return search_box(made, resamples=20, shuffles=19)
    return search_box(sample(2000, 6, chances[kind]), BoxRule(most=5), resamples=20, shuffles=19)


@pytest.mark.parametrize("kind", ["one", "three", "five", "levels"])
def test_each_factor_of_the_box_has_its_row_and_can_be_read(kind: str) -> None:
    each = found(kind)
    figure = figures_of(each)["box"]()
    assert illegible(figure) == []
    kept = {row["row"] for row in figure.data}
    assert (
        len(kept)
        == len(each.fit.box.restricted)
        == {"one": 1, "three": 3, "five": 5, "levels": 2}[kind]
    )


def test_a_kept_category_has_its_own_stretch() -> None:
    each = found("levels")
    kept = each.fit.box.limit(1, "kept")
    assert kept is not None
    assert spans(each.sample, each.fit.box, 1) == [
        (code - 0.5, code + 0.5) for code in sorted(kept.kept)
    ]


def test_the_bytes_repeat() -> None:
    each = found("three")
    for draw in figures_of(each).values():
        assert draw().rendered("svg") == draw().rendered("svg")


def test_no_box_is_refused() -> None:
    with pytest.raises(DataProblem):
        box_ranges(found("noise"))
