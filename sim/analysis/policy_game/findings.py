"""Everything that a policy game tells, several equilibria side by side and none singled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.games.choice import Profile
from sim.analysis.games.nash import NashEquilibria, nash_equilibria
from sim.analysis.policy_game.anarchy import Anarchy, Best, best_for_all, price_of, welfare
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.graph import Path, Sink, lineups_of, path_from, sinks_of
from sim.analysis.policy_game.logit import PRECISIONS, LogitFinding, logit_findings
from sim.analysis.policy_game.mixed import MixedFinding, mixed_findings
from sim.analysis.policy_game.pure import ProfileFinding, pure_findings
from sim.analysis.policy_game.resampling import gains_in, resampled_counts, resampled_means, resampled_payoffs
from sim.errors import UsageProblem
from sim.study.estimate import Estimate, count_text, value_text
from sim.study.summary import CAVEAT

RESAMPLES: Final = 1000
LEAST_RESAMPLES: Final = 50


@dataclass(frozen=True, eq=False)
class Findings:
    """What a policy game tells.

    `equilibria` are the pure ones of the means; `rivals` other profiles that are one in many resamples; `none` the
    share of resamples without any. `nash` holds all equilibria found, `mixed` what is known of those that mix; `logit`
    those that err; `unsolved` the precisions whose branch could not be followed. `best` and `anarchy` compare with the
    best for all.
    """

    game: PolicyGame
    resamples: int
    equilibria: list[ProfileFinding]
    rivals: list[ProfileFinding]
    none: Estimate
    nash: NashEquilibria
    mixed: list[MixedFinding]
    logit: list[LogitFinding]
    unsolved: list[float]
    sinks: list[Sink]
    paths: list[Path]
    best: list[Best]
    anarchy: list[Anarchy]

    @property
    def verdict(self) -> str:
        """How far to trust the equilibria, in one sentence."""
        stable = sum(each.verdict == "stable" for each in self.equilibria)
        if not self.equilibria:
            return "No pure equilibrium in the means of these worlds."
        if not stable:
            return "No pure equilibrium is stable under resampling of the worlds: take none of them as a finding."
        return f"Pure equilibria that are stable under resampling of the worlds: {stable} of {len(self.equilibria)}."

    def sentences(self) -> list[str]:
        """Return what was found in a few plain sentences, each equilibrium in one of its own."""
        said = [self.verdict]
        for found in self.equilibria:
            stays, both = found.stays, found.lose_lose
            said.append(
                f"{found.name} stays an equilibrium in {value_text(stays.value, stays.low, stays.high, 2)} of "
                f"{count_text(stays.n)} resamples; there Washington and Beijing both lose in "
                f"{value_text(both.value, both.low, both.high, 3)} of {count_text(both.n)} worlds."
            )
        pure = [found.name for found in self.equilibria]
        for price in self.anarchy:
            if price.equilibrium in pure and price.criterion == "lose_lose":
                more = price.lose_lose
                said.append(
                    f"Against the profile in which both lose least, {price.equilibrium} adds "
                    f"{value_text(more.value, more.low, more.high, 3)} to the chance that both lose."
                )
        return said

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        game = self.game
        return {
            "analysis": "policy game",
            "sentences": self.sentences(),
            "scenario": game.scenario.name,
            "title": game.scenario.title,
            "scenario_hash": game.scenario.hash,
            "elections": "off",
            "seed": game.seed,
            "worlds_a_profile": game.worlds,
            "profiles": game.profiles,
            "resamples": self.resamples,
            "caveat": CAVEAT,
            "players": {player: list(own) for player, own in zip(game.players, game.policies, strict=True)},
            "held": dict(game.held),
            "unit": "months of value",
            "verdict": self.verdict,
            "equilibria": [each.as_dict() for each in self.equilibria],
            "rivals": [each.as_dict() for each in self.rivals],
            "no_pure_equilibrium": self.none.as_dict(),
            "mixed": [each.as_dict() for each in self.mixed],
            "search": {"method": self.nash.method, "complete": self.nash.complete, "degenerate": self.nash.degenerate},
            "logit": [each.as_dict() for each in self.logit],
            "logit_unsolved": self.unsolved,
            "sinks": [
                {"profiles": [game.named(place) for place in sink.profiles], "reached_from": sink.drawn}
                for sink in self.sinks
            ],
            "paths": [self._path(path) for path in self.paths],
            "best_for_all": [each.as_dict() for each in self.best],
            "anarchy": [each.as_dict() for each in self.anarchy],
            "payoffs": {player: each.tolist() for player, each in zip(game.players, game.payoffs(), strict=True)},
        }

    def _path(self, path: Path) -> dict[str, Any]:
        moves = [
            {
                "capital": self.game.players[move.player],
                "to": self.game.policies[move.player][move.end[move.player]],
                "gain": gain.as_dict(),
            }
            for move, gain in zip(path.moves, path.gains, strict=True)
        ]
        return {"from": path.name, "start": self.game.named(path.start), "moves": moves, "cycles": path.cycles}


def check_resamples(resamples: int) -> None:
    """Refuse too few resamples to bound a share, with a UsageProblem."""
    if resamples < LEAST_RESAMPLES:
        raise UsageProblem(
            f"{resamples} resamples are too few", "resamples", f"Ask for {LEAST_RESAMPLES} or more."
        )


def solve(
    game: PolicyGame, resamples: int = RESAMPLES, precisions: Sequence[float] = PRECISIONS
) -> Findings:
    """Find the equilibria of a policy game and how far its worlds support each.

    The worlds are resampled `resamples` times, the same ones for every profile; `precisions` are those of the logit
    equilibria, in 1 / months. Raises UsageProblem for too few resamples or a precision that is not above 0.
    """
    check_resamples(resamples)
    if not all(np.isfinite(each) and each > 0 for each in precisions):
        raise UsageProblem(f"a precision is not above 0: {precisions}", "precision", "Give finite numbers above 0.")
    counts = resampled_counts(game.worlds, resamples, game.seed)
    payoffs = resampled_payoffs(game, counts)
    means = game.payoffs()
    equilibria, rivals, none = pure_findings(game, gains_in(payoffs))
    nash = nash_equilibria(means)
    mixed = mixed_findings(game, payoffs, [each for each in nash if each.kind != "pure"])
    logit, unsolved = logit_findings(game, precisions, payoffs, counts)
    sums = welfare(np.stack([resampled_means(value, counts) for value in game.value]), game.loss)
    best = best_for_all(game, sums, resampled_means(game.lose_lose.astype(np.float64), counts))
    named = [(each.name, one_hot(game, each.profile)) for each in equilibria]
    named += [(f"{each.equilibrium.kind} equilibrium {n}", each.equilibrium.profile) for n, each in enumerate(mixed, 1)]
    named += [(f"logit equilibrium at precision {each.precision:g}", each.profile) for each in logit]
    anarchy = [price_of(game, name, mix, one) for name, mix in named for one in best]
    paths = [path_from(game, means, name, start) for name, start in lineups_of(game).items()]
    return Findings(
        game, resamples, equilibria, rivals, none, nash, mixed, logit, unsolved, sinks_of(means), paths, best, anarchy
    )


def one_hot(game: PolicyGame, profile: Sequence[int]) -> Profile:
    """Return a pure profile as mixed choices."""
    return tuple(np.eye(size)[place] for size, place in zip(game.shape, profile, strict=True))
