"""Games in strategic form and their equilibria, solved with the choice rule of the model."""

from sim.analysis.games.equilibrium import logit_equilibrium
from sim.analysis.games.nash import (
    NashEquilibria,
    NashEquilibrium,
    equilibria_over_types,
    nash_equilibria,
    ordinal_name,
    pure_equilibria,
    regrets,
)

__all__ = [
    "NashEquilibria", "NashEquilibrium", "equilibria_over_types", "logit_equilibrium",
    "nash_equilibria", "ordinal_name", "pure_equilibria", "regrets",
]  # fmt: skip
