"""The policy game: capitals pick a course or policy each, and simulation says what each profile pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.analysis.declaration import Analysis
from sim.game.catalogue import CAPITALS, GIANTS
from sim.options import Options, Said, choice, one_of, resamples, seed, texts, values, whole, worlds

if TYPE_CHECKING:
    from sim.analysis.policy_game.menus import Choices
    from sim.study.scenario import Scenario
    from sim.study.store.study_results import StudyResults


def read_choices(said: Sequence[Said] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return what texts `capital=policy,policy` let capitals pick among; raises UsageProblem."""
    if not said:
        return {}
    from sim.analysis.policy_game.menus import choices_from

    return choices_from(said)


@dataclass(frozen=True)
class GameOptions(Options):
    """What is asked of a policy game; `choices` are then those of whoever does not follow the scenario.

    `read` is the hash of a finished study and `results` its worlds, where one is read. Raises UsageProblem where there
    is no game.
    """

    scenario: Scenario
    choices: Choices = texts(
        read_choices, "Let a capital pick among these policies only; one policy holds it there. May be repeated.",
        flag="--among", form="CAPITAL=A,B,…", default="all of a player's menu", played=True,
    )  # fmt: skip
    players: tuple[str, ...] = values(
        one_of(CAPITALS), "Who picks; the other capitals do what the scenario says, or --among.", GIANTS,
        form="CAPITAL,CAPITAL,…", default="washington, beijing", played=True,
    )  # fmt: skip
    menu: str = choice(
        "courses", ("courses", "policies"),
        "What players pick among: courses that they are held to, or policies by which they review their course.",
        flag="--choices", played=True,
    )  # fmt: skip
    payoff_draws: int = whole(
        200, 0, 10_000, "Draws of what two players held to courses are paid: each part times exp(N(0, .3)).",
        unit="draws",
    )  # fmt: skip
    resamples: int = resamples(1000, low=50, what="worlds")
    worlds: int = worlds(1000, low=20, help="Worlds of a profile.")
    seed: int = seed()
    read: str = ""
    results: StudyResults | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        from sim.analysis.policy_game.menus import check_choices, choices_of

        if self.results is None:
            object.__setattr__(self, "choices", choices_of(self.choices, self.menu, self.players))
        check_choices(self.choices)


ANALYSIS = Analysis(
    "game",
    """
    Solve the game in which Washington and Beijing pick a course; the worlds of the model say what it pays.

    Every profile is played in the same worlds of a scenario, for each type of Kim, and Pyongyang and Seoul decide for
    themselves. Each capital weighs the types by its own belief. The answer is the equilibrium, whether another profile
    is better for both, and by how much of a limited war; then the same by the true chances of the types, and how sure
    Washington must be that Kim is greedy before pressing pays. In full also every profile, the types apart, draws of
    the payoffs and the beliefs in which the dilemma stands. Others can play, who then know what Pyongyang alone knows:
    its type. A folder of a study that varies policies in a factorial design (in Python its results) is read instead.
    """,
    GameOptions, reads_studies=True,
    shell=(
        "sim game 2017-spring",
        "sim game 2017-spring --set months=60 --full",
        "sim game 2017-spring --players washington,pyongyang --among beijing=balance --among seoul=hedge",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.policy_game(spring, worlds=50, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """,
)  # fmt: skip
