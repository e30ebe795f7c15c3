"""Learning: it finds what is known to be best, judges it in other worlds, and is the same by the same seed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.learn import LearnOptions
from sim.analysis.learn.entropy import spread_around
from sim.analysis.learn.oracle import Learning
from sim.analysis.learn.space import WANTS, space_of
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.numbers import GROUPS, PayoffNumbers
from sim.game.numbers.kim import KimNumbers
from sim.game.policies import POLICIES
from sim.study.scenario.parameters import PARAMETERS
from tests.cli.command import Captured, said

SHORT = sim.load_scenario("2017-spring").change({"months": 4})
SMALL = {"sample": 50, "budget": 16_000, "worlds": 300}


def test_the_best_of_some_courses_is_found_where_it_is_known() -> None:
    """Who wants Washington to engage in every month is held to engagement: nothing can be above a share of 1."""
    found = sim.learn(SHORT, objective="share_washington_engagement", over=["washington.policy"], **SMALL)
    reply = found.replies["washington"]
    assert reply.policy == (("washington.policy", "engagement"),)
    assert reply.worth["learnt"].value == 1.0
    assert reply.over_own.value == pytest.approx(1.0 - reply.worth["own"].value)


@pytest.mark.parametrize(("objective", "best"), [("talk_months", 1.0), ("-talk_months", 0.0)])
def test_one_lever_goes_to_the_end_of_its_range_where_more_of_it_is_better(objective: str, best: float) -> None:
    held = SHORT.change({"months": 12, "washington.policy": "engagement", "pyongyang.policy": "charm"})
    found = sim.learn(held, objective=objective, over=["washington.dialogue"], **SMALL)
    ((name, value),) = found.replies["washington"].policy
    assert name == "washington.dialogue"
    assert abs(float(value) - best) < 0.1
    assert found.replies["washington"].over_own.low > 0.0


def test_the_gain_is_that_of_the_worlds_of_a_run_which_no_search_has_seen() -> None:
    found = sim.learn(SHORT, over=["washington.pressure", "washington.policy"], **SMALL)
    reply = found.replies["washington"]
    learnt, own = (sim.run(each, 300, 7) for each in (found.learnt("washington"), SHORT))
    assert sim.paired_difference(learnt, own, "value_washington").value == pytest.approx(reply.over_own.value)
    other = sim.paired_difference(
        *(sim.run(each, 4000, 8) for each in (found.learnt("washington"), SHORT)), "value_washington"
    )
    assert other.low <= reply.over_own.high
    assert reply.over_own.low <= other.high


def test_every_experiment_has_worlds_of_its_own() -> None:
    options = LearnOptions(SHORT, CAPITALS, replies=2, sample=20, budget=2560, worlds=40)
    learning = Learning(options)
    seen: list[range] = []
    while (asked := learning.experiment()) is not None:
        worlds = asked.replication.most
        seen.append(range(learning.lot * worlds, (learning.lot + 1) * worlds))
        learning.take(sim.play(asked))
    assert seen[-1] == range(40)
    for one, other in zip(sorted(seen, key=min), sorted(seen, key=min)[1:], strict=False):
        assert max(one) < min(other)


TWO = {"capitals": ("washington", "seoul"), "replies": 2, "sample": 20, "budget": 1280, "worlds": 40}
ONE = TWO | {"capitals": ("seoul",)}


def test_the_same_seed_learns_the_same_in_one_thread_and_in_two() -> None:
    one, two = sim.learn(SHORT, **TWO), sim.learn(SHORT, jobs=2, **TWO)
    assert json.dumps(one.data()) == json.dumps(two.data())
    assert one.files() == two.files()
    assert (
        sim.learn(SHORT, "washington", seed=8, sample=20, budget=1280, worlds=40).turns[0].replies
        != one.turns[0].replies
    )


def test_what_was_stopped_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    sim.learn(SHORT, out=tmp_path, **ONE)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.*") if path.name != "manifest.json"}
    rounds = sorted((tmp_path / "rounds").iterdir(), key=lambda path: int(path.name))
    assert len(rounds) > 4
    for late in rounds[2:]:
        shutil.rmtree(late)
    sim.learn(SHORT, out=tmp_path, **ONE)
    assert "finding.json" in before
    for name, content in before.items():
        assert (tmp_path / name).read_bytes() == content, name


def test_a_learnt_policy_is_a_file_that_plays(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "learnt"
    spring = sim.load_scenario("2017-spring")
    found = sim.learn(spring, sample=20, budget=1280, worlds=40, out=out)
    written = sim.load_scenario(str(out / "learnt-washington.toml"))
    assert written.hash == found.learnt("washington").hash
    assert 'base = "2017-spring"' in (out / "learnt-washington.toml").read_text()
    assert said(capsys, "run", str(out / "learnt-washington.toml"), "-n", 20, "-q").code == 0


def test_what_is_written_of_another_scenario_needs_no_base(tmp_path: Path) -> None:
    found = sim.learn(
        SHORT, over=["washington.policy"], objective="share_washington_prevent", out=tmp_path / "x", **SMALL
    )
    assert sim.load_scenario(str(tmp_path / "x" / "learnt-washington.toml")).hash == found.learnt("washington").hash


def test_a_double_oracle_ends_where_nobody_gains() -> None:
    """All want the same, and only Washington can bring it about: its reply is the end of the game."""
    asked = {"objective": "share_washington_engagement", "replies": 4, "sample": 50, "budget": 9600, "worlds": 100}
    found = sim.learn(SHORT, ("washington", "seoul"), **asked)
    assert found.rest.settled
    assert 1 < len(found.turns) < 4
    ((weight, profile),) = found.rest.mix
    assert (weight, dict(profile[0])["washington.policy"]) == (1.0, "engagement")
    assert "not near an equilibrium" in found.sentences()[0]
    assert "no capital found a gain above its noise" in found.sentences()[-2]
    assert found.rest.worth["washington"].after.value == 1.0


def test_where_nobody_can_gain_the_line_up_is_near_an_equilibrium() -> None:
    best = SHORT.change({"washington.policy": "engagement"})
    found = sim.learn(best, CAPITALS, objective="share_washington_engagement", sample=20, budget=1280, worlds=40)
    assert not any(reply.gains for reply in found.replies.values())
    assert "was near an equilibrium as far as these searches see" in found.sentences()[0]


@pytest.mark.parametrize("capital", CAPITALS)
def test_what_can_be_learnt_is_the_capitals_own_and_no_payoff(capital: str) -> None:
    wants = {name for group in (PayoffNumbers, KimNumbers) for name in group.__dataclass_fields__}
    for factor in space_of(capital):
        name = factor.name.partition(".")[0]
        assert name not in wants
        assert factor.name not in WANTS
        known = factor.name == f"{capital}.policy" or factor.name in LEVERS or name in PARAMETERS
        assert known
        others = [other for other in CAPITALS if other != capital and other in factor.name]
        assert not [other for other in others if factor.name.startswith((other, f"review_rate_{other}"))]
    rules = set(space_of(capital)[0].values)
    assert rules <= set(POLICIES[capital])
    assert GROUPS


def test_the_first_spread_is_around_the_scenario() -> None:
    factors = space_of("washington")
    start = [factor.values[0] if factor.values else factor.low for factor in factors]
    spread = spread_around(factors, start)
    drawn = spread.drawn(200, np.random.default_rng(1))
    assert (drawn.places >= 0.0).all()
    assert (drawn.places <= 1.0).all()
    middle = spread.middle()
    assert [int(pick) for pick in middle.picks[0] if pick >= 0] == [0] * sum(bool(factor.values) for factor in factors)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"budget": 0}, "a budget of 0 worlds is too small"),
        ({"capitals": ["tokyo"]}, "there is no capital 'tokyo'"),
        ({"capitals": []}, "no capital learns"),
        ({"objective": "peace"}, "there is no objective 'peace'"),
        ({"over": ["pay_arms"]}, "'pay_arms' is nothing that Washington can learn"),
        ({"over": ["washington.pressure"], "capitals": CAPITALS}, "what is searched is said for one capital"),
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, object], what: str) -> None:
    with pytest.raises(UsageProblem, match=what):
        sim.learn(SHORT, **asked)


@pytest.mark.parametrize(
    "words",
    [("learn",), ("learn", "seoul", "--all"), ("learn", "seoul", "--replies", 2), ("learn", "seoul", "--budget", 0)],
)
def test_the_command_says_what_to_write_instead(capsys: Captured, words: tuple[object, ...]) -> None:
    found = said(capsys, *words)
    assert (found.code, found.out) == (2, "")
    assert "to do:" in found.err


def test_the_command_tells_what_python_tells(capsys: Captured) -> None:
    line = ("learn", "seoul", "--set", "months=4", "--over", "seoul.policy", "--sample", 20, "--budget", 1280, "-n", 40)
    told = json.loads(said(capsys, *line, "-q", "--json").out)
    found = sim.learn(SHORT, "seoul", over=["seoul.policy"], sample=20, budget=1280, worlds=40)
    assert told["replies"]["seoul"]["over_own"]["value"] == found.replies["seoul"].over_own.value
