"""The month that a capital expects under each of its moves, given chances for the moves of the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from .slow_numbers import ENGAGES, SEVERITY, SHIELDS, TALKING, Levers, Numbers, clip

Chances = Mapping[str, float]
Profile = Mapping[str, Chances]
State = dict[str, float]


class View:
    """What a capital knows when it chooses: the state and last month's moves as it sees them, and all levers.

    `fear` multiplies the perceived hazard (doubt about Kim); `kind` is Kim's type where Pyongyang chooses.
    """

    def __init__(
        self,
        state: State,
        moves: dict[str, str],
        levers: dict[str, Levers],
        fear: float = 1.0,
        kind: str = "plain",
    ) -> None:
        self.state = state
        self.moves = moves
        self.levers = levers
        self.fear = fear
        self.kind = kind


def surely(moves: Mapping[str, str]) -> dict[str, Chances]:
    return {capital: {move: 1.0} for capital, move in moves.items()}


def mean(chances: Chances, table: Mapping[str, float]) -> float:
    return sum(chance * table[move] for move, chance in chances.items())


def mean_part(chances: Chances, table: Mapping[str, float], part: Callable[[float, float], float]) -> float:
    """Return the mean of what is above 0 in a table, or below it: `part` is max or min."""
    return sum(chance * part(0.0, table[move]) for move, chance in chances.items())


def chance_of(chances: Chances, *wanted: str) -> float:
    return sum(chance for move, chance in chances.items() if move in wanted)


def relaxation(tension: float, p: Numbers) -> float:
    """Calming steps shrink at low tension."""
    return float(min(1.0, tension / p["tension_floor"]))


def tension_step(capital: str, move: str, tension: float, p: Numbers) -> float:
    step = p[f"tension_{capital}"][move] * p["tension_memory"] / p["tension_memory_reference"]
    return float(step * relaxation(tension, p) if step < 0.0 else step)


def tension_drift(state: State, alarm: bool, p: Numbers) -> float:
    """Tension next month but for the moves and the noise."""
    calm = p["tension_freeze"] * state["freeze"] * relaxation(state["tension"], p)
    return float(
        state["tension"]
        - p["tension_memory"] * (state["tension"] - p["tension_rest"])
        - calm * p["tension_memory"] / p["tension_memory_reference"]
        + (p["tension_test_jump"] if alarm else 0.0)
    )


def effective_pressure(sanctions: float, enforcement: float, p: Numbers) -> float:
    share = p["china_trade_share"]
    return float(sanctions * ((1.0 - share) * p["other_enforcement"] + share * enforcement))


def threat_gain(p: Numbers, levers: dict[str, Levers]) -> dict[str, float]:
    """Audience stock that Washington's moves add; ambiguity mutes a threat."""
    gain = dict(p["audience_gain"])
    gain["threaten_force"] *= 1.0 - levers["washington"]["ambiguity"]
    return gain


def expected_sanctions(x: State, profile: Profile, p: Numbers) -> float:
    veto = 1.0 - (1.0 - p["sanctions_veto"]) * chance_of(profile["beijing"], *SHIELDS)
    round_ = chance_of(profile["washington"], "sanctions")
    return clip(
        x["sanctions"]
        + p["sanctions_step"] * (1.0 - x["sanctions"]) * veto * round_
        - p["sanctions_relief"] * chance_of(profile["washington"], "relief")
        + mean(profile["seoul"], p["sanctions_seoul"])
    )


def expected_enforcement(x: State, profile: Profile, p: Numbers) -> float:
    aim = mean(profile["beijing"], p["enforcement_aim"])
    return clip(x["enforcement"] + p["enforcement_speed"] * (aim - x["enforcement"]))


def expected_aid(profile: Profile, p: Numbers) -> float:
    return mean(profile["beijing"], p["aid_beijing"]) + mean(profile["seoul"], p["aid_seoul"])


def expected_economy(x: State, pressure: float, aid: float, p: Numbers) -> float:
    growth = (
        p["growth"]
        - p["sanctions_bite"] * (pressure - p["sanctions_borne"])
        - p["adaptation"] * x["economy"]
        + p["aid_growth"] * aid
    )
    return clip(x["economy"] + growth / 12.0, -0.5, 0.3)


