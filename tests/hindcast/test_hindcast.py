"""The hindcast: nothing later is known, nothing depends on how it is run, and its parts fit
together.
"""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.months import month_after
from sim.core.estimate.interval import Estimate
from sim.history import HindcastOptions, scoreboard as hind
from sim.history.ahead import LEARNING, PRIOR
from sim.history.benchmarks import BENCHMARKS, FORMER, MODEL, POOL, POOLED, pool_weights
from sim.history.kept_posterior import KeptPosterior, kept_prior
from sim.history.observe import seen_in
from sim.history.record import Record, load_record
from sim.history.scoreboard import HindcastFinding, OriginsForecast, find, word
from sim.history.scores import stacked
from sim.history.sightings import PLACES, calendar_of
from sim.history.targets import TARGETS
from sim.options import Workspace
from tools import documents

FIRST, LAST = "1992-10", "1993-05"
RECORD = load_record().window("1990-01", "1993-12")
HORIZONS = (3, 6)
WORLDS = 60


@cache
def few(last: str | None = "1992-06") -> KeptPosterior:
    """Return few sets of parameters, as if they had been learnt from the months up to the last."""
    return replace(kept_prior(6, 8, 3), last=last)


def options(
    record: Record = RECORD, first: str = FIRST, last: str = LAST, **settings: Any
) -> HindcastOptions:
    """Return what a small hindcast asks."""
    small = {"posterior": few(), "worlds": WORLDS, "horizons": HORIZONS, "particles": 6}
    return HindcastOptions(record, first=first, last=last, **small | settings)


def forecasts(
    record: Record = RECORD, first: str = FIRST, last: str = LAST, **settings: Any
) -> OriginsForecast:
    """Return the forecasts of a small hindcast."""
    return hind.forecasts_of(options(record, first, last, **settings))


def changed_from(record: Record, month: str) -> Record:
    """Return the record with every column of a month and all later ones changed, who governs
    included.
    """
    place = record.position(month)
    columns = {name: values.copy() for name, values in record.columns.items()}
    for values in columns.values():
        values[place:] = np.where(np.nan_to_num(values[place:]) > 0, 0.0, 3.0)
    texts = {name: list(values) for name, values in record.texts.items()}
    for name, values in texts.items():
        values[place:] = ["none" if name == "exercise_scale" else "Someone Else"] * len(
            values[place:]
        )
    return Record(
        record.months,
        columns,
        {name: tuple(values) for name, values in texts.items()},
        record.label,
    )


def same(a: dict[str, Any], b: dict[str, Any], origins: int) -> list[str]:
    """Return the forecasters whose first forecasts differ in any bit."""
    return [
        name
        for name, given in a.items()
        if any(given[key][:origins].tobytes() != b[name][key][:origins].tobytes() for key in given)
    ]


@cache
def base() -> OriginsForecast:
    """Return the forecasts of the small hindcast, made once."""
    return forecasts()


def test_changing_any_later_month_leaves_a_forecast_untouched_bit_for_bit() -> None:
    assert options().origins[3][:3] == ("1992-10", "1992-11", "1992-12")
    for number in (0, 3):
        other = forecasts(changed_from(RECORD, options().origins[3][number]))
        assert same(base().forecasts, other.forecasts, number + 1) == []
        # The change is one that forecasts made later do see.
        assert set(same(base().forecasts, other.forecasts, 6)) >= {
            POOL,
            MODEL,
            LEARNING,
            PRIOR,
            "persistence",
        }


def test_a_forecast_depends_neither_on_threads_nor_on_the_other_origins() -> None:
    on_two = replace(options(), desk=Workspace(None, 2))
    assert same(base().forecasts, hind.forecasts_of(on_two).forecasts, 99) == []
    alone = forecasts(first="1992-11")
    for name in (POOL, MODEL, PRIOR, "persistence"):
        later = {key: rows[1:] for key, rows in base().forecasts[name].items()}
        assert same({name: alone.forecasts[name]}, {name: later}, 2) == []


def test_the_first_months_of_a_longer_horizon_are_the_shorter_forecast() -> None:
    longer = forecasts(horizons=(3, 6, 8), last="1993-06")
    assert same({MODEL: base().forecasts[MODEL]}, longer.forecasts, 1) == []


