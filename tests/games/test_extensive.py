"""Agent logit equilibria of game trees: closed forms, the normal form, Selten's horse, Bayes' rule,
bad trees.
"""

import numpy as np
import pytest

from sim.analysis.games import logit_equilibrium
from sim.core.base.arrays import Floats
from tests.games.classic import chicken, matching_pennies
from tests.games.crises import Attacker, Target, two_stage_logit
from tests.games.deterrence import ChallengerPayoffs, DefenderPayoffs, massive_retaliation
from tests.games.extensive import Chance, Decision, Node, Payoff, agent_logit


def crisis(attacker: Attacker, target: Target) -> Node:
    answer = Decision(
        1,
        "target",
        {
            "give in": Payoff(attacker.capitulation, target.capitulation),
            "resist": Payoff(attacker.war, target.war),
        },
    )
    return Decision(0, "attacker", {"hold": Payoff(attacker.status_quo, 0.0), "attack": answer})


@pytest.mark.parametrize("precision", [0.0, 0.3, 1.0, 4.0])
@pytest.mark.parametrize(
    ("attacker", "target"), [((0, 1, -1), (-1, -0.5)), ((0.2, 2, -3), (-2, -2.5))]
)
def test_signorinos_crisis_agrees_with_its_closed_form(
    attacker: tuple[float, ...], target: tuple[float, ...], precision: float
) -> None:
    own, other = Attacker(*attacker), Target(*target)
    found = agent_logit(crisis(own, other), precision)
    attack, resist = found.choices["attacker"]["attack"], found.choices["target"]["resist"]
    shares = [1.0 - attack, attack * (1.0 - resist), attack * resist]
    assert shares == pytest.approx(two_stage_logit(own, other, precision).tolist(), abs=1e-12)
    assert found.residual < 1e-12


@pytest.mark.parametrize("game", [chicken(), matching_pennies(9.0)])
@pytest.mark.parametrize("precision", [0.1, 0.5, 2.0])
def test_a_simultaneous_game_as_a_tree_agrees_with_its_strategic_form(
    game: tuple[Floats, Floats], precision: float
) -> None:
    row, column = game

    def second(i: int) -> Node:
        return Decision(1, "column", {str(j): Payoff(row[i, j], column[i, j]) for j in range(2)})

    tree = Decision(0, "row", {str(i): second(i) for i in range(2)})
    found = agent_logit(tree, precision)
    wanted = logit_equilibrium(game, precision)
    for name, choice in zip(("row", "column"), wanted, strict=True):
        assert list(found.choices[name].values()) == pytest.approx(choice.tolist(), abs=1e-9)


def test_the_chain_store_shares_the_market_although_fighting_off_the_path_is_a_nash_equilibrium() -> (
    None
):
    # Selten 1978: "out, else fight" is a Nash equilibrium but not a perfect one.
    answer = Decision(1, "incumbent", {"fight": Payoff(-1, -1), "share": Payoff(1, 1)})
    tree = Decision(0, "entrant", {"out": Payoff(0, 2), "in": answer})
    found = agent_logit(tree, 30.0)
    assert found.choices["entrant"]["in"] > 0.999
    assert found.choices["incumbent"]["share"] > 0.999
    assert found.payoffs == pytest.approx((1.0, 1.0), abs=1e-6)


def horse() -> Node:
    """Selten's horse (1975): the third player cannot tell which of the others moved down."""

    def third(left: Payoff, right: Payoff) -> Node:
        return Decision(2, "third", {"left": left, "right": right})

    second = Decision(
        1, "second", {"down": third(Payoff(4, 4, 0), Payoff(0, 0, 1)), "across": Payoff(1, 1, 1)}
    )
    return Decision(0, "first", {"down": third(Payoff(3, 3, 2), Payoff(0, 0, 0)), "across": second})


def test_seltens_horse_ends_in_the_perfect_equilibrium() -> None:
    # Both (down, across, left) and (across, across, right) are Nash equilibria; only the second
    # kind is perfect, and there the third player goes left with chance 1/4 at most.
    found = agent_logit(horse(), 60.0)
    assert found.choices["first"]["across"] > 0.999
    assert found.choices["second"]["across"] > 0.999
    assert found.choices["third"]["left"] <= 0.25
    assert found.residual < 1e-12


def test_at_precision_zero_every_move_is_as_likely() -> None:
    for own in agent_logit(horse(), 0.0).choices.values():
        assert list(own.values()) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("precision", [0.5, 2.0])
def test_beliefs_follow_bayes_rule_as_in_the_game_of_hidden_types(precision: float) -> None:
    hard, firm = 0.4, 0.7
    c, d = ChallengerPayoffs(), DefenderPayoffs()

    def fight(kind: str, challenger: float, defender: float) -> Node:
        return Decision(
            0,
            f"{kind} again",
            {
                "give way": Payoff(c.defender_wins, d.defender_wins),
                "fight": Payoff(challenger, defender),
            },
        )

    def defence(kind: str, challenger: float, strength: str, defender: float) -> Node:
        return Decision(
            1,
            f"{strength} defender",
            {
                "concede": Payoff(c.concession, d.concession),
                "escalate": fight(f"{kind}", challenger, defender),
            },
        )

    def challenge(kind: str, challenger: float) -> Node:
        # The challenger does not know the defender's type when it begins, nor needs to when it
        # fights.
        follow = Chance(
            (firm, defence(kind, challenger, "hard", d.hard_all_out)),
            (1.0 - firm, defence(kind, challenger, "soft", d.soft_all_out)),
        )
        return Decision(
            0, f"{kind} challenger", {"hold": Payoff(c.status_quo, 0.0), "challenge": follow}
        )

    tree = Chance(
        (hard, challenge("hard", c.hard_all_out)), (1.0 - hard, challenge("soft", c.soft_all_out))
    )
    found = agent_logit(tree, precision)
    wanted = massive_retaliation(hard, firm, precision)
    for row, kind in enumerate(("hard", "soft")):
        assert found.choices[f"{kind} challenger"]["challenge"] == pytest.approx(
            wanted.challenge[row, 0], abs=1e-6
        )
        assert found.choices[f"{kind} defender"]["escalate"] == pytest.approx(
            wanted.escalate[row, 0], abs=1e-6
        )


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (Decision(0, "a", {"x": Payoff(1, 2), "y": Payoff(1)}), "do not fit"),
        (Decision(0, "a", {"x": Payoff(1, 2), "y": Payoff(1, np.inf)}), "do not fit"),
        (Decision(2, "a", {"x": Payoff(1, 2), "y": Payoff(1, 1)}), "no player 2"),
        (Chance((0.5, Payoff(1)), (0.6, Payoff(2))), "add up"),
        (
            Decision(
                0, "a", {"x": Decision(0, "a", {"x": Payoff(1), "y": Payoff(2)}), "y": Payoff(0)}
            ),
            "twice",
        ),
        (
            Chance(
                (0.5, Decision(0, "b", {"p": Payoff(1)})), (0.5, Decision(0, "b", {"q": Payoff(0)}))
            ),
            "differ",
        ),
        (Decision(0, "a", {}), "differ"),
    ],
)
def test_a_tree_that_is_no_game_is_refused_in_three_lines(tree: Node, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        agent_logit(tree, 1.0)
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("precision", [-1.0, np.inf, np.nan])
def test_a_precision_that_cannot_be_is_refused(precision: float) -> None:
    with pytest.raises(ValueError, match="precision"):
        agent_logit(horse(), precision)
