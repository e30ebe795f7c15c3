"""Everything that a policy game tells: over the types of Kim together, and for each type if everybody knew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.policy_game.game import PolicyGame, Resamples, resampled
from sim.analysis.policy_game.graph import Matrix, matrices_of
from sim.analysis.policy_game.logit import PRECISIONS
from sim.analysis.policy_game.solving import Findings, solved
from sim.errors import UsageProblem
from sim.study.estimate.interval import count_text, value_text
from sim.study.run.summary import CAVEAT

RESAMPLES: Final = 1000
LEAST_RESAMPLES: Final = 50


@dataclass(frozen=True, eq=False)
class GameFindings:
    """What a policy game tells.

    `over_types` is the game in which Pyongyang knows its type and the others know its chances; `by_type` the game in
    which everybody knows the type. With one type the two are the same. `matrices` are those of Washington × Pyongyang.
    """

    over_types: Findings
    by_type: dict[str, Findings]
    matrices: list[Matrix]

    @property
    def game(self) -> PolicyGame:
        """The game over the types."""
        return self.over_types.game

    @property
    def dominant(self) -> dict[str, list[str]]:
        """The dominant policies of each player that has one, over the types together."""
        return {each.player: each.dominant for each in self.over_types.dominance if each.dominant}

    def sentences(self) -> list[str]:
        """Return what was found in a few plain sentences, each pure equilibrium in one of its own."""
        found = self.over_types
        said = [found.verdict]
        if self.dominant:
            said += [f"Dominant for {player.capitalize()}: {', '.join(own)}." for player, own in self.dominant.items()]
        else:
            said.append("No policy is dominant for any capital.")
        said += [f"{each.kim.capitalize()} Kim: {each.name}." for each in self.matrices if each.name]
        for pure in found.equilibria:
            stays, both = pure.stays, pure.lose_lose
            said.append(
                f"{pure.name} stays an equilibrium in {value_text(stays.value, stays.low, stays.high, 2)} of "
                f"{count_text(stays.n)} resamples; there Washington and Beijing both lose in "
                f"{value_text(both.value, both.low, both.high, 3)} of {count_text(both.n)} worlds."
            )
        for number, mixed in enumerate(found.mixed, 1):
            both = mixed.lose_lose
            said.append(
                f"In {mixed.equilibrium.kind} equilibrium {number} both lose in "
                f"{value_text(both.value, both.low, both.high, 3)} of {count_text(both.n)} worlds."
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
            "seed": game.seed,
            "worlds_a_profile": game.worlds,
            "resamples": self.over_types.resamples,
            "caveat": CAVEAT,
            "kim_types": dict(zip(game.types, game.chances, strict=True)),
            "policies": {capital: list(own) for capital, own in game.choices.items()},
            "held": game.held,
            "unit": "months of value",
            "values": {"axes": ["kim_type", "capital", *game.choices], "mean": game.mean.tolist()},
            "matrices": [each.as_dict() for each in self.matrices],
            "over_types": self.over_types.as_dict(),
            "by_type": {kim: found.as_dict() for kim, found in self.by_type.items()},
        }


def check_resamples(resamples: int) -> None:
    """Refuse too few resamples to bound a share, with a UsageProblem."""
    if resamples < LEAST_RESAMPLES:
        raise UsageProblem(f"{resamples} resamples are too few", "resamples", f"Ask for {LEAST_RESAMPLES} or more.")


def solve(game: PolicyGame, resamples: int = RESAMPLES, precisions: Sequence[float] = PRECISIONS) -> GameFindings:
    """Find the equilibria of a policy game, over types and by type, and how far its worlds support each.

    The worlds are resampled `resamples` times, the same ones for every profile; `precisions` are those of the logit
    equilibria over the types, in 1 / months. Raises UsageProblem for too few resamples or a precision not above 0.
    """
    check_resamples(resamples)
    if not all(np.isfinite(each) and each > 0 for each in precisions):
        raise UsageProblem(f"a precision is not above 0: {precisions}", "precision", "Give finite numbers above 0.")
    drawn = resampled(game, resamples)
    together = solved(game, drawn, precisions)
    if len(game.types) == 1:
        return GameFindings(together, {game.types[0]: together}, matrices_of(game, drawn))
    by_type = {}
    for at, kim in enumerate(game.types):
        part = slice(at, at + 1)
        own = game.of_type(kim)
        by_type[kim] = solved(own, Resamples(own, drawn.mean[:, part], drawn.losing[:, part]))
    return GameFindings(together, by_type, matrices_of(game, drawn))
