"""Where an analysis of sensitivity comes from: a design that is played, or a study that is read."""

from __future__ import annotations

from sim.analysis.sensitivity import Design, analyse, morris_design, play, sobol_design, tornado
from sim.analysis.sensitivity.from_study import KINDS, check_factors, component_of, sample_of
from sim.analysis.sensitivity.index import salib
from sim.analysis.sensitivity.old_ranges import uncertainties_from
from sim.analysis.sensitivity.playing import check_worlds
from sim.analysis.sensitivity.report import INDEPENDENT, SHARED, Sensitivity, distributions, ranges
from sim.cli import options as opt
from sim.cli.progress import points_line
from sim.cli.reading import read_scenario
from sim.errors import UsageProblem
from sim.study.store.results import load_study


class Playing:
    """An analysis that plays a design of its own; all that can be wrong is checked before."""

    def __init__(
        self, source: str, changes: tuple[tuple[str, str], ...], factors: tuple[tuple[str, str], ...], method: str,
        points: int, second_order: bool, outcome: str, luck: str, worlds: int, seed: int, tornado_worlds: int,
        jobs: int,
    ) -> None:  # fmt: skip
        if method == "morris":
            salib("morris")
            if second_order:
                raise UsageProblem(
                    "Morris trajectories hold no pairs", "--second-order", "Leave it out, or use --method sobol."
                )
        self.scenario = read_scenario(source, changes)
        self.factors = uncertainties_from(factors, levers=True)
        if method == "morris":
            self.design: Design = morris_design(self.factors, points, seed)
        else:
            self.design = sobol_design(self.factors, points, seed, second_order)
        check_worlds(self.design.points, worlds)
        ends = 2 * len(self.factors) + 1
        opt.check_room(ends * tornado_worlds, f"--tornado-worlds {tornado_worlds}")
        self.outcome, self.luck, self.worlds, self.seed = outcome, luck, worlds, seed
        self.tornado_worlds, self.jobs = tornado_worlds, jobs
        self.key = (self.scenario.hash, self.factors, method, points, luck, worlds, seed, tornado_worlds)
        self.plan = (
            f"play {self.scenario.name} ({self.scenario.hash}): {method}, {len(self.factors)} factors and a dummy, "
            f"{self.design.points} points of {worlds} worlds and {ends} of {tornado_worlds} for the tornado, "
            f"seed {seed}"
        )

    def found(self, second_order: bool, resamples: int, shown: bool) -> Sensitivity:
        """Play the design and the tornado, and return what they tell."""
        with points_line(shown, self.outcome) as watch:
            sample = play(
                self.scenario, self.design, outcome=self.outcome, worlds=self.worlds, seed=self.seed,
                common=self.luck == "common", jobs=self.jobs, watch=watch,
            )  # fmt: skip
        ends = tornado(
            self.scenario, self.factors, outcome=self.outcome, worlds=self.tornado_worlds, seed=self.seed,
            jobs=self.jobs,
        )  # fmt: skip
        made = analyse(sample, seed=self.seed, resamples=resamples, second_order=second_order)
        return Sensitivity(self.scenario, self.seed, self.outcome, self.luck, ranges(self.factors), made, ends)


class Reading:
    """An analysis that reads the folder of a study."""

    def __init__(self, folder: str, factors: tuple[tuple[str, str], ...], outcome: str, method: str | None) -> None:
        self.results = load_study(folder)
        own = component_of(self.results)
        self.method = KINDS[own.kind]
        if method not in (None, self.method):
            raise UsageProblem(
                f"the study's design is one for {self.method}", f"--method {method}", "Leave --method out."
            )
        if self.method == "morris":
            salib("morris")
        for text, where in factors:
            if "=" in text:
                raise UsageProblem("a study has its ranges already", where, "Give the name alone.")
        self.names = tuple(dict.fromkeys(text.strip() for text, _ in factors))
        check_factors(self.results, own, self.names)
        self.results.check(outcome)
        self.outcome = outcome
        self.key = (self.results.hash, self.names)
        self.plan = f"read the study {self.results.study.name} ({self.results.hash}) in {folder}: {self.method}"

    def found(self, second_order: bool, resamples: int, shown: bool) -> Sensitivity:
        """Read the study and return what it tells."""
        study = self.results.study
        sample = sample_of(self.results, self.outcome, self.names)
        made = analyse(sample, seed=study.seed, resamples=resamples, second_order=second_order)
        luck = SHARED if study.luck == "common" else INDEPENDENT
        return Sensitivity(
            study.scenario, study.seed, self.outcome, luck, distributions(study.factors, sample.names), made,
            study=self.results.hash,
        )  # fmt: skip
