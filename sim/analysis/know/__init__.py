"""The worth of knowing Kim: the payoffs of both powers if one, both or neither know his type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.declaration import Analysis
from sim.core.game.catalogue import GIANTS
from sim.options import Options, number_from, one_of, seed, values, worlds

if TYPE_CHECKING:
    from sim.core.scenario import Scenario


@dataclass(frozen=True)
class KnowOptions(Options):
    """The options of the worth of knowing: the powers that may know, and the accuracies of
    Washington's signal.
    """

    scenario: Scenario
    powers: tuple[str, ...] = values(
        one_of(GIANTS), "The powers that may know Kim's type.", GIANTS, form="POWER", played=True
    )
    accuracy: tuple[float, ...] = values(
        number_from(1 / 3, 1.0),
        "Chances that a signal to Washington names Kim's type; a third is no news.",
        (0.5, 0.6, 0.7, 0.8, 0.9),
        form="CHANCE",
        played=True,
    )
    worlds: int = worlds(2000, low=20, help="Worlds of a type of Kim and of a power that knows.")
    seed: int = seed()

    rounds = 5


ANALYSIS = Analysis(
    "know",
    """
    Measure the worth of knowing Kim's type: to Washington and to Beijing, by the power that knows.

    All governments play freely. A power that knows begins with a belief of .998 in the true type. The answer is the
    gain in months of payoff over nobody knowing, in the same worlds, and the change of lose-lose against the
    benchmark. One part gives it if Washington, Beijing or both know, or if they pool their beliefs.
    Another gives it by the accuracy of Washington's signal. A last one says how far Beijing can pass its knowledge on:
    by talk, by a mediator of reports, or by evidence. In full it
    adds the game of courses, the types apart, and the account of the size. Knowledge is free and comes in the first
    month; Kim keeps his type.
    """,
    KnowOptions,
    shell=("sim know 2017-spring", "sim know 2017-spring --accuracy .6,.8 -n 4000 -o results/know"),
    python="""
    >>> import sim
    >>> found = sim.know(sim.load_scenario("2017-spring"), worlds=20)
    >>> found.tables()[0].name
    'who'
    """,
    notes=(
        "Months to a capital are weighed by its own belief about Kim; lose-lose by the model's prior. All cells are "
        "compared in the same worlds; signals and courses use a quarter of them.",
        "A signal of an accuracy names the true type with that chance, and each other type equally often.",
        "A power that knows is sure to .998, which is the most that a belief may hold.",
    ),
    steps=("sim game {scenario}", "add --full"),
)
