"""The plane of terms: the enforcement that Washington asks to see, the months that it waits, and
the terms at which the bargain is self-enforcing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.bargain import BARGAIN, SHIELD, WITHIN, is_clear, trust_needed
from sim.analysis.policy_game.game import KIM, beliefs_of, types_of
from sim.analysis.policy_game.words import clause, does
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.writing import count_text, counted_text, number_text, percent_text
from sim.core.game.catalogue import GIANTS, VALUES
from sim.core.game.moves import Sign
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.policies import POLICIES
from sim.study.estimate.bootstrap import Stream, percentiles, resampled_counts, resampled_means
from sim.study.estimate.quantities import Cell, Table, amount, exact_share, list_parts, share
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of, titled
from sim.study.run.readings import war_losses
from sim.study.store.results import Results

GRACES: Final = (2.0, 3.0, 4.0, 6.0, 9.0, 12.0)
"""Months that Washington waits."""

ASKS: Final = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Enforcement that Washington asks to see, from the least."""

ON_TERMS: Final = {Sign.LAX.name.lower(), Sign.ENFORCED.name.lower()}
"""The signs that depend on the terms: a plan that waits for one is played at all of them."""

METHOD: Final = "percentiles of resampled worlds"


def cells_of(menus: Mapping[str, tuple[str, ...]]) -> list[tuple[int, int, int, int]]:
    """Return the cells of the plane: Washington's policy, Beijing's, the months of grace and the
    enforcement asked, each by number, −1 if the terms have no effect.

    Each pair of terms has Beijing's replies to the bargain and Washington's plans that depend on
    terms. Then come Washington's other policies, against Beijing's side of the bargain and a
    shield.
    """
    ours, theirs = (menus[name] for name in GIANTS)
    wait, keeps = ours.index(BARGAIN["washington"]), theirs.index(BARGAIN["beijing"])
    on_terms = [
        at for at, name in enumerate(ours) if ON_TERMS & set(POLICIES["washington"][name].plan)
    ]
    found = [
        (own, other, grace, asked)
        for grace in range(len(GRACES))
        for asked in range(len(ASKS))
        for own in on_terms
        for other in (range(len(theirs)) if own == wait else (keeps,))
    ]
    others = [at for at in range(len(ours)) if at not in on_terms]
    ends = (theirs.index(SHIELD), keeps)
    return found + [(own, other, -1, -1) for own in others for other in ends]


