"""Shocks, transitions, the freeze and the events of one month."""

from __future__ import annotations

import math
from collections.abc import Callable

from .slow_expectation import effective_pressure, tension_drift, tension_step, threat_gain
from .slow_numbers import (
    ALARMS,
    BREAKING,
    ENGAGES,
    RANGE,
    SEVERITY,
    SHIELDS,
    TALKING,
    TESTS,
    Levers,
    Numbers,
    clip,
)

State = dict[str, float]
Moves = dict[str, str]
Normal = Callable[[str], float]


def detainee_event(state: State, u: float, fixed: str | None, p: Numbers) -> str | None:
    """Return what befalls Americans in Pyongyang this month: one uniform, death before release."""
    if fixed is not None:
        return fixed
    if state["detainee"] == 0.0:
        return "arrested" if u < p["detainee_arrest"] else None
    if u < p["detainee_death"]:
        return "dies"
    return "released" if u < p["detainee_death"] + p["detainee_release"] else None


def after_detainee(state: State, event: str | None, p: Numbers) -> State:
    new = dict(state)
    if event == "arrested":
        new["detainee"] = 1.0
    elif event == "released":
        new["detainee"] = 0.0
        new["talks"] = clip(state["talks"] + p["release_talks"])
        new["audience"] = clip(state["audience"] - p["release_audience"])
    elif event == "dies":
        new["detainee"] = 0.0
        new["audience"] = clip(state["audience"] + p["death_audience"])
    return new


def after_expiry(state: State, share: float, p: Numbers) -> State:
    """Return the state once a measure has run out, unless Washington sanctioned shortly before.

    `months_since_sanctions` is 0 at the end of a month of sanctions, so one more has passed since.
    """
    lapsed = state["months_since_sanctions"] + 1.0 > p["expiry_grace"]
    return state | {"sanctions": clip(state["sanctions"] - share) if lapsed else state["sanctions"]}


def after_relation(state: State, window: str | None, u: float, secondary: float, p: Numbers) -> State:
    """Return the state after the month's drift of the US–China relation and its dialogue window, if there is one."""
    change = p["relation_drift"] - p["relation_secondary"] * secondary
    months = state["window_months_left"]
    if window is not None:
        chance = p["window_base"] + p["window_slope"] * state["relation"]
        succeeds = u < chance if window == "drawn" else window == "succeeds"
        change += p["relation_window"] if succeeds else -p["relation_window"]
        months = p["window_months"] if succeeds else months
    return state | {"relation": clip(state["relation"] + change, -1.0, 1.0), "window_months_left": months}


def new_tension(x: State, moves: Moves, last: Moves, z: float, p: Numbers) -> float:
    tension = tension_drift(x, last["pyongyang"] in ALARMS, p) + p["tension_noise"] * z
    for capital, move in moves.items():
        tension += tension_step(capital, move, x["tension"], p)
    return clip(tension, *RANGE["tension"])


def new_presence(x: State, moves: Moves, p: Numbers) -> float:
    presence = x["presence"] - p["presence_return"] * (x["presence"] - p["presence_normal"])
    presence += p["presence_deploy"] if moves["washington"] == "deploy" else 0.0
    presence += p["presence_exercise"] if moves["seoul"] == "exercise" else 0.0
    return clip(presence)


def new_sanctions(x: State, moves: Moves, p: Numbers) -> float:
    sanctions = x["sanctions"] + p["sanctions_seoul"][moves["seoul"]]
    if moves["washington"] == "sanctions":
        veto = p["sanctions_veto"] if moves["beijing"] in SHIELDS else 1.0
        sanctions += p["sanctions_step"] * (1.0 - x["sanctions"]) * veto
    if moves["washington"] == "relief":
        sanctions -= p["sanctions_relief"]
    return clip(sanctions)


def new_enforcement(x: State, moves: Moves, p: Numbers) -> float:
    aim = p["enforcement_aim"][moves["beijing"]]
    return clip(x["enforcement"] + p["enforcement_speed"] * (aim - x["enforcement"]))


def aid(moves: Moves, p: Numbers) -> float:
    return float(p["aid_beijing"][moves["beijing"]] + p["aid_seoul"][moves["seoul"]])


