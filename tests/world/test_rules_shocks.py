"""What befalls the capitals: detainees, votes, expiring measures and dialogue windows, against numbers by hand."""

from math import exp
from typing import Any

import pytest

from sim.world.door import ReplacedLuck
from sim.world.model import EscalationModel
from sim.study.scenario import Election, Expiry, Incident, Window
from tests.support import after, lineup, months_by_hand

NEAR = {"rel": 1e-12, "abs": 1e-15}
HELD: dict[str, Any] = {"start_detainee": 1, "start_audience": 0.2, "start_talks": 0.2}
FREE: dict[str, Any] = HELD | {"start_detainee": 0}


@pytest.mark.short
@pytest.mark.parametrize(
    ("start", "luck", "held", "talks", "audience"),
    [
        # Held: death takes the first .01 of the line, release the next .06.
        (HELD, 0.0099, 0.0, 0.95 * 0.2, 0.9 * 0.5),
        (HELD, 0.0101, 0.0, 0.95 * 0.25, 0.9 * 0.15),
        (HELD, 0.0699, 0.0, 0.95 * 0.25, 0.9 * 0.15),
        (HELD, 0.0701, 1.0, 0.95 * 0.2, 0.9 * 0.2),
        # None held: an arrest takes the first .03, and moves nothing else.
        (FREE, 0.0299, 1.0, 0.95 * 0.2, 0.9 * 0.2),
        (FREE, 0.0301, 0.0, 0.95 * 0.2, 0.9 * 0.2),
        # Nobody's audience falls below nothing or rises above all.
        (HELD | {"start_audience": 0.01}, 0.05, 0.0, 0.95 * 0.25, 0.0),
        (HELD | {"start_audience": 0.9}, 0.005, 0.0, 0.95 * 0.2, 0.9),
    ],
)
def test_one_uniform_decides_a_detainee(
    start: dict[str, Any], luck: float, held: float, talks: float, audience: float
) -> None:
    model = months_by_hand({}, modules=("detainee",), luck={"detainee": luck}, **start)
    assert after(model, "detainee") == held
    assert after(model, "talks") == pytest.approx(talks, **NEAR)
    assert after(model, "audience") == pytest.approx(audience, **NEAR)


@pytest.mark.parametrize(("result", "held"), [("arrested", 1.0), ("released", 0.0), ("dies", 0.0)])
def test_an_incident_of_the_scenario_takes_the_place_of_luck(result: str, held: float) -> None:
    incident = Incident("2017-03", result)  # type: ignore[arg-type]
    start = 0.0 if result == "arrested" else 1.0
    model = months_by_hand(
        {}, {}, modules=("detainee",), incidents=(incident,), start_detainee=start, luck={"detainee": 0.999}
    )
    assert [after(model, "detainee", month) for month in (1, 2)] == [start, held]


def elected(vote: Election, changes: dict[str, Any], months: int, n: int = 400) -> dict[str, int]:
    """How often each policy is in force after some months, over an even grid of the uniform that decides."""
    base = lineup(months=months + 1, modules=("elections",), elections=(vote,), **changes)
    grid = [ReplacedLuck(month, "election", (k + 0.5) / n, (k,)) for k in range(n) for month in range(months + 1)]
    model = EscalationModel(base, n, 7, interventions=grid)
    for _ in range(months + 1):
        model.step()
    capital = model.capital(vote.capital)
    names = [model.batch.conducts[vote.capital].names[policy] for policy in capital.policy]
    return {name: names.count(name) for name in set(names)}


SEOUL = Election("seoul", "2017-02", "2017-03", (("sunshine", 0.6), ("hedging", 0.25), ("hard_line", 0.15)))


@pytest.mark.short
def test_a_vote_shares_out_the_line_by_weight() -> None:
    assert elected(SEOUL, {}, 1) == {"sunshine": 240, "hedging": 100, "hard_line": 60}


def test_the_old_policy_governs_until_the_vote_is_in_force() -> None:
    assert elected(SEOUL, {"seoul.policy": "alliance_first"}, 0) == {"alliance_first": 400}


