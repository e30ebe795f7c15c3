"""A world and its twin: nothing changed changes nothing, the past stays, and each change does what it says."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.counterfactual import Story, stories, story
from sim.analysis.counterfactual.changes import Change, LuckChange, MoveChange, PolicyChange
from sim.analysis.counterfactual.screen import KINDS, screen
from sim.analysis.counterfactual.shocks import SHOCKS, shock_change, undone
from sim.analysis.counterfactual.twin import counterfactual, each_alone, happens
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.study.run import run
from sim.world.actions import ACTIONS, OPENING_MOVES
from sim.world.capitals import POLICIES
from sim.world.luck import SLOTS
from sim.world.scenario import Scenario
from tests.support import eventful, lineup

MONTHS = 12
SCENARIOS = [
    eventful("adaptive", p="brinkmanship"),
    eventful("reciprocity", p="unpredictable", forecast="empirical", start_tension=5.5),
    lineup(months=MONTHS, forecast="belief"),
]
TENSE = eventful(start_tension=6.0, accident_hazard=0.005)
capitals = st.sampled_from(CAPITALS)
worlds = st.integers(0, 500)
seeds = st.sampled_from([0, 7, 2**63 - 1])


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Any single change of policy, move or luck."""
    month, kind = draw(st.integers(0, MONTHS - 1)), draw(st.sampled_from(["policy", "move", "luck"]))
    capital = draw(capitals)
    if kind == "policy":
        return PolicyChange(capital, draw(st.sampled_from(list(POLICIES[capital]))), month)
    if kind == "move":
        return MoveChange(capital, draw(st.sampled_from([a.name for a in ACTIONS[capital]])), month)
    return LuckChange(draw(st.sampled_from(SLOTS)), draw(st.floats(0.001, 0.999)), month)


@cache
def some(scenario: Scenario) -> list[Story]:
    """Return the stories of some worlds, told once."""
    return stories(scenario, 7, range(40))


def first(scenario: Scenario, wanted: Callable[[Story], bool]) -> Story:
    """Return the first world that is as wanted."""
    return next(each for each in some(scenario) if wanted(each))


@given(st.sampled_from(SCENARIOS), seeds, worlds)
@settings(max_examples=10)
def test_nothing_changed_is_the_same_world_bit_for_bit(scenario: Scenario, seed: int, world: int) -> None:
    was = story(scenario, seed, world)
    found = counterfactual(was, [])
    assert found.would == was
    assert (found.parted, found.differences, found.ends_otherwise) == (None, (), False)
    assert not any(found.flips(name) for name in ("lose_lose", "war", "crisis", "freeze"))


