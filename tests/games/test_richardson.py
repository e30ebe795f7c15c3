"""Richardson's arms race: Richardson (1960), Arms and Insecurity, Boxwood Press."""

import numpy as np
import pytest
from scipy.linalg import expm

from tests.games.crises import ArmsRace, arms_race_equilibrium, arms_race_path

RATES = np.random.default_rng(12).uniform(0.1, 2.0, size=(4, 60))
GRIEVANCES = np.random.default_rng(13).uniform(-1.0, 1.0, size=(2, 60))


def test_arms_come_to_rest_exactly_where_fatigue_outweighs_reaction() -> None:
    k, m, a, b = RATES
    race = ArmsRace((k, m), (a, b), (GRIEVANCES[0], GRIEVANCES[1]))
    arms, settled = arms_race_equilibrium(race, worlds=60)
    margin = a * b / (k * m)
    clear = (margin > 1.05) | (margin < 1.0)
    assert (settled[clear] == (margin > 1.0)[clear]).all()
    assert settled.any()
    assert not settled.all()
    assert np.isnan(arms[:, ~settled]).all()


def test_they_rest_at_the_closed_form() -> None:
    k, m, a, b = RATES
    g, h = GRIEVANCES
    arms, settled = arms_race_equilibrium(ArmsRace((k, m), (a, b), (g, h)), worlds=60)
    determinant = a * b - k * m
    wanted = np.stack([(b * g + k * h) / determinant, (m * g + a * h) / determinant])
    assert arms[:, settled] == pytest.approx(wanted[:, settled], rel=1e-6, abs=1e-7)


def test_a_race_far_beyond_stability_passes_every_bound_without_a_warning() -> None:
    arms, settled = arms_race_equilibrium(ArmsRace((50.0, 80.0), (0.1, 0.2), (1.0, 1.0)))
    assert not settled.any()
    assert np.isnan(arms).all()


@pytest.mark.parametrize("rates", [(1.0, 0.5, 1.5, 1.0), (2.0, 1.5, 0.5, 0.7)])
def test_small_steps_follow_the_solution_of_the_equations(rates: tuple[float, ...]) -> None:
    k, m, a, b = rates
    system = np.array([[-a, k], [m, -b]])
    rest = np.linalg.solve(system, [-0.3, -0.2])
    start = np.array([1.0, 0.2])
    exact = rest + expm(system * 2.0) @ (start - rest)
    path = arms_race_path(ArmsRace((k, m), (a, b), (0.3, 0.2)), (1.0, 0.2), steps=20_000, step=1e-4)
    assert path.shape == (20_001, 2)
    assert path[0].tolist() == [1.0, 0.2]
    assert path[-1] == pytest.approx(exact, rel=2e-3)


def test_a_stable_race_ends_at_its_resting_point_and_an_unstable_one_runs_away() -> None:
    stable = ArmsRace((1.0, 0.5), (1.5, 1.0), (0.3, 0.2))
    rest, _ = arms_race_equilibrium(stable)
    assert arms_race_path(stable, (3.0, 0.0), 4000, 0.02)[-1] == pytest.approx(rest[:, 0], abs=1e-8)
    unstable = ArmsRace((2.0, 1.5), (0.5, 0.7), (0.3, 0.2))
    path = arms_race_path(unstable, (3.0, 0.0), 1000, 0.02)
    assert (np.diff(path[-100:], axis=0) > 0.0).all()
    assert path[-1].min() > 1e6


def test_nothing_moves_at_the_resting_point() -> None:
    race = ArmsRace((1.0, 0.5), (1.5, 1.0), (0.3, 0.2))
    x, y = (0.3 + 0.2) / 1.0, (0.5 * 0.3 + 1.5 * 0.2) / 1.0
    assert race.growth((np.array(x), np.array(y))) == pytest.approx((0.0, 0.0), abs=1e-12)
    assert race.answer((np.array(x), np.array(y))) == pytest.approx((x, y), abs=1e-12)
