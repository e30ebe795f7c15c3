"""The peeling path, quasi-p-values and measures, against laws, slow sums and ema_workbench."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binomtest, hypergeom

from sim.analysis.discovery.findings import search_box
from sim.analysis.discovery.peel import LEAST_MASS, Box, Limit, peel, quasi_ps
from sim.analysis.discovery.sample import BoxRule, denser, even_toll, fit, halves, measure_box
from tests.discovery.ema import path_of_ema
from tests.discovery.made import sample

MADE = sample(1000, 4, lambda x: np.where((x[:, 0] > 0.4) & (x[:, 1] < 0.5), 0.7, 0.1))
BOX = Box((Limit(0, "low", 0.4), Limit(1, "high", 0.5), Limit(3, "low", 0.2)))


def test_each_box_of_the_path_lies_in_the_one_before_and_is_denser() -> None:
    path = peel(MADE.values, MADE.share, MADE.factors)
    assert path[0].box == Box()
    for before, after in pairwise(path):
        was, now = before.box.holds(MADE.values), after.box.holds(MADE.values)
        assert not (now & ~was).any()
        assert now.sum() == after.points < before.points
        assert MADE.share[now].sum() == pytest.approx(after.happened)
        assert after.density > before.density
        assert after.points >= LEAST_MASS * MADE.points


def test_a_level_is_never_cut_in_two() -> None:
    levels = replace(MADE, values=np.round(MADE.values * 5) / 5)
    for step in peel(levels.values, levels.share, levels.factors):
        for limit in step.box.limits:
            assert not (levels.values[:, limit.factor] == limit.value).any()


def test_the_path_is_that_of_ema_workbench() -> None:
    theirs = [box.holds(MADE.values) for box in path_of_ema(MADE, LEAST_MASS)]
    own = [step.box.holds(MADE.values) for step in peel(MADE.values, MADE.share, MADE.factors)]
    assert len(theirs) == pytest.approx(len(own), rel=0.15)
    # Quantiles and rounded counts differ by a point a slab, and with it the slab that is best.
    for coverage in (0.9, 0.8, 0.7, 0.6):
        ours, other = (
            min(
                MADE.share[box].mean()
                for box in path
                if MADE.hits[box].sum() <= coverage * MADE.hits.sum()
            )
            for path in (own, theirs)
        )
        assert ours == pytest.approx(other, abs=0.03)


def test_the_box_of_ema_workbench_holds_mostly_the_same_points() -> None:
    own = search_box(MADE, resamples=20, shuffles=19).fit.box.holds(MADE.values)
    box = max(path_of_ema(MADE, LEAST_MASS), key=MADE.excess)
    theirs = box.holds(MADE.values)
    assert (theirs & own).sum() / (theirs | own).sum() > 0.8
    assert {limit.factor for limit in box.limits} >= {0, 1}
    assert MADE.share[theirs].mean() == pytest.approx(0.7, abs=0.1)


def test_quasi_p_is_the_binomial_of_bryant_and_lempert() -> None:
    own = quasi_ps(MADE.values, MADE.share, BOX)
    inside = BOX.holds(MADE.values)
    for limit, p in zip(BOX.limits, own, strict=True):
        wider = BOX.lifted(limit.factor, limit.side).holds(MADE.values)
        chance = MADE.hits[wider].sum() / wider.sum()
        exact = binomtest(
            int(MADE.hits[inside].sum()), int(inside.sum()), chance, alternative="greater"
        ).pvalue
        assert p == pytest.approx(exact, rel=1e-9)


def test_quasi_p_agrees_with_ema_workbench() -> None:
    import pandas as pd

    path_of_ema(MADE, LEAST_MASS)  # imported without its warnings
    from ema_workbench.analysis import scenario_discovery_util as util

    table = pd.DataFrame(MADE.values, columns=list("abcd"))
    inside = BOX.holds(MADE.values)
    for limit, p in zip(BOX.limits, quasi_ps(MADE.values, MADE.share, BOX), strict=True):
        wide = pd.DataFrame([[0.0] * 4, [1.0] * 4], columns=list("abcd"))
        for each in BOX.limits:
            if each != limit:
                wide.iloc[0 if each.side == "low" else 1, each.factor] = each.value
        theirs = util._calculate_quasip(
            table, MADE.hits, wide, int(MADE.hits[inside].sum()), int(inside.sum())
        )
        assert p == pytest.approx(float(theirs), rel=1e-9)


def test_a_limit_that_keeps_nothing_out_has_quasi_p_one() -> None:
    assert quasi_ps(MADE.values, MADE.share, Box((Limit(0, "low", -1.0),))) == [1.0]


def test_the_toll_lies_between_the_rates_and_is_even() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        a, b = sorted(rng.uniform(0.05, 0.95, 2))
        made = sample(4000, 1, lambda x, a=a, b=b: np.where(x[:, 0] > 0.5, b, a))  # type: ignore[misc]
        box = Box((Limit(0, "low", 0.5),))
        toll = even_toll(made, box)
        inside = box.holds(made.values)
        low, high = made.share[~inside].mean(), made.share[inside].mean()
        if high - low > 0.05:
            assert low < toll < high
            # A slab at the toll is as likely at either rate, but for the half hit that is added.
            either = [toll * np.log(p) + (1 - toll) * np.log(1 - p) for p in (low, high)]
            assert either[0] == pytest.approx(either[1], abs=0.01)


def test_measures_agree_with_slow_counts() -> None:
    found = measure_box(MADE, BOX)
    inside = (MADE.values[:, 0] > 0.4) & (MADE.values[:, 1] < 0.5) & (MADE.values[:, 3] > 0.2)
    assert found.density is not None
    assert found.density.value == MADE.hits[inside].sum() / inside.sum()
    assert found.coverage.value == MADE.hits[inside].sum() / MADE.hits.sum()
    assert (found.coverage.n, found.density.n, found.mass.n) == (
        MADE.hits.sum(),
        inside.sum(),
        1000,
    )
    assert found.mass.value == inside.sum() / 1000
    assert found.overall.value == MADE.hits.sum() / 1000
    exact = hypergeom.sf(MADE.hits[inside].sum() - 1, 1000, MADE.hits.sum(), inside.sum())
    assert denser(MADE, BOX) == pytest.approx(exact)


def test_common_luck_widens_the_intervals_and_clusters_both_ways() -> None:
    luck = np.random.default_rng(4)
    points, worlds = 60, 40
    # The luck of a world moves all points alike.
    chance = np.clip(0.4 + 0.3 * luck.normal(size=(1, worlds)), 0.0, 1.0)
    each = (luck.random((points, worlds)) < chance).astype(np.int8)
    made = replace(
        sample(points, 2, lambda x: 0.4, worlds=worlds),
        hits=each.sum(axis=1).astype(np.int64),
        each=each,
    )
    box = Box((Limit(0, "low", 0.5),))
    apart, shared = measure_box(replace(made, each=None), box), measure_box(made, box)
    assert shared.density is not None
    assert apart.density is not None
    assert shared.density.value == pytest.approx(apart.density.value)
    assert shared.density.half_width > 2.0 * apart.density.half_width
    inside = box.holds(made.values)
    residual = each[inside] - shared.density.value
    by_point, by_world = (float((residual.sum(axis=axis) ** 2).sum()) for axis in (1, 0))
    variance = (
        max(by_point + by_world - float((residual**2).sum()), by_world)
        * inside.sum()
        / (inside.sum() - 1)
    )
    assert shared.density.half_width == pytest.approx(
        1.959964 * np.sqrt(variance) / residual.size, rel=1e-6
    )


def test_halves_keep_groups_whole_and_are_all_the_points() -> None:
    made = replace(MADE, group=np.arange(1000) % 37)
    first, second = halves(made)
    assert sorted([*first, *second]) == list(range(1000))
    assert not set(made.groups[first]) & set(made.groups[second])
    assert len(set(made.groups[first])) == 19
    plain = halves(MADE)
    assert (len(plain[0]), len(plain[1])) == (500, 500)


def test_points_drawn_as_one_count_once() -> None:
    grouped = sample(40, 2, lambda x: x[:, 0], worlds=50)
    repeated = grouped.taken(np.repeat(np.arange(40), 10))
    repeated = replace(repeated, group=np.repeat(np.arange(40), 10))
    box = Box((Limit(0, "low", 0.5),))
    once, many = measure_box(grouped, box), measure_box(repeated, box)
    assert once.density is not None
    assert many.density is not None
    assert many.density.value == pytest.approx(once.density.value)
    assert many.density.half_width == pytest.approx(once.density.half_width)
    assert denser(repeated, box) == pytest.approx(denser(grouped, box), rel=1e-6)


def test_the_box_beats_its_neighbours_at_its_own_toll() -> None:
    found = fit(MADE, BoxRule())

    def worth(box: Box) -> float:
        return float((MADE.share[box.holds(MADE.values)] - found.toll).sum())

    for limit in found.box.limits:
        for step in (-0.05, -0.01, 0.01, 0.05):
            assert (
                worth(found.box.tightened(replace(limit, value=limit.value + step)))
                <= worth(found.box) + 1e-9
            )
