"""The fit says which directions are informed beside one that nothing reads, and finds what
simulated records hide.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.engine import fingerprint
from sim.history import CalibrateOptions
from sim.history.ahead import unpack_row
from sim.history.calibrate import learnt_of, pool_chains, weighted_quantiles
from sim.history.dates import HORIZONS
from sim.history.directions import DIRECTIONS
from sim.history.kept_posterior import SHIPPED, load_posterior, posterior_from
from sim.history.record import load_record
from sim.history.sampler import Sampler, Sets, Setting
from sim.history.sightings import FACTS, PLACES, SEEN, calendar_of
from sim.history.targets import TARGETS
from sim.study.store.manifest import read_manifest
from tools import documents
from tools.recovery import LEVELS, fit_records, simulate_records

SOME = tuple(each for each in DIRECTIONS if each.name in ("tests", "momentum", "lists", "idle"))
CALENDAR = calendar_of(load_record().window("1990-01", "1994-12"))
ASKED = {"last": "1995-06", "sets": 12, "particles": 8, "steps": 1, "stay": 2, "kept": ("1994-12",)}


def test_months_before_the_span_are_lived_through_and_not_read() -> None:
    options = CalibrateOptions(load_record(), "1990-04", "1990-06")
    seen = options.calendar[:, [PLACES.index(place) for place in SEEN | FACTS]]
    assert (seen[:3] == -1.0).all()
    assert (seen[3:] >= 0.0).any()


def test_no_month_after_the_last_is_read() -> None:
    options = CalibrateOptions(load_record())
    assert (options.last, options.months[-1], len(options.calendar)) == ("2019-12", "2019-12", 360)
    assert options.stops == {"1994-12": 60, "2014-12": 300, "2019-12": 360}
    assert options.months[options.origins[0]] == "1995-01"
    assert options.months[options.origins[-1]] == "2019-10"


def test_what_is_fitted_unasked_is_what_was_registered_and_what_ships() -> None:
    own = CalibrateOptions()
    page = " ".join((documents.FOLDER / "registration.md").read_text(encoding="utf-8").split())
    sizes = (
        f"{own.sets} sets, moved",
        f"A move takes {own.steps} steps",
        f"take {own.stay} steps more",
        f"- {own.particles} particles a set in 1990",
    )
    assert [
        said
        for said in (*sizes, f"Months {own.first} to {own.last}", "seeds 7 and 8")
        if said not in page
    ] == []
    assert set(own.stops) == set(SHIPPED)
    for last in SHIPPED:
        kept = load_posterior(before=f"{last}-31")
        assert (kept.last, kept.fitted_sets, kept.particles) == (last, own.sets, own.particles)
        assert own.seed in kept.seeds
    (how, *_) = json.loads((documents.FOLDER / "history" / "fit.json").read_bytes())["notes"]
    assert (
        f"{own.sets} sets of {own.particles} particles at first, {own.steps} steps a move or more"
        in how
    )


def test_a_simulated_record_keeps_offices_its_big_tests_are_tests_and_no_world_of_it_ends() -> None:
    made = simulate_records(5, CALENDAR, Setting(8, 8, 3, directions=SOME))
    shown = np.array([PLACES.index(place) for place in (*SEEN, *FACTS, "seen_arsenal")])
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
    found = fit_records(Setting(16, 10, 11, steps=3, directions=SOME), CALENDAR[:12], 4)
    held = found.covered(0.95)
    assert held.shape == (4, len(SOME))
    assert held.mean() > 0.6
    assert 0.15 < found.places.mean() < 0.85


@pytest.mark.long
def test_intervals_of_the_fit_hold_the_directions_behind_six_simulated_records() -> None:
    """Simulation-based calibration by the code of the fit, inside wide bars."""
    found = fit_records(Setting(100, 60, 11, steps=5, stay=20), CALENDAR, 6)
    assert 0.8 <= found.covered(0.95).mean() <= 1.0
    assert 0.3 <= found.covered(0.5).mean() <= 0.7


@pytest.mark.long
def test_the_calibration_by_simulation_that_is_kept_is_of_these_rules_and_misses_nothing_clearly() -> (
    None
):
    """Sixty records of sixty months, fitted once by the real sampler."""
    kept = json.loads((documents.FOLDER / "history" / "recovery.json").read_bytes())
    assert kept["model"] == fingerprint()
    assert (kept["first"], kept["last"], kept["directions"]) == (
        "1990-01",
        "1994-12",
        [own.name for own in DIRECTIONS],
    )
    assert kept["replications"] == len(kept["places"]) >= 60
    for level, (least, most) in LEVELS.items():
        held = kept["coverage"][f"{level:g}"]
        assert held["high"] >= least
        assert held["low"] <= most


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folders of two fits, and what each was when it was made."""
    place = tmp_path_factory.mktemp("fits")
    return {
        str(place / str(seed)): sim.calibrate(**ASKED, seed=seed, out=place / str(seed))
        for seed in (7, 8)
    }