def plane_of(options: GameOptions) -> Experiment:
    """Return the experiment of the plane, by type of Kim, all in the same worlds."""
    menus = {name: options.restrict[name] for name in GIANTS}
    types, cells = tuple(types_of(options.scenario)), np.array(cells_of(menus))
    factors = [
        Factor(KIM, "uncertainty", one_of(types)),
        *(Factor(f"{name}.policy", "lever", one_of(own)) for name, own in menus.items()),
        Factor("grace_washington", "uncertainty", one_of(GRACES)),
        Factor("seen_enforcing", "uncertainty", one_of(ASKS)),
    ]
    columns = {
        each.name: np.tile(column, len(types))
        for each, column in zip(factors[1:], cells.T, strict=True)
    }
    columns[KIM] = np.repeat(np.arange(len(types)), len(cells))
    alike = np.zeros(len(types) * len(cells), np.int64)
    return points_of(
        options.scenario, factors, columns, alike, options.worlds, options.seed, VALUES[:2]
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """The bargain at some terms, by each power's own belief.

    `holds` is the share of resamples in which neither power gains more than `WITHIN` by leaving it,
    `leaves` each power's best alternative and its gain, `over_trap` the smallest gain of a power
    over the trap, all gains in war costs. `trust` is the lowest probability that Beijing keeps it
    at which offering it pays Washington. `worth` is the payoff of the bargain to each power, in
    months: its mean, and the 5 and 95 % quantiles over worlds.
    """

    grace: float
    asked: float
    holds: Estimate
    leaves: dict[str, tuple[str, Estimate]]
    over_trap: Estimate
    trust: Estimate
    worth: dict[str, tuple[float, float, float]]

    @property
    def leaver(self) -> str:
        """The power that gains most by leaving it, `""` if neither gains more than `WITHIN`."""
        name = max(self.leaves, key=lambda each: float(self.leaves[each][1].value))
        return name if self.leaves[name][1].value > WITHIN else ""

    @property
    def clear(self) -> bool:
        """Whether almost all resamples say the same as the means."""
        return is_clear(not self.leaver, self.holds)

    @property
    def good(self) -> bool:
        """Whether it is self-enforcing, and surely better for both than the trap: the interval is
        above 0.
        """
        return not self.leaver and self.over_trap.low > 0.0


@dataclass(frozen=True, eq=False)
class TermsFinding(Finding):
    """The plane of terms: `plane` has the bargain at each, by months of grace and enforcement
    asked.

    `trap` has the policies of both powers without a bargain.
    """

    analysis: ClassVar[str] = "terms of the bargain"
    options: GameOptions
    plane: dict[tuple[float, float], Terms]
    trap: dict[str, str]

    @property
    def own(self) -> tuple[float, float]:
        """The terms of the scenario."""
        value = self.scenario.value
        return value("grace_washington"), value("seen_enforcing")

    def sentences(self) -> list[str]:
        """Return where the bargain is self-enforcing, the power that leaves it elsewhere, and the
        result at the terms of the scenario.
        """
        plane = list(self.plane.values())
        good = sum(each.good for each in plane)
        said = [
            f"The bargain is self-enforcing at {sum(not each.leaver for each in plane)} of {len(plane)} terms.",
            f"At {good} of them it is surely better for both than the trap: {clause(self.trap)}.",
        ]
        vague = sum(not each.clear for each in plane)
        if vague:
            worlds = counted_text(self.options.worlds, "world")
            said.append(
                f"At {vague} of the {len(plane)} terms {worlds} cannot tell: resamples differ."
            )
        for name in GIANTS:
            left = [each for each in plane if each.leaver == name]
            if left:
                said.append(f"{name.capitalize()} leaves it at {len(left)}: {where_of(left)}.")
        if self.own in self.plane:
            said += self.told_of_own()
        return said

    def told_of_own(self) -> list[str]:
        """Return the result at the terms of the scenario, and self-enforcing terms that are one
        step from them.
        """
        here = self.plane[self.own]
        text = f"{here.grace:g} months and {here.asked:g} asked"
        if not here.clear:
            worlds = counted_text(self.options.worlds, "world")
            verdict = f"{worlds} cannot tell whether somebody leaves it"
        elif here.leaver:
            policy, gain = here.leaves[here.leaver]
            verdict = (
                f"{here.leaver.capitalize()} leaves it, {does(here.leaver, policy)} instead, and "
                f"gains {amount(gain).text()} of a limited war"
            )
        else:
            verdict = "nobody leaves it"
        near = [
            each for key, each in self.plane.items() if not each.leaver and one_step(self.own, key)
        ]
        said = [
            f"At the terms of the scenario ({text}) {verdict}.",
            f"It is self-enforcing in {percent_text(here.holds.value)} of "
            f"{count_text(here.holds.n)} resamples.",
            f"Both gain at least {amount(here.over_trap).text()} of a limited war over the trap.",
            f"Washington must be {share(here.trust).text()} sure that Beijing keeps it.",
        ]
        if here.clear and here.leaver and near:
            terms = list_parts([f"{each.grace:g} months and {each.asked:g}" for each in near])
            said.append(f"One step away it is self-enforcing: at {terms}.")
        return said

    def tables(self) -> list[Table]:
        """Return the plane in words, then every number."""
        heads = ("asked to see", *(f"{grace:g}" for grace in GRACES))
        rows: list[tuple[Cell, ...]] = [
            (f"{asked:g}", *(cell_of(self.plane[grace, asked]) for grace in GRACES))
            for asked in reversed(ASKS)
        ]
        caption = (
            "Months that Washington waits. Both gain at least so many limited wars over the trap; "
            "W, B: Washington, Beijing leaves"
        )
        every: tuple[tuple[Cell, ...], ...] = tuple(
            (
                f"{each.grace:g} months, {each.asked:g}",
                exact_share(each.holds.value),
                each.leaver.capitalize() or "nobody",
                *(amount(each.leaves[name][1]) for name in GIANTS),
                amount(each.over_trap),
                share(each.trust),
            )
            for each in self.plane.values()
        )
        names = (
            "terms",
            "of resamples",
            "leaves",
            "W gains",
            "B gains",
            "both over the trap",
            "trust needed",
        )
        spread = tuple(
            (
                f"{each.grace:g} months, {each.asked:g}",
                *(
                    f"{number_text(mean, 1)} ({number_text(low, 1)} to {number_text(high, 1)})"
                    for mean, low, high in each.worth.values()
                ),
            )
            for each in self.plane.values()
        )
        return [
            Table("terms", caption, heads, tuple(rows), True),
            Table("every", "Every terms, in limited wars of each giant", names, every),
            Table(
                "worth",
                "What the bargain is worth in months: mean, and 5 to 95 % of the worlds",
                ("terms", *map(str.capitalize, GIANTS)),
                spread,
            ),
        ]

    def setting(self) -> str:
        """Return scenario, size, seed and units in one line."""
        size = f"{count_text(self.options.worlds)} worlds a cell"
        return f"{titled(self.scenario)} · {size} · seed {self.seed} · 95 % intervals"

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        return (f"sim game {scenario}", "sim show terms", "sim show trap")

    def notes(self) -> list[str]:
        """Return how the numbers were made, and the sources of the terms of 2017."""
        s = self.scenario
        return [
            f"{s.title} ({s.name}): {count_text(self.options.worlds)} worlds a pair and type of Kim, "
            f"the same ones, {s.months} months from {s.start}, seed {self.seed}.",
            f"It is self-enforcing if nobody gains over {WITHIN:g} of a limited war by leaving it; "
            f"{count_text(self.options.resamples)} resamples of worlds.",
            *sources(),
        ]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            **self.head(),
            "worlds_a_pair": self.options.worlds,
            "trap": self.trap,
            "plane": [plain_data(each) | {"leaver": each.leaver} for each in self.plane.values()],
            "sources": sources(),
        }


