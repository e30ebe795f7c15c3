"""The set: vectors in their ranges, lines as the patterns judge them, the width, and the set that
ships.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.claims import line_of
from sim.analysis.patterns.plays import PatternPlays
from sim.analysis.plausible.draws import VARIED, kept, kept_vectors, places_drawn, vector_at
from sim.analysis.plausible.headlines import headlines
from sim.analysis.plausible.lines import (
    arms,
    arms_of,
    interval_of,
    lines,
    most_missed,
    played_on,
    read_of,
    tried_on,
    wilson_limits,
)
from sim.core.estimate.interval import wilson
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.scenario import load_scenario
from sim.core.scenario.fingerprint import fingerprint
from sim.core.scenario.parameters import DEFAULTS
from sim.study.play.play import play

SPRING = load_scenario("2017-spring")
DOCS = Path(__file__).parents[2] / "docs"


def test_at_a_width_of_nothing_a_vector_is_what_ships_and_at_a_whole_one_it_meets_the_ends() -> (
    None
):
    ones = np.ones(len(VARIED))
    still = vector_at(ones, 0.0)
    assert still == pytest.approx({name: DEFAULTS[name] for name in still})
    for place, end in ((-1.0, "low"), (1.0, "high")):
        whole = vector_at(place * ones, 1.0)
        for name in VARIED:
            if not RULE_PARAMETERS[name].cells:
                assert whole[name] == pytest.approx(getattr(RULE_PARAMETERS[name], end))
        SPRING.change(whole)


def test_the_first_draws_are_the_same_however_many_are_asked_for() -> None:
    few, many = places_drawn(3, 5), places_drawn(40, 5)
    assert (few == many[:3]).all()
    assert abs(many.mean()) < 0.1
    assert (np.abs(many) <= 1.0).all()


def test_wilson_is_that_of_single_estimates() -> None:
    counts, of = np.array([0.0, 3.0, 40.0, 0.0]), np.array([40.0, 40.0, 40.0, 0.0])
    low, high = wilson_limits(counts, of)
    for place in range(3):
        one = wilson(int(counts[place]), 40)
        assert (low[place], high[place]) == pytest.approx((one.low, one.high), abs=1e-9)
    assert (low[3], high[3]) == (0.0, 1.0)


def test_a_line_is_measured_as_sim_patterns_measures_it() -> None:
    vector = vector_at(np.zeros(len(VARIED)), 1.0)
    other = vector_at(np.full(len(VARIED), 0.3), 0.2)
    names = ("war.crises", "opening.share", "record.tests", "beijing.courses")
    tried = [place for place, claim in enumerate(lines()) if claim.name in names]
    wanted = {arm for place in tried for arm in arms_of()[place]}
    found = {arm: play(played_on(arm, (vector, other), 60, 3)) for arm in wanted}
    for changes, at in ((vector, 0), (other, 1)):
        plays = PatternPlays(60, 3, changes=changes)
        for place in tried:
            claim = lines()[place]
            rows = np.array([0, 1])
            read = [read_of(place, found[arm], rows) for arm in arms_of()[place]]
            low, high = interval_of(place, read)
            arms_changed = [
                type(arm)(arm.scenario.change(changes), arm.imposed, arm.now) for arm in claim.arms
            ]
            own = type(claim)(claim.name, claim.says, tuple(arms_changed), claim.measure,
                              claim.wanted, claim.among, claim.per)  # fmt: skip
            line = line_of(own, plays)
            assert line is not None
            measured = line.measured
            assert low[at] <= measured.value <= high[at]
            near = 0.05 * (measured.high - measured.low)
            assert low[at] == pytest.approx(measured.low, abs=near)
            assert high[at] == pytest.approx(measured.high, abs=near)


def test_lines_look_at_spring_as_it_is_first_and_at_what_can_be_set() -> None:
    assert arms()[0].hash == SPRING.hash
    assert len(lines()) >= 20
    assert most_missed() >= 1
    assert not any(arm.imposed or arm.now for claim in lines() for arm in claim.arms)


def test_the_shipped_point_would_be_kept() -> None:
    vector = vector_at(np.zeros(len(VARIED)), 1.0)
    played = [play(played_on(arm, (vector,), 400, 7)) for arm in range(len(arms()))]
    left, missed = tried_on(tuple(played), 1)
    assert left == [[0]] * (1 + len(arms()))
    assert missed.sum() <= most_missed()


def test_the_set_that_ships_is_of_the_rules_that_ship_and_can_be_played() -> None:
    assert kept()["model"] == fingerprint(), "run tools/update_set.py"
    draws = kept()["draws"]
    assert len(set(draws)) == len(draws) >= 50
    assert 0.0 < kept()["width"] <= 1.0
    for vector in kept_vectors()[:10]:
        SPRING.change(vector)


def test_the_pages_tell_every_headline_sentence_under_its_attacks() -> None:
    told = json.loads((DOCS / "history" / "attack.json").read_text("utf-8"))["tables"]["attack"]
    assert {row[0] for row in told["rows"]} == {each.says for each in headlines().values()}
    assert all("(" in row[told["heads"].index("set")] for row in told["rows"])
