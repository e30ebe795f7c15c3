"""Estimates: what the intervals promise, where they end, and how they are written."""

import json
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.estimate.interval import Estimate, mean_estimate, probability, wilson, wilson_cells
from sim.core.estimate.quantiles import normal_quantile, t_quantile
from sim.study.estimate.shares import quantile_estimate
from tests.for_each import for_each

LEVELS = (0.8, 0.95, 0.99)


def exact_coverage(n: int, p: float, level: float = 0.95) -> float:
    """Sum the binomial chances of every count whose interval holds p: no simulation, no luck."""
    counts = np.arange(n + 1)
    cells = wilson_cells(counts, n, level)
    held = (cells.low <= p) & (p <= cells.high)
    return math.fsum(stats.binom.pmf(counts, n, p)[held])


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 100_000))
    return draw(st.integers(0, n)), n


class TestWilson:
    @for_each("n", [100, 200, 500, 1000, 2000, 10_000])
    @for_each("p", [0.02, 0.05, 0.2, 0.5])
    def test_covers_at_the_sizes_people_run(self, n: int, p: float) -> None:
        least, most = (0.93, 0.97) if n < 1000 else (0.945, 0.956)
        assert least <= exact_coverage(n, p) <= most

    @pytest.mark.parametrize("p", [0.02, 0.05, 0.2, 0.5])
    def test_few_worlds_cover_less_evenly(self, p: float) -> None:
        assert 0.92 <= exact_coverage(20, p) <= 0.96
        assert 0.92 <= exact_coverage(50, p) <= 0.97

    @for_each("n", [20, 100, 500])
    @for_each("level", LEVELS)
    def test_covers_as_promised_on_average_over_p(self, n: int, level: float) -> None:
        chances = np.linspace(0.005, 0.995, 199)
        mean = math.fsum(exact_coverage(n, p, level) for p in chances) / chances.size
        assert mean == pytest.approx(level, abs=0.01)

    @settings(deadline=None)
    @given(counts(), st.sampled_from(LEVELS))
    def test_cells_agree_with_scipy(self, count: tuple[int, int], level: float) -> None:
        successes, n = count
        one = wilson(successes, n, level)
        cells = wilson_cells([successes], [n], level)
        exact = stats.binomtest(successes, n).proportion_ci(confidence_level=level, method="wilson")
        # The quantile has twelve digits, the same on every machine.
        assert (one.low, one.high) == pytest.approx((exact.low, exact.high), rel=1e-11, abs=1e-11)
        assert cells.value[0] == one.value
        assert cells.low[0] == pytest.approx(one.low, rel=0, abs=1e-12)
        assert cells.high[0] == pytest.approx(one.high, rel=0, abs=1e-12)

    @pytest.mark.parametrize("level", LEVELS)
    def test_limits_are_where_the_score_test_turns(self, level: float) -> None:
        z = stats.norm.ppf(0.5 + level / 2)
        for successes, n in ((1, 7), (54, 1000), (1999, 2000)):
            got = wilson(successes, n, level)
            for limit in (got.low, got.high):
                distance = abs(got.value - limit) / math.sqrt(limit * (1 - limit) / n)
                assert distance == pytest.approx(z, rel=1e-9)

    @settings(deadline=None)
    @given(counts())
    def test_complement_mirrors(self, count: tuple[int, int]) -> None:
        successes, n = count
        cells = wilson_cells([successes, n - successes], n)
        assert cells.low[0] == pytest.approx(1 - cells.high[1], rel=0, abs=1e-12)
        assert cells.high[0] == pytest.approx(1 - cells.low[1], rel=0, abs=1e-12)

    @pytest.mark.parametrize("n", [1, 2, 30, 2000])
    def test_limits_rise_with_the_count_and_hold_the_value(self, n: int) -> None:
        cells = wilson_cells(np.arange(n + 1), n)
        assert (np.diff(cells.low) > 0).all()
        assert (np.diff(cells.high) > 0).all()
        assert (cells.low <= cells.value).all()
        assert (cells.value <= cells.high).all()
        assert cells.high[0] < 1
        assert cells.low[-1] > 0

    def test_no_rounding_is_left_at_the_ends(self) -> None:
        sizes = np.arange(1, 5001)
        assert (wilson_cells(0, sizes).low == 0).all()
        assert (wilson_cells(sizes, sizes).high == 1).all()

    def test_four_times_the_worlds_halve_it_and_a_higher_level_widens_it(self) -> None:
        assert wilson(4000, 40_000).half_width == pytest.approx(
            wilson(1000, 10_000).half_width / 2, rel=1e-3
        )
        by_level = [wilson(5, 100, level).half_width for level in LEVELS]
        assert by_level == sorted(by_level)

    def test_cells_keep_the_shape_of_a_grid(self) -> None:
        cells = wilson_cells(np.full((3, 4), 7), 50)
        assert cells.value.shape == cells.low.shape == cells.high.shape == (3, 4)
        assert (cells.low == wilson_cells(7, 50).low).all()

    def test_probability_counts_the_worlds_where_it_happened(self) -> None:
        happened = np.array([True] * 3 + [False] * 9)
        assert probability(happened) == wilson(3, 12)


