"""How a capital weighs its moves, and the chances of the moves."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .slow_expectation import (
    Chances,
    Profile,
    View,
    chance_of,
    effective_pressure,
    expected_month,
    expected_talks_step,
    mean,
    tension_drift,
    tension_step,
)
from .slow_numbers import ALARMS, BREAKING, MOVES, PEACEFUL, SEVERITY, TALKING, TESTS, WAR_MOVE, Numbers, clip

STANCES = {
    "washington": ("pressure", "dialogue", "patience"),
    "beijing": ("enforcement", "mediation", "protection"),
    "pyongyang": ("testing", "provocation", "bargaining"),
    "seoul": ("engagement", "hard_line"),
}


def lasting(name: str, p: Numbers) -> float:
    """Return for how many months a change of a component is reckoned to last."""
    decay = {
        "tension": p["tension_memory"],
        "presence": p["presence_return"],
        "disunity": p["cohesion_return"],
        "audience": 1.0 - p["audience_memory"],
        "instability": p["stability_speed"],
        "enforcing": p["enforcement_speed"],
        "secondary": p["enforcement_speed"],
        "poverty": p["adaptation"] / 12.0,
        "refugees": p["adaptation"] / 12.0,
    }.get(name, 0.0)
    return float(p["foresight"] if decay == 0.0 else min(p["foresight"], 1.0 / decay))


def unit(name: str, p: Numbers) -> float:
    return float(p["payoff_units"]["arsenal" if name == "no_arsenal" else name])


def appetite(view: View, p: Numbers) -> float:
    """How much of the arsenal's worth acts on Pyongyang's choice."""
    arsenal = view.state["arsenal"]
    left = p["satiation"] if arsenal > view.levers["pyongyang"]["deterrent_goal"] else 1.0
    left *= 1.0 + p["rhetoric_arms"] * view.levers["washington"]["regime_change_rhetoric"]
    return 0.0 if view.kind == "secure" and arsenal > p["secure_arsenal"] else float(left)


def worth_of_month(capital: str, view: View, month: dict[str, float], p: Numbers) -> float:
    total = 0.0
    for name, weight in p[f"weights_{capital}"].items():
        if name in month:
            worth = weight * unit(name, p) * lasting(name, p)
            if name == "no_arsenal":
                worth *= appetite(view, p)
            total -= worth * month[name]
    return total


def perceived_hazard(view: View, profile: Profile, p: Numbers) -> float:
    x = view.state
    growth = math.exp(
        p["perceived_slope"]
        * (tension_drift(x, view.moves["pyongyang"] in ALARMS, p) - p["accident_tension"])
    )
    for capital, chances in profile.items():
        growth *= sum(
            chance * math.exp(p["perceived_slope"] * tension_step(capital, move, x["tension"], p))
            for move, chance in chances.items()
        )
    presence = x["presence"] - p["presence_return"] * (x["presence"] - p["presence_normal"])
    presence += p["presence_deploy"] * chance_of(profile["washington"], "deploy")
    presence += p["presence_exercise"] * chance_of(profile["seoul"], "exercise")
    exposure = presence / p["exposure_presence"] + p["exposure_tests"] * mean(
        profile["pyongyang"], p["test_weight"]
    )
    return 1.0 - math.exp(-p["perceived_hazard"] * view.fear * exposure * growth)


def urge_of_washington(move: str, view: View, p: Numbers) -> float:
    x = view.state
    if move == "sanctions":
        return float(p["sanctions_answer"] * x["big_test_memory"])
    if move == "relief":
        return float(p["step_for_step"] * x["freeze"]) if view.moves["pyongyang"] == "dismantle" else 0.0
    if move == "lean_on_beijing":
        return float(
            p["pressure_belief"] * p["believed_china_share"] * x["sanctions"] * (1.0 - x["enforcement"])
        )
    return 0.0


def urge_of_beijing(move: str, view: View, p: Numbers) -> float:
    washington = view.levers["washington"]
    fear = max(0.0, p["collapse_comfort"] - view.state["stability"])
    urge = p["test_answer"] * p["test_weight"][view.moves["pyongyang"]]
    urge -= p["collapse_answer"] * view.levers["beijing"]["collapse_brake"] * fear
    urge += p["lean_effect"] if view.moves["washington"] == "lean_on_beijing" else 0.0
    urge += p["secondary_answer"] * washington["secondary_sanctions"]
    urge -= p["rhetoric_answer"] * washington["regime_change_rhetoric"]
    return float(p["enforcement_aim"][move] * urge)


def urge_of_pyongyang(move: str, view: View, p: Numbers) -> float:
    x = view.state
    urge = p["diversion"] * max(0.0, p["stability_rest"] - x["stability"]) * p["diversion_moves"][move]
    if move in TESTS:
        urge += p["momentum"] * (x["test_memory"] - p["momentum_midpoint"])
    if move in TALKING["pyongyang"]:
        urge += p["concession_sensitivity"] * effective_pressure(x["sanctions"], x["enforcement"], p)
    if move == "dismantle" and view.moves["washington"] == "relief" and view.kind != "revisionist":
        urge += p["step_for_step"] * x["freeze"]
    if move == "lethal_provocation" and view.kind == "revisionist":
        urge += p["revisionist_lethal"]
    return float(urge)


def stance(capital: str, move: str, view: View, p: Numbers) -> float:
    """Return what the levers add to a move; Washington's pressure grows with the severity it last saw."""
    total = 0.0
    for lever in STANCES[capital]:
        value = view.levers[capital][lever]
        if lever == "pressure":
            severity = SEVERITY["pyongyang"][view.moves["pyongyang"]]
            value += p["response"] * max(0.0, severity) / p["severity_unit"]
        if lever == "enforcement":
            value += p["relation_enforcement"] * view.state["relation"]
            value += p["window_enforcement"] if view.state["window_months_left"] > 0.0 else 0.0
            value = clip(value)
        total += value * p[f"stance_{capital}_{lever}"][move]
    return total


