"""Distributions: what quantiles and tails promise, and what pairs need."""

import math

import numpy as np
import pytest
from scipy.stats import binom, norm

import sim
from sim.core.base.errors import DataProblem, NothingLeft, UsageProblem
from sim.show.tables import as_csv, as_text
from sim.study.estimate.distribution import SHARES, Distribution, Distributions
from sim.study.estimate.paired import compare_paired
from sim.study.estimate.tails import binomial_quantile
from tests.for_each import for_each

LUCK = np.random.default_rng(5)


def made(values: np.ndarray, better: str = "high", luck: object = "same") -> Distribution:
    return Distribution("value", values, "months", better, luck=luck, worlds=np.arange(values.size))  # type: ignore[arg-type]


class TestQuantilesAndTails:
    @for_each("n", [1, 7, 100, 2000, 100_000])
    @for_each("share", SHARES)
    def test_ranks_are_those_of_the_binomial(self, n: int, share: float) -> None:
        for chance in (0.025, 0.5, 0.975):
            assert binomial_quantile(chance, n, share) == int(binom.ppf(chance, n, share))

    def test_a_tail_holds_the_mean_of_the_worst_tenth(self) -> None:
        held = 0
        truth = -norm.pdf(norm.ppf(0.1)) / 0.1
        for _ in range(60):
            found = made(LUCK.normal(size=400)).tail_mean()
            held += found.low <= truth <= found.high
        assert held >= 50

    def test_what_is_worse_has_the_side_of_the_outcome(self) -> None:
        rising = np.arange(1000.0)
        assert made(rising).tail_mean().value == np.arange(100).mean()
        assert made(rising, "low").tail_mean().value == np.arange(900, 1000).mean()
        assert made(rising).beyond(99.5).value == made(rising, "low").beyond(899.5).value == 0.1

    def test_too_few_worlds_have_no_tail(self) -> None:
        with pytest.raises(UsageProblem, match="too few"):
            made(np.arange(100.0)).tail_mean(0.05)

    def test_no_world_has_no_distribution(self) -> None:
        with pytest.raises(NothingLeft):
            made(np.zeros(0))

    def test_what_has_not_come_is_beyond_the_horizon_and_has_no_mean(self) -> None:
        found = Distribution("war", np.r_[np.arange(1.0, 41.0), np.full(160, math.inf)], horizon=36)
        assert found.texts[-1] == "> 36"
        assert found.came.value == 0.2
        with pytest.raises(DataProblem):
            _ = found.mean


class TestPairs:
    def test_other_luck_is_no_pair(self) -> None:
        a = made(LUCK.normal(size=50))
        with pytest.raises(UsageProblem, match="same worlds"):
            a.against(made(a.values, luck="other"))
        with pytest.raises(UsageProblem, match="same worlds"):
            made(a.values, luck=None).against(a)

    def test_the_difference_is_that_of_shared_worlds(self) -> None:
        a, b = made(LUCK.normal(size=2000)), made(LUCK.normal(0.3, 2.0, 2000))
        assert a.against(b) == compare_paired(a.values, b.values)


class TestShown:
    def test_rows_fit_80_columns_and_files_have_the_limits(self) -> None:
        found = Distributions(
            {
                name: made(LUCK.normal(size=500) * 40.0)
                for name in ("Washington", "maximum pressure")
            }
        )
        table = found.table(caption="Value")
        text = as_text(table, width=80)
        assert max(map(len, text.splitlines())) <= 80
        assert "5 % low" in as_csv(table)

    def test_frame_and_arrays_say_names(self) -> None:
        found = Distributions({"a": made(LUCK.normal(size=500)), "b": made(LUCK.normal(size=500))})
        frame = found.to_frame()
        assert set(frame["group"]) == {"a", "b"}
        assert list(found.to_xarray()["measure"].to_numpy()[:3]) == ["5 %", "25 %", "50 %"]


class TestRuns:
    spring = sim.load_scenario("2017-spring")

    def test_parts_by_kim_are_the_whole(self) -> None:
        run = sim.run(self.spring, worlds=300)
        parts = run.distribution("value_washington", by="kim_type")
        assert (
            sum(each.n for each in parts.values()) == run.distribution("value_washington").n == 300
        )

    def test_months_to_war_come_in_as_many_worlds_as_war(self) -> None:
        run = sim.run(self.spring.change({"washington.policy": "maximum_pressure"}), worlds=1000)
        found = run.distribution("months_to_war")
        assert found.came.value == run.probability("war").value > 0.0
        own = run.columns["war"]
        assert found.values[own].tolist() == run.columns["months"][own].tolist()
        freeze = np.isfinite(run.distribution("months_to_freeze").values)
        assert freeze.tolist() == run.columns["ever_freeze"].tolist()

    def test_cells_of_a_grid_are_pairs_in_all_other_factors(self) -> None:
        over = {"washington.policy": ["engagement", "patience"], "beijing.enforcement": [0.0, 1.0]}
        results = sim.sweep(self.spring, over, worlds=50).results
        parts = results.distributions("value_washington", "washington.policy")
        a, b = (
            np.concatenate([results.run(cell).columns["value_washington"] for cell in cells])
            for cells in ((0, 1), (2, 3))
        )
        assert parts["engagement"].against(parts["patience"]) == compare_paired(a, b)

    def test_a_flag_and_an_unknown_name_are_refused(self) -> None:
        run = sim.run(self.spring, worlds=20)
        with pytest.raises(UsageProblem, match="happens or not"):
            run.distribution("war")
        with pytest.raises(UsageProblem, match="no number"):
            run.distribution("value_washingtn")
        with pytest.raises(UsageProblem, match="to group by"):
            run.distribution("tests", by="nosuch")
