"""One scenario in many worlds: how both powers fare against the benchmark, how far worlds escalate,
how they end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Figures, Finding
from sim.analysis.run import RunOptions
from sim.core.estimate.interval import Estimate, mean_estimate, probability, wilson
from sim.core.estimate.writing import count_text, counted_text, number_text, percent_text
from sim.core.game.catalogue import CAPITALS, GIANTS
from sim.core.outcomes.outcomes import ASKABLE, FINAL_STATES, JOINT_OUTCOMES, RUNG_NAMES, WAR_LINE
from sim.core.outcomes.values import MARGIN
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import moved_start
from sim.study.estimate.distribution import Distributions
from sim.study.estimate.quantities import CAVEAT, Cell, Row, Table, amount, list_parts, share, words
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment
from sim.study.experiment.factor_text import titled
from sim.study.experiment.programs import seated_in
from sim.study.run.precision import WHOLE, rough, worlds_of_share
from sim.study.run.readings import (
    DRAWS,
    benchmark_table,
    kims,
    kims_alone,
    one_better,
    war_losses,
)
from sim.study.run.task import LOST
from sim.study.run.worlds import Run, run
from sim.study.store.results import Results

KAPPAS: Final = tuple(step / 20 for step in range(41))
SHARES: Final = ("", "share of worlds", "in words")


def ask(options: RunOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment of one cell: the scenario itself, with every outcome; None for worlds
    after a record.
    """
    return None if so_far or options.after else one_cell(options)


def one_cell(options: RunOptions) -> Experiment:
    """Return the scenario as an experiment of one cell, with the outcomes that are asked for."""
    names = options.outcomes or ASKABLE
    return grid_of(options.played, (), options.worlds, options.seed, names)


def find(options: RunOptions, results: Sequence[Results]) -> Finding:
    """Return the finding of a run; of some outcomes alone that of a sweep of one cell."""
    if options.after:
        return after_record(options)
    if options.outcomes:
        from sim.analysis.sweep.findings import SweepFinding

        return SweepFinding(results[0], options.outcomes)
    return RunFinding(
        options.played, results[0], results[0].run(jobs=options.desk.jobs), options=options
    )


def after_record(options: RunOptions) -> RunFinding:
    """Read a record, and play worlds that begin as it leaves them."""
    start, notes = options.after.begin(options.worlds, options.seed)
    desk = options.desk
    run_made = run(
        options.played,
        options.worlds,
        options.seed,
        jobs=desk.jobs,
        start=start,
        executor=desk.executor,
    )
    outcomes = {name: column for name, column in run_made.columns.items() if name != "failed"}
    keys = {"cell": np.zeros(options.worlds, dtype=np.int32), "world": outcomes["world"]}
    columns = keys | {"seed": np.full(options.worlds, options.seed, dtype=np.int64)} | outcomes
    lost = dict.fromkeys(np.flatnonzero(run_made.failed).tolist(), LOST)
    return RunFinding(
        options.played,
        Results(one_cell(options), [(columns, lost)]),
        run_made,
        tuple(notes),
        options,
    )


