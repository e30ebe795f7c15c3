"""The policy game: each capital picks a course or policy, and simulation says what each profile pays."""

from sim.analysis.policy_game.findings import GameFindings, solve
from sim.analysis.policy_game.game import PolicyGame
from sim.analysis.policy_game.play import play_all
from sim.analysis.policy_game.solving import Findings

__all__ = ["Findings", "GameFindings", "PolicyGame", "play_all", "solve"]
