"""Whether chains agree, what was learnt and what is tied are told from sets whose answer is known."""

import numpy as np
import pytest

from sim.analysis.history.filter import Clouds
from sim.analysis.history.learnt import learnt_of, not_identified, overlap, pooled, rank_rhat, tied, weighted_quantiles
from sim.analysis.history.posterior import Sampler
from sim.analysis.history.prior import FITTED, numbers_at

TWO = FITTED[:2]
LUCK = np.random.default_rng(1)


def chain(shares: np.ndarray, log_weight: np.ndarray | None = None) -> Sampler:
    """Return a sampler whose sets lie at shares `(sets, 2)` of the ranges."""
    logits = np.log(shares) - np.log1p(-shares)
    sets = len(shares)
    clouds = Clouds(
        numbers_at(logits, TWO), {}, {}, 5, 7, np.zeros(sets, np.int64), np.empty((3, 0)), np.empty((sets, 0))
    )
    none = np.zeros(sets) if log_weight is None else log_weight
    return Sampler(logits, none, np.zeros(sets), clouds, None, 7, fitted=TWO)  # type: ignore[arg-type]


def uniform(sets: int = 4000) -> np.ndarray:
    return LUCK.random((sets, 2)) * 0.999998 + 1e-6


def test_sets_of_the_prior_have_learnt_nothing():
    found = learnt_of([chain(uniform()), chain(uniform())])
    assert [each.said for each in found] == ["no", "no"]
    for each in found:
        assert each.ratio.value == pytest.approx(1.0, abs=0.03)
        assert each.shared > 0.95
        assert each.rhat < 1.01
        low, high = each.item.low, each.item.high
        assert (each.mean.low - low) / (high - low) == pytest.approx(0.025, abs=0.01)


def test_what_is_informed_has_the_sd_that_it_should():
    narrow = 0.5 + 0.2 * (uniform() - 0.5)
    found = learnt_of([chain(narrow), chain(narrow[::-1])])
    assert [round(each.ratio.value, 1) for each in found] == [0.2, 0.2]
    assert found[0].shared == pytest.approx(0.2, abs=0.02)
    assert found[0].said == "yes"


def test_weights_count_as_so_many_sets():
    shares = uniform(50)
    twice = chain(np.concatenate([shares, shares[:10]]))
    heavy = chain(shares, np.where(np.arange(50) < 10, np.log(2.0), 0.0))
    for one, other in zip(learnt_of([twice]), learnt_of([heavy]), strict=True):
        assert one.mean.value == pytest.approx(other.mean.value)
        assert one.ratio.value == pytest.approx(other.ratio.value)


def test_chains_that_lie_apart_do_not_agree():
    low, high = uniform() * 0.4 + 1e-6, uniform() * 0.4 + 0.6 - 1e-6
    found = learnt_of([chain(low), chain(high)])
    assert found[0].rhat > 1.5
    assert found[0].agreed == pytest.approx(0.5, abs=0.05)


def test_of_spread_alone_rhat_tells_too():
    assert rank_rhat(np.stack([LUCK.normal(size=2000), 4 * LUCK.normal(size=2000)])) > 1.1


def test_what_moves_together_is_named():
    base = uniform(500)
    base[:, 1] = 0.8 * (1.0 - base[:, 0]) + 0.2 * base[:, 1]
    ((one, other, r),) = tied([chain(base)])
    assert {one.name, other.name} == {item.name for item in TWO}
    assert r < -0.9
    assert any("Known only together" in said for said in not_identified(learnt_of([chain(base)]), [(one, other, r)]))


def test_a_posterior_at_the_end_of_its_range_is_named():
    found = learnt_of([chain(uniform() * 0.09 + 1e-6)])
    assert found[0].end == "low"
    assert "the range decides" in not_identified(found, [])[-1]


def test_chains_are_pooled_with_the_same_weight():
    both = pooled([chain(uniform(10)), chain(uniform(10), np.arange(10.0))])
    assert both.weight[:10].sum() == pytest.approx(0.5)


def test_quantiles_of_equal_weights_are_those_of_order():
    values = LUCK.normal(size=1001)
    assert weighted_quantiles(values, np.ones(1001), (0.5,))[0] == pytest.approx(np.median(values))
    assert overlap(np.array([0.2, 0.8]), np.array([0.2, 0.8])) == pytest.approx(1.0)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_rank_rhat_is_that_of_arviz_on_chains_that_it_does_not_split():
    arviz = pytest.importorskip("arviz")
    chains = LUCK.gamma(2.0, size=(2, 400)) + np.array([[0.0], [0.3]])
    assert rank_rhat(chains.reshape(4, 200)) == pytest.approx(float(arviz.rhat(chains, method="rank")), abs=1e-6)
