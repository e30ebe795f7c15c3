"""The story of a world: it is the world of the run, and the luck it shows draws the moves it tells."""

from typing import Any

import numpy as np
import pytest

from sim.analysis.counterfactual import Story, stories, story
from sim.analysis.counterfactual.happenings import ENDINGS
from sim.analysis.counterfactual.watch import blocks_of
from sim.game.catalogue import CAPITALS
from sim.study.run import run
from sim.study.scenario_file import load_scenario
from sim.world.door import ImposedMove, ReplacedLuck
from sim.world.luck import Luck
from sim.world.model import EscalationModel
from sim.world.outcomes import CRISIS_RUNG, FINAL_STATES
from sim.world.scenario import Scenario
from sim.world.state import RECORDED_STATES
from tests.support import eventful, lineup, play

WORLDS = 12
SCENARIOS: dict[str, Scenario] = {
    "repeat": eventful("adaptive", p="brinkmanship"),
    "empirical": eventful("reciprocity", p="unpredictable", forecast="empirical"),
    "qre": eventful(months=5, forecast="qre"),
    "belief": eventful(forecast="belief", start_tension=5.5),
    "core": lineup(months=12),
    "war compared": eventful(start_tension=6.8, tremble_excludes_war=0, war_washington=0.05, war_pyongyang=0.05),
    "war set apart": eventful(start_tension=6.8, war_washington=0.05, war_pyongyang=0.05),
}
DANGEROUS = SCENARIOS["repeat"].change({"accident_hazard": 0.005, "collapse_hazard": 0.005, "start_tension": 4.9})
TOLD: dict[str, list[Story]] = {}


def told(name: str) -> list[Story]:
    """Return the stories of the first worlds of a scenario, told once."""
    if name not in TOLD:
        TOLD[name] = stories(SCENARIOS[name], 7, range(WORLDS))
    return TOLD[name]


