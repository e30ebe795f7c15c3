"""What one strategic form tells, several equilibria side by side and none singled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.games.nash import NashEquilibria, limit_precision
from sim.analysis.policy_game.anarchy import Anarchy, Best, best_for_all, price_of
from sim.analysis.policy_game.equilibria import (
    MixedFinding,
    ProfileFinding,
    branch_of,
    equilibria_of,
    mixed_findings,
    pure_findings,
)
from sim.analysis.policy_game.game import PolicyGame, Resamples
from sim.analysis.policy_game.graph import Path, Sink, path_from, sinks_of, start_of
from sim.analysis.policy_game.logit import LogitFinding, logit_finding
from sim.analysis.policy_game.matrix import Dominance, dominance_of
from sim.study.estimate.interval import Estimate


@dataclass(frozen=True, eq=False)
class Findings:
    """What a policy game tells: of one type of Kim that everybody knows, or over the types.

    `equilibria` are the pure ones of the means; `rivals` other profiles that are one in many resamples; `none` the
    share of resamples without any. `nash` holds all equilibria found, `mixed` what is known of those that mix; `logit`
    those that err; `unsolved` the precisions whose branch could not be followed. `path` leads by best replies from the
    line-up of the scenario, if the game has it. `best` and `anarchy` compare with the best for all.
    """

    game: PolicyGame
    resamples: int
    dominance: list[Dominance]
    equilibria: list[ProfileFinding]
    rivals: list[ProfileFinding]
    none: Estimate
    nash: NashEquilibria
    mixed: list[MixedFinding]
    logit: list[LogitFinding]
    unsolved: list[float]
    sinks: list[Sink]
    path: Path | None
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

    @property
    def losing(self) -> list[float]:
        """P(lose-lose) at each equilibrium, the pure ones first."""
        return [each.lose_lose.value for each in self.equilibria] + [each.lose_lose.value for each in self.mixed]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        game = self.game
        return {
            "players": {player: list(own) for player, own in zip(game.players, game.policies, strict=True)},
            "profiles": game.profiles,
            "verdict": self.verdict,
            "dominance": [each.as_dict() for each in self.dominance],
            "equilibria": [each.as_dict() for each in self.equilibria],
            "rivals": [each.as_dict() for each in self.rivals],
            "no_pure_equilibrium": self.none.as_dict(),
            "mixed": [each.as_dict() for each in self.mixed],
            "search": {"method": self.nash.method, "complete": self.nash.complete},
            "logit": [each.as_dict() for each in self.logit],
            "logit_unsolved": self.unsolved,
            "sinks": [
                {"profiles": [game.named(place) for place in sink.profiles], "reached_from": sink.drawn}
                for sink in self.sinks
            ],
            "path": None if self.path is None else self._path(self.path),
            "best_for_all": [each.as_dict() for each in self.best],
            "anarchy": [each.as_dict() for each in self.anarchy],
        }

    def _path(self, path: Path) -> dict[str, Any]:
        moves = [
            {
                "player": self.game.players[move.player],
                "to": self.game.policies[move.player][move.end[move.player]],
                "gain": gain.as_dict(),
            }
            for move, gain in zip(path.moves, path.gains, strict=True)
        ]
        return {"start": self.game.named(path.start), "moves": moves, "cycles": path.cycles}


def solved(game: PolicyGame, resamples: Resamples, precisions: Sequence[float] = ()) -> Findings:
    """Find the equilibria of one strategic form and how far its worlds support each."""
    means = game.payoffs()
    equilibria, rivals, none = pure_findings(game, resamples.largest_gains())
    branch = branch_of(means, [*precisions, limit_precision(means)])
    nash = equilibria_of(game, branch)
    mixed = mixed_findings(game, resamples, [each for each in nash if each.kind != "pure"])
    logit = [logit_finding(game, branch[each], resamples) for each in precisions if each in branch]
    unsolved = [each for each in precisions if each not in branch]
    best = best_for_all(game, resamples)
    named = [(each.name, game.pure(each.profile)) for each in equilibria]
    named += [(f"{each.equilibrium.kind} equilibrium {n}", each.equilibrium.profile) for n, each in enumerate(mixed, 1)]
    named += [(f"logit equilibrium at precision {each.precision:g}", each.profile) for each in logit]
    anarchy = [price_of(game, name, mix, one) for name, mix in named for one in best]
    start = start_of(game)
    path = None if start is None else path_from(game, means, start)
    return Findings(
        game, len(resamples), dominance_of(game), equilibria, rivals, none, nash, mixed, logit, unsolved,
        sinks_of(means), path, best, anarchy,
    )  # fmt: skip
