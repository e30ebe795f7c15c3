"""Beijing and its neighbour: mechanisms 16, 17, 18, 19, 21 and 22."""

import numpy as np

from sim.world.actions import W_SANCTIONS
from sim.world.model import EscalationModel
from tests.mechanisms.worlds import (
    MONTHS,
    SEED,
    SPRING,
    above,
    end_otherwise,
    final_states_differ,
    higher,
    mean_state,
    more,
    same_history,
    same_until,
    shipped,
    within,
    worlds_of,
)
from tests.support import every_month

WEAK = {"start_stability": 0.3}


def test_mechanism_16_coal_until_the_end_of_2017() -> None:
    """Mechanism 16: `expiries`; the ban on coal ends in December 2017, unless a new round keeps it."""
    banned, for_good = worlds_of(SPRING, worlds=1500), worlds_of(SPRING, {"expiries": ()}, worlds=1500)
    december = 10
    assert same_until(banned, for_good, december)
    assert end_otherwise(banned, for_good) > 0
    assert higher(for_good, banned, "sanctions", slice(december + 1, None))
    # A round from September to November keeps the ban; without one the year ends with less on the books.
    new_round = (banned.actions["washington"][december - 3 : december] == W_SANCTIONS).any(axis=0)
    rows = [run.state["sanctions"][december + 1] for run in (banned, for_good)]
    alike = np.isfinite(rows[0] - rows[1])
    for capital in banned.actions:
        alike &= banned.actions[capital][december] == for_good.actions[capital][december]
    assert (rows[0] == rows[1])[alike & new_round].all()
    assert (rows[0] < rows[1])[alike & ~new_round].all()
    assert (alike & new_round).any()
    assert (alike & ~new_round).any()


def test_mechanism_16_beijing_plays_it_down() -> None:
    """Mechanism 16: lever `enforcement`; rules that Beijing does not enforce leak away."""
    played_down, enforced = (worlds_of(SPRING, {"beijing.enforcement": lever}) for lever in (0, 1))
    assert higher(enforced, played_down, "enforcement")
    assert higher(enforced, played_down, "pressure")
    assert higher(played_down, enforced, "economy")
    assert final_states_differ(played_down, enforced) > 0


def test_mechanism_17_lifeline_and_safety_net() -> None:
    """Mechanism 17: move `lifeline_aid` with `aid_beijing`, leakage, and stability."""
    # Only Beijing looks at the regime here, and it is held to the lifeline: no move differs.
    fed = every_month("beijing", "lifeline_aid", MONTHS)
    blind = WEAK | {"diversion": 0}
    net, empty = (
        worlds_of(SPRING, blind, fed),
        worlds_of(SPRING, blind | {"aid_beijing.lifeline_aid": 0}, fed),
    )
    lived = np.isfinite(net.state["stability"]) & np.isfinite(empty.state["stability"])
    assert (net.state["stability"] >= empty.state["stability"])[lived].all()
    assert within(net, empty, "collapse")

    protector, partial = (
        worlds_of(SPRING, {"beijing.policy": policy}) for policy in ("protector", "partial_enforcement")
    )
    leaks = [1 - mean_state(run, "pressure") / mean_state(run, "sanctions") for run in (protector, partial)]
    assert above(leaks[0], leaks[1])
    assert higher(protector, partial, "stability")
    assert final_states_differ(protector, partial) > 0


def errors_about_stability(capital: str, contact: float) -> np.ndarray:
    """What a capital's sight of the regime misses in the first month, `(worlds,)`."""
    model = EscalationModel(shipped(SPRING, {"contact": contact}), 4000, SEED)
    model.step()
    missed = np.asarray(model.capital(capital).seen.stability - model.start.stability)
    model.close()
    return missed


def test_mechanism_18_two_leaders_who_have_not_met() -> None:
    """Mechanism 18: `contact` (module `information`); at 0 Beijing sees no better than Washington."""
    washington, beijing = (errors_about_stability(capital, 0.0).std() for capital in ("washington", "beijing"))
    assert 0.95 < beijing / washington < 1.05
    assert (errors_about_stability("beijing", 1.0) == 0).all()
    assert errors_about_stability("washington", 1.0).std() == washington
    assert final_states_differ(worlds_of(SPRING), worlds_of(SPRING, {"contact": 1})) > 0


def test_mechanism_19_the_programme_harms_china() -> None:
    """Mechanism 19: arsenal in `weights_beijing`, a score; `test_answer`, what a test moves Beijing to."""
    minding, indifferent = worlds_of(SPRING), worlds_of(SPRING, {"weights_beijing.arsenal": 0})
    assert same_history(minding, indifferent)
    assert more(minding, indifferent, "lose_lose")
    grown = mean_state(minding, "arsenal") > minding.scenario.value("start_arsenal")
    assert above(indifferent.columns["delta_beijing"][grown], minding.columns["delta_beijing"][grown])

    alarmed, unmoved = (worlds_of(SPRING, {"test_answer": answer}) for answer in (3, 0))
    assert higher(alarmed, unmoved, "enforcement")
    assert final_states_differ(alarmed, unmoved) > 0


def test_mechanism_21_refugees() -> None:
    """Mechanism 21: module `refugees`; `refugee_flow` each month, `refugee_lump` at collapse or major war."""
    stream, none = (worlds_of(SPRING, {"refugee_flow": flow}) for flow in (5, 0))
    assert more(none, stream, "delta_beijing")
    assert more(stream, none, "lose_lose")

    # The lump moves no move, only what a collapse comes to.
    flight, nobody = (worlds_of(SPRING, WEAK | {"refugee_lump": lump}) for lump in (300, 0))
    assert same_history(flight, nobody)
    assert within(nobody, flight, "lose_lose_event")
    fled = flight.flag("collapse") | flight.flag("major_war")
    assert fled.any()
    cheaper = flight.columns["delta_beijing"] < nobody.columns["delta_beijing"]
    assert np.array_equal(cheaper, fled)


def test_mechanism_22_regime_change_means_instability() -> None:
    """Mechanism 22: `collapse_hazard`, its price `loss_collapse`, and Beijing's lever `collapse_brake`."""
    safe, weak, brittle = (worlds_of(SPRING, WEAK | {"collapse_hazard": rate}) for rate in (0, 0.0004, 0.005))
    assert not safe.flag("collapse").any()
    assert within(weak, brittle, "collapse")
    assert final_states_differ(safe, weak) > 0

    dear, free = (worlds_of(SPRING, WEAK | {"collapse_hazard": 0.005, "loss_collapse": price}) for price in (2, 0))
    assert same_history(dear, free)
    assert within(free, dear, "lose_lose")

    afraid, bold = (worlds_of(SPRING, WEAK | {"beijing.collapse_brake": brake}) for brake in (1, 0))
    assert higher(bold, afraid, "enforcement")
    assert higher(afraid, bold, "stability")
    assert final_states_differ(afraid, bold) > 0