def test_forecasts_are_distributions_over_what_happened() -> None:
    marks = seen_in(RECORD)
    for (target, horizon), seen in base().counts.items():
        assert len(seen) == len(options().origins[horizon]) == 8 - horizon + 1
        place = RECORD.position(options().origins[horizon][-1])
        for given in (
            own[target, horizon] for own in base().forecasts.values() if (target, horizon) in own
        ):
            window = marks[target][place : place + horizon]
            assert seen[-1] == (-1 if (window < 0).any() else window.sum())
            np.testing.assert_allclose(given.sum(axis=1), 1.0)


def test_the_model_that_learns_leaves_the_one_that_ships_with_the_first_month_after_the_fit() -> (
    None
):
    other = forecasts(posterior=few("1992-09"))
    for key, rows in other.forecasts[MODEL].items():
        assert rows[0].tobytes() == other.forecasts[LEARNING][key][0].tobytes()
    assert same({LEARNING: other.forecasts[LEARNING]}, {LEARNING: other.forecasts[MODEL]}, 4) == [
        LEARNING
    ]
    # Sets that stay as they are do not depend on the month to which they were fitted.
    assert same({MODEL: base().forecasts[MODEL]}, other.forecasts, 99) == []
    assert same({PRIOR: base().forecasts[PRIOR]}, other.forecasts, 99) == []
    assert same({LEARNING: base().forecasts[LEARNING]}, other.forecasts, 1) == [LEARNING]


def test_pools_are_means_of_their_members_and_one_without_a_forecast_leaves_them() -> None:
    for key, rows in base().forecasts[POOL].items():
        # Nothing is known of resolutions and lethal acts then: persistence leaves both.
        stays = np.array(
            [
                name != "persistence" or key[0] not in ("resolution", "lethal_incident")
                for name in POOLED
            ]
        )
        members = np.array([base().forecasts[name][key] for name in POOLED])
        for pool, weights in (
            (rows, pool_weights()[key[0]]),
            (base().forecasts[FORMER][key], (1.0, 1.0, 1.0, 0.0)),
        ):
            weight = np.where(stays, weights, 0.0)
            mean = (weight[:, None, None] * members).sum(axis=0) / weight.sum()
            np.testing.assert_allclose(pool, mean, atol=1e-12)


def test_the_weights_that_ship_are_those_that_were_registered() -> None:
    page = " ".join((documents.FOLDER / "registration.md").read_text(encoding="utf-8").split())
    assert "Half of each is a quarter; the other half is learnt by stacking" in page
    for weights in pool_weights().values():
        assert sum(weights) == pytest.approx(1.0, abs=0.002)
        assert min(weights) >= 0.125
    assert list(pool_weights()) == list(TARGETS)


def test_stacked_weights_go_half_way_to_the_member_that_was_right() -> None:
    luck = np.random.default_rng(2)
    even, right = np.full(300, 0.5), np.full(300, 0.9)
    worth = luck.random(300)
    np.testing.assert_allclose(stacked(np.array([even, right]), worth), (0.25, 0.75), atol=1e-6)
    # Of two members that are alike neither gains, and an origin without worth teaches nothing.
    np.testing.assert_allclose(stacked(np.array([even, even]), worth), 0.5)
    half = np.where(np.arange(300) < 150, 0.1, 0.9)
    only = stacked(np.array([even, half]), np.where(np.arange(300) < 150, 0.0, 1.0))
    np.testing.assert_allclose(only, (0.25, 0.75), atol=1e-6)


def test_origins_may_be_some_months_apart() -> None:
    found = forecasts(every=3)
    assert options(every=3).origins == {3: ("1992-10", "1993-01"), 6: ("1992-10",)}
    later = {key: rows[::3] for key, rows in base().forecasts[POOL].items()}
    assert same({POOL: found.forecasts[POOL]}, {POOL: later}, 1) == []


def test_sets_of_the_prior_are_not_weighed_and_the_finding_says_so() -> None:
    found = find(options(posterior=few(None)), ())
    for key, rows in found.forecasts[MODEL].items():
        assert rows.tobytes() == found.forecasts[LEARNING][key].tobytes()
    assert any("taught them nothing" in each for each in found.caveats())


def test_sets_that_know_a_month_of_the_span_are_refused() -> None:
    with pytest.raises(DataProblem, match="which are to be forecast") as problem:
        options(posterior=few("1992-10"))
    assert "Begin in 1992-11 or later" in problem.value.remedy


