"""The fit says which directions are informed and whether it has converged, and finds what simulated
records hide.
"""

import json

import numpy as np
import pytest

import sim
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, UsageProblem
from sim.history import CalibrateOptions
from sim.history.calibrate import learnt_of
from sim.history.chains import Setting
from sim.history.converged import Convergence
from sim.history.directions import ASSUMED, DIRECTIONS, FITTED
from sim.history.kept_posterior import SHIPPED, posterior_from
from sim.history.record import load_record
from sim.history.sightings import FACTS, PLACES, SEEN, calendar_of
from tools import documents
from tools.recovery import fit_records, simulate_records

SOME = tuple(each for each in FITTED if each.name in ("tests", "momentum", "lists"))
CALENDAR = calendar_of(load_record().window("1990-01", "1994-12"))
ASKED = {"last": "1990-12", "chains": 8, "particles": 8, "steps": 12, "kept": ("1990-06",)}
LUCK = np.random.default_rng(1)


def test_no_month_after_the_last_is_read() -> None:
    options = CalibrateOptions(load_record())
    assert (options.last, len(options.calendar)) == ("2019-12", 360)
    assert options.stops == {"1994-12": 60, "2014-12": 300, "2019-12": 360}


def test_what_is_fitted_unasked_is_what_was_registered() -> None:
    own = CalibrateOptions()
    page = " ".join((documents.FOLDER / "registration.md").read_text(encoding="utf-8").split())
    sizes = (
        f"{own.chains} chains move by differential evolution",
        f"{own.particles} in 1990",
        f"pieces of {own.minutes} minutes",
    )
    assert [said for said in sizes if said not in page] == []
    assert set(own.stops) == set(SHIPPED)


def test_a_simulated_record_keeps_offices_and_its_big_tests_are_tests() -> None:
    made = simulate_records(5, CALENDAR, Setting(8, 8, 3, directions=SOME))
    shown = [PLACES.index(place) for place in (*SEEN, *FACTS, "seen_arsenal", "step_memory")]
    rest = np.setdiff1d(np.arange(len(PLACES)), shown)
    for each in made:
        np.testing.assert_array_equal(each.calendar[:, rest], CALENDAR[:, rest])
        big, test = (each.calendar[:, PLACES.index(place)] for place in ("seen_big", "seen_test"))
        assert (big <= test).all()
        high, talks = (
            each.calendar[:, PLACES.index(place)] for place in ("seen_high", "seen_talks")
        )
        assert (high <= talks).all()
    assert sum(each.calendar[:, PLACES.index("seen_test")].sum() for each in made) > 0


def test_directions_behind_a_few_simulated_records_lie_within_their_intervals() -> None:
    found = fit_records(Setting(8, 10, 11, directions=SOME), CALENDAR[:12], 4, 40)
    held = found.covered(0.95)
    assert held.shape == (4, len(SOME))
    assert held.mean() > 0.6
    assert 0.1 < found.places.mean() < 0.9


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    return sim.calibrate(**ASKED, out=tmp_path_factory.mktemp("fits") / "fit")


def test_a_fit_says_which_directions_are_informed_and_that_it_has_not_converged(fitted):
    first, second, third = fitted.sentences()
    informed = sum(each.informed for each in fitted.learnt)
    assert first.startswith(f"{informed} of {len(FITTED)} directions are informed")
    assert second.startswith("8 chains of 12 steps have not converged: R̂ is")
    assert "nats (16 runs)" in third
    assert [row[0] for row in fitted.directions().rows] == [each.name for each in FITTED]
    assert json.dumps(fitted.data())


def test_the_posterior_is_kept_after_each_month_and_carries_the_prior_of_the_rest(fitted):
    for last in ("1990-06", "1990-12"):
        kept = posterior_from(last, fitted.files()[f"posterior-{last}.json"].encode())
        assert (kept.last, kept.sets, kept.seeds) == (last, 72, (7,))
        place = [each.name for each in DIRECTIONS].index("war")
        assert 0.5 < kept.z[:, place].std() / 1.81 < 1.5


def test_the_same_call_goes_on_and_says_what_the_piece_before_made(tmp_path):
    place = tmp_path / "fit"
    sim.calibrate(**ASKED | {"steps": 2}, out=place)
    whole = sim.calibrate(**ASKED | {"steps": 4}, out=place)
    alone = sim.calibrate(**ASKED | {"steps": 4})
    for last in ("1990-06", "1990-12"):
        np.testing.assert_array_equal(whole.chains[last].z, alone.chains[last].z)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"last": "2031-01"}, DataProblem),
        ({"chains": 2}, UsageProblem),
        ({"steps": 0}, UsageProblem),
        ({"minutes": 31}, UsageProblem),
        ({"kept": ("1985",)}, UsageProblem),
        ({"last": "1990-03", "kept": ("2050-01",)}, UsageProblem),
    ],
)
def test_what_cannot_be_fitted_is_refused(asked, problem):
    with pytest.raises(problem):
        sim.calibrate(**asked)


def test_a_dry_run_says_what_would_be_fitted_and_about_how_long(capsys):
    asked = ["calibrate", "--to", "1990-06", "--chains", "8", "--particles", "8", "--dry-run"]
    assert run_guarded(asked) == run_guarded([*asked, "--json"]) == 0
    said, data = capsys.readouterr().out.split("{", 1)
    assert said.startswith("would go on with 8 chains of 8 particles, 2 000 steps")
    assert json.loads("{" + data)["seconds"] > 0.0


def test_draws_of_the_prior_have_learnt_nothing_and_narrow_ones_have() -> None:
    draws = LUCK.logistic(size=(8, 500, len(FITTED)))
    for each in learnt_of(draws, Convergence.of(draws)):
        assert abs(each.lost) < 0.15
        assert not each.informed
        assert each.r_hat < 1.02
    names = [each.name for each in FITTED]
    draws[:, :, 0] *= 0.3
    draws[:, :, names.index("branches")] *= 0.3
    found = learnt_of(draws, Convergence.of(draws))
    assert found[0].lost == pytest.approx(0.91, abs=0.03)
    # What is assumed is never called informed.
    assert "branches" in ASSUMED
    assert [each.direction.name for each in found if each.informed] == ["tempo"]
