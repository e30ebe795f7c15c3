"""What befalls a world: windows of the giants, a detainee, a new leader or mind in Pyongyang, and
refugees.
"""

from sim.core.game.choosing import drawn
from sim.core.game.language import row
from sim.core.game.maths import above, clip, exp, holds, most, normal
from sim.core.game.moves import DetaineeFate, Ending, KimType, WindowState
from sim.core.game.parameters import Parameters
from sim.core.game.rules.change import BRINK
from sim.core.game.world import Conduct, Now, World


def open_window(world: World, now: Now, p: Parameters) -> None:
    """Let a dialogue window of the giants succeed or fail: it moves their relation, and for three
    months Beijing.
    """
    window = now.calendar.window
    if window != float(WindowState.NONE):
        succeeds = now.luck.window < clip(
            p.window_base + p.window_relation * world.relation, 0.0, 1.0
        )
        if window == float(WindowState.SUCCEEDS) or (
            window == float(WindowState.OPEN) and succeeds
        ):
            world.window_mood = 1.0
        else:
            world.window_mood = -1.0
        world.relation = clip(world.relation + p.window_gain * world.window_mood, -1.0, 1.0)
        world.window_left = 3.0


def change_kim(world: World, now: Now, p: Parameters) -> None:
    """Draw Kim's type anew now and then, or with a new leader of whom nothing is known yet."""
    if now.luck.type_drift < p.type_drift or now.calendar.new_leader:
        world.kim.type = KimType(drawn(p.kim_chance, len(KimType), now.luck.kim_type))
    forget_leader(world, now, p)


def forget_leader(world: World, now: Now, p: Parameters) -> None:
    """Let all begin anew with a new leader: what is believed of him."""
    if now.calendar.new_leader:
        world.evidence = row()
        world.evidence_beijing = row()
        world.frozen_evidence = row()


def update_detainee(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Arrest, release or lose an American detainee: hope and its end. A release is a soft act of
    Pyongyang's.
    """
    u = now.luck.detainee
    fixed = now.calendar.incident
    in_custody = world.detained > 0.0
    dies = in_custody and u < p.detainee_death
    released = in_custody and not dies and u < p.detainee_death + p.detainee_release
    arrested = not in_custody and u < p.arrest
    if fixed != float(DetaineeFate.BY_LUCK):
        dies = fixed == float(DetaineeFate.DIES)
        released = fixed == float(DetaineeFate.RELEASED)
        arrested = fixed == float(DetaineeFate.ARRESTED)
    if released:
        conduct.soft_pyongyang = 1.0
        conduct.both_soft = conduct.soft_washington
        world.audience = most(0.0, world.audience - p.release_audience)
        world.detained = 0.0
    if dies:
        world.audience = clip(world.audience + p.death_audience, 0.0, 1.0)
        conduct.detainee_dies = 1.0
        world.detained = 0.0
    if arrested:
        world.detained = 1.0


def change_refugees(world: World, now: Now, p: Parameters) -> None:
    """Find the month's flow in thousands, on the new economy and tension: hunger and crises drive
    people out.
    """
    flow = (1.0 + 60.0 * above(-world.economy - 0.08)) * (1.0 + 2.0 * holds(world.tension >= BRINK))
    world.refugees = flow * exp(p.refugee_noise * normal(now.luck.refugees))


def flee(world: World, now: Now, p: Parameters) -> None:
    """Add the lump of a collapse or a major war: lognormal, with a standard deviation of 1 on the
    log.
    """
    if world.ending == Ending.COLLAPSE or world.major:
        world.refugees += p.refugee_lump * exp(normal(now.luck.lump))
