"""Everything that a policy game tells: over the types of Kim together, and for each type if everybody knew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from sim.analysis.finding import Finding, plain_data
from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.game import PYONGYANG, WASHINGTON, PolicyGame, Resamples, resampled
from sim.analysis.policy_game.play import ask as ask
from sim.analysis.policy_game.play import game_of
from sim.analysis.policy_game.play import options_of_study as options_of_study
from sim.analysis.policy_game.replies import Matrix, matrices_of
from sim.analysis.policy_game.solution import CRITERIA, Solution, solved
from sim.game.catalogue import CAPITALS
from sim.study.estimate.interval import mean_estimate
from sim.study.estimate.shown import Cell, Quantity, Table, amount, points, share
from sim.study.estimate.writing import count_text, number_text, percent_text, short_text
from sim.study.names import policy_name
from sim.study.scenario import Scenario
from sim.study.store.results import Results

LEAST_SHARE: Final = 0.02
"""Rarer policies of a mixture are left out of its table."""


@dataclass(frozen=True, eq=False)
class GameFinding(Finding):
    """What a policy game tells.

    `over_types` is the game in which Pyongyang knows its type and the others know its chances; `by_type` the game in
    which everybody knows the type. With one type the two are the same. `matrices` are those of Washington × Pyongyang.
    """

    analysis: ClassVar[str] = "policy game"
    over_types: Solution
    by_type: dict[str, Solution]
    matrices: list[Matrix]

    @property
    def game(self) -> PolicyGame:
        """The game over the types."""
        return self.over_types.game

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.game.scenario

    @property
    def seed(self) -> int:
        """The seed of the luck."""
        return self.game.seed

    @property
    def dominant(self) -> dict[str, list[str]]:
        """The dominant policies of each player that has one, over the types together."""
        return {each.player: each.dominant for each in self.over_types.dominance if each.dominant}

    def sentences(self) -> list[str]:
        """Return how far the equilibria can be trusted and what they cost, then what is dominant."""
        found, stable = self.over_types, self.over_types.stable
        pure, worlds = found.equilibria, f"of {count_text(self.game.worlds)} worlds"
        if len(stable) == 1:
            stays = f"{share(stable[0].stays).text()} of {count_text(found.resamples)} resamples"
            said = [
                f"One pure equilibrium is stable when worlds are resampled: {profile_text(stable[0].name)}. "
                f"Washington and Beijing both lose there in {losing(stable)} {worlds}; it stays an equilibrium in "
                f"{stays}."
            ]
        elif stable:
            said = [
                f"{len(stable)} of {len(pure)} pure equilibria are stable when the worlds are resampled, and none is "
                f"singled out; Washington and Beijing both lose there in {losing(stable)} {worlds}."
            ]
        elif pure:
            said = [
                "No pure equilibrium is stable when the worlds are resampled: take none of them as a finding. At the "
                f"{len(pure)} found, Washington and Beijing both lose in {losing(pure)} {worlds}."
            ]
        else:
            said = ["No profile in which nobody mixes is an equilibrium in the means of these worlds."]
        if not stable and found.mixed:
            one = "the equilibrium" if len(found.mixed) == 1 else f"the {len(found.mixed)} equilibria"
            both = f"Washington and Beijing both lose in {losing(found.mixed)} {worlds}"
            said.append(f"At {one} found in which capitals mix, {both}.")
        named = [
            f"{player.capitalize()}: {', '.join(told(player, each) for each in own)}"
            for player, own in self.dominant.items()
        ]
        return [*said, f"Dominant for {'; '.join(named)}." if named else "No policy is dominant for any capital."]

    def tables(self) -> list[Table]:
        """Return the equilibria, then what leads to them and what they cost."""
        found = self.over_types
        made = [equilibria_table(found, "equilibria", "Equilibria, over the types of Kim", main=True)]
        made += [rivals_table(found), leaving_table(found), mixtures_table(found), logit_table(found)]
        made += [matrix_table(self.game, self.matrices), names_table(self.matrices)] if self.matrices else []
        made += [replies_table(found), path_table(found), ends_table(found), best_table(found), anarchy_table(found)]
        if len(self.by_type) > 1:
            made += [
                equilibria_table(own, f"equilibria-{kim}", f"Equilibria if all knew that Kim is {kim}")
                for kim, own in self.by_type.items()
            ]
        return [table for table in made if table.rows]

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        game, s, found = self.game, self.scenario, self.over_types
        held = "".join(f" {capital.capitalize()} is held on {policy}." for capital, policy in game.held.items())
        pairs = zip(game.types, game.chances, strict=True)
        chances = ", ".join(f"{kim} {percent_text(chance)}" for kim, chance in pairs)
        lost = ", ".join(f"{each:g}" for each in found.unsolved)
        return [
            f"{s.title} ({s.name}): {count_text(game.cells)} profiles under each type of Kim ({chances}), "
            f"{count_text(game.worlds)} worlds each, the same ones, {s.months} months from {s.start}, seed {game.seed}."
            f"{held} Values are months of value.",
            "Over the types Pyongyang knows its type, and the others know how likely each is.",
            f"Stays: share of {count_text(found.resamples)} resamples of worlds in which it is an equilibrium; stable "
            "from 95 %, fragile from 50 %.",
            f"No pure equilibrium in {share(found.none).text()} of the resamples.",
            f"Looked for: {found.nash.method}.",
            "Gain of leaving: the most that any player gains. Of a single deviation: a paired 95 % interval, and those "
            "of one equilibrium hold together (Bonferroni).",
            "Price of anarchy: the best profile is chosen in the even worlds, and the gap measured in the odd ones.",
            *([f"The logit branch could not be followed to precision {lost}."] if lost else []),
        ]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        game = self.game
        return {
            "analysis": self.analysis, "sentences": self.sentences(), "scenario": self.scenario.name,
            "title": self.scenario.title, "scenario_hash": self.scenario.hash, "seed": self.seed,
            "worlds_a_profile": game.worlds, "resamples": self.over_types.resamples,
            "kim_types": dict(zip(game.types, game.chances, strict=True)), "held": game.held,
            "policies": {capital: list(own) for capital, own in game.choices.items()}, "unit": "months of value",
            "values": {"axes": ["kim_type", "capital", *game.choices], "mean": game.mean.tolist()},
            "matrices": plain_data(self.matrices), "over_types": self.over_types.data(),
            "by_type": {kim: found.data() for kim, found in self.by_type.items()},
        }  # fmt: skip


def told(player: str, policy: str) -> str:
    """Return a policy of a player in words; a player is a capital, or a type of Kim in it."""
    return policy_name(player.partition(" (")[0], policy)


def profile_text(name: str) -> str:
    """Return a profile in words, from its policies as they are typed."""
    return ", ".join(
        " / ".join(policy_name(capital, policy) for policy in typed.split(" / "))
        for capital, typed in zip(CAPITALS, name.split(", "), strict=True)
    )


def losing(equilibria: Sequence[Any]) -> str:
    """Return in words how likely lose-lose is at some equilibria, from the lowest to the highest."""
    texts = [share(each.lose_lose).text() for each in sorted(equilibria, key=lambda each: each.lose_lose.value)]
    return " to ".join(dict.fromkeys((texts[0], texts[-1])))


def exact(value: float) -> Quantity:
    """Return a share that has no sampling error of its own."""
    return Quantity(value, value, value, "share")


def labels_of(found: Solution) -> list[tuple[str, Any]]:
    """Return the equilibria by the name under which tables speak of them, the pure ones first."""
    named: list[tuple[str, Any]] = [(profile_text(each.name), each) for each in found.equilibria]
    named += [(f"{each.equilibrium.kind} equilibrium {number}", each) for number, each in enumerate(found.mixed, 1)]
    return named


def equilibria_table(found: Solution, name: str, caption: str, main: bool = False) -> Table:
    """Return how likely lose-lose is at each equilibrium, and how far the worlds support it."""
    rows: list[tuple[Cell, ...]] = []
    for label, each in labels_of(found):
        pure = each in found.equilibria
        stays: Cell = "not asked" if each.stays is None else share(each.stays)
        verdict = ("no deviation can pay" if each.decided else each.verdict) if pure else each.equilibrium.kind
        rows.append((label, share(each.lose_lose), stays, verdict, amount(each.regret)))
    heads = ("", "both lose", "stays one in", "verdict", "gain of leaving, months")
    return Table(name, caption, heads, tuple(rows), main)


def rivals_table(found: Solution) -> Table:
    """Return the profiles that are no equilibrium in all worlds, but in some resamples."""
    rows = tuple((profile_text(each.name), share(each.stays), share(each.lose_lose)) for each in found.rivals)
    return Table("rivals", "No equilibrium in all worlds, but in some resamples", ("", "in", "both lose"), rows)


def leaving_table(found: Solution) -> Table:
    """Return the best that each player could do by leaving a pure equilibrium."""
    rows = []
    for each in found.equilibria:
        best = {one.player: one for one in sorted(each.deviations, key=lambda one: one.gain.value)}
        rows += [
            (profile_text(each.name), player.capitalize(), told(player, best[player].policy),
             amount(best[player].gain))
            for player in found.game.players if player in best
        ]  # fmt: skip
    heads = ("", "who leaves", "best for", "gains, months")
    return Table("leaving", "Leaving a pure equilibrium", heads, tuple(rows))


def mixtures_table(found: Solution) -> Table:
    """Return how each player mixes in the mixed and the logit equilibria, the rare policies left out."""
    rows: list[tuple[Cell, ...]] = []
    for label, each in labels_of(found)[len(found.equilibria) :]:
        rows += [
            (label, player.capitalize(), told(player, policy), exact(chance))
            for player, own in each.shares.items() for policy, chance in own.items() if chance >= LEAST_SHARE
        ]  # fmt: skip
    for one in found.logit:
        rows += [
            (f"logit, precision {short_text(one.precision)}", player.capitalize(), told(player, policy),
             share(chance))
            for player, own in one.shares.items() for policy, chance in own.items() if chance.value >= LEAST_SHARE
        ]  # fmt: skip
    return Table("mixtures", "How often players pick what, where they mix", ("", "player", "picks", "in"), tuple(rows))


def logit_table(found: Solution) -> Table:
    """Return the logit equilibria, in which everybody errs."""
    rows = tuple(
        (short_text(each.precision), share(each.lose_lose), number_text(each.regret, 2), each.lost, each.branch)
        for each in found.logit
    )
    heads = ("precision, 1 / months", "both lose", "most to gain, months", "resamples lost", "branch")
    return Table("logit", "Logit equilibria", heads, rows)


def matrix_table(game: PolicyGame, matrices: Sequence[Matrix]) -> Table:
    """Return what Washington and Pyongyang get from each pair of policies, and for whom it is a best reply."""
    rows: list[tuple[Cell, ...]] = []
    for at, each in enumerate(matrices):
        us, kims = (game.value[at, capital].mean(axis=(1, 3)) for capital in (WASHINGTON, PYONGYANG))
        us_best, kims_best = each.best()
        for w, row in enumerate(each.rows):
            for p, column in enumerate(each.columns):
                replies = {"Washington": us_best[w, p], "Pyongyang": kims_best[w, p]}
                best = ", ".join(capital for capital, own in replies.items() if own)
                values = (amount(mean_estimate(own[w, p])) for own in (us, kims))
                us_name, kims_name = policy_name("washington", row), policy_name("pyongyang", column)
                rows.append((each.kim, us_name, kims_name, *values, best or "none"))
    heads = ("Kim", "Washington", "Pyongyang", "to Washington", "to Pyongyang", "best reply of")
    caption = "Washington and Pyongyang, months of value, the mean over Beijing's and Seoul's policies"
    return Table("matrices", caption, heads, tuple(rows))


def names_table(matrices: Sequence[Matrix]) -> Table:
    """Return the ordinal name of the 2 × 2 game of each type."""
    rows = tuple(
        (each.kim, " against ".join(
            " or ".join(policy_name(capital, policy) for policy in pair)
            for capital, pair in zip(("washington", "pyongyang"), each.core, strict=True)
        ), each.name, share(each.again))
        for each in matrices if each.core and each.name and each.again
    )  # fmt: skip
    return Table("names", "What the game of two policies each is called", ("Kim", "game", "name", "in resamples"), rows)


def replies_table(found: Solution) -> Table:
    """Return to which share of the others' profiles each policy is a best reply, and what dominates it."""
    rows = tuple(
        (each.player.capitalize(), told(each.player, policy), exact(own),
         told(each.player, each.dominated.get(policy, "none")))
        for each in found.dominance for policy, own in each.best.items()
    )  # fmt: skip
    heads = ("", "policy", "best reply to", "dominated by")
    return Table("replies", "To which share of the others' profiles each policy is a best reply", heads, rows)


