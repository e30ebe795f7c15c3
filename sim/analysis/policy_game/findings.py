"""Results of a policy game: by each capital's own belief, by the model's prior over Kim's type, and
for each type alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.policy_game import GameOptions, beliefs
from sim.analysis.policy_game.bargain import (
    Bargain,
    WhoseBelief,
    bargain_of,
    held_in_draws,
    whose_belief,
)
from sim.analysis.policy_game.carry import Carrier, carriers_of
from sim.analysis.policy_game.equilibria import (
    Matrix,
    Solution,
    matrices_of,
    solve_game,
)
from sim.analysis.policy_game.free import FreePlay, both_worse_against, free_play_in
from sim.analysis.policy_game.game import PYONGYANG, WASHINGTON, PolicyGame, resample_game
from sim.analysis.policy_game.parts import shared_parts
from sim.analysis.policy_game.play import (
    ask as ask,
    game_of,
    options_of_study as options_of_study,
    variations,
)
from sim.analysis.policy_game.telling import (
    against_table,
    belief_table,
    carriers_table,
    free_table,
    standings_table,
    told_of_bargain,
    told_of_belief,
    told_of_carriers,
    told_of_free,
    variations_table,
    verdicts_of,
)
from sim.analysis.policy_game.terms import TermsFinding, find_terms
from sim.analysis.policy_game.varied import Variation, variation_of
from sim.analysis.policy_game.words import clause
from sim.analysis.screen.kept import kept_table
from sim.core.base.arrays import Floats
from sim.core.estimate.interval import Estimate, mean_estimate
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.game.catalogue import BENCHMARK, CAPITALS, GIANTS
from sim.study.estimate.quantities import Cell, Table, amount, exact_share, list_parts, share
from sim.study.experiment.factor_text import policy_name, titled
from sim.study.store.results import Results

LEAST_SHARE: Final = 0.02
"""Rarer policies of a mixture are left out of its table."""

MORE: Final = 4
"""How many times as many worlds are advised where these cannot tell: intervals halve."""

OWN, MODEL_PRIOR = "own beliefs", "model prior"
"""The weights of the types of Kim, beside each type alone."""


@dataclass(frozen=True, eq=False)
class GameFinding(Finding):
    """Results of a policy game.

    `readings` are the game weighed by each capital's own belief, by the model's prior, and for each
    type as if all knew it; if Kim's type is known, that one alone. `matrices` are those of
    Washington × Pyongyang. `decision` and `draws` are None if they cannot be computed: see
    `decision_at` and `GameOptions.drawn`. If plans are on the menu all these are of the courses
    alone, and `played` is the whole game.
    """

    analysis: ClassVar[str] = "policy game"
    played: PolicyGame
    readings: dict[str, Solution]
    matrices: list[Matrix]
    decision: beliefs.Decision | None
    draws: beliefs.Draws | None
    bargain: Bargain | None = None
    whose: WhoseBelief | None = None
    carriers: tuple[Carrier, ...] = ()
    free: dict[str, FreePlay] = field(default_factory=dict)
    varied: tuple[Variation, ...] = ()
    against: dict[str, Floats] = field(default_factory=dict)
    held: Estimate | None = None

    @property
    def opening(self) -> Solution:
        """The first reading: by each capital's own belief, unless Kim's type is known."""
        return next(iter(self.readings.values()))

    @property
    def game(self) -> PolicyGame:
        """The game of the first reading."""
        return self.opening.game

    @property
    def options(self) -> PolicyGame:
        """The game, which holds the scenario and the seed."""
        return self.game

    def sentences(self) -> list[str]:
        """Return whether the bargain is self-enforcing, or without plans the equilibria and the
        loss of all there; then the belief and the payoffs that decide it.
        """
        found = told_of_bargain(self.bargain) if self.bargain else self.told_of_equilibria()
        decides = [told_of_belief(self.whose)] if self.whose else []
        decides += told_of_decision(self.decision) if self.decision else []
        decides += told_of_carriers(self.carriers)
        return [*found, *decides, *told_of_free(self.free)]

    def told_of_equilibria(self) -> list[str]:
        """Return the equilibria by own beliefs and by the model's prior, and how far the payoffs
        change them.
        """
        name, own = next(iter(self.readings.items()))
        found = told_of(
            "By their own beliefs of Kim" if name == OWN else f"If all know that Kim is {name}", own
        )
        if MODEL_PRIOR in self.readings:
            found += told_of("By the model's prior", self.readings[MODEL_PRIOR])
        if self.draws:
            by = "By own beliefs an" if OWN in self.readings else "An"
            found.append(
                f"{by} equilibrium is worse for {everybody(self.game)} than another profile by over "
                f"{beliefs.SMALL:g} of a limited war in {share(self.draws.over(beliefs.SMALL)).text()} "
                f"of the payoffs of the {count_text(self.draws.gaps.size)} vectors of sim set."
            )
        return found

    def tables(self) -> list[Table]:
        """Return equilibrium and loss by reading, then every profile, the role of beliefs and
        payoffs, and sampling noise.
        """
        made = [variations_table(self.varied)] if self.varied else []
        if self.bargain:
            made += [standings_table(self.bargain), standings_table(self.bargain, every=True)]
        first = not self.bargain and not self.varied
        made += [replace(readings_table(self.readings), main=first), gaps_table(self.readings)]
        numbers = kept_table(self.scenario)
        made += [numbers] if numbers and set(self.game.players) == set(GIANTS) else []
        made += [belief_table(self.whose)] if self.whose else []
        made += [carriers_table(self.carriers)] if self.carriers else []
        made += [free_table(self.free)] if self.free else []
        made += [against_table(self.against, self.game.types)] if self.against else []
        made += [values_table(OWN, self.played)] if OWN in self.readings else []
        made += (
            [decision_table(self.decision), *parts_table(self.decision)] if self.decision else []
        )
        made += [draws_table(self.draws, self.game, self.held)] if self.draws else []
        made += [mixtures_table(self.readings)]
        if self.matrices:
            made += [matrix_table(self.game, self.matrices), names_table(self.matrices)]
        made += [replies_table(self.opening)]
        return [table for table in made if table.rows]

    def setting(self) -> str:
        """Return scenario, size, seed and units in one line."""
        size = f"{count_text(self.game.worlds)} worlds a cell"
        return f"{titled(self.scenario)} · {size} · seed {self.seed} · 95 % intervals"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the verdict on the bargain or the equilibria, then the main table and Washington's
        choice by type of Kim.
        """
        sentences, tables = super().first_screen()
        if self.bargain is None:
            return sentences, tables
        said = [
            *verdicts_of(self.bargain),
            *(told_of_decision(self.decision) if self.decision else []),
        ]
        return said, [*tables, *self.kim_table()]

    def kim_table(self) -> list[Table]:
        """Return Washington's gain from pressing over talking for each type of Kim, and the
        equilibrium of the courses if all know the type; empty without a `decision`.
        """
        if self.decision is None:
            return []
        rows: list[tuple[Cell, ...]] = []
        for kim, more in self.decision.by_type.items():
            known = self.readings[kim]
            lines = [profile_text(known.game, own.name) for own in known.equilibria]
            rows.append((f"{kim} Kim", amount(more), "; ".join(lines) or "none that is pure"))
        other = clause({name: x for name, x in self.decision.against.items() if name in GIANTS[1:]})
        heads = (f"if {other}", "pressing less talking, months", "equilibrium if all knew")
        return [Table("by_kim", "", heads, rows)]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next: more worlds first where these cannot tell."""
        told = self.bargain
        vague = told is not None and not (told.bargain.clear and told.trap.clear)
        more = f"sim game {scenario} -n {MORE * self.game.worlds}"
        steps = f"sim game {scenario} --terms", "add --full"
        return (more, *steps) if vague else (*steps, "sim show bargain")

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        game, s, found = self.game, self.scenario, self.opening
        others = [
            f"{capital.capitalize()} {policy_name(capital, policy)}"
            for capital, policy in game.held.items()
        ]
        rest = f" {list_parts(others)}." if others else ""
        chances = {"the model's prior": game.chances, **game.beliefs}
        weights = "; ".join(
            f"{each.capitalize()} {', '.join(map(percent_text, own))}"
            for each, own in chances.items()
        )
        losses = ", ".join(
            f"{capital.capitalize()} {game.loss[CAPITALS.index(capital)]:g}"
            for capital in CAPITALS
            if capital not in game.held
        )
        return [
            f"{s.title} ({s.name}): {count_text(self.played.mean[0, 0].size)} profiles under each type of Kim, "
            f"{count_text(game.worlds)} worlds each, the same ones, {s.months} months from {s.start}, seed {game.seed}."
            f"{rest}",
            f"Chances of a Kim who is {', '.join(game.types)}: {weights}. Pyongyang knows who he is.",
            f"A limited war costs, in months of value: {losses}.",
            *([shared_parts()] if self.carriers else []),
            "Better for all: the profile is chosen in the even worlds, and the gain measured in the odd ones. Its "
            "intervals hold together at 95 %.",
            f"Stays: share of {count_text(found.resamples)} resamples of worlds in which it is an equilibrium; stable "
            f"from 95 %, fragile from 50 %. {share(found.none).text()} of them have no pure one by own beliefs.",
            f"Looked for: {found.nash.method}.",
        ]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        game = self.game
        return {
            **self.head(),
            "worlds_a_profile": game.worlds,
            "resamples": self.opening.resamples,
            "kim_types": dict(zip(game.types, game.chances, strict=True)),
            "beliefs": {
                name: dict(zip(game.types, own, strict=True)) for name, own in game.beliefs.items()
            },
            "held": game.held,
            "policies": {capital: list(own) for capital, own in game.choices.items()},
            "players": list(game.players),
            "unit": "months of value",
            "limited_war": dict(zip(CAPITALS, game.loss.tolist(), strict=True)),
            "values": {"axes": ["kim_type", "capital", *game.choices], "mean": game.mean.tolist()},
            "matrices": plain_data(self.matrices),
            "decision": plain_data(self.decision),
            "draws": plain_data(self.draws),
            "bargain_held_in_draws": plain_data(self.held),
            "bargain": plain_data(self.bargain),
            "whose_belief": self.whose
            and plain_data(self.whose)
            | {"cells": [[*key, plain_data(own)] for key, own in self.whose.cells.items()]},
            "carries": plain_data(self.carriers),
            "free_play": plain_data(self.free),
            "both_worse_against": plain_data(self.against),
            "varied": plain_data(self.varied),
            "readings": {name: found.data() for name, found in self.readings.items()},
        }


def own_policies(game: PolicyGame, policies: Mapping[str, str]) -> dict[str, str]:
    """Return the policies of the players."""
    return {name: policy for name, policy in policies.items() if name in game.players}


def everybody(game: PolicyGame) -> str:
    """Return the words for all players."""
    return "both" if len(game.players) == 2 else "all players"


def told_of(by: str, found: Solution) -> list[str]:
    """Return the equilibria of a reading, and the gains of all elsewhere, in sentences."""
    game, all_of = found.game, everybody(found.game)
    if not found.equilibria:
        return [
            f"{by}, no profile in which nobody mixes is an equilibrium; --full has those in which they mix."
        ]
    several = f", one of {len(found.equilibria)} equilibria" if len(found.equilibria) > 1 else ""
    said = []
    for own, better, benchmark in zip(found.equilibria, found.better, found.benchmark, strict=True):
        stays = f"{percent_text(own.stays.value)} of {count_text(own.stays.n)} resamples"
        said.append(
            f"{by}, {clause(own_policies(game, own.policies))}{several} ({own.verdict}: {stays})."
        )
        if better is None or better.least.value <= 0.0:
            said.append(f"No other profile is better for {all_of}.")
        else:
            other = clause(own_policies(game, better.policies), past=True)
            least, sure = better.least, "would" if better.least.low > 0.0 else "might"
            seen = f"{count_text(least.n)} worlds, not those that found it"
            gained = f"{amount(least).text()} of a limited war if {other} ({seen})"
            said.append(f"{all_of.capitalize()} {sure} gain at least {gained}.")
        if benchmark is not None and (better is None or benchmark.end != better.end):
            gains = list_parts(
                [
                    f"{player.capitalize()} {amount(gain).text()}"
                    for player, gain in benchmark.gains.items()
                ]
            )
            said.append(f"In the benchmark, where {clause(BENCHMARK)}, gains would be: {gains}.")
    return said


def told_of_decision(found: beliefs.Decision) -> list[str]:
    """Return Washington's threshold to press, and its assumed belief in a greedy Kim."""
    return [
        f"Pressing pays Washington if it is at least {share(found.sure).text()} sure of a greedy Kim.",
        f"We assume that it is {percent_text(found.believed)} sure.",
    ]


