"""7.16: what a month is worth to each capital, yielding apart."""

from __future__ import annotations

import numpy as np

from .arrays import Array, Fields, above


def after_horizon(s: Fields, p: Fields) -> Array:
    """7.7 and 7.17: how much of a proven arsenal is left to Washington."""
    return above(s.arsenal - p.arsenal_early) / (1 - p.arsenal_early) * (1 - 0.7 * s.freeze)


def crowd(s: Fields, p: Fields) -> Array:
    """7.13: return the refugees of a month, in thousands."""
    return (1 + 60 * above(-s.economy - 0.08)) * (1 + 2 * (s.tension >= p.brink))


def deterred(s: Fields, levers: Fields) -> Array:
    """Return how far the arsenal deters, δ."""
    return np.minimum(1, s.arsenal / levers.goal) ** 3


def washington(s: Fields, c: Fields, levers: Fields, p: Fields) -> Array:
    """Return Washington's payoff of a month."""
    shot, coerce = c.test + c.lethal, np.minimum(1, c.threat + c.sanctions + c.deploy)
    return (
        -p.pay_arms * (above(s.arsenal - p.in_range) / (1 - p.in_range)) ** 2 * (1 - 0.7 * s.freeze)
        - p.pay_arms / 3 * above(s.arsenal - p.arsenal_early)
        - p.pay_tension * s.tension
        - p.pay_appease * np.minimum(1, c.soft_washington + c.relief) * shot
        - p.pay_passive * shot * (1 - coerce)
        + p.pay_restraint * coerce * (1 - np.minimum(1, shot))
        + p.pay_both * c.soft_washington * c.soft_pyongyang
        + p.pay_freeze * s.freeze
        - p.pay_presence * above(s.presence - p.presence_normal)
        - p.pay_cohesion * above(p.alliance_whole - s.cohesion)
        - p.pay_lethal * c.lethal
        + p.pay_relation * s.relation
        - levers.payment * c.fully
    )


def pyongyang(s: Fields, c: Fields, kim: Fields, levers: Fields, p: Fields) -> Array:
    """Return the payoff of a month to a Pyongyang under some view of Kim."""
    shot, delta = c.test + c.lethal, deterred(s, levers)
    soft = np.maximum(np.maximum(c.soft_washington, c.relief), c.soft_seoul)
    return (
        p.deter * (1 + 0.6 * kim.greed + (1 - kim.greed) * s.threat_felt) * delta
        + kim.gain * s.deterrent * s.softness_seen * soft
        - kim.peace * s.threat_felt * (1 - 0.6 * delta)
        - kim.econ * s.sanction_pressure
        - p.pay_hunger * above(-s.economy)
        + kim.peace * c.soft_washington * c.soft_pyongyang * (1 - shot)
        + kim.peace * s.freeze
        + kim.gain * shot * s.softness_seen
        - 2 * kim.gain * shot * s.threat_felt
        - p.pay_yielding * c.soft_pyongyang * np.minimum(1, c.threat + c.deploy + 0.5 * c.sanctions)
        - p.pay_tension * s.tension
    )


def beijing(s: Fields, c: Fields, levers: Fields, p: Fields) -> Array:
    """Return Beijing's payoff of a month."""
    return (
        -p.pay_tension * s.tension
        - p.pay_beijing_big * c.big
        - 0.2 * p.pay_beijing_big * c.missile
        - p.pay_beijing_us * (above(s.presence - p.presence_normal) + 0.3 * above(s.thaad - 1))
        - p.pay_hunger * above(-s.economy - 0.03)
        - p.pay_beijing_refugees * (crowd(s, p) - 1)
        - p.pay_beijing_bypass * c.soft_washington * c.soft_pyongyang * (1 - c.mediate)
        - p.pay_beijing_secondary * levers.secondary * (1 - s.enforcement) * c.sanctions
        + p.pay_beijing_relation * s.relation
        - p.pay_beijing_trade * s.enforcement * s.un_measures
        - p.pay_beijing_buffer * levers.rhetoric * s.sanction_pressure
        - p.pay_appease / 3 * c.mediate * (c.test + c.lethal)
        + p.pay_freeze / 2 * s.freeze
        + levers.payment * c.fully
    )


def seoul(s: Fields, c: Fields, levers: Fields, p: Fields) -> Array:
    """Return Seoul's payoff of a month."""
    return (
        -p.pay_tension * s.tension
        - 2.4 * p.pay_lethal * c.lethal
        + p.pay_seoul_talks * s.talks
        + p.pay_seoul_talks * c.soft_seoul * c.soft_pyongyang
        - p.pay_appease * c.soft_seoul * (c.test + c.lethal)
        - p.pay_cohesion * above(p.start_cohesion - s.cohesion)
        - p.pay_seoul_talks * levers.thaad_retaliation * s.thaad / 2
        + p.pay_seoul_talks * s.freeze
    )