def test_weights_are_shares_whatever_their_sum() -> None:
    twice = Election("seoul", "2017-02", "2017-02", tuple((name, 2 * weight) for name, weight in SEOUL.options))
    assert elected(twice, {}, 0) == {"sunshine": 240, "hedging": 100, "hard_line": 60}


@pytest.mark.parametrize("pull", [0.5, -1.0])
def test_tension_shifts_the_odds_of_a_hard_line(pull: float) -> None:
    """The log-odds of hard_line against the rest move by pull · (τ − 3); the rest keep their proportion."""
    votes = elected(SEOUL, {"election_tension": pull, "start_tension": 5.0}, 1)
    hard = 0.15 * exp(pull * 2.0)
    for name, weight in {"sunshine": 0.6, "hedging": 0.25, "hard_line": hard}.items():
        assert votes[name] == pytest.approx(400 * weight / (0.85 + hard), abs=1.0)


@pytest.mark.short
def test_washington_keeps_its_family_or_takes_another() -> None:
    options = (("maximum_pressure", 3.0), ("engagement", 1.0), ("strategic_patience", 1.0))
    vote = Election("washington", "2017-02", "2017-02", options, keep=0.5)
    # Half keep maximum pressure; the other half never come back to it.
    assert elected(vote, {}, 0) == {"maximum_pressure": 200, "engagement": 100, "strategic_patience": 100}


@pytest.mark.short
@pytest.mark.parametrize(("sanctioned", "left"), [(None, 0.3), (0, 0.38), (1, 0.58), (2, 0.58), (3, 0.58)])
def test_a_measure_expires_unless_washington_sanctioned_in_the_three_months_before(
    sanctioned: int | None, left: float
) -> None:
    """It ends in June; a round in March, April or May keeps it, one in February only adds its own."""
    plan: list[dict[str, str]] = [{} for _ in range(5)]
    if sanctioned is not None:
        plan[sanctioned] = {"washington": "sanctions"}
    lapse = Expiry("2017-06", 0.2, "a ban on coal")
    model = months_by_hand(*plan, modules=("expiry",), expiries=(lapse,))
    assert after(model, "sanctions") == pytest.approx(left, **NEAR)
    assert after(model, "sanctions", 4) == pytest.approx(0.5 if sanctioned is None else 0.58, **NEAR)


@pytest.mark.short
@pytest.mark.parametrize(
    ("relation", "luck", "wanted"),
    [
        (0.0, 0.499, 0.1),
        (0.0, 0.501, -0.1),
        (0.5, 0.699, 0.6),
        (0.5, 0.701, 0.4),
        (-1.0, 0.101, -1.0),
        (0.95, 0.5, 1.0),
    ],
)
def test_a_window_succeeds_with_half_and_the_relation(relation: float, luck: float, wanted: float) -> None:
    model = months_by_hand(
        {}, modules=("relation",), windows=(Window("2017-02"),), start_relation=relation, luck={"dialogue": luck}
    )
    assert after(model, "relation") == pytest.approx(wanted, **NEAR)


def test_drift_and_secondary_sanctions_move_the_relation() -> None:
    changes = {"relation_drift": 0.01, "washington.secondary_sanctions": 0.5}
    model = months_by_hand({}, {}, modules=("relation", "secondary"), **changes)
    assert after(model, "relation") == pytest.approx(2 * (0.01 - 0.01 * 0.5), **NEAR)


def test_a_successful_window_lifts_enforcement_for_three_months() -> None:
    scenario = lineup(months=6, modules=("relation",), windows=(Window("2017-03", "succeeds"),))
    model, lifted = EscalationModel(scenario, 1, 7), []
    for _ in range(6):
        model.step()
        lifted.append(float(model.capital("beijing").levers.enforcement[0]))
    # The policy has .5; the relation of .1 from the second month on adds .02, and the window .2 for three months.
    assert lifted == pytest.approx([0.5, 0.72, 0.72, 0.72, 0.52, 0.52], rel=1e-12)


def test_the_lever_stays_in_its_range() -> None:
    scenario = lineup(b="full_enforcement", months=1, modules=("relation",), start_relation=1.0)
    model = EscalationModel(scenario, 1, 7)
    model.step()
    assert model.capital("beijing").levers.enforcement[0] == 1.0