@given(st.sampled_from(SCENARIOS), seeds, worlds, changes())
@settings(max_examples=25)
def test_months_before_a_change_stay_bit_for_bit(scenario: Scenario, seed: int, world: int, change: Change) -> None:
    was = story(scenario, seed, world)
    if change.month >= len(was.months):
        with pytest.raises(UsageProblem, match="ends in"):
            counterfactual(was, [change])
        return
    found = counterfactual(was, [change])
    assert found.would.months[: change.month] == was.months[: change.month]
    assert found.would.start == was.start
    assert found.parted is None or found.parted >= change.month
    if found.parted is None:
        assert found.would.outcomes["final_state"] == was.outcomes["final_state"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_shock_undone_leaves_the_past(scenario: Scenario) -> None:
    for was in stories(scenario, 7, range(2)):
        for change in undone(was):
            found = counterfactual(was, [change])
            assert found.would.months[: change.month] == was.months[: change.month]


def test_the_policy_that_is_followed_anyway_changes_nothing() -> None:
    for was in stories(SCENARIOS[0], 7, range(3)):
        for capital in CAPITALS:
            for month in (0, 4):
                after = {each.decisions[capital].policy for each in was.months[month:]}
                if len(after) == 1:
                    assert counterfactual(was, [PolicyChange(capital, after.pop(), month)]).parted is None


def test_a_policy_is_followed_from_its_month_and_no_vote_replaces_it() -> None:
    was = first(SCENARIOS[0], lambda each: len(each.months) == MONTHS)
    for month in (0, 1, 3, 8):
        would = counterfactual(was, [PolicyChange("seoul", "alliance_first", month)]).would
        followed = [each.decisions["seoul"].policy for each in would.months]
        assert followed[:month] == [each.decisions["seoul"].policy for each in was.months[:month]]
        assert set(followed[month:]) == {"alliance_first"}


def test_an_imposed_move_is_made_and_the_parting_tells_it() -> None:
    was = story(SCENARIOS[2], 7, 0)
    now = was.months[3].decisions["seoul"].move
    other = next(action.name for action in ACTIONS["seoul"] if action.name != now)
    found = counterfactual(was, [MoveChange("seoul", other, 3)])
    assert (found.parted, found.parted_label) == (3, "2017-05")
    head = found.differences[0]
    assert (head.name, head.was, head.would) == ("seoul", now, other)
    sizes = [each.size for each in found.differences if not each.is_move]
    assert sizes == sorted(sizes, reverse=True)
    assert counterfactual(was, [MoveChange("seoul", now, 3)]).parted is None


def test_several_changes_hold_together() -> None:
    was = first(TENSE, lambda each: len(each.months) == MONTHS)
    both = [PolicyChange("beijing", "mediator", 6), PolicyChange("beijing", "lax", 2), MoveChange("seoul", "aid", 4)]
    would = counterfactual(was, both).would
    followed = [each.decisions["beijing"].policy for each in would.months]
    assert followed[2:6] == ["lax"] * 4
    assert set(followed[6:]) == {"mediator"}
    assert would.months[4].decisions["seoul"].move == "aid"
    with pytest.raises(UsageProblem, match="twice"):
        counterfactual(was, [MoveChange("seoul", "aid", 4), MoveChange("seoul", "wait", 4)])


def test_an_accident_undone_lets_the_world_go_on() -> None:
    was = first(TENSE, lambda each: each.outcomes["inadvertent_war"] and len(each.months) < MONTHS)
    found = counterfactual(was, [shock_change(was, "accident", None, None, "")])
    assert len(found.would.months) > len(was.months)
    assert found.parted == len(was.months) - 1
    assert "accident" in found.parting
    assert found.ends_otherwise
    # The month itself is the same in every move and state; only what luck made of it differs.
    assert found.would.months[found.parted].states == was.months[-1].states


def test_an_accident_that_happens_is_the_end() -> None:
    was = first(TENSE, lambda each: len(each.months) == MONTHS)
    would = counterfactual(was, [shock_change(was, "accident", "happens", 5, "")]).would
    assert (would.outcomes["inadvertent_war"], len(would.months)) == (True, 6)


def test_a_war_takes_the_size_asked_for() -> None:
    was = first(TENSE, lambda each: bool(each.outcomes["war"]))
    for size in ("limited", "major"):
        would = counterfactual(was, [shock_change(was, "war", size, len(was.months) - 1, "")]).would
        assert would.final_state == f"{size} war"
        assert would.months[-1].states == was.months[-1].states


def test_a_vote_goes_as_asked() -> None:
    was = first(SCENARIOS[0], lambda each: len(each.months) == MONTHS)
    for policy in ("sunshine", "hedging", "hard_line"):
        would = counterfactual(was, [shock_change(was, "election", policy, 3, "")]).would
        assert would.months[3].decisions["seoul"].policy == policy
    for policy in ("engagement", "adaptive"):
        would = counterfactual(was, [shock_change(was, "election", policy, 6, "")]).would
        assert would.months[8].decisions["washington"].policy == policy
    with pytest.raises(UsageProblem, match="nobody votes"):
        shock_change(was, "election", "sunshine", 5, "")


@pytest.mark.parametrize("result", ["dies", "released", "arrested", "none"])
def test_an_american_has_the_fate_asked_for(result: str) -> None:
    was = first(SCENARIOS[0], lambda each: len(each.months) == MONTHS)
    for month in (1, 6, 9):  # in the first and the last, the scenario has an incident of its own
        would = counterfactual(was, [shock_change(was, "detainee", result, month, "")]).would
        found = {event.kind for event in would.months[month].events} & {"dies", "released", "arrested"}
        assert found == ({result} if result != "none" else set())


@pytest.mark.parametrize("result", ["succeeds", "fails"])
def test_a_dialogue_goes_as_asked(result: str) -> None:
    was = story(SCENARIOS[0], 7, 1)
    for month in (2, 4):
        would = counterfactual(was, [shock_change(was, "dialogue", result, month, "")]).would
        assert would.months[month].has(f"window_{result}")


@pytest.mark.parametrize("kind", ["secure", "revisionist", "erratic"])
def test_kim_is_as_asked(kind: str) -> None:
    was = story(SCENARIOS[0], 7, 1)
    found = counterfactual(was, [shock_change(was, "kim", kind, None, "")])
    assert found.would.kim == kind
    assert found.parted is None or kind != was.kim


def test_a_measure_kept_stays_on_the_books() -> None:
    was = first(SCENARIOS[0], lambda each: any(month.has("expiry") for month in each.months))
    month = next(month for month in was.months if month.has("expiry"))
    found = counterfactual(was, [shock_change(was, "expiry", None, month.number, "")])
    assert found.would.months[month.number].faced["sanctions"] > month.faced["sanctions"]


def test_all_shocks_have_words_and_each_of_their_results_can_be_asked_for() -> None:
    was = story(SCENARIOS[0], 7, 1)
    for shock in SHOCKS.values():
        assert set(shock.opposites.values()) <= set(shock.results)
        for result in shock.results:
            month = None if shock.at_start else 4
            change = shock_change(was, shock.name, result, month, "") if shock.name != "expiry" else None
            assert change is None or change.text


def test_each_change_alone_is_the_change_by_itself() -> None:
    was = first(TENSE, lambda each: len(each.months) == MONTHS)
    asked: list[Change] = [PolicyChange("beijing", policy) for policy in POLICIES["beijing"]]
    asked += [PolicyChange("seoul", "sunshine"), MoveChange("seoul", "aid", 3), *undone(was)]
    for change, found in zip(asked, each_alone(was, asked), strict=True):
        assert found.changes == (change,)
        assert counterfactual(was, [change]).would == found.would


def test_the_screen_tries_policies_moves_and_shocks_and_says_which_matter() -> None:
    was = first(TENSE, lambda each: bool(each.outcomes["inadvertent_war"]))
    found = screen(was, "war")
    assert all(found.tried[kind] for kind in KINDS)
    assert all(each.parted is not None for each in found.all)
    assert all(not happens(each.would, "war") for each in found.flipping)
    assert not set(map(id, found.flipping)) & set(map(id, found.ending_otherwise))
    quiet = dict(zip(CAPITALS, OPENING_MOVES, strict=True))
    for each in found.tried["moves"]:
        (change,) = each.changes
        assert isinstance(change, MoveChange)
        assert change.move == quiet[change.capital]
        assert was.months[change.month] in was.decisive()


def test_an_outcome_happens_in_a_story_as_in_the_run() -> None:
    names = ("war", "lose_lose", "crisis", "frozen_standoff", "major war", "detente")
    worlds_of = run(TENSE, 30, 7)
    for k, each in enumerate(stories(TENSE, 7, range(30))):
        for name in names:
            assert happens(each, name) == bool(worlds_of.flag(name)[k])