def path_table(found: Solution) -> Table:
    """Return the way by best replies from the scenario's own line-up, who has most to gain first."""
    game, path = found.game, found.path
    if path is None:
        return Table("path", "", (), ())
    moves = zip(path.moves, path.gains, strict=True)
    rows = tuple(
        (number, game.players[move.player].capitalize(),
         told(game.players[move.player], game.policies[move.player][move.end[move.player]]), amount(gain))
        for number, (move, gain) in enumerate(moves, 1)
    )  # fmt: skip
    end = "and so on in a cycle" if path.cycles else "then nobody gains"
    caption = f"Best replies from the scenario's own line-up, {profile_text(game.line(path.start))}; {end}"
    return Table("path", caption, ("move", "who moves", "to", "gains, months"), rows)


def ends_table(found: Solution) -> Table:
    """Return where best replies end: at rest in one profile, or in a cycle of several."""
    rows = tuple(
        (profile_text(found.game.line(sink.profiles[0])), len(sink.profiles), sink.drawn) for sink in found.sinks
    )  # fmt: skip
    heads = ("", "profiles in it", f"reached from, of {count_text(found.game.profiles)}")
    return Table("ends", "Where best replies end", heads, rows)


def best_table(found: Solution) -> Table:
    """Return the best profiles for all four."""
    rows = tuple(
        (CRITERIA[each.criterion], profile_text(each.name), share(each.lose_lose), share(each.again))
        for each in found.best
    )
    return Table("best", "Best for all four", ("", "profile", "both lose", "best in resamples too"), rows)