def cost_of_backing_down(move: str, view: View, p: Numbers) -> float:
    fall = SEVERITY["washington"][view.moves["washington"]] - SEVERITY["washington"][move]
    return float(p["audience_cost"] * view.state["audience"] * max(0.0, fall))


def cost_of_breaking(capital: str, move: str, view: View, p: Numbers) -> float:
    if capital not in BREAKING or move not in BREAKING[capital]:
        return 0.0
    trust = view.state["credibility"] if capital == "pyongyang" else 1.0
    steady = p["secure_hold"] if capital == "pyongyang" and view.kind == "secure" else 1.0
    return float(p["hold"] * steady * trust * view.state["freeze"])


def utility(capital: str, move: str, view: View, others: Profile, p: Numbers) -> float:
    """Return U(move), up to a constant that is the same for all moves."""
    profile = {**others, capital: {move: 1.0}}
    urges = {"washington": urge_of_washington, "beijing": urge_of_beijing, "pyongyang": urge_of_pyongyang}
    q = view.state["talks"]
    value = worth_of_month(capital, view, expected_month(view, profile, p), p)
    value += p["talks_value"] * p["foresight"] * (1.0 - q) * expected_talks_step(view.state, profile, p)
    value += urges[capital](move, view, p) if capital in urges else 0.0
    value += stance(capital, move, view, p)
    value -= p["perceived_loss"][capital] * perceived_hazard(view, profile, p)
    if capital == "washington":
        value -= cost_of_backing_down(move, view, p)
    return float(value - cost_of_breaking(capital, move, view, p))


