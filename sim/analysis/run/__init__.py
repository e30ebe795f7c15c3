"""A run: one scenario in many worlds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from sim.analysis.catalogue import module_in
from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.core.base.months import month_after
from sim.options import (
    MONTH,
    MOST_WORLDS,
    InWorkspace,
    file,
    option,
    or_none,
    outcomes_alone,
    precision,
    seed,
    worlds,
)

if TYPE_CHECKING:
    from sim.core.scenario import Scenario


@dataclass(frozen=True)
class RunOptions(InWorkspace):
    """The options of a run: a scenario, the number of worlds and the seed.

    With `after`, worlds begin in the state that is estimated from a record, and the scenario is
    that of the record, changed or not.
    """

    scenario: Scenario | None
    worlds: int = worlds(2000, high=MOST_WORLDS)
    seed: int = seed()
    precision: float | None = precision("the share of lose-lose", "from_record")
    from_record: str | None = option(
        or_none(MONTH), "Begin after a month of the record, as it is known.", None, form="MONTH"
    )
    record: Any = file(
        "Record", "Another record, a CSV file; with --from-record.", "the record that ships"
    )
    outcomes: tuple[str, ...] = outcomes_alone()
    after: Any = None
    """What begins worlds from a record: its `scenario`, the `last` month read, and `begin`, which
    starts them.
    """

    outcome: ClassVar[str] = "lose_lose"
    """The outcome whose precision is asked for."""

    def __post_init__(self) -> None:
        super().__post_init__()
        after: Any = self.after
        if self.from_record and not after:
            from_record: Any = module_in("sim.history", ".from_record")
            after = from_record.Reading.of(self.record, self.from_record, self.seed)
        if after:
            from sim.core.runs.inputs import check_begun

            self.put(after=replace(after, desk=self.desk), scenario=self.scenario or after.scenario)
            check_begun(self.played, month_after(after.last, 1))
        if self.precision is not None:
            from sim.study.run.precision import enough

            worlds = enough([self.played], [self.seed], self.outcome, self.precision)
            self.put(worlds=worlds, precision=None)

    def __repr__(self) -> str:
        # Without a record the text must not change: folders of results identify their run by it.
        after = f", after={self.after!r}" if self.after else ""
        after += f", outcomes={self.outcomes!r}" if self.outcomes else ""
        return (
            f"RunOptions(scenario={self.scenario!r}, worlds={self.worlds}, seed={self.seed}{after})"
        )

    @property
    def plays_more(self) -> bool:
        """Only worlds after a record are no experiment."""
        return self.after is not None

    @property
    def played(self) -> Scenario:
        """The scenario, which is known by now."""
        assert self.scenario is not None
        return self.scenario

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse all but one thing to begin from; raises UsageProblem."""
        if getattr(asked, "after", None) is None:
            if asked.scenario is None and asked.from_record is None:
                what, remedy = (
                    "SCENARIO is missing",
                    "Write sim run [OPTIONS] SCENARIO, or give --from-record.",
                )
                raise UsageProblem(what, "sim run", remedy)
            if asked.scenario is not None and asked.from_record is not None:
                what, remedy = (
                    "there are two things to begin from",
                    "Leave out the scenario, or this.",
                )
                raise UsageProblem(what, "from_record", remedy)
        if asked.record is not None and asked.from_record is None:
            remedy = "Give --from-record in the place of the scenario."
            raise UsageProblem("a scenario reads no record", "record", remedy)


ANALYSIS = Analysis(
    "run",
    """
    Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With -o, every world, the tables, the figures and a manifest are written there. With --from-record in the place
    of a scenario, worlds begin as the record to that month leaves them, each with its own parameters, courses and Kim.
    """,
    RunOptions,
    least=0,
    shell=(
        "sim run 2017-spring",
        "sim run 2017-spring --precision 0.01",
        "sim run --from-record 2019-12 --set washington.policy=engagement",
    ),
)
