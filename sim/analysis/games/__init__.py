"""Reference games with known answers, solved with the choice rule of the model."""

from sim.analysis.games.classic import (
    battle_of_the_sexes,
    chicken,
    matching_pennies,
    ordinal_name,
    prisoners_dilemma,
    stag_hunt,
)
from sim.analysis.games.equilibrium import LogitEquilibrium, logit_equilibrium
from sim.analysis.games.nash import (
    NashEquilibria,
    NashEquilibrium,
    equilibria_over_types,
    nash_equilibria,
    pure_equilibria,
    regrets,
)

__all__ = [
    "LogitEquilibrium",
    "NashEquilibria",
    "NashEquilibrium",
    "battle_of_the_sexes",
    "chicken",
    "equilibria_over_types",
    "logit_equilibrium",
    "matching_pennies",
    "nash_equilibria",
    "ordinal_name",
    "prisoners_dilemma",
    "pure_equilibria",
    "regrets",
    "stag_hunt",
]
