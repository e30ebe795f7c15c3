"""Results of a search for a box, and whether it found anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.discovery import DiscoveryOptions, sample as samples
from sim.analysis.discovery.peel import clauses, limit_text, quasi_ps
from sim.analysis.finding import Finding, check_happens
from sim.core.base.arrays import Whole
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import count_text, p_text, percent_text
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.outcomes.outcomes import label_of, name_of
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.quantities import Row, Table, list_parts, share
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.design import design_of, hypercube_of, size_of, values_of
from sim.study.run.readings import names_beside, shown_with
from sim.study.store.parts import failed_in
from sim.study.store.results import Results, no_part_yet

LEVEL: Final = 0.05
RARE: Final = 0.1
"""Categories kept in no larger share of the resamples are not listed, since resampling alone gives
such shares.
"""

MEASURES: Final = {
    "density": "share of the box's worlds with the outcome",
    "coverage": "share of all such worlds in the box",
    "mass": "share of the points in the box",
    "overall": "share of all worlds with the outcome",
}


@dataclass(frozen=True, eq=False)
class DiscoveryFinding(Finding):
    """A box with its measures, its evidence and its robustness; `quasi` has a quasi-p for each
    limit of the box.

    `beside` has the measures of the box for the outcomes that are always shown with the main one.
    """

    analysis: ClassVar[str] = "discovery"
    sample: samples.LeverSample
    rule: samples.BoxRule
    fit: samples.PeelFit
    measures: samples.Measures
    quasi: tuple[float, ...]
    shuffled: samples.Shuffled
    held_out: samples.HeldOut
    steadiness: Sequence[samples.Steadiness]
    resamples: int
    beside: Mapping[str, samples.Measures] = field(default_factory=dict)

    @property
    def options(self) -> samples.LeverSample:
        """The points, which hold the scenario and the seed."""
        return self.sample

    @property
    def sizes(self) -> list[str]:
        """How many points there are, of how many worlds, and over what."""
        sample = self.sample
        factors = f"{len(sample.factors)} factors ({sample.source})"
        return [f"{count_text(sample.points)} points of {sample.worlds_text} over {factors}"]

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why nothing is found, in words; empty if a box is found."""
        doubts = []
        if not self.fit.box.limits:
            doubts.append("no limit is surer than the many that were tried would give by chance")
        if self.shuffled.p > LEVEL:
            doubts.append(
                f"shuffled outcomes give as good a box in {self.shuffled.reached} of {self.shuffled.shuffles} cases"
            )
        if self.held_out.measures is None:
            doubts.append("one half of the points gives no box to try on the other")
        elif self.held_out.p > LEVEL:
            doubts.append(
                "the box of one half of the points is no denser than chance on the other half"
            )
        return tuple(doubts)

    @property
    def found(self) -> bool:
        """Whether there is a box that is better than those of shuffled outcomes and that holds on
        the other half.
        """
        return not self.doubts

    @property
    def dense_enough(self) -> bool:
        """Whether the box is as dense as the rule asks."""
        return self.fit.density >= self.rule.density

    def sentences(self) -> list[str]:
        """Return the box in plain words, or that nothing was found."""
        return holding(self) if self.found else nothing(self)

    def tables(self) -> list[Table]:
        """Return the limits of the box and its measures if there is one, and the factors that
        resampled points restrict.
        """
        tables = [self.box_table(), self.measure_table()] if self.found else []
        return [*tables, self.steady_table(), self.path_table(), self.factor_list()]

    def path_table(self) -> Table:
        """Return the boxes of the path from the whole space to the smallest, for files."""
        first = self.fit.path[0]
        rows: list[Row] = [
            (
                number,
                float(box.happened / first.happened),
                float(box.density),
                int(box.points),
                ", ".join(self.sample.factors[place].name for place in sorted(box.box.restricted)),
            )
            for number, box in enumerate(self.fit.path)
        ]
        heads = ("step", "coverage", "density", "points", "restricted")
        return Table("path", "The path of boxes", heads, rows, sheet=True)

    def factor_list(self) -> Table:
        """Return the factors of the points, for files."""
        rows = [(factor.name,) for factor in self.sample.factors]
        return Table("factors", "The factors", ("",), rows, sheet=True)

    def box_table(self) -> Table:
        """Return each limit of the box with its quasi-p and its spread over resampled points."""
        rows: list[Row] = []
        for limit, p in zip(self.fit.box.limits, self.quasi, strict=True):
            factor, steady = self.sample.factors[limit.factor], self.steadiness[limit.factor]
            often = (
                f"{name} in {share(estimate).text()}"
                for name, estimate in steady.kept.items()
                if estimate.value > RARE
            )
            spread = (
                ", ".join(often)
                if limit.side == "kept"
                else spread_text(steady.above if limit.side == "low" else steady.below, factor)
            )
            rows.append(
                (f"{factor.name} {limit.said(factor)}", p_text(p), share(steady.restricted), spread)
            )
        heads = ("", "quasi-p", "restricted in resamples", "limit in resamples")
        return Table(
            "box", f"The box in which {label_of(self.sample.outcome)} is likely", heads, rows, True
        )

    def measure_table(self) -> Table:
        """Return the measures of the box on all points, and those of a box of one half on the other
        half.
        """
        other = self.held_out.measures
        assert other is not None
        rows: list[Row] = []
        for name, meaning in MEASURES.items():
            here, there = getattr(self.measures, name), getattr(other, name)
            rows.append((name, share(here), share(there) if there else "no point", meaning))
        counts = [len(box.restricted) for box in (self.fit.box, self.held_out.box)]
        for name, also in self.beside.items():
            inside = share(also.density) if also.density else "no point"
            rows.append(
                (
                    label_of(name),
                    inside,
                    "",
                    f"share of the box's worlds; of all {share(also.overall).text()}",
                )
            )
        rows.append(("restricted", *counts, f"factors, of {len(self.sample.factors)}"))
        heads = (
            "",
            "this box, on the points it was fitted to",
            "a box of one half, on the other half",
            "meaning",
        )
        return Table("measures", "How good the box is", heads, rows, True)

    def steady_table(self) -> Table:
        """Return how often the box of resampled points restricts each factor, the most often
        first.
        """
        order = sorted(self.steadiness, key=lambda steady: -steady.restricted.value)
        rows = [(steady.factor, share(steady.restricted)) for steady in order]
        return Table(
            "steadiness",
            f"Restricted in {self.resamples} resamples of points",
            ("", "restricted in"),
            rows,
        )

    def notes(self) -> list[str]:
        """Return the source of the points, and the results for shuffled outcomes and for the other
        half.
        """
        sample, test = self.sample, self.shuffled
        notes = [
            *super().notes(),
            *sample.notes,
            f"Shuffled outcomes: the best box of the path holds {test.excess:.0f} more than expected by chance; "
            f"with shuffled outcomes {test.median_excess_of_shuffles:.0f} (median), as many in "
            f"{test.reached} of {test.shuffles}: p {p_text(test.p)}.",
        ]
        if self.held_out.measures is not None:
            p = p_text(self.held_out.p)
            notes.append(
                f"Held out: the box of one half is denser than overall on the other half, p = {p}."
            )
        notes.append(
            f"Intervals: {self.measures.coverage.method} 95 %; of the mass, Wilson 95 % over the points."
        )
        return notes

    def files(self) -> Mapping[str, str]:
        """Return the points as a CSV table: factors, hits, worlds, and whether the point lies in
        the box.
        """
        import pandas as pd

        sample = self.sample
        columns = {
            factor.name: np.array(factor.labels)[column.astype(np.intp)]
            if factor.labels
            else column
            for factor, column in zip(sample.factors, sample.values.T, strict=True)
        }
        counts = {
            "hits": sample.hits,
            "worlds": sample.worlds,
            "in_box": self.fit.box.holds(sample.values).astype(int),
        }
        frame = pd.DataFrame({"point": range(sample.points), **columns, **counts})
        return {"points.csv": frame.to_csv(index=False, lineterminator="\n")}