class TestSaturation:
    @pytest.mark.parametrize("n", [1, 10, 30, 2000, 1_000_000])
    def test_both_ends_warn_with_the_exact_bound(self, n: int) -> None:
        for level in LEVELS:
            bound = 1 - (1 - level) ** (1 / n)
            never, always = wilson(0, n, level), wilson(n, n, level)
            assert (never.saturated, always.saturated) == (True, True)
            # The bound is where 0 of n would come out with chance 1 - level.
            assert stats.binom.pmf(0, n, bound) == pytest.approx(1 - level, rel=1e-6)
            assert float(never.warning.split(" as ")[-1].split()[0]) == pytest.approx(
                100 * bound, rel=0.05
            )
            lowest = float(always.warning.split("as low as ")[1].split()[0])
            assert 100 - lowest == pytest.approx(100 * bound, rel=0.05)

    @pytest.mark.parametrize("n", [30, 300, 3000])
    def test_rule_of_three_is_named_where_it_holds(self, n: int) -> None:
        assert "rule of three: 3/n" in wilson(0, n).warning
        assert "rule of three: 1 - 3/n" in wilson(n, n).warning
        assert 3 / n == pytest.approx(1 - 0.05 ** (1 / n), rel=0.06)
        assert "rule of three" not in wilson(0, n, 0.99).warning

    def test_rule_of_three_is_not_named_for_a_handful(self) -> None:
        assert "rule of three" not in wilson(0, 5).warning

    def test_one_success_one_failure_or_a_mean_of_0_is_no_saturation(self) -> None:
        for successes in (1, 1999):
            assert not wilson(successes, 2000).saturated
            assert wilson(successes, 2000).warning == ""
        assert not mean_estimate([-1.0, 1.0]).saturated
        assert mean_estimate([-1.0, 1.0]).warning == ""


