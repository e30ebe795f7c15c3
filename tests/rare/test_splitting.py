"""Splitting is unbiased whatever the levels, its interval holds, and it saves work where the event is rare."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import UsageProblem
from sim.study.estimate.splitting import Levels, gain, placed, split, weight_estimate
from tests.rare.ruin import Gambler

EVEN = Levels((12.0, 15.0, 18.0), (2, 3, 2))


def off_by(gambler: Gambler, levels: Levels, roots: int) -> float:
    """Return by how many standard errors the estimate is off."""
    total = split(gambler, levels, np.arange(roots), batch=roots).total
    return float((total.mean() - gambler.chance) / (total.std(ddof=1) / np.sqrt(roots)))


def test_the_ruin_of_a_gambler_at_49_per_cent_is_the_closed_form() -> None:
    """To be ruined from 10 of 20 at .49 is, seen from the bank, to win at .51."""
    bank = Gambler(0.51)
    assert bank.chance == pytest.approx(0.5987004770, abs=1e-10)
    assert abs(off_by(bank, EVEN, 4000)) < 4.0
    assert abs(off_by(bank, Levels(), 4000)) < 4.0


@pytest.mark.parametrize("p", [0.3, 0.4])
@pytest.mark.parametrize(
    "levels",
    [Levels((11.0, 12.0, 14.0, 17.0), (2, 2, 3, 3)), Levels((10.5,), (7,)), Levels((13.0, 19.0), (1, 5))],
    ids=["four", "one", "idle"],
)
def test_any_levels_give_the_closed_form(p: float, levels: Levels) -> None:
    assert abs(off_by(Gambler(p), levels, 4000)) < 4.0


def test_the_interval_holds_about_as_often_as_it_says() -> None:
    """Roots are alike, so groups of them are repetitions."""
    gambler = Gambler(0.4)
    total = split(gambler, EVEN, np.arange(40_000), batch=40_000).total
    found = [weight_estimate(part) for part in total.reshape(100, 400)]
    held = sum(each.low <= gambler.chance <= each.high for each in found)
    assert 88 <= held <= 100
    assert abs(total.mean() - gambler.chance) < 4.0 * np.std([each.value for each in found], ddof=1) / 10.0


def test_it_saves_work_where_the_event_is_rare_and_levels_are_found_by_trial() -> None:
    gambler = Gambler(0.25)
    levels = placed(gambler, range(11, 20), [np.arange(500) + 10**9 + 500 * k for k in range(8)])
    found = split(gambler, levels.levels, np.arange(4000))
    assert gambler.chance == pytest.approx(1.7e-5, rel=0.01)
    assert found.probability().low < gambler.chance < found.probability().high
    assert gain(found, levels.steps) > 20.0


def test_the_gain_is_the_ratio_of_variance_times_work() -> None:
    """Without levels splitting is plain, and saves nothing."""
    found = split(Gambler(0.4), Levels(), np.arange(5000))
    assert gain(found) == pytest.approx(1.0, rel=1e-3)
    assert gain(found, found.steps) == pytest.approx(0.5, rel=1e-3)


def test_roots_are_what_is_played_without_splitting() -> None:
    plain, with_copies = (split(Gambler(0.4), levels, np.arange(500)) for levels in (Levels(), EVEN))
    assert (plain.plain == with_copies.plain).all()
    assert (plain.total == plain.plain).all()
    assert plain.steps == with_copies.plain_steps


def test_it_does_not_matter_how_many_roots_go_at_a_time() -> None:
    whole, parts = (split(Gambler(0.4), EVEN, np.arange(300), grid=[11, 15, 19], batch=n) for n in (1000, 37))
    assert whole.total.tobytes() == parts.total.tobytes()
    assert (whole.steps, whole.events) == (parts.steps, parts.events)
    assert whole.seen.tolist() == parts.seen.tolist()
    np.testing.assert_allclose(whole.reached, parts.reached, rtol=1e-12)


def test_how_often_a_score_is_reached_is_unbiased_too() -> None:
    found = split(Gambler(0.4), EVEN, np.arange(8000), grid=[13, 17, 20])
    for goal, reached in zip((13, 17, 20), found.reached, strict=True):
        chance = Gambler(0.4, goal=goal).chance
        assert reached == pytest.approx(chance, rel=0.15)
    assert found.reached[-1] == pytest.approx(found.total.mean())


def test_an_event_that_never_came_is_bounded_by_wilson() -> None:
    found = weight_estimate(np.zeros(100))
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0.03 < found.high < 0.04
    assert np.isnan(gain(split(Gambler(0.01), Levels(), np.arange(50))))


@pytest.mark.parametrize(
    ("at", "copies"), [((2.0, 1.0), (2, 2)), ((1.0, 1.0), (2, 2)), ((1.0,), (0,)), ((1.0,), (2, 2))]
)
def test_levels_that_are_none_are_refused(at: tuple[float, ...], copies: tuple[int, ...]) -> None:
    with pytest.raises(UsageProblem, match="levels"):
        Levels(at, copies)