def tell_policy(player: str, policy: str) -> str:
    """Return a policy of a player in words; a player is a capital, or a type of Kim in it."""
    return policy_name(player.partition(" (")[0], policy)


def profile_text(game: PolicyGame, name: str) -> str:
    """Return a profile in words, from its policies as they are typed."""
    choosing = (capital for capital in CAPITALS if capital not in game.held)
    return ", ".join(
        " / ".join(policy_name(capital, policy) for policy in typed.split(" / "))
        for capital, typed in zip(choosing, name.split(", "), strict=True)
    )


def matrix_table(game: PolicyGame, matrices: Sequence[Matrix]) -> Table:
    """Return the payoffs of Washington and Pyongyang in each pair of policies, and the capitals for
    which it is a best reply.
    """
    rows: list[tuple[Cell, ...]] = []
    for at, each in enumerate(matrices):
        us, kims = (
            game.value[at, capital].mean(axis=(1, 3)) for capital in (WASHINGTON, PYONGYANG)
        )
        us_best, kims_best = each.best()
        for w, row in enumerate(each.rows):
            for p, column in enumerate(each.columns):
                replies = {"Washington": us_best[w, p], "Pyongyang": kims_best[w, p]}
                best = ", ".join(capital for capital, own in replies.items() if own)
                values = (amount(mean_estimate(own[w, p])) for own in (us, kims))
                us_name, kims_name = (
                    policy_name("washington", row),
                    policy_name("pyongyang", column),
                )
                rows.append((each.kim, us_name, kims_name, *values, best or "none"))
    heads = ("Kim", "Washington", "Pyongyang", "to Washington", "to Pyongyang", "best reply of")
    caption = (
        "Washington and Pyongyang, months of value, the mean over Beijing's and Seoul's policies"
    )
    return Table("matrices", caption, heads, tuple(rows))


