"""7.15: war as choice and as accident, collapse, who yields at the brink, and what it costs."""

from __future__ import annotations

import numpy as np

from .arrays import (
    ACCIDENT,
    ATTACK,
    CAPITALS,
    CLASH,
    COLLAPSE,
    NO_ENDING,
    PREVENT,
    STRIKE,
    Array,
    Fields,
    Luck,
    above,
    logistic,
)


def window(s: Fields, p: Fields) -> Array:
    """Return how far the window for a preventive strike is open."""
    return np.clip((s.arsenal - p.arsenal_early) / 0.15, 0, 1) * (1 - 0.9 * s.deterrent)


def collapse_hazard(s: Fields, levers: Fields, p: Fields) -> Array:
    """Return the chance that the regime collapses in a month."""
    return np.minimum(
        0.05, p.collapse * (1 + levers.rhetoric) * (above(-s.economy - 0.05) / 0.1) ** 1.5
    )


def hazards(
    s: Fields, c: Fields, kim: Fields, levers: Fields, p: Fields, greed: Array, tau: Array
) -> Fields:
    """Return the chances of war at a tension, and how likely each stands firm at the brink."""
    odd = levers.unpredictability
    exposure = (
        s.presence / p.presence_normal
        + 0.5 * above(-s.relation) * (s.presence > 0.6)
        + 0.5 * c.test
        + 0.5 * c.threat * c.pyongyang_threat
    )
    rate = (
        p.accident * exposure * (1 + odd + kim.stray) * np.exp(p.accident_slope * (tau - p.brink))
    )
    prevent = s.washington_course == PREVENT
    strike = (1 - s.enforcement) * logistic(
        p.strike_base + p.strike_window * (window(s, p) + greed)
    )
    attack = logistic(
        p.attack_base + p.attack_threat * (s.threat_felt * kim.fearful + prevent + (tau - 6.5) / 2)
    )
    firm_washington = logistic(
        p.stand
        + p.stand_audience * s.audience
        - p.stand_course * np.asarray((0, -1, 1, -2))[s.washington_course]
    )
    firm_pyongyang = logistic(
        p.stand
        - p.stand_course * np.asarray((0, -1, 1, 0.5))[s.pyongyang_course]
        + 0.5 * kim.fearful * (s.threat_felt - 0.5)
        - 0.4 * kim.greedy
    )
    return Fields(
        accident=np.where(tau < 4.9, 0.0, 1 - np.exp(-rate)),
        strike=np.where(prevent & (tau >= p.crisis), strike, 0.0),
        attack=np.where(tau >= p.brink, attack, 0.0),
        clash=p.clash * (1 + odd),
        firm_washington=firm_washington,
        firm_pyongyang=firm_pyongyang,
    )


def collapse_loss(capital: str, p: Fields) -> Array:
    """Return what a collapse costs a capital, in months."""
    share = {"pyongyang": 1.0}.get(capital, 0.25)
    return (
        p.collapse_near * p.loss_beijing if capital == "beijing" else share * p[f"loss_{capital}"]
    )


def ends(s: Fields, risk: Fields, luck: Luck, levers: Fields, p: Fields) -> Fields:
    """Return how the month ends a world, and who stands firm where it comes to that."""
    brink = s.tension >= p.brink
    washington = luck.below("stand_washington", risk.firm_washington)
    pyongyang = luck.below("stand_pyongyang", risk.firm_pyongyang)
    fires = {
        STRIKE: luck.below("strike", risk.strike),
        ATTACK: luck.below("attack", risk.attack),
        CLASH: brink & washington & pyongyang & luck.below("clash", risk.clash),
        ACCIDENT: luck.below("accident", risk.accident),
        COLLAPSE: luck.below("collapse", collapse_hazard(s, levers, p)),
    }
    ending = np.select(list(fires.values()), list(fires), NO_ENDING)
    war = (ending != NO_ENDING) & (ending != COLLAPSE)
    return Fields(
        ending=ending,
        war=war,
        major=war & luck.below("severity", p.major),
        washington_yields=brink & ~washington,
        pyongyang_yields=brink & ~pyongyang,
        washington_prevails=brink & washington & ~pyongyang,
        pyongyang_prevails=brink & pyongyang & ~washington,
    )


def cost(s: Fields, end: Fields, luck: Luck, p: Fields) -> Fields:
    """Return the world with its losses and with those who flee a collapse or a major war."""
    losses = {}
    for capital in CAPITALS:
        times = np.where(end.major, 3.0, 1.0)
        war = p[f"loss_{capital}"] * times * np.exp(p.war_scale * luck.normal(f"scale_{capital}"))
        collapse = np.where(end.ending == COLLAPSE, collapse_loss(capital, p), 0.0)
        losses[f"{capital}_loss"] = np.where(end.war, war, collapse)
    flee = end.major | (end.ending == COLLAPSE)
    return s.but(
        **losses,
        ending=end.ending,
        major=end.major,
        refugees=s.refugees + np.where(flee, 300.0, 0.0),
    )


def yielded(s: Fields, end: Fields) -> Fields:
    """Return the world after those who did not stand firm at the brink backed down."""
    washington, pyongyang = end.washington_yields, end.pyongyang_yields
    return s.but(
        tension=s.tension - 1.2 * washington - 1.2 * pyongyang,
        standoff=np.where(washington | pyongyang, 0.0, s.standoff),
        audience=np.where(washington, 0.5 * s.audience, s.audience),
        softness_seen=np.where(washington, np.minimum(1, s.softness_seen + 0.3), s.softness_seen),
        threat_felt=np.where(pyongyang, np.minimum(1, s.threat_felt + 0.1), s.threat_felt),
        washington_yields=washington,
        pyongyang_yields=pyongyang,
    )
