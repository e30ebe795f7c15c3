"""Chains keep the posterior, go on after a stop as if there had been none, and tell whether they
have converged.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history import chains as of
from sim.history.chains import Chains, Setting, go_on, load, race, save
from sim.history.converged import bulk_ess, r_hat
from sim.history.directions import FITTED, LOGISTIC_VARIANCE
from sim.history.record import load_record
from sim.history.sightings import calendar_of

SMALL = Setting(8, 10, 7)
CALENDAR = calendar_of(load_record().window("1990-01", "1990-06"))
LUCK = np.random.default_rng(1)


def begun(setting: Setting = SMALL) -> Chains:
    """Return chains that begin at draws of the prior."""
    z = np.random.default_rng(2).logistic(size=(setting.chains, len(FITTED)))
    return Chains.before(setting, z, CALENDAR)


def test_where_every_month_is_certain_the_chains_draw_the_prior(monkeypatch) -> None:
    def certain(clouds, calendar, needed, jobs=1):
        return np.zeros(clouds.sets), np.flatnonzero(needed < 0.0)

    monkeypatch.setattr(of, "race", certain)
    monkeypatch.setattr(Setting, "log_peace", lambda self, z: np.zeros(len(z)))
    made = go_on(begun(Setting(40, 1, 3)), CALENDAR, 600, None)
    draws = made.kept
    assert draws.shape == (40, 450, len(FITTED))
    assert np.abs(draws.mean(axis=(0, 1))).max() < 0.25
    np.testing.assert_allclose(draws.var(axis=(0, 1)), LOGISTIC_VARIANCE, rtol=0.2)
    assert max(r_hat(draws[:, :, place]) for place in range(len(FITTED))) < 1.25


def test_a_piece_that_goes_on_is_as_one_that_never_stopped(tmp_path: Path) -> None:
    whole = go_on(begun(), CALENDAR, 6, None)
    path = tmp_path / "chains"
    go_on(begun(), CALENDAR, 6, path, lambda chains: len(chains.path) < 3)
    again = load(path, SMALL)
    assert again
    assert len(again.path) == 3
    np.testing.assert_array_equal(go_on(again, CALENDAR, 6, path).kept, whole.kept)
    assert path.stat().st_size < 100_000


def test_each_chain_has_its_own_luck_and_keeps_it_unless_it_takes_new() -> None:
    setting = replace(SMALL, chains=4)
    z, never = np.zeros((4, len(FITTED))), np.full(4, -np.inf)
    first, _ = race(setting.clouds(z, np.array([1, 2, 3, 1])), CALENDAR, never)
    assert first[0] == first[3]
    assert len(set(first[:3].tolist())) == 3
    alone, _ = race(setting.clouds(z[:1], np.array([3])), CALENDAR, never[:1])
    assert alone[0] == first[2]


def test_a_proposal_that_is_dropped_on_the_way_would_not_have_been_taken() -> None:
    z, draws = np.random.default_rng(5).logistic(size=(8, len(FITTED))), np.arange(8)
    whole, _ = race(SMALL.clouds(z, draws), CALENDAR, np.full(8, -np.inf))
    needed = np.full(8, float(np.median(whole)))
    total, left = race(SMALL.clouds(z, draws), CALENDAR, needed)
    assert left.tolist() == np.flatnonzero(whole > needed).tolist()
    np.testing.assert_array_equal(total[left], whole[left])


def test_chains_of_other_rules_are_refused_and_a_broken_file_is_none(
    tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "chains"
    assert load(path, SMALL) is None
    save(begun(), path)
    assert load(path, replace(SMALL, particles=99)).setting.particles == 10
    monkeypatch.setattr(of, "rules", lambda: "other")
    with pytest.raises(DataProblem, match="begun with rules"):
        load(path, SMALL)
    path.write_bytes(path.read_bytes()[:50])
    assert load(path, SMALL) is None


def test_independent_draws_have_converged_and_all_of_them_count() -> None:
    draws = LUCK.standard_cauchy((10, 500))
    assert r_hat(draws) < 1.01
    assert bulk_ess(draws) == pytest.approx(5000, rel=0.15)


def test_chains_that_differ_in_place_or_width_have_not_converged() -> None:
    draws = LUCK.normal(size=(10, 500))
    assert r_hat(draws + np.arange(10)[:, None] / 5.0) > 1.1
    assert r_hat(draws * np.where(np.arange(10) < 5, 1.0, 3.0)[:, None]) > 1.1
    assert bulk_ess(draws + np.arange(10)[:, None]) < 100


def test_of_draws_that_remember_the_last_one_as_many_count_as_the_law_says() -> None:
    steps, rho = 4000, 0.8
    draws = np.zeros((8, steps))
    for row in range(1, steps):
        draws[:, row] = rho * draws[:, row - 1] + LUCK.normal(size=8)
    wanted = 8 * steps * (1.0 - rho) / (1.0 + rho)
    assert bulk_ess(draws) == pytest.approx(wanted, rel=0.25)


def test_both_are_as_arviz_has_them() -> None:
    arviz = pytest.importorskip("arviz")
    draws = np.cumsum(LUCK.normal(size=(6, 300)), axis=1) * 0.1 + LUCK.normal(size=(6, 300))
    assert r_hat(draws) == pytest.approx(float(arviz.rhat(draws)), rel=1e-6)
    assert bulk_ess(draws) == pytest.approx(float(arviz.ess(draws, method="bulk")), rel=0.02)
