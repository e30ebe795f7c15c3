"""The attack on the headline sentences: fresh seeds, the width of the set, and each named cause taken
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.plausible import SetOptions
from sim.analysis.plausible.draws import Vectors, kept, kept_vectors, places_drawn, vector_at
from sim.analysis.plausible.headlines import (
    Headline,
    experiment,
    headlines,
    quantities_in,
    terms_of,
)
from sim.core.base.arrays import Flags
from sim.core.estimate.interval import Estimate, mean_estimate, wilson
from sim.core.estimate.writing import percent_text
from sim.core.scenario import Scenario, load_scenario
from sim.study.estimate.quantities import Cell, Table, amount, share
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

WIDTHS: Final = (0.35, 0.5, 0.75, 1.0)
"""Shares of the way from a default to the ends of its range, before any selection."""

BATCHES: Final = 10
"""Batches of worlds at a seed of its own, each with so many times the worlds of a vector."""

SEED: Final = 61_728_401
"""It is added to the seed: worlds that no other measurement uses."""

STANDS: Final = 0.93
"""The share of the set in which a sentence must hold to be printed."""

IN_SET: Final = "set"
IN_SET_WORLDS: Final = 3
"""The set decides whether a sentence stands, so it is played in so many times the worlds."""

PLANS: Final = 4
"""Sentences on plans are tried in one of so many vectors of the set: they compare many pairs."""

FRESH: Final = "fresh"
WITHOUT: Final = "no cause"


@dataclass(frozen=True, eq=False)
class Group:
    """Vectors on a scenario under an attack; `cause` are the changes that take a named cause out, and
    `plans` says that pairs of plans are played.
    """

    attack: str
    scenario: Scenario
    vectors: Vectors
    cause: Mapping[str, float] = field(default_factory=dict)
    plans: bool = False

    @property
    def apart(self) -> bool:
        """Whether its vectors are batches, each in worlds of its own."""
        return self.attack in (FRESH, WITHOUT)


def groups(options: SetOptions, base: Scenario) -> Iterator[Group]:
    """Yield what is played: the set, draws at each width, the default in batches of fresh worlds, and
    in the same with each cause taken out.
    """
    yield Group(IN_SET, base, kept_vectors()[: options.size])
    places = places_drawn(options.size, kept()["seed"])
    for width in WIDTHS:
        yield Group(f"{width:g}", base, [vector_at(place, width) for place in places])
    default = [vector_at(np.zeros_like(places[0]), 0.0)] * BATCHES
    yield Group(FRESH, base, default)
    for cause in causes(headlines()):
        left = [{name: x for name, x in vector.items() if name not in cause} for vector in default]
        yield Group(WITHOUT, base.change(dict(cause)), left, cause)
    few = kept_vectors()[: max(1, options.size // PLANS)]
    yield Group(IN_SET, base, few, plans=True)
    yield Group(FRESH, base, default, plans=True)


def causes(tried: Mapping[str, Headline]) -> list[Mapping[str, float]]:
    """Return the named causes, each once."""
    return [*{str(each.cause): each.cause for each in tried.values() if each.cause}.values()]


def ask(options: SetOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment of the next group; None after the last."""
    every = list(groups(options, load_scenario("2017-spring")))
    if len(so_far) == len(every):
        return None
    group = every[len(so_far)]
    worlds = options.worlds * (IN_SET_WORLDS if group.attack == IN_SET else 1)
    seed = options.seed + SEED * group.apart
    return experiment(group.scenario, group.vectors, worlds, seed, group.apart, group.plans)


