"""Differences between runs: coverage, swaps, published examples, and what cannot be told apart."""

import json
import math
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import optimize, stats

from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import mean_estimate
from sim.study.estimate.paired import (
    SAME,
    UNDECIDED,
    PairedDifference,
    compare_paired,
    compare_unpaired,
    newcombe,
    tango,
)
from tests.for_each import for_each


@st.composite
def flips(draw: st.DrawFn) -> tuple[int, int, int]:
    n = draw(st.integers(1, 3000))
    to = draw(st.integers(0, n))
    return to, draw(st.integers(0, n - to)), n


def worlds(both: int, only_a: int, only_b: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Two runs of one outcome with so many worlds of each of the four pairs."""
    sizes = (both, only_a, only_b, neither)
    return np.repeat([True, True, False, False], sizes), np.repeat(
        [True, False, True, False], sizes
    )


def slow_score(difference: float, to: int, back: int, n: int) -> float:
    """Tango's statistic the long way: the nuisance chance by a search for the largest
    likelihood.
    """
    floor, roof = max(0.0, -difference), (1 - difference) / 2

    def loss(chance: float) -> float:
        cells = (
            (to, chance + difference),
            (back, chance),
            (n - to - back, 1 - 2 * chance - difference),
        )
        return -sum(count * math.log(max(p, 1e-300)) for count, p in cells if count)

    search = optimize.minimize_scalar(
        loss, bounds=(floor, roof), method="bounded", options={"xatol": 1e-12}
    )
    chance = search.x
    return (to - back - n * difference) / math.sqrt(n * (2 * chance + difference - difference**2))


class TestTango:
    def test_published_example(self) -> None:
        # Airway reactivity of 21 children (Bentur et al. 2009), in Fagerland, Lydersen and Laake
        # 2014, Stat. Med. 33:2850: the asymptotic score interval is -.517 to -.026.
        assert tango(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)

    @for_each(
        ("to", "back", "n"), [(7, 1, 21), (30, 12, 200), (3, 9, 2000), (40, 20, 160), (6, 0, 50)]
    )
    @for_each("level", [0.8, 0.95])
    def test_limits_are_where_the_slow_test_turns(
        self, to: int, back: int, n: int, level: float
    ) -> None:
        z = stats.norm.ppf(0.5 + level / 2)
        low, high = tango(to, back, n, level)
        assert slow_score(low, to, back, n) == pytest.approx(z, rel=1e-4)
        assert slow_score(high, to, back, n) == pytest.approx(-z, rel=1e-4)

    @pytest.mark.parametrize("n", [1, 20, 2000, 100_000])
    def test_no_world_flipped_has_a_closed_form(self, n: int) -> None:
        z = stats.norm.ppf(0.975)
        low, high = tango(0, 0, n)
        assert high == pytest.approx(z * z / (n + z * z), rel=1e-9)
        assert low == -high

    @settings(deadline=None)
    @given(flips())
    def test_decides_as_mcnemar_does(self, case: tuple[int, int, int]) -> None:
        to, back, n = case
        low, high = tango(to, back, n)
        if to != back:
            decided = (to - back) ** 2 / (to + back) > stats.chi2.ppf(0.95, 1)
            assert decided == (not low <= 0 <= high)
        else:
            assert low < 0 < high

    @settings(deadline=None)
    @given(flips())
    def test_in_range_holding_the_value_and_mirrored_by_a_swap(
        self, case: tuple[int, int, int]
    ) -> None:
        to, back, n = case
        low, high = tango(to, back, n)
        assert -1 <= low <= (to - back) / n <= high <= 1
        assert low < high
        assert tango(back, to, n) == (-high, -low)

    def test_rises_with_flips_to_and_falls_with_flips_from(self) -> None:
        n = 40
        for to, back in product(range(0, 20), range(0, 20)):
            here, more, less = tango(to, back, n), tango(to + 1, back, n), tango(to, back + 1, n)
            assert more[0] > here[0] > less[0]
            assert more[1] > here[1] > less[1]

    @for_each("n", [20, 60])
    @for_each(
        "chances", [(0.3, 0.3), (0.2, 0.05), (0.1, 0.02), (0.05, 0.05), (0.6, 0.1), (0.02, 0.0)]
    )
    def test_covers_by_exact_summation(self, n: int, chances: tuple[float, float]) -> None:
        to_chance, back_chance = chances
        covered = []
        for to, back in product(range(n + 1), repeat=2):
            if to + back <= n:
                low, high = tango(to, back, n)
                if low <= to_chance - back_chance <= high:
                    rest = 1 - to_chance - back_chance
                    covered.append(
                        stats.multinomial.pmf(
                            [to, back, n - to - back], n, [to_chance, back_chance, rest]
                        )
                    )
        # Where flips are rare the interval is cautious, up to covering always; it is never bold.
        assert 0.93 <= math.fsum(covered) <= 1

    def test_covers_in_runs_that_share_luck(self) -> None:
        # One uniform a world decides in both runs: flips only go one way, and few of them.
        rng, p_a, p_b, n, runs = np.random.default_rng(11), 0.062, 0.050, 1000, 1000
        held = 0
        for _ in range(runs):
            luck = rng.random(n)
            got = compare_paired(luck < p_a, luck < p_b)
            held += got.low <= p_a - p_b <= got.high
        spread = math.sqrt(0.05 * 0.95 / runs)
        assert held / runs > 0.95 - 4 * spread


class TestNewcombe:
    # The examples of Newcombe 1998, Stat. Med. 17:873, method 10.
    @for_each(
        ("hits", "n", "low", "high"),
        [
            ((56, 48), (70, 80), 0.0524, 0.3339),
            ((9, 3), (10, 10), 0.1705, 0.8090),
            ((6, 2), (7, 7), 0.0582, 0.8062),
            ((5, 0), (56, 29), -0.0381, 0.1926),
            ((0, 0), (10, 20), -0.1611, 0.2775),
            ((0, 0), (10, 10), -0.2775, 0.2775),
            ((10, 0), (10, 20), 0.6791, 1.0000),
            ((10, 0), (10, 10), 0.6075, 1.0000),
        ],
    )
    def test_published_examples(
        self, hits: tuple[int, int], n: tuple[int, int], low: float, high: float
    ) -> None:
        assert newcombe(hits, n)[1:] == pytest.approx((low, high), abs=6e-5)

    @settings(deadline=None)
    @given(st.tuples(st.integers(1, 500), st.integers(1, 500)), st.data())
    def test_in_range_holding_the_value_and_mirrored_by_a_swap(
        self, n: tuple[int, int], data: st.DataObject
    ) -> None:
        hits = (data.draw(st.integers(0, n[0])), data.draw(st.integers(0, n[1])))
        value, low, high = newcombe(hits, n)
        assert -1 <= low <= value <= high <= 1
        assert low < high
        assert newcombe((hits[1], hits[0]), (n[1], n[0])) == (-value, -high, -low)

    @pytest.mark.parametrize("chances", [(0.05, 0.02), (0.2, 0.2), (0.5, 0.3)])
    def test_covers_by_exact_summation(self, chances: tuple[float, float]) -> None:
        n = 40
        weights = [stats.binom.pmf(np.arange(n + 1), n, chance) for chance in chances]
        covered = []
        for a, b in product(range(n + 1), range(n + 1)):
            weight = float(weights[0][a] * weights[1][b])
            if weight > 1e-9:
                _, low, high = newcombe((a, b), (n, n))
                covered.append(weight if low <= chances[0] - chances[1] <= high else 0.0)
        assert 0.94 <= math.fsum(covered) <= 0.99


class TestPaired:
    def test_is_a_minus_b_and_counts_the_flips(self) -> None:
        got = compare_paired(*worlds(both=40, only_a=9, only_b=2, neither=49))
        assert (got.value, got.flips_to, got.flips_from, got.n) == (0.07, 9, 2, 100)
        assert (got.low, got.high) == tango(9, 2, 100)
        assert got.distinguishable
        assert got.verdict == "A is higher"

    def test_a_swap_turns_everything_round(self) -> None:
        rng = np.random.default_rng(12)
        for a, b in (worlds(30, 12, 4, 54), (rng.normal(size=50), rng.normal(size=50))):
            one, other = compare_paired(a, b), compare_paired(b, a)
            assert (other.value, other.low, other.high) == (-one.value, -one.high, -one.low)
            assert (other.flips_to, other.flips_from) == (one.flips_from, one.flips_to)

    def test_worlds_that_agree_say_nothing_of_which_way(self) -> None:
        assert compare_paired(*worlds(90, 5, 3, 2)) == compare_paired(*worlds(2, 5, 3, 90))

    def test_common_luck_tells_apart_what_separate_luck_cannot(self) -> None:
        a, b = worlds(both=100, only_a=20, only_b=4, neither=1876)
        assert compare_paired(a, b).distinguishable
        assert not compare_unpaired(a, b).distinguishable
        assert compare_paired(a, b).value == pytest.approx(compare_unpaired(a, b).value)

    def test_the_same_run_twice_is_the_same(self) -> None:
        happened = worlds(7, 0, 0, 93)[0]
        got = compare_paired(happened, happened)
        assert (got.value, got.flips_to, got.flips_from) == (0, 0, 0)
        assert got.low < 0 < got.high
        assert got.verdict == SAME
        assert compare_paired([1.0, 2.0], [1.0, 2.0]).verdict == UNDECIDED

    def test_every_world_flipped(self) -> None:
        got = compare_paired(np.ones(50, dtype=bool), np.zeros(50, dtype=bool))
        assert (got.value, got.high) == (1, 1)
        assert 0.8 < got.low < 1

    def test_one_pair_decides_nothing(self) -> None:
        assert compare_paired([True], [False]).verdict == UNDECIDED
        assert compare_paired([2.0], [1.0]).verdict == UNDECIDED

    def test_numbers_get_the_paired_t(self) -> None:
        rng = np.random.default_rng(13)
        a = rng.normal(size=30)
        b = a + rng.normal(0.3, 0.2, size=30)
        got = compare_paired(a, b, 0.9)
        wanted = stats.ttest_rel(a, b).confidence_interval(0.9)
        assert (got.low, got.high) == pytest.approx((wanted.low, wanted.high), rel=1e-12)
        assert got.value == mean_estimate(a - b).value
        assert (got.flips_to, got.flips_from) == (None, None)
        assert got.verdict == "A is lower"

    def test_a_constant_shift_warns_that_width_0_is_no_proof(self) -> None:
        got = compare_paired([1.0, 2.0, 3.0], [0.5, 1.5, 2.5])
        assert (got.low, got.high) == (0.5, 0.5)
        assert "does not prove" in got.warning
        assert compare_paired(*worlds(7, 0, 0, 93)).warning == ""


class TestUnpaired:
    def test_happened_or_not_gets_newcombe(self) -> None:
        got = compare_unpaired([True] * 56 + [False] * 14, [True] * 48 + [False] * 32)
        assert (got.value, got.low, got.high) == newcombe((56, 48), (70, 80))
        assert (got.n_a, got.n_b) == (70, 80)

    def test_numbers_get_welch(self) -> None:
        rng = np.random.default_rng(14)
        a, b = rng.normal(0, 1, 25), rng.normal(0.5, 3, 60)
        got = compare_unpaired(a, b, 0.9)
        wanted = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.9)
        assert (got.low, got.high) == pytest.approx((wanted.low, wanted.high), rel=1e-10)

    def test_one_world_leaves_the_interval_unbounded(self) -> None:
        got = compare_unpaired([1.0], [2.0, 3.0])
        assert (got.low, got.high) == (-math.inf, math.inf)
        assert got.verdict == UNDECIDED

    def test_two_constant_runs_warn_that_width_0_is_no_proof(self) -> None:
        got = compare_unpaired([2.0, 2.0], [1.0, 1.0, 1.0])
        assert (got.value, got.low, got.high) == (1, 1, 1)
        assert "does not prove" in got.warning

    def test_tiny_spreads_keep_their_degrees_of_freedom(self) -> None:
        a, b = np.array([1.0, 2.0, 4.0]), np.array([1.5, 2.5, 2.0, 7.0])
        plain, tiny = compare_unpaired(a, b), compare_unpaired(a * 1e-140, b * 1e-140)
        assert tiny.high == pytest.approx(plain.high * 1e-140, rel=1e-9)


class TestText:
    def test_a_difference_is_written_with_direction_interval_and_n(self) -> None:
        got = PairedDifference(value=-0.008, low=-0.0131, high=-0.0032, method="Tango", n=2000)
        assert (
            str(got)
            == "A − B = −0.8 points (−1.3 to −0.3), n = 2 000 pairs, Tango 95 %: A is lower"
        )
        assert str(compare_unpaired([1.0], [2.0])) == (
            "A − B = −1.00 (no interval), n = 1 and 1, unpaired, Welch 95 %: not distinguishable at this n"
        )

    def test_as_dict_is_json_without_infinity(self) -> None:
        for got in (
            compare_paired([1.0], [2.0]),
            compare_unpaired([True], [False]),
            compare_paired(*worlds(1, 2, 3, 4)),
        ):
            fields = json.loads(json.dumps(got.as_dict(), allow_nan=False))
            assert fields["verdict"] == got.verdict
            assert fields["value"] == got.value


class TestRefusals:
    def test_runs_of_different_length_are_no_pairs(self) -> None:
        with pytest.raises(DataProblem, match="same worlds") as caught:
            compare_paired([True, False], [True])
        assert "unpaired" in caught.value.remedy

    @pytest.mark.parametrize("compare", [compare_paired, compare_unpaired])
    def test_what_cannot_be_compared(self, compare: Callable[..., object]) -> None:
        for a, b, why in (
            ([], [], "no worlds"),
            ([True, False], [0.0, 1.0], "cannot be compared"),
            (["a"], ["b"], "one value a world"),
            ([[1.0]], [[1.0]], "one value a world"),
            ([1.0, math.nan], [1.0, 2.0], "NaN"),
            ([1.0, math.inf], [1.0, math.inf], "infinite"),
        ):
            with pytest.raises(DataProblem, match=why):
                compare(a, b)
