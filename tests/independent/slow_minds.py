"""What a capital sees and what it believes about Kim."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from .slow_numbers import PEACEFUL, RANGE, TESTS, Levers, Numbers, clip

KINDS = ("secure", "revisionist", "erratic")
BELIEVERS = ("washington", "beijing", "seoul")
NOISY = {
    "washington": ("enforcement", "economy", "stability", "arsenal"),
    "beijing": ("economy", "stability", "arsenal"),
    "pyongyang": ("enforcement",),
    "seoul": ("enforcement", "economy", "stability", "arsenal"),
}


def clearness(observer: str, p: Numbers) -> float:
    """Return the share of its errors that an observer keeps."""
    return float(1.0 - p["contact"]) if observer == "beijing" else 1.0


def error_rate(observer: str, mover: str, levers: Mapping[str, Levers], p: Numbers) -> float:
    rate = p["misperception"] * clearness(observer, p)
    if (observer, mover) == ("pyongyang", "washington"):
        rate += p["ambiguity_error"] * levers["washington"]["ambiguity"]
    return float(rate)


def openly(observer: str, mover: str, move: str, p: Numbers) -> str:
    """Return what can be seen of a move: a back channel stays secret to Beijing and Seoul."""
    hidden = move == "back_channel" and mover == "washington" and observer in ("beijing", "seoul")
    return "wait" if hidden and p["back_channel_secrecy"] == 1.0 else move


def next_in_order(mover: str, move: str) -> str:
    order = PEACEFUL[mover]
    return order[min(order.index(move) + 1, len(order) - 1)]


def seen_move(
    observer: str, mover: str, move: str, u: float, levers: Mapping[str, Levers], p: Numbers
) -> str:
    shown = openly(observer, mover, move, p)
    return next_in_order(mover, shown) if u < error_rate(observer, mover, levers, p) else shown


def seen_state(
    observer: str, state: dict[str, float], last_move: str, normal: Callable[[str], float], p: Numbers
) -> dict[str, float]:
    """Return the state with an observer's errors; the arsenal is plain to all in the month after a test."""
    seen = dict(state)
    for name in NOISY[observer]:
        if name == "arsenal" and last_move in TESTS:
            continue
        error = p[f"see_{name}_sd"] * clearness(observer, p) * normal(f"noise_{observer}_{name}")
        seen[name] = clip(state[name] + error, *RANGE.get(name, (0.0, 1.0)))
    return seen


def doubt(belief: Mapping[str, float]) -> float:
    """Return the entropy of a belief as a share of the most it can be."""
    return -sum(b * math.log(b) for b in belief.values() if b > 0.0) / math.log(3.0)


def likelihood(
    observer: str, seen: str, chances: Mapping[str, float], levers: Mapping[str, Levers], p: Numbers
) -> float:
    """Return the chance that an observer sees a move of Pyongyang, given the chances of its moves."""
    rate = error_rate(observer, "pyongyang", levers, p)
    total = 0.0
    for move in PEACEFUL["pyongyang"]:
        wrong = next_in_order("pyongyang", move)
        if move == seen:
            total += chances[move] * (1.0 - rate if wrong != move else 1.0)
        elif wrong == seen:
            total += chances[move] * rate
    return total


def revised(belief: Mapping[str, float], likelihoods: Mapping[str, float], p: Numbers) -> dict[str, float]:
    raw = {kind: belief[kind] ** p["belief_memory"] * likelihoods[kind] for kind in KINDS}
    total = sum(raw.values())
    return {kind: value / total for kind, value in raw.items()}


def drawn_kind(u: float, p: Numbers) -> str:
    reached = 0.0
    for kind in KINDS:
        reached += p["kim_prior"][kind]
        if u < reached:
            return kind
    return KINDS[-1]