def new_economy(x: State, pressure: float, moves: Moves, p: Numbers) -> float:
    growth = p["growth"] - p["sanctions_bite"] * (pressure - p["sanctions_borne"])
    growth += p["aid_growth"] * aid(moves, p) - p["adaptation"] * x["economy"]
    return clip(x["economy"] + growth / 12.0, *RANGE["economy"])


def new_arsenal(x: State, pressure: float, moves: Moves, p: Numbers) -> float:
    step = p["arsenal_gain"][moves["pyongyang"]]
    if step > 0.0:
        step *= 1.0 - p["arsenal_freeze_brake"] * x["freeze"]
        step *= 1.0 - p["arsenal_pressure_brake"] * pressure
        step *= (1.0 - x["arsenal"]) / p["arsenal_room"]
    return clip(x["arsenal"] + step)


def new_stability(x: State, economy: float, moves: Moves, z: float, p: Numbers) -> float:
    aim = p["stability_rest"] + p["stability_economy"] * min(economy, p["stability_boom_cap"])
    stability = x["stability"] + p["stability_speed"] * (aim - x["stability"])
    stability += p["stability_aid"] * aid(moves, p) * (1.0 - x["stability"]) / p["stability_room"]
    return clip(stability + p["stability_noise"] * z)


def new_cohesion(x: State, moves: Moves, p: Numbers) -> float:
    gap = abs(SEVERITY["washington"][moves["washington"]] - SEVERITY["seoul"][moves["seoul"]])
    cohesion = x["cohesion"] - p["cohesion_return"] * (x["cohesion"] - p["cohesion_rest"])
    cohesion += p["cohesion_seoul"][moves["seoul"]] - p["cohesion_gap"] * gap / p["severity_unit"]
    return clip(cohesion)


def new_audience(x: State, moves: Moves, levers: dict[str, Levers], p: Numbers) -> float:
    return clip(p["audience_memory"] * x["audience"] + threat_gain(p, levers)[moves["washington"]])


def new_talks(x: State, moves: Moves, z: float, p: Numbers) -> float:
    """Return the progress of talks; what mediators add counts only if a principal talks."""
    heard = any(moves[principal] in TALKING[principal] for principal in TALKING)
    gains = losses = 0.0
    for capital, move in moves.items():
        step = p[f"talks_{capital}"][move]
        losses += min(0.0, step)
        if capital in TALKING or heard:
            gains += max(0.0, step)
    if heard and moves["beijing"] == "mediate" and moves["seoul"] in ENGAGES:
        gains += p["alignment"]
    talks = p["talks_memory"] * x["talks"] + (1.0 - x["talks"]) * gains + losses
    return clip(talks + p["small_talk"] * z)


def new_thaad(x: State, moves: Moves, u: float, levers: dict[str, Levers], p: Numbers) -> float:
    welcome = levers["seoul"]["thaad_welcome"]
    step = 0.0
    if moves["seoul"] == "exercise" and u < p["thaad_raise"] * welcome:
        step = 1.0
    if moves["seoul"] in ENGAGES and u < p["thaad_lower"] * (1.0 - welcome):
        step = -1.0
    return clip(x["thaad"] + step, *RANGE["thaad"])


def freeze_breaks(x: State, new: State, moves: Moves, family_changed: bool, p: Numbers) -> bool:
    broken = moves["pyongyang"] in BREAKING["pyongyang"] or moves["washington"] in BREAKING["washington"]
    return x["freeze"] == 1.0 and (broken or new["talks"] < p["freeze_break"] or family_changed)


def bargain_holds(new: State, luck: float, p: Numbers) -> bool:
    offer = p["offer_base"] - p["offer_audience"] * new["audience"]
    return bool(offer >= p["ask_base"] + p["ask_arsenal"] * new["arsenal"] - p["ask_luck"] * luck)


def freeze_starts(x: State, new: State, moves: Moves, luck: float, p: Numbers) -> bool:
    both_talk = all(moves[principal] in TALKING[principal] for principal in TALKING)
    trusted = x["credibility"] >= p["trust_base"] + p["trust_arsenal"] * new["arsenal"]
    return bool(
        both_talk and new["talks"] >= p["freeze_threshold"] and bargain_holds(new, luck, p) and trusted
    )