def names_table(matrices: Sequence[Matrix]) -> Table:
    """Return the ordinal name of the 2 × 2 game of each type."""
    rows = tuple(
        (
            each.kim,
            " against ".join(
                " or ".join(policy_name(capital, policy) for policy in pair)
                for capital, pair in zip(("washington", "pyongyang"), each.core, strict=True)
            ),
            each.name,
            share(each.again),
        )
        for each in matrices
        if each.core and each.name and each.again
    )
    return Table(
        "names",
        "What the game of two policies each is called",
        ("Kim", "game", "name", "in resamples"),
        rows,
    )


def replies_table(found: Solution) -> Table:
    """Return the share of the others' profiles to which each policy is a best reply, and the policy
    that dominates it.
    """
    rows = tuple(
        (
            each.player.capitalize(),
            tell_policy(each.player, policy),
            exact_share(own),
            tell_policy(each.player, each.dominated.get(policy, "none")),
        )
        for each in found.dominance
        for policy, own in each.best.items()
    )
    heads = ("", "policy", "best reply to", "dominated by")
    return Table(
        "replies", "To which share of the others' profiles each policy is a best reply", heads, rows
    )


def readings_table(readings: Mapping[str, Solution]) -> Table:
    """Return by reading each equilibrium, the profile that is better for all, and by how much."""
    rows: list[tuple[Cell, ...]] = []
    for name, found in readings.items():
        for own, better in zip(found.equilibria, found.better, strict=True):
            other = better if better and better.least.value > 0.0 else None
            rows.append(
                (
                    name,
                    profile_text(found.game, own.name),
                    profile_text(found.game, other.name) if other else "none",
                    amount(other.least) if other else "",
                    share(own.goals_failed),
                )
            )
        if not found.equilibria:
            rows.append((name, "none that is pure", "", "", ""))
    heads = ("by", "equilibrium", "better for all", "by, limited wars", "both fail their goals")
    return Table(
        "equilibria", "The equilibrium, and what would be better for all", heads, tuple(rows), True
    )


