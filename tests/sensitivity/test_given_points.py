"""Points of any design, read from a study: regression on ranks."""

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.sensitivity.findings import find
from sim.analysis.sensitivity.index import Indices, indices_of
from sim.analysis.sensitivity.sample import DesignSample, options_of_study
from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem
from tests.sensitivity.test_from_study import TEXT, swept

LHS = TEXT.replace('"saltelli"\npoints = 64', '"latin-hypercube"\npoints = 60').replace(
    '["crisis"', '["lose_lose", "win_win", "crisis"'
)
NAMES = ("a", "b", "c", "d")


def scored(points: Floats, outcome: Floats) -> Indices:
    """Return the indices of an outcome at given points of four factors."""
    mean = outcome[:, None]
    worlds = np.ones_like(mean, dtype=np.int64)
    return indices_of(DesignSample(NAMES, mean, None, worlds, points), resamples=50)


def test_a_linear_model_is_ranked_by_its_slopes() -> None:
    points = np.random.default_rng(5).random((400, 4))
    found = scored(points, points @ np.array([-4.0, 2.0, 1.0, 0.0]))
    assert found.ranked == NAMES
    assert found.leaders[:2] == ("a", "b")
    assert not found.main.above("d")
    assert all(
        estimate.low <= estimate.value <= estimate.high and estimate.n == 400
        for estimate in found.main.estimates.values()
    )
    # Slopes of independent uniform factors over the deviation of the outcome: 4, 2, 1, 0 over √21.
    signs = [found.index("coefficient").estimates[name].value for name in NAMES]
    assert signs == pytest.approx(np.array([-4.0, 2.0, 1.0, 0.0]) / np.sqrt(21.0), abs=0.05)
    assert found.main.dummy.value < 0.05
    assert found.fit is not None
    assert found.fit.value > 0.95


def test_what_turns_is_missed_by_a_regression_which_says_that_it_fits_badly() -> None:
    points = np.random.default_rng(6).random((400, 4))
    regression = scored(points, (points[:, 0] - 0.5) ** 2)
    assert regression.leaders == ()
    assert regression.fit is not None
    assert regression.fit.value < 0.1


def test_noise_is_rarely_above_the_dummy() -> None:
    luck = np.random.default_rng(7)
    told = [scored(luck.random((60, 4)), luck.normal(size=60)).leaders for _ in range(20)]
    assert sum(map(bool, told)) <= 1


def test_factors_that_move_together_are_refused() -> None:
    points = np.random.default_rng(8).random((100, 4))
    points[:, 1] = points[:, 0]
    with pytest.raises(DataProblem, match="move together"):
        scored(points, points[:, 2])


def test_a_regression_takes_names_without_order() -> None:
    """Levels that no line through them can follow, beside a factor that is a number; the share of
    variance of each is known.
    """
    luck = np.random.default_rng(8)
    kinds, number = luck.integers(0, 4, 600), luck.random(600)
    outcome = np.array([1.0, 0.0, 0.0, 1.0])[kinds] + 0.5 * number
    points = np.column_stack([kinds, number, luck.integers(0, 4, 600)])
    mean = outcome[:, None]
    worlds = np.ones_like(mean, dtype=np.int64)

    def made(names_of: tuple[int, ...]) -> Indices:
        own = DesignSample(NAMES[:3], mean, None, worlds, points, names_of)
        return indices_of(own, resamples=60)

    as_numbers, as_names = made((0, 0, 0)), made((4, 0, 4))
    assert not as_numbers.main.above("a")
    assert as_names.ranked[0] == "a"
    assert as_names.leaders[0] == "a"
    assert not as_names.main.above("c")
    assert np.isnan(as_names.index("coefficient").estimates["a"].value)
    strength = as_names.main.estimates
    # A fair coin between two separate halves: all but the order within a half, a quarter of the whole.
    assert strength["a"].value == pytest.approx(np.sqrt(0.75), abs=0.02)
    assert strength["b"].value == pytest.approx(np.sqrt(0.25), abs=0.03)
    assert as_names.fit is not None
    assert as_names.fit.value > 0.97


def test_two_names_are_a_number_of_0_and_1() -> None:
    luck = np.random.default_rng(9)
    points = np.column_stack([luck.integers(0, 2, 200), luck.random(200)])
    outcome = points @ np.array([1.0, 1.0])
    shapes = [((0, 0), "coefficient"), ((2, 0), "strength")]
    found = [
        indices_of(
            DesignSample(
                NAMES[:2],
                outcome[:, None],
                None,
                np.ones((200, 1), dtype=np.int64),
                points,
                names_of,
            ),
            resamples=20,
        )
        for names_of, _ in shapes
    ]
    values = [each.main.estimates["a"].value for each in found]
    assert values[0] == pytest.approx(values[1], abs=0.01)


def test_names_of_a_study_are_read_and_drawn(tmp_path: Path) -> None:
    study = swept(tmp_path, LHS.replace("build,charm", "build,charm,brinkmanship"))
    found = find(options_of_study(study, "crisis", resamples=50), [])
    (effects,) = found.tables()
    signs = {row[0]: row[effects.heads.index("with its sign")] for row in effects.rows}
    assert {name for name, sign in signs.items() if sign == "no order"} == {
        "Pyongyang's policy",
        "dummy",
    }


def test_a_latin_hypercube_is_read(tmp_path: Path) -> None:
    study = swept(tmp_path, LHS)
    for outcome in ("crisis", "value_washington"):
        options = options_of_study(study, outcome, resamples=50)
        found = find(options, [])
        assert found.indices is not None
        sample = found.indices.sample
        assert (sample.method, sample.groups) == ("rank", 60)
        assert sample.mean[:, 0] == pytest.approx(study.estimates([outcome])[outcome].to_numpy())
        assert "explains" in " ".join(found.sentences())
    with pytest.raises(DataProblem, match="one factor"):
        options_of_study(study, "crisis", ["washington.pressure"])


def test_lose_lose_never_stands_without_win_win(tmp_path: Path) -> None:
    study = swept(tmp_path, LHS.replace("tiny.toml", "2017-spring"))
    found = find(options_of_study(study, "lose_lose", resamples=50), [])
    assert set(found.beside) == {"win_win"}
    assert any("win-win" in head for head in found.tables()[0].heads)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points = 60", "points = 29", "too few"),
    ],
)
def test_what_a_study_cannot_tell_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    study = swept(tmp_path, LHS.replace(old, new))
    with pytest.raises(DataProblem, match=said):
        options_of_study(study, "crisis")


def test_one_outcome_at_all_points_is_refused() -> None:
    with pytest.raises(DataProblem, match="the same at all 40 points"):
        DesignSample(NAMES, np.ones((40, 1)), None, np.ones((40, 1), dtype=np.int64))
