"""What happened in a month of one world, in plain words, each with the luck that decided it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.game.catalogue import CAPITALS
from sim.world.actions import P_ATTACK, W_STRIKE
from sim.world.capitals.pyongyang import PRESETS
from sim.world.capitals.washington import FAMILIES
from sim.world.events import Event as Kind
from sim.world.model import EscalationModel
from sim.world.outcomes import CRISIS_RUNG
from sim.world.rules.hazards import accident_chance, collapse_chance, major_chance
from sim.world.scenario import Election
from sim.world.shocks import fates, window_result

from .watch import NO_TURN, Page

BRIDGED: Final = 2
"""Months below the crisis rung that do not end an episode of crisis (docs/odd.md, pattern P9)."""

ENDINGS: Final = ("strike", "attack", "accident", "collapse", "denuclearisation")
TURN_NAMES: Final = {"washington": FAMILIES, "pyongyang": PRESETS}


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened in a month of one world.

    `kind` is a word for programs and `text` a sentence for people. Where luck decided it, `slot` names the slot of
    luck, `uniform` what was drawn and `chance` how likely it was; else they are None.
    """

    kind: str
    text: str
    slot: str | None = None
    uniform: float | None = None
    chance: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the event as plain data."""
        return {
            "kind": self.kind, "text": self.text, "slot": self.slot, "uniform": self.uniform, "chance": self.chance,
        }  # fmt: skip


def happened(model: EscalationModel, pages: list[Page], number: int, k: int) -> tuple[Happened, ...]:
    """Return what happened in month `number` of the world at position k, in the order in which it happened."""
    page = pages[number]
    return (
        *shocks(model, page, k), *offices(model, pages, number, k), *own_turns(page, k), *standing(pages, number, k),
        *ending(model, page, k),
    )  # fmt: skip


def by_luck(page: Page, slot: str, k: int, kind: str, text: str, chance: float | None = None) -> Happened:
    """Return an event that a slot of luck decided."""
    return Happened(kind, text, slot, float(page.luck.uniform(slot)[k]), chance)


def shocks(model: EscalationModel, page: Page, k: int) -> Iterator[Happened]:
    """Yield what befell the peninsula before anyone chose."""
    batch, month = model.batch, page.number
    fixed = {batch.month_of(each.month) for each in batch.scenario.incidents}
    texts = {
        "arrested": "Pyongyang arrests an American.",
        "dies": "An American held in Pyongyang dies.",
        "released": "Pyongyang lets an American go.",
    }
    if batch.has("detainee"):
        for kind, flags in zip(texts, fates(page.before, batch, page.luck, month), strict=True):
            if not flags[k]:
                continue
            by_scenario = month in fixed
            yield Happened(kind, texts[kind]) if by_scenario else by_luck(page, "detainee", k, kind, texts[kind])
    if batch.has("expiry") and page.faced.sanctions[k] < page.before.sanctions[k]:
        yield Happened("expiry", "A measure of sanctions ends and is not renewed.")
    if batch.has("relation"):
        results = window_result(batch, page.before.relation, page.luck.uniform("dialogue"), month)
        result = float(np.broadcast_to(results, page.running.shape)[k])
        drawn = any(batch.month_of(each.month) == month and each.result == "drawn" for each in batch.scenario.windows)
        if result:
            kind = "window_succeeds" if result > 0.0 else "window_fails"
            text = f"The dialogue of Washington and Beijing {'succeeds' if result > 0.0 else 'fails'}."
            yield by_luck(page, "dialogue", k, kind, text) if drawn else Happened(kind, text)


def offices(model: EscalationModel, pages: list[Page], number: int, k: int) -> Iterator[Happened]:
    """Yield votes, and policies that come into force."""
    page = pages[number]
    for capital in CAPITALS:
        keys = model.batch.conducts[capital].keys
        if capital in page.elected:
            winner = keys[int(page.elected[capital][k])][0]
            text = f"{capital.capitalize()} votes: {in_words(winner)} wins."
            votes = [vote for vote in model.batch.scenario.elections if vote.capital == capital]
            drawn = any(drawn_in(model, vote, number) for vote in votes)
            yield by_luck(page, "election", k, "election", text) if drawn else Happened("election", text)
        if not number:
            continue
        now, last = (keys[int(each.policies[capital][k])] for each in (page, pages[number - 1]))
        if now[0] != last[0]:
            yield Happened("policy", f"{capital.capitalize()} turns to {in_words(now[0])}.")
        elif now != last:
            yield Happened("levers", f"{capital.capitalize()} follows {in_words(now[0])} with other levers.")


def drawn_in(model: EscalationModel, vote: Election, month: int) -> bool:
    """Say whether luck decides a vote, and it is held in a month."""
    open_ended = vote.keep < 1.0 and (vote.keep > 0.0 or len(vote.options) > 1)
    return open_ended and model.batch.month_of(vote.month) == month


def own_turns(page: Page, k: int) -> Iterator[Happened]:
    """Yield where a policy that reacts has taken up another family or preset by itself."""
    for capital, slot in (("washington", "family"), ("pyongyang", "switch")):
        turned = int(page.turned[capital][k])
        if turned != NO_TURN:
            text = f"{capital.capitalize()} takes up {in_words(TURN_NAMES[capital][turned])} by itself."
            yield by_luck(page, slot, k, "turn", text)


def standing(pages: list[Page], number: int, k: int) -> Iterator[Happened]:
    """Yield what the month changed in freeze, THAAD and crisis."""
    page = pages[number]
    before, after = page.before, page.after
    if after.freeze[k] != before.freeze[k]:
        begins = after.freeze[k] > 0.0
        kind, verb = ("freeze", "comes into force") if begins else ("freeze_breaks", "breaks")
        yield Happened(kind, f"A freeze for freeze {verb}.")
    if after.thaad[k] != before.thaad[k]:
        more = after.thaad[k] > before.thaad[k]
        text = f"THAAD in South Korea is {'built up' if more else 'cut back'}."
        yield by_luck(page, "thaad", k, "thaad", text)
    earlier = [float(each.before.tension[k]) for each in pages[max(0, number - BRIDGED) : number + 1]]
    if after.tension[k] >= CRISIS_RUNG and max(earlier) < CRISIS_RUNG:
        yield Happened("crisis", "A crisis begins: tension reaches rung 5.")


def ending(model: EscalationModel, page: Page, k: int) -> Iterator[Happened]:
    """Yield the event that ends the world this month, with its chance."""
    event, after, p = int(page.happening.event[k]), page.after, model.p
    if event == Kind.DELIBERATE:
        struck = after.moves["washington"][k] == W_STRIKE
        attacked = after.moves["pyongyang"][k] == P_ATTACK
        if struck:
            yield Happened("strike", "Washington strikes: war.")
        if attacked:
            yield Happened("attack", "Pyongyang attacks: war.")
    if event == Kind.ACCIDENT:
        tests = model.batch.traits["pyongyang"].of(after.moves["pyongyang"])["test_weight"]
        chance = at(accident_chance(after.tension, after.presence, tests, p), k)
        yield by_luck(page, "accident", k, "accident", "An accident turns into war.", chance)
    if event in (Kind.DELIBERATE, Kind.ACCIDENT):
        major, chance = bool(page.happening.major[k]), at(major_chance(after.tension, after.arsenal, p), k)
        text = "It becomes a major war." if major else "It stays a limited war."
        kind = "major" if major else "limited"
        yield by_luck(page, "severity", k, kind, text, chance if major else 1.0 - chance)
    if event == Kind.COLLAPSE:
        chance = at(collapse_chance(after.stability, p), k)
        yield by_luck(page, "collapse", k, "collapse", "The regime in Pyongyang collapses.", chance)
    if event == Kind.DENUCLEARISATION:
        yield Happened("denuclearisation", "Pyongyang has given up its arsenal under inspection.")


def at(values: Any, k: int) -> float:
    """Return the value of the world at position k."""
    return float(np.asarray(values)[k])


def in_words(name: str) -> str:
    """Return a name of the model as people read it."""
    return name.replace("_", " ")