@dataclass(frozen=True, eq=False)
class RunFinding(Finding):
    """The outcomes of the worlds of one scenario."""

    analysis: ClassVar[str] = "run"
    outcome: ClassVar[str] = "lose_lose"
    asked: Scenario
    results: Results | None
    run: Run
    begun: tuple[str, ...] = ()
    """Where the worlds begin, in words, if it is not where the scenario says."""

    options: RunOptions | None = None
    """The options of the run; None for worlds that a function played."""

    @property
    def scenario(self) -> Scenario:
        """The scenario, with where its values came from."""
        return self.asked

    @property
    def seed(self) -> int:
        """The seed of the random draws."""
        return self.run.seed

    @cached_property
    def values(self) -> Distributions:
        """The distribution of the payoff to each capital over worlds."""
        return Distributions(
            {name.capitalize(): self.run.distribution(f"value_{name}") for name in CAPITALS}
        )

    def exported(self) -> Results | None:
        """Return the results whose worlds are exported."""
        return self.results

    def sentences(self) -> list[str]:
        """Return how both powers fare against the benchmark, how often worlds escalate, and how
        they mostly end.
        """
        run = self.run
        worse, better, hot, war = map(run.probability, (*JOINT_OUTCOMES, "crisis", "war"))
        ends = {name: run.probability(name) for name in FINAL_STATES}
        common = max(ends, key=lambda name: ends[name].value)
        worlds = f"{counted_text(run.worlds, 'world')} of “{titled(self.scenario)}”"
        first = "Washington and Beijing both do worse than in the benchmark in"
        by_kim = [
            f"{percent_text(float(run.sound['lose_lose'][among].mean()), 0)} if {name.split()[0]}"
            for name, among in kims_alone(run.sound).items()
        ]
        return [
            f"{first} {share(worse).text()} of {worlds}.",
            *([f"By type of Kim it is {list_parts(by_kim)}."] if by_kim else []),
            f"Both do better in {share(better).text()}.",
            f"There is a crisis, tension of 5 or more, in {share(hot).text()}, and war in {share(war).text()}.",
            f"Most often a world ends as {common}, in {share(ends[common]).text()}.",
            *self.missed,
        ]

    @property
    def missed(self) -> list[str]:
        """A sentence for each program that gave no move in some months."""
        return [
            faults.sentence
            for faults in seated_in(self.scenario, self.run.columns)
            if faults.missed
        ]

    def setting(self) -> str:
        """Return scenario, size, seed and units in one line."""
        worlds = counted_text(self.run.worlds, "world")
        return f"{titled(self.scenario)} · {worlds} · seed {self.seed} · payoffs in months"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the figures of lose-lose, of both powers by type of Kim, and of how worlds end."""
        worse = share(self.run.probability("lose_lose")).text()
        sentence = f"Both powers do worse (lose-lose) in {worse} of worlds. Brackets: 95 %."
        return [sentence, *self.missed], [self.kim_table(), self.ends_table()]

    def kim_table(self) -> Table:
        """Return how often each power does worse or better than in the benchmark, and its mean
        payoff, by type of Kim.
        """
        columns, among = self.run.sound, kims_alone(self.run.sound) or kims(self.run.sound)
        flags = {
            "lose-lose: both worse": columns["lose_lose"],
            "win-win: both better": columns["win_win"],
        }
        flags |= one_better(columns, war_losses(self.scenario))
        rows: list[tuple[Cell, ...]] = [
            (name, *(share(probability(flag[chosen])) for chosen in among.values()))
            for name, flag in flags.items()
        ]
        for name in GIANTS:
            means = [mean_estimate(columns[f"value_{name}"][chosen]) for chosen in among.values()]
            cells = [f"{number_text(x.value, 1)} ± {number_text(x.half_width, 1)}" for x in means]
            rows.append((self.run.catalogue.label(f"value_{name}"), *cells))
        return Table("by_kim", "", ("against the benchmark", *among), rows)

    def ends_table(self) -> Table:
        """Return how worlds end, two ends a row."""
        shares_of = {name: share(self.run.probability(name)) for name in FINAL_STATES}
        shares_of["crisis on the way"] = share(self.run.probability("crisis"))
        cells = list(shares_of.items())
        rows: list[tuple[Cell, ...]] = [
            (*left, *right) for left, right in zip(cells[0::2], cells[1::2], strict=True)
        ]
        return Table("first", "", ("ends as", "share of worlds") * 2, rows)

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next: why, compare, and all tables."""
        other = "dual-track" if self.scenario.name != "dual-track" else "2017-spring"
        return f"sim why {scenario}", f"sim compare {scenario} {other}", "add --full"

    def tables(self) -> list[Table]:
        """Return tables of both powers by Kim's type, rungs, final states, flags, failed goals and
        payoffs.
        """
        run, columns = self.run, self.run.sound
        rungs = np.bincount(columns["rung"], minlength=len(RUNG_NAMES)).tolist()
        climbed = {
            name: wilson(count, sum(rungs))
            for (name, _), count in zip(RUNG_NAMES, rungs, strict=True)
        }
        ends = {name: run.probability(name) for name in FINAL_STATES}
        flags = {
            run.catalogue.label(name): run.probability(name) for name in run.catalogue.table_flags
        }
        losing = {
            run.catalogue.label(f"loses_{name}"): run.probability(f"loses_{name}")
            for name in GIANTS
        }
        lost = int(np.count_nonzero(columns["goals_failed_both"]))
        hanging = [
            (
                run.catalogue.label(name),
                share(wilson(round(part * lost), lost)) if lost else "none",
            )
            for name, part in run.hanging_on().items()
        ]
        together = [
            ("worlds without war" if apart else "all worlds", amount(estimate), estimate.n)
            for apart in (False, True)
            for estimate in [run.payoff_correlation(without_war=apart)]
        ]
        return [
            benchmark_table(columns, losses=war_losses(self.scenario)),
            Table(
                "rungs",
                "How far worlds escalate",
                SHARES,
                shares(dict(reversed(climbed.items()))),
                main=True,
            ),
            Table("ends", "How worlds end: each in one way", SHARES, shares(ends), main=True),
            self.values.table("values", "Value of a world, in months of payoff", main=True),
            Table("on_the_way", "Events on the way: these overlap", SHARES, shares(flags)),
            Table(
                "quadrants",
                "Powers that fail their own goals",
                SHARES,
                shares(losing | run.quadrants()),
            ),
            Table(
                "goals",
                "Goals on which the failure of both depends",
                ("", "none of it, had the goal been kept"),
                hanging,
            ),
            Table(
                "correlation",
                "Rank correlation of the values to Washington and Beijing",
                ("", "", "n"),
                together,
            ),
            self.outcome_table(),
            self.kappa_table(),
        ]

    def outcome_table(self) -> Table:
        """Return every outcome by its name: the share of worlds of an event, the mean of a number."""
        run = self.run
        rows: list[Row] = [(name, share(run.probability(name))) for name in run.catalogue.flags]
        rows += [(name, amount(run.mean(name))) for name in run.catalogue.numbers]
        return Table("outcomes", "Every outcome", ("", "share or mean"), rows, sheet=True)

    def kappa_table(self) -> Table:
        """Return the share of lose-lose against a start that lasted, by the loss that counts."""
        curve = zip(KAPPAS, self.run.kappa_curve(KAPPAS), strict=True)
        rows: list[Row] = [(kappa, share(estimate)) for kappa, estimate in curve]
        caption = "Lose-lose by value, by the loss that counts in costs of a limited war"
        return Table("kappa_curve", caption, ("kappa", "share of worlds"), rows, sheet=True)

    def figures(self) -> Figures:
        """Return the pictures of a run."""
        from sim.show import months, spread
        from sim.show.timeline import timeline

        kinds = (spread.outcomes, spread.ridges, months.fan, timeline)
        return {draw.__name__: partial(draw, self.run) for draw in kinds}

    def notes(self) -> list[str]:
        """Return how the numbers were made, and how far the failure of both powers' goals depends
        on thresholds.
        """
        run, s, around = self.run, self.scenario, self.run.goals_failed_both_range
        worse = run.probability("lose_lose")
        failed = int(run.failed.sum())
        return [
            f"{s.title} ({s.name}): {counted_text(run.worlds, 'world')} of {s.months} months from {s.start}, seed "
            f"{run.seed}. Intervals: 95 %, Wilson's for shares and Student's for means; sampling error only.",
            run.mostly(),
            "Against the benchmark: Washington held to engagement, Beijing to enforcement, with the same random draws "
            f"and Kim; worse or better by more than {percent_text(MARGIN)} of the cost of a limited war to each.",
            f"Both fail their goals in {percent_text(around.low)} to {percent_text(around.high)} of the same worlds "
            f"over {DRAWS} joint draws of the thresholds of the goals (5 to 95 %).",
            f"The share of lose-lose is known to ± {number_text(100.0 * worse.half_width, 1)} points, and to half a "
            f"per cent from {rough(worlds_of_share(worse, WHOLE))} worlds on: --precision {WHOLE:g}.",
            *([f"{count_text(failed)} worlds failed and are left out."] if failed else []),
            *(
                f"{name}: {text}"
                for name in (*FINAL_STATES, *JOINT_OUTCOMES)
                if (text := run.probability(name).warning)
            ),
        ]

    def caveats(self) -> list[str]:
        """Return the caveats: the run is no forecast, the record only bounds P(war), and where
        worlds begin.
        """
        moved = "" if self.begun or self.run.start else moved_start(self.scenario)
        return [CAVEAT, WAR_LINE, *([moved] if moved else []), *self.begun]


def shares(estimates: Mapping[str, Estimate]) -> list[Row]:
    """Return the rows of a table of shares: a name, the share, and its word of estimative
    probability.
    """
    return [
        (name, share(estimate), words(estimate.low, estimate.high))
        for name, estimate in estimates.items()
    ]
