"""7.7 and 7.8: what the capitals expect of their courses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import entr

from . import payoffs
from .answers import conduct, menus
from .arrays import BUILD, CHARM, ENGAGEMENT, PLACES, Array, Fields, above, beliefs, logistic
from .kim import kim_as_numbers, pure_type
from .transitions import after
from .war import collapse_hazard, collapse_loss, hazards, window

STRIDES, MONTHS = 3, 4
QUIET = Fields(tension=0.0, talks=0.0)


class Play(NamedTuple):
    """What one play comes to: its worth a month, and the mean hazard of its strides."""

    worth: Array
    hazard: Array


def freeze_after(s: Fields, c: Fields, talks: Array) -> Array:
    """Return the share of a freeze after a stride."""
    starts = c.soft_washington * c.soft_pyongyang * (talks > 0.4) * 0.12 * MONTHS
    stops = np.minimum(
        1, MONTHS * (c.big + c.lethal + 0.5 * c.threat + 0.5 * c.deploy + 0.5 * c.sanctions)
    )
    return np.clip(s.freeze + (1 - s.freeze) * starts - s.freeze * stops, 0, 1)


def risk_of_war(
    s: Fields, c: Fields, kim: Fields, levers: Fields, p: Fields, greed: Array
) -> Array:
    """Return the chance of war a month that a look-ahead reckons with."""
    tau = np.minimum(7.99, s.tension + p.bad_month)
    found = hazards(s, c, kim, levers, p, greed, tau)
    both_firm = found.firm_washington * found.firm_pyongyang * logistic(4 * (tau - p.brink))
    return found.accident + found.strike + found.attack + found.clash * both_firm


def belief_of(whose: str, s: Fields, p: Fields) -> Array:
    """Return who Kim is in the eyes of the capital that looks ahead; Pyongyang's play reads
    Washington's.
    """
    if whose == "beijing":
        return beliefs(p.prior_beijing, s.evidence_beijing)
    return beliefs(p.prior_washington, s.evidence if whose == "seoul" else s.frozen_evidence)


def payoff_of(whose: str, s: Fields, c: Fields, kim: Fields, levers: Fields, p: Fields) -> Array:
    """Return the payoff of a month to the capital that looks ahead."""
    if whose == "washington":
        return payoffs.washington(s, c, levers, p)
    if whose == "pyongyang":
        return payoffs.pyongyang(s, c, kim, levers, p)
    return (payoffs.beijing if whose == "beijing" else payoffs.seoul)(s, c, levers, p)


def dreaded(whose: str, s: Fields, levers: Fields, p: Fields) -> Array:
    """7.8: return what Beijing and Seoul reckon with beside war: a collapse, and Beijing's fear of
    a strike.
    """
    if whose in ("washington", "pyongyang"):
        return 0 * s.tension
    fall = p.dread * collapse_hazard(s, levers, p) * collapse_loss(whose, p)
    fear = p.fear_strike * above(s.tension - 3) * window(s, p) * (1 - s.enforcement)
    return fall + (fear if whose == "beijing" else 0)


def play(
    whose: str, s: Fields, courses: dict[str, Array | int], kim: Fields, levers: Fields, p: Fields
) -> Play:
    """Return what a play with these courses comes to; the others are those that are held."""
    belief, shape = belief_of(whose, s, p), s.tension.shape
    world = s.but(
        **{
            f"{capital}_course": np.broadcast_to(course, shape)
            for capital, course in courses.items()
        }
    )
    doubt = 1 + p.doubt * entr(belief).sum(axis=0) / np.log(3)
    burden = doubt if whose == "washington" else 1.0
    rows, never = s.moves, np.zeros(shape, bool)
    worth, weights, survives, hazard = 0.0, 0.0, 1.0, 0.0
    for j in range(STRIDES):
        world = world.but(un_rounds=np.full(shape, 0.5))
        rows = menus(world, rows, kim, levers, p, never)
        c = conduct(world, rows)
        new = after(world, c, levers, p, MONTHS, QUIET)
        world = new.but(freeze=freeze_after(world, c, new.talks))
        h = np.minimum(0.5, p.dread * burden * risk_of_war(world, c, kim, levers, p, belief[1]))
        month = (
            payoff_of(whose, world, c, kim, levers, p)
            - h * p[f"loss_{whose}"]
            - dreaded(whose, world, levers, p)
        )
        d = p.lookahead_discount ** (MONTHS * j)
        worth, weights = worth + d * month, weights + d
        survives, hazard = survives * (1 - h) ** MONTHS, hazard + h / STRIDES
    worth = worth / weights
    if whose == "washington":
        worth = worth - p.after_weight / 24 * payoffs.after_horizon(world, p) * survives
    if whose == "beijing":
        worth = worth - p.after_beijing / 24 * p.pay_hunger * above(-world.economy - 0.03)
    if whose == "pyongyang":
        worth = worth + p.after_weight / 24 * p.deter * payoffs.deterred(world, levers)
    return Play(worth, hazard)


def washington(s: Fields, levers: Fields, p: Fields) -> tuple[Array, Array]:
    """Return what Washington expects of its courses (courses by worlds), and the risk of war it
    perceives.
    """
    belief = belief_of("washington", s, p)
    expected, risk = 0.0, 0.0
    for kind, (q, hazard) in enumerate(washington_by_type(s, levers, p)):
        expected = expected + belief[kind] * q
        risk = risk + belief[kind] * hazard
    return np.asarray(expected), np.asarray(risk)


def washington_by_type(s: Fields, levers: Fields, p: Fields) -> list[tuple[Array, Array]]:
    """Return the same for each type of Kim."""
    found = []
    for kind in range(3):
        kim = pure_type(kind, levers, p)
        plays = [play("washington", s, {"washington": x}, kim, levers, p) for x in range(4)]
        q = np.stack([played.worth for played in plays])
        answered = play(
            "washington", s, {"washington": ENGAGEMENT, "pyongyang": CHARM}, kim, levers, p
        ).worth
        fooled = play(
            "washington", s, {"washington": ENGAGEMENT, "pyongyang": BUILD}, kim, levers, p
        ).worth
        q[ENGAGEMENT] = (1 - p.reply) * q[ENGAGEMENT] + p.reply * answered
        feint = p.feint * kim.greed
        q[ENGAGEMENT] = (1 - feint) * q[ENGAGEMENT] + feint * fooled
        found.append((q, np.mean([played.hazard for played in plays], axis=0)))
    return found


def pyongyang(s: Fields, levers: Fields, p: Fields) -> Array:
    """Return what Pyongyang expects of its courses, courses by worlds."""
    kim = kim_as_numbers(s.kim_type, s.kim_leverage, levers, p)
    q = np.stack([play("pyongyang", s, {"pyongyang": x}, kim, levers, p).worth for x in range(4)])
    answered = play(
        "pyongyang", s, {"pyongyang": CHARM, "washington": ENGAGEMENT}, kim, levers, p
    ).worth
    q[CHARM] = (1 - p.reply) * q[CHARM] + p.reply * answered
    return q


def neighbour(capital: str, s: Fields, levers: Fields, p: Fields) -> Array:
    """7.8: return what Beijing or Seoul expects of its courses, courses by worlds."""
    belief, courses = belief_of(capital, s, p), range(PLACES[f"{capital}_course"])
    views = [pure_type(kind, levers, p) for kind in range(3)]
    return np.stack(
        [
            sum(
                belief[kind] * play(capital, s, {capital: x}, views[kind], levers, p).worth
                for kind in range(3)
            )
            for x in courses
        ]
    )