@pytest.fixture(scope="module")
def folders(made):
    return tuple(made)


@pytest.fixture(scope="module")
def fitted(folders):
    return sim.calibrate(last="1995-06", kept=("1994-12",), join=folders)


@pytest.fixture(scope="module")
def alone(made, folders):
    return made[folders[0]]


def test_a_fit_says_which_directions_are_informed_and_names_the_others(fitted):
    first = fitted.sentences()[0]
    assert first.startswith(
        f"{sum(each.informed for each in fitted.learnt)} of 9 directions are informed"
    )
    for each in fitted.fitted:
        assert each.direction.name in first
    assert "idle" not in first
    assert fitted.sentences()[1].startswith("The idle direction, which no rule reads, lost")
    rows = fitted.directions().rows
    assert [row[0] for row in rows] == [each.name for each in DIRECTIONS]
    assert [row[3] for row in rows[-2:]] == ["no month informs it"] * 2
    assert json.dumps(fitted.data())
    assert fitted.evidence.shape == (2, 66)


def test_the_posterior_is_kept_after_each_month_that_was_asked_for(fitted):
    for last in ("1994-12", "1995-06"):
        kept = posterior_from(last, fitted.files()[f"posterior-{last}.json"].encode())
        assert (kept.last, kept.sets, kept.seeds) == (last, 48, (7, 8))


def test_what_a_fit_forecasts_on_its_way_is_kept_and_rests_on_the_months_before(alone):
    found = json.loads(alone.files()["prequential.json"])
    assert list(found["origins"]) == ["1995-01", "1995-04"]
    said = unpack_row(np.array(found["origins"]["1995-01"], dtype=float), HORIZONS)
    for name in TARGETS:
        assert said[name, 12].shape == (13,)
        assert said[name, 12].sum() == pytest.approx(1.0, abs=1e-3)
    shorter = sim.calibrate(
        last="1995-01", sets=12, particles=8, steps=1, stay=2, kept=("1994-12", "1995-01")
    )
    assert (
        json.loads(shorter.files()["prequential.json"])["origins"]["1995-01"]
        == found["origins"]["1995-01"]
    )


def test_the_noise_of_a_filter_falls_with_its_particles(fitted):
    own, larger = fitted.noise
    assert larger.particles == 5 * own.particles
    assert larger.sd.value < own.sd.high


def test_two_fits_have_luck_of_their_own_and_one_needs_no_other(fitted, alone):
    assert fitted.chains[0].setting.seed != fitted.chains[1].setting.seed
    assert not np.array_equal(fitted.chains[0].z, fitted.chains[1].z)
    np.testing.assert_array_equal(alone.chains[0].z, fitted.chains[0].z)
    assert "cannot be compared" in alone.sentences()[2]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"first": "1989-01"}, DataProblem),
        ({"last": "2031-01"}, DataProblem),
        ({"sets": 2}, UsageProblem),
        ({"first": "1991-01", "last": "1990-01"}, DataProblem),
        ({"steps": 0}, UsageProblem),
        ({"kept": ("1985",)}, UsageProblem),
    ],
)
def test_what_cannot_be_fitted_is_refused(asked, problem):
    with pytest.raises(problem):
        sim.calibrate(**asked)


