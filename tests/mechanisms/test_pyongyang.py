"""Pyongyang: mechanisms 2, 9, 13, 14, 23 and 27."""

import numpy as np
import pytest

from sim.study.compare import paired_difference
from sim.study.run import Run
from sim.world.model import EscalationModel
from sim.study.scenario import Incident
from tests.mechanisms.worlds import (
    DUAL,
    SEED,
    SPRING,
    Changes,
    above,
    end_otherwise,
    final_states_differ,
    higher,
    mean_severity,
    more,
    same_history,
    same_until,
    share_of_move,
    shipped,
    within,
    worlds_of,
)
from tests.support import every_month

SURE = {"kim_prior.secure": 1, "kim_prior.revisionist": 0, "kim_prior.erratic": 0}


def perceived_rate(changes: Changes) -> float:
    """The accident hazard that Beijing reckons with in the first month."""
    model = EscalationModel(shipped(SPRING, changes), 1, SEED)
    model.step()
    capital = model.capital("beijing")
    rate = np.asarray(capital.situation(model.forecasts(capital)).hazard_rate)
    model.close()
    return float(rate.ravel()[0])


def variety(run: Run) -> float:
    """The entropy of Pyongyang's moves over all months and worlds."""
    made = run.actions["pyongyang"]
    shares = np.bincount(made[made >= 0], minlength=9) / (made >= 0).sum()
    return float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum())


def test_mechanism_02_doubt_about_kim_multiplies_anxiety() -> None:
    """Mechanism 2: dispersed belief times `anxiety` raises the perceived hazard (module `beliefs`)."""
    base = shipped(SPRING).value("perceived_hazard")
    assert perceived_rate({"anxiety": 4} | SURE) == base
    assert perceived_rate({"anxiety": 0}) == base
    assert base < perceived_rate({"anxiety": 1}) < perceived_rate({"anxiety": 4})
    anxious, calm = worlds_of(SPRING, {"anxiety": 4}), worlds_of(SPRING, {"anxiety": 0})
    assert above(mean_severity(calm, "washington"), mean_severity(anxious, "washington"))
    assert final_states_differ(anxious, calm) > 0


def test_mechanism_02_kim_is_hard_to_foresee() -> None:
    """Mechanism 2: `kim_type`, `precision_pyongyang` and lever `unpredictability`."""
    spring = worlds_of(SPRING)
    for changes in (
        {"precision_pyongyang": 0.25},
        {"pyongyang.unpredictability": 1},
        {"kim_type": "erratic"},
    ):
        erratic = worlds_of(SPRING, changes)
        assert variety(erratic) > variety(spring)
        assert final_states_differ(erratic, spring) > 0
    secure, revisionist = (worlds_of(SPRING, {"kim_type": kind}) for kind in ("secure", "revisionist"))
    assert above(
        share_of_move(revisionist, "pyongyang", "lethal_provocation"),
        share_of_move(secure, "pyongyang", "lethal_provocation"),
    )
    assert final_states_differ(revisionist, secure) > 0


def test_mechanism_09_missile_tests_from_february_2017() -> None:
    """Mechanism 9: move `missile_test` and lever `testing`: arsenal, tension, and a cost to Beijing."""
    testing = worlds_of(SPRING, imposed=every_month("pyongyang", "missile_test", 3))
    quiet = worlds_of(SPRING, imposed=every_month("pyongyang", "quiet_build", 3))
    assert higher(testing, quiet, "tension", slice(1, 7))
    assert more(testing, quiet, "crisis")
    both = np.isfinite(testing.state["arsenal"][3] - quiet.state["arsenal"][3])
    assert (testing.state["arsenal"][3] > quiet.state["arsenal"][3])[both].all()
    assert more(worlds_of(SPRING), worlds_of(SPRING, {"pyongyang.testing": 0}), "crisis")

    # The danger to China's north-east is a score: it moves no move, and every month with a test is dearer.
    near, far = worlds_of(SPRING), worlds_of(SPRING, {"weights_beijing.test_month": 0})
    assert same_history(near, far)
    tested = share_of_move(near, "pyongyang", "missile_test", "big_test") > 0
    assert (near.columns["delta_beijing"] < far.columns["delta_beijing"])[tested].all()
    assert within(far, near, "lose_lose")