def later_years() -> Record:
    """Return the record from 2012 on and three years more: unknown names, no figures in a column,
    no talks but one.
    """
    known, count = load_record().window("2012-01", "2019-12"), 36
    months = tuple(f"{2020 + k // 12}-{k % 12 + 1:02d}" for k in range(count))
    columns = {
        name: np.concatenate([values, np.zeros(count)]) for name, values in known.columns.items()
    }
    columns["resolutions"][-count:] = np.nan
    texts = {
        name: (*values, *([values[-1]] * 12), *(["Someone New"] * 24))
        for name, values in known.texts.items()
        if name != "exercise_scale"
    }
    texts["exercise_scale"] = (*known.texts["exercise_scale"], *([""] * count))
    return Record((*known.months, *months), columns, texts, "later.csv")


def test_later_years_need_no_new_code_and_unknown_names_are_said() -> None:
    asked = options(
        later_years(),
        "2020-12",
        "2021-05",
        posterior=few("2019-12"),
        worlds=20,
        particles=2,
        horizons=(3,),
    )
    found = find(asked, ())
    assert "seoul: Someone New" in " ".join(found.caveats())
    assert ("resolution", 3) not in found.keys
    assert json.dumps(found.data(), allow_nan=False)
    assert "months with a test at 3 months" in found.sentences()[0]


def test_a_closed_border_costs_growth_in_its_months_and_is_no_news_before() -> None:
    record = later_years()
    closed = calendar_of(record)[:, PLACES.index("border_closed")]
    assert [record.months[row] for row in np.flatnonzero(closed)[[0, -1]]] == ["2020-01", "2022-08"]
    asked = {"posterior": few("2019-10"), "worlds": 20, "particles": 4, "horizons": (3,)}
    shut = forecasts(record, "2020-01", "2020-04", **asked)
    open_ = forecasts(record, "2020-01", "2020-04", border_closed=(), **asked)
    # The forecast from 2020-01 knows of no closure; that from 2020-02 does.
    assert same({MODEL: shut.forecasts[MODEL]}, open_.forecasts, 1) == []
    clouds = {}
    for name, closed in (("shut", ("2020-01", "2022-08")), ("open", ())):
        cloud = few().sampler(4, 7).clouds
        rows = calendar_of(record, closed)
        for row in range(record.position("2019-08"), record.position("2020-02")):
            cloud.read(rows[row : row + 1])
        clouds[name] = cloud.of("economy")
    np.testing.assert_allclose(clouds["open"] - clouds["shut"], 0.05 / 12, atol=1e-12)
    with pytest.raises(UsageProblem, match="two months in order"):
        options(border_closed=("2020-09", "2020-01"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("1993-01", "1994-01"),
        ("1993-05", "1993-01"),
        ("1993-01", "1993-05"),
        ("1993-13", "1994-01"),
        ("1989-01", "1993-01"),
        ("1992-06", "1993-09"),
    ],
)
def test_a_span_that_lies_outside_the_record_or_has_too_little_before_it_is_refused(
    first: str, last: str
) -> None:
    with pytest.raises(UsageProblem if first == "1993-13" else DataProblem):
        forecasts(first=first, last=last, posterior=few("1992-05"))


@cache
def scored() -> HindcastFinding:
    """Return what the small hindcast comes to, made once."""
    return find(options(), ())


def test_the_scoreboard_has_nine_forecasters_and_names_the_best_rival() -> None:
    found = scored()
    # Of resolutions and lethal acts these years tell nothing, so nothing is scored.
    counts = list(dict.fromkeys(target for target, _ in found.keys))
    assert counts == ["test_month", "big_test", "talks_month"]
    assert list(found.forecasts) == [
        POOL,
        FORMER,
        MODEL,
        LEARNING,
        PRIOR,
        "even",
        "persistence",
        "level of effort",
        "hidden chain of 4",
    ]
    for target, horizon in found.keys:
        scores = {name: found.score(target, horizon, name) for name in BENCHMARKS}
        assert found.best(target, horizon) == min(scores, key=lambda name: scores[name])
    # Six origins hold no three blocks: the spread is not known, and nothing is called clear.
    assert {found.less(key, POOL, "even").high for key in found.keys} == {np.inf}
    assert "Benchmarks learn from 1990-01 to the month before" in " ".join(found.notes())
    assert float(found.data()["summary"][0]["pool"]) == pytest.approx(
        found.score("test_month", 3, POOL), abs=0.005
    )


def ten_years(horizon: int, resamples: int) -> HindcastOptions:
    """Return what a hindcast of one horizon from 120 origins asks."""
    last = month_after("2000-01", 118 + horizon)
    return options(load_record(), "2000-01", last, horizons=(horizon,), resamples=resamples)