def sources() -> list[str]:
    """Return the sources of the terms that ship."""
    said = {"grace_washington": "Months of grace", "seen_enforcing": "Enforcement asked"}
    return [
        f"{words} ({RULE_PARAMETERS[name].default:g}): {RULE_PARAMETERS[name].source}."
        for name, words in said.items()
    ]


def one_step(here: tuple[float, float], there: tuple[float, float]) -> bool:
    """Say whether terms are neighbours in the plane, along one of its sides."""
    apart = [
        abs(axis.index(a) - axis.index(b))
        for axis, a, b in zip((GRACES, ASKS), here, there, strict=True)
    ]
    return sum(apart) == 1


def where_of(cells: Sequence[Terms]) -> str:
    """Return the terms of cells, by enforcement asked: `asking 0.9, 2 to 4 and 9 months`.

    Months that stand side by side in the plane are one span.
    """
    parts = []
    for asked in sorted({each.asked for each in cells}):
        places = sorted(GRACES.index(each.grace) for each in cells if each.asked == asked)
        # Side by side, a place and its rank differ by the same number.
        spans = groupby(enumerate(places), lambda ranked: ranked[1] - ranked[0])
        said = []
        for _, span in spans:
            first, *rest = [f"{GRACES[place]:g}" for _, place in span]
            said.append(f"{first} to {rest[-1]}" if rest else first)
        parts.append(f"asking {asked:g}, {list_parts(said)} months")
    return list_parts(parts)


def cell_of(each: Terms) -> str:
    """Return the text of a cell of the table of terms."""
    if each.leaver:
        return f"{each.leaver[0].upper()} {number_text(each.leaves[each.leaver][1].value, 2)}"
    return number_text(each.over_trap.value, 2, signed=True)


