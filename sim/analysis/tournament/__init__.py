"""A tournament: programs and policies take seats in the same worlds, and are compared world by world."""

from sim.analysis.tournament.entrants import Entrant, entrants_from
from sim.analysis.tournament.findings import TournamentFinding, find
from sim.analysis.tournament.options import TournamentOptions, ask

__all__ = ["Entrant", "TournamentFinding", "TournamentOptions", "ask", "entrants_from", "find"]
