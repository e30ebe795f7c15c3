"""7.13 for one month or, as the look-ahead plays it (7.7), for a stride of several at constant
conduct.
"""

from __future__ import annotations

import numpy as np

from .arrays import HARD_LINE, SUNSHINE, Array, Fields, above, terms


def kept(s: Fields, c: Fields, levers: Fields, p: Fields, n: int, noise: Fields) -> Fields:
    """Return the states of which a share stays each month, after n months, and THAAD, which the
    relation reads.
    """
    new = Fields()

    def carry(
        name: str, keep: Array, push: Array, low: float, high: float, more: Array | float = 0.0
    ) -> None:
        new[name] = np.clip(keep**n * s[name] + push * terms(keep, n) + more, low, high)

    carry("tension", *tension(s, c, p), 0, 7.99, noise.tension)
    carry(
        "presence",
        p.slow,
        (1 - p.slow) * p.presence_normal + p.presence_deploy * c.deploy,
        0,
        1,
    )
    meant = 0.12 * c.look_away + 0.55 * c.partly + c.fully
    carry("enforcement", 1 - p.enforcement_rate, p.enforcement_rate * meant, 0, 1)
    carry("cohesion", p.slow, cohesion_push(s, c, p), 0, 1)
    carry("talks", p.talks_keep, talks_push(s, c, p), 0, 1, noise.talks)
    carry(
        "audience",
        p.slow,
        (1 - levers.ambiguity) * p.threat_audience * c.threat,
        0,
        1,
    )
    new["thaad"] = thaad_after(s, c, levers, p, n)
    secondary = levers.secondary
    carry(
        "relation",
        p.relation_keep,
        s.relation_drift
        + p.relation_gain * (c.fully + p.lesser * c.partly + c.mediate)
        - p.relation_cost * (c.blame + c.deploy + p.lesser * c.aid + new.thaad - 1)
        - p.graver * p.relation_cost * secondary * (1 - new.enforcement) * c.sanctions,
        -1,
        1,
    )
    alarm = np.minimum(
        1,
        p.feel * (c.threat_heard + c.deploy + above(new.presence / p.presence_normal - 1))
        + p.feel * p.lesser * (c.half * c.exercise + levers.rhetoric),
    )
    carry("threat_felt", p.memory, (1 - p.memory) * alarm, 0, 1)
    yielding = np.minimum(
        1, p.see * (c.soft_washington_heard + c.relief) + 0.4 * p.see * (c.soft_seoul + c.aid)
    )
    carry("softness_seen", p.memory, (1 - p.memory) * yielding, 0, 1)
    carry(
        "leaning",
        p.memory,
        (1 - p.memory) * np.minimum(1, c.blame + 0.5 * secondary * c.sanctions),
        0,
        1,
    )
    return new


def tension(s: Fields, c: Fields, p: Fields) -> tuple[Array, Array]:
    """Return what share of tension stays a month, and what is added."""
    up = (
        p.push_threat * (c.threat + c.deploy + c.half * c.exercise + p.lesser * c.pyongyang_threat)
        + p.push_test * (c.missile + p.graver * c.big)
        + p.push_lethal * (c.lethal + c.retaliate)
    )
    soft = c.soft_washington + c.soft_pyongyang + c.soft_seoul + c.mediate
    down = p.pull * (soft + c.relief + c.disarm + s.freeze)
    keep = p.tension_keep + (p.crisis_keep - p.tension_keep) * s.standoff
    net = (up - down * np.minimum(1, s.tension / 2)) * (1 - p.crisis_lost * s.standoff)
    return keep, (1 - keep) * p.tension_rest + net


def cohesion_push(s: Fields, c: Fields, p: Fields) -> Array:
    """Return what is added to the share of cohesion that stays."""
    washington = 2 * c.threat + 2.5 * c.deploy + c.sanctions - 2 * c.talks
    seoul = (
        0.5 * c.condemn
        + 0.5 * c.exercise
        + 1.5 * c.seoul_sanction
        - 1.5 * c.initiative
        - 2 * c.seoul_aid
    )
    gap = above(np.abs(washington - seoul) - 1.5)
    return (1 - p.slow) * p.start_cohesion - p.gap_cost * gap


def talks_push(s: Fields, c: Fields, p: Fields) -> Array:
    """Return what is added to the share of the progress of talks that stays."""
    alone = c.soft_pyongyang + c.soft_washington + c.mediate + c.initiative
    progress = p.talks_both * c.soft_washington * c.soft_pyongyang + p.talks_alone * (
        alone + p.graver * c.mediate * c.initiative
    )
    return (1 - s.talks) * progress - 0.05 * (c.test + p.graver * c.lethal + p.lesser * c.threat)