class TestMean:
    def test_agrees_with_scipy(self) -> None:
        values = np.random.default_rng(3).normal(12, 5, 40)
        got = mean_estimate(values, 0.9)
        wanted = stats.ttest_1samp(values, 0).confidence_interval(0.9)
        assert (got.low, got.high) == pytest.approx((wanted.low, wanted.high), rel=1e-12)

    @for_each("level", LEVELS)
    @for_each("freedom", [0.7, 1, 2, 9.5, 49.7, 999, 1000, 1999, 1e7])
    def test_t_quantile_agrees_with_scipy(self, freedom: float, level: float) -> None:
        wanted = stats.t.ppf(0.5 + level / 2, freedom)
        assert t_quantile(level, freedom) == pytest.approx(wanted, rel=1e-11)

    @pytest.mark.parametrize("level", LEVELS)
    def test_t_quantile_has_its_closed_forms_and_its_limit(self, level: float) -> None:
        """With one degree it is Cauchy's, with two algebraic, with ever more the normal one."""
        assert t_quantile(level, 1) == pytest.approx(math.tan(math.pi * level / 2), rel=1e-11)
        two = level * math.sqrt(2 / (1 - level * level))
        assert t_quantile(level, 2) == pytest.approx(two, rel=1e-11)
        assert t_quantile(level, 1e12) == pytest.approx(normal_quantile(level), rel=1e-11)

    def test_quantiles_have_no_more_digits_than_every_machine_agrees_on(self) -> None:
        for quantile in (t_quantile(0.95, 9), t_quantile(0.9, 1500.5), normal_quantile(0.9)):
            assert quantile == float(f"{quantile:.12g}")

    def test_order_of_worlds_does_not_move_a_bit(self) -> None:
        values = np.random.default_rng(4).lognormal(0, 6, 5000)
        assert (
            mean_estimate(values) == mean_estimate(values[::-1]) == mean_estimate(np.sort(values))
        )

    def test_shift_and_scale_carry_over(self) -> None:
        values = np.array([0.5, 1.25, 4.0, 2.5])
        plain, moved = mean_estimate(values), mean_estimate(8 - 2 * values)
        assert moved.value == pytest.approx(8 - 2 * plain.value)
        assert (moved.low, moved.high) == pytest.approx((8 - 2 * plain.high, 8 - 2 * plain.low))

    def test_one_world_gives_an_unbounded_interval_and_says_so(self) -> None:
        got = mean_estimate([4.0])
        assert (got.value, got.low, got.high) == (4.0, -math.inf, math.inf)
        assert "unbounded" in got.warning

    def test_equal_worlds_warn_that_width_0_is_no_proof(self) -> None:
        got = mean_estimate([4.0, 4.0, 4.0])
        assert got.half_width == 0
        assert "does not prove" in got.warning


class TestQuantile:
    @for_each("share", [0.1, 0.5, 0.9])
    @for_each("n", [20, 101, 500])
    def test_ranks_cover_at_least_as_promised(self, share: float, n: int) -> None:
        # Values that are their own ranks: the limits are the ranks, and their coverage is a
        # binomial sum.
        got = quantile_estimate(np.arange(1.0, n + 1), share)
        first = 0 if got.low == -math.inf else int(got.low)
        last = n + 1 if got.high == math.inf else int(got.high)
        coverage = stats.binom.cdf(last - 1, n, share) - stats.binom.cdf(first - 1, n, share)
        narrower = stats.binom.cdf(last - 2, n, share) - stats.binom.cdf(first, n, share)
        assert coverage >= 0.95 > narrower

    def test_value_is_the_first_that_the_share_does_not_exceed(self) -> None:
        ranks = np.arange(1.0, 101)
        assert quantile_estimate(ranks, 0.07).value == 7
        assert quantile_estimate(ranks, 0.075).value == 8
        assert quantile_estimate([3.0, 1.0, 2.0], 0.5).value == 2

    def test_worlds_where_it_never_comes_count(self) -> None:
        rare = quantile_estimate([5.0] * 10 + [math.inf] * 30, 0.5)
        assert rare.value == rare.high == math.inf
        assert rare.half_width == 0
        some = quantile_estimate(np.array([1, 2, 3, math.inf] * 25), 0.5)
        assert some.value == 2
        assert some.high < math.inf

    def test_too_few_worlds_give_no_limit(self) -> None:
        got = quantile_estimate([7.0], 0.5)
        assert (got.low, got.value, got.high) == (-math.inf, 7.0, math.inf)

    def test_interval_holds_the_value(self) -> None:
        values = np.random.default_rng(5).exponential(size=60)
        for share in (0.05, 0.3, 0.5, 0.77, 0.95):
            for level in LEVELS:
                got = quantile_estimate(values, share, level)
                assert got.low <= got.value <= got.high

    @pytest.mark.parametrize("share", [0.0, 1.0, -1.0, math.nan])
    def test_share_must_lie_between_0_and_1(self, share: float) -> None:
        with pytest.raises(UsageProblem, match="share"):
            quantile_estimate([1.0, 2.0], share)