def anarchy_table(found: Solution) -> Table:
    """Return what each equilibrium costs against the best profiles for all four."""
    rows = tuple(
        (each.equilibrium, "sum" if each.criterion == "welfare" else "least lose-lose", points(each.lose_lose),
         *(amount(each.values[capital]) for capital in CAPITALS))
        for each in found.anarchy
    )  # fmt: skip
    heads = ("", "against the best by", "both lose", *(f"value to {capital.capitalize()}" for capital in CAPITALS))
    return Table("anarchy", "The price of anarchy: an equilibrium minus the best for all four", heads, rows)


def find(options: GameOptions, results: Sequence[Results]) -> GameFinding:
    """Return what the game that was played or read tells."""
    played = options.results or results[0]
    return solve(game_of(options, played), options.resamples, options.precisions)


def solve(game: PolicyGame, resamples: int, precisions: Sequence[float]) -> GameFinding:
    """Find the equilibria of a policy game, over types and by type, and how far its worlds support each.

    The worlds are resampled `resamples` times, the same ones for every profile; `precisions` are those of the logit
    equilibria over the types, in 1 / months.
    """
    drawn = resampled(game, resamples)
    together = solved(game, drawn, precisions)
    if len(game.types) == 1:
        return GameFinding(together, {game.types[0]: together}, matrices_of(game, drawn))
    by_type = {}
    for at, kim in enumerate(game.types):
        part = slice(at, at + 1)
        own = game.of_type(kim)
        by_type[kim] = solved(own, Resamples(own, drawn.mean[:, part], drawn.losing[:, part]))
    return GameFinding(together, by_type, matrices_of(game, drawn))
