"""A run: one scenario in many worlds, its outcomes, and its states and moves on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim.errors import UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.study.draws import Draws, block_of
from sim.study.estimate import Estimate, mean_estimate, normal_quantile, probability
from sim.study.runner import BATCH, Columns, Progress, outcomes_of, recorded
from sim.study.seed import checked_seed
from sim.world.door import Intervention
from sim.world.outcomes import FINAL_STATES, losing_line, plain_name
from sim.world.parameters import assemble
from sim.world.recorder import RECORDABLE, checked_names
from sim.world.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MOST_VALUES: Final = 10_000_000
MOST_WORLDS: Final = 100_000_000
FLAGS: Final = (
    "war", "major_war", "limited_war", "inadvertent_war", "collapse", "denuclearisation", "crisis", "ever_freeze",
    "freeze_12", "lose_lose", "lose_lose_event",
)  # fmt: skip
QUADRANTS: Final = ("both lose", "only Washington loses", "only Beijing loses", "neither loses")


class Replay(Mapping[str, npt.NDArray[Any]]):
    """States or moves of a run by name; what was not recorded is replayed on first use."""

    def __init__(self, run: Run, names: Sequence[str], kept: Columns) -> None:
        self._run, self._names, self._kept = run, tuple(names), kept

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._names:
            raise KeyError(f"{name!r}: known names are {', '.join(self._names)}")
        if name not in self._kept:
            self._run.replay(name)
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Run:
    """The worlds of one scenario under one seed.

    `outcomes` is a pandas table with a row a world; `state[name]` an array `(months + 1, worlds)`, NaN after the end;
    `actions[capital]` an array `(months, worlds)` of move numbers, −1 after the end.
    """

    def __init__(
        self, scenario: Scenario, seed: int, columns: Columns, interventions: Sequence[Intervention] = (),
        state: Columns | None = None, moves: Columns | None = None, first_world: int = 0, draws: Draws | None = None,
    ) -> None:  # fmt: skip
        self.scenario = scenario
        self.seed = seed
        self.columns = columns
        self.worlds = int(columns["world"].size)
        self.interventions = tuple(interventions)
        self.first_world = first_world
        self.draws = draws
        self._state, self._moves = state or {}, moves or {}
        self.state = Replay(self, [name for name in RECORDABLE if name not in CAPITALS], self._state)
        self.actions = Replay(self, CAPITALS, self._moves)
        self._table: pd.DataFrame | None = None

    @property
    def outcomes(self) -> pd.DataFrame:
        """The outcomes as a pandas table, a row a world; `final_state` is a category of names."""
        if self._table is None:
            self._table = table_of(self.columns)
        return self._table

    def flag(self, outcome: str) -> npt.NDArray[np.bool_]:
        """Return where an outcome happened, `(worlds,)`: a flag, or a final state by name."""
        return flag_of(self.columns, outcome)

    def probability(self, outcome: str, level: float = 0.95) -> Estimate:
        """Return the probability of an outcome with its Wilson interval; raises UsageProblem for an unknown name."""
        return probability(self.flag(outcome), level)

    def mean(self, column: str, level: float = 0.95) -> Estimate:
        """Return the mean of a column of numbers with its t interval; raises UsageProblem for an unknown name."""
        if column in FLAGS:
            return self.probability(column, level)
        if column not in self.columns or column in ("final_state", "world"):
            raise UsageProblem(
                f"there is no outcome '{column}'",
                column,
                f"Use a known outcome.{nearest(column, self.columns)}",
            )
        return mean_estimate(self.columns[column].astype(np.float64), level)

    def losses(self) -> dict[str, npt.NDArray[np.float64]]:
        """Return what Washington and Beijing lost as shares of a limited war's loss: above κ it counts as losing."""
        own = block_of(self.scenario, self.first_world, self.worlds, self.draws)
        line = losing_line(assemble([own.values()], [self.worlds]), self.scenario.months)
        # A limited war that costs nothing makes any loss infinitely many of it.
        with np.errstate(divide="ignore", invalid="ignore"):
            return {capital: -self.columns[f"delta_{capital}"] / line[capital] for capital in ("washington", "beijing")}

    def kappa_curve(self, thresholds: Sequence[float], level: float = 0.95) -> list[Estimate]:
        """Return the probability of lose-lose at each threshold κ: the share is mostly a choice of threshold."""
        losses = self.losses()
        worse = np.minimum(losses["washington"], losses["beijing"])
        return [probability(worse > threshold, level) for threshold in thresholds]

    def quadrants(self, level: float = 0.95) -> dict[str, Estimate]:
        """Return how likely it is that both, one or neither of Washington and Beijing lose."""
        threshold = self.scenario.value("lose_lose_threshold")
        losses = self.losses()
        us, china = losses["washington"] > threshold, losses["beijing"] > threshold
        shares = (us & china, us & ~china, ~us & china, ~us & ~china)
        return {name: probability(share, level) for name, share in zip(QUADRANTS, shares, strict=True)}

    def payoff_correlation(self, without_war: bool = False) -> float:
        """Return the correlation of the changes of value of Washington and Beijing; NaN where one does not vary."""
        kept = ~self.columns["war"] if without_war else np.ones(self.worlds, dtype=bool)
        us, china = self.columns["delta_washington"][kept], self.columns["delta_beijing"][kept]
        if us.size < 2 or not us.std() or not china.std():
            return float("nan")
        return float(np.corrcoef(us, china)[0, 1])

    def payoff_correlation_estimate(self, without_war: bool = False, level: float = 0.95) -> Estimate:
        """Return that correlation with its interval by Fisher's z; NaN where it is not defined.

        Source: Fisher 1921, Metron 1:3. War losses have heavy tails, so that with wars the interval is rough.
        """
        n = int(np.count_nonzero(~self.columns["war"])) if without_war else self.worlds
        value = self.payoff_correlation(without_war)
        if n < 4 or not abs(value) < 1.0:
            return Estimate(value, -1.0, 1.0, n, "Fisher z", level)
        reach = normal_quantile(level) / np.sqrt(n - 3)
        low, high = (float(np.tanh(np.arctanh(value) + side * reach)) for side in (-1, 1))
        return Estimate(value, low, high, n, "Fisher z", level)

    def regret(self, reference: Run) -> npt.NDArray[np.bool_]:
        """Return where both are worse off than in the same world of a reference run.

        Raises UsageProblem if the two runs do not share their luck.
        """
        if (self.seed, self.worlds, self.first_world) != (
            reference.seed,
            reference.worlds,
            reference.first_world,
        ):
            raise UsageProblem(
                "the two runs do not share their luck", "regret", "Run both with the same seed and worlds."
            )
        worse = [self.columns[f"value_{c}"] < reference.columns[f"value_{c}"] for c in ("washington", "beijing")]
        return worse[0] & worse[1]

    def replay(self, name: str) -> None:
        """Run the worlds again and keep the states and moves; raises UsageProblem if they would be too many."""
        rows = (self.scenario.months + 1) * self.worlds
        if rows > MOST_VALUES:
            raise UsageProblem(
                f"'{name}' would hold {rows:,} values", f"a run of {self.worlds:,} worlds",
                f'Ask for it when you run: sim.run(..., record=["{name}"]).',
            )  # fmt: skip
        names = RECORDABLE if rows * len(RECORDABLE) <= MOST_VALUES else (name,)
        state, moves = recorded(
            self.scenario,
            self.worlds,
            self.seed,
            names,
            first_world=self.first_world,
            interventions=self.interventions,
            draws=self.draws,
        )
        self._state.update(state)
        self._moves.update(moves)


