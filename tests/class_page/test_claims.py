"""What lessons teach is what the model does: every claim, every decisive month, and flips in both directions."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import UsageProblem
from sim.pages.class_page import export, lesson_names, proof
from sim.pages.class_page.claims import Claim, read_claim, read_claims
from sim.pages.class_page.lesson import read_lesson
from sim.pages.class_page.page import read_texts
from sim.pages.class_page.proof import Finding, examine, flips_of, happened, proved, refuse
from sim.study.run.worlds import run
from sim.study.scenario import load_scenario

SPRING = load_scenario("2017-spring")
SHOWN = 50
"""Worlds that a page shows."""

MOST_WORDS = 350
CLAIMS = [(name, claim) for name in lesson_names() for claim in read_lesson(name).claims]
OF_MANY = [(name, claim) for name, claim in CLAIMS if claim.world is None]
ANOTHER_SEED = 1
MOMENTS = [(name, moment) for name in lesson_names() for moment in read_lesson(name).moments]

FIXED = {
    "spiral": {
        "ships arm the fearful": (0.02, np.inf),
        "ships stop the greedy": (-np.inf, -0.02),
        "talks calm the fearful": (-np.inf, -0.02),
        "the perfect reader is seldom sure": (-np.inf, 0.333),
    },
    "brink": {
        "both stand firm": (0.05, 0.2),
        "Washington backs down": (-np.inf, -1.0),
        "Pyongyang backs down": (-np.inf, -1.0),
    },
    "key": {
        "enforcement stops the greedy": (-np.inf, -0.1),
        "enforcement does not stop the fearful": (0.0, np.inf),
        "without the key": (-0.02, 0.02),
    },
    "turn": {"turns begin": (0.05, np.inf), "turns end": (0.333, np.inf)},
    "lose-lose": {"the shown world": (1.0, np.inf), "the other pair": (1.0, np.inf)},
}
"""The bounds that were set before anything was measured; a claim may not ask for less."""


def ids(pairs: list[tuple[str, Claim]]) -> list[str]:
    return [f"{name}: {claim.name}" for name, claim in pairs]


def claim_of(said: dict[str, Any], **more: Any) -> Claim:
    return read_claim("a lesson", {"name": "it", "says": "It is so.", "least": 0} | said | more, SPRING)


def found_in(said: dict[str, Any], worlds: int = 200, **more: Any) -> Finding:
    return examine(claim_of(said, **more), worlds)


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=ids(CLAIMS))
def test_a_claim_holds_in_4_000_worlds(name: str, claim: Claim) -> None:
    found = examine(claim)
    assert found.holds, found
    assert found.measured.n <= (1 if claim.world is not None else 4000)


@pytest.mark.parametrize(("name", "claim"), OF_MANY, ids=ids(OF_MANY))
def test_a_claim_hangs_on_no_seed(name: str, claim: Claim) -> None:
    found = examine(claim, seed=ANOTHER_SEED)
    assert found.holds, found


@pytest.mark.parametrize(("name", "moment"), MOMENTS, ids=ids(MOMENTS))
def test_a_decisive_month_happens_in_the_shown_world(name: str, moment: Claim) -> None:
    assert examine(moment).holds


@pytest.mark.parametrize("name", lesson_names())
def test_no_bound_is_bent(name: str) -> None:
    claims = {claim.name: claim for claim in read_lesson(name).claims}
    for each, (least, most) in FIXED[name].items():
        assert claims[each].least >= least
        assert claims[each].most <= most


@pytest.mark.parametrize("name", lesson_names())
def test_flips_go_both_ways_in_all_worlds_and_in_those_of_the_page(name: str) -> None:
    """A class whose bets always fail the same way learns a slogan."""
    lesson = read_lesson(name)
    assert flips_of(lesson, lesson.start).both
    shown = flips_of(lesson, lesson.start, SHOWN)
    assert shown.both, shown
    first, second = (happened(lesson, lesson.start.change(side), SHOWN, 7) for side in (lesson.first, lesson.second))
    assert all(first[world] and not second[world] for world in shown.worlds_out)
    assert all(second[world] and not first[world] for world in shown.worlds_into)
    assert first[lesson.world] != second[lesson.world], "the shown world itself flips"


@pytest.mark.parametrize("name", lesson_names())
def test_the_texts_tell_of_the_same_months_in_few_words(name: str) -> None:
    texts, lesson = read_texts("en", name), read_lesson(name)
    moments = {key: text for key, text in texts.items() if key.startswith(f"lesson.{name}.moments.")}
    assert list(moments) == [f"lesson.{name}.moments.{moment.name}" for moment in lesson.moments]
    assert 5 <= len(lesson.moments) <= 7
    told = [
        texts[f"lesson.{name}.{part}"]
        for part in ("name", "kicker", "headline", "story", "question", "first", "second", "moral")
    ]
    assert sum(len(text.split()) for text in (*told, *moments.values())) <= MOST_WORDS


def test_every_lesson_has_a_moral_of_its_own() -> None:
    morals = [set(read_texts("en", name)[f"lesson.{name}.moral"].lower().split()) for name in lesson_names()]
    for place, one in enumerate(morals):
        assert all(len(one & other) < len(one | other) / 2 for other in morals[:place])


def test_an_arm_against_itself_differs_in_no_world() -> None:
    said = {"measure": "tests", "a": {"changes": {"beijing.policy": "enforce"}}}
    found = found_in(said | {"b": said["a"]}, most=0)
    assert (found.measured.value, found.measured.low, found.measured.high) == (0.0, 0.0, 0.0)
    assert found.holds


def test_arms_exchanged_turn_the_sign() -> None:
    arms = [{"changes": {"washington.policy": policy}} for policy in ("maximum_pressure", "engagement")]
    there, back = (found_in({"measure": "tests", "a": a, "b": b}).measured for a, b in (arms, arms[::-1]))
    assert there.value == -back.value
    assert there.low == pytest.approx(-back.high)


def test_a_difference_is_that_of_two_runs_with_the_same_luck() -> None:
    arms = {arm: {"changes": {"beijing.policy": policy}} for arm, policy in (("a", "enforce"), ("b", "shield"))}
    wanted = [run(SPRING.change(arm["changes"]), 200, 7).columns["tests"].astype(float) for arm in arms.values()]
    assert found_in({"measure": "tests"} | arms).measured.value == pytest.approx(np.mean(wanted[0] - wanted[1]))


def test_a_share_is_that_of_the_run_among_the_worlds_that_count() -> None:
    made = run(SPRING, 200, 7)
    found = found_in({"measure": "lose_lose", "among": "crisis"}).measured
    assert (found.n, found.value) == (made.flag("crisis").sum(), made.flag("lose_lose")[made.flag("crisis")].mean())


def test_a_claim_of_no_world_at_all_does_not_hold() -> None:
    assert not found_in({"measure": "war", "among": "months > 99", "least": -1, "most": 1}).holds


def test_a_claim_holds_only_with_its_whole_interval() -> None:
    measured = found_in({"measure": "tests"}).measured
    assert not found_in({"measure": "tests"}, least=measured.value).holds
    assert found_in({"measure": "tests"}, least=measured.low, most=measured.high).holds


def test_a_false_claim_is_refused_by_name_with_both_numbers() -> None:
    false = next(claim for _, claim in CLAIMS if claim.name == "ships stop the greedy")
    found = examine(replace(false, least=0.02, most=np.inf), 200)
    with pytest.raises(UsageProblem) as problem:
        refuse("spiral", (found,))
    assert problem.value.what == "the model does not bear out 'ships stop the greedy'"
    assert f"measured {found.measured}, claimed at least 0.02" in problem.value.where
    assert len(str(problem.value).splitlines()) == 3


def test_a_lesson_with_a_false_claim_is_not_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    false = claim_of({"measure": "war", "least": 0.5})
    lesson = replace(read_lesson("turn"), claims=(false,), moments=())
    monkeypatch.setattr("sim.pages.class_page.lesson.read_lesson", lambda _: lesson)
    proved.cache_clear()
    with pytest.raises(UsageProblem, match="the model does not bear out 'it'"):
        export("turn", tmp_path / "class.html", worlds=10)
    assert not list(tmp_path.iterdir())


def test_a_lesson_that_flips_one_way_is_not_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = replace(read_lesson("turn"), claims=(), moments=(), second=read_lesson("turn").first)
    monkeypatch.setattr("sim.pages.class_page.lesson.read_lesson", lambda _: lesson)
    monkeypatch.setattr(proof, "WORLDS", 50)
    proved.cache_clear()
    with pytest.raises(UsageProblem, match="in one direction at most"):
        proved("turn")


@pytest.fixture(autouse=True)
def forget() -> None:
    proved.cache_clear()


@pytest.mark.parametrize(
    ("said", "what", "where"),
    [
        ({"mesure": "war"}, "it has no part 'mesure'", "claim 'it'"),
        ({"says": 3}, "it has no says", "claim 'it'"),
        ({"measure": "tension"}, "'tension' has a value for every month", "claim 'it', measure"),
        ({"measure": "war", "among": "tests"}, "this is no flag", "claim 'it', among"),
        ({"measure": "war", "changes": {"months": "x"}}, "months", "claim 'it'"),
        ({"measure": "war", "a": {"move": {}}}, "it has no part 'move'", "claim 'it', a"),
        ({"measure": "war", "a": {"moves": {"2017-10": {"washington.course": "x"}}}}, "there is no menu", "claim 'it'"),
        ({"measure": "war", "a": {"luck": {"2017-10": {"stand": 0.5}}}}, "there is no slot of luck", "claim 'it'"),
        ({"measure": "war", "b": {}, "per": "months"}, "a difference is per nothing", "claim 'it'"),
    ],
)
def test_a_claim_that_cannot_be_meant_says_where_it_goes_wrong(said: dict[str, Any], what: str, where: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        claim_of(said)
    assert what in problem.value.what
    assert where in problem.value.where
    assert problem.value.remedy


def test_a_claim_needs_a_bound_and_a_lesson_a_claim() -> None:
    with pytest.raises(UsageProblem, match="it has no bound"):
        read_claim("a lesson", tomllib.loads('name = "it"\nsays = "x"\nmeasure = "war"'), SPRING)
    with pytest.raises(UsageProblem, match="it claims nothing"):
        read_claims("empty", {}, SPRING)
