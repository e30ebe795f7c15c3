"""The multiverse: how far the answer depends on choices that could have been made otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from sim.analysis.declaration import Analysis
from sim.options import Options, flag, number_from, one_of, seed, values, worlds

if TYPE_CHECKING:
    from sim.core.scenario import Scenario

OWN: Final = "own"
BENCHMARK, GOALS, VALUE = "benchmark", "goals", "value"
READINGS: Final = (BENCHMARK, GOALS, VALUE)
KAPPAS: Final = (0.25, 0.5, 1.0)


def only(names: tuple[str, ...], what: str, flag: str = "") -> tuple[str, ...]:
    """Return the field that restricts a dimension to some of its levels."""
    made: tuple[str, ...] = values(
        one_of(names), f"Only these {what}.", names, default="all", flag=flag
    )
    return made


@dataclass(frozen=True)
class MultiverseOptions(Options):
    """The options of a multiverse: the levels of each dimension to try; `ablation` also switches
    off each channel.

    The scenario's own level is always among them; its name is "own".
    """

    scenario: Scenario
    readings: tuple[str, ...] = only(READINGS, "readings of lose-lose", flag="--reading")
    kappas: tuple[float, ...] = values(
        number_from(-10, 10),
        "Thresholds κ of the reading by value, in losses of a limited war.",
        KAPPAS,
        most=20,
        default="0.25, 0.5, 1",
        flag="--kappa",
    )
    kim_type: tuple[str, ...] = only(("drawn", "fearful", "greedy", "erratic"), "types of Kim")
    courses: tuple[str, ...] = only(
        (OWN, "free", "held"), "ways to set courses; held are those of the start"
    )
    learning: tuple[str, ...] = only((OWN, "exact", "none"), "ways to learn; exact is by Bayes")
    lookahead: tuple[str, ...] = only((OWN, "none"), "ways to look ahead")
    accident: tuple[str, ...] = only((OWN, "flat", "steep"), "laws of accidents")
    ablation: bool = flag("Switch each channel of the model off by its neutral values.", True)
    worlds: int = worlds(300, low=20, help="Worlds of a specification.")
    seed: int = seed()

    outcome: ClassVar[str] = "lose_lose"

    @property
    def rounds(self) -> int:
        """How many experiments are asked for: one more where goals are moved."""
        return 2 if GOALS in self.readings else 1


ANALYSIS = Analysis(
    "multiverse",
    """
    Say how far P(lose-lose) depends on choices that could have been made otherwise.

    It is read off a scenario under every reading and threshold, type of Kim and way to build the model, all in the same
    worlds. The spread over choices stands beside the sampling error, and is never added to it. The scenario's own
    choices are always among those tried. A folder keeps a table of all specifications, and their figure.
    """,
    MultiverseOptions,
    shell=("sim multiverse 2017-spring --reading benchmark,goals --kim-type fearful,greedy",),
    python="""
    >>> import sim
    >>> few = dict(readings=["benchmark"], kim_type=["fearful"], ablation=False, worlds=50)
    >>> sim.multiverse(sim.load_scenario("2017-spring"), **few).seed
    7
    """,
)
