"""Arms: American and South Korean presence, THAAD, Pyongyang's arsenal and its deterrent."""

from sim.game.language import Count
from sim.game.maths import clip, holds, least, most
from sim.game.moves import SeoulCourse
from sim.game.numbers import Numbers
from sim.game.rules.memory import relaxed
from sim.game.world import Conduct, Now, World


def change_presence(world: World, conduct: Conduct, p: Numbers, months: Count) -> None:
    """Move the forward presence of Washington and Seoul; left alone it returns to .5."""
    came = (
        (1.0 - p.presence_keep) * 0.5
        + p.presence_deploy * conduct.deploy
        + p.presence_exercise * conduct.half * conduct.exercise
    )
    world.presence = clip(relaxed(world.presence, p.presence_keep, came, months), 0.0, 1.0)


def change_thaad(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Let THAAD grow after a big test or a complete deterrent; Beijing's retaliation slows it, moves sunshine back."""
    retaliation = now.levers.beijing_thaad_retaliation
    cause = most(world.deterrent, conduct.big)
    will = most(conduct.deploy, 0.5 * holds(world.seoul_course == SeoulCourse.HARD_LINE))
    grown = p.thaad_growth * cause * will * (2.0 - world.thaad) * (1.0 - p.thaad_brake * retaliation)
    back = p.thaad_rollback * holds(world.seoul_course == SeoulCourse.SUNSHINE) * retaliation
    world.thaad = clip(world.thaad + float(months) * (grown - back), 1.0, 2.0)


def change_arsenal(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Let the arsenal grow by building and tests, slowed by a freeze and pressure, and shrink by steps.

    A complete deterrent keeps at least half of what was reached; it is complete from the goal on, and lost .15 below.
    """
    goal = now.levers.pyongyang_deterrent_goal
    gain = p.gain_build * conduct.build + p.gain_missile * conduct.missile + p.gain_big * conduct.big
    gain = (
        gain
        * (1.0 - 0.8 * world.freeze)
        * (1.0 - p.bite_on_arms * world.sanction_pressure)
        * (1.0 - world.arsenal)
        / 0.4
    )
    grown = clip(world.arsenal + float(months) * gain, 0.0, 1.0)
    floor = least(grown, 0.5) if world.deterrent > 0.0 else 0.0
    world.arsenal = most(floor, grown - float(months) * p.disarm_gain * conduct.disarm)
    if world.arsenal >= goal:
        world.deterrent = 1.0
    elif world.arsenal <= goal - 0.15:
        world.deterrent = 0.0
