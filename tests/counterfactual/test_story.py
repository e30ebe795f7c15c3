"""The story of a world: it is the world of the ensemble, and what it shows draws what it tells."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from sim.analysis.counterfactual.events import ENDINGS, IN_WORDS
from sim.analysis.counterfactual.story import Story, story, story_of_jobs
from sim.core.engine import PLACES, SLOTS, play
from sim.core.engine.luck import sheet_of_one
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.choosing import drawn
from sim.core.outcomes.outcomes import BENCHMARK, STATES
from sim.core.runs.inputs import inputs
from sim.core.runs.interventions import ChangedLever, ImposedMove, Intervention, ReplacedLuck
from sim.core.runs.runner import Block, outcomes_and_series, put_under
from sim.study.run.one_world import job_of
from tests.counterfactual.worlds import SCENARIOS, SOFT, TENSE, everyone, told


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_watched_world_is_the_one_of_the_ensemble_byte_for_byte(name: str) -> None:
    found = told(name)
    played = play(inputs(SCENARIOS[name]).job(len(found), seed=7, record=PLACES))
    for k, each in enumerate(found):
        for place in PLACES:
            assert (
                each.trace.of(place).tobytes()
                == played.record[place][: each.trace.months, k].tobytes()
            ), place
        assert played.months_lived[k] in (len(each.months), len(each.months) - 1)


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_outcomes_are_those_of_a_run(name: str) -> None:
    columns = outcomes_and_series([Block(SCENARIOS[name], 0, 6)], 7, ())[0]
    for k, each in enumerate(told(name)):
        for outcome, value in each.outcomes.items():
            kept = columns[outcome][k]
            assert value == (STATES[outcome][kept] if outcome in STATES else kept), outcome


def test_the_luck_shown_draws_what_was_said_and_done() -> None:
    for each in everyone():
        for month in each.months:
            assert set(month.choices) == set(MOVES)
            sheet = dict(
                zip(SLOTS, sheet_of_one(7, month.number, each.world, 0, 0, len(SLOTS)), strict=True)
            )
            for menu, choice in month.choices.items():
                assert sum(choice.chances) == pytest.approx(1.0, abs=1e-12)
                assert choice.uniform == sheet[menu.replace(".", "_")]
                place = drawn([*choice.chances, 0.0, 0.0, 0.0], len(choice.chances), choice.uniform)
                assert (choice.drawn, choice.done, choice.imposed) == (
                    choice.moves[place],
                    choice.moves[place],
                    False,
                )


def test_the_chances_shown_are_those_that_the_rules_kept() -> None:
    for each in everyone():
        for capital in CAPITALS:
            kept = each.trace.of(f"{capital}_chance")
            shown = [
                m.choices[f"{capital}.word"].chance * m.choices[f"{capital}.deed"].chance
                for m in each.months
            ]
            assert shown == kept.tolist()


def test_a_review_draws_the_course_by_the_chances_shown() -> None:
    held = dict.fromkeys(CAPITALS, 0)
    for each in everyone():
        for month in each.months:
            for capital, review in month.reviews.items():
                held[capital] += 1
                assert sum(review.chances) == pytest.approx(1.0, abs=1e-12)
                place = drawn([*review.chances, 0.0, 0.0], len(review.chances), review.uniform)
                assert review.chosen == review.courses[place] == month.courses[capital]
                assert len(review.worth) == len(review.courses)
                assert review.causes
                assert set(review.causes) <= set(IN_WORDS)
    assert all(held.values())


def test_a_course_that_is_expected_to_bring_more_is_likelier_for_it() -> None:
    # Chances are logit: with lean and inertia taken out, the log-odds of two courses go with their
    # worth.
    for each in everyone():
        for month in each.months:
            for review in month.reviews.values():
                other = [
                    k
                    for k in range(len(review.courses))
                    if review.courses[k] != review.present and review.chances[k] > 1e-12
                ]
                rest = [np.log(review.chances[k]) - review.lean[k] for k in other]
                worth = [review.worth[k] for k in other]
                order = np.argsort(worth)
                assert np.all(np.diff(np.array(rest)[order]) >= -1e-9)


def test_courses_turn_at_reviews_by_office_in_kind_or_by_order_only() -> None:
    for each in everyone():
        before = each.opening
        for month in each.months:
            for capital in CAPITALS:
                if month.courses[capital] == before[capital]:
                    continue
                said = any(event.text.startswith(capital.capitalize()) for event in month.events)
                assert said or (capital in month.reviews and month.reviews[capital].turns)
            before = month.courses


def test_a_world_has_the_same_story_alone_and_in_any_company() -> None:
    alone = story(SCENARIOS["eventful"], 7, 3)
    assert [alone.as_dict(), told("eventful")[1].as_dict()] == [
        story(SCENARIOS["eventful"], 7, world).as_dict() for world in (3, 1)
    ]


def test_a_longer_horizon_continues_the_story() -> None:
    longer = story(SCENARIOS["spring"].change({"months": 15}), 7, 2)
    assert longer.months[:12] == told("spring")[2].months


def test_events_are_those_of_the_outcomes() -> None:
    kinds: set[str] = set()
    for each in [*everyone(), *(story(TENSE, 3, world) for world in range(60))]:
        events = {event.kind for month in each.months for event in month.events}
        kinds |= events
        assert (
            each.ended_early == bool(events & set(ENDINGS)) == (each.outcomes["ending"] != "none")
        )
        assert ("accident" in events) == each.outcomes["accident"]
        assert ("clash" in events) == each.outcomes["brink_war"]
        assert ("major" in events) == each.outcomes["major_war"]
        assert ("limited" in events) == each.outcomes["limited_war"]
        assert ("crisis" in events) == each.outcomes["crisis"]
        assert sum(month.has("crisis") for month in each.months) == each.outcomes["crises"]
        if each.start["freeze"] <= 0.0:
            assert ("freeze" in events) == each.outcomes["ever_freeze"]
    wanted = {
        "window_succeeds",
        "window_fails",
        "new_leader",
        "kim",
        "election",
        "switch",
        "turn",
        "misheard",
        "misread",
        "arrested",
        "dies",
        "released",
        "round",
        "expiry",
        "freeze",
        "crisis",
        "washington_backs_down",
        "pyongyang_backs_down",
        "both_stand",
        "strike",
        "attack",
        "clash",
        "accident",
    }
    assert wanted <= kinds


def test_what_happened_had_the_luck_for_it() -> None:
    below = (
        "strike",
        "attack",
        "clash",
        "accident",
        "collapse",
        "major",
        "kim",
        "freeze_ends",
    )
    seen = 0
    for each in [*everyone(), *(story(TENSE, 3, world) for world in range(60))]:
        for month in each.months:
            for event in month.events:
                if event.kind in below and event.uniform is not None and event.chance is not None:
                    assert event.uniform < event.chance, event
                    seen += 1
                if event.kind.endswith("backs_down"):
                    assert event.uniform is not None
                    assert event.chance is not None
                    assert event.uniform >= 1.0 - event.chance - 1e-15
                    seen += 1
    assert seen > 20


def test_a_world_that_goes_on_was_spared_by_its_luck() -> None:
    for each in told("tense"):
        for month in each.months:
            if month.perils and not month.has(*ENDINGS):
                sheet = dict(
                    zip(
                        SLOTS,
                        sheet_of_one(7, month.number, each.world, 0, 0, len(SLOTS)),
                        strict=True,
                    )
                )
                for kind in ("strike", "attack", "accident", "collapse"):
                    assert sheet[kind] >= month.perils[kind]


def test_what_pyongyang_hears_is_what_the_story_says() -> None:
    softness = {"talks": 1.0, "back_channel": 0.7}
    for each in told("eventful"):
        for month in each.months:
            heard = month.choices["washington.word"].done
            for event in month.events:
                if event.kind == "misheard":
                    label = event.text.rpartition(": ")[2].rstrip(".")
                    heard = next(
                        entry.name for entry in MOVES["washington.word"] if entry.label == label
                    )
            assert month.states["soft_washington"] == softness.get(heard, 0.0)


def imposed(name: str, world: int, what: Sequence[Intervention]) -> Story:
    held = put_under(SCENARIOS[name], BENCHMARK)
    pair = [job_of(each, 7, world, what) for each in (SCENARIOS[name], held)]
    return story_of_jobs(SCENARIOS[name], (pair[0], pair[1]))


def test_what_is_imposed_is_marked_and_what_would_have_been_drawn_is_kept() -> None:
    plain = told("spring")[0].months[4].choices["beijing.deed"]
    other = next(move for move in plain.moves if move != plain.drawn)
    changed = imposed("spring", 0, [ImposedMove("beijing", 4, deed=other, worlds=(0,))])
    choice = changed.months[4].choices["beijing.deed"]
    assert (choice.done, choice.imposed, choice.drawn, choice.chances) == (
        other,
        True,
        plain.drawn,
        plain.chances,
    )
    marked = [
        (m.number, menu) for m in changed.months for menu, each in m.choices.items() if each.imposed
    ]
    assert marked == [(4, "beijing.deed")]


def test_interventions_are_those_of_a_run() -> None:
    asked = [
        ReplacedLuck("seoul_word", 2, 0.001),
        ChangedLever("washington.pressure", 3, 1.0),
        ImposedMove("seoul", 5, course="sunshine"),
    ]
    changed = imposed("spring", 1, asked)
    assert changed.months[2].choices["seoul.word"].uniform == 0.001
    assert changed.months[5].courses["seoul"] == "sunshine"
    columns = outcomes_and_series([Block(SCENARIOS["spring"], 1, 1)], 7, (), interventions=asked)[0]
    assert changed.outcomes["value_seoul"] == columns["value_seoul"][0]


def test_decisive_months_hold_surprises_turns_crises_and_the_end() -> None:
    for each in everyone():
        assert each.months[-1] in each.decisive
        assert max(each.months, key=lambda month: month.surprise) in each.decisive
        assert all(
            month in each.decisive
            for month in each.months
            if month.turns or month.has("crisis", "freeze")
        )


def test_beliefs_are_shares_and_pyongyang_knows() -> None:
    for each in everyone():
        for month in each.months:
            for capital, held in month.beliefs.items():
                assert sum(held.values()) == pytest.approx(1.0)
                assert (max(held.values()) == 1.0) or capital != "pyongyang"


def test_series_and_lanes_are_as_a_run_records_them() -> None:
    each = next(story for story in told("tense") if len(story.months) < 12)
    tension, deeds = each.series("tension"), each.lane("pyongyang.deed")
    lived = len(each.months)
    assert tension[0] == TENSE.value("start_tension")
    assert tension[1 : lived + 1].tolist() == each.trace.of("tension").tolist()
    assert np.isnan(tension[lived + 1 :]).all()
    assert deeds[:lived].tolist() == each.trace.of("pyongyang_deed").tolist()
    assert (deeds[lived:] == -1).all()
    names = [course.name for course in COURSES["seoul"]]
    assert [names[k] for k in each.lane("seoul.course")[:lived]] == [
        month.courses["seoul"] for month in each.months
    ]


def test_a_story_is_plain_data() -> None:
    def plain(each: Story) -> dict[str, object]:
        return dict(json.loads(json.dumps(each.as_dict(), allow_nan=False)))

    content = plain(story(SOFT, 7, 0))
    assert content["scenario"] == "2017-spring"
    assert content == plain(story(SOFT, 7, 0))
