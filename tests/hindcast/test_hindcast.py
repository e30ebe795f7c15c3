"""The hindcast: nothing later is known, nothing depends on how it is run, and its parts fit together."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.finding import analyse
from sim.analysis.history import hindcast as hind
from sim.analysis.history.observe import observed_record
from sim.analysis.history.record import Record, load_record
from sim.analysis.history.scoreboard import HindcastFinding, judge
from sim.errors import DataProblem
from sim.study.run.play import Way, threads

RECORD = load_record().window("2006-01", "2019-12")
HORIZONS = (3, 6)
WORLDS = 60


def forecasts(record: Record = RECORD, first: str = "2016-01", last: str = "2016-08", **settings: Any) -> Any:
    """Return the forecasts of a small hindcast."""
    way = Way(threads(settings.pop("jobs", 1)))
    options = hind.HindcastOptions(record, first, last, **{"worlds": WORLDS, "horizons": HORIZONS} | settings)
    return analyse(hind.ask, hind.forecasts_of, options, way=way)


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
    assert BASE.origins[3][:3] == ("2016-01", "2016-02", "2016-03")
    for number in (0, 2):
        other = forecasts(changed_from(RECORD, BASE.origins[3][number]))
        assert same(BASE.given, other.given, number + 1) == []
        # The change is one that forecasts made later do see.
        assert set(same(BASE.given, other.given, 6)) >= {hind.MODEL, "persistence"}


def test_a_forecast_depends_neither_on_threads_nor_on_the_other_origins() -> None:
    assert same(BASE.given, forecasts(jobs=2).given, 99) == []
    alone = forecasts(first="2016-02", last="2016-08")
    for name in (hind.MODEL, "persistence"):
        later = {key: rows[1:] for key, rows in BASE.given[name].items()}
        assert same({name: alone.given[name]}, {name: later}, 2) == []


def test_the_first_months_of_a_longer_horizon_are_the_shorter_forecast() -> None:
    longer = forecasts(horizons=(3, 6, 8), last="2016-09")
    assert same({hind.MODEL: BASE.given[hind.MODEL]}, longer.given, 1) == []


def test_forecasts_are_distributions_over_the_counts_that_happened() -> None:
    flags = observed_record(RECORD)
    for (target, horizon), seen in BASE.seen.items():
        assert len(seen) == len(BASE.origins[horizon]) == 8 - horizon + 1
        place = RECORD.position(BASE.origins[horizon][-1])
        assert seen[-1] == sum(flags[target][place : place + horizon])
        for given in BASE.given.values():
            assert given[target, horizon].shape == (len(seen), horizon + 1)
            np.testing.assert_allclose(given[target, horizon].sum(axis=1), 1.0)


def test_benchmarks_learn_from_the_first_month_with_a_state() -> None:
    assert BASE.learnt == ("2007-01", "2015-12")
    assert forecasts(first="2012-01", last="2012-08").learnt == ("2007-01", "2011-12")


@pytest.mark.parametrize(
    ("first", "last"),
    [("2016-01", "2020-01"), ("2016-05", "2016-01"), ("2016-01", "2016-05"), ("2016-13", "2017-01"),
     ("2005-01", "2006-01"), ("2007-06", "2009-01")],
)  # fmt: skip
def test_a_span_that_lies_outside_the_record_or_has_too_little_before_it_is_refused(first: str, last: str) -> None:
    with pytest.raises(DataProblem):
        forecasts(first=first, last=last)


def test_the_scoreboard_counts_the_losses_and_keeps_every_row() -> None:
    found = judge(BASE, 200)
    forecasters = len(BASE.given)
    assert len(found.rows) == len(hind.TARGETS) * len(HORIZONS) * forecasters
    assert found.compared == len(hind.TARGETS) * len(HORIZONS) * (forecasters - 1) * 3
    for row, score in found.worse:
        own = found.row(row.target, row.horizon, hind.MODEL).means[score]
        assert own.value > row.means[score].value
        assert row.less[score].difference.value == pytest.approx(own.value - row.means[score].value)
    # Six origins hold no three blocks: the spread is not known, and nothing is called clear.
    less = found.row("test_month", 3, "climatology").less["log_score"]
    assert less.difference.high == np.inf
    assert not any(each.clearly for row in found.rows for each in row.less.values())
    content = found.as_dict()
    assert content["learnt"] == ["2007-01", "2015-12"]
    assert "Nothing is fitted" in content["unfitted_text"]
    assert "tuned" in content["known_text"]


def test_a_hindcast_may_hold_events_outcomes_that_are_not_known_and_other_forecasters() -> None:
    generator, event = np.random.default_rng(5), ("talks_end", 3)
    months = tuple(f"{2000 + k // 12}-{k % 12 + 1:02d}" for k in range(60))
    seen = {("test_month", 3): generator.integers(-1, 4, 60), event: generator.integers(-1, 2, 60)}
    own = {("test_month", 3): np.full((60, 4), 0.25), event: np.where(seen[event] < 0, np.nan, 0.5)}
    given = {hind.MODEL: own, "stacked": own, "climatology": {("test_month", 3): own["test_month", 3]}}
    found = judge(replace(BASE, horizons=(3,), origins={3: months}, seen=seen, given=given), 100)
    assert found.keys == list(seen)
    assert set(found.tests) == {("test_month", 3)}
    assert sum(each.happened.n for each in found.reliability[3]) == sum((each >= 0).sum() for each in seen.values())
    assert found.row("talks_end", 3, hind.MODEL).skill["brier"].value == 0.0
    assert found.reliable[3]
    # What is not known is null, so that JSON can hold it.
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["model_forecasts"]["talks_end 3"].count(None)
    tables = HindcastFinding(hind.HindcastOptions(RECORD, "2016-01", "2016-08", HORIZONS), found).tables()
    assert [table.rows[0][0] for table in tables[:1]] == ["test"]


def test_forecasts_of_the_truth_itself_are_reliable() -> None:
    """A model that is right: what happened is drawn from its own forecasts."""
    generator = np.random.default_rng(3)
    months = tuple(f"{2000 + k // 12}-{k % 12 + 1:02d}" for k in range(120))
    given = generator.dirichlet(np.ones(4), (5, 120))
    seen = {
        (target, 3): np.array([generator.choice(4, p=row) for row in rows])
        for target, rows in zip(hind.TARGETS, given, strict=True)
    }
    own = {(target, 3): rows for target, rows in zip(hind.TARGETS, given, strict=True)}
    even = {key: np.full_like(rows, 0.25) for key, rows in own.items()}
    made = replace(BASE, horizons=(3,), origins={3: months}, seen=seen, given={hind.MODEL: own, "climatology": even})
    found = judge(made, 300)
    assert sum(test.passed for test in found.tests.values() if test) >= 4
    assert found.reliable[3]
    assert found.reliable[3].passed
    for each in found.reliability[3]:
        assert each.happened.low <= each.forecast <= each.happened.high
    assert found.worse == []
