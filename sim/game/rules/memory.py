"""Memories: what the capitals keep in mind of what was said and done."""

from sim.game.language import Count
from sim.game.maths import above, clip, least, most
from sim.game.numbers import Numbers
from sim.game.world import Conduct, Now, World


def relaxed(value: float, keep: float, push: float, months: Count) -> float:
    """Return value after some months, each of which keeps a share of it and adds a push.

    >>> relaxed(1.0, 0.5, 1.0, 2)
    1.75
    """
    for _ in range(months):
        value = keep * value + push
    return value


def faded(value: float, keep: float, months: Count) -> float:
    """Return a memory after some months."""
    for _ in range(months):
        value = keep * value
    return value


def remember_threats(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Let Pyongyang feel threats, ships, exercises; a shielding Beijing calms it. Reads this month's presence."""
    shield = least(1.0, conduct.look_away + conduct.aid)
    alarm = p.feel_threat * conduct.threat_heard + p.feel_deploy * conduct.deploy
    alarm += p.feel_exercise * conduct.half * conduct.exercise + p.feel_rhetoric * now.levers.washington_rhetoric
    alarm += p.feel_presence * above(world.presence - 0.5)
    felt = (1.0 - p.shield_calms * shield) * least(1.0, alarm)
    world.threat_felt = clip(relaxed(world.threat_felt, p.threat_keep, (1.0 - p.threat_keep) * felt, months), 0.0, 1.0)


def remember_softness(world: World, conduct: Conduct, p: Numbers, months: Count) -> None:
    """Let Pyongyang see yielding: talks, relief, aid."""
    seen = (
        p.see_talks * conduct.talks_heard
        + p.see_back_channel * conduct.back_channel_heard
        + p.see_relief * conduct.relief
    )
    seen += p.see_seoul_aid * conduct.seoul_aid + p.see_initiative * conduct.initiative + p.see_aid * conduct.aid
    pushed = (1.0 - p.softness_keep) * least(1.0, seen)
    world.softness_seen = clip(relaxed(world.softness_seen, p.softness_keep, pushed, months), 0.0, 1.0)


def remember_audience(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Let Washington's threats and measures pile up as words it is held to; an ambiguous threat binds less."""
    threat = p.threat_audience * (1.0 - now.levers.washington_ambiguity) * conduct.threat
    said = threat + p.sanctions_audience * conduct.sanctions + p.deploy_audience * conduct.deploy
    world.audience = clip(relaxed(world.audience, p.audience_keep, said, months), 0.0, 1.0)


def remember_moves(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Keep in mind what was done: tests, killings, leaning, offers, aid, and who was soft."""
    big = faded(world.big_test, p.big_test_keep, months)
    world.big_test = big + (1.0 - big) * least(1.0, 1.8 * conduct.big)
    world.lethal = most(faded(world.lethal, p.lethal_keep, months), conduct.lethal)
    world.outrage = most(faded(world.outrage, p.outrage_keep, months), p.death_outrage * conduct.detainee_dies)
    leant = least(1.0, conduct.blame + 0.5 * now.levers.washington_secondary_sanctions * conduct.sanctions)
    world.leaning = relaxed(world.leaning, p.lean_keep, (1.0 - p.lean_keep) * leant, months)
    world.offer = most(faded(world.offer, p.offer_keep, months), most(conduct.relief, 0.5 * conduct.talks))
    world.aided = most(faded(world.aided, p.offer_keep, months), conduct.aid)
    world.dry = (world.dry + float(months)) * (1.0 - conduct.relief)
    world.tested = conduct.shot
    remember_who_was_soft(world, conduct)
    world.window_left = most(0.0, world.window_left - float(months))
    if world.window_left <= 0.0:
        world.window_mood = 0.0


def remember_who_was_soft(world: World, conduct: Conduct) -> None:
    """Keep in mind who was soft, who mediated and who gave relief; Washington's softness as Pyongyang heard it."""
    world.soft_washington = conduct.soft_washington_heard
    world.soft_washington_open = conduct.soft_washington_open
    world.soft_pyongyang = conduct.soft_pyongyang
    world.soft_seoul = conduct.soft_seoul
    world.mediated = conduct.mediate
    world.relieved = conduct.relief
