"""Months that a historian would find implausible, and how soon the capitals answer: measured over many worlds."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.claims.claim import StatisticInput
from sim.analysis.claims.measures import per_world, quotient, share
from sim.analysis.claims.running import NOTHING, exact
from sim.arrays import Flags
from sim.game.aims import both_soft, collapse, shots
from sim.study.estimate.interval import Estimate, mean_estimate, probability, quantile_estimate
from sim.study.measure.history import History
from sim.study.measure.values import value
from sim.study.run.interventions import ImposedMove

SOON: Final = 3
"""Months in which a turn is answered, a soft word is fresh, or a test is recent."""

SILENT_FOR, UNDER = 9, 4
"""Months of silence that are looked for, and how many big tests fall in them."""

CALM, QUIET = 4.0, 6.0
"""Tension below which nobody thinks of a strike, and months without a test after which nobody does."""


def lately(flags: Flags, months: int = SOON) -> Flags:
    """Return where something held in one of the months before, this one left out, `(months, worlds)`."""
    found = np.zeros_like(flags)
    for back in range(1, months + 1):
        found[back:] |= flags[:-back]
    return found


def soon(flags: Flags, months: int = SOON) -> Flags:
    """Return where something holds in this month or in one of the next, `(months, worlds)`."""
    return flags | lately(flags[::-1], months)[::-1]


def turns_to(h: History, capital: str, *courses: str) -> Flags:
    """Return the live months in which a capital turns to one of some courses from another, `(months, worlds)`."""
    on = h.did(f"{capital}.course", *courses)
    turned = np.zeros_like(on)
    turned[1:] = on[1:] & ~on[:-1]
    return turned & h.live


def find_answered_turns(asked: StatisticInput) -> Estimate:
    """Return the share of Pyongyang's turns to charm or consolidation after which Washington soon engages.

    Turns that find it engaged already are left out, and those of which the horizon hides the answer.
    """
    [h] = asked.histories()
    engaged = h.did("washington.course", "engagement")
    turned = turns_to(h, "pyongyang", "charm", "consolidate") & ~lately(engaged, 1)
    turned[h.months - SOON :] = False
    return share(soon(engaged & h.live), turned)


def find_longest_pause(asked: StatisticInput) -> Estimate:
    """Return the median of the longest time without a test or a lethal act, in worlds that live to the horizon."""
    [h] = asked.histories()
    lived = h.lived == h.months
    longest = h.longest(~shots(h))[lived].astype(np.float64)
    return quantile_estimate(longest, 0.5) if len(longest) else NOTHING


def find_rounds_in_a_row(asked: StatisticInput) -> Estimate:
    """Return the share of worlds in which the Security Council agrees in so many consecutive months."""
    [h] = asked.histories()
    number, agreed = int(asked.argument), (h.state["un_round_ago"] == 0.0) & h.live
    runs = np.logical_and.reduce([agreed[late : h.months - number + 1 + late] for late in range(number)])
    return probability(runs.any(axis=0))


def find_silence_under_tests(asked: StatisticInput) -> Estimate:
    """Return how often Washington says and does nothing in nine months in which four big tests fall."""
    [h] = asked.histories()
    big, idle = h.did("pyongyang.deed", "big_test"), h.did("washington.word", "silence")
    idle = idle & h.did("washington.deed", "hold")
    last = h.months - SILENT_FOR + 1
    of_nine = [slice(late, last + late) for late in range(SILENT_FOR)]
    four = np.sum([big[part] for part in of_nine], axis=0) >= UNDER
    return share(np.logical_and.reduce([idle[part] for part in of_nine]), four & h.live[SILENT_FOR - 1 :])


def find_economy_at_collapse(asked: StatisticInput) -> Estimate:
    """Return the median of the log of the economy, start 0, in the month of a collapse."""
    [h] = asked.histories()
    fallen = collapse(h)
    return quantile_estimate(h.last("economy")[fallen], 0.5) if fallen.any() else NOTHING


def find_fed_collapses(asked: StatisticInput) -> Estimate:
    """Return how many collapses have no hunger behind them: GDP no lower than 5 % below the start."""
    [h] = asked.histories()
    fallen = collapse(h)
    return exact(float((fallen & (h.last("economy") > -0.05)).sum()), int(fallen.sum()))


def find_prevention_in_calm(asked: StatisticInput) -> Estimate:
    """Return the share of turns to prevention at a tension below 4 after six months without a test."""
    [h] = asked.histories()
    turned = turns_to(h, "washington", "prevent")[1:]
    calm = (h.state["tension"][:-1] < CALM) & (h.state["quiet"][:-1] >= QUIET)
    return share(calm, turned)


def find_prevention_too_late(asked: StatisticInput) -> Estimate:
    """Return the share of turns to prevention that find the deterrent complete."""
    [h] = asked.histories()
    return share(h.state["deterrent"][:-1] > 0.0, turns_to(h, "washington", "prevent")[1:])


def find_pressing_the_soft(asked: StatisticInput) -> Estimate:
    """Return how often Washington turns to pressure on a charming Kim within three months of his last soft word."""
    [h] = asked.histories()
    return share(turns_to(h, "washington", "maximum_pressure"), charming(h))


def find_pressing_for_nothing(asked: StatisticInput) -> Estimate:
    """Return the share of those turns before which, in a year, no test, no killing, no freeze and no talks ended."""
    [h] = asked.histories()
    freeze, talked = h.state["freeze"] > 0.0, both_soft(h)
    over = (lately(freeze, 1) & ~freeze) | (lately(talked, SOON + 1) & ~lately(talked) & ~talked)
    caused = lately(shots(h) | over, 12) | shots(h) | over
    return share(~caused, turns_to(h, "washington", "maximum_pressure") & charming(h))


def charming(h: History) -> Flags:
    """Return the live months in which Pyongyang charms and has said a soft word in the three before."""
    soft = h.did("pyongyang.word", "talks", "offer")
    return lately(soft) & h.did("pyongyang.course", "charm") & h.live


def find_answered_tests(asked: StatisticInput) -> Estimate:
    """Return the share of big tests under patience that Washington answers with force, this month or the next."""
    [h] = asked.histories()
    force = h.did("washington.word", "threaten") | h.did("washington.deed", "sanctions", "deploy")
    big = h.did("pyongyang.deed", "big_test") & h.did("washington.course", "patience") & h.live
    big[h.months - 1 :] = False
    return share(soon(force & h.live, 1), big)


def find_shielding_in_hunger(asked: StatisticInput) -> Estimate:
    """Return how many times as often Beijing turns to shield where GDP is 10 % down than where it is not 3 % down."""
    [h] = asked.histories()
    turned, before = turns_to(h, "beijing", "shield")[1:], h.state["economy"][:-1]
    others = ~h.did("beijing.course", "shield")[:-1] & h.live[1:]
    hungry, fed = before < -0.10, before > -0.03
    return quotient(len(h.lived), *((per_world(turned & at), per_world(others & at)) for at in (hungry, fed)))


FACING: Final = {"relief": ("talks", "relief"), "threats": ("threaten", "sanctions")}
PAYING: Final = tuple(f"{kim} under {facing}" for kim in ("fearful", "greedy", "erratic") for facing in FACING)
"""Which Kim tests bombs while he talks, and what Washington says and does all the while."""


def find_paying(asked: StatisticInput) -> Estimate:
    """Return what talking and testing bombs pays a Kim over talking and holding, in a year of constant moves.

    Washington talks and relieves, or threatens and sanctions; Seoul takes initiatives, and Beijing enforces partly.
    """
    kim, facing = asked.argument.split(" under ")
    scenario = asked.claim.arms[0].scenario.change({"months": 12, "kim_type": kim})
    enforced, gestures = ("beijing", "restraint", "enforce_partly"), ("seoul", "initiative", "hold")
    others = (("washington", *FACING[facing]), enforced, gestures)
    worth = []
    for deed in ("big_test", "hold"):
        moves = (*others, ("pyongyang", "talks", deed))
        imposed = [ImposedMove(who, month, word, done) for month in range(12) for who, word, done in moves]
        worth.append(value(asked.plays.of(scenario, imposed=imposed), "pyongyang"))
    return mean_estimate(worth[0] - worth[1])
