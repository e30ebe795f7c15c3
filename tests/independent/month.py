"""3: one month of many worlds, in the order of the description."""

from __future__ import annotations

import numpy as np

from . import payoffs
from .answers import conduct, done, heard, menus
from .arrays import (
    CAPITALS,
    CHARM,
    FEARFUL,
    MENUS,
    PLACES,
    Array,
    Fields,
    beliefs,
    of,
    one_hot,
)
from .evidence import evidence
from .kim import kim_as_numbers
from .message import by_beijing, message
from .opening import begin, opening
from .reviews import reviews
from .transitions import after, agreed
from .war import cost, ends, hazards, yielded

__all__ = ["begin", "month"]


def incident(c: Fields, now: Fields) -> Fields:
    """7.12: return the conduct with what the scenario lets happen."""
    kind = now.calendar.incident
    return c.but(soft_pyongyang=np.where(kind == 2, 1.0, c.soft_pyongyang), death=(kind == 3) * 1.0)


def only_of_a_month(s: Fields, new: Fields, c: Fields, p: Fields) -> Fields:
    """7.13: return the worlds with the counts of months, and the refugees."""
    shot = c.test + c.lethal > 0
    charmed = (s.pyongyang_course == CHARM) & (s.pyongyang_age == 1)
    return new.but(
        quiet=np.where(shot, 0.0, s.quiet + 1),
        dry=np.where((c.relief > 0) | charmed, 0.0, s.dry + 1),
        refugees=payoffs.crowd(new, p),
    )


def transitions(s: Fields, c: Fields, now: Fields, p: Fields) -> Fields:
    """7.13: return the worlds after what was done, with this month's noise."""
    noise = Fields(
        tension=p.tension_noise * now.luck.normal("tension") * (1 - p.crisis_lost * s.standoff),
        talks=0.04 * now.luck.normal("sports") * (now.calendar.incident == 4),
    )
    a_round = agreed(s, c) >= 0.5
    ago = np.where(a_round, 0.0, s.un_round_ago + 1)
    s = s.but(un_round_ago=ago, un_rounds=p.memory * s.un_rounds + a_round)
    new = after(s, c, now.levers, p, 1, noise, now.calendar.expiry * (ago > 2))
    return only_of_a_month(s, new, c, p)


def freeze(s: Fields, new: Fields, c: Fields, now: Fields, p: Fields) -> Fields:
    """7.14: return the worlds with the freeze after the month."""
    washington_breaks = c.threat + c.deploy + c.sanctions > 0
    broken = washington_breaks | (c.big + c.lethal + c.retaliate > 0)
    can = (
        (s.freeze == 0) & (new.talks >= 0.45) & (c.soft_washington > 0.5) & (c.soft_pyongyang > 0.5)
    )
    price = p.price * (1 + of(p.greed, s.kim_type))
    met = 0.25 * new.offer + 0.2 * new.aided + 0.15 * new.talks >= price / 4
    fearful = (s.kim_type == FEARFUL) * 1.0
    chance = p.freeze_begin / 4 + met * p.freeze_begin * (fearful + c.relief)
    starts = ~broken & can & now.luck.below("deal", chance)
    lapses = (s.freeze == 1) & now.luck.below("freeze_end", p.freeze_end * (new.dry >= 6))
    in_force = np.where(broken, 0.0, np.where(starts, 1.0, np.where(lapses, 0.0, s.freeze)))
    return new.but(freeze=in_force, dry=np.where(starts, 0.0, new.dry))


def pay(
    s: Fields, c: Fields, kim: Fields, end: Fields, audience: Array, levers: Fields, p: Fields
) -> Fields:
    """7.16: return the worlds with what the month is worth; audience is that before the
    transitions.
    """
    price = p.proof_cost * s.proved
    washington = payoffs.washington(s, c, levers, p) + p.pay_yielding / 2 * end.washington_prevails
    pyongyang = (
        payoffs.pyongyang(s, c, kim, levers, p) + p.pay_yielding / 2 * end.pyongyang_prevails
    )
    return s.but(
        washington_payoff=washington - p.pay_yielding * (1 + audience) * end.washington_yields,
        beijing_payoff=payoffs.beijing(s, c, levers, p) - price * by_beijing(levers),
        pyongyang_payoff=pyongyang - p.pay_yielding * end.pyongyang_yields,
        seoul_payoff=payoffs.seoul(s, c, levers, p) - price * ~by_beijing(levers),
    )


def month(s: Fields, now: Fields, p: Fields) -> Fields:
    """3: return the worlds after a month."""
    levers, luck = now.levers, now.luck
    s, opened = opening(s, now, p)
    s = message(s, now, p)
    s = reviews(s, now, p, opened)
    kim = kim_as_numbers(s.kim_type, s.kim_leverage, levers, p)
    exercises = np.isin(now.calendar.month_of_year, (3, 8))
    chances = menus(s, s.moves, kim, levers, p, exercises)
    moves = done(chances, luck, now.orders)
    rows = Fields({name: one_hot(moves[name], PLACES[name]) for name in MENUS})
    c = conduct(s, rows)
    c = heard(c, moves.washington_word, levers, luck, p)
    s = evidence(s, moves, now, p)
    c = incident(c, now)
    new = freeze(s, transitions(s, c, now, p), c, now, p)
    greed = beliefs(p.prior_washington, new.frozen_evidence)[1]
    risk = hazards(new, c, kim, levers, p, greed, new.tension)
    end = ends(new, risk, luck, levers, p)
    new = yielded(cost(new, end, luck, p), end)
    new = pay(new, c, kim, end, s.audience, levers, p)
    odds = {n: of(chances[n], moves[n]) for n in MENUS}
    return new.but(
        **moves,
        moves=rows,
        **{f"{c}_chance": odds[f"{c}_word"] * odds[f"{c}_deed"] for c in CAPITALS},
    )
