"""The policy game: each capital picks one of its named policies, and simulation says what each profile pays."""

from sim.analysis.policy_game.findings import Findings, solve
from sim.analysis.policy_game.game import PolicyGame, play_all

__all__ = ["Findings", "PolicyGame", "play_all", "solve"]
