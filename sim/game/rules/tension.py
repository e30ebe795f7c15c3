"""Tension: what each word and deed adds to the rungs of escalation, and the standoff that keeps it."""

from sim.game.language import Count
from sim.game.maths import clip, least, most
from sim.game.numbers import Numbers
from sim.game.rules.memory import relaxed
from sim.game.world import Conduct, World

CRISIS = 5.0  # tension from which a month is one of crisis
BRINK = 6.0  # tension from which a month is one at the brink


def push_up(conduct: Conduct, p: Numbers) -> float:
    """Return what this conduct adds to tension, in rungs a month."""
    up = p.push_threat * conduct.threat + p.push_deploy * conduct.deploy + p.push_sanctions * conduct.sanctions
    up += (
        p.push_pyongyang_threat * conduct.pyongyang_threat + p.push_missile * conduct.missile + p.push_big * conduct.big
    )
    up += p.push_lethal * conduct.lethal + p.push_exercise * conduct.half * conduct.exercise
    return up + p.push_condemn * conduct.condemn + p.push_retaliate * conduct.retaliate


def pull_down(conduct: Conduct, freeze: float, p: Numbers) -> float:
    """Return what this conduct takes from tension, in rungs a month."""
    down = p.pull_talks * conduct.talks + p.pull_back_channel * conduct.back_channel + p.pull_relief * conduct.relief
    down += (
        p.pull_soft * conduct.soft_pyongyang + p.pull_disarm * conduct.disarm + p.pull_initiative * conduct.initiative
    )
    return down + p.pull_seoul_aid * conduct.seoul_aid + p.pull_mediate * conduct.mediate + p.pull_freeze * freeze


def change_tension(world: World, conduct: Conduct, noise: float, p: Numbers, months: Count) -> None:
    """Move the tension; in a standoff, a crisis that nobody has backed out of, it hardly fades.

    `noise` is a standard normal. A crisis begins a standoff; soft words of either side, or tension below 4.3, end it.
    """
    still = world.standoff
    keep = p.tension_keep + (p.crisis_keep - p.tension_keep) * still
    push = push_up(conduct, p) - pull_down(conduct, world.freeze, p) * least(1.0, world.tension / 2.0)
    push = push * (1.0 - p.crisis_push_lost * still)
    shaken = p.tension_noise * noise * (1.0 - p.crisis_noise_lost * still)
    moved = relaxed(world.tension, keep, (1.0 - keep) * p.tension_rest + push, months) + shaken
    world.tension = clip(moved, 0.0, 7.99)
    soft = most(conduct.talks, conduct.soft_pyongyang)
    if world.tension >= CRISIS:
        world.standoff = 1.0 - soft
    elif world.tension < 4.3:
        world.standoff = 0.0
    else:
        world.standoff = still * (1.0 - soft)
