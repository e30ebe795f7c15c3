"""Learning: it finds what is known to be best, judges it in other worlds, and is the same by the
same seed.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

import sim
from sim.analysis.learn import LearnOptions
from sim.analysis.learn.findings import Measure, ask, find
from sim.analysis.learn.search import WANTS, Learning, space_of
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS
from sim.core.game.numbers.moves import KimNumbers
from sim.core.game.numbers.payoffs import PayoffNumbers
from sim.core.game.policies import POLICIES
from sim.publish.folder import publish_finding
from tests.cli.command import Captured, said

SHORT = sim.load_scenario("2017-spring").change({"months": 4})
SMALL = {"capitals": ["washington"], "sample": 50, "budget": 16_000, "worlds": 300}
TINY = {"capitals": ["washington"], "sample": 20, "budget": 1280, "worlds": 40}


def test_the_best_of_some_courses_is_found_where_it_is_known() -> None:
    """Who wants Washington to engage in every month is held to engagement: nothing can be above a
    share of 1.
    """
    found = sim.learn(
        SHORT, objective="share_washington_engagement", over=["washington.policy"], **SMALL
    )
    reply = found.replies["washington"]
    assert reply.policy == (("washington.policy", "engagement"),)
    assert reply.worth["learnt"].value == 1.0
    assert reply.over_own.value == pytest.approx(1.0 - reply.worth["own"].value)


@pytest.mark.parametrize(("objective", "best"), [("talk_months", 1.0), ("-talk_months", 0.0)])
def test_one_lever_goes_to_the_end_of_its_range_where_more_of_it_is_better(
    objective: str, best: float
) -> None:
    held = SHORT.change(
        {"months": 12, "washington.policy": "engagement", "pyongyang.policy": "charm"}
    )
    found = sim.learn(held, objective=objective, over=["washington.dialogue"], **SMALL)
    ((name, value),) = found.replies["washington"].policy
    assert name == "washington.dialogue"
    assert abs(float(value) - best) < 0.1
    assert found.replies["washington"].over_own.low > 0.0


def test_the_gain_is_that_of_the_worlds_of_a_run_which_no_search_has_seen() -> None:
    found = sim.learn(SHORT, over=["washington.pressure", "washington.policy"], **SMALL)
    reply = found.replies["washington"]
    learnt, own = (sim.run(each, 300, 7) for each in (found.learnt("washington"), SHORT))
    assert sim.paired_difference(learnt, own, "value_washington").value == pytest.approx(
        reply.over_own.value
    )
    other = sim.paired_difference(
        *(sim.run(each, 4000, 8) for each in (found.learnt("washington"), SHORT)),
        "value_washington",
    )
    assert other.low <= reply.over_own.high
    assert reply.over_own.low <= other.high


def test_every_experiment_has_worlds_of_its_own() -> None:
    options = LearnOptions(SHORT, ("seoul",), sample=20, budget=2560, worlds=40)
    learning = Learning(options)
    seen: list[range] = []
    while (asked := learning.experiment()) is not None:
        worlds = asked.worlds
        seen.append(range(learning.lot * worlds, (learning.lot + 1) * worlds))
        learning.take(sim.play(asked))
    assert seen[-1] == range(40)
    for one, other in zip(sorted(seen, key=min), sorted(seen, key=min)[1:], strict=False):
        assert max(one) < min(other)


TWO = TINY | {"capitals": ("washington", "seoul")}
ONE = TINY | {"capitals": ("seoul",)}


def test_the_same_seed_learns_the_same_in_one_thread_and_in_two() -> None:
    one, two = sim.learn(SHORT, **TWO), sim.learn(SHORT, jobs=2, **TWO)
    assert json.dumps(one.data()) == json.dumps(two.data())
    assert one.files() == two.files()
    assert (
        sim.learn(SHORT, seed=8, **TINY).replies["washington"].policy
        != one.replies["washington"].policy
    )


def test_what_was_stopped_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    asked = LearnOptions(SHORT, **ONE)  # type: ignore[arg-type]
    publish_finding(ask, find, asked, tmp_path, kind="")
    before = {
        path.name: path.read_bytes()
        for path in tmp_path.glob("*.*")
        if path.name != "manifest.json"
    }
    rounds = sorted((tmp_path / "rounds").iterdir(), key=lambda path: int(path.name))
    assert len(rounds) > 2
    for late in rounds[1:]:
        shutil.rmtree(late)
    publish_finding(ask, find, asked, tmp_path, kind="")
    assert "finding.json" in before
    for name, content in before.items():
        assert (tmp_path / name).read_bytes() == content, name


def test_a_learnt_policy_is_a_short_file_that_plays(tmp_path: Path, capsys: Captured) -> None:
    found = sim.learn(sim.load_scenario("2017-spring"), **TINY)
    path = tmp_path / "learnt.toml"
    path.write_text(found.files()["learnt-washington.toml"], encoding="utf-8")
    assert 'base = "2017-spring"' in path.read_text(encoding="utf-8")
    assert sim.load_scenario(str(path)).hash == found.learnt("washington").hash
    assert said(capsys, "run", str(path), "-n", 20, "-q").code == 0


def test_what_is_written_of_another_scenario_needs_no_base(tmp_path: Path) -> None:
    found = sim.learn(
        SHORT, over=["washington.policy"], objective="share_washington_prevent", **TINY
    )
    path = tmp_path / "learnt.toml"
    path.write_text(found.files()["learnt-washington.toml"], encoding="utf-8")
    assert sim.load_scenario(str(path)).hash == found.learnt("washington").hash


def test_a_gain_by_who_kim_is_is_that_of_his_worlds() -> None:
    found = sim.learn(SHORT, over=["washington.pressure", "washington.policy"], **SMALL)
    learnt, own = (sim.run(each, 300, 7) for each in (found.learnt("washington"), SHORT))
    gain = learnt.columns["value_washington"] - own.columns["value_washington"]
    by_kim = found.replies["washington"].by_kim
    assert list(by_kim) == ["fearful Kim", "greedy Kim", "erratic Kim"]
    for kim, each in enumerate(by_kim.values()):
        assert each.value == pytest.approx(gain[own.columns["kim"] == kim].mean())
    alone = sim.learn(SHORT.change({"kim_type": "greedy"}), over=["washington.policy"], **TINY)
    assert alone.replies["washington"].by_kim == {}


def test_where_less_is_better_levels_are_told_as_they_are_and_gains_as_gains() -> None:
    asked = LearnOptions(SHORT, objective="-lose_lose")
    told, mean = Measure(asked), Estimate(-0.3, -0.35, -0.26, 100, "t")
    assert told.level(mean).text() == "30 % (26 to 35)"
    assert (
        told.text(Estimate(0.05, 0.01, 0.09, 100, "t")) == "+5 points (+1 to +9) against lose-lose"
    )
    assert Measure(LearnOptions(SHORT)).text(mean) == "−0.30 (−0.35 to −0.26) months of value"


def test_what_has_a_name_is_called_by_it() -> None:
    found = sim.learn(
        SHORT, objective="share_washington_prevent", over=["washington.policy"], **TINY
    )
    assert "What Washington learnt is prevention, which has a name." in found.sentences()
    assert found.replies["washington"].beside == "own"


def test_where_nobody_can_gain_the_line_up_is_near_an_equilibrium() -> None:
    best = SHORT.change({"washington.policy": "engagement"})
    found = sim.learn(
        best, objective="share_washington_engagement", **TINY | {"capitals": CAPITALS}
    )
    assert not any(reply.gains for reply in found.replies.values())
    assert "was near an equilibrium as far as these searches see" in found.sentences()[0]


def test_a_search_that_finds_nothing_new_keeps_the_scenarios_own_policy() -> None:
    found = sim.learn(
        SHORT, over=["washington_allowed.prevent"], objective="share_beijing_shield", **TINY
    )
    assert found.replies["washington"].policy in ((), (("washington_allowed.prevent", 0.0),))


@pytest.mark.parametrize("capital", CAPITALS)
def test_what_can_be_learnt_is_the_capitals_own_and_no_payoff(capital: str) -> None:
    """Neither what anybody wants, nor who Kim is, nor the rules, levers or reviews of another
    capital.
    """
    wants = {each.name for group in (PayoffNumbers, KimNumbers) for each in fields(group)}
    others = tuple(
        f"{before}{other}"
        for other in CAPITALS
        if other != capital
        for before in ("", "review_rate_")
    )
    names = [factor.name for factor in space_of(capital)]
    assert not {name.partition(".")[0] for name in names} & wants
    assert not [name for name in names if name.startswith(others) or name in WANTS]
    assert set(space_of(capital)[0].values) <= set(POLICIES[capital])


def test_what_a_held_course_never_uses_is_left_out() -> None:
    found = sim.learn(SHORT, objective="share_washington_prevent", **SMALL)
    names = {name for name, _ in found.replies["washington"].policy}
    assert "washington.policy" in names
    assert not [
        name
        for name in names
        if name.startswith(("washington_lean", "washington_allowed", "review_rate"))
    ]
    assert not [
        name for name in names if name.endswith(("patience", "maximum_pressure", "engagement"))
    ]


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"budget": 0}, "a budget of 0 worlds is too small"),
        ({"capitals": ["tokyo"]}, "'tokyo' is not one of: washington"),
        ({"capitals": []}, "is not a list of one or more"),
        ({"objective": "peace"}, "there is no objective 'peace'"),
        (
            {"over": ["pay_arms"], "capitals": ["washington"]},
            "'pay_arms' is nothing that Washington can learn",
        ),
        (
            {"over": ["washington.pressure"], "capitals": CAPITALS},
            "what is searched is said for one capital",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, object], what: str) -> None:
    with pytest.raises(UsageProblem, match=what):
        sim.learn(SHORT, **asked)


@pytest.mark.parametrize(
    "words",
    [
        ("learn",),
        ("learn", "2017-spring", "--double-oracle"),
        ("learn", "2017-spring", "--replies", 6),
        ("learn", "2017-spring", "--capital", "tokyo"),
        ("learn", "2017-spring", "--budget", 0),
        ("learn", "2017-spring", "--over", "seoul.policy"),
        ("learn", "2017-spring", "--objective", "peace"),
    ],
)
def test_the_command_says_what_to_write_instead(
    capsys: Captured, words: tuple[object, ...]
) -> None:
    found = said(capsys, *words)
    assert (found.code, found.out) == (2, "")
    assert "to do:" in found.err


def test_the_command_tells_what_python_tells(capsys: Captured) -> None:
    line = "learn 2017-spring --capital seoul --set months=4 --over seoul.policy --sample 20 --budget 1280 -n 40"
    told = json.loads(said(capsys, *line.split(), "-q", "--json").out)
    found = sim.learn(SHORT, over=["seoul.policy"], **TINY | {"capitals": ["seoul"]})
    assert told["replies"]["seoul"]["over_own"]["value"] == found.replies["seoul"].over_own.value