def agreed(s: Fields, c: Fields) -> Array:
    """Return how far a round of the United Nations is agreed."""
    spaced = np.clip(1.6 - s.un_rounds, 0, 1)
    return (
        c.sanctions
        * np.minimum(1, 1.6 * s.big_test)
        * spaced
        * (1 - np.minimum(1, c.look_away + c.aid))
    )


def thaad_after(s: Fields, c: Fields, levers: Fields, p: Fields, n: int) -> Array:
    """Return THAAD after n of the month's steps."""
    retaliation, sunny = levers.thaad_retaliation, s.seoul_course == SUNSHINE
    spur = np.maximum(s.deterrent, c.big) * np.maximum(
        c.deploy, 0.5 * (s.seoul_course == HARD_LINE)
    )
    grown = p.thaad_growth * spur * (2 - s.thaad) * (1 - retaliation)
    return np.clip(s.thaad + n * (grown - 0.5 * p.thaad_growth * sunny * retaliation), 1, 2)


def stepped(
    s: Fields, c: Fields, new: Fields, levers: Fields, p: Fields, n: int, lapsed: Array | float
) -> Fields:
    """Return sanctions, sanction pressure, economy and arsenal after n of the month's steps."""
    un = (
        p.un_round * (1 + 0.5 * s.relation) * (1 - s.un_measures) * agreed(s, c)
        - p.us_round * p.lesser * c.relief * s.freeze
    )
    us = p.us_round * (1 - s.us_measures) * c.sanctions - p.us_round * c.relief
    un_measures = np.clip(s.un_measures + n * un - lapsed, 0, 1)
    us_measures = np.clip(s.us_measures + n * us, 0, 1)
    bite = sanction_pressure_of(un_measures, us_measures, new.enforcement, levers, p)
    growth = (
        p.growth
        - p.bite_on_growth * bite
        - p.economy_adapts * s.economy
        + p.growth * (c.aid + c.relief + p.lesser * c.seoul_aid)
    )
    gain = p.gain_missile * (c.missile + c.build / 8) + p.gain_big * c.big
    slowed = (1 - 0.8 * s.freeze) * (1 - p.bite_on_arms * s.sanction_pressure) * (1 - s.arsenal)
    slowed = slowed / (1 - p.arsenal_early)
    grown = np.clip(s.arsenal + n * gain * slowed, 0, 1)
    floor = np.where(s.deterrent > 0, np.minimum(grown, 0.5), 0.0)
    arsenal = np.maximum(floor, grown - n * p.gain_missile * p.lesser * c.disarm)
    goal = levers.goal
    return Fields(
        un_measures=un_measures,
        us_measures=us_measures,
        sanction_pressure=bite,
        economy=np.clip(s.economy + n * growth / 12, -0.5, 0.3),
        arsenal=arsenal,
        deterrent=np.where(arsenal >= goal, 1.0, s.deterrent * (arsenal > goal - 0.15)),
    )


def sanction_pressure_of(
    un_measures: Array, us_measures: Array, enforcement: Array, levers: Fields, p: Fields
) -> Array:
    """Return the effective pressure of all sanctions."""
    return un_measures * (0.1 + 0.9 * enforcement) + p.us_bite * us_measures * (
        0.5 + 0.5 * levers.secondary
    )


def memories(s: Fields, c: Fields, p: Fields, n: int) -> Fields:
    """Return what is remembered after n months."""
    m = p.memory**n * s.big_test
    return Fields(
        tested=c.test + c.lethal,
        big_test=m + (1 - m) * np.minimum(1, 1.8 * c.big),
        lethal=np.maximum(p.memory**n * s.lethal, np.maximum(c.lethal, 0.5 * c.death)),
        offer=np.maximum(np.maximum(p.memory**n * s.offer, c.relief), 0.5 * c.talks),
        aided=np.maximum(p.memory**n * s.aided, c.aid),
        soft_washington=c.soft_washington_heard,
        talked=c.talks,
        soft_pyongyang=c.soft_pyongyang,
        soft_seoul=c.soft_seoul,
        mediated=c.mediate,
        relieved=c.relief,
    )


def after(
    s: Fields,
    c: Fields,
    levers: Fields,
    p: Fields,
    n: int,
    noise: Fields,
    lapsed: Array | float = 0.0,
) -> Fields:
    """Return the world after n months of this conduct, but for what only the month or only the
    look-ahead changes.
    """
    new = kept(s, c, levers, p, n, noise)
    new.update(stepped(s, c, new, levers, p, n, lapsed))
    crisis = np.where(new.tension >= p.crisis, 1.0, np.where(new.tension < 4.3, 0.0, s.standoff))
    standoff = crisis * (1 - np.maximum(c.talks, c.soft_pyongyang))
    return s.but(**new, **memories(s, c, p, n), standoff=standoff)
