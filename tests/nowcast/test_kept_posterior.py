"""A posterior in a file: what is written is read, sets stay where they are, and a bad file is told
in three lines.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history.directions import DIRECTIONS
from sim.history.kept_posterior import SHIPPED, load_posterior, posterior_from, text_of
from sim.history.sightings import PLACES, calendar_of
from tests.cli.command import three_lines
from tests.for_each import for_each
from tests.likelihood.support import log_likelihood
from tests.nowcast.small import few, nowcast, record

CALENDAR = calendar_of(record("1990-08"))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    kept = replace(few(), last="2014-12", weight=np.arange(1.0, 7.0) / 21.0)
    (tmp_path / "mine.json").write_bytes(text_of(kept))
    again = load_posterior(tmp_path / "mine.json")
    assert (again.hash, again.last, again.model, again.sets) == (
        kept.hash,
        "2014-12",
        kept.model,
        6,
    )
    np.testing.assert_allclose(again.weight, kept.weight, rtol=1e-15)


@pytest.mark.parametrize("last", SHIPPED)
def test_what_ships_lies_within_the_prior_and_knows_no_later_month(last: str) -> None:
    kept = load_posterior(until=f"{int(last[:4]) + 1}-01")
    assert kept.last == last
    for number in (number for each in DIRECTIONS for number in each.numbers):
        assert (kept.numbers[number.name] >= number.low).all()
        assert (kept.numbers[number.name] <= number.high).all()


def test_the_newest_that_ships_is_taken_unless_it_knows_what_is_forecast() -> None:
    assert load_posterior().last == SHIPPED[0]
    assert load_posterior(until="2019-12").last == "2014-12"
    assert load_posterior(until="1990-06").last == SHIPPED[-1]


def test_months_move_particles_and_neither_sets_nor_weights() -> None:
    kept = replace(few(), weight=np.arange(1.0, 7.0) / 21.0)
    still, alike = kept.sampler(30, 5), kept.sampler(30, 5)
    chances = [still.read(CALENDAR[: row + 1]) for row in range(8)]
    np.testing.assert_array_equal(chances, log_likelihood(alike.clouds, CALENDAR))
    np.testing.assert_allclose(still.weight, kept.weight)
    for name, values in kept.numbers.items():
        assert np.array_equal(still.clouds.numbers[name], values)


def test_a_set_that_gives_a_month_no_chance_counts_no_more() -> None:
    never = np.array([1.0, 0.02, 0.02, 0.02, 0.02, 0.02])
    numbers = {
        "test_missed": never,
        "test_false": 0.02 * (never < 1.0),
        "test_beside": 0.2 * (never < 1.0),
        "branches": 0.2 * (never < 1.0),
    }
    still = few().sampler(30, 5)
    still.clouds.numbers.update(numbers)
    tested = CALENDAR[:1].copy()
    tested[0, PLACES.index("seen_test")] = 1.0
    assert still.read(tested)[0] == -np.inf
    np.testing.assert_allclose(still.weight, [0.0, 0.2, 0.2, 0.2, 0.2, 0.2])


def test_a_set_twice_weighs_as_much_as_once() -> None:
    twice = few().twice()
    np.testing.assert_allclose(twice.weight.reshape(-1, 2).sum(axis=1), few().weight)


def test_a_file_of_other_rules_is_refused_with_both_fingerprints_unless_it_is_asked_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(text_of(replace(few(), model="0" * 64)))
    with pytest.raises(
        DataProblem, match=f"rules 000000000000, and those of now are {few().model[:12]}"
    ):
        load_posterior(path)
    taken = load_posterior(path, accept_old_rules=True)
    assert (
        nowcast(posterior=taken)
        .sentences()[0]
        .endswith(f"other rules (000000000000, now {few().model[:12]}).")
    )
    assert few().other_rules() == load_posterior().other_rules() == []


def test_what_ships_is_refused_too_where_the_rules_have_changed_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.history.kept_posterior.fingerprint", lambda: "0" * 64)
    with pytest.raises(DataProblem, match="and those of now are 000000000000") as refused:
        load_posterior()
    assert "--accept-old-rules" in refused.value.remedy
    assert "now 000000000000" in load_posterior(accept_old_rules=True).other_rules()[0]


def lacking(about: dict[str, Any]) -> None:
    del about["weights"]


def short(about: dict[str, Any]) -> None:
    about["directions"]["war"].pop()


def misspelt(about: dict[str, Any]) -> None:
    about["directions"]["wars"] = about["directions"].pop("war")


def nothing(about: dict[str, Any]) -> None:
    about["weights"] = [0.0] * len(about["weights"])


def infinite(about: dict[str, Any]) -> None:
    about["directions"]["war"][0] = float("nan")


def missing(about: dict[str, Any]) -> None:
    del about["directions"]["war"]


def backwards(about: dict[str, Any]) -> None:
    about["drawn_from"], about["last"] = "posterior", "1980-01"


def elsewhere(about: dict[str, Any]) -> None:
    about["first"] = "1995-01"


@for_each(
    ("change", "told"),
    [
        (lacking, "weights"),
        (short, "5 values for 6 weights"),
        (misspelt, "no direction 'wars'.*war"),
        (nothing, "all 0"),
        (infinite, "directions.war.0"),
        (backwards, "before the first"),
        (elsewhere, "1995-01"),
        (missing, "'war' is missing"),
    ],
)
def test_a_file_that_holds_none_is_told_in_three_lines(
    change: Callable[[dict[str, Any]], None], told: str
) -> None:
    about = json.loads(text_of(few()))
    change(about)
    with pytest.raises(DataProblem) as raised:
        posterior_from("mine.json", json.dumps(about).encode())
    lines = three_lines(f"sim: {raised.value}")
    assert re.search(told, f"{lines[0]} {lines[1]}")
    assert "mine.json" in lines[1]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_of_this_kind_is_refused(content: bytes) -> None:
    with pytest.raises(DataProblem):
        posterior_from("mine.json", content)