class TestText:
    @pytest.mark.parametrize(
        ("estimate", "text"),
        [
            (
                Estimate(0.054, 0.044, 0.066, 2000, "Wilson", kind="share"),
                "5 % (4 to 7), n = 2 000, Wilson 95 %",
            ),
            (
                Estimate(0.0, 0.0, 0.00192, 2000, "Wilson", kind="share"),
                "0.00 % (0.00 to 0.19), n = 2 000, Wilson 95 %",
            ),
            (Estimate(12.34, 11.84, 12.84, 50, "t"), "12.3 (11.8 to 12.8), n = 50, t 95 %"),
            (
                Estimate(-0.04, -0.24, 0.16, 50, "t", 0.999),
                "−0.04 (−0.24 to 0.16), n = 50, t 99.9 %",
            ),
            (Estimate(4.0, -math.inf, math.inf, 1, "t"), "4.00 (no interval), n = 1, t 95 %"),
        ],
    )
    def test_an_estimate_is_written_with_its_interval_and_n(
        self, estimate: Estimate, text: str
    ) -> None:
        assert str(estimate) == text

    def test_as_dict_is_json_without_infinity(self) -> None:
        for estimate in (
            wilson(0, 10),
            mean_estimate([4.0]),
            quantile_estimate([math.inf] * 3, 0.5),
        ):
            fields = json.loads(json.dumps(estimate.as_dict(), allow_nan=False))
            assert fields["n"] == estimate.n
            assert fields["warning"] == estimate.warning
        assert mean_estimate([4.0]).as_dict()["low"] is None


class TestRefusals:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda: wilson(0, 0),
            lambda: wilson_cells([0, 1], [0, 5]),
            lambda: probability(np.array([], dtype=bool)),
            lambda: mean_estimate([]),
            lambda: quantile_estimate([], 0.5),
        ],
    )
    def test_no_worlds(self, ask: Callable[[], object]) -> None:
        with pytest.raises(DataProblem, match="no worlds"):
            ask()

    @pytest.mark.parametrize(("successes", "n"), [(-1, 10), (11, 10)])
    def test_counts_that_cannot_be(self, successes: int, n: int) -> None:
        with pytest.raises(DataProblem, match="outside 0 to n"):
            wilson(successes, n)
        with pytest.raises(DataProblem, match="outside 0 to n"):
            wilson_cells([1, successes], n)
        with pytest.raises(DataProblem, match="whole counts"):
            wilson_cells([successes / 7], [n])

    def test_means_of_what_is_not_finite_and_quantiles_of_nan(self) -> None:
        for bad in (math.nan, math.inf, -math.inf):
            with pytest.raises(DataProblem, match="NaN or infinite"):
                mean_estimate([1.0, bad])
        with pytest.raises(DataProblem, match="NaN"):
            quantile_estimate([1.0, math.nan], 0.5)

    @pytest.mark.parametrize("values", [np.zeros((2, 2)), np.array(["a"]), np.array([None])])
    def test_values_of_the_wrong_kind(self, values: np.ndarray) -> None:
        with pytest.raises(DataProblem, match="one number a world"):
            mean_estimate(values)
        with pytest.raises(DataProblem, match="true or false"):
            probability(values)

    @pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.5, math.nan])
    def test_levels_that_are_none(self, level: float) -> None:
        with pytest.raises(UsageProblem, match="level"):
            wilson(1, 2, level)
        with pytest.raises(UsageProblem, match="level"):
            mean_estimate([1.0], level)
