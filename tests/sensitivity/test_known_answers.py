"""Known answers through the project's own path from design to index, and what pure noise may not
show.
"""

import numpy as np
import pytest
from SALib.analyze import sobol as salib_sobol

from sim.analysis.sensitivity.findings import none_told, told_of_indices
from sim.analysis.sensitivity.index import indices_of
from sim.analysis.sensitivity.sample import DUMMY, blocks_over
from sim.core.base.errors import DataProblem, UsageProblem
from tests.sensitivity.planted import CUBE, ISHIGAMI, Noise, evaluate, ishigami, ranged, unit


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_indices_of_ishigami(seed: int) -> None:
    found = indices_of(evaluate(ishigami, CUBE, 1024, seed), seed=seed, resamples=200)
    for name, known in ISHIGAMI.items():
        for factor, truth in zip(CUBE, known, strict=True):
            estimate = found.index(name).estimates[factor.name]
            assert estimate.value == pytest.approx(truth, abs=0.03)
            assert estimate.low <= truth <= estimate.high
            assert estimate.n == 1024
    assert [name for name in "xyz" if found.index("total").above(name)] == ["x", "y", "z"]
    assert not found.index("first").above("z")
    assert set(found.leaders) == {"x", "y"}


def test_salib_finds_the_same_first_and_total_order() -> None:
    sample = evaluate(ishigami, CUBE, 256, 2)
    found = indices_of(sample, resamples=50)
    problem = {"names": list("xyzd"), "num_vars": 4, "bounds": [[0.0, 1.0]] * 4}
    other = salib_sobol.analyze(
        problem, sample.mean.reshape(-1), calc_second_order=False, num_resamples=2, seed=1
    )
    for name, key in (("first", "S1"), ("total", "ST")):
        assert [each.value for each in found.index(name).estimates.values()] == pytest.approx(
            other[key].tolist(), abs=1e-5
        )  # SALib centres on all blocks, SciPy on A and B.


def test_parts_that_add_up_have_no_interactions() -> None:
    slopes, ranges = np.array([4.0, 2.0, 1.0]), np.array([1.0, 3.0, 2.0])
    factors = [ranged(f"f{k}", 5.0, 5.0 + own) for k, own in enumerate(ranges.tolist())]
    found = indices_of(
        evaluate(lambda points: points @ slopes, factors, 512, 0),
        resamples=100,
    )
    shares = (slopes * ranges) ** 2 / np.sum((slopes * ranges) ** 2)
    for name in ("first", "total"):
        values = [found.index(name).estimates[each.name].value for each in factors]
        assert values == pytest.approx(shares.tolist(), abs=0.02)


def test_intervals_cover_the_truth() -> None:
    missed = 0
    # Of the product of (1 + u) over three uniform u: V1 = m⁴ v, V = (m² + v)³ - m⁶.
    m, v = 1.5, 1.0 / 12.0
    truth = m**4 * v / ((m * m + v) ** 3 - m**6)
    for seed in range(40):
        sample = evaluate(lambda points: np.prod(1.0 + points, axis=1), unit(3), 128, seed)
        first = indices_of(sample, seed=seed, resamples=200).index("first").estimates["u0"]
        missed += not first.low <= truth <= first.high
    # The points of a Sobol' sequence err less than the resampled ones suppose.
    assert missed <= 2


def test_a_factor_alone_explains_everything() -> None:
    found = indices_of(evaluate(lambda points: points[:, 0], unit(1), 64, 0), resamples=50)
    assert found.index("total").estimates["u0"].value == pytest.approx(1.0, abs=0.05)


def test_the_dummy_of_a_function_without_luck_is_exactly_nothing() -> None:
    found = indices_of(evaluate(ishigami, CUBE, 64, 1), resamples=50)
    assert all(
        each.dummy.value == each.dummy.low == each.dummy.high == 0.0 for each in found.indices
    )
    assert found.luck is None


@pytest.mark.parametrize("seed", range(4))
def test_with_pure_noise_nothing_is_above_the_dummy(seed: int) -> None:
    sample = evaluate(Noise(seed), unit(8), 128, seed)
    found = indices_of(sample, seed=seed, resamples=200)
    assert not [name for index in found.indices for name in index.estimates if index.above(name)]
    assert found.leaders == ()
    assert told_of_indices(found, "the outcome") == [none_told(found)]
    assert found.index("total").dummy.value == pytest.approx(1.0, abs=0.4)
    assert found.index("first").dummy.low < 0.0 < found.index("first").dummy.high


def test_a_real_factor_rises_above_noise_and_the_others_do_not() -> None:
    noise = Noise(1)
    sample = evaluate(lambda p: 3.0 * p[:, 0] + 0.4 * noise(p), unit(6), 256, 5)
    found = indices_of(sample, seed=5, resamples=200)
    assert [name for name in sample.names if found.index("total").above(name)] == ["u0"]
    assert found.leaders == ("u0",)
    assert found.together == found.index("first").estimates["u0"]
    assert told_of_indices(found, "the outcome")[0].startswith(
        "Most of the difference between points in the outcome comes from u0: alone it explains"
    )


def test_noise_lifts_every_total_order_as_much_as_the_dummy() -> None:
    noise = Noise(2)
    sample = evaluate(lambda p: p[:, 0] + noise(p), unit(3), 2048, 5)
    total = indices_of(sample, resamples=50).index("total")
    # The noise is 1 / (1 + 1/12) of the variance.
    for name in ("u1", "u2", DUMMY):
        assert total.estimates[name].value == pytest.approx(12.0 / 13.0, abs=0.1)
    assert total.estimates["u0"].value == pytest.approx(1.0, abs=0.1)


def test_the_same_seed_gives_the_same_answer_and_another_does_not() -> None:
    first, again, other = (
        indices_of(evaluate(ishigami, CUBE, 64, seed), seed=seed, resamples=60).indices
        for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_values_that_are_not_finite_never_reach_a_library(wrong: float) -> None:
    def function(points: np.ndarray) -> np.ndarray:
        values = ishigami(points)
        values[3] = wrong
        return values

    with pytest.raises(DataProblem, match="not finite at 1 of"):
        evaluate(function, CUBE, 64, 1)


def test_an_outcome_that_does_not_vary_is_refused() -> None:
    with pytest.raises(DataProblem, match="the same at all"):
        evaluate(lambda points: np.full(len(points), 3.0), CUBE, 64, 1)


@pytest.mark.parametrize(("points", "said"), [(32, "too few"), (100, "powers of two")])
def test_base_points_are_a_power_of_two_and_enough(points: int, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        blocks_over(CUBE, points, 1)
