"""The filter: the same bytes on every engine, no months ahead, sets apart, and what cannot be is
named.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem
from sim.core.engine import play
from sim.history import ahead, filter as filters
from sim.history.filter import Clouds, systematic
from sim.history.record import load_record
from sim.history.record_calendar import calendar_of
from sim.history.start_1990 import certain_values, uncertain_ranges
from sim.options import Workspace

from .support import CALENDAR, after_months, log_likelihood, months_of


@cache
def record() -> Floats:
    return calendar_of(load_record())


def clouds(clash: list[float], particles: int = 8, seed: int = 5, **fixed: float) -> Clouds:
    numbers = {"clash": np.array(clash)}
    return Clouds.before(numbers, uncertain_ranges(), certain_values() | fixed, particles, seed)


def after(cloud: Clouds, calendar: Floats, jobs: int = 1) -> bytes:
    """Return the bytes of what a filter comes to: its log chances, particles and weights."""
    read = after_months(cloud, calendar, jobs)
    chances = np.array([clouds.log_chance for clouds in read])
    return chances.tobytes() + read[-1].state.tobytes() + read[-1].weight.tobytes()


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


def test_later_months_leave_earlier_ones_untouched() -> None:
    """Whatever is said of a later month, increments and clouds before it are the same, bit for
    bit.
    """
    months = record()[150:190]
    first, other = clouds([0.1, 0.3]), clouds([0.1, 0.3])
    changed = months.copy()
    changed[30:, CALENDAR.index("seen_test")] = 1.0 - changed[30:, CALENDAR.index("seen_test")]
    assert after(first, months[:30]) == after(other, changed[:30])
    assert (log_likelihood(first, months) != log_likelihood(other, changed)).any()


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
def test_a_month_that_cannot_be_has_no_chance_and_breaks_nothing(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No chance at all is minus infinity, with no NaN and no warning."""
    monkeypatch.setattr(filters, "play", lambda job, jobs, game: play(job, engine, jobs, game=game))
    calendar = months_of(*({"seen_lethal": seen} for seen in (0.0, 0.0, 1.0)))
    cloud = clouds([0.1, 0.2], **{"lethal_false": 0.0, "lethal_listed": 0.0})
    read = after_months(cloud, calendar)
    assert np.isfinite([month.log_chance for month in read[:2]]).all()
    assert (read[2].log_chance == -np.inf).all()
    assert np.isfinite(read[2].state).all()
    assert (read[2].weight == 1.0).all()


def test_a_month_that_no_vector_could_have_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    impossible = certain_values() | {"lethal_false": 0.0, "lethal_listed": 0.0}
    monkeypatch.setattr(ahead, "certain_values", lambda: impossible)
    record = load_record().to_month("2010-12")
    with pytest.raises(DataProblem, match="no chance at all to the record of 2008-07"):
        for _ in ahead.read_months(record, 2, 7, Workspace()):
            pass


def test_a_particle_that_could_not_have_made_a_month_leaves_the_cloud() -> None:
    """If no others than lethal acts are listed as such, a death weighs on the few particles that
    can kill.
    """
    cloud = clouds([0.1] * 20, particles=10, **{"lethal_false": 0.0, "lethal_listed": 1.0})
    calendar = months_of({"seen_lethal": 1.0}, {"seen_lethal": 0.0}, {"seen_lethal": 1.0})
    read = after_months(cloud, calendar)
    assert np.isfinite([month.log_chance for month in read]).all()
    assert (read[-1].of("pyongyang_deed") == 5.0).all()


def test_nobody_reads_the_type_of_kim_that_a_particle_began_with() -> None:
    first = after_months(clouds([0.2] * 10), record()[:2])[-1]
    place = filters.PLACES.index("kim.type")
    state = first.state.copy()
    state[place] = 2.0 - state[place]
    ends = [
        after_months(cloud, record()[2:40])[-1] for cloud in (first, replace(first, state=state))
    ]
    states = [np.delete(cloud.state, place, axis=0).tobytes() for cloud in ends]
    assert states[0] == states[1]
