"""The sampler: early rejection changes nothing, a stop costs nothing, steps keep the posterior,
moves have an end.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history import sampler as samplers
from sim.history.directions import DIRECTIONS, log_prior
from sim.history.filter import Clouds, log_likelihood
from sim.history.record import load_record
from sim.history.sampler import (
    Fitting,
    Sampler,
    Sets,
    Setting,
    learnt_from,
    load_sampler,
    race,
    save,
    weights_of,
)
from sim.history.sightings import calendar_of

SOME = tuple(each for each in DIRECTIONS if each.name in ("tests", "momentum", "lists", "idle"))
CALENDAR = calendar_of(load_record().window("1990-01", "1994-12"))
MONTHS = tuple(map(str, range(len(CALENDAR))))
SMALL = Setting(10, 8, 7, steps=2, directions=SOME, stops=(6, 24))


class Stopped(Exception):
    """The moment at which a fit is stopped."""


def as_plain(sampler: Sampler) -> tuple[Any, ...]:
    """Return what a sampler holds, to be compared."""
    stopped = {
        month: (sets.z.tolist(), sets.weight.tolist()) for month, sets in sampler.stopped.items()
    }
    return (
        sampler.z.tolist(),
        sampler.log_weight.tolist(),
        sampler.peace.tolist(),
        sampler.total.tolist(),
        sampler.evidence,
        sampler.counted,
        sampler.moves,
        sampler.scale,
        sampler.runs,
        stopped,
        {month: row.tolist() for month, row in sampler.said.items()},
    )


def say(sampler: Sampler) -> None:
    """Keep something that hangs on the particles, as forecasts do."""
    if sampler.month % 6 == 0:
        sampler.said[sampler.month] = sampler.clouds.of("tension").mean(axis=1)


def test_a_fit_that_was_stopped_after_any_move_comes_to_the_same(tmp_path: Path) -> None:
    whole = as_plain(learnt_from(SMALL, CALENDAR[:24], MONTHS, "record", say=say))
    path, moves = tmp_path / "chain", 0

    def told(month: int) -> None:
        kept = load_sampler(path, SMALL)
        if kept and len(kept.moves) > moves:
            raise Stopped

    while True:
        try:
            last = learnt_from(SMALL, CALENDAR[:24], MONTHS, "record", path, told, say)
        except Stopped:
            kept = load_sampler(path, SMALL)
            assert kept
            moves = len(kept.moves)
            continue
        break
    assert moves >= 2
    assert as_plain(last) == whole
    assert set(last.stopped) == {6, 24}
    again = load_sampler(path, SMALL)
    assert again
    assert as_plain(again) == whole


def test_a_file_that_is_damaged_is_as_none_and_one_of_other_rules_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chain"
    learnt = as_plain(learnt_from(SMALL, CALENDAR[:3], MONTHS, "record", path))
    content = path.read_bytes()
    for damaged in (b"", content[:-30], content[:200] + b"x" + content[201:]):
        path.write_bytes(damaged)
        assert as_plain(learnt_from(SMALL, CALENDAR[:3], MONTHS, "record", path)) == learnt
    monkeypatch.setattr(samplers, "fingerprint", lambda: "f" * 64)
    with pytest.raises(
        DataProblem, match=r"begun with rules .*, and those of now are ffffffffffff"
    ):
        learnt_from(SMALL, CALENDAR[:3], MONTHS, "record", path)


def test_a_month_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clouds, "read", lambda self, *_: np.full(self.sets, -np.inf))
    with pytest.raises(DataProblem, match="no chance at all to the record of 0"):
        learnt_from(SMALL, CALENDAR[:3], MONTHS, "record")


def test_who_is_dropped_early_would_have_been_refused_and_the_others_are_the_same() -> None:
    setting = replace(SMALL, sets=24)
    z = Sampler.before(setting).z
    sums, _, every = race(setting.clouds(z, 12, 3), CALENDAR[:30], np.full(24, -np.inf))
    needed = np.median(sums) + np.linspace(-4.0, 4.0, 24)
    total, left, clouds = race(setting.clouds(z, 12, 3), CALENDAR[:30], needed)
    assert 3 < len(left) < 21
    np.testing.assert_array_equal(left, np.flatnonzero(sums > needed))
    np.testing.assert_array_equal(total[left], sums[left])
    wanted = every.picked(left, "kept")
    for mine, its in (
        (clouds.state, wanted.state),
        (clouds.weight, wanted.weight),
        (clouds.run, wanted.run),
    ):
        np.testing.assert_array_equal(mine, its)


def test_sets_that_were_drawn_twice_have_luck_of_their_own_from_then_on() -> None:
    clouds = SMALL.clouds(np.zeros((4, len(SOME))), 16, 0)
    clouds.read(CALENDAR[:1])
    twice = clouds.picked(np.array([1, 1]))
    first, second = (twice.read(CALENDAR[row : row + 1]) for row in (1, 2))
    assert len({*first, *second}) == 4
    alone = clouds.picked(np.array([1]), "kept")
    assert alone.place.tolist() == [1]


def test_what_no_month_reads_stays_at_its_prior_however_few_sets_count() -> None:
    sampler = Sampler.before(Setting(200, 2, 7, steps=1))
    sampler.read(CALENDAR[:1])
    sampler.log_weight = np.where(np.arange(200) == 3, 0.0, -50.0)
    sampler.draw_anew()
    spread = sampler.z.std(axis=0)
    names = [each.name for each in DIRECTIONS]
    assert 1.4 < spread[names.index("deterrent_saturation")] < 2.2
    assert (np.delete(spread, names.index("deterrent_saturation")) < 1e-9).all()
    assert len(set(sampler.clouds.numbers["deterrent_saturation"])) == 200


def test_states_of_one_set_count_as_one_and_states_that_owe_nothing_to_each_other_all_count() -> (
    None
):
    luck = np.random.default_rng(5)
    even = np.full(2000, 1 / 2000)
    alike = np.repeat(luck.normal(size=(100, 3)), 20, axis=0)
    assert Sets(alike, even, 100).effective == pytest.approx(100, rel=0.02)
    assert 1200 < Sets(luck.normal(size=(2000, 3)), even, 100).effective <= 2000


def test_states_on_the_way_have_the_posterior_that_weights_of_prior_sets_have() -> None:
    calendar = CALENDAR[:12]
    sampler = learnt_from(
        replace(SMALL, sets=40, particles=8, stops=(12,), stay=25), calendar, MONTHS, "record"
    )
    stayed = sampler.sets
    assert (stayed.z.shape, stayed.paths) == ((1000, len(SOME)), 40)
    prior = Sampler.before(replace(SMALL, sets=700, particles=8, seed=8))
    weighed = Sets(
        prior.z, weights_of(prior.peace + log_likelihood(prior.clouds, calendar).sum(axis=0))
    )
    (mean, variance), (other, spread) = stayed.moments, weighed.moments
    assert (np.abs(mean - other) < 0.4 * np.sqrt(spread)).all()
    assert (np.abs(np.log(variance / spread)) < np.log(2.5)).all()
    assert stayed.effective > 2 * 40
    # As many as ship are of as many paths, however often a set stood still.
    where = {tuple(row): place // 25 for place, row in enumerate(stayed.z.tolist())}
    assert len({where[tuple(row)] for row in stayed.drawn(20).tolist()}) == 20


def test_a_move_goes_on_until_few_sets_stand_still_and_to_three_times_its_steps_at_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sampler = Sampler.before(SMALL)
    sampler.read(CALENDAR[:1])
    for taken, steps in ((0.9, 2), (0.6, 4), (0.1, 6)):
        calls: list[float] = []
        monkeypatch.setattr(
            Sampler, "step", lambda self, calendar, fitting, t=taken, c=calls: c.append(t) or t
        )
        sampler.move(CALENDAR[:1])
        assert len(calls) == steps
        assert sampler.moves[-1].accepted == pytest.approx(taken)


def test_the_scale_stays_within_its_bounds() -> None:
    sampler = Sampler.before(SMALL)
    sampler.read(CALENDAR[:1])
    fitting = Fitting.to(sampler.z, sampler.weight)
    for low in (True, False):
        sampler.total = np.full(10, 1e3 if low else -1e3)  # nothing is taken, then everything
        for _ in range(6):
            sampler.step(CALENDAR[:1], fitting)
            sampler.total = np.full(10, 1e3 if low else -1e3)
        assert sampler.scale == samplers.SCALES[0 if low else 1]


def test_months_that_show_nothing_teach_nothing_and_what_is_saved_is_read(tmp_path: Path) -> None:
    rows = CALENDAR[:6].copy()
    from sim.history.sightings import FACTS, PLACES, SEEN

    rows[:, [PLACES.index(place) for place in SEEN | FACTS]] = -1.0
    unread = learnt_from(SMALL, rows, MONTHS, "record")
    # Nothing was seen, so no more than peace was learnt: each month is nearly certain.
    assert min(unread.evidence) > -0.2
    save(unread, tmp_path / "chain")
    assert (again := load_sampler(tmp_path / "chain", SMALL))
    assert again.clouds.month == 6


def test_a_step_keeps_the_student_distribution_that_fits_the_sets() -> None:
    """Where prior times likelihood is that distribution, part of the way is always taken."""
    luck, count = np.random.default_rng(3), 60_000
    root = np.linalg.cholesky([[1.0, 0.4, 0.0], [0.4, 1.2, 0.2], [0.0, 0.2, 0.7]])
    fitting = Fitting(np.array([0.5, -1.0, 0.0]), root)
    narrow = luck.chisquare(samplers.FREEDOM, count) / samplers.FREEDOM
    z = fitting.mean + luck.normal(size=(count, 3)) @ root.T / np.sqrt(narrow)[:, None]
    ahead = fitting.part_of_the_way(z, 0.6, luck)
    for q in (0.001, 0.05, 0.5, 0.95, 0.999):
        np.testing.assert_allclose(
            np.quantile(ahead, q, axis=0), np.quantile(z, q, axis=0), rtol=0.12, atol=0.03
        )
    # Detailed balance: from here to there as often as from there to here.
    for k in range(3):
        far, high = np.abs(z[:, k]) > 2.0, z[:, 0] > 1.0
        far_after, high_after = np.abs(ahead[:, k]) > 2.0, ahead[:, 0] > 1.0
        assert (far & high_after).mean() == pytest.approx((high & far_after).mean(), abs=0.004)
    # The density is that of Student.
    from scipy.stats import multivariate_t

    exact = multivariate_t(fitting.mean, root @ root.T, df=samplers.FREEDOM).logpdf(z[:50])
    ours = log_prior(z[:50]) - fitting.surplus(z[:50])
    np.testing.assert_allclose(ours - ours[0], exact - exact[0], atol=1e-9)


def test_weights_sum_to_one_and_a_spent_set_has_none() -> None:
    found = weights_of(np.array([-1000.0, -1001.0, -np.inf]))
    assert found.sum() == pytest.approx(1.0)
    assert found[0] / found[1] == pytest.approx(np.e)
    assert found[2] == 0.0