def everyone() -> list[Story]:
    return [each for name in SCENARIOS for each in told(name)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_story_is_the_world_of_the_run(name: str) -> None:
    model, found = play(SCENARIOS[name], WORLDS), told(name)
    columns = model.outcomes()
    for k, each in enumerate(found):
        for state in RECORDED_STATES:
            assert each.series(state).tobytes() == model.recorder.state[state][:, k].tobytes()
        for capital in CAPITALS:
            assert each.lane(capital).tolist() == model.recorder.moves[capital][:, k].tolist()
        for outcome, value in each.outcomes.items():
            kept = columns[outcome][k]
            assert value == (FINAL_STATES[kept] if outcome == "final_state" else kept), outcome


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_luck_shown_draws_the_move_told(name: str) -> None:
    drawn = 0
    for each in told(name):
        for month in each.months:
            for decision in month.decisions.values():
                reached = np.cumsum(decision.chances)
                at = decision.moves.index(decision.drawn)
                assert sum(decision.chances) == pytest.approx(1.0, abs=1e-12)
                below = reached[at - 1] if at else 0.0
                if decision.utilities[at] is not None or not any(u is None for u in decision.utilities):
                    assert below - 1e-12 <= decision.uniform <= reached[at] + 1e-12
                assert decision.chances[at] > 0.0
                assert (decision.move, decision.imposed) == (decision.drawn, False)
                drawn += 1
    assert drawn > WORLDS


def test_the_luck_shown_is_that_of_the_sheet() -> None:
    for world, each in enumerate(told("belief")):
        for month in each.months:
            luck = Luck(7, month.number, [(world, 1)])
            for capital, decision in month.decisions.items():
                assert decision.uniform == luck.uniform(f"choice_{capital}")[0]


def test_a_war_set_apart_takes_the_top_of_the_luck() -> None:
    wars = [
        decision
        for each in told("war set apart")
        for month in each.months
        for decision in month.decisions.values()
        if decision.drawn in ("strike", "attack")
    ]
    assert wars
    for decision in wars:
        assert decision.utilities[-1] is None
        assert decision.uniform >= 1.0 - decision.chances[-1] - 1e-12


def test_the_utilities_shown_make_the_chances() -> None:
    # In the core every capital chooses with precision 1, save that war is set apart.
    for each in told("core"):
        for month in each.months:
            for decision in month.decisions.values():
                pairs = [(u, c) for u, c in zip(decision.utilities, decision.chances, strict=True) if u is not None]
                odds = [np.log(c) - u for u, c in pairs]
                assert odds == pytest.approx([odds[0]] * len(odds), abs=1e-9)


def test_a_war_move_that_is_compared_has_a_utility_where_it_is_feasible_only() -> None:
    seen = set()
    for each in told("war compared"):
        for month in each.months:
            for capital in ("washington", "pyongyang"):
                decision = month.decisions[capital]
                assert (decision.utilities[-1] is None) == (decision.chances[-1] == 0.0)
                seen.add(decision.utilities[-1] is None)
    assert seen == {True, False}


def test_a_world_has_the_same_story_alone_in_any_batch_and_in_any_order() -> None:
    scenario = SCENARIOS["repeat"]
    assert stories(scenario, 7, [9, 3, 4, 3]) == [told("repeat")[k] for k in (9, 3, 4, 3)]
    assert story(scenario, 7, 5) == told("repeat")[5]
    assert [block.worlds for block in blocks_of([(scenario, k) for k in (2, 3, 4, 9, 9)])] == [3, 1, 1]


def test_a_longer_horizon_continues_the_story() -> None:
    longer = story(SCENARIOS["core"].change({"months": 20}), 7, 2)
    assert longer.months[: len(told("core")[2].months)] == told("core")[2].months


def test_a_model_that_is_not_watched_keeps_nothing() -> None:
    model = EscalationModel(SCENARIOS["core"], 2)
    model.step()
    assert model.faced is None
    assert all(model.capital(name).chosen is None for name in CAPITALS)
    model.close()


def test_events_are_those_of_the_outcomes() -> None:
    found = stories(DANGEROUS, 3, range(120))
    kinds: set[str] = set()
    for each in found:
        events = {event.kind for month in each.months for event in month.events}
        kinds |= events
        assert ("accident" in events) == each.outcomes["inadvertent_war"]
        assert ("collapse" in events) == each.outcomes["collapse"]
        assert ("major" in events) == each.outcomes["major_war"]
        assert ("limited" in events) == each.outcomes["limited_war"]
        assert ("freeze" in events) == each.outcomes["ever_freeze"]
        assert each.ended_early == bool(events & set(ENDINGS))
        tense = [month.states["tension"] >= CRISIS_RUNG for month in each.months]
        if each.start["tension"] < CRISIS_RUNG:
            assert ("crisis" in events) == any(tense)
    assert {"accident", "collapse", "crisis", "election", "dies", "arrested", "window_fails", "turn"} <= kinds


def test_luck_is_below_the_chance_of_what_it_brings() -> None:
    seen = 0
    for each in stories(DANGEROUS, 3, range(120)):
        for event in each.months[-1].events:
            if event.kind in ("accident", "collapse", "major"):
                assert event.uniform is not None
                assert event.chance is not None
                assert event.uniform < event.chance
                seen += 1
    assert seen > 5


def test_what_is_imposed_is_marked_and_what_would_have_been_drawn_is_kept() -> None:
    plain = told("core")[0]
    move = next(m for m in plain.months[4].decisions["beijing"].moves if m != plain.months[4].decisions["beijing"].move)
    changed = story(SCENARIOS["core"], 7, 0, [ImposedMove("beijing", 4, move, (0,))])
    decision, was = changed.months[4].decisions["beijing"], plain.months[4].decisions["beijing"]
    assert (decision.move, decision.imposed, decision.drawn) == (move, True, was.move)
    assert (decision.chances, decision.utilities) == (was.chances, was.utilities)
    assert not any(d.imposed for month in changed.months for d in month.decisions.values() if d is not decision)


def test_replaced_luck_is_the_luck_shown() -> None:
    changed = story(SCENARIOS["core"], 7, 0, [ReplacedLuck(2, "choice_seoul", 0.001)])
    decision = changed.months[2].decisions["seoul"]
    assert (decision.uniform, decision.move) == (0.001, decision.moves[0])


def test_decisive_months_hold_the_largest_surprise_and_the_end() -> None:
    for each in everyone():
        months = each.decisive(1)
        assert each.months[-1] in months
        assert max(each.months, key=lambda month: month.surprise) in months
        for month in each.months:
            if month.has("crisis"):
                assert month in months


def test_the_losing_line_is_that_of_the_run() -> None:
    scenario = load_scenario("2017-spring")
    found = run(scenario, 40, 7)
    for k, each in enumerate(stories(scenario, 7, range(40))):
        below = all(each.outcomes[f"delta_{name}"] < limit for name, limit in each.losing_at.items())
        assert below == bool(found.columns["lose_lose"][k])


def test_a_story_is_plain_data() -> None:
    import json

    content: Any = json.loads(json.dumps(told("repeat")[0].as_dict(), allow_nan=False))
    first = content["months"][0]
    assert first["month"] == "2017-02"
    assert sum(each["chance"] for each in first["capitals"]["seoul"]["menu"]) == pytest.approx(1.0)