def gaps_table(readings: Mapping[str, Solution]) -> Table:
    """Return each player's gain in the profile that is best for all, and in the benchmark."""
    rows: list[tuple[Cell, ...]] = []
    for name, found in readings.items():
        for own, better, benchmark in zip(
            found.equilibria, found.better, found.benchmark, strict=True
        ):
            best = better if better and better.least.value > 0.0 else None
            same = best and benchmark and best.end == benchmark.end
            for gap in filter(None, (best, None if same else benchmark)):
                rows += [
                    (
                        name,
                        *(profile_text(found.game, each.name) for each in (own, gap)),
                        player.capitalize(),
                        amount(gain),
                    )
                    for player, gain in gap.gains.items()
                ]
    heads = ("by", "from", "to", "who", "gains, limited wars")
    return Table(
        "gains",
        "What players would gain elsewhere: where it is best for all, and in the benchmark",
        heads,
        tuple(rows),
    )


def values_table(by: str, game: PolicyGame) -> Table:
    """Return the payoffs of the players in every profile, if there are two and neither is a type of
    Kim.
    """
    if len(game.players) != 2 or set(game.players) - set(CAPITALS):
        return Table("values", "", (), ())
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            *(
                tell_policy(player, policy)
                for player, policy in own_policies(game, game.named(place)).items()
            ),
            *(
                amount(mean_estimate(game.payoff(player, game.pure(place))))
                for player in game.players
            ),
        )
        for place in np.ndindex(*game.shape)
    )
    heads = (
        *map(str.capitalize, game.players),
        *(f"to {player.capitalize()}" for player in game.players),
    )
    return Table(f"values-{by.split()[0]}", f"Months of value, by {by}", heads, rows)


