"""The stag hunt: together the best, alone safe but less."""

import numpy as np

from sim.arrays import Floats


def stag_hunt(stag: float = 4.0, hare: float = 3.0, alone: float = 0.0) -> tuple[Floats, Floats]:
    """Give the payoffs of the stag hunt, one array per player; actions are stag, hare.

    Two who hunt the stag get `stag` each; who hunts hare gets `hare` whatever the other does; who hunts the stag alone
    gets `alone`. Raises ValueError unless stag > hare > alone. In the mixed Nash equilibrium each hunts the stag with
    probability (hare - alone) / (stag - alone). Source: Skyrms (2004), The Stag Hunt and the Evolution of Social
    Structure, Cambridge University Press.
    """
    if not stag > hare > alone:
        raise ValueError(
            "These payoffs are no stag hunt.\n"
            f"Where: stag {stag}, hare {hare}, alone {alone}.\nGive stag > hare > alone."
        )
    row = np.array([[stag, alone], [hare, hare]])
    return row, row.T.copy()
