"""Shocks: dialogue windows, incidents, a new leader or type in Pyongyang, and refugees."""

from sim.core.game.choosing import drawn
from sim.core.game.language import row
from sim.core.game.maths import clip, holds, normal
from sim.core.game.moves import Ending, IncidentKind, KimType, WindowState
from sim.core.game.parameters import Parameters
from sim.core.game.rules.change import refugees_of
from sim.core.game.world import Conduct, Now, World

GAMES = 0.04  # spread of the effect of games of sport on talks
LUMP = 300.0  # refugees of a collapse or a major war, in thousands


def open_window(world: World, now: Now, p: Parameters) -> None:
    """Let a dialogue window of Washington and Beijing raise or lower their relation."""
    window = now.calendar.window
    if window != float(WindowState.NONE):
        moved = p.window_gain if window == float(WindowState.SUCCEEDS) else -p.window_gain
        world.relation = clip(world.relation + moved, -1.0, 1.0)


def change_kim(world: World, now: Now, p: Parameters) -> None:
    """Draw Kim's type anew at the rate of its drift, or with a new leader."""
    world.proved = 0.0
    if now.luck.type_drift < p.type_drift or now.calendar.new_leader:
        world.kim.type = KimType(drawn(p.kim_chance, len(KimType), now.luck.kim_type))
    forget_leader(world, now, p)


def forget_leader(world: World, now: Now, p: Parameters) -> None:
    """Reset all beliefs about Kim's type if a new leader comes, and all that was said of him."""
    if now.calendar.new_leader:
        world.evidence = row()
        world.evidence_beijing = row()
        world.frozen_evidence = row()
        world.message = 0.0


def meet_incident(conduct: Conduct, now: Now) -> None:
    """Apply the scenario's incident: a release is a soft act of Pyongyang, a detainee's death is
    remembered.
    """
    incident = now.calendar.incident
    if incident == float(IncidentKind.RELEASED):
        conduct.soft_pyongyang = 1.0
        conduct.both_soft = conduct.soft_washington
    if incident == float(IncidentKind.DIES):
        conduct.detainee_dies = 1.0


def games_noise(now: Now) -> float:
    """Return the effect of games of sport on talks in their month: a noise of mean zero."""
    return (
        GAMES * normal(now.luck.sports) * holds(now.calendar.incident == float(IncidentKind.GAMES))
    )


def change_refugees(world: World, p: Parameters) -> None:
    """Find the month's flow of refugees, on the new economy and tension."""
    world.refugees = refugees_of(world, p)


def flee(world: World) -> None:
    """Add the refugees of a collapse or a major war."""
    if world.ending == Ending.COLLAPSE or world.major:
        world.refugees += LUMP