def test_mechanism_13_sports_diplomacy_without_result() -> None:
    """Mechanism 13: module `small_talk`; it moves talks in single worlds, and neither way on the whole."""
    lively, none = worlds_of(DUAL, {"small_talk": 0.03}), worlds_of(DUAL, {"small_talk": 0})
    moved = paired_difference(lively, none, "ever_freeze")
    assert moved.flips_to
    assert moved.flips_from
    assert not moved.distinguishable


@pytest.mark.parametrize("scenario", [DUAL, SPRING])
def test_mechanism_14_a_student_held_released_or_dead(scenario: str) -> None:
    """Mechanism 14: module `detainee`; `incidents` fix what befalls him, and death and release pull apart."""
    luckless = {"detainee_arrest": 0, "detainee_release": 0, "detainee_death": 0}
    held, dead, free = (
        worlds_of(scenario, luckless | {"incidents": incidents})
        for incidents in ((), (Incident("2017-06", "dies"),), (Incident("2017-06", "released"),))
    )
    for run in (dead, free):
        assert same_until(run, held, 4)
        assert final_states_differ(run, held) > 0
        assert (run.state["detainee"][5] != held.state["detainee"][5]).any()
    assert higher(dead, held, "audience")
    assert higher(held, free, "audience")
    assert higher(free, held, "talks")
    if scenario == DUAL:
        assert more(held, dead, "ever_freeze")
        assert more(free, held, "ever_freeze")
    # Left to luck, he is still held here and not there.
    drawn = worlds_of(scenario, {"incidents": ()})
    assert set(np.unique(drawn.state["detainee"][6][np.isfinite(drawn.state["detainee"][6])])) == {0.0, 1.0}
    assert end_otherwise(drawn, held) > 0


def test_mechanism_23_six_party_talks_and_a_reason_to_cooperate() -> None:
    """Mechanism 23: move `mediate`, lever `mediation`; Pyongyang accepts from `ask_base` up."""
    mediated, alone = worlds_of(DUAL, {"beijing.mediation": 1}), worlds_of(DUAL, {"beijing.mediation": 0})
    assert higher(mediated, alone, "talks")
    assert more(mediated, alone, "ever_freeze")
    # Until the first freeze nothing differs, so a world that freezes at a high price does so at a low one.
    modest, dear, never = (worlds_of(DUAL, {"ask_base": price}) for price in (-0.5, 0.3, 0.5))
    assert within(dear, modest, "ever_freeze")
    assert within(never, dear, "ever_freeze")
    # The larger the arsenal, the less any relief is worth giving it up for.
    small, large = (worlds_of(DUAL, {"start_arsenal": arsenal}) for arsenal in (0.4, 0.9))
    assert more(small, large, "ever_freeze")


@pytest.mark.parametrize(("scenario", "outcome", "solved"), [(SPRING, "war", False), (DUAL, "ever_freeze", True)])
def test_mechanism_27_whether_sanctions_solve_it_is_left_open(scenario: str, outcome: str, solved: bool) -> None:
    """Mechanism 27: `concession_sensitivity` and `diversion` say what comes of full enforcement."""

    def enforced(yielding: float, lashing_out: float) -> tuple[Run, Run]:
        numbers = {"concession_sensitivity": yielding, "diversion": lashing_out}
        full, lax = (
            worlds_of(scenario, numbers | {"beijing.policy": policy}, worlds=1200)
            for policy in ("full_enforcement", "lax")
        )
        return full, lax

    full, lax = enforced(yielding=3, lashing_out=0)
    assert more(lax, full, "crisis")
    assert more(full, lax, outcome) if solved else more(lax, full, outcome)
    full, lax = enforced(yielding=0, lashing_out=2)
    assert more(full, lax, "crisis")
    assert more(lax, full, outcome) if solved else more(full, lax, outcome)