@dataclass(frozen=True, eq=False)
class AttackFinding(Finding):
    """How often each headline sentence holds under each attack, and whether it stands.

    `held` has for each sentence by attack where it holds, and `batches` the term of it that is least
    clear, over batches of fresh worlds.
    """

    analysis: ClassVar[str] = "set"
    options: SetOptions
    held: Mapping[str, Mapping[str, Flags]]
    batches: Mapping[str, Mapping[str, Estimate]]
    tried: Mapping[str, Headline]

    @property
    def scenario(self) -> Scenario:
        """Spring 2017, which every attack changes."""
        return load_scenario("2017-spring")

    def shares(self, name: str) -> dict[str, Estimate]:
        """Return the share of vectors in which a sentence holds, by width."""
        return {
            attack: wilson(int(holds.sum()), len(holds))
            for attack, holds in self.held[name].items()
        }

    def stands(self, name: str) -> bool:
        """Say whether a sentence may be printed: it holds in the set and clearly at the fresh seed,
        and not clearly without its cause.
        """
        fresh, without = (self.batches[name].get(attack) for attack in (FRESH, WITHOUT))
        clear = fresh is not None and fresh.low > 0.0
        refuted = without is None or without.low <= 0.0
        return clear and refuted and self.shares(name)[IN_SET].value >= STANDS

    def strongest(self, name: str) -> str:
        """Return the attack on the width under which a sentence holds least."""
        shares = self.shares(name)
        least = min(shares, key=lambda key: shares[key].value)
        return f"{least}: {percent_text(shares[least].value, 0)}"

    def sentences(self) -> list[str]:
        """Return how many sentences stand, and each that falls with its strongest attack."""
        stand = [name for name in self.held if self.stands(name)]
        sentences = [f"{len(stand)} of {len(self.held)} headline sentences stand."]
        return sentences + [
            f"It falls: {self.tried[name].says} ({self.strongest(name)})."
            for name in self.held
            if name not in stand
        ]

    def tables(self) -> list[Table]:
        """Return the share of each sentence under each attack, with the strongest."""
        widths = [IN_SET, *(f"{width:g}" for width in WIDTHS)]
        rows: list[tuple[Cell, ...]] = []
        for name, headline in self.tried.items():
            shares, batches = self.shares(name), self.batches[name]
            cells = [
                amount(batches[attack]) if attack in batches else "" for attack in (FRESH, WITHOUT)
            ]
            verdict = "stands" if self.stands(name) else "falls"
            rows.append(
                (
                    headline.says,
                    *(share(shares[attack]) if attack in shares else "" for attack in widths),
                    *cells,
                    verdict,
                )
            )
        caption = (
            f"Share of {self.options.size} vectors in which each headline sentence holds, in the set and by width; by "
            "how much it holds at a fresh seed, and with its named cause removed"
        )
        return [Table("attack", caption, ("", *widths, FRESH, WITHOUT, ""), rows, True)]

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        return [
            f"{self.options.worlds} worlds a vector, case and type of Kim, in the set {IN_SET_WORLDS} times as many: "
            f"the same for every vector; batches have their own. Seed {self.options.seed}, batches "
            f"{self.options.seed + SEED}.",
            f"A sentence stands if it holds in {percent_text(STANDS, 0)} of the set, clearly at the fresh seed "
            f"({BATCHES} batches), and not clearly without its cause. It is judged at means, so its failures hold "
            "sampling error. "
            f"Widths are before selection; the set is selected at {kept()['width']:g}. Sentences on plans are tried in "
            f"{self.options.size // PLANS} vectors of the set.",
        ]


def find(
    options: SetOptions,
    results: Sequence[Results],
    tried: Mapping[str, Headline] | None = None,
) -> AttackFinding:
    """Return where each sentence holds in each group of vectors; `tried` are other sentences than
    those that ship.
    """
    tried, base = tried or headlines(), load_scenario("2017-spring")
    holds: dict[str, dict[str, Flags]] = {name: {} for name in tried}
    batches: dict[str, dict[str, Estimate]] = {name: {} for name in tried}
    for group, played in zip(groups(options, base), results, strict=True):
        quantities = quantities_in(group.scenario, len(group.vectors), played, group.plans)
        for name, headline in tried.items():
            if headline.plans != group.plans:
                continue
            terms = terms_of(headline, quantities)
            if not group.apart:
                holds[name][group.attack] = np.asarray((terms > 0.0).all(axis=0))
            elif group.attack == FRESH or headline.cause == group.cause:
                estimates = [mean_estimate(term) for term in terms]
                batches[name][group.attack] = min(estimates, key=lambda estimate: estimate.low)
    return AttackFinding(options, holds, batches, tried)