def find(options: DiscoveryOptions, results: Sequence[Results]) -> DiscoveryFinding:
    """Return the box in which the outcome is likely, over the points played or read."""
    sample = sample_of(options, results)
    rule = samples.BoxRule(options.density, options.most, options.mass)
    read = results[0] if options.results is None else options.results
    names = [name for name in names_beside(options.outcome) if name in read.kept]
    beside = {name: points_in(replace(options, outcome=name), read) for name in names}
    return search_box(
        sample, rule, resamples=options.resamples, shuffles=options.shuffles, beside=beside
    )


def search_box(
    sample: samples.LeverSample,
    rule: samples.BoxRule | None = None,
    *,
    resamples: int,
    shuffles: int,
    beside: Mapping[str, samples.LeverSample] | None = None,
) -> DiscoveryFinding:
    """Return the box of a sample in which the outcome is likely, with the evidence for and against
    it.
    """
    rule = rule or samples.BoxRule()
    peeled = samples.fit(sample, rule)
    sure = tuple(quasi_ps(sample.values, sample.share, peeled.box))
    return DiscoveryFinding(
        sample,
        rule,
        peeled,
        samples.measure_box(sample, peeled.box),
        sure,
        samples.shuffle_outcomes(sample, rule, shuffles, sample.seed),
        samples.held_out(sample, rule),
        samples.steadiness(sample, rule, resamples),
        resamples,
        {
            name: samples.measure_box(points, peeled.box)
            for name, points in (beside or {}).items()
            if points.hits.any()
        },
    )