@cache
def made_up(better: str, margin: float) -> HindcastFinding:
    """Return a finding in which one forecaster gives more to what happened than the others do."""
    luck, key = np.random.default_rng(4), ("test_month", 6)
    seen = luck.integers(0, 7, 120)
    right = np.eye(7)[seen]
    blur = {
        name: luck.normal(0.3, 0.02, 120)[:, None]
        for name in (POOL, MODEL, LEARNING, PRIOR, *BENCHMARKS)
    }
    blur[better] = blur[better] + margin
    given = {name: {key: share * right + (1 - share) / 7} for name, share in blur.items()}
    return HindcastFinding(ten_years(6, 300), given, {key: seen})


@pytest.mark.parametrize("rival", ["persistence", "level of effort"])
def test_the_first_sentence_names_the_best_benchmark_whichever_it_is(rival: str) -> None:
    first = made_up(rival, 0.3).sentences()[0]
    assert first.startswith("The shipped forecast is worse than the best benchmark")
    assert f"({rival}: " in first


def test_better_and_worse_are_said_only_where_the_interval_leaves_nought_out() -> None:
    assert "is better than the best" in made_up(POOL, 0.3).sentences()[0]
    assert "is not distinguishable from the best" in made_up(POOL, 0.0).sentences()[0]
    assert "adds nothing clear" in made_up(POOL, 0.3).sentences()[4]
    assert "makes it better: difference −" in made_up(LEARNING, 0.3).sentences()[4]
    for value, low, high, said in (
        (-1, -2, -0.1, "better than"),
        (1, 0.1, 2, "worse than"),
        (0, -1, 1, "not distinguishable from"),
    ):
        assert word(Estimate(value, low, high, 9, "")) == said


def test_free_play_is_told_by_how_active_the_record_was_with_the_number_of_spells() -> None:
    assert sum(each.origins for each in scored().free_play.values()) == len(options().origins[3])
    planted = made_up(POOL, 0.0)
    before = np.array([0, 0, 7, 8, 0, 2, 9, 0, 0, 0] + [0] * 110)
    busy, quiet = (planted.play_after(name, before) for name in ("6 or more", "none"))
    assert (busy.origins, busy.spells) == (3, 2)
    assert (quiet.origins, quiet.spells) == (116, 3)
    assert busy.means[6][1] == pytest.approx(planted.counts["test_month", 6][[2, 3, 6]].mean())


def test_a_hindcast_may_hold_outcomes_that_are_not_known_and_other_forecasters() -> None:
    generator = np.random.default_rng(5)
    keys = ("test_month", 3), ("talks_month", 3)
    seen = {key: generator.integers(-1, 4, 120) for key in keys}
    own = {key: np.full((120, 4), 0.25) for key in keys}
    given = dict.fromkeys((POOL, MODEL, LEARNING, PRIOR, "even"), own)
    given["persistence"] = {keys[0]: own[keys[0]]}
    found = HindcastFinding(ten_years(3, 100), given, seen)
    assert found.keys == list(seen)
    assert found.coverage[POOL][keys[0]][0].n == (seen[keys[0]] >= 0).sum()
    assert sum(each.happened.n for each in found.reliability(3).values()) == sum(
        (each >= 0).sum() for each in seen.values()
    )
    assert json.dumps(found.data(), allow_nan=False)


def test_forecasts_of_the_truth_itself_are_reliable() -> None:
    """A model that is right: what happened is drawn from its own forecasts."""
    generator = np.random.default_rng(3)
    given = generator.dirichlet(np.ones(4), (5, 120))
    seen = {
        (target, 3): np.array([generator.choice(4, p=row) for row in rows])
        for target, rows in zip(TARGETS, given, strict=True)
    }
    own = {(target, 3): rows for target, rows in zip(TARGETS, given, strict=True)}
    even = {key: np.full_like(rows, 0.25) for key, rows in own.items()}
    found = HindcastFinding(ten_years(3, 300), {POOL: own, MODEL: own, "even": even}, seen)
    for fifty, ninety, _ in found.coverage[POOL].values():
        assert fifty.inside > 0.45
        assert ninety.inside > 0.85
    for each in found.reliability(3).values():
        assert each.happened.low <= each.forecast <= each.happened.high
    assert all(found.less(key, POOL, "even").value < 0.0 for key in found.keys)