def decision_table(found: beliefs.Decision) -> Table:
    """Return Washington's gain from pressing over talking, by type of Kim."""
    rows = tuple((f"Kim is {kim}", amount(gain)) for kim, gain in found.by_type.items())
    caption = f"What pressing pays Washington more than talking, in months; {clause(found.against)}"
    return Table("pressing", caption, ("", "more"), rows)


def parts_table(found: beliefs.Decision) -> list[Table]:
    """Return the six parts that give the threshold to press, and the threshold that they give."""
    if found.by_parts is None:
        return []
    kims = list(found.by_type)
    rows = tuple(
        (label, *(number_text(own[kim], 1, signed=True) for kim in kims))
        for label, own in found.parts.items()
    )
    caption = (
        f"The {len(rows)} largest parts of that: alone they give {percent_text(found.by_parts)}, all "
        f"parts {percent_text(found.sure.value)}"
    )
    return [Table("pressing-parts", caption, ("", *(f"Kim is {kim}" for kim in kims)), rows)]


def draws_table(found: beliefs.Draws, game: PolicyGame, held: Estimate | None) -> Table:
    """Return the gap under the payoffs of the set, its equilibria, and the share in which the
    bargain is `held`.
    """
    n = found.gaps.size
    low, middle, high = np.quantile(found.gaps, (0.25, 0.5, 0.75)).tolist()
    rows: list[tuple[Cell, ...]] = [
        *([("the bargain is self-enforcing", share(held))] if held else []),
        *(
            (f"gap over {size:g}", share(found.over(size)))
            for size in (beliefs.SMALL, beliefs.LARGE)
        ),
        ("gap, quartiles", ", ".join(number_text(each, 2) for each in (low, middle, high))),
    ]
    rows += [
        (f"equilibrium {profile_text(game, name)}", count)
        for name, count in found.equilibria.items()
    ]
    return Table(
        "draws",
        f"The payoffs of the {count_text(n)} vectors of sim set, all else as it is",
        ("", "in"),
        tuple(rows),
    )