def noun(outcome: OutcomeOrName) -> str:
    """Return the worlds of an outcome: "lose-lose worlds", "worlds with war"."""
    return (
        f"{label_of(outcome)} worlds"
        if name_of(outcome) == "lose_lose"
        else f"worlds with {label_of(outcome)}"
    )


def verb(outcome: OutcomeOrName) -> str:
    """Return the verb phrase for the worlds of an outcome: "are lose-lose", "see war"."""
    return f"{'are' if name_of(outcome) == 'lose_lose' else 'see'} {label_of(outcome)}"


def as_text(estimate: Estimate) -> str:
    """Return a share with its interval and n."""
    return f"{share(estimate).text()}, n = {count_text(estimate.n)}"


def holding(finding: DiscoveryFinding) -> list[str]:
    """Return the box in plain words, the precision of its numbers, and the result for the other
    half.
    """
    sample, m, other = finding.sample, finding.measures, finding.held_out.measures
    assert m.density is not None
    assert other is not None
    assert other.density is not None
    box, part = list_parts(clauses(finding.fit.box, sample.factors)), m.coverage.value
    share_text = f"{round(10 * part)} of 10" if 0.1 <= part < 0.95 else f"{percent_text(part)} of"
    # Outcomes that are always shown with the main one.
    also = "".join(
        f" There is {label_of(name)} in {share(measures.density).text()} there against "
        f"{share(measures.overall).text()}."
        for name, measures in finding.beside.items()
        if measures.density
    )
    sentences = [
        f"{share_text} {noun(sample.outcome)} have {box}; {percent_text(m.density.value)} of worlds "
        f"there {verb(sample.outcome)} against {percent_text(m.overall.value)} overall.{also}",
        f"A box found on one half of the points has a coverage of {as_text(other.coverage)} on the other half.",
        f"Its density there is {as_text(other.density)}, against {share(other.overall).text()} overall.",
    ]
    if not finding.dense_enough:
        density = percent_text(finding.rule.density)
        sentences.append(f"No box is as dense as {density}; this is the likeliest one.")
    return sentences


def nothing(finding: DiscoveryFinding) -> list[str]:
    """Return that nothing was found, and why."""
    sample, count = finding.sample, len(finding.sample.factors)
    also = "".join(
        f", {label_of(name)} {share(measures.overall).text()}"
        for name, measures in finding.beside.items()
    )
    things = f"these {count} factors" if count > 1 else "this one factor"
    return [
        f"Nothing found: no box over {things} holds more {noun(sample.outcome)} than chance would put there.",
        f"Why: {'; '.join(finding.doubts)}.",
        f"Overall {as_text(finding.measures.overall)}{also}. With so many points a weak dependence can be missed.",
    ]


def spread_text(place: Estimate | None, factor: Factor) -> str:
    """Return the median of a limit over the resamples, its middle 95 %, and the number of resamples
    with that limit.
    """
    if place is None:
        return "in none"
    middle, low, high = (
        limit_text(value, factor) for value in (place.value, place.low, place.high)
    )
    return f"{middle} ({low} to {high}), n = {place.n}"


TANGLED: Final = ("saltelli",)
"""Designs whose points repeat one another's values, so that two halves of them are not
independent.
"""


