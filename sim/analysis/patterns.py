"""The patterns that the shipped defaults must show (model, section 1): wanted, measured, pass or miss."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.lineups import BYUNGJIN_OR_BRINKMANSHIP, LINEUPS, lineup, turning
from sim.study.clustered import quotient, ratio
from sim.study.estimate import Estimate, quantile_estimate
from sim.study.run import Run, run
from sim.world.actions import CONCILIATORY, P_BIG, P_MISSILE, W_SANCTIONS
from sim.world.outcomes import CRISIS_RUNG
from sim.world.parameters import Parameters, assemble
from sim.world.rules.economy import economy_next, effective_pressure

Flags = npt.NDArray[np.bool_]
RECORD: Final = ("tension", "freeze", "washington", "pyongyang")
BRIDGED: Final = 2


@dataclass(frozen=True, slots=True)
class Pattern:
    """One measured pattern: `low` and `high` bound what is wanted; `estimate` is what the model shows.

    A pattern that is a fact about a rule, or a number without a sampling error, has an interval of width 0.
    """

    key: str
    text: str
    wanted: str
    evidence: str
    low: float
    high: float
    estimate: Estimate

    @property
    def passes(self) -> bool:
        """Whether the measured value lies in the wanted range."""
        return self.low <= self.estimate.value <= self.high

    def as_dict(self) -> dict[str, Any]:
        """Return the pattern as plain data."""
        return {
            "pattern": self.key,
            "text": self.text,
            "wanted": self.wanted,
            "evidence": self.evidence,
            "measured": self.estimate.as_dict(),
            "pass": self.passes,
        }


def exact(value: float) -> Estimate:
    """Return a value that has no sampling error as an estimate."""
    return Estimate(value, value, value, 1, "exact")


def tests_of(made: Run) -> Flags:
    """Return which months saw a missile or nuclear test, `(months, worlds)`."""
    moves = made.actions["pyongyang"]
    result: Flags = (moves == P_MISSILE) | (moves == P_BIG)
    return result


def running(made: Run) -> Flags:
    """Return which months were played, `(months, worlds)`."""
    return made.actions["pyongyang"] >= 0


def talks_of(made: Run) -> Flags:
    """Return which months saw US–DPRK talks: both principals made a talking move, `(months, worlds)`."""
    us, dprk = made.actions["washington"], made.actions["pyongyang"]
    return (us >= 0) & (us <= CONCILIATORY) & (dprk >= 0) & (dprk <= CONCILIATORY)


def per_world(flags: Flags) -> npt.NDArray[np.float64]:
    """Return how many months of each world are flagged."""
    result: npt.NDArray[np.float64] = np.count_nonzero(flags, axis=0).astype(np.float64)
    return result


def share(hits: Flags, among: Flags) -> Estimate:
    """Return the share of some months in which something happened, with an interval over worlds."""
    return ratio(per_world(hits & among), per_world(among))


def per_year(hits: Flags, played: Flags) -> Estimate:
    """Return how often something happened in a year, with an interval over worlds."""
    return ratio(12.0 * per_world(hits), per_world(played))


def episodes(made: Run) -> list[tuple[int, int, int]]:
    """Return the crisis episodes as (world, first month, length): rung 5 or more, gaps of two months bridged."""
    tense = made.state["tension"][1:] >= CRISIS_RUNG
    found = []
    for world in np.flatnonzero(tense.any(axis=0)):
        months = np.flatnonzero(tense[:, world])
        cuts = np.flatnonzero(np.diff(months) > BRIDGED + 1)
        starts, ends = months[np.r_[0, cuts + 1]], months[np.r_[cuts, len(months) - 1]]
        found += [(int(world), int(a), int(b - a + 1)) for a, b in zip(starts, ends, strict=True)]
    return found


def lagged(flags: Flags, months: int = 1) -> Flags:
    """Return flags moved later by some months; the first months are False."""
    moved = np.zeros_like(flags)
    moved[months:] = flags[:-months]
    return moved


def war_patterns(runs: dict[str, Run]) -> list[Pattern]:
    """P1: war is rare, rarer under patience, rarest under engagement."""
    within_year = {name: wars_in_a_year(made) for name, made in runs.items()}
    line, crises = runs["2017"], episodes(runs["2017"])
    count = np.bincount([world for world, *_ in crises], minlength=line.worlds).astype(np.float64)
    wars = line.flag("war") & (count > 0)
    lowest = min(within_year, key=lambda name: within_year[name].value)
    in_order = within_year["patience"].value < within_year["2017"].value and lowest.startswith("engagement")
    evidence = "0 wars in 13 Korean crises, bound .17"
    return [
        Pattern("P1", "P(war) in 12 months, line-up 2017", ".01 to .16", evidence, 0.01, 0.16, within_year["2017"]),
        Pattern(
            "P1",
            f"patience below 2017 ({within_year['patience'].value:.3f}), engagement lowest (lowest: {lowest})",
            "yes",
            evidence,
            1,
            1,
            exact(float(in_order)),
        ),
        Pattern(
            "P1", "P(war | crisis episode)", "at most .17", evidence, 0, 0.17, ratio(wars.astype(np.float64), count)
        ),
    ]


def wars_in_a_year(made: Run) -> Estimate:
    """Return the probability of war within twelve months."""
    from sim.study.estimate import probability

    return probability(made.flag("war") & (made.columns["months"] <= 12))


def test_patterns(runs: dict[str, Run], turned: Run) -> list[Pattern]:
    """P2 to P5: how often Pyongyang tests, and after what."""
    line = runs["2017"]
    tests, played = tests_of(line), running(line)
    later = played & lagged(played)
    frozen_tests, under_freeze = [], []
    for made in runs.values():
        begun = (made.state["freeze"][:-1] > 0.0) & running(made)
        frozen_tests.append(per_world(tests_of(made) & begun))
        under_freeze.append(per_world(begun))
    big = line.actions["pyongyang"] == P_BIG
    turned_later = running(turned) & lagged(running(turned))
    after_talks = share(tests_of(turned), turned_later & lagged(talks_of(turned)))
    after_none = share(tests_of(turned), turned_later & ~lagged(talks_of(turned)))
    return [
        Pattern(
            "P2",
            "share of months with a test, line-up 2017",
            ".40 to .80",
            "2012–17 .53, 2017 .75",
            0.4,
            0.8,
            share(tests, played),
        ),
        Pattern(
            "P2",
            "the same among months that begin under a freeze, all line-ups",
            "at most .15",
            "2018: 0",
            0,
            0.15,
            ratio(np.concatenate(frozen_tests), np.concatenate(under_freeze)),
        ),
        Pattern(
            "P3",
            "P(test | test last month) / P(test | quiet last month)",
            "1.5 to 4",
            "2012–17 .74 / .29",
            1.5,
            4,
            quotient(share(tests, later & lagged(tests)), share(tests, later & ~lagged(tests))),
        ),
        Pattern(
            "P4",
            "P(test | talks last month) / P(test | none), patience to pressure to engagement",
            ".2 to .9",
            "5/37 against 53/130",
            0.2,
            0.9,
            quotient(after_talks, after_none),
        ),
        Pattern(
            "P5",
            "months with a big test a year, line-up 2017",
            "1 to 7",
            "2016 6, 2017 6, 2018 0",
            1,
            7,
            per_year(big, played),
        ),
    ]


def economy_after(sanctions: float, enforcement: float, months: int = 24) -> float:
    """Return the log GDP index after months of held sanctions and enforcement."""
    p: Parameters = assemble([{}], [1])
    economy: Any = 0.0
    for _ in range(months):
        economy = economy_next(economy, effective_pressure(sanctions, enforcement, p), 0.0, p)
    return float(economy)


def pressure_patterns(runs: dict[str, Run]) -> list[Pattern]:
    """P6 to P8: what pressure does, when it comes, and how seldom the regime falls."""
    line = runs["2017"]
    played = running(line)
    steps, big = line.actions["washington"] == W_SANCTIONS, line.actions["pyongyang"] == P_BIG
    soon = lagged_back(steps)
    followed = played & np.vstack([played[3:], np.zeros((3, line.worlds), dtype=bool)])
    after_big, after_quiet = share(soon, followed & big), share(soon, followed & ~tests_of(line))
    years = line.columns["months"].astype(np.float64) / 12.0
    return [
        Pattern(
            "P6",
            "economy after 24 months, sanctions and enforcement .9",
            "−.10 to −.05",
            "−3.5 %, −4.1 % a year",
            -0.10,
            -0.05,
            exact(economy_after(0.9, 0.9)),
        ),
        Pattern(
            "P6",
            "economy after 24 months, sanctions .8 and enforcement .1",
            "at least −.02",
            "the same",
            -0.02,
            1,
            exact(economy_after(0.8, 0.1)),
        ),
        Pattern(
            "P7",
            "P(sanctions within 3 months | big test)",
            "at least .7",
            "six of six nuclear tests",
            0.7,
            1,
            after_big,
        ),
        Pattern(
            "P7",
            "the same over P(… | quiet month)",
            "at least 1.3",
            "13/16 against 19/149",
            1.3,
            math.inf,
            quotient(after_big, after_quiet),
        ),
        Pattern("P7", "sanctions steps a year", "1 to 4", "ten resolutions 2006–17", 1, 4, per_year(steps, played)),
        Pattern(
            "P8",
            "regime collapse a year",
            "at most .01",
            "experts over-predicted it",
            0,
            0.01,
            ratio(line.flag("collapse").astype(np.float64), years),
        ),
    ]


def lagged_back(steps: Flags) -> Flags:
    """Return which months are followed by a step within the next three."""
    soon = np.zeros_like(steps)
    for months in (1, 2, 3):
        soon[:-months] |= steps[months:]
    return soon


def crisis_patterns(runs: dict[str, Run]) -> list[Pattern]:
    """P9 and P10: crises, and talks after tests."""
    line = runs["2017"]
    found, played = episodes(line), running(line)
    count = np.bincount([world for world, *_ in found], minlength=line.worlds).astype(np.float64)
    lengths = np.array([length for *_, length in found], dtype=np.float64)
    talked = talks_of(line)
    soon = talked | np.vstack([talked[1:], np.zeros((1, line.worlds), dtype=bool)])
    return [
        Pattern(
            "P9",
            "crisis episodes a year, line-up 2017",
            ".2 to 1.0",
            ".42 a year since 1993",
            0.2,
            1.0,
            ratio(12.0 * count, per_world(played)),
        ),
        Pattern("P9", "median length of an episode in months", "2 to 9", "7", 2, 9, quantile_estimate(lengths, 0.5)),
        Pattern(
            "P10",
            "US–DPRK talks within a month after a test month",
            "at most .25",
            "2006–19 .19",
            0,
            0.25,
            share(soon, tests_of(line)),
        ),
    ]


def lose_lose_patterns(runs: dict[str, Run]) -> list[Pattern]:
    """P11: lose-lose tells line-ups apart, and the two payoffs are not one."""
    shares = {name: runs[name].probability("lose_lose") for name in BYUNGJIN_OR_BRINKMANSHIP}
    values = [estimate.value for estimate in shares.values()]
    peaceful = [runs[name].payoff_correlation_estimate(without_war=True) for name in BYUNGJIN_OR_BRINKMANSHIP]
    alike = max(peaceful, key=lambda estimate: estimate.value)
    evidence = "a measure that says yes to everything says nothing"
    lowest, highest = min(shares.values(), key=lambda e: e.value), max(shares.values(), key=lambda e: e.value)
    return [
        Pattern(
            "P11",
            f"lose-lose, span between line-ups ({min(values):.2f} to {max(values):.2f})",
            "at least .7",
            evidence,
            0.7,
            1,
            Estimate(
                highest.value - lowest.value, highest.low - lowest.high, highest.high - lowest.low, highest.n, "Wilson"
            ),
        ),
        Pattern("P11", "lose-lose, highest of the line-ups", "at most .95", evidence, 0, 0.95, highest),
        Pattern(
            "P11",
            "correlation of payoffs without war, highest",
            "below .9",
            evidence,
            -1,
            0.9,
            alike,
        ),
    ]


Ran = Callable[[str], None]


def patterns(
    worlds: int = 4000,
    seed: int = 7,
    jobs: int = 1,
    changes: dict[str, Any] | None = None,
    ran: Ran | None = None,
) -> list[Pattern]:
    """Run the line-ups and return every pattern; `changes` are applied to each scenario, for tuning."""
    runs = {}
    for name, policies in LINEUPS.items():
        runs[name] = run(lineup(policies).change(changes or {}), worlds, seed, jobs=jobs, record=RECORD)
        if ran is not None:
            ran(name)
    turned = run(turning().change(changes or {}), worlds, seed, jobs=jobs, record=RECORD)
    return [
        *war_patterns(runs),
        *test_patterns(runs, turned),
        *pressure_patterns(runs),
        *crisis_patterns(runs),
        *lose_lose_patterns(runs),
    ]
