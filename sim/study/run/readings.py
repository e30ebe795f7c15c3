"""Outcomes shown beside lose-lose against the benchmark: failed goals, and losses against a start
that lasted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats, correlation
from sim.core.base.errors import UsageProblem
from sim.core.base.plain import Data
from sim.core.engine.play import play
from sim.core.estimate.interval import Estimate, mean_estimate, probability
from sim.core.estimate.quantiles import normal_quantile
from sim.core.estimate.writing import percent_text
from sim.core.game import goals
from sim.core.game.catalogue import GIANTS
from sim.core.game.goals import goals_of
from sim.core.game.parameters.payoffs import SPREADS, GoalParameters
from sim.core.outcomes.catalogue import Columns, OutcomeOrName, asked_of
from sim.core.outcomes.history import History, Ints
from sim.core.outcomes.outcomes import JOINT_OUTCOMES, KIM_NAMES, name_of
from sim.core.outcomes.values import MARGIN, value
from sim.core.runs.inputs import Start, inputs
from sim.core.runs.runner import Batch
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import own_policies
from sim.policies.external_agents import agents_of
from sim.policies.user_rules import game_with, parts_of
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.estimate.quantities import Quantity, Row, Table, points, share
from sim.study.estimate.shares import clustered_share

QUADRANTS: Final = (
    "both fail their goals",
    "only Washington fails its goals",
    "only Beijing fails its goals",
    "neither fails its goals",
)
DRAWS: Final = 200
SHEET_OF_DRAWS: Final = (2017, 2**33)
"""The key of the generator of thresholds: the same for every run, so that runs compare draw by
draw.
"""


ALL_KIMS: Final = "all worlds"


def kims(columns: Columns) -> dict[str, Flags]:
    """Return masks of all worlds and, if Kim's type is drawn, of the worlds of each type,
    `(worlds,)` each, by name.
    """
    of_type = {
        f"{KIM_NAMES[k][0]} Kim": columns["kim_type"] == k
        for k in np.unique(columns["kim_type"]).tolist()
    }
    return {ALL_KIMS: np.ones(columns["kim_type"].size, dtype=np.bool_)} | (
        of_type if len(of_type) > 1 else {}
    )


def kims_alone(columns: Columns) -> dict[str, Flags]:
    """Return masks of the worlds of each type of Kim, by name; empty if there is only one type."""
    return {name: among for name, among in kims(columns).items() if name != ALL_KIMS}


def names_beside(outcome: OutcomeOrName) -> list[str]:
    """Return the names of the outcomes always shown beside an outcome: lose-lose alone says
    nothing.
    """
    first_name = name_of(outcome)
    return [
        entry for entry in JOINT_OUTCOMES if first_name in JOINT_OUTCOMES and entry != first_name
    ]


def shown_with(outcome: OutcomeOrName) -> tuple[OutcomeOrName, ...]:
    """Return an outcome and those always shown beside it."""
    return (outcome, *names_beside(outcome))


def types_differ(estimates: Iterable[Quantity | PairedDifference]) -> bool:
    """Say whether one of these is surely above 0 and another surely below."""
    several = list(estimates)
    return any(estimate.low > 0.0 for estimate in several) and any(
        estimate.high < 0.0 for estimate in several
    )


ONE_BETTER: Final = {"washington": "only Washington better", "beijing": "only Beijing better"}


def one_better(columns: Columns, losses: Mapping[str, float]) -> dict[str, Flags]:
    """Return masks of the worlds in which one power does better than under the benchmark and the
    other worse, by words for each.

    `losses` is the cost of a limited war to each, in months.
    """
    gained = {name: columns[f"gain_{name}"] / loss for name, loss in losses.items()}
    one, other = GIANTS
    return {
        ONE_BETTER[capital]: (gained[capital] < -MARGIN) & (gained[its] > MARGIN)
        for capital, its in ((one, other), (other, one))
    }


def benchmark_table(
    columns: Columns, by_world: bool = False, losses: Mapping[str, float] | None = None
) -> Table:
    """Return Washington and Beijing against the benchmark, a row for each type of Kim and one for
    all worlds.

    With `losses`, the cost of a limited war to each, it also shows the worlds in which one gains
    and the other loses. With `by_world` worlds of one number are taken together, because cells that
    share their random draws are not independent samples. It is a main table if the types of Kim
    surely differ in sign.
    """
    rows: list[Row] = []
    nets = []
    beside = one_better(columns, losses) if losses else {}
    for name, among in (kims_alone(columns) | kims(columns)).items():
        lost, won = (columns[flag][among] for flag in JOINT_OUTCOMES)
        if by_world:
            world_numbers = columns["world"][among]
            count = np.bincount(world_numbers).astype(np.float64)
            sums = [
                np.bincount(world_numbers, row)[count > 0].astype(np.float64) for row in (lost, won)
            ]
            cells = [share(clustered_share(row, count[count > 0])) for row in sums]
            net = points(mean_estimate((sums[0] - sums[1]) / count[count > 0]))
        else:
            cells, net = (
                [share(probability(row)) for row in (lost, won)],
                points(compare_paired(lost, won)),
            )
        alone = [share(probability(flags[among])) for flags in beside.values()]
        rows.append((name, *cells, *alone, net))
        nets.append(net)
    caption = "Both powers, against the benchmark: Washington talks and Beijing enforces"
    return Table(
        "benchmark",
        caption,
        ("", "lose-lose (both worse)", "win-win (both better)", *beside, "net"),
        rows,
        types_differ(nets),
    )


def quadrants(columns: Mapping[str, Flags], level: float = 0.95) -> dict[str, Estimate]:
    """Return the probability that both, one or neither of Washington and Beijing lose, by their
    goals.
    """
    us, china = columns["loses_washington"], columns["loses_beijing"]
    shares = (us & china, us & ~china, ~us & china, ~us & ~china)
    return {name: probability(share, level) for name, share in zip(QUADRANTS, shares, strict=True)}


def hanging_on(columns: Mapping[str, Flags]) -> dict[str, float]:
    """Return, for each goal of Washington and Beijing, the share of joint losses that keeping it
    would avert.
    """
    lost = columns["goals_failed_both"]
    number = max(1, int(np.count_nonzero(lost)))
    shares = {}
    for capital in GIANTS:
        goals = goals_of(capital)
        vital = sum(~columns[goal.column] for goal in goals if goal.vital)
        others = sum((~columns[goal.column]).astype(np.int8) for goal in goals if not goal.vital)
        for goal in goals:
            failed = ~columns[goal.column]
            saved = (vital - failed * goal.vital == 0) & (others - failed * (not goal.vital) < 2)
            shares[goal.column] = int(np.count_nonzero(lost & failed & saved)) / number
    return shares


def threshold_draws() -> dict[str, Floats]:
    """Return the shift of each threshold in each joint draw, `(draws, 1)`: uniform within its
    spread.
    """
    draws = np.random.Philox(key=np.array(SHEET_OF_DRAWS, dtype=np.uint64)).random_raw(
        DRAWS * len(SPREADS)
    )
    either_way = np.asarray((draws >> np.uint64(11)) * 2.0**-52 - 1.0, dtype=np.float64).reshape(
        DRAWS, -1
    )
    return {
        name: spread * either_way[:, [place]]
        for place, (name, spread) in enumerate(SPREADS.items())
    }


def move_thresholds(p: GoalParameters, draws: Mapping[str, Floats]) -> GoalParameters:
    """Return thresholds moved by joint draws, each `(draws, 1)`, or `(draws, worlds)` if they
    differ by world.
    """
    values: Data = {item.name: getattr(p, item.name) for item in fields(p)}
    return GoalParameters(**{name: value + draws.get(name, 0.0) for name, value in values.items()})


def both_lose_by_draw(history: History, draws: Mapping[str, Floats], counted: Flags) -> Ints:
    """Return the number of counted worlds in which both lose under each joint draw of thresholds,
    `(draws,)`.
    """
    lost = goals.both_lose(history, move_thresholds(history.goals, draws)) & counted
    return np.asarray(np.count_nonzero(lost, axis=1), dtype=np.int64)


SERIES_OF_GOALS: Final = asked_of(lambda history: goals.both_lose(history, history.goals))
"""The recorded series that Washington's and Beijing's goals read."""


LOSSES: Final[dict[tuple[Scenario, int, int], tuple[int, Ints]]] = {}
"""How many worlds of a batch both lose under each joint draw, by scenario, seed and first world:
counted in this process while their series were there, so that none is played again for it.
"""


def keep_losses(scenario: Scenario, seed: int, batch: Batch) -> None:
    """Count a batch of consecutive worlds, unless it reads too few series, a world failed, or a policy of
    a user plays: another one may bear its name in the same process.
    """
    if own_policies(scenario) or batch.failed.any():
        return
    if batch.history.state.keys() >= set(SERIES_OF_GOALS):
        count = both_lose_by_draw(batch.history, threshold_draws(), ~batch.failed)
        LOSSES[scenario, seed, int(batch.worlds[0])] = batch.worlds.size, count
        if len(LOSSES) > 2**16:  # 100 MB
            LOSSES.clear()


def kept_losses(scenario: Scenario, seed: int, first: int, worlds: int) -> Ints | None:
    """Return the number under each draw, `(draws,)`, or None unless all worlds were counted."""
    end, lost = first + worlds, np.zeros(DRAWS, dtype=np.int64)
    while first < end and (batch := LOSSES.get((scenario, seed, first))):
        first, lost = first + batch[0], lost + batch[1]
    return lost if first == end else None


@dataclass(frozen=True, slots=True)
class Range:
    """A share under joint draws of thresholds: its least, 5 %, middle, 95 % and greatest value, and
    all of them.
    """

    least: float
    low: float
    middle: float
    high: float
    most: float
    shares: tuple[float, ...]

    def __str__(self) -> str:
        reach = f"{percent_text(self.low)} to {percent_text(self.high)}"
        return f"{reach} (5 to 95 % of {len(self.shares)} joint draws of thresholds)"


def range_of(lost: Ints, worlds: int) -> Range:
    """Return the range of a share from the number of worlds under each draw."""
    shares = lost / worlds
    least, low, middle, high, most = np.quantile(shares, (0.0, 0.05, 0.5, 0.95, 1.0)).tolist()
    return Range(least, low, middle, high, most, tuple(shares.tolist()))


def war_losses(scenario: Scenario) -> dict[str, float]:
    """Return the cost of a limited war to Washington and Beijing, in months: the unit of losses."""
    return {capital: scenario.value(f"loss_{capital}") for capital in GIANTS}


def value_of_start(
    scenario: Scenario, worlds: Ints, seed: int, start: Start | None = None
) -> dict[str, Floats]:
    """Return the payoff of each world's start to Washington and Beijing if it lasted: the reference
    of losses.

    A month in which nobody acts is played by the scenario's own rules, and paid to the horizon. The
    shipped payoffs read only quantities of a start that the scenario fixes: without `start` one
    world then stands for all, and the payoffs are `(1,)` instead of `(worlds,)`.
    """
    numbers_of_start = inputs(scenario)
    agents = agents_of(numbers_of_start.outside)
    replaced = agents.replaced if agents else parts_of(numbers_of_start.rules)[1]
    ids = worlds if replaced or start else worlds[:1]
    numbers = numbers_of_start.numbers | (start.numbers_in(scenario, ids) if start else {})
    record = asked_of(lambda history: [value(history, capital) for capital in GIANTS])
    lasting = replace(
        numbers_of_start,
        numbers=numbers,
        levers=numbers_of_start.levers[:1],
        orders=numbers_of_start.orders[:1],
        calendar=numbers_of_start.calendar[:1],
        rules=game_with((), "idle_month", replaced),
        outside=None,
    )
    job = lasting.job(
        ids.size, seed=seed, ids=ids, record=record, **(start.job(ids) if start else {})
    )
    paid = play(job, "numpy").record
    state = {name: np.broadcast_to(row, (scenario.months, ids.size)) for name, row in paid.items()}
    history = History(state, numbers)
    return {capital: value(history, capital) for capital in GIANTS}


def ranks(values: Floats) -> Floats:
    """Return the rank of each value, from 1, ties sharing the middle of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place])


