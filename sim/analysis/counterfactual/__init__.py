"""Counterfactuals: the story of one world, and the effects of another policy, move or shock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.options import (
    MOST_WORLDS,
    TEXT,
    Options,
    SourcedText,
    option,
    or_none,
    outcome,
    seed,
    texts,
    whole_from,
)

if TYPE_CHECKING:
    from sim.analysis.counterfactual.changes import AskedChange
    from sim.core.scenario import Scenario
    from sim.study.store.results import Results


def read_changes(
    kind: str, form: str, sourced: Sequence[SourcedText] = ()
) -> tuple[AskedChange, ...]:
    """Return the changes of one kind that texts ask for; raises UsageProblem."""
    from sim.analysis.counterfactual.changes import asked_change

    return tuple(asked_change(kind, form, *text_and_source) for text_and_source in sourced)


def changes_of(kind: str, form: str, help: str) -> Any:
    """Return the field for changes of one kind."""
    return texts(
        partial(read_changes, kind, form), f"{help}; may be repeated.", flag=f"--{kind}", form=form
    )


@dataclass(frozen=True)
class WhyOptions(Options):
    """Options of a story: one world by its number, as it was or with changes.

    `results` are those of a run that is read instead of played: its world must be reproduced
    exactly. Raises UsageProblem.
    """

    scenario: Scenario
    world: int | None = option(
        or_none(whole_from(0, MOST_WORLDS)),
        "The world to show, by its number.",
        None,
        default="the first with the outcome",
    )
    policies: tuple[AskedChange, ...] = changes_of(
        "policy",
        "CAPITAL=POLICY[@MONTH]",
        "Change a policy: hold a course from a month on or throughout, free, held, or a rule throughout",
    )
    moves: tuple[AskedChange, ...] = changes_of(
        "move", "CAPITAL=MOVE@MONTH", "Change a statement or an action"
    )
    levers: tuple[AskedChange, ...] = changes_of(
        "lever", "CAPITAL.LEVER=VALUE[@MONTH]", "Change a lever, from a month on or throughout"
    )
    shocks: tuple[AskedChange, ...] = changes_of(
        "shock",
        "NAME[=RESULT][@MONTH]",
        "Change a shock: accident, clash, strike, attack, collapse, washington_nerve, pyongyang_nerve, war, incident, "
        "election, dialogue, expiry, deal, tension or kim_type",
    )
    luck: tuple[AskedChange, ...] = changes_of("luck", "SLOT=VALUE@MONTH", "Change a random draw")
    span: str | None = option(
        or_none(TEXT),
        "Show these months.",
        None,
        flag="--months",
        form="FROM:TO",
        default="the decisive ones",
    )
    outcome: str = outcome(own=False)
    seed: int = seed()
    results: Results | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        from sim.analysis.counterfactual.changes import check_months

        check_months(self.changes, self.scenario)
        self.window()
        if self.results and self.world is not None and self.world >= self.results.study.worlds:
            remedy = f"Give a number from 0 to {self.results.study.worlds - 1}."
            raise UsageProblem(f"there is no world {self.world}", "world", remedy)

    @property
    def changes(self) -> tuple[AskedChange, ...]:
        """All changes to the world."""
        return (*self.policies, *self.moves, *self.levers, *self.shocks, *self.luck)

    def window(self) -> tuple[int, int] | None:
        """Return the first and last month to show, counted from 0; raises UsageProblem."""
        if self.span is None:
            return None
        from sim.analysis.counterfactual.changes import month_number

        first, colon, last = (part.strip() for part in self.span.partition(":"))
        location = f"months {self.span}"
        ends = (
            month_number(self.scenario, first, location),
            month_number(self.scenario, last if colon else first, location),
        )
        if ends[0] > ends[1]:
            raise UsageProblem("the first month comes after the last", location, "Write FROM:TO.")
        return ends


ANALYSIS = Analysis(
    "why",
    """
    Tell one world, and the single changes that avert its outcome.

    The answer is payoffs and the single changes that avert the outcome, lose-lose by default. In full it is every
    month and change: reviews with the expected payoff of each course, statements and actions with their chances.
    With a policy, move, lever, shock or random draw the same world is played with that change and the same random
    draws. A folder that a run has filled (in Python its results) is read instead of a scenario.
    """,
    WhyOptions,
    reads_studies=True,
    shell=(
        "sim why 2017-spring",
        "sim why 2017-spring --world 4 --policy washington=engagement -o twin",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> sim.why(spring, world=4, policies=["washington=engagement"]).scenario.name
    '2017-spring'
    """,
    local=True,
)
