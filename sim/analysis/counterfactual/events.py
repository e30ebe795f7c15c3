"""The events of a month of one world, in plain words, each with the random draw that decided it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from types import FunctionType
from typing import Final

from sim.analysis.counterfactual.tracing import MOST, Transition
from sim.core.base.plain import Data
from sim.core.game import first_half
from sim.core.game.beliefs import belief
from sim.core.game.capitals.beijing import beijing_has_failed
from sim.core.game.capitals.pyongyang import pyongyang_has_failed
from sim.core.game.capitals.seoul import seoul_has_failed
from sim.core.game.capitals.washington import washington_has_failed
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.conduct import MISHEARD, read_conduct
from sim.core.game.language import copy_of
from sim.core.game.moves import (
    Ending,
    IncidentKind,
    KimType,
    WindowState,
)
from sim.core.game.parameters import Parameters
from sim.core.game.rules import war
from sim.core.game.rules.change import find_lapse, settle_freeze
from sim.core.game.second_half import observe_words
from sim.core.game.world import Conduct, Moves, World
from sim.core.outcomes.outcomes import GAP
from sim.study.run.one_world import REVIEWS

THAAD_STEPS: Final = 4
"""Steps from THAAD as deployed to THAAD in full; each one that is taken is an event."""

ENDINGS: Final = tuple(each.name.lower() for each in Ending if each != Ending.NONE)
"""The kinds of events that end a world before the horizon."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event in a month of one world.

    `kind` is a word for programs and `text` a sentence for people. If a random draw decided it,
    `slot` names the draw and `uniform` is its value; `chance` is its probability, if the rules give
    it as one number.
    """

    kind: str
    text: str
    slot: str | None = None
    uniform: float | None = None
    chance: float | None = None


def events_in(steps: Sequence[Transition], number: int) -> tuple[Event, ...]:
    """Return the events of month `number` of a world, in order."""
    step = steps[number]
    return (
        *openings(step),
        *offices(step),
        *own_turns(step),
        *misreadings(step),
        *incident(step),
        *council(step),
        *standing(step),
        *crises(steps, number),
        *at_the_brink(step),
        *ending(step),
    )


def by_luck(
    step: Transition, slot: str, kind: str, text: str, chance: float | None = None
) -> Event:
    """Return an event that a random draw decided."""
    return Event(kind, text, slot, getattr(step.now.luck, slot), chance)


def openings(step: Transition) -> Iterator[Event]:
    """Yield the events before elections and turns: a dialogue of Washington and Beijing, a change
    of Kim's type.
    """
    before, opened, now, p = step.before, step.opened, step.now, step.p
    if now.calendar.window != float(WindowState.NONE):
        verb = WindowState(int(now.calendar.window)).name.lower()
        yield Event(f"window_{verb}", f"The dialogue of Washington and Beijing {verb}.")
    new, old = opened.kim.type.name.lower(), before.kim.type.name.lower()
    if now.calendar.new_leader:
        yield by_luck(step, "kim_type", "new_leader", f"A new leader in Pyongyang; he is {new}.")
    elif new != old:
        yield by_luck(
            step,
            "type_drift",
            "kim",
            f"Kim changes: he was {old}, and is {new} from now on.",
            p.type_drift,
        )


def offices(step: Transition) -> Iterator[Event]:
    """Yield elections, announced changes of course, and courses that are imposed."""
    before, opened, now = step.before, step.opened, step.now
    for capital in CAPITALS:
        old, new = getattr(before, f"{capital}_course"), getattr(opened, f"{capital}_course")
        held = getattr(now.orders, f"{capital}_course") >= 0
        verb = f"{'turns to' if new != old else 'stays with'} {COURSES[capital][new].label}"
        chance = getattr(now.calendar, f"{capital}_office")[new]
        if getattr(now.calendar, f"{capital}_election", False) and not held:
            yield by_luck(
                step, "office", "election", f"{capital.capitalize()} votes, and {verb}.", chance
            )
        elif getattr(now.calendar, f"{capital}_switch") and not held:
            yield by_luck(
                step,
                "office",
                "switch",
                f"{capital.capitalize()} {verb}, as was announced.",
                chance,
            )
        elif new != old:
            yield Event("held", f"{capital.capitalize()} is put on {COURSES[capital][new].label}.")


def own_turns(step: Transition) -> Iterator[Event]:
    """Yield turns without a review: by a plan, or by a user policy."""
    for capital in CAPITALS:
        new = getattr(step.chosen, f"{capital}_course")
        if capital in step.reviews or new == getattr(step.opened, f"{capital}_course"):
            continue
        kind, cause = "turn", "plan"
        if (capital, "course") in step.rules.choosing:
            kind, cause = "own_turn", "own policy"
        turn = f"{capital.capitalize()} turns to {COURSES[capital][new].label}"
        yield Event(kind, f"{turn}, as its {cause} says.")


def misreadings(step: Transition) -> Iterator[Event]:
    """Yield the statements and actions that another capital took for others, as the rule of what
    capitals observe has it.
    """
    # Draws alone do not tell what was seen: the rule lets nobody mistake a test or a lethal act.
    observed = first_half.World(
        **{item.name: getattr(step.after, item.name) for item in fields(World)}
    )
    step.rules(observe_words)(observed, step.now, step.p)
    heard = observed.washington_word_by_pyongyang
    if heard != step.after.washington_word:
        text = f"Pyongyang mishears Washington: {MOVES['washington.word'][heard].label}."
        blur = step.p.blur * (1.0 + MISHEARD * step.now.levers.washington_ambiguity)
        yield by_luck(step, "hear_word", "misheard", text, 0.5 * blur)
    for kind in ("word", "deed"):
        seen = getattr(observed, f"pyongyang_{kind}_by_others")
        if seen != getattr(step.after, f"pyongyang_{kind}"):
            label = MOVES[f"pyongyang.{kind}"][seen].label
            text = f"Washington and Seoul take Pyongyang's {kind} for another: {label}."
            yield by_luck(step, f"see_{kind}", "misread", text, 0.5 * step.p.blur)


def incident(step: Transition) -> Iterator[Event]:
    """Yield the incident that the calendar sets: games, or the fate of an American in Pyongyang."""
    kind = IncidentKind(int(step.now.calendar.incident)).name.lower()
    text = {
        "arrested": "Pyongyang arrests an American.",
        "dies": "An American whom Pyongyang held dies.",
        "released": "Pyongyang lets an American go.",
        "games": "Both Koreas meet at games of sport.",
    }
    if kind in text:
        yield Event(kind, text[kind])


def council(step: Transition) -> Iterator[Event]:
    """Yield a round of the United Nations, and a measure that lapses."""
    if step.after.un_round_ago == 0.0:
        yield Event("round", "The Security Council agrees to new measures.")
    conduct = conduct_of(step)
    step.rules(find_lapse)(copy_of(step.chosen), conduct, step.now, step.p)
    if conduct.lapsed > 0.0:
        yield Event("expiry", "A measure of the United Nations lapses.")


def standing(step: Transition) -> Iterator[Event]:
    """Yield the changes of freeze, deterrent and THAAD in the month."""
    chosen, after, p = step.chosen, step.after, step.p
    if after.freeze > chosen.freeze:
        yield by_luck(step, "deal", "freeze", "A freeze begins.")
    if after.freeze < chosen.freeze:
        text, breakers = "The freeze ends: ", broken_by(step)
        if breakers:
            verb = "breaks" if len(breakers) == 1 else "break"
            yield Event("freeze_ends", f"{text}{' and '.join(breakers)} {verb} it.")
        else:
            yield by_luck(step, "freeze_end", "freeze_ends", f"{text}it wears out.", p.freeze_end)
    if after.deterrent != chosen.deterrent:
        more = after.deterrent > chosen.deterrent
        kind, text = (
            ("deterrent", "is complete") if more else ("deterrent_lost", "is complete no longer")
        )
        yield Event(kind, f"Pyongyang's deterrent {text}.")
    thaad = [int(THAAD_STEPS * (world.thaad - 1.0)) for world in (chosen, after)]
    if thaad[0] != thaad[1]:
        verb = "built up" if thaad[1] > thaad[0] else "cut back"
        yield Event("thaad", f"THAAD in South Korea is {verb} by a step.")


def broken_by(step: Transition) -> list[str]:
    """Return the capitals whose statement or action alone makes the rule end a freeze this month,
    by name.
    """
    now = replace(step.now, luck=replace(step.now.luck, freeze_end=MOST))  # it does not wear out
    breakers = []
    for capital in CAPITALS:
        moves, conduct, world = Moves(), Conduct(), copy_of(step.after)
        for kind in ("word", "deed"):
            name = f"{capital}_{kind}"
            setattr(moves, name, getattr(step.after.moves, name))
        step.rules(read_conduct)(conduct, moves, step.chosen.talks)
        world.freeze = step.chosen.freeze
        step.rules(settle_freeze)(world, conduct, False, now, step.p)
        if world.freeze < step.chosen.freeze:
            breakers.append(capital.capitalize())
    return breakers


def crises(steps: Sequence[Transition], number: int) -> Iterator[Event]:
    """Yield a crisis that begins; crises up to GAP months of lower tension apart count as one."""
    recent = [was_hot(step) for step in steps[max(0, number - GAP - 1) : number]]
    if was_hot(steps[number]) and not any(recent):
        yield Event("crisis", f"A crisis begins: tension reaches {steps[number].p.crisis:g}.")


def was_hot(step: Transition) -> bool:
    """Tell whether a month is one of crisis; one in which a side backs down counts too, though that
    lowers tension.
    """
    after = step.after
    return after.tension >= step.p.crisis or after.washington_yields or after.pyongyang_yields


def at_the_brink(step: Transition) -> Iterator[Event]:
    """Yield the capitals that back down at the brink, or that both stand firm."""
    after = step.after
    if step.spared is None or step.spared.tension < step.p.brink:
        return
    firm = standing_firm(step)
    for capital in ("washington", "pyongyang"):
        if getattr(after, f"{capital}_yields"):
            text = f"At the brink, {capital.capitalize()} backs down."
            yield by_luck(
                step, f"stand_{capital}", f"{capital}_backs_down", text, 1.0 - firm[capital]
            )
    if not (after.washington_yields or after.pyongyang_yields):
        yield Event(
            "both_stand",
            "At the brink, both stand firm.",
            chance=firm["washington"] * firm["pyongyang"],
        )


def standing_firm(step: Transition) -> dict[str, float]:
    """Return the probability that each stood firm at the brink this month."""
    world, p = step.spared, step.p
    assert world is not None
    return {
        "washington": step.rules(war.washington_stands)(world, p),
        "pyongyang": step.rules(war.pyongyang_stands)(world, world.kim, p),
    }


def perils(step: Transition) -> dict[str, float]:
    """Return the probability of each end of the world this month, before the stands at the brink
    are settled; {} if there was no danger.

    That of a clash includes the probability that both stand firm.
    """
    world, now, p = step.spared, step.now, step.p
    if world is None:
        return {}
    held = step.rules(belief)(p.prior_washington, world.frozen_evidence)
    firm = standing_firm(step)
    both = firm["washington"] * firm["pyongyang"] if world.tension >= p.brink else 0.0
    return {
        "strike": step.rules(war.strike_chance)(world, held[KimType.GREEDY], p),
        "attack": step.rules(war.attack_chance)(world, world.kim, p),
        "clash": both * step.rules(war.clash_chance)(now, p),
        "accident": step.rules(war.accident_chance)(world, conduct_of(step), world.kim, now, p),
        "collapse": step.rules(war.collapse_chance)(world, now, p),
    }


def conduct_of(step: Transition) -> Conduct:
    """Return the conduct of the capitals in a month."""
    conduct = Conduct()
    step.rules(read_conduct)(conduct, step.after.moves, step.chosen.talks)
    return conduct


def ending(step: Transition) -> Iterator[Event]:
    """Yield the event that ends the world this month, with its probability."""
    after, p = step.after, step.p
    if after.ending == Ending.NONE:
        return
    kind = after.ending.name.lower()
    text = {
        "strike": "Washington strikes first: war.",
        "attack": "Pyongyang strikes first: war.",
        "clash": "A clash turns into war.",
        "accident": "An accident turns into war.",
        "collapse": "The regime in Pyongyang collapses.",
    }[kind]
    chance = step.rules(war.clash_chance)(step.now, p) if kind == "clash" else perils(step)[kind]
    yield by_luck(step, kind, kind, text, chance)
    if after.ending != Ending.COLLAPSE:
        kind, text = ("major", "becomes a major") if after.major else ("limited", "stays a limited")
        chance = p.major if after.major else 1.0 - p.major
        yield by_luck(step, "severity", kind, f"It {text} war.", chance)


HAS_FAILED: Final[dict[str, Callable[[World, Parameters], bool]]] = {
    "washington": washington_has_failed,
    "beijing": beijing_has_failed,
    "pyongyang": pyongyang_has_failed,
    "seoul": seoul_has_failed,
}

IN_WORDS: Final = {
    "soft": "the other side was soft",
    "big_test": "a big test",
    "crisis": "a crisis",
    "turn": "another capital has turned",
    "failed": "the course has failed or is done",
    "routine": "nothing but time",
}
"""The causes of a review by name."""


def causes(capital: str, step: Transition) -> tuple[str, ...]:
    """Return a least set of causes, by name, without any of which the rule calls for no review at the
    month's draw; routine if it calls for one without them all.

    Each is taken away from the month as it opened, and the rule is asked again. Of causes that do
    for each other the last stays.
    """
    rule, has_failed = step.rules(REVIEWS[capital][0]), HAS_FAILED[capital].__name__
    sound = FunctionType(rule.__code__, {**rule.__globals__, has_failed: lambda *_: False})
    world, needed = step.opened, []
    absent: dict[str, Data] = {
        "failed": {},
        "turn": dict.fromkeys([f"{other}_turned" for other in CAPITALS], False),
        "soft": {"soft_washington": 0.0, "soft_pyongyang": 0.0},
        "big_test": {"big_test": 0.0},
        "crisis": {"tension": min(world.tension, math.nextafter(step.p.crisis, 0.0))},
    }
    for cause, values in absent.items():
        tried, without = sound if cause == "failed" else rule, replace(world, **values)
        if tried(without, step.now, step.p):
            rule, world = tried, without
        else:
            needed.append(cause)
    return tuple(needed) or ("routine",)