def rank_correlation(a: Floats, b: Floats, level: float = 0.95) -> Estimate:
    """Return Spearman's rank correlation of two columns with its interval; NaN if one does not
    vary.

    Ranks are used because a few wars with heavy losses would dominate any other correlation.
    Source: Spearman 1904; the interval by Fisher's z with the standard error of Bonett and Wright
    2000, Psychometrika 65:23.
    """
    if a.size < 4 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return Estimate(float("nan"), -1.0, 1.0, a.size, "Spearman", level)
    value = min(max(correlation(ranks(a), ranks(b)), -1.0), 1.0)
    if abs(value) == 1.0:
        return Estimate(value, value, value, a.size, "Spearman", level)
    reach = normal_quantile(level) * float(np.sqrt((1.0 + value * value / 2.0) / (a.size - 3)))
    low, high = (math.tanh(math.atanh(value) + side) for side in (-reach, reach))
    return Estimate(value, low, high, a.size, "Spearman", level)


def kappa_curve(
    losses: Mapping[str, Floats], thresholds: Sequence[float], level: float = 0.95
) -> list[Estimate]:
    """Return the probability that Washington and Beijing both lose more than each share κ of a
    limited war's loss.
    """
    worse = np.minimum(losses["washington"], losses["beijing"])
    for threshold in thresholds:
        if not np.isfinite(threshold):
            raise UsageProblem(f"κ is {threshold!r}", "thresholds", "Give finite numbers.")
    return [probability(worse > threshold, level) for threshold in thresholds]
