"""The fit: it survives a stop, it finds the numbers behind records that the model made, and it says what it found."""

import json

import numpy as np
import pytest

import sim
from sim.analysis.history.filter import Clouds
from sim.analysis.history.fit_options import CalibrateOptions
from sim.analysis.history.kept_posterior import posterior_from
from sim.analysis.history.kept_sampler import Start, content_of, learnt_from, sampler_from
from sim.analysis.history.posterior import Fitting
from sim.analysis.history.prior import FITTED, log_prior
from sim.analysis.history.record import load_record
from sim.analysis.history.recovery import found_again, simulated
from sim.analysis.history.sightings import PLACES, SEEN, calendar_of
from sim.errors import DataProblem, UsageProblem

SIX = tuple(
    item for item in FITTED
    if item.name in ("review_rate_pyongyang", "test_momentum", "pyongyang_deeds.0.3", "contact_listed", "korea_listed",
                     "exercise_false")
)  # fmt: skip
CALENDAR = calendar_of(load_record().window("1990-01", "1994-12"))
MONTHS = tuple(map(str, range(len(CALENDAR))))
SMALL = Start(10, 8, 7, fitted=SIX)


class Stopped(Exception):
    """The moment at which a fit is stopped."""


def test_a_fit_that_was_stopped_comes_to_the_same_bytes(tmp_path):
    whole = content_of(learnt_from(SMALL, CALENDAR[:18], MONTHS, "record"))
    path = tmp_path / "chain"

    def told(month: int) -> None:
        if path.exists():
            raise Stopped

    with pytest.raises(Stopped):
        learnt_from(SMALL, CALENDAR[:18], MONTHS, "record", path, told)
    kept = sampler_from(path.read_bytes(), SMALL)
    moved = kept.clouds.month
    assert 0 < moved < 18
    read = []
    went_on = learnt_from(SMALL, CALENDAR[:18], MONTHS, "record", path, read.append)
    assert min(read) >= moved
    assert content_of(went_on) == whole == path.read_bytes()


def test_a_file_that_is_damaged_is_as_none(tmp_path):
    path = tmp_path / "chain"
    learnt = content_of(learnt_from(SMALL, CALENDAR[:3], MONTHS, "record", path))
    for damaged in (b"", learnt[:-1]):
        path.write_bytes(damaged)
        assert content_of(learnt_from(SMALL, CALENDAR[:3], MONTHS, "record", path)) == learnt


def test_a_month_that_cannot_be_is_named(monkeypatch):
    monkeypatch.setattr(Clouds, "read", lambda self, *_: np.full(self.sets, -np.inf))
    with pytest.raises(DataProblem, match="no chance at all to what 0 shows"):
        learnt_from(SMALL, CALENDAR[:3], MONTHS, "record")


def test_months_before_the_span_are_lived_through_and_not_read():
    unread = learnt_from(SMALL, blind(CALENDAR[:6]), MONTHS, "record")
    # Nothing was seen, so no more than peace was learnt: each month is nearly certain.
    assert min(unread.evidence) > -0.2
    options = CalibrateOptions(load_record(), "1990-04", "1990-06")
    rows = options.calendar
    seen = rows[:, [PLACES.index(place) for place in SEEN]]
    assert (seen[:3] == -1.0).all()
    assert (seen[3:] >= 0.0).any()


def blind(calendar: np.ndarray) -> np.ndarray:
    """Return months that show nothing."""
    rows = calendar.copy()
    rows[:, [PLACES.index(place) for place in SEEN]] = -1.0
    return rows


def test_a_simulated_record_keeps_offices_and_its_big_tests_are_tests():
    made = simulated(5, CALENDAR, 3, SIX)
    shown = np.array([PLACES.index(place) for place in (*SEEN, "seen_arsenal")])
    rest = np.setdiff1d(np.arange(len(PLACES)), shown)
    for each in made:
        np.testing.assert_array_equal(each.calendar[:, rest], CALENDAR[:, rest])
        big, test = (each.calendar[:, PLACES.index(place)] for place in ("seen_big", "seen_test"))
        assert (big <= test).all()
    assert sum(each.calendar[:, PLACES.index("seen_test")].sum() for each in made) > 0


