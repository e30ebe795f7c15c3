"""The hindcast: nothing later is known, nothing depends on how it is run, and its parts fit together."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.finding import Desk
from sim.analysis.history import hindcast as hind
from sim.analysis.history import rolling
from sim.analysis.history.benchmarks import STACKED
from sim.analysis.history.judging import MODEL
from sim.analysis.history.kept_posterior import Kept, kept_prior
from sim.analysis.history.observe import seen_in
from sim.analysis.history.posterior import MOVES
from sim.analysis.history.record import Record, load_record
from sim.analysis.history.scoreboard import HindcastFinding, judge
from sim.analysis.history.sightings import PLACES, calendar_of
from sim.analysis.history.targets import COUNTS
from sim.errors import DataProblem

FIRST, LAST = "1992-10", "1993-05"
RECORD = load_record().window("1990-01", "1993-12")
HORIZONS = (3, 6)
WORLDS = 60
FROZEN = "model, frozen at 1992-09"


@cache
def few(last: str | None = "1992-06") -> Kept:
    """Return few sets of numbers, as if they had been learnt from the months up to the last."""
    return replace(kept_prior(6, 8, 3), last=last)


def options(record: Record = RECORD, first: str = FIRST, last: str = LAST, **settings: Any) -> hind.HindcastOptions:
    """Return what a small hindcast asks."""
    small = {"posterior": few(), "worlds": WORLDS, "horizons": HORIZONS, "particles": 6}
    return hind.HindcastOptions(record, first=first, last=last, **small | settings)


def forecasts(record: Record = RECORD, first: str = FIRST, last: str = LAST, **settings: Any) -> hind.Forecasts:
    """Return the forecasts of a small hindcast."""
    return hind.forecasts_of(options(record, first, last, **settings))


def changed_from(record: Record, month: str) -> Record:
    """Return the record with every column of a month and all later ones changed, who governs included."""
    place = record.position(month)
    columns = {name: values.copy() for name, values in record.columns.items()}
    for values in columns.values():
        values[place:] = np.where(np.nan_to_num(values[place:]) > 0, 0.0, 3.0)
    texts = {name: list(values) for name, values in record.texts.items()}
    for name, values in texts.items():
        values[place:] = ["none" if name == "exercise_scale" else "Someone Else"] * len(values[place:])
    return Record(record.months, columns, {name: tuple(values) for name, values in texts.items()}, record.label)


def same(a: dict[str, Any], b: dict[str, Any], origins: int) -> list[str]:
    """Return the forecasters whose first forecasts differ in any bit."""
    return [
        name for name, given in a.items()
        if any(given[key][:origins].tobytes() != b[name][key][:origins].tobytes() for key in given)
    ]  # fmt: skip


BASE = forecasts()


def test_changing_any_later_month_leaves_a_forecast_untouched_bit_for_bit() -> None:
    assert BASE.origins[3][:3] == ("1992-10", "1992-11", "1992-12")
    for number in (0, 3):
        other = forecasts(changed_from(RECORD, BASE.origins[3][number]))
        assert same(BASE.given, other.given, number + 1) == []
        # The change is one that forecasts made later do see.
        assert set(same(BASE.given, other.given, 6)) >= {MODEL, FROZEN, STACKED, "persistence"}


def test_a_forecast_depends_neither_on_threads_nor_on_the_other_origins() -> None:
    on_two = replace(options(), desk=Desk(None, 2))
    assert same(BASE.given, hind.forecasts_of(on_two).given, 99) == []
    alone = forecasts(first="1992-11", learn="weights")
    together = forecasts(learn="weights")
    for name in (MODEL, "persistence"):
        later = {key: rows[1:] for key, rows in together.given[name].items()}
        assert same({name: alone.given[name]}, {name: later}, 2) == []


def test_the_first_months_of_a_longer_horizon_are_the_shorter_forecast() -> None:
    longer = forecasts(horizons=(3, 6, 8), last="1993-06")
    assert same({MODEL: BASE.given[MODEL]}, longer.given, 1) == []


def test_forecasts_are_distributions_over_what_happened() -> None:
    marks = seen_in(RECORD)
    for (target, horizon), seen in BASE.seen.items():
        assert len(seen) == len(BASE.origins[horizon]) == 8 - horizon + 1
        place = RECORD.position(BASE.origins[horizon][-1])
        for given in (own[target, horizon] for own in BASE.given.values() if (target, horizon) in own):
            if target in COUNTS:
                window = marks[target][place : place + horizon]
                assert seen[-1] == (-1 if (window < 0).any() else window.sum())
                np.testing.assert_allclose(given.sum(axis=1), 1.0)
            else:
                assert given.shape == (len(seen),)
                assert not np.isnan(given[seen >= 0]).any()


def test_only_the_model_that_goes_on_learning_changes_its_sets() -> None:
    plan = options(learn="numbers").plan
    reader = rolling.Reader.before(plan, 1)
    reader.read_to(FIRST, lambda what, share: None, lambda reader: None)
    assert reader.frozen
    before, numbers = reader.frozen.weight, reader.frozen.logits.copy()
    assert len(set(before)) > 1  # months after those learnt from weigh the sets until the span begins
    reader.read_to("1993-05", lambda what, share: None, lambda reader: None)
    assert np.array_equal(reader.frozen.weight, before)
    assert np.array_equal(reader.frozen.logits, numbers)
    assert not np.array_equal(reader.learning.weight, before)
    assert reader.learning.clouds.month == reader.frozen.clouds.month == RECORD.position("1993-05")


def test_sets_are_moved_in_january_where_few_count_and_not_where_weights_alone_learn() -> None:
    moved = {}
    for learn in ("numbers", "weights"):
        reader = rolling.Reader.before(options(learn=learn).plan, 1)
        reader.read_to("1992-12", lambda what, share: None, lambda reader: None)
        reader.learning.log_weight = np.where(np.arange(6) == 2, 0.0, -50.0)
        assert reader.learning.accepted == []
        reader.read_to("1993-03", lambda what, share: None, lambda reader: None)
        moved[learn] = len(reader.learning.accepted)
    assert moved == {"numbers": MOVES, "weights": 0}


def test_sets_of_the_prior_are_not_weighed_and_the_finding_says_so() -> None:
    drawn = options(posterior=few(None))
    found = HindcastFinding(drawn, judge(hind.forecasts_of(drawn), 50))
    for key, rows in found.board.forecasts.given[MODEL].items():
        assert rows.tobytes() == found.board.forecasts.given[FROZEN][key].tobytes()
    assert any("taught them nothing" in each for each in found.caveats())


class Stopped(Exception):
    """A kill at some month."""


def test_a_hindcast_that_was_killed_goes_on_where_it_was_to_the_same_forecasts(tmp_path: Path) -> None:
    from sim.study.store.disk import Folder

    read: list[str] = []

    def stop(what: str, share: float) -> None:
        if what == "reading 1993-02":
            raise Stopped

    with Folder(tmp_path / "out") as own:
        with pytest.raises(Stopped):
            hind.forecasts_of(replace(options(), desk=Desk(own.path, 1, stop)))
        kept = sorted(path.name for path in own.path.glob("rounds/*/*.json"))
        assert kept[-1] == "1993-02.json"
        gone_on = hind.forecasts_of(replace(options(), desk=Desk(own.path, 1, lambda what, share: read.append(what))))
        again = hind.forecasts_of(replace(options(), desk=Desk(own.path, 1, stop)))
    # What was held in January is taken up; nothing before it is read again.
    assert read[0] == "reading 1993-01"
    assert same(BASE.given, gone_on.given, 99) == same(BASE.given, again.given, 99) == []


def test_sets_that_know_a_month_of_the_span_are_refused() -> None:
    with pytest.raises(DataProblem, match="which are to be forecast") as problem:
        options(posterior=few("1992-10"))
    assert "Begin in 1992-11 or later" in problem.value.remedy
    other = replace(few(), numbers={**few().numbers, "growth": np.full(6, 0.01)})
    with pytest.raises(DataProblem, match="'growth'"):
        options(posterior=other)


def later_years() -> Record:
    """Return the record and three years more: unknown names, a column without a figure, no talks but one."""
    known, count = load_record(), 36
    months = tuple(f"{2020 + k // 12}-{k % 12 + 1:02d}" for k in range(count))
    columns = {name: np.concatenate([values, np.zeros(count)]) for name, values in known.columns.items()}
    columns["resolutions"][-count:] = np.nan
    texts = {name: (*values, *([values[-1]] * 12), *(["Someone New"] * 24)) for name, values in known.texts.items()
             if name != "exercise_scale"}  # fmt: skip
    texts["exercise_scale"] = (*known.texts["exercise_scale"], *([""] * count))
    return Record((*known.months, *months), columns, texts, "later.csv")


def test_later_years_need_no_new_code_and_unknown_names_are_said() -> None:
    asked = options(later_years(), "2020-06", "2021-08", posterior=few("2019-12"), worlds=20, particles=2,
                    horizons=(3,))  # fmt: skip
    found = HindcastFinding(asked, judge(hind.forecasts_of(asked), 50))
    assert "seoul: Someone New" in found.data()["unknown_offices"]
    assert ("resolution", 3) not in found.board.keys
    assert json.dumps(found.data(), allow_nan=False)
    assert "not among these forecasts" in found.sentences()[0]


def test_a_closed_border_costs_growth_in_its_months_and_is_no_news_before() -> None:
    record = later_years()
    closed = calendar_of(record)[:, PLACES.index("border_closed")]
    assert [record.months[row] for row in np.flatnonzero(closed)[[0, -1]]] == ["2020-01", "2022-08"]
    plan = options(record, "2019-11", "2020-07", posterior=few("2019-10"), worlds=20, particles=4, horizons=(3,)).plan
    shut, open_ = (rolling.Reader.before(each, 1) for each in (plan, replace(plan, closed=())))
    for reader in (shut, open_):
        reader.read_to("2020-01", lambda what, share: None, lambda reader: None)
    assert np.array_equal(shut.learning.clouds.state, open_.learning.clouds.state)
    for key, rows in shut.say().given["learning"].items():
        assert rows.tobytes() == open_.say().given["learning"][key].tobytes()
    for reader in (shut, open_):
        reader.read()
    lost = open_.learning.clouds.of("economy") - shut.learning.clouds.of("economy")
    np.testing.assert_allclose(lost, 0.05 / 12, atol=1e-12)
    with pytest.raises(DataProblem, match="closed border"):
        options(border_closed=("2020-09", "2020-01"))


@pytest.mark.parametrize(
    ("first", "last"),
    [("1993-01", "1994-01"), ("1993-05", "1993-01"), ("1993-01", "1993-05"), ("1993-13", "1994-01"),
     ("1989-01", "1993-01"), ("1992-06", "1993-09")],
)  # fmt: skip
def test_a_span_that_lies_outside_the_record_or_has_too_little_before_it_is_refused(first: str, last: str) -> None:
    with pytest.raises(DataProblem):
        forecasts(first=first, last=last, posterior=few("1992-05"))


def test_the_scoreboard_counts_the_losses_and_keeps_every_row() -> None:
    found = judge(BASE, 200)
    # Of resolutions and lethal acts these years tell nothing, so nothing is scored.
    counts = [target for target in COUNTS if target in {row.target for row in found.rows}]
    assert counts == ["test_month", "big_test", "talks_month"]
    forecasters = len(BASE.given) - 1  # the base rate forecasts events alone
    assert sum(row.target in counts for row in found.rows) == len(counts) * len(HORIZONS) * forecasters
    assert (
        sum(len(row.less) for row in found.against if row.target in counts) == len(counts) * 2 * (forecasters - 3) * 3
    )
    assert {row.forecaster for row, _ in found.worse}.isdisjoint({FROZEN, STACKED})
    for row, score in found.worse:
        own = found.row(row.target, row.horizon, MODEL).means[score]
        assert own.value > row.means[score].value
        assert row.less[score].difference.value == pytest.approx(own.value - row.means[score].value)
    # Six origins hold no three blocks: the spread is not known, and nothing is called clear.
    less = found.row("test_month", 3, "climatology").less["log_score"]
    assert less.difference.high == np.inf
    assert not any(each.clearly for row in found.rows for each in row.less.values())
    content = found.as_dict()
    assert content["learnt"] == ["1990-01", "1992-09"]
    assert "tuned" in content["known_text"]
    assert content["primary"]["benchmark"] == "markov chain"
    assert {"target", "horizon", "forecaster", "log_score", "crps", "brier", "skill"} <= content["rows"][0].keys()
    assert {"value", "low", "high"} <= content["rows"][0]["log_score"].keys()


def test_a_hindcast_may_hold_events_outcomes_that_are_not_known_and_other_forecasters() -> None:
    generator, event = np.random.default_rng(5), ("talks_end", 3)
    months = tuple(f"{2000 + k // 12}-{k % 12 + 1:02d}" for k in range(60))
    seen = {("test_month", 3): generator.integers(-1, 4, 60), event: generator.integers(-1, 2, 60)}
    own = {("test_month", 3): np.full((60, 4), 0.25), event: np.where(seen[event] < 0, np.nan, 0.5)}
    given = {MODEL: own, "stacked": own, "climatology": {("test_month", 3): own["test_month", 3]}}
    found = judge(replace(BASE, horizons=(3,), origins={3: months}, seen=seen, given=given), 100)
    assert found.keys == list(seen)
    assert set(found.tests) == {("test_month", 3)}
    assert sum(each.happened.n for each in found.reliability[3]) == sum((each >= 0).sum() for each in seen.values())
    assert found.row("talks_end", 3, MODEL).skill["brier"].value == 0.0
    assert found.reliable[3]
    # What is not known is null, so that JSON can hold it.
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["model_forecasts"]["talks_end 3"].count(None)


def test_forecasts_of_the_truth_itself_are_reliable() -> None:
    """A model that is right: what happened is drawn from its own forecasts."""
    generator = np.random.default_rng(3)
    months = tuple(f"{2000 + k // 12}-{k % 12 + 1:02d}" for k in range(120))
    given = generator.dirichlet(np.ones(4), (5, 120))
    seen = {
        (target, 3): np.array([generator.choice(4, p=row) for row in rows])
        for target, rows in zip(COUNTS, given, strict=True)
    }
    own = {(target, 3): rows for target, rows in zip(COUNTS, given, strict=True)}
    even = {key: np.full_like(rows, 0.25) for key, rows in own.items()}
    made = replace(BASE, horizons=(3,), origins={3: months}, seen=seen, given={MODEL: own, "climatology": even})
    found = judge(made, 300)
    assert sum(test.passed for test in found.tests.values() if test) >= 4
    assert found.reliable[3]
    assert found.reliable[3].passed
    for each in found.reliability[3]:
        assert each.happened.low <= each.forecast <= each.happened.high
    assert found.worse == []
