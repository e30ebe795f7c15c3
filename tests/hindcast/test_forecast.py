"""The forecast: what a hindcast says at that origin, and the book in which it is kept."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sim.core.base.errors import DataProblem
from sim.history import ForecastOptions, HindcastOptions, scoreboard
from sim.history.benchmarks import MODEL, POOL
from sim.history.forecast import AHEAD, ForecastFinding, find
from sim.history.kept_posterior import KeptPosterior, kept_prior
from sim.history.record import Record, csv_text, load_record
from sim.history.targets import TARGETS
from tests.cli.command import Captured, said, three_lines

RECORD = load_record()
SMALL = ("forecast", "--month", "1995-06", "--particles", 2, "-n", 20, "-q")


@cache
def few() -> KeptPosterior:
    """Return few sets of parameters, as if they had been learnt from the months to 1992-06."""
    return replace(kept_prior(6, 8, 3), last="1992-06")


def forecast(record: Record) -> ForecastFinding:
    """Return a small forecast."""
    return find(ForecastOptions(record, few(), worlds=60, particles=6), ())


@cache
def early() -> ForecastFinding:
    """Return the forecast after 1993-05, made once."""
    return forecast(RECORD.window("1990-01", "1993-05"))


def test_it_equals_the_hindcast_of_that_origin_to_the_bit() -> None:
    asked = HindcastOptions(
        RECORD, few(), "1993-02", "1993-09", worlds=60, particles=6, horizons=(3, 6)
    )
    there = scoreboard.forecasts_of(asked).forecasts
    row = asked.months.index("1993-06")
    for horizon in (3,):
        for name, own in early().forecasts.items():
            for target in TARGETS:
                key = (target, horizon)
                assert own[key].tobytes() == there[name][key][row].tobytes(), (name, key)


def test_it_reads_no_month_after_the_one_that_is_named() -> None:
    named = find(ForecastOptions(RECORD, few(), "1993-05", worlds=60, particles=6), ())
    assert (
        named.forecasts[MODEL]["test_month", 3].tolist()
        == early().forecasts[MODEL]["test_month", 3].tolist()
    )
    assert named.hashes()["record"] == early().hashes()["record"]


def test_every_forecast_is_a_distribution_and_the_sentences_tell_the_pool() -> None:
    found = early()
    for own in found.forecasts.values():
        for (_, h), rows in own.items():
            assert rows.shape == (h + 1,)
            assert rows.sum() == pytest.approx(1.0)
    assert {h for _, h in found.forecasts[POOL]} == set(AHEAD)
    first = found.sentences()[0]
    assert first.startswith("In the mean tests come in ")
    assert first.endswith(" of the 12 months after May 1993; brackets: 5 to 95 %.")
    shown = float(first.split()[6])
    assert shown == pytest.approx(found.mean("test_month", 12), abs=0.051)
    assert found.mean_text("test_month", 12) in found.sentences()[0]
    assert json.dumps(found.data(), allow_nan=False)
    assert found.chance("test_month", 3, 0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--month", "2031-01"), 3),
        (("--month", "1991-01"), 3),
        (("--month", "tomorrow"), 2),
        (("--record", "none.csv"), 3),
    ],
)
def test_a_forecast_that_cannot_be_is_refused(
    args: tuple[str, str], code: int, capsys: Captured
) -> None:
    found = said(capsys, "forecast", *args, "--dry-run")
    assert found.code == code
    three_lines(found.err)


def test_every_forecast_says_which_months_it_read_and_carries_offices_on(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    lines = csv_text(RECORD.window("1993-01", "1993-08")).splitlines()
    holders = ",".join(
        RECORD.texts[name][RECORD.position("1993-05")]
        for name in ("us_president", "rok_president", "dprk_leader")
    )
    lines[5:] = [line.replace(holders, ",,") for line in lines[5:]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ForecastOptions(load_record(path), few(), "1993-07", worlds=60, particles=6)
    said_first, *offices = (note for note in options.record.notes if "read" not in note)
    assert said_first.startswith("us_president is empty in 4 months from 1993-05 on")
    assert len(offices) == 2
    text = " ".join(find(options, ()).caveats())
    assert "8 of 8 months read, after 36 of the shipped record" in text
    assert "1 months after 1993-07 are left unread" in text
    assert "6 of 6 sets of parameters count" in text
    shipped = find(ForecastOptions(RECORD, few(), "1993-07", worlds=60, particles=6), ())
    assert find(options, ()).forecasts[POOL]["test_month", 3].tolist() == (
        shipped.forecasts[POOL]["test_month", 3].tolist()
    )


def test_an_office_of_which_nothing_is_known_is_refused() -> None:
    texts = {name: list(values) for name, values in RECORD.texts.items()}
    texts["rok_president"][0] = ""
    nobody = Record(
        RECORD.months, RECORD.columns, {name: tuple(own) for name, own in texts.items()}
    )
    with pytest.raises(DataProblem, match="nobody is named in office in Seoul in 1990-01"):
        ForecastOptions(nobody, few())
