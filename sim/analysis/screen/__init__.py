"""The screen: the effect of each parameter, alone, on outcomes and on the gains in the game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.declaration import Analysis
from sim.core.base.errors import check_known
from sim.options import Options, SourcedText, seed, texts, worlds

if TYPE_CHECKING:
    from sim.core.scenario import Scenario


def read_numbers(said: Sequence[SourcedText] = ()) -> tuple[str, ...]:
    """Return the parameters that texts name, each once, all if there are no texts; raises
    UsageProblem.
    """
    from sim.core.scenario.parameters import LISTER, PARAMETERS

    for text, where in said:
        check_known("parameter", text, PARAMETERS, where, LISTER)
    return tuple(dict.fromkeys(text for text, _ in said)) or tuple(PARAMETERS)


@dataclass(frozen=True)
class ScreenOptions(Options):
    """The options of a screen: the scenario, its parameters to screen, and the number of worlds."""

    scenario: Scenario
    numbers: tuple[str, ...] = texts(
        read_numbers,
        "A parameter to screen, a table as a whole; may be repeated.",
        flag="--number",
        form="NAME",
        default="all",
    )
    worlds: int = worlds(500, low=20, high=20_000, help="Worlds of a point, and of a type of Kim.")
    seed: int = seed()


ANALYSIS = Analysis(
    "screen",
    """
    Halve every parameter and raise it by half, and measure the effect on outcomes, and on the gain by pressing.

    One parameter is changed at a time, in the same worlds. A table is scaled as a whole. In a table of chances the
    largest is scaled, and the others keep their shares. A number that is 0, or the first of a table of zeros, goes to
    a quarter of its range. No value leaves its range. Worlds are played with all capitals free, and with Beijing
    held to shielding and Washington to pressing or talking: from these comes the gain by pressing, by Washington's own
    belief about Kim. The answer is the numbers that move outcomes and the gain most, and how many move nothing here.
    A folder holds all effects.
    """,
    ScreenOptions,
    shell=(
        "sim screen 2017-spring -j 2 -o results/screen",
        "sim screen 2017-spring --number pay_hunger --number learn",
    ),
    python="""
    >>> import sim
    >>> found = sim.screen("2017-spring", numbers=["pay_hunger", "learn"], worlds=20)
    >>> [each.name for each in found.effects]
    ['pay_hunger', 'learn']
    """,
)
