"""The posterior that ships: draws of the numbers that fit the record of 2007 to 2014."""

from __future__ import annotations

import os
from importlib import resources
from typing import Final

from sim.study.draws import Draws
from sim.study.draws_file import draws_from, read_draws

SHIPPED: Final = "posterior.toml"
PACKAGE: Final = "sim.analysis.history"


def load_posterior(path: str | os.PathLike[str] | None = None) -> Draws:
    """Return the posterior that ships, or one from a file that `sim calibrate` wrote.

    Raises DataProblem for a file that cannot be read or holds no draws, ScenarioProblem for a name or a value that
    the ledger does not admit.
    """
    if path is None:
        return draws_from(SHIPPED, resources.files(PACKAGE).joinpath("data", SHIPPED).read_bytes())
    return read_draws(path)
