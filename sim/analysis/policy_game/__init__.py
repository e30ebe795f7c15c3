"""The policy game: each capital picks a course or policy, and simulation says what each profile pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sim.analysis.declaration import Analysis
from sim.options import Options, Said, choice, number_from, resamples, seed, texts, values, worlds

if TYPE_CHECKING:
    from sim.analysis.policy_game.menus import Choices
    from sim.study.scenario import Scenario
    from sim.study.store.study_results import StudyResults

PRECISIONS: Final = (0.03, 0.1, 0.3, 1.0)
"""Precisions in 1 / months of value: at 1, a policy worth a month more is picked 2.7 times as often."""


def read_choices(said: Sequence[Said] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return what texts `capital=policy,policy` let capitals pick among; raises UsageProblem."""
    if not said:
        return {}
    from sim.analysis.policy_game.menus import choices_from

    return choices_from(said)


@dataclass(frozen=True)
class GameOptions(Options):
    """What is asked of a policy game; `choices` are then those of every capital.

    `read` is the hash of a finished study and `results` its worlds, where one is read. Raises UsageProblem where there
    is no game.
    """

    scenario: Scenario
    choices: Choices = texts(
        read_choices, "Let a capital pick among these policies only; one policy holds it there. May be repeated.",
        flag="--among", form="CAPITAL=A,B,…", default="all of its menu", played=True,
    )  # fmt: skip
    menu: str = choice(
        "courses", ("courses", "policies"),
        "What capitals pick among: courses that they are held to, or policies by which they review their course.",
        flag="--choices", played=True,
    )  # fmt: skip
    precisions: tuple[float, ...] = values(
        number_from(0, 1e6, inner=True), "Precisions of logit equilibria, in 1 / months of value.", PRECISIONS,
        default="0.03, 0.1, 0.3, 1", flag="--precision",
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
            object.__setattr__(self, "choices", choices_of(self.choices, self.menu))
        check_choices(self.choices)


ANALYSIS = Analysis(
    "game",
    """
    Solve the game in which each capital picks a course or a policy; the worlds of the model say what it pays.

    Every profile is played in the same worlds of a scenario, for each type of Kim. Pyongyang knows its type; the others
    know how likely each is. A course or policy stands in every month in place of the scenario's schedule. The answer is
    each equilibrium with P(lose-lose) and how often it remains one when the worlds are resampled; in full also
    matrices, best replies, mixtures and the price of anarchy. A folder of a study that varies policies in a factorial
    design (in Python its results) is read instead.
    """,
    GameOptions, reads_studies=True,
    shell=(
        "sim game 2017-spring",
        "sim game 2017-spring --choices policies",
        "sim game 2017-spring --among beijing=balance --among seoul=hedge",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> held = {"beijing": ["balance"], "seoul": ["hedge"]}
    >>> found = sim.policy_game(spring, choices=held, worlds=50, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """,
)  # fmt: skip