def table_of(columns: Columns) -> pd.DataFrame:
    """Return outcome columns as a pandas table; the columns are shared, not copied."""
    import pandas as pd

    shown: dict[str, Any] = dict(columns)
    shown["final_state"] = pd.Categorical.from_codes(columns["final_state"], pd.Index(FINAL_STATES))
    return pd.DataFrame(shown, copy=False)


def flag_of(columns: Columns, outcome: str) -> npt.NDArray[np.bool_]:
    """Return where an outcome happened; raises UsageProblem for a name that is neither a flag nor a final state."""
    if not isinstance(outcome, str):
        raise UsageProblem(f"{outcome!r} is no outcome", "outcome", "Give the name of a flag or of a final state.")
    if outcome in FLAGS:
        return columns[outcome]
    plain = {plain_name(name): number for number, name in enumerate(FINAL_STATES)}
    key = plain_name(outcome)
    if key not in plain:
        known = (*FLAGS, *plain)
        raise UsageProblem(
            f"there is no outcome '{outcome}'",
            outcome,
            f"Use one of: {', '.join(known)}.{nearest(outcome, known)}",
        )
    return columns["final_state"] == plain[key]  # type: ignore[no-any-return]


def whole(name: str, value: Any, least: int) -> int:
    """Return a whole number of at least `least`; raises UsageProblem for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value < 2**62:
        raise UsageProblem(f"'{name}' is {value!r}", name, f"Give a whole number, {least} or more.")
    return int(value)


def checked_worlds(worlds: Any) -> int:
    """Return the number of worlds; raises UsageProblem unless it is a whole number from 1 to 100 million."""
    if isinstance(worlds, bool) or not isinstance(worlds, int | np.integer) or not 1 <= worlds <= MOST_WORLDS:
        raise UsageProblem(
            f"the number of worlds is {worlds!r}", "worlds", f"Give a whole number from 1 to {MOST_WORLDS}."
        )
    return int(worlds)


def run(
    scenario: Scenario,
    worlds: int = 1000,
    seed: int = 0,
    *,
    jobs: int = 1,
    record: Sequence[str] = (),
    interventions: Sequence[Intervention] = (),
    first_world: int = 0,
    batch: int = BATCH,
    progress: Progress | None = None,
    posterior: Draws | None = None,
) -> Run:
    """Run a scenario in many worlds, in `jobs` processes; one batch or many give the same answer.

    `record` names states and capitals to keep month by month. With `posterior`, such as `sim.load_posterior()`, world
    k takes its numbers from draw k mod draws, but for those that the scenario states itself. Raises UsageProblem for
    a number of worlds or a name that cannot be, TypeError or ValueError for a seed that is none.
    """
    checked_seed(seed)
    if not isinstance(scenario, Scenario):
        raise UsageProblem(f"{scenario!r} is no scenario", "run", "Give sim.load_scenario(name).")
    whole("jobs", jobs, 1)
    whole("batch", batch, 1)
    whole("first_world", first_world, 0)
    names = checked_names(record)
    blocks = [block_of(scenario, first_world, checked_worlds(worlds), posterior)]
    columns = outcomes_of(blocks, seed, processes=jobs, batch=batch, interventions=interventions, progress=progress)
    made = Run(scenario, seed, columns, interventions, first_world=first_world, draws=posterior)
    if names:
        state, moves = recorded(
            scenario, worlds, seed, names, first_world=first_world, interventions=interventions, draws=posterior
        )
        made._state.update(state)
        made._moves.update(moves)
    return made