def mixtures_table(readings: Mapping[str, Solution]) -> Table:
    """Return how each player mixes in the mixed equilibria, the rare policies left out."""
    rows = tuple(
        (name, each.kind, player.capitalize(), tell_policy(player, policy), exact_share(chance))
        for name, found in readings.items()
        for each in found.nash
        if each.kind != "pure"
        for player, menu, choice in zip(
            found.game.players, found.game.policies, each.profile, strict=True
        )
        for policy, chance in zip(menu, choice.tolist(), strict=True)
        if chance >= LEAST_SHARE
    )
    heads = ("by", "kind", "player", "picks", "in")
    return Table("mixtures", "Equilibria in which players mix", heads, rows)


def find(options: GameOptions, results: Sequence[Results]) -> GameFinding | TermsFinding:
    """Return the result of the game that was played or read, or the plane of its terms."""
    if options.terms:
        return find_terms(options, results[0])
    game, more = game_of(options, options.results or results[0]), list(results[1:])
    free: dict[str, FreePlay] = {}
    against: dict[str, Floats] = {}
    if options.plays_free:
        left = more.pop(0)
        free = free_play_in(options, game, left)
        against = both_worse_against(game.of_courses(), left)
    again = []
    for name, scenario in variations(options):
        asked = replace(options, scenario=scenario, vary=())
        again.append(variation_of(name, game_of(asked, more.pop(0)), options.resamples))
    found = solve(game, options.resamples)
    if again:
        again.insert(0, variation_of("as it is", game, options.resamples))
    return replace(found, free=free, against=against, varied=tuple(again))


def solve(played: PolicyGame, resamples: int) -> GameFinding:
    """Find whether the bargain of a policy game is self-enforcing, the equilibria of its courses by
    every weighting of the types, and the gains of all elsewhere.

    The worlds are resampled `resamples` times, the same ones for every profile. If the game holds
    the parts of its payoffs, they are reweighted by every vector of the set that ships.
    """
    game = played.of_courses()
    drawn = resample_game(game, resamples)
    readings = readings_of(game, drawn)
    opening = next(iter(readings.values()))
    means = beliefs.drawn_means(game) if game.parts else None
    held = held_in_draws(played, beliefs.drawn_means(played)[:, 0]) if game.parts else None
    decision = None
    if opening.equilibria:
        own_means = None if means is None else means[:, 0]
        decision = beliefs.decision_at(game, opening.equilibria[0].profile, own_means, resamples)
    return GameFinding(
        played,
        readings,
        matrices_of(game, drawn),
        decision,
        None if means is None else beliefs.draws_of(game, means),
        bargain_of(played, resample_game(played, resamples)),
        whose_belief(played),
        carriers_of(played),
        held=held,
    )


def readings_of(game: PolicyGame, drawn: Floats) -> dict[str, Solution]:
    """Return the solution by every weighting of Kim's types, or of the only type; `drawn` are the
    resampled means of the game.
    """
    if len(game.types) == 1:
        return {game.types[0]: solve_game(game, drawn)}
    by_type = {
        kim: solve_game(game.of_type(kim), drawn[:, at : at + 1])
        for at, kim in enumerate(game.types)
    }
    return {
        OWN: solve_game(game, drawn),
        MODEL_PRIOR: solve_game(game.if_all_believe(game.chances), drawn),
        **by_type,
    }