def find_terms(options: GameOptions, results: Results) -> TermsFinding:
    """Return the finding of the plane of terms."""
    menus = {name: options.restrict[name] for name in GIANTS}
    cells, types = cells_of(menus), tuple(types_of(options.scenario))
    beliefs = beliefs_of(options.scenario, types)
    worth = {}
    for name in GIANTS:
        value = results.by_cell(f"value_{name}").reshape(len(types), len(cells), -1)
        worth[name] = np.asarray(weighted_sum(value, beliefs[name]))
    counts = resampled_counts(
        options.worlds, options.resamples, options.seed, Stream.PROFILES_RESAMPLED
    )
    # The first row is that of all worlds, the others are those of the resamples.
    means = {
        name: np.vstack([own.mean(axis=1), resampled_means(own, counts)])
        for name, own in worth.items()
    }
    return of_plane(options, menus, cells, worth, means)


def spread_of(worth: Floats) -> tuple[float, float, float]:
    """Return the mean, and the 5 and 95 % quantiles over worlds."""
    low, high = np.quantile(worth, (0.05, 0.95)).tolist()
    return float(worth.mean()), low, high


def of_plane(
    options: GameOptions,
    menus: Mapping[str, tuple[str, ...]],
    cells: list[tuple[int, int, int, int]],
    worth: Mapping[str, Floats],
    means: Mapping[str, Floats],
) -> TermsFinding:
    """Return the finding of a plane from values `(cells, worlds)` and from their means, `(1 +
    resamples, cells)`, by power.
    """
    at = {cell: place for place, cell in enumerate(cells)}
    ours, theirs = (menus[name] for name in GIANTS)
    wait, keeps = ours.index(BARGAIN["washington"]), theirs.index(BARGAIN["beijing"])
    shield = theirs.index(SHIELD)
    loss = war_losses(options.scenario)
    free = [own for own in range(len(ours)) if (own, shield, -1, -1) in at]
    trap = max(free, key=lambda own: float(means["washington"][0, at[own, shield, -1, -1]]))
    fallen = at[trap, shield, -1, -1]

    def estimate(drawn: Floats) -> Estimate:
        return percentiles(float(drawn[0]), drawn[1:], options.worlds, METHOD)

    plane = {}
    for g, grace in enumerate(GRACES):
        for a, asked in enumerate(ASKS):
            here = at[wait, keeps, g, a]
            replies: dict[str, dict[str, int]] = {
                "washington": {
                    name: at[cell if (cell := (own, keeps, g, a)) in at else (own, keeps, -1, -1)]
                    for own, name in enumerate(ours)
                },
                "beijing": {name: at[wait, other, g, a] for other, name in enumerate(theirs)},
            }
            leaves, most = {}, np.zeros(1 + options.resamples)
            for name, own in replies.items():
                paid = means[name][:, np.array(list(own.values()))]
                gained = (paid.max(axis=1) - means[name][:, here]) / loss[name]
                leaves[name] = (list(own)[int(paid[0].argmax())], estimate(gained))
                most = np.maximum(most, gained)
            over = np.stack(
                [(means[name][:, here] - means[name][:, fallen]) / loss[name] for name in GIANTS]
            )
            paid = means["washington"]
            pays = np.stack(
                [
                    paid[:, np.array([at[wait, shield, g, a], here])],
                    paid[:, np.array([fallen, at[trap, keeps, -1, -1]])],
                ],
                axis=1,
            )
            plane[grace, asked] = Terms(
                grace,
                asked,
                wilson(int(np.count_nonzero(most[1:] <= WITHIN)), options.resamples),
                leaves,
                estimate(over.min(axis=0)),
                estimate(trust_needed(pays, (0, 1), (1, 0))),
                {name: spread_of(worth[name][here]) for name in GIANTS},
            )
    return TermsFinding(options, plane, {"washington": ours[trap], "beijing": SHIELD})
