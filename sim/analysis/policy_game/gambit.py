"""The small game at which the search ended, as a file for Gambit."""

from __future__ import annotations

from itertools import product

from sim.analysis.policy_game.search import SMALL_GAMES, Searched
from sim.core.estimate.writing import count_text
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import Scenario


def gambit_game(scenario: Scenario, game: Searched, seed: int) -> str:
    """Return the small game at which the search for equilibria ended, as the text of a `.nfg` file:
    both powers, their plans, and their payoffs for each pair.

    Payoffs are mean values over the worlds of the search by each power's own belief, in months,
    with every digit.
    """
    players = " ".join(map(quote_text, GIANTS))
    plans = " ".join("{ " + " ".join(map(quote_text, menu)) + " }" for menu in game.menus)
    title = f"{scenario.name}, {scenario.hash}: values in months"
    comment = f"{count_text(SMALL_GAMES)} worlds a pair and type of Kim, seed {seed}. No forecast."
    head = f"NFG 1 R {quote_text(title)} {{ {players} }}"
    # The first player's plan runs fastest.
    rows = [
        " ".join(repr(float(payoff[row, column])) for payoff in game.payoffs)
        for column, row in product(*(range(len(menu)) for menu in reversed(game.menus)))
    ]
    return "\n".join([head, "", f"{{ {plans} }}", quote_text(comment), "", *rows]) + "\n"


def quote_text(text: str) -> str:
    """Return text as the file writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