def ask(options: DiscoveryOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every point in worlds of its own; None if a study is read."""
    if options.results is not None or so_far:
        return None
    columns = hypercube_of(
        options.factors, options.points, generator(options.seed, Stream.HYPERCUBE)
    )
    replicate_blocks, outcomes = np.arange(options.points), shown_with(options.outcome)
    return points_of(
        options.scenario,
        options.factors,
        columns,
        replicate_blocks,
        options.worlds,
        options.seed,
        outcomes,
    )


def options_of_study(
    results: Results,
    outcome: OutcomeOrName = "lose_lose",
    factors: Sequence[str] = (),
    **asked: Any,
) -> DiscoveryOptions:
    """Return the options for the cells of a study that have been run; `factors` names those of its
    factors to use.

    Raises UsageProblem for an outcome that it did not keep or a factor that it does not have, and
    DataProblem for too few cells.
    """
    outcome_kept = results.kept_outcome(outcome)
    study, run = (
        results.study,
        sum(int(np.unique(columns["cell"]).size) for columns, _ in results.whole_cells([])),
    )
    if not run:
        raise no_part_yet(results.place)
    if run < samples.LEAST_POINTS:
        remedy = f"Give {samples.LEAST_POINTS} points or more."
        raise DataProblem(f"{run} points are too few to look for a box in", f"{run} points", remedy)
    asked_for = list(map(study.factor, factors))
    used = tuple(factor for factor in study.factors if not asked_for or factor in asked_for)
    return DiscoveryOptions(
        study.scenario,
        used,
        run,
        study.worlds,
        study.seed,
        outcome_kept,
        read=f"{results.hash}, {run} cells",
        results=results,
        **asked,
    )


def sample_of(options: DiscoveryOptions, results: Sequence[Results]) -> samples.LeverSample:
    """Return the points with the frequency of the outcome at each; raises DataProblem if nothing
    can be found.
    """
    read = options.results
    sample = points_in(options, results[0] if read is None else read)
    if not any(np.ptp(column) > 0.0 for column in sample.values.T):
        raise DataProblem(
            "no factor varies over these points", sample.source, "Give a study with factors."
        )
    remedy = "Name another outcome, more points, or wider ranges."
    check_happens(options.outcome, sample.share, int(sample.worlds.sum()), sample.source, remedy)
    return sample


def points_in(options: DiscoveryOptions, results: Results) -> samples.LeverSample:
    """Return the cells that have been run as points; worlds that failed are left out."""
    study = results.study
    cells = design_of(study).cells
    common = study.luck == "common"
    outcomes = np.full((cells, study.worlds), -1, dtype=np.int8) if common else None
    hits, worlds = (np.zeros(cells, dtype=np.int64) for _ in range(2))
    for columns, failures in results.parts():
        sound = ~failed_in(columns, failures)
        cell = columns["cell"][sound].astype(np.int64)
        happened = results.catalogue.flag(columns, options.outcome)[sound]
        np.add.at(hits, cell, happened)
        np.add.at(worlds, cell, 1)
        if outcomes is not None:
            outcomes[cell, columns["world"][sound]] = happened
    run = np.flatnonzero(worlds)
    source = "Latin hypercube" if options.results is None else f"the study '{study.title}'"
    notes = () if options.results is None else notes_of(study, int(run.size), cells)
    return samples.LeverSample(
        options.scenario,
        options.seed,
        options.outcome,
        options.factors,
        values_of(study, options.factors),
        hits,
        worlds,
        source,
        outcomes,
        drawn_as_one(study),
        notes,
    ).taken(run)


def drawn_as_one(study: Experiment) -> Whole | None:
    """Return for each cell the number of its group of cells that were drawn together; None if each
    cell was drawn by itself.

    For crossed designs a group is a point of the largest, whose values other cells repeat; for a
    table whose points share replicate blocks it is the replicate block.
    """
    components = study.components
    if len(components) > 1:
        largest = max(range(len(components)), key=lambda place: size_of(components[place]))
        return design_of(study).points[largest].astype(np.int64)
    replicate_blocks = (
        components[0].get("points").replicate_blocks if study.luck == "replicate_blocks" else None
    )
    return (
        None
        if replicate_blocks is None or np.unique(replicate_blocks).size == replicate_blocks.size
        else np.asarray(replicate_blocks, dtype=np.int64)
    )


def notes_of(study: Experiment, run: int, cells: int) -> tuple[str, ...]:
    """Return the limitations of the points of a study."""
    notes = []
    if run < cells:
        notes.append(f"Only {run} of {cells} cells have been run so far.")
    if any(component.kind in TANGLED for component in study.components):
        notes.append(
            "Points of this design repeat one another's values: the two halves are not independent."
        )
    if drawn_as_one(study) is not None:
        notes.append(
            "Points that repeat the values of one design point are halved and resampled together."
        )
    if study.luck == "common":
        notes.append(
            "All points share the random draws of their worlds: intervals cover points and worlds."
        )
        if study.worlds == 1:
            notes.append("Those draws are of one world only: another world may give another box.")
    return tuple(notes)