def test_a_dry_run_says_what_would_be_fitted_and_about_how_long(capsys):
    asked = ["calibrate", "--to", "1990-06", "--sets", "8", "--particles", "8", "--dry-run"]
    assert run_guarded(asked) == run_guarded([*asked, "--json"]) == 0
    said, data = capsys.readouterr().out.split("{", 1)
    assert said.startswith("would fit 1 chain of 8 sets of 8 particles at first, 5 steps")
    assert "6 months to 1990-06\ntime: about" in said
    assert json.loads("{" + data)["seconds"] > 0.0


def chain(z: np.ndarray, log_weight: np.ndarray | None = None) -> Sampler:
    """Return a sampler whose sets lie at points."""
    # What the prior says of the years before 1990 is played for each set: two will do, for nothing
    # here reads it.
    blank = Sampler.before(Setting(2, 2, 7))
    return replace(blank, z=z, log_weight=np.zeros(len(z)) if log_weight is None else log_weight)


LUCK = np.random.default_rng(1)


def prior(sets: int = 1000) -> np.ndarray:
    return LUCK.logistic(size=(sets, len(DIRECTIONS)))


def test_sets_of_the_prior_have_learnt_nothing_and_narrow_ones_have() -> None:
    for each in learnt_of([chain(prior()), chain(prior())]):
        assert abs(each.lost.value) < 0.15
        assert not each.informed
        assert each.apart < 0.2
    narrow = prior()
    narrow[:, 0] *= 0.3
    narrow[:, -2:] *= 0.3
    found = learnt_of([chain(narrow), chain(narrow[::-1])])
    assert found[0].lost.value == pytest.approx(0.91, abs=0.03)
    # The idle direction seems to have lost as much, so that nothing counts as informed; what is
    # carried never does.
    assert [each.informed for each in found] == [False] * len(DIRECTIONS)
    narrow[:, -1:] /= 0.3
    assert [each.direction.name for each in learnt_of([chain(narrow)]) if each.informed] == [
        "tempo"
    ]


def test_weights_count_as_so_many_sets() -> None:
    z = prior(50)
    twice = chain(np.concatenate([z, z[:10]]))
    heavy = chain(z, np.where(np.arange(50) < 10, np.log(2.0), 0.0))
    np.testing.assert_allclose(twice.sets.moments, heavy.sets.moments)


def test_chains_are_pooled_with_the_same_weight_and_drawn_by_theirs() -> None:
    both = pool_chains(
        [Sets(np.zeros((2, 1)), np.array([0.5, 0.5])), Sets(np.ones((3, 1)), np.full(3, 1 / 3))]
    )
    assert both.weight[:2].sum() == pytest.approx(0.5)
    drawn = Sets(np.arange(4.0)[:, None], np.array([0.5, 0.0, 0.25, 0.25])).drawn(8)
    assert drawn[:, 0].tolist() == [0.0] * 4 + [2.0] * 2 + [3.0] * 2


def test_quantiles_of_equal_weights_are_those_of_order() -> None:
    values = LUCK.normal(size=1001)
    assert weighted_quantiles(values, np.ones(1001), (0.5,))[0] == pytest.approx(np.median(values))


def test_fits_that_were_made_apart_are_joined_whatever_size_is_asked_for_now(
    fitted, folders, tmp_path
):
    assert fitted.data()["sets"] == 12
    assert "2 × 12 sets of 8 particles at first, 1 steps a move or more" in fitted.notes()[0]
    with pytest.raises(DataProblem, match="has read 66 of 360 months"):
        sim.calibrate(join=folders)
    with pytest.raises(DataProblem, match="holds no fit"):
        sim.calibrate(join=(str(tmp_path),))


def test_what_cannot_be_joined_is_refused(folders, tmp_path):
    with pytest.raises(DataProblem, match="no sets are kept after 1993-12"):
        sim.calibrate(last="1995-06", kept=("1993-12",), join=folders)
    with pytest.raises(DataProblem, match="share a seed"):
        sim.calibrate(
            last="1995-06", kept=("1994-12",), join=(folders[0], folders[0]), out=tmp_path / "twice"
        )
    assert read_manifest(tmp_path / "twice").status == "stopped"
    sim.calibrate(**ASKED | {"sets": 8}, seed=9, out=tmp_path / "9")
    with pytest.raises(DataProblem, match="differ in sizes"):
        sim.calibrate(last="1995-06", kept=("1994-12",), join=(folders[0], str(tmp_path / "9")))