def precision(capital: str, view: View, p: Numbers) -> float:
    value = p["precision"]
    if capital == "pyongyang":
        value *= p["precision_pyongyang"]
        value *= 1.0 - p["erratic_precision_loss"] * view.levers["pyongyang"]["unpredictability"]
        value *= p["erratic_precision"] if view.kind == "erratic" else 1.0
    return float(value)


def war_possible(capital: str, tension: float, p: Numbers) -> bool:
    return capital in WAR_MOVE and math.floor(tension) >= 6 and p[f"war_{capital}"] > 0.0


def war_chance(capital: str, tension: float, p: Numbers) -> float:
    """Return the chance of a war move that is set apart from the precision of choice."""
    if not war_possible(capital, tension, p):
        return 0.0
    p7 = p[f"war_{capital}"]
    odds = p7 / (1.0 - p7) * math.exp(p["war_slope"] * (tension - 7.0))
    return float(odds / (1.0 + odds))


class Menu:
    """The weights of a capital's moves, in order, and the chance of a war move that is set apart from them."""

    def __init__(self, capital: str, weights: dict[str, float], war: float) -> None:
        self.capital = capital
        self.weights = weights
        self.war = war

    def chances(self) -> dict[str, float]:
        """Return the chance of every move the capital has."""
        total = sum(self.weights.values())
        chances = {
            move: self.weights.get(move, 0.0) / total * (1.0 - self.war) for move in MOVES[self.capital]
        }
        if self.war:
            chances[WAR_MOVE[self.capital]] = self.war
        return chances

    def draw(self, u: float) -> str:
        """Return the move at which the cumulative chance first exceeds `u`."""
        total = sum(self.weights.values())
        reached = 0.0
        for move, weight in self.weights.items():
            reached += weight
            if reached > u * total / (1.0 - self.war):
                return move
        return WAR_MOVE[self.capital]


def menu(capital: str, view: View, others: Profile, p: Numbers, reluctance: Mapping[str, float]) -> Menu:
    """Return the logit response of a capital; `reluctance` is used where war moves share the logit."""
    tension = view.state["tension"]
    apart = p["tremble_excludes_war"] == 1.0
    moves = PEACEFUL[capital] if apart or not war_possible(capital, tension, p) else MOVES[capital]
    worth = {move: utility(capital, move, view, others, p) for move in moves}
    if WAR_MOVE.get(capital) in worth:
        worth[WAR_MOVE[capital]] -= reluctance[capital]
    best, sharp = max(worth.values()), precision(capital, view, p)
    weights = {move: math.exp(sharp * (value - best)) for move, value in worth.items()}
    return Menu(capital, weights, war_chance(capital, tension, p) if apart else 0.0)


def reluctance_at_start(capital: str, view: View, others: Profile, p: Numbers) -> float:
    """Return what makes a war move as likely as declared, at precision 1."""
    p7 = p[f"war_{capital}"]
    if p7 == 0.0:
        return 0.0
    rest = math.log(sum(math.exp(utility(capital, move, view, others, p)) for move in PEACEFUL[capital]))
    return utility(capital, WAR_MOVE[capital], view, others, p) - rest - math.log(p7 / (1.0 - p7))


def equilibrium(
    views: Mapping[str, View], p: Numbers, reluctance: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return the quantal response equilibrium: damped steps from uniform play."""
    profile = {capital: dict.fromkeys(MOVES[capital], 1.0 / len(MOVES[capital])) for capital in views}
    for _ in range(199):
        answers = {c: menu(c, views[c], others_of(c, profile), p, reluctance).chances() for c in views}
        if max(abs(answers[c][move] - profile[c][move]) for c in views for move in MOVES[c]) <= 1e-8:
            break
        profile = {
            c: {move: 0.5 * profile[c][move] + 0.5 * answers[c][move] for move in MOVES[c]} for c in views
        }
    return profile


def others_of(capital: str, profile: Mapping[str, Chances]) -> dict[str, Chances]:
    return {other: chances for other, chances in profile.items() if other != capital}