def test_numbers_behind_a_few_simulated_records_lie_within_their_intervals():
    found = found_again(Start(16, 10, 11, fitted=SIX), CALENDAR[:12], 4)
    held = found.covered(0.95)
    assert held.shape == (4, 6)
    assert held.mean() > 0.7
    assert 0.2 < found.places.mean() < 0.8


@pytest.mark.long
def test_the_places_of_the_numbers_behind_simulated_records_are_uniform():
    """Simulation-based calibration by the code of the fit: 60 months, six numbers, 300 records."""
    found = found_again(Start(100, 60, 11, fitted=SIX), CALENDAR, 300)
    assert (found.uniform_p() > 0.01 / len(SIX)).all()
    for level in (0.5, 0.95):
        estimate = found.coverage(level)
        assert estimate.low - 0.02 <= level <= estimate.high + 0.02


@pytest.fixture(scope="module")
def fitted():
    return sim.calibrate(last="1990-06", sets=12, particles=8)


def test_a_fit_says_how_many_numbers_are_informed_and_names_each(fitted):
    assert fitted.sentences()[0].startswith(f"{fitted.informed} of {len(FITTED)} numbers are informed")
    rows = fitted.numbers().rows
    assert [row[1] for row in rows] == [item.name for item in FITTED]
    assert sum(row[2] for row in fitted.groups().rows) == fitted.informed
    assert len(fitted.months().rows) == 6
    assert json.dumps(fitted.data())
    assert fitted.evidence.shape == (2, 6)


def test_the_posterior_is_kept_as_a_file_that_others_read(fitted):
    kept = posterior_from("posterior.json", fitted.files()["posterior.json"].encode())
    assert kept.last == "1990-06"
    assert set(kept.numbers) == {item.name for item in FITTED}
    item = FITTED[0]
    assert ((kept.numbers[item.name] >= item.low) & (kept.numbers[item.name] <= item.high)).all()


def test_the_noise_of_a_filter_falls_with_its_particles(fitted):
    own, larger = fitted.noise
    assert (own.particles, larger.particles) == (8, 40)
    assert larger.sd.value < own.sd.high


def test_two_chains_have_luck_of_their_own_and_one_needs_no_other(fitted):
    assert fitted.chains[0].seed != fitted.chains[1].seed
    assert not np.array_equal(fitted.chains[0].logits, fitted.chains[1].logits)
    alone = sim.calibrate(last="1990-06", sets=12, particles=8, chains=1)
    np.testing.assert_array_equal(alone.chains[0].logits, fitted.chains[0].logits)
    assert "cannot be compared" in alone.sentences()[1]


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_arviz_reads_the_draws(fitted):
    arviz = pytest.importorskip("arviz")
    data = fitted.to_inferencedata()
    assert dict(data.posterior.sizes) == {"chain": 2, "draw": 12}
    assert set(data.posterior.data_vars) == set(data.prior.data_vars) == {item.name for item in FITTED}
    assert len(arviz.summary(data)) == len(FITTED)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"first": "1989-01"}, DataProblem), ({"last": "2031-01"}, DataProblem), ({"sets": 2}, UsageProblem),
        ({"chains": 0}, UsageProblem), ({"first": "1991-01", "last": "1990-01"}, DataProblem),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused(asked, problem):
    with pytest.raises(problem):
        sim.calibrate(**asked)


def test_a_step_that_keeps_a_normal_posterior_takes_every_proposal():
    """Where prior times likelihood is the normal distribution that fits the sets, part of the way is always taken."""
    luck = np.random.default_rng(3)
    logits, weight = luck.normal(size=(400, 3)), np.full(400, 1 / 400)
    fitting = Fitting.to(logits, weight)
    ahead = fitting.part_of_the_way(logits, 0.6, luck.normal(size=logits.shape))

    def log_normal(points: np.ndarray) -> np.ndarray:
        return log_prior(points) - fitting.surplus(points)

    def log_way(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        white = np.linalg.solve(fitting.root, (other - fitting.mean - 0.8 * (one - fitting.mean)).T)
        return -0.5 * (white**2).sum(axis=0) / 0.36

    # Detailed balance of the proposal with respect to the normal distribution.
    np.testing.assert_allclose(
        log_normal(logits) + log_way(logits, ahead), log_normal(ahead) + log_way(ahead, logits), atol=1e-9
    )
    assert np.abs(np.cov(ahead.T) - np.cov(logits.T)).max() < 0.25
