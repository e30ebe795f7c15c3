"""Two chairs: Washington and Beijing get private hints about Kim and choose without seeing each
other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis.claims import WORLDS as CLAIMED, Claim, Plays, Statistic, StatisticInput
from sim.analysis.claims.reading import ClaimsFile
from sim.classroom.class_page.beat import check_format
from sim.classroom.class_page.expression import FORMULAS
from sim.classroom.class_page.proving import RECORD, Proved, prove_claims
from sim.classroom.team.replays import Month, play_games
from sim.core.estimate.interval import Estimate, probability
from sim.core.game.policies import POLICIES
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.schema import Shape, check_shape, key, needed_key
from sim.core.scenario.toml_file import TomlFile, toml_from
from sim.pages.model import plain_scenario

GIANTS: Final = ("washington", "beijing")
TWENTY: Final = 20


class ChairsTable(Shape):
    """The types of Kim, the policies that each power may choose, and the loss that counts as
    losing.
    """

    others: list[str]
    washington: dict[str, str]
    beijing: dict[str, str]
    plans: dict[str, str] = key("two policies that answer each other, by giant", {})
    broken: dict[str, str] = key("the choice by which a power breaks the plans", {})
    terms: dict[str, float] = key("what else the plans change in the scenario", {})
    lost: float = needed_key("months of calm")
    of: int
    first: int


class ChairsFile(Shape):
    """The file of the lesson. Its claims have the usual format; their arms are pairs of choices."""

    format: int
    scenario: str
    seed: int = 7
    minutes: int = 3
    chairs: ChairsTable
    all: dict[str, Any] = key("what every claim says", {})
    claim: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Chairs:
    """The lesson: its file, its scenario and its claims."""

    name: str
    file: TomlFile
    said: ChairsFile
    scenario: Scenario
    claims: tuple[Claim, ...]

    @property
    def minutes(self) -> int:
        """The duration in minutes."""
        return self.said.minutes

    def plain(self) -> dict[str, Any]:
        """Return the lesson as data for the page; plans only if the game has their policies."""
        chairs = self.said.chairs
        return {
            "name": self.name,
            "seed": str(self.said.seed),
            "scenario": plain_scenario(self.scenario),
            "chairs": {
                "others": chairs.others,
                "choices": {giant: list(getattr(chairs, giant)) for giant in GIANTS},
                "pairs": pairs_of(chairs),
                "lost": chairs.lost,
                "first": chairs.first,
                "of": chairs.of,
                "every": chairs.of // TWENTY,
            },
        }

    def ends(self, man: str, pair: str) -> list[int]:
        """Return the endings of the twenty worlds of a pair of choices against one type of Kim,
        worst first.

        Codes as on the page: 0 both powers lost, 1 Washington alone, 2 Beijing alone, 3 neither.
        """
        return [end for end, _ in self.twenty(man, pair)]

    def twenty(self, man: str, pair: str) -> list[tuple[int, bool]]:
        """Return the ending of each of the twenty worlds, and whether Kim has the bomb there."""
        chairs, seed = self.said.chairs, self.said.seed
        scenario = self.scenario.change(pairs_of(chairs)[pair] | {"kim_type": man})
        free: list[Month] = [{}] * scenario.months
        lived = play_games(
            scenario, [free], chairs.of, seed=seed, first=chairs.first, record=RECORD
        )
        one, two = (np.asarray(FORMULAS[f"value_{each}"](lived)) < -chairs.lost for each in GIANTS)
        bomb = np.asarray(FORMULAS["deterrent_complete"](lived))
        stopped = np.asarray(FORMULAS["freeze_at_end"](lived))
        ends = np.where(one, np.where(two, 0, 1), np.where(two, 2, 3))
        every = chairs.of // TWENTY
        chosen = np.lexsort((~stopped, ~bomb, ends))[every // 2 :: every]
        return [(int(ends[each]), bool(bomb[each])) for each in chosen]

    def prove(self) -> Iterator[Proved]:
        """Yield the result of each claim."""
        yield from prove_claims(self.claims, Plays(CLAIMED, self.said.seed, recorded=RECORD))


def pairs_of(chairs: ChairsTable) -> dict[str, dict[str, Any]]:
    """Return the scenario's changes for each pair of choices, by both names (`press shield`); and
    `plans`, kept by both or broken by one (`press plans`).
    """
    both = product(chairs.washington.items(), chairs.beijing.items())
    found = {f"{one} {other}": (first, second) for (one, first), (other, second) in both}
    known = [chairs.plans[each] for each in GIANTS if chairs.plans.get(each) in POLICIES[each]]
    kept: set[str] = set()
    if len(known) == len(GIANTS):
        found["plans"] = (known[0], known[1])
        if len(chairs.broken) == len(GIANTS):
            one, other = (chairs.broken[each] for each in GIANTS)
            found[f"{one} plans"] = (chairs.washington[one], known[1])
            found[f"plans {other}"] = (known[0], chairs.beijing[other])
        kept = {pair for pair in found if "plans" in pair}
    return {
        pair: {"washington.policy": one, "beijing.policy": other}
        | (chairs.terms if pair in kept else {})
        for pair, (one, other) in found.items()
    }


def share_worse(asked: StatisticInput) -> Estimate:
    """Return the share of worlds where a power's payoff is lower in arm one than in arm two."""
    outcome = FORMULAS[f"value_{asked.argument}"]
    first, second = (np.asarray(outcome(each)) for each in asked.histories())
    return probability(first < second)


STATISTICS: Final = {"worse": Statistic(share_worse, GIANTS)}


def chairs_from(name: str, label: str, content: bytes) -> Chairs:
    """Parse a lesson from the bytes of a file; raises a Problem with the line of an error."""
    file = toml_from(label, content)
    said = check_shape(file, ChairsFile)
    chairs = said.chairs
    arms = {pair: {"set": changes} for pair, changes in pairs_of(chairs).items()}
    read = ClaimsFile(file, STATISTICS, arms=arms)
    check_format(file, said.format)
    if chairs.of % TWENTY or chairs.of < TWENTY:
        remedy = f"Give a multiple of {TWENTY}."
        raise read.problem(f"there are {chairs.of} worlds", ("chairs", "of"), remedy)
    start = read.guarded(("scenario",), lambda: load_scenario(said.scenario))
    for pair, other in product(arms, chairs.others):
        read.guarded(("chairs",), lambda: start.change(arms[pair]["set"] | {"kim_type": other}))  # noqa: B023
    return Chairs(name, file, said, start, read.claims)
