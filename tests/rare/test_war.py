"""War by splitting: the worlds of a run, their own luck, the same answer as plain worlds, and a command."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.analysis.rare.findings import WARS, Worlds
from sim.engine import PLACES
from sim.engine.play import play
from sim.errors import UsageProblem
from sim.study.estimate.interval import wilson
from sim.study.estimate.splitting import Levels, split
from sim.study.scenario import inputs
from tests.cli.command import Captured, said

SPRING = sim.load_scenario("2017-spring").change({"months": 12})
LEVELS = Levels((4.5, 5.5, 6.25), (2, 3, 3))


def test_roots_are_the_worlds_of_a_run() -> None:
    found = split(Worlds(SPRING, 7), LEVELS, np.arange(1500), kinds=len(WARS))
    run = sim.run(SPRING, 1500, 7)
    assert (found.plain == run.columns["war"]).all()
    assert found.plain_steps == run.columns["months"].sum()
    assert found.steps > found.plain_steps


def test_splitting_and_plain_worlds_agree_where_both_can_be_had() -> None:
    found = split(Worlds(SPRING, 11), LEVELS, np.arange(3000), kinds=len(WARS))
    plain = sim.run(SPRING, 20_000, 7)
    error = np.hypot(found.total.std() / np.sqrt(3000), plain.flag("war").std() / np.sqrt(20_000))
    assert abs(found.total.mean() - plain.flag("war").mean()) < 4.0 * error
    # and so do the ways in which it begins
    ending = plain.columns["ending"]
    for kind, weight in zip(WARS, found.weight, strict=True):
        share = (ending == int(kind)).mean()
        spread = np.hypot(weight.std() / np.sqrt(3000), np.sqrt(share * (1 - share) / 20_000))
        assert abs(weight.mean() - share) < 4.0 * spread


def test_threads_and_batches_change_nothing() -> None:
    one, two = (
        split(Worlds(SPRING, 7, jobs), LEVELS, np.arange(400), kinds=len(WARS), batch=batch)
        for jobs, batch in ((1, 1000), (2, 61))
    )
    assert one.weight.tobytes() == two.weight.tobytes()


def test_where_nothing_rises_there_is_no_war_and_the_sentence_says_so() -> None:
    found = sim.rare(SPRING.change({"months": 1}), worlds=200, trial=100)
    assert found.war.value == 0.0
    assert found.war.high > 0.0
    assert "No copy came to war" in found.sentences()[-1]
    assert found.data()["gain"] is None


def test_a_war_that_is_not_rare_is_told_to_be_run() -> None:
    found = sim.rare(SPRING, worlds=500, trial=200)
    assert found.gain < 1.0
    assert "use sim run" in found.sentences()[-1]
    assert found.plain == wilson(int(found.split.plain.sum()), 500)


def test_the_kinds_of_war_sum_to_war() -> None:
    found = sim.rare(SPRING, worlds=800, trial=100)
    assert sum(each.value for each in found.kinds.values()) == pytest.approx(found.war.value)
    assert set(found.kinds) == {"strike", "attack", "clash", "accident"}


def test_the_command_prints_what_the_function_finds(capsys: Captured) -> None:
    told = said(capsys, "rare", "2017-spring", "--set", "months=12", "-n", 400, "--trial", 100, "--json")
    assert told.code == 0
    assert json.loads(told.out)["war"] == sim.rare(SPRING, worlds=400, trial=100).war.as_dict()


def test_a_trial_that_is_too_small_is_refused() -> None:
    with pytest.raises(UsageProblem, match="trial"):
        sim.rare(SPRING, trial=10)


@pytest.mark.long
def test_war_in_dual_track_is_that_of_ten_million_plain_worlds() -> None:
    """Ten million plain worlds and 60 000 others with copies are apart by less than 4 standard errors."""
    scenario, part, parts = sim.load_scenario("dual-track"), 50_000, 200
    job, wars = inputs(scenario), 0
    for number in range(parts):
        done = play(job.job(part, seed=7, first_world=10**9 + part * number), jobs=2)
        wars += int(np.isin(done.state[PLACES.index("ending")], WARS).sum())
    plain = wars / (part * parts)
    found = sim.rare(scenario, worlds=60_000, jobs=2)
    error = np.hypot(np.sqrt(plain / (part * parts)), found.split.total.std() / np.sqrt(60_000))
    assert abs(found.war.value - plain) < 4.0 * error
    assert found.gain > 3.0
