"""Seoul: mechanisms 24, 25 and 26."""

import numpy as np

from sim.study.run import Run
from tests.mechanisms.worlds import (
    DUAL,
    PEACE,
    SPRING,
    above,
    end_otherwise,
    final_states_differ,
    higher,
    mean_severity,
    mean_state,
    more,
    same_history,
    same_until,
    share_of_move,
    worlds_of,
)


def test_mechanism_24_thaad() -> None:
    """Mechanism 24: module `thaad`, lever `thaad_welcome`; Beijing minds it."""
    welcome, unwanted = (worlds_of(SPRING, {"seoul.thaad_welcome": lever}) for lever in (1, 0))
    assert higher(welcome, unwanted, "thaad")
    assert end_otherwise(welcome, unwanted) > 0
    assert more(welcome, unwanted, "lose_lose")
    assert more(welcome, unwanted, "lose_lose_event")
    assert more(unwanted, welcome, "delta_beijing")


def test_mechanism_24_beijing_retaliates() -> None:
    """Mechanism 24: lever `thaad_retaliation`; it costs Seoul, a little Beijing, and holds Seoul's hand."""

    def retaliation(changes: dict[str, float]) -> list[Run]:
        return [worlds_of(SPRING, changes | {"beijing.thaad_retaliation": lever}) for lever in (1, 0)]

    # Where THAAD stands still nothing is to be gained by holding back, and only the cost remains.
    punished, spared = retaliation({"thaad_raise": 0, "thaad_lower": 0})
    assert same_history(punished, spared)
    for capital in ("seoul", "beijing"):
        assert (punished.columns[f"value_{capital}"] < spared.columns[f"value_{capital}"]).all()

    punished, spared = retaliation(
        {"thaad_raise": 1, "thaad_cost_seoul": 0.02, "start_thaad": 0, "seoul.thaad_welcome": 1}
    )
    assert above(share_of_move(spared, "seoul", "exercise"), share_of_move(punished, "seoul", "exercise"))
    assert higher(spared, punished, "thaad")
    assert end_otherwise(punished, spared) > 0


def test_mechanism_25_impeachment_and_the_vote_of_may_2017() -> None:
    """Mechanism 25: `elections` of Seoul; hard_line until the vote, then what the worlds elect."""
    voted, no_vote = worlds_of(SPRING), worlds_of(SPRING, {"elections.seoul": False})
    may = 3
    assert same_until(voted, no_vote, may)
    assert final_states_differ(voted, no_vote) > 0
    assert above(mean_severity(no_vote, "seoul"), mean_severity(voted, "seoul"))
    for outcome in ("war", "crisis", "lose_lose"):
        assert more(no_vote, voted, outcome)
    # A vote under tension may go the other way.
    angry, weary = (worlds_of(SPRING, {"election_tension": pull}) for pull in (1, -1))
    assert above(mean_severity(angry, "seoul"), mean_severity(weary, "seoul"))
    assert final_states_differ(angry, weary) > 0


def test_mechanism_26_the_peace_initiative() -> None:
    """Mechanism 26: policy `sunshine` calms and carries talks; the gap to Washington costs cohesion."""
    initiative, hard_line = worlds_of(PEACE), worlds_of(PEACE, {"seoul.policy": "hard_line"})
    assert same_until(initiative, hard_line, 3)
    assert more(hard_line, initiative, "crisis")
    assert more(hard_line, initiative, "war")
    assert higher(initiative, hard_line, "talks")
    assert higher(hard_line, initiative, "cohesion")
    # Washington does not answer: the gap between the allies' moves is what the alliance pays for.
    unanswered, no_matter = (worlds_of(PEACE, {"cohesion_gap": cost}) for cost in (0.05, 0))
    assert above(mean_severity(unanswered, "washington"), mean_severity(unanswered, "seoul"))
    assert higher(no_matter, unanswered, "cohesion")
    assert final_states_differ(no_matter, unanswered) > 0


def test_mechanism_26_welcomed_in_beijing() -> None:
    """Mechanism 26: `alignment`; a Beijing that mediates while Seoul engages helps talks along."""
    aligned, apart = (worlds_of(DUAL, {"alignment": gain}) for gain in (0.05, 0))
    assert higher(aligned, apart, "talks")
    assert more(aligned, apart, "ever_freeze")
    # World by world there is nothing lost in the first month in which it can count.
    first = [mean_state(run, "talks", slice(1, 2)) for run in (aligned, apart)]
    same_moves = np.ones(aligned.worlds, dtype=bool)
    for capital in aligned.actions:
        same_moves &= aligned.actions[capital][0] == apart.actions[capital][0]
    assert same_moves.any()
    assert (first[0] >= first[1])[same_moves].all()
    assert (first[0] > first[1])[same_moves].any()
