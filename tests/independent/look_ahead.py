"""7.7: what Washington and Pyongyang expect of their courses."""

from __future__ import annotations

import numpy as np
from scipy.special import entr

from . import payoffs
from .answers import conduct, menus
from .arrays import BUILD, CHARM, ENGAGEMENT, Array, Fields, beliefs, logistic
from .kim import kim_as_numbers, pure_type
from .transitions import after
from .war import hazards

STRIDES, MONTHS = 3, 4
QUIET = Fields(tension=0.0, talks=0.0)


def freeze_after(s: Fields, c: Fields, talks: Array) -> Array:
    """Return the share of a freeze after a stride."""
    starts = c.soft_washington * c.soft_pyongyang * (talks > 0.4) * 0.12 * MONTHS
    stops = np.minimum(1, MONTHS * (c.test + c.lethal + 0.5 * c.threat + 0.5 * c.deploy + 0.5 * c.sanctions))
    return np.clip(s.freeze + (1 - s.freeze) * starts - s.freeze * stops, 0, 1)


def risk_of_war(s: Fields, c: Fields, kim: Fields, levers: Fields, p: Fields, greed: Array) -> Array:
    """Return the chance of war a month that a look-ahead reckons with."""
    tau = np.minimum(7.99, s.tension + 0.6)
    found = hazards(s, c, kim, levers, p, greed, tau)
    both_firm = found.firm_washington * found.firm_pyongyang * logistic(4 * (tau - 6))
    return found.accident + found.strike + found.attack + found.clash * both_firm


def play(
    whose: str, s: Fields, washington: Array | int, pyongyang: Array | int, kim: Fields, levers: Fields, p: Fields
) -> tuple[Array, Array]:
    """Return what a course is worth in one play, and the mean hazard of its strides."""
    belief = beliefs(p.prior_washington, s.frozen_evidence)
    other = "pyongyang" if whose == "washington" else "washington"
    shape = s.tension.shape
    world = s.but(
        washington_course=np.broadcast_to(washington, shape), pyongyang_course=np.broadcast_to(pyongyang, shape)
    ).but(**{f"{other}_resolve": np.zeros(shape)})
    doubt = 1 + p.doubt * entr(belief).sum(axis=0) / np.log(3)
    burden = doubt if whose == "washington" else 1.0
    rows, never = s.moves, np.zeros(shape, bool)
    worth, weights, survives, hazard = 0.0, 0.0, 1.0, 0.0
    for j in range(STRIDES):
        rows = menus(world, rows, kim, levers, p, never)
        c = conduct(world, rows, p.leak)
        new = after(world, c, levers, p, MONTHS, QUIET)
        world = new.but(freeze=freeze_after(world, c, new.talks), outrage=p.outrage_keep**MONTHS * world.outrage)
        own = whose == "washington"
        payoff = payoffs.washington(world, c, p) if own else payoffs.pyongyang(world, c, kim, levers, p)
        h = np.minimum(0.5, p.dread * burden * risk_of_war(world, c, kim, levers, p, belief[1]))
        d = p.lookahead_discount ** (MONTHS * j)
        worth, weights = worth + d * (payoff - h * p[f"loss_{whose}"]), weights + d
        survives, hazard = survives * (1 - h) ** MONTHS, hazard + h / STRIDES
    worth = worth / weights
    if whose == "washington":
        worth = worth - p.after_weight / 24 * payoffs.after_horizon(world) * survives
    return worth, hazard


def washington(s: Fields, levers: Fields, p: Fields) -> tuple[Array, Array]:
    """Return what Washington expects of its courses (courses by worlds), and the risk of war it perceives."""
    belief = beliefs(p.prior_washington, s.frozen_evidence)
    expected, risk = 0.0, 0.0
    for kind in range(3):
        kim = pure_type(kind, levers, p)
        plays = [play("washington", s, x, s.pyongyang_course, kim, levers, p) for x in range(4)]
        q = np.stack([worth for worth, _ in plays])
        answered, _ = play("washington", s, ENGAGEMENT, CHARM, kim, levers, p)
        fooled, _ = play("washington", s, ENGAGEMENT, BUILD, kim, levers, p)
        q[ENGAGEMENT] = (1 - p.reply) * q[ENGAGEMENT] + p.reply * answered
        q[ENGAGEMENT] = (1 - p.feint[kind]) * q[ENGAGEMENT] + p.feint[kind] * fooled
        expected = expected + belief[kind] * q
        risk = risk + belief[kind] * np.mean([h for _, h in plays], axis=0)
    return np.asarray(expected), np.asarray(risk)


def pyongyang(s: Fields, levers: Fields, p: Fields) -> Array:
    """Return what Pyongyang expects of its courses, courses by worlds."""
    kim = kim_as_numbers(s.kim_type, s.kim_key, levers, p)
    q = np.stack([play("pyongyang", s, s.washington_course, x, kim, levers, p)[0] for x in range(4)])
    answered, _ = play("pyongyang", s, ENGAGEMENT, CHARM, kim, levers, p)
    hope = np.minimum(1, 2 * s.credibility * p.reply)
    q[CHARM] = (1 - hope) * q[CHARM] + hope * answered
    return q
