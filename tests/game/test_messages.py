"""A message about Kim: what is said, what is believed, and who pays."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.core.engine import play
from sim.core.game.beliefs import belief
from sim.core.game.language import copy_of
from sim.core.game.messages import (
    SILENCE,
    chance_under_reports,
    find_says,
    find_stakes,
    learned,
    meant_by,
)
from sim.core.game.month import begin
from sim.core.game.moves import KimType
from sim.core.game.parameters import Parameters
from sim.core.game.world import Levers, Message, Now, World
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario
from sim.study.run.worlds import run
from tests.for_each import for_each

SPRING = load_scenario("2017-spring")
SENDERS = ("beijing", "seoul")
PROOF = 0.99
PAID = ("payoffs.beijing.proof", "payoffs.seoul.proof")


def spoken(
    proof: bool, sender: str = "beijing", stakes: float = 1.0, **numbers: float
) -> tuple[Message, World, Parameters]:
    """Return what a sender would say in the first month; `stakes` scales what it cares."""
    p = Parameters(**{"source_right": PROOF, **numbers})
    now, world, message = Now(), World(), Message()
    setattr(now.levers, f"{sender}_{'proof' if proof else 'word'}", 1.0)
    begin(world, now, p)
    message.with_proof = 1.0
    find_stakes(message, world, now, p)
    for kim in KimType:
        row = getattr(message, f"sender_{kim.name.lower()}")
        row[:] = [stakes * worth for worth in row]
    find_says(message, proof, world, now, p)
    return message, world, p


def believed(message: Message, proof: bool, place: int, world: World, p: Parameters) -> list[float]:
    """Return Washington's belief after a message."""
    fresh = meant_by(message, proof, place, p)
    evidence = [old + new for old, new in zip(world.frozen_evidence, fresh, strict=True)]
    return belief(p.prior_washington, evidence)[: len(KimType)]


def chance_sent(message: Message, proof: bool, place: int, p: Parameters) -> list[float]:
    """Return the chance of a message under each type: a proof is shown by those who hold it."""
    chance = chance_under_reports(message, proof, place)
    if proof and place != SILENCE:
        chance[place] = (message.says_fearful, message.says_greedy, message.says_erratic)[place][
            place
        ]
    return [learned(chance, kim, p) for kim in KimType]


@for_each("sender", SENDERS)
@for_each("proof", [False, True])
def test_what_washington_expects_to_believe_is_what_it_believes(sender: str, proof: bool) -> None:
    message, world, p = spoken(proof, sender, proof_cost=1.0)
    prior, mean = np.array(p.prior_washington[:3]), np.zeros(3)
    for place in range(SILENCE + 1):
        weight = float(prior @ chance_sent(message, proof, place, p))
        mean += weight * np.array(believed(message, proof, place, world, p))
    assert mean == pytest.approx(prior, abs=1e-6)


def test_cheap_talk_babbles_and_evidence_unravels() -> None:
    """A Beijing that prefers talks says fearful, whoever Kim is; who could prove it and does not has
    said that he is not.
    """
    message, world, p = spoken(False)
    says = [message.says_fearful, message.says_greedy, message.says_erratic]
    assert all(row[KimType.FEARFUL] == max(row) for row in says)
    told = believed(message, False, KimType.FEARFUL, world, p)
    assert told == pytest.approx(p.prior_washington[:3], abs=0.15)
    message, world, p = spoken(True, proof_cost=0.0)
    assert message.says_fearful[KimType.FEARFUL] > 0.9
    assert believed(message, True, KimType.FEARFUL, world, p)[KimType.FEARFUL] > 0.95
    assert believed(message, True, SILENCE, world, p)[KimType.FEARFUL] < 0.1


def test_a_proof_that_costs_too_much_is_not_shown_and_silence_says_nothing() -> None:
    message, world, p = spoken(True, proof_cost=24.0)
    assert message.says_fearful[SILENCE] > 0.99
    prior = p.prior_washington[:3]
    assert believed(message, True, SILENCE, world, p) == pytest.approx(prior, abs=0.01)


def test_who_may_hold_no_proof_tells_less_by_silence() -> None:
    believed_at = []
    for chance in (0.25, 1.0):
        message, world, p = spoken(True, proof_cost=0.0)
        message.with_proof = chance
        believed_at.append(believed(message, True, SILENCE, world, p)[KimType.FEARFUL])
    assert believed_at[1] < believed_at[0] < Parameters().prior_washington[KimType.FEARFUL]


def test_a_word_is_believed_only_where_the_sender_hardly_cares() -> None:
    """Without a stake a lie is as rare as candour makes it; the more is at stake, the less a word
    of fear says.
    """
    message, _, p = spoken(False, stakes=0.0)
    ratio = message.says_fearful[KimType.FEARFUL] / message.says_greedy[KimType.FEARFUL]
    assert ratio == pytest.approx(math.exp(p.candour))
    known = []
    for stakes in (0.0, 0.25, 1.0, 4.0):
        message, world, p = spoken(False, stakes=stakes)
        known.append(believed(message, False, KimType.FEARFUL, world, p)[KimType.FEARFUL])
    assert known == sorted(known, reverse=True)
    assert known[0] > 0.5 > 0.36 > known[-1]


def test_without_a_lever_nothing_is_sent_and_no_place_of_luck_is_read() -> None:
    base, other = (
        run(SPRING.change(change), 60, 5).to_frame()
        for change in ({}, {"source_right": 0.99, "candour": 9.0, "proof_cost": 9.0})
    )
    assert base.equals(other)
    assert Levers().beijing_word == Levers().seoul_proof == 0.0


@for_each("sender", SENDERS)
def test_proof_is_worth_much_to_washington_and_a_word_little(sender: str) -> None:
    """The worth to Washington by its own belief, in months, the same worlds with and without."""
    worth = dict.fromkeys(("word", "proof"), 0.0)
    for kim in KimType:
        base = {"kim_type": kim.name.lower(), "source_right": PROOF}
        without = run(SPRING.change(base), 1000, 11).to_frame()["value_washington"].mean()
        for kind in worth:
            arm = run(SPRING.change(base | {f"{sender}.{kind}": 1.0}), 1000, 11).to_frame()
            gain = arm["value_washington"].mean() - without
            worth[kind] += Parameters().prior_washington[kim] * gain
    assert worth["proof"] > 0.8
    assert abs(worth["word"]) < worth["proof"] / 2


@for_each(("sender", "other"), [("beijing", "seoul"), ("seoul", "beijing")])
def test_the_sender_pays_once_for_a_proof_that_is_shown(sender: str, other: str) -> None:
    scenario = SPRING.change({f"{sender}.proof": 1.0, "proof_cost": 2.0, "months": 6})
    record = ("message", "proved", *PAID)
    series = play(inputs(scenario).job(50, seed=3, record=record)).record
    proved, sent = series["proved"], series["message"]
    assert (proved.sum(axis=0) <= 1.0).all()
    assert proved.any()
    assert set(np.unique(sent)) <= {0.0, 1.0, 2.0, 3.0, 4.0}
    np.testing.assert_array_equal(series[f"payoffs.{sender}.proof"], -2.0 * proved)
    assert not series[f"payoffs.{other}.proof"].any()


def test_a_copy_of_a_world_keeps_what_was_said() -> None:
    world = World(message=2.0, proved=1.0)
    assert (copy_of(world).message, copy_of(world).proved) == (2.0, 1.0)
