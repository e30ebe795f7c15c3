"""Discovery finds what was planted, and nothing where nothing was."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.discovery.findings import DiscoveryFinding, search_box
from sim.analysis.discovery.sample import BoxRule, fit, shuffle_outcomes
from tests.discovery.made import named, sample

Ends = dict[str, tuple[float | None, float | None]]
PLANTED: dict[str, tuple[Any, Ends]] = {
    "two of four": (
        lambda x: (x[:, 0] > 0.5) & (x[:, 1] < 0.3),
        {"washington.pressure": (0.5, None), "beijing.enforcement": (None, 0.3)},
    ),
    "four of four": (
        lambda x: (x[:, 0] > 0.3) & (x[:, 1] < 0.7) & (x[:, 2] > 0.4) & (x[:, 3] < 0.6),
        {
            "washington.pressure": (0.3, None),
            "beijing.enforcement": (None, 0.7),
            "dread": (0.4, None),
            "learn": (None, 0.6),
        },
    ),
    "both sides": (
        lambda x: (np.abs(x[:, 0] - 0.55) < 0.25) & (np.abs(x[:, 2] - 0.4) < 0.3),
        {"washington.pressure": (0.3, 0.8), "dread": (0.1, 0.7)},
    ),
}


def ends(found: DiscoveryFinding) -> Ends:
    return {
        each["factor"]: (each["above"], each["below"])
        for each in found.fit.box.as_list(found.sample.factors)
    }


def near(found: Ends, wanted: Ends, within: float) -> bool:
    """Say whether the same factors are restricted on the same sides, with limits that close."""
    if found.keys() != wanted.keys():
        return False
    return all(
        (a is None) == (b is None) and (a is None or b is None or abs(a - b) < within)
        for name, pair in wanted.items()
        for a, b in zip(found[name], pair, strict=True)
    )


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_box_is_found(name: str) -> None:
    inside, wanted = PLANTED[name]
    found = search_box(sample(2000, 4, inside), resamples=20, shuffles=39)
    assert found.found
    assert found.measures.density is not None
    assert min(found.measures.coverage.value, found.measures.density.value) > 0.95
    assert near(ends(found), wanted, 0.03)
    other = found.held_out.measures
    assert other is not None
    assert other.density is not None
    assert min(other.coverage.value, other.density.value) > 0.9
    assert max(found.quasi) < 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found_under_noise(seed: int) -> None:
    inside, wanted = PLANTED["two of four"]
    made = sample(2000, 4, lambda x: np.where(inside(x), 0.62, 0.15), seed=seed)
    found = search_box(made, resamples=20, shuffles=39)
    assert found.found
    assert near(ends(found), wanted, 0.06)
    assert found.held_out.measures is not None
    assert found.held_out.measures.density is not None
    assert found.held_out.measures.density.low < 0.62 < found.held_out.measures.density.high


@pytest.mark.parametrize(("points", "factors", "worlds"), [(2000, 4, 1), (600, 6, 1), (300, 4, 30)])
def test_pure_noise_gives_nothing(points: int, factors: int, worlds: int) -> None:
    for seed in range(4):
        made = sample(points, factors, lambda x: 0.3, worlds=worlds, seed=seed)
        found = search_box(made, resamples=20, shuffles=39)
        assert not found.found
        assert found.sentences()[0].startswith("Nothing found")


def test_the_chance_of_shuffled_outcomes_is_uniform_under_noise() -> None:
    low = 0
    for seed in range(40):
        made = sample(200, 3, lambda x: 0.4, seed=seed)
        low += shuffle_outcomes(made, BoxRule(), 19, seed).p <= 0.25
    # Ten are expected; four standard deviations are 11.
    assert 1 <= low <= 21


def test_more_worlds_a_point_count_by_their_share() -> None:
    inside, wanted = PLANTED["two of four"]
    made = sample(500, 4, lambda x: np.where(inside(x), 0.6, 0.1), worlds=40)
    found = search_box(made, resamples=20, shuffles=39)
    assert found.found
    assert near(ends(found), wanted, 0.03)
    assert found.measures.density is not None
    assert found.measures.density.value == pytest.approx(0.6, abs=0.02)


def test_categories_are_kept_as_a_set() -> None:
    made = sample(
        1500, 3, lambda x: np.where((x[:, 0] > 0.6) & (np.floor(4 * x[:, 1]) % 2 == 1), 0.8, 0.05)
    )
    values = made.values.copy()
    values[:, 1] = np.floor(4 * values[:, 1])
    labels = ("a", "b", "c", "d")
    policy = named("pyongyang.policy", labels)
    made = replace(made, values=values, factors=(made.factors[0], policy, made.factors[2]))
    found = search_box(made, resamples=20, shuffles=39)
    assert found.found
    assert found.fit.box.as_list(made.factors)[1] == {
        "factor": "pyongyang.policy",
        "one_of": ["b", "d"],
    }
    assert "policy b or d" in found.sentences()[0]
    assert found.steadiness[1].kept["b"].value > 0.9
    assert found.steadiness[1].kept["a"].value < 0.2


def test_policies_alone_will_do() -> None:
    made = sample(800, 2, lambda x: np.where((x[:, 0] > 0.5) & (x[:, 1] > 2 / 3), 0.9, 0.1))
    labels = (("shield", "mediate"), ("build", "brinkmanship", "charm"))
    values = np.floor(made.values * np.array([2.0, 3.0]))
    names = ("beijing.policy", "pyongyang.policy")
    factors = tuple(named(name, own) for name, own in zip(names, labels, strict=True))
    found = search_box(replace(made, values=values, factors=factors), resamples=20, shuffles=39)
    assert found.found
    assert [each["one_of"] for each in found.fit.box.as_list(factors)] == [["mediate"], ["charm"]]


def test_the_demand_on_density_is_met_at_the_price_of_coverage() -> None:
    made = sample(3000, 3, lambda x: x[:, 0] * x[:, 1])
    before = 1.1
    for density in (0.3, 0.6, 0.75):
        found = fit(made, BoxRule(density=density))
        inside = found.box.holds(made.values)
        assert made.share[inside].mean() >= density
        coverage = made.share[inside].sum() / made.share.sum()
        assert coverage < before
        before = coverage


def test_a_demand_that_no_box_meets_is_dropped_and_said() -> None:
    made = sample(2000, 3, lambda x: np.where(x[:, 0] > 0.7, 0.3, 0.05))
    found = search_box(made, BoxRule(density=0.9), resamples=20, shuffles=39)
    assert found.found
    assert not found.dense_enough
    assert "No box is as dense as 90 %" in " ".join(found.sentences())


def test_no_more_factors_are_restricted_than_allowed() -> None:
    inside, _ = PLANTED["four of four"]
    made = sample(2000, 4, lambda x: np.where(inside(x), 0.9, 0.1))
    for most in (1, 2, 3):
        found = fit(made, BoxRule(most=most))
        assert 1 <= len(found.box.restricted) <= most


def test_the_same_seed_gives_the_same_answer_and_the_order_of_factors_does_not_matter() -> None:
    inside, _ = PLANTED["both sides"]
    made = sample(1000, 4, lambda x: np.where(inside(x), 0.7, 0.1))
    first, again = (search_box(made, resamples=20, shuffles=19) for _ in range(2))
    assert first.data() == again.data()
    turned = replace(made, values=made.values[:, ::-1].copy(), factors=made.factors[::-1])
    other = search_box(turned, resamples=20, shuffles=19)
    assert ends(other) == ends(first)


def test_stretching_a_factor_stretches_its_limits_only() -> None:
    inside, _ = PLANTED["two of four"]
    made = sample(1000, 4, lambda x: np.where(inside(x), 0.7, 0.1))
    wide = replace(made, values=made.values * np.array([10.0, 1.0, 1.0, 1.0]))
    plain, stretched = fit(made, BoxRule()), fit(wide, BoxRule())
    for a, b in zip(plain.box.limits, stretched.box.limits, strict=True):
        assert (a.factor, a.side) == (b.factor, b.side)
        assert b.value == pytest.approx(a.value * (10.0 if a.factor == 0 else 1.0))
