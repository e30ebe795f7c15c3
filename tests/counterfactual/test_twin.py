"""A world and its twin: nothing changed changes nothing, the past stays, and each change does what
it says.
"""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from sim.analysis.counterfactual.changes import (
    SHOCKS,
    Change,
    be_kim,
    follow_policy,
    impose_move,
    replace_luck,
    set_lever,
    settle_event,
    shock_change,
    undone,
)
from sim.analysis.counterfactual.paired_world import (
    KINDS,
    QUIET,
    counterfactual,
    each_alone,
    end_of,
    happens,
    screen,
)
from sim.analysis.counterfactual.story import Story, story
from sim.core.base.errors import UsageProblem
from sim.core.engine import SLOTS
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.levers import LEVERS
from sim.core.game.policies import FREE, HELD, POLICIES
from sim.study.run.worlds import run
from tests.counterfactual.worlds import EVENTFUL, MONTHS, SCENARIOS, SPRING, TENSE, told

seeds = st.sampled_from([0, 7, 2**63 - 1])


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Any single change of policy, move, lever or luck."""
    month, capital = draw(st.integers(0, MONTHS - 1)), draw(st.sampled_from(CAPITALS))
    match draw(st.sampled_from(["course", "rule", "move", "lever", "luck", "kim"])):
        case "course":
            names = [FREE, HELD, *(course.name for course in COURSES[capital])]
            return follow_policy(capital, draw(st.sampled_from(names)), month)
        case "rule":
            return follow_policy(capital, draw(st.sampled_from(list(POLICIES[capital]))))
        case "move":
            menu = draw(st.sampled_from(list(MOVES)))
            return impose_move(
                menu, draw(st.sampled_from([move.name for move in MOVES[menu]])), month
            )
        case "lever":
            lever = draw(st.sampled_from(list(LEVERS.values())))
            return set_lever(lever.name, draw(st.floats(lever.low, lever.high)), month)
        case "kim":
            return be_kim(draw(st.sampled_from(["fearful", "greedy", "erratic"])))
    return replace_luck(draw(st.sampled_from(SLOTS)), draw(st.floats(0.001, 0.999)), month)


def first(name: str, wanted: Callable[[Story], bool]) -> Story:
    """Return the first world of a scenario that is as wanted."""
    return next(each for each in told(name, 24) if wanted(each))


def whole(each: Story) -> bool:
    """Tell whether a world reaches the horizon."""
    return len(each.months) == MONTHS


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_changed_is_the_same_world_bit_for_bit(name: str) -> None:
    for was in told(name):
        found = counterfactual(was, [])
        assert found.would.rows.tobytes() == was.trace.rows.tobytes()
        assert found.would.outcomes == was.outcomes
        assert (found.parted, found.differences, found.ends_otherwise) == (None, (), False)


@given(st.sampled_from(list(SCENARIOS)), seeds, st.integers(0, 500), changes())
@settings(max_examples=25, deadline=None)
def test_months_before_a_change_stay_bit_for_bit(
    name: str, seed: int, world: int, change: Change
) -> None:
    was = story(SCENARIOS[name], seed, world)
    if change.month >= len(was.months):
        with pytest.raises(UsageProblem, match="ends in"):
            counterfactual(was, [change])
        return
    found = counterfactual(was, [change])
    assert found.would.rows[: change.month].tobytes() == was.trace.rows[: change.month].tobytes()
    assert found.parted is None or found.parted >= change.month
    if found.parted is None:
        assert found.would.outcomes["final_state"] == was.final_state


@given(st.sampled_from(list(SCENARIOS)), st.integers(0, 5), changes())
@settings(max_examples=15, deadline=None)
def test_the_story_of_a_twin_is_the_twin_that_was_played(
    name: str, world: int, change: Change
) -> None:
    was = told(name)[world]
    if change.month < len(was.months):
        found = counterfactual(was, [change])
        assert found.would_story.trace.rows.tobytes() == found.would.rows.tobytes()
        assert found.would_story.outcomes == found.would.outcomes


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_shock_undone_leaves_the_past(name: str) -> None:
    for was in told(name)[:2]:
        for found in each_alone(was, undone(was)):
            (change,) = found.changes
            assert (
                found.would.rows[: change.month].tobytes()
                == was.trace.rows[: change.month].tobytes()
            )


def test_each_change_alone_is_the_change_by_itself() -> None:
    was = first("eventful", whole)
    asked: list[Change] = [follow_policy("beijing", policy) for policy in POLICIES["beijing"]]
    asked += [
        set_lever("washington.pressure", 1.0, 3),
        impose_move("seoul.deed", "aid", 3),
        *undone(was),
    ]
    for change, found in zip(asked, each_alone(was, asked), strict=True):
        assert found.changes == (change,)
        assert counterfactual(was, [change]).would.rows.tobytes() == found.would.rows.tobytes()


def test_a_policy_throughout_is_that_of_the_scenario() -> None:
    # A free Beijing or Pyongyang has no vote, so nothing but the policy differs.
    was = told("spring")[1]
    for capital in ("beijing", "pyongyang"):
        for policy in POLICIES[capital]:
            found = counterfactual(was, [follow_policy(capital, policy)]).would
            other = story(was.scenario.change({f"{capital}.policy": policy}), 7, 1)
            assert found.rows.tobytes() == other.trace.rows.tobytes()


def test_a_course_is_held_from_its_month_and_no_vote_turns_it() -> None:
    was = first("spring", whole)
    for month in (0, 1, 3, 8):
        would = counterfactual(was, [follow_policy("seoul", "hedge", month)]).would_story
        followed = [each.courses["seoul"] for each in would.months]
        assert followed[:month] == [each.courses["seoul"] for each in was.months[:month]]
        assert set(followed[month:]) == {"hedge"}
        assert not any("seoul" in each.reviews for each in would.months[month:])


def test_held_is_the_course_that_a_capital_is_on() -> None:
    was = first(
        "spring",
        lambda each: whole(each) and len({m.courses["washington"] for m in each.months}) > 1,
    )
    would = counterfactual(was, [follow_policy("washington", "held", 5)]).would_story
    assert {each.courses["washington"] for each in would.months[5:]} == {
        was.months[4].courses["washington"]
    }
    throughout = counterfactual(was, [follow_policy("washington", "held")]).would_story
    assert {each.courses["washington"] for each in throughout.months} == {was.opening["washington"]}


def test_a_rule_holds_for_the_whole_game() -> None:
    was = told("spring")[0]
    with pytest.raises(UsageProblem, match="rule"):
        counterfactual(was, [follow_policy("washington", "hawk", 3)])


def test_an_imposed_move_is_made_and_the_parting_tells_it() -> None:
    was = first("spring", whole)
    now = was.months[3].choices["seoul.word"].done
    other = next(move.name for move in MOVES["seoul.word"] if move.name != now)
    found = counterfactual(was, [impose_move("seoul.word", other, 3)])
    assert (found.parted, found.parted_label) == (3, "2017-05")
    assert found.differences[0].as_dict() == {"what": "seoul.word", "was": now, "would": other}
    sizes = [each.size for each in found.differences if not each.is_move]
    assert sizes == sorted(sizes, reverse=True)
    assert counterfactual(was, [impose_move("seoul.word", now, 3)]).parted is None


def test_a_lever_is_at_its_value_from_its_month_on() -> None:
    was = first("spring", whole)
    found = counterfactual(was, [set_lever("washington.pressure", 1.0, 4)])
    threats = [
        m.choices["washington.word"].chances[-1]
        for m in (was.months[4], found.would_story.months[4])
    ]
    assert threats[1] > threats[0]
    assert counterfactual(was, [set_lever("washington.pressure", 0.5)]).parted is None


def test_several_changes_hold_together() -> None:
    was = first("spring", whole)
    asked = [
        follow_policy("beijing", "mediate", 6),
        follow_policy("beijing", "shield", 2),
        impose_move("seoul.deed", "aid", 4),
    ]
    would = counterfactual(was, asked).would_story
    followed = [each.courses["beijing"] for each in would.months]
    assert set(followed[2:6]) == {"shield"}
    assert set(followed[6:]) == {"mediate"}
    assert would.months[4].choices["seoul.deed"].done == "aid"
    with pytest.raises(UsageProblem, match="twice"):
        counterfactual(
            was, [impose_move("seoul.deed", "aid", 4), impose_move("seoul.deed", "hold", 4)]
        )


@pytest.mark.parametrize(
    ("name", "kind"), [("hot", "accident"), ("tense", "clash"), ("tense", "strike")]
)
def test_an_end_undone_lets_the_world_go_on(name: str, kind: str) -> None:
    was = first(name, lambda each: each.outcomes["ending"] == kind and not whole(each))
    found = counterfactual(was, [shock_change(was, kind, None, None, "")])
    assert found.parted == len(was.months) - 1
    assert found.ends_otherwise
    assert kind in found.parting.lower() or "war" in found.parting.lower()


def test_an_accident_that_happens_is_the_end_where_tension_allows_one() -> None:
    for was in told("hot"):
        for month in was.months[:-1]:
            would = counterfactual(
                was, [shock_change(was, "accident", "happens", month.number, "")]
            ).would
            assert would.outcomes["accident"] == (
                month.perils.get("accident", 0.0) > 0.0 or was.outcomes["accident"]
            )


def test_a_war_takes_the_size_asked_for() -> None:
    was = first("tense", lambda each: bool(each.outcomes["war"]))
    for size in ("limited", "major"):
        would = counterfactual(was, [shock_change(was, "war", size, len(was.months) - 1, "")]).would
        assert would.outcomes["final_state"] == f"{size} war"


def test_nerve_at_the_brink_is_as_asked() -> None:
    was = first(
        "tense", lambda each: any(month.has("washington_backs_down") for month in each.months)
    )
    month = next(month for month in was.months if month.has("washington_backs_down"))
    found = counterfactual(was, [shock_change(was, "washington_nerve", None, month.number, "")])
    assert found.label == f"Washington stands firm at the brink in {month.label}"
    assert not found.would_story.months[month.number].has("washington_backs_down")


def test_an_office_goes_as_asked() -> None:
    was = first("eventful", whole)
    for month, capital in ((3, "seoul"), (7, "pyongyang")):
        for course in COURSES[capital]:
            would = counterfactual(
                was, [shock_change(was, "election", course.name, month, "")]
            ).would_story
            turned = would.months[month]
            assert turned.courses[capital] == course.name or capital in turned.reviews
    with pytest.raises(UsageProblem, match="no election"):
        shock_change(was, "election", "sunshine", 5, "")


@pytest.mark.parametrize("result", ["dies", "released", "games", "none"])
def test_an_incident_is_the_one_asked_for(result: str) -> None:
    was = first("eventful", whole)
    for month in (1, 9):  # the scenario has an incident of its own
        would = counterfactual(was, [shock_change(was, "incident", result, month, "")]).would_story
        found = {event.kind for event in would.months[month].events} & {
            "dies",
            "released",
            "games",
        }
        assert found == ({result} if result != "none" else set())


@pytest.mark.parametrize("result", ["succeeds", "fails"])
def test_a_dialogue_goes_as_asked(result: str) -> None:
    was = first("eventful", whole)
    for month in (2, 4):
        would = counterfactual(was, [shock_change(was, "dialogue", result, month, "")]).would_story
        assert would.months[month].has(f"window_{result}")


@pytest.mark.parametrize("kind", ["fearful", "greedy", "erratic"])
def test_kim_is_as_asked_and_stays_so(kind: str) -> None:
    was = told("spring")[1]
    found = counterfactual(was, [shock_change(was, "kim_type", kind, None, "")])
    assert found.would_story.kim == kind
    assert len(set(found.would.of("kim.type").tolist())) == 1


def test_a_measure_kept_stays_on_the_books() -> None:
    was = first("eventful", lambda each: any(month.has("expiry") for month in each.months))
    month = next(month for month in was.months if month.has("expiry"))
    found = counterfactual(was, [shock_change(was, "expiry", None, month.number, "")])
    assert found.would.of("un_measures")[month.number] > month.states["un_measures"]


def test_all_shocks_have_words_and_each_of_their_results_can_be_asked_for() -> None:
    was = first("eventful", whole)
    dates = {"election": 3, "dialogue": 2, "expiry": 2}
    for shock in SHOCKS.values():
        assert not shock.results or set(shock.opposites.values()) <= set(shock.results)
        for result in shock.results or ("hedge",):
            month = None if shock.at_start else dates.get(shock.name, 4)
            assert shock_change(was, shock.name, result, month, "").text


def test_a_date_without_an_event_is_refused() -> None:
    was = first("eventful", whole)
    for name in ("dialogue", "expiry"):
        with pytest.raises(UsageProblem, match="in that month"):
            shock_change(was, name, SHOCKS[name].results[0], 8, "")


def test_the_screen_tries_policies_levers_moves_and_shocks_and_says_which_matter() -> None:
    was = first("tense", lambda each: bool(each.outcomes["war"]))
    found = screen(was, "war")
    assert all(found.tried[kind] for kind in KINDS)
    assert all(each.parted is not None for each in found.all)
    assert all(not happens(each.would, "war") for each in found.flipping)
    assert not set(map(id, found.flipping)) & set(map(id, found.ending_otherwise))
    for each in found.tried["moves"]:
        (change,) = each.changes
        kind, menu, month = change.thing
        assert (kind, month) == ("move", change.month)
        assert change.text == impose_move(str(menu), QUIET[str(menu)], change.month).text
        assert was.months[change.month] in was.decisive


def test_an_outcome_happens_in_a_story_as_in_the_run() -> None:
    names = (
        "war",
        "lose_lose",
        "win_win",
        "goals_failed_both",
        "crisis",
        "cold_standoff",
        "major war",
        "detente",
    )
    worlds_of = run(TENSE, 24, 7)
    for k, each in enumerate(told("tense", 24)):
        for name in names:
            assert happens(each.trace, name) == bool(worlds_of.flag(name)[k])


def test_a_changed_world_is_held_against_its_own_benchmark() -> None:
    changes = {
        "kim_type": be_kim("greedy"),
        "washington.pressure": set_lever("washington.pressure", 1.0),
    }
    values: dict[str, object] = {"kim_type": "greedy", "washington.pressure": 1.0}
    for name, change in changes.items():
        again = run(SPRING.change({name: values[name]}), 6, 7)
        for k, was in enumerate(told("spring")):
            would = counterfactual(was, [change]).would.outcomes
            for column in ("lose_lose", "win_win", "gain_washington", "gain_beijing"):
                assert would[column] == again.columns[column][k]


def test_a_calendar_of_its_own_is_for_one_world_only() -> None:
    # Votes, dialogues and luck that differ by world stand side by side in one job.
    was = first("eventful", whole)
    found = each_alone(
        was, [settle_event(2, "", {"window": 1.0}), settle_event(2, "", {"window": 2.0})]
    )
    assert [each.would_story.months[2].has("window_succeeds") for each in found] == [True, False]
    assert EVENTFUL.windows[0].result == "fails"


def test_a_world_that_lasts_ends_with_the_calendar_and_one_that_ends_early_before() -> None:
    ends = [end_of(one, one.trace) for name in ("spring", "tense") for one in told(name)]
    assert {each["ended_early"] for each in ends} == {False, True}
    for each in ends:
        # Twelve months from February 2017 on.
        early = each["ended_early"]
        assert "2017-02" <= each["last_month"] <= "2018-01"
        assert early or each["last_month"] == "2018-01"
