"""The policy game: each capital picks a course or policy, and simulation says what each profile pays."""

from sim.analysis.policy_game.findings import GameFinding, find, solve
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.play import GameOptions, ask, choices_from, game_of, options_of_study
from sim.analysis.policy_game.solution import Solution

__all__ = [
    "GameFinding",
    "GameOptions",
    "PolicyGame",
    "Solution",
    "ask",
    "choices_from",
    "find",
    "game_of",
    "options_of_study",
    "solve",
]