def new_credibility(x: State, reneged: bool, levers: dict[str, Levers], p: Numbers) -> float:
    kept = 1.0 if x["freeze"] == 1.0 else p["credibility_base"]
    credibility = x["credibility"] + p["credibility_speed"] * (kept - x["credibility"])
    credibility -= p["credibility_rhetoric"] * levers["washington"]["regime_change_rhetoric"]
    return clip(credibility - (p["credibility_renege"] if reneged else 0.0))


def refugee_flow(economy: float, z: float, p: Numbers) -> float:
    flow = p["refugee_flow"] * (1.0 + p["refugee_economy"] * max(0.0, -economy))
    return float(flow * math.exp(p["refugee_noise"] * z))


def accident_hazard(new: State, moves: Moves, p: Numbers) -> float:
    exposure = new["presence"] / p["exposure_presence"]
    exposure += p["exposure_tests"] * p["test_weight"][moves["pyongyang"]]
    growth = math.exp(p["accident_slope"] * (new["tension"] - p["accident_tension"]))
    return 1.0 - math.exp(-p["accident_hazard"] * exposure * growth)


def collapse_hazard(new: State, p: Numbers) -> float:
    growth = math.exp(p["collapse_slope"] * (p["stability_rest"] - new["stability"]))
    return 1.0 - math.exp(-p["collapse_hazard"] * growth)


def major_chance(new: State, p: Numbers) -> float:
    odds = p["major_base"] + p["major_tension"] * new["tension"] + p["major_arsenal"] * new["arsenal"]
    return 1.0 / (1.0 + math.exp(-odds))


def settled(old: State, new: State, moves: Moves, family_changed: bool, luck: float, levers: dict[str, Levers],
            p: Numbers) -> State:  # fmt: skip
    """Return the state with the freeze broken or begun, and with what Pyongyang thinks of Washington's word.

    `luck` is the world's uniform for the deal. A freeze that breaks does not start again in the same month.
    """
    broke = freeze_breaks(old, new, moves, family_changed, p)
    frozen = not broke and (old["freeze"] == 1.0 or freeze_starts(old, new, moves, luck, p))
    reneged = broke and (moves["washington"] in BREAKING["washington"] or family_changed)
    return new | {
        "freeze": 1.0 if frozen else 0.0,
        "freeze_months": old["freeze_months"] + 1.0 if frozen else 0.0,
        "credibility": new_credibility(old, reneged, levers, p),
    }


def is_denuclearised(new: State, inspected: list[bool], p: Numbers) -> bool:
    return bool(
        new["freeze_months"] >= p["denuclearisation_months"]
        and new["arsenal"] <= p["denuclearisation_arsenal"]
        and sum(inspected[-12:]) >= p["denuclearisation_inspections"]
    )


def moved(x: State, moves: Moves, last: Moves, levers: dict[str, Levers], u: dict[str, float], normal: Normal,
          p: Numbers) -> State:  # fmt: skip
    """Return the state after the moves, but for the freeze and what follows from it."""
    new = dict(x)
    new["tension"] = new_tension(x, moves, last, normal("tension"), p)
    new["presence"] = new_presence(x, moves, p)
    new["sanctions"] = new_sanctions(x, moves, p)
    new["enforcement"] = new_enforcement(x, moves, p)
    pressure = effective_pressure(new["sanctions"], new["enforcement"], p)
    new["economy"] = new_economy(x, pressure, moves, p)
    new["arsenal"] = new_arsenal(x, pressure, moves, p)
    new["stability"] = new_stability(x, new["economy"], moves, normal("stability"), p)
    new["cohesion"] = new_cohesion(x, moves, p)
    new["audience"] = new_audience(x, moves, levers, p)
    new["talks"] = new_talks(x, moves, normal("small_talk"), p)
    tested, big = moves["pyongyang"] in TESTS, moves["pyongyang"] == "big_test"
    new["test_memory"] = 1.0 if tested else p["test_memory"] * x["test_memory"]
    new["big_test_memory"] = 1.0 if big else p["big_test_memory"] * x["big_test_memory"]
    new["thaad"] = new_thaad(x, moves, u["thaad"], levers, p)
    new["months_since_sanctions"] = (
        0.0 if moves["washington"] == "sanctions" else x["months_since_sanctions"] + 1.0
    )
    new["window_months_left"] = max(0.0, x["window_months_left"] - 1.0)
    return new
