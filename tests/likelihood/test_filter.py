"""The filter: the same bytes on every engine, no months ahead, sets apart, and what cannot be is
named.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem
from sim.core.engine import play
from sim.history import filter as filters
from sim.history.ahead import calendar_ahead, ensemble, shown_ahead
from sim.history.filter import Clouds, check_possible, systematic
from sim.history.kept_posterior import kept_prior
from sim.history.record import load_record
from sim.history.sightings import calendar_of
from sim.history.start_1990 import Beginning, log_peace_before

from .support import CALENDAR, log_likelihood, months_of

BEGINNING = Beginning.of_1990()


@cache
def record() -> Floats:
    return calendar_of(load_record())


def clouds(clash: list[float], particles: int = 8, seed: int = 5, **fixed: float) -> Clouds:
    numbers = {"clash": np.array(clash)}
    return Clouds.before(numbers, BEGINNING.ranges, BEGINNING.certain | fixed, particles, seed)


def after(cloud: Clouds, calendar: Floats, jobs: int = 1) -> bytes:
    """Return the bytes of what a filter comes to: its increments, particles and weights."""
    increments = log_likelihood(cloud, calendar, jobs)
    return increments.tobytes() + cloud.state.tobytes() + cloud.weight.tobytes()


def test_engines_make_the_same_particles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two years, resampling and all, to the last bit."""
    found = set()
    for engine in ("kernel", "numpy", "python"):
        monkeypatch.setattr(
            filters, "play", lambda job, jobs, game, e=engine: play(job, e, jobs, game=game)
        )
        found.add(after(clouds([0.1], particles=3), record()[168:192]))
    assert len(found) == 1


def test_threads_change_nothing() -> None:
    wide = [0.1] * 600
    assert after(clouds(wide), record()[:4], jobs=2) == after(clouds(wide), record()[:4])


def test_a_set_goes_by_its_place_and_by_nothing_that_stands_after_it() -> None:
    """Luck is addressed by the place of a particle: the first sets of a batch are the same whatever
    follows them.

    In another place the same numbers have other luck: their likelihood is the same only but for the
    Monte Carlo error.
    """
    few = log_likelihood(clouds([0.1, 0.3]), record()[150:200])
    many = log_likelihood(clouds([0.1, 0.3, 0.3, 0.1]), record()[150:200])
    assert (few == many[:, :2]).all()
    assert (many[:, 0] != many[:, 3]).any()


def test_a_replay_has_luck_of_its_own() -> None:
    """A run tells replays apart, in what begins, in what is drawn, and in who is drawn anew; copies
    keep their run.
    """
    numbers, certain = {"clash": np.array([0.1])}, BEGINNING.certain
    made = [Clouds.before(numbers, BEGINNING.ranges, certain, 8, 5, run) for run in (0, 1)]
    assert (made[0].start["start_tension"] != made[1].start["start_tension"]).all()
    assert made[0]._luck_of_resampling() != made[1]._luck_of_resampling()
    for cloud in made:
        cloud.read(record()[:1])
    assert (made[0].of("tension") != made[1].of("tension")).all()
    both = made[1].picked(np.array([0, 0]))
    assert both._luck_of_resampling()[0] == made[1]._luck_of_resampling()[0]


def test_the_peace_before_the_record_hangs_on_the_numbers_alone() -> None:
    numbers = {"clash": np.array([0.05, 0.4, 0.05])}
    chances = [log_peace_before(numbers, BEGINNING.certain, seed, 1) for seed in range(12)]
    assert all(chance[0] == chance[2] for chance in chances)
    assert sum(chance[0] for chance in chances) > sum(chance[1] for chance in chances)


def test_later_months_leave_earlier_ones_untouched() -> None:
    """Whatever is said of a later month, increments and clouds before it are the same, bit for
    bit.
    """
    months = record()[150:190]
    first, other = clouds([0.1, 0.3]), clouds([0.1, 0.3])
    changed = months.copy()
    changed[30:, CALENDAR.index("seen_test")] = 1.0 - changed[30:, CALENDAR.index("seen_test")]
    assert after(first, months[:30]) == after(other, changed[:30])
    assert (log_likelihood(first, months[30:]) != log_likelihood(other, changed[30:])).any()


def test_the_calendar_of_a_month_is_known_in_it() -> None:
    """A record cut after a month gives the same months as the whole one: nothing looks ahead."""
    whole = load_record()
    for month in ("1994-08", "2006-11", "2017-02"):
        cut = calendar_of(whole.before(month))
        assert (cut == record()[: len(cut)]).all()