def expected_arsenal_step(x: State, profile: Profile, pressure: float, p: Numbers) -> float:
    growth = mean_part(profile["pyongyang"], p["arsenal_gain"], max)
    loss = mean_part(profile["pyongyang"], p["arsenal_gain"], min)
    brake = (1.0 - p["arsenal_freeze_brake"] * x["freeze"]) * (1.0 - p["arsenal_pressure_brake"] * pressure)
    return float(growth * brake * (1.0 - x["arsenal"]) / p["arsenal_room"] + loss)


def expected_stability(x: State, economy: float, aid: float, p: Numbers) -> float:
    aim = p["stability_rest"] + p["stability_economy"] * min(economy, p["stability_boom_cap"])
    fed = p["stability_aid"] * aid * (1.0 - x["stability"]) / p["stability_room"]
    return float(x["stability"] + p["stability_speed"] * (aim - x["stability"]) + fed)


def expected_gap(profile: Profile) -> float:
    """Expected distance between the severities of the allies' moves."""
    return sum(
        c * d * abs(SEVERITY["washington"][w] - SEVERITY["seoul"][s])
        for w, c in profile["washington"].items()
        for s, d in profile["seoul"].items()
    )


def expected_thaad_step(x: State, profile: Profile, levers: dict[str, Levers], p: Numbers) -> float:
    welcome = levers["seoul"]["thaad_welcome"]
    up = chance_of(profile["seoul"], "exercise") * p["thaad_raise"] * welcome if x["thaad"] < 2.0 else 0.0
    down = (
        chance_of(profile["seoul"], *ENGAGES) * p["thaad_lower"] * (1.0 - welcome)
        if x["thaad"] > 0.0
        else 0.0
    )
    return float(up - down)


def expected_talks_step(x: State, profile: Profile, p: Numbers) -> float:
    """What the moves add to talks: gains shrink as talks advance; mediators need a principal who talks."""
    silent = 1.0
    for principal in ("washington", "pyongyang"):
        silent *= 1.0 - chance_of(profile[principal], *TALKING[principal])
    gains = sum(mean_part(profile[c], p[f"talks_{c}"], max) for c in ("washington", "pyongyang"))
    mediators = sum(mean_part(profile[c], p[f"talks_{c}"], max) for c in ("beijing", "seoul"))
    mediators += (
        p["alignment"] * chance_of(profile["beijing"], "mediate") * chance_of(profile["seoul"], *ENGAGES)
    )
    losses = sum(mean_part(profile[c], p[f"talks_{c}"], min) for c in profile)
    return float((1.0 - x["talks"]) * (gains + (1.0 - silent) * mediators) + losses)


def expected_month(view: View, profile: Profile, p: Numbers) -> dict[str, float]:
    """Return what one component of payoff is expected to be next month, for each component that moves can change."""
    x, levers = view.state, view.levers
    sanctions = expected_sanctions(x, profile, p)
    enforcement = expected_enforcement(x, profile, p)
    pressure = effective_pressure(sanctions, enforcement, p)
    aid = expected_aid(profile, p)
    economy = expected_economy(x, pressure, aid, p)
    arsenal = x["arsenal"] + expected_arsenal_step(x, profile, pressure, p)
    cohesion = mean(profile["seoul"], p["cohesion_seoul"])
    cohesion -= p["cohesion_gap"] * expected_gap(profile) / p["severity_unit"]
    retaliation = p["thaad_cost_seoul"] * levers["beijing"]["thaad_retaliation"] / 2.0
    flow = p["refugee_flow"] * (1.0 + p["refugee_economy"] * max(0.0, -economy))
    return {
        "tension": sum(
            chance * tension_step(capital, move, x["tension"], p)
            for capital, chances in profile.items()
            for move, chance in chances.items()
        ),
        "presence": p["presence_deploy"] * chance_of(profile["washington"], "deploy")
        + p["presence_exercise"] * chance_of(profile["seoul"], "exercise"),
        "arsenal": arsenal,
        "no_arsenal": -arsenal,
        "disunity": -cohesion,
        "audience": mean(profile["washington"], threat_gain(p, levers)),
        "instability": -expected_stability(x, economy, aid, p),
        "enforcing": sanctions * enforcement,
        "poverty": -economy,
        "thaad_cost": retaliation * expected_thaad_step(x, profile, levers, p),
        "refugees": flow * math.exp(0.5 * p["refugee_noise"] * p["refugee_noise"]),
        "secondary": levers["washington"]["secondary_sanctions"] * (1.0 - enforcement) * sanctions,
    }
