"""Solve the policy game: players pick a course, a plan or a policy, and simulation gives the
payoffs of each profile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim import options as opt
from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS, GIANTS

if TYPE_CHECKING:
    from sim.analysis.policy_game.game import Choices
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor
    from sim.study.store.results import Results


def read_choices(said: Sequence[opt.SourcedText] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return the policies to which texts `capital=policy,policy` restrict each capital; raises
    UsageProblem.
    """
    if not said:
        return {}
    from sim.analysis.policy_game.game import choices_from

    return choices_from(said)


def read_variations(
    said: Sequence[opt.SourcedText] = (), scenario: Any = None
) -> tuple[Factor, ...]:
    """Return the parameters and their values from texts `name=value,value`; raises UsageProblem."""
    if not said:
        return ()
    from sim.study.experiment.factor_text import listed_from

    return listed_from(said, scenario)


@dataclass(frozen=True)
class GameOptions(opt.Options):
    """Options of a policy game; `restrict` then holds the menu of every capital that does not
    follow the scenario.

    `read` is the hash of a finished study and `results` its worlds, if one is read. Raises
    UsageProblem if fewer than two capitals have a choice.
    """

    scenario: Scenario
    restrict: Choices = opt.texts(
        read_choices,
        "Restrict a capital to these policies; one policy holds it there. May be repeated.",
        form="CAPITAL=A,B,…",
        default="all of a player's menu",
        played=True,
    )
    players: tuple[str, ...] = opt.values(
        opt.one_of(CAPITALS),
        "The players; the other capitals follow the scenario or --restrict.",
        GIANTS,
        form="CAPITAL,CAPITAL,…",
        default="washington, beijing",
        played=True,
    )
    menu: str = opt.choice(
        "plans",
        ("plans", "courses", "policies"),
        "The menu of players: courses that they are held to and plans, courses alone, or policies of review.",
        flag="--choices",
        played=True,
    )
    terms: bool = opt.flag(
        "Play the plane of terms instead: the enforcement that Washington asks to see, and how long it waits.",
        played=True,
        without=("vary", "restrict"),
    )
    vary: tuple[Factor, ...] = opt.texts(
        read_variations,
        "Solve the game again with a parameter at other values, one at a time. May be repeated.",
        form="NAME=A,B,…",
        default="none",
        played=True,
    )
    resamples: int = opt.resamples(1000, low=50, what="worlds")
    worlds: int = opt.worlds(1000, low=20, help="Worlds of a profile.")
    seed: int = opt.seed()
    read: str = ""
    results: Results | None = field(default=None, repr=False, compare=False)

    @property
    def rounds(self) -> int:
        """How many experiments are played at most."""
        again = sum(len(each.values) for each in self.vary)
        return 1 if self.terms else 1 + self.plays_free + again

    @property
    def plays_free(self) -> bool:
        """Whether Washington and Beijing, held to courses or plans, are also compared with their
        free play.
        """
        return self.menu == "plans" and not self.read and set(self.drawn) == set(GIANTS)

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse other menus and players with the plane of terms; raises UsageProblem."""
        if asked.terms and (asked.menu != "plans" or set(asked.players) != set(GIANTS)):
            what = "the plane of terms is that of Washington and Beijing and their plans"
            raise UsageProblem(what, "terms", "Leave --choices and --players out.")

    def __post_init__(self) -> None:
        super().__post_init__()
        from sim.analysis.policy_game.game import check_choices, choices_of

        if self.results is None:
            self.put(restrict=choices_of(self.restrict, self.menu, self.players))
        check_choices(self.restrict)

    @property
    def drawn(self) -> tuple[str, ...]:
        """The players whose payoffs can be reweighted: two that are held to courses or plans, which
        do not depend on payoffs.
        """
        from sim.core.scenario.plan import policy_of

        found = tuple(name for name, own in self.restrict.items() if len(own) > 1)
        held = all(policy_of(name, each).standing for name in found for each in self.restrict[name])
        return found if held and len(found) == 2 else ()


ANALYSIS = Analysis(
    "game",
    """
    Solve the game in which Washington and Beijing pick a course or a plan, and say whether their bargain holds.

    Every profile is played in the same worlds of a scenario, for each type of Kim, and Pyongyang and Seoul decide for
    themselves. Each capital weighs the types by its own belief. The bargain: Washington waits while it sees Beijing
    enforce, and Beijing enforces until it is pressed. It is self-enforcing if nobody gains more than .05 of a limited
    war by leaving it. The answer names the power that leaves it and its alternative, and the trust that Washington
    needs. It names the belief that decides and the part of the payoffs that carries it, with the distance of free
    play from the best plan. In full it adds every profile, the courses alone, the types apart, and the game under the
    payoffs of each vector of sim set. With --terms it plays the plane of enforcement asked and months waited, with
    --choices courses the courses alone. Others can play; Pyongyang then knows its type. A folder of a study that
    varies policies in a factorial design (in Python its results) is read instead.
    """,
    GameOptions,
    reads_studies=True,
    shell=(
        "sim game 2017-spring",
        "sim game 2017-spring --set grace_washington=6 --set seen_enforcing=.7",
        "sim game 2017-spring --terms -o results/terms",
        "sim game 2017-spring --vary months=24,60 --vary lookahead=0,14",
        "sim game 2017-spring --players washington,pyongyang --restrict beijing=balance --restrict seoul=hedge",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.policy_game(spring, worlds=50, resamples=50)
    >>> found.bargain.bargain.name
    'wait_if_enforced, enforce_until_pressed'
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """,
)
