"""Reference games with known answers, solved with the choice rule of the model."""

from sim.analysis.games.classic import (
    battle_of_the_sexes,
    chicken,
    matching_pennies,
    ordinal_name,
    prisoners_dilemma,
    stag_hunt,
)
from sim.analysis.games.crises import (
    ArmsRace,
    Attacker,
    Bargain,
    Stakes,
    Target,
    arms_race_equilibrium,
    arms_race_path,
    brinkmanship,
    critical_risk,
    fearon_demand,
    stand_probability,
    two_stage_logit,
    two_stage_probit,
)
from sim.analysis.games.deterrence import (
    ChallengerPayoffs,
    DefenderPayoffs,
    Retaliation,
    asymmetric_escalation,
    massive_retaliation,
)
from sim.analysis.games.equilibrium import LogitEquilibrium, logit_equilibrium
from sim.analysis.games.extensive import AgentLogit, Chance, Decision, Payoff, agent_logit
from sim.analysis.games.nash import NashEquilibria, NashEquilibrium, nash_equilibria, pure_equilibria, regrets
from sim.analysis.games.vertices import equilibria_over_types

__all__ = [
    "AgentLogit",
    "ArmsRace",
    "Attacker",
    "Bargain",
    "ChallengerPayoffs",
    "Chance",
    "Decision",
    "DefenderPayoffs",
    "LogitEquilibrium",
    "NashEquilibria",
    "NashEquilibrium",
    "Payoff",
    "Retaliation",
    "Stakes",
    "Target",
    "agent_logit",
    "arms_race_equilibrium",
    "arms_race_path",
    "asymmetric_escalation",
    "battle_of_the_sexes",
    "brinkmanship",
    "chicken",
    "critical_risk",
    "equilibria_over_types",
    "fearon_demand",
    "logit_equilibrium",
    "massive_retaliation",
    "matching_pennies",
    "nash_equilibria",
    "ordinal_name",
    "prisoners_dilemma",
    "pure_equilibria",
    "regrets",
    "stag_hunt",
    "stand_probability",
    "two_stage_logit",
    "two_stage_probit",
]
