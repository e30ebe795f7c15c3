"""Reference games with known answers, solved with the choice rule of the model."""

from sim.analysis.games.classic import battle_of_the_sexes, chicken, matching_pennies, prisoners_dilemma, stag_hunt
from sim.analysis.games.equilibrium import LogitEquilibrium, logit_equilibrium
from sim.analysis.games.extensive import AgentLogit, Chance, Decision, Payoff, agent_logit
from sim.analysis.games.fearon import Bargain, fearon_demand
from sim.analysis.games.massive_retaliation import Retaliation, massive_retaliation
from sim.analysis.games.nash import NashEquilibria, NashEquilibrium, nash_equilibria, pure_equilibria, regrets
from sim.analysis.games.ordinal import ordinal_name
from sim.analysis.games.powell import Stakes, brinkmanship, critical_risk, stand_probability
from sim.analysis.games.richardson import ArmsRace, arms_race_equilibrium, arms_race_path
from sim.analysis.games.signorino import Attacker, Target, two_stage_logit, two_stage_probit
from sim.analysis.games.types import equilibria_over_types
from sim.analysis.games.zagare_kilgour import ChallengerPayoffs, DefenderPayoffs, asymmetric_escalation

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
