"""What a claim measures: known answers, laws, and intervals that decide."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from sim.analysis.claims import Claim, ClaimLine, examine
from sim.analysis.claims.reading import ClaimsFile
from sim.core.scenario import load_scenario
from sim.core.scenario.toml_file import toml_from
from sim.study.run.worlds import run

SPRING = load_scenario("2017-spring")
ANYTHING = {"low": -1e9}


def claim_of(said: dict[str, Any], **more: Any) -> Claim:
    """Return the claim that says this, as a file would; JSON of flat values is TOML."""
    keys = {"wants": ANYTHING} | said | more
    rows = [f"{key} = {inline(value)}" for key, value in keys.items()]
    text = "\n".join(('scenario = "2017-spring"', "[claim.it]", *rows))
    [claim] = ClaimsFile(toml_from("claims.toml", text.encode())).claims
    return claim


def inline(value: Any) -> str:
    """Write a value as TOML on one line."""
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{json.dumps(key)} = {inline(each)}" for key, each in value.items())
            + " }"
        )
    return json.dumps(value)


def found_in(said: dict[str, Any], worlds: int = 200, **more: Any) -> ClaimLine:
    return examine(claim_of(said, **more), worlds)


def under(policy: str) -> dict[str, Any]:
    return {"set": {"washington.policy": policy}}


def test_an_arm_against_itself_differs_in_no_world() -> None:
    found = found_in(
        {"measure": "tests", "a": under("patience"), "b": under("patience"), "wants": {"high": 0}}
    )
    assert (found.measured.value, found.measured.low, found.measured.high) == (0.0, 0.0, 0.0)
    assert found.holds
    assert not found_in({"measure": "tests", "a": {}, "b": {}, "wants": {"sign": 1}}).holds


def test_arms_exchanged_turn_the_sign() -> None:
    arms = [under(policy) for policy in ("maximum_pressure", "engagement")]
    there, back = (
        found_in({"measure": "tests", "a": a, "b": b}).measured for a, b in (arms, arms[::-1])
    )
    assert there.value == -back.value
    assert there.low == pytest.approx(-back.high)


def test_four_arms_are_the_difference_of_two_differences() -> None:
    policies = ("maximum_pressure", "engagement", "patience", "prevent")
    arms = dict(zip("abcd", map(under, policies), strict=True))
    whole = found_in({"measure": "tests"} | arms).measured.value
    halves = [
        found_in({"measure": "tests", "a": arms[one], "b": arms[other]}).measured.value
        for one, other in (("a", "b"), ("c", "d"))
    ]
    assert whole == pytest.approx(halves[0] - halves[1])


def test_a_difference_is_that_of_two_runs_with_the_same_luck() -> None:
    arms = {"a": under("maximum_pressure"), "b": under("engagement")}
    wanted = [
        run(SPRING.change(arm["set"]), 200, 7).columns["tests"].astype(float)
        for arm in arms.values()
    ]
    assert found_in({"measure": "tests"} | arms).measured.value == pytest.approx(
        np.mean(wanted[0] - wanted[1])
    )


def test_a_share_is_that_of_the_run_among_the_worlds_that_count() -> None:
    made = run(SPRING, 200, 7)
    found = found_in({"measure": "lose_lose", "among": "crisis"}).measured
    assert (found.n, found.value) == (
        made.flag("crisis").sum(),
        made.flag("lose_lose")[made.flag("crisis")].mean(),
    )


def test_a_ratio_is_of_totals() -> None:
    made = run(SPRING, 200, 7)
    found = found_in({"measure": "tests", "per": "months"}).measured
    assert found.value == pytest.approx(made.columns["tests"].sum() / made.columns["months"].sum())


def test_times_plays_so_many_more_worlds_and_world_one_alone() -> None:
    assert found_in({"measure": "war"}, 50, times=3).measured.n == 150
    made = run(SPRING, 12, 7)
    found = found_in({"measure": "tests"}, world=11).measured
    assert (found.value, found.n) == (made.columns["tests"][11], 1)


def test_what_is_imposed_is_done_in_every_month_of_a_span() -> None:
    moves = {"2017-03..2017-06": {"washington.word": "threaten"}}
    measure = 'sum(washington.word == "threaten", 2017-03, 2017-06)'
    assert (
        found_in({"measure": measure, "among": "months > 5", "a": {"moves": moves}}).measured.value
        == 4.0
    )


def test_a_claim_of_no_world_at_all_does_not_hold() -> None:
    assert not found_in(
        {"measure": "war", "among": "months > 99", "wants": {"low": -1, "high": 1}}
    ).holds


def test_a_claim_holds_only_with_its_whole_interval_unless_it_is_judged_by_value() -> None:
    measured = found_in({"measure": "tests"}).measured
    bounds = {"low": measured.value}
    assert not found_in({"measure": "tests"}, wants=bounds).holds
    assert found_in({"measure": "tests"}, wants=bounds, judged="value").holds
    assert found_in({"measure": "tests"}, wants={"low": measured.low, "high": measured.high}).holds
