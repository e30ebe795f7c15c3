"""The phases of a month: dense steps that all living worlds take together, rare ones that few take, packed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.engine.lower import Program
from sim.engine.records import names_of
from sim.engine.steps import Do, Ex, If, Lowered, Set, expressions_in, steps_in

PLACES_OF_A_BLOCK = 4
"""Uniforms in one block of Philox."""


@dataclass
class Phase:
    """Calls that are made together, what a world must meet to take them, and the blocks of luck that are read."""

    condition: Ex | None
    calls: list[Do]
    blocks: frozenset[int]
    condition_blocks: frozenset[int] = frozenset()


@cache
def phases_of(program: Program) -> list[Phase]:
    """Return the phases of a month, derived from its body.

    A world that has ended takes no further step, so a phase closes after a step that may end a world.
    """
    phases: list[Phase] = []
    closed = True
    for step in program.month:
        match step:
            case Do():
                if closed:
                    phases.append(Phase(None, [], frozenset()))
                phases[-1].calls.append(step)
                phases[-1].blocks |= blocks_read(program, [step])
                closed = may_end(program, step)
            case If(_, condition, True, calls, []) if all(isinstance(call, Do) for call in calls):
                asked = If(0, condition, True, [], [])
                phases.append(Phase(condition, calls, blocks_read(program, calls), blocks_read(program, [asked])))
                closed = True
            case _:
                raise program.game.month.error(
                    "a month is a list of `step(world, now, p)` and `if rarely(condition): step(world, now, p)`",
                    program.game.month.tree,
                )
    return phases


def reached(steps: list[Any]) -> dict[str, Lowered]:
    """Return all rules that steps call, and those that these call."""
    found: dict[str, Lowered] = {}
    waiting = [steps]
    while waiting:
        for ex in expressions_in(waiting.pop()):
            if ex.do == "call" and ex.parts[0].name not in found:
                found[ex.parts[0].name] = ex.parts[0]
                waiting.append(ex.parts[0].steps)
    return found


def blocks_read(program: Program, steps: list[Any]) -> frozenset[int]:
    """Return the blocks of luck that steps read, by themselves or through the rules they call."""
    luck = program.game.part_of_now("luck")
    slots = names_of(luck)
    read: set[int] = set()
    for body in [steps, *(low.steps for low in reached(steps).values())]:
        for ex in expressions_in(body):
            if ex.do == "field" and ex.parts[0].kind.record is luck:
                read.add(slots.index(ex.parts[1]) // PLACES_OF_A_BLOCK)
    return frozenset(read)


def may_end(program: Program, step: Do) -> bool:
    """Tell whether a step can set the ending of a world."""
    return any(
        isinstance(inner, Set) and inner.target.do == "field" and inner.target.parts[1] == "ending"
        and inner.target.parts[0].kind.record is program.game.world
        for low in reached([step]).values()
        for inner in steps_in(low.steps)
    )  # fmt: skip