@pytest.mark.parametrize("particles", [1, 7, 200])
def test_drawing_anew_keeps_every_weight_to_within_one(particles: int) -> None:
    r = np.random.default_rng(particles)
    weight = r.exponential(size=(50, particles)) * (r.random((50, particles)) < 0.7) + 1e-12
    weight /= weight.mean(axis=1, keepdims=True)
    parents = systematic(weight, r.random(50))
    counts = np.array([np.bincount(row, minlength=particles) for row in parents])
    assert (np.abs(counts - weight) < 1.0 + 1e-9).all()
    assert (np.diff(parents, axis=1) >= 0).all()


def test_drawing_anew_keeps_the_mean() -> None:
    """Over the luck, each particle is drawn as often as its weight says: exactly, on a fine grid of
    luck.
    """
    weight = np.array([[0.3, 0.0, 1.9, 0.05, 2.75]])
    grid = (np.arange(4000) + 0.5) / 4000
    parents = systematic(np.repeat(weight, 4000, axis=0), grid)
    counts = np.bincount(parents.ravel(), minlength=5) / 4000
    assert np.abs(counts - weight[0]).max() < 1e-3
    assert counts[1] == 0.0


def test_drawing_anew_goes_by_weights_and_set_alone() -> None:
    """Equal weights leave a cloud as it is; the scale of weights and the order of sets change
    nothing.
    """
    r = np.random.default_rng(1)
    weight, luck = r.exponential(size=(9, 40)), r.random(9)
    order = r.permutation(9)
    parents = systematic(weight, luck)
    assert (systematic(4.0 * weight, luck) == parents).all()
    assert (systematic(weight[order], luck[order]) == parents[order]).all()
    assert (systematic(np.ones((9, 40)), luck) == np.arange(40)).all()


@pytest.mark.parametrize("engine", ["kernel", "numpy", "python"])
def test_a_month_that_cannot_be_is_named(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No chance at all is minus infinity, with no NaN and no warning; the report names the first
    such month.
    """
    monkeypatch.setattr(filters, "play", lambda job, jobs, game: play(job, engine, jobs, game=game))
    calendar = months_of(*({"seen_lethal": seen} for seen in (0.0, 0.0, 1.0)))
    cloud = clouds([0.1, 0.2], **{"lethal_false": 0.0, "lethal_listed": 0.0})
    increments = log_likelihood(cloud, calendar)
    assert np.isfinite(increments[:2]).all()
    assert (increments[2] == -np.inf).all()
    assert np.isfinite(cloud.state).all()
    names = ("1990-01", "1990-02", "1990-03")
    with pytest.raises(DataProblem, match="no chance at all to the record of 1990-03"):
        check_possible(increments, names, "mine.csv")
    check_possible(increments[:2], names, "mine.csv")


def test_a_particle_that_could_not_have_made_a_month_leaves_the_cloud() -> None:
    """Where no others than lethal acts are listed as such, a death weighs on the few particles that
    can kill.
    """
    cloud = clouds([0.1] * 20, particles=10, **{"lethal_false": 0.0, "lethal_listed": 1.0})
    calendar = months_of({"seen_lethal": 1.0}, {"seen_lethal": 0.0}, {"seen_lethal": 1.0})
    assert np.isfinite(log_likelihood(cloud, calendar)).all()
    assert np.isfinite(cloud.state).all()
    assert (cloud.of("pyongyang_deed") == 5.0).all()


def test_nobody_reads_the_type_of_kim_that_a_particle_began_with() -> None:
    first, other = clouds([0.2] * 10), clouds([0.2] * 10)
    for cloud in (first, other):
        log_likelihood(cloud, record()[:2])
    place = filters.PLACES.index("kim.type")
    other.state[place] = 2.0 - other.state[place]
    increments = [log_likelihood(cloud, record()[2:40]).tobytes() for cloud in (first, other)]
    assert increments[0] == increments[1]
    assert (
        np.delete(first.state, place, axis=0).tobytes()
        == np.delete(other.state, place, axis=0).tobytes()
    )


def forecast(calendar: Floats, months: int) -> bytes:
    """Return the bytes of what is forecast by a sampler that has read some of the months that it is
    given.
    """
    sampler = kept_prior(8, 6, 3).sampler(6, 3)
    for month in range(months):
        sampler.read(calendar[: month + 1])
    shown = shown_ahead(ensemble(sampler, 50, 3), calendar_ahead("1991-01", 6), 3)
    return sampler.weight.tobytes() + b"".join(
        np.packbits(shown[name]).tobytes() for name in sorted(shown)
    )


def test_a_forecast_knows_nothing_later_than_its_origin() -> None:
    """Whatever comes after the origin, or nothing at all: sets, moves and worlds ahead are the
    same, bit for bit.
    """
    later = record()[:24].copy()
    later[12:] = record()[200:212]
    wanted = forecast(record()[:24], 12)
    assert forecast(later, 12) == wanted
    assert forecast(record()[:12], 12) == wanted
    assert forecast(later, 13) != wanted
