"""Washington: mechanisms 3, 4, 5, 6, 10, 11 and 12."""

import numpy as np
import numpy.typing as npt

from sim.study.run import Run
from sim.world.actions import P_ATTACK, W_STRIKE
from sim.world.choice import WAR_RUNG
from tests.mechanisms.worlds import (
    DUAL,
    MONTHS,
    SPRING,
    TURN,
    above,
    end_otherwise,
    final_states_differ,
    higher,
    mean_severity,
    more,
    same_history,
    same_until,
    share_of_move,
    within,
    worlds_of,
)
from tests.support import every_month


def test_mechanism_03_strategic_patience_abandoned() -> None:
    """Mechanism 3: the schedule of `washington` leaves `strategic_patience` in April 2017."""
    spring = worlds_of(SPRING)
    patient = worlds_of(SPRING, {"washington.policy": "strategic_patience"})
    assert same_until(spring, patient, 2)
    assert final_states_differ(spring, patient) > 0
    for outcome in ("war", "crisis", "lose_lose"):
        assert more(spring, patient, outcome)


def test_mechanism_04_washington_blames_beijing() -> None:
    """Mechanism 4: move `lean_on_beijing`, its effect `lean_effect`, its cause `pressure_belief`."""
    leaning = every_month("washington", "lean_on_beijing", 12)
    heeded, ignored, resented = (worlds_of(SPRING, {"lean_effect": effect}, leaning) for effect in (0.4, 0.0, -0.5))
    assert higher(heeded, ignored, "enforcement")
    assert higher(ignored, resented, "enforcement")
    # The first answer holds world by world: the same luck draws a move as high or higher.
    assert (heeded.actions["beijing"][1] >= ignored.actions["beijing"][1]).all()
    assert (ignored.actions["beijing"][1] >= resented.actions["beijing"][1]).all()
    assert end_otherwise(heeded, resented) > 0

    blaming, content = (worlds_of(SPRING, {"pressure_belief": belief}) for belief in (2.0, 0.0))
    assert above(
        share_of_move(blaming, "washington", "lean_on_beijing"),
        share_of_move(content, "washington", "lean_on_beijing"),
    )
    assert final_states_differ(blaming, content) > 0


def test_mechanism_05_ships_are_sent() -> None:
    """Mechanism 5: move `deploy`, `presence_deploy`; exposure to accidents, and a cost to Beijing."""
    # Nobody fears an accident here, so that the moves stay the same and only the hazard differs.
    sent = every_month("washington", "deploy", MONTHS)
    fearless = {"perceived_hazard": 0}
    ships = worlds_of(SPRING, fearless, sent)
    gesture = worlds_of(SPRING, fearless | {"presence_deploy": 0}, sent)
    assert higher(ships, gesture, "presence")
    assert within(gesture, ships, "war")

    spring = worlds_of(SPRING)
    unmoved = worlds_of(SPRING, {"weights_beijing.presence": 0})
    assert same_history(spring, unmoved)
    assert within(unmoved, spring, "lose_lose")
    # Presence never falls below its first value, so every world is dearer to a Beijing that minds it.
    assert (spring.columns["delta_beijing"] <= unmoved.columns["delta_beijing"] + 1e-9).all()


def test_mechanism_06_talk_of_regime_change() -> None:
    """Mechanism 6: lever `regime_change_rhetoric`; less trust, more arms, a Beijing that holds back."""
    lever = "washington.regime_change_rhetoric"
    loud, silent = worlds_of(TURN, {lever: 1}), worlds_of(TURN, {lever: 0})
    assert higher(silent, loud, "credibility")
    assert more(silent, loud, "ever_freeze")
    loud, silent = worlds_of(SPRING, {lever: 1}), worlds_of(SPRING, {lever: 0})
    assert higher(loud, silent, "arsenal")
    assert higher(silent, loud, "enforcement")
    assert final_states_differ(loud, silent) > 0


def war_moves(run: Run) -> npt.NDArray[np.bool_]:
    """Return where Washington strikes or Pyongyang attacks, `(months, worlds)`."""
    return np.asarray((run.actions["washington"] == W_STRIKE) | (run.actions["pyongyang"] == P_ATTACK))


def test_mechanism_10_war_as_the_last_resort() -> None:
    """Mechanism 10: move `strike` from rung 6 on, with `war_washington` at rung 7 or a solved reluctance."""
    tense = {"start_tension": 6.0}
    never = {"war_washington": 0, "war_pyongyang": 0}
    for apart in (1, 0):
        rule = tense | {"tremble_excludes_war": apart}
        open_to_it, excluded = worlds_of(SPRING, rule), worlds_of(SPRING, rule | never)
        strikes = open_to_it.actions["washington"] == W_STRIKE
        assert strikes.any()
        assert (open_to_it.state["tension"][:-1][war_moves(open_to_it)] >= WAR_RUNG).all()
        assert not war_moves(excluded).any()
        assert final_states_differ(open_to_it, excluded) > 0
        assert more(open_to_it, excluded, "war")
    ready = worlds_of(SPRING, tense | {"war_washington": 0.05})
    assert more(ready, worlds_of(SPRING, tense), "war")


def test_mechanism_11_severe_words_without_a_red_line() -> None:
    """Mechanism 11: lever `ambiguity`; it binds less and is read less well, and each alone moves endings."""
    vague, clear = (
        worlds_of(SPRING, {"washington.ambiguity": 1}),
        worlds_of(SPRING, {"washington.ambiguity": 0}),
    )
    assert higher(clear, vague, "audience")
    assert more(clear, vague, "lose_lose")
    for other_way in ({"ambiguity_error": 0}, {"audience_gain.threaten_force": 0}):
        vague, clear = (worlds_of(SPRING, other_way | {"washington.ambiguity": lever}) for lever in (1, 0))
        assert final_states_differ(vague, clear) > 0


def test_mechanism_12_secret_talks() -> None:
    """Mechanism 12: move `back_channel`, `back_channel_secrecy`; no `audience_gain`, heard in Pyongyang."""
    follower = {"seoul.policy": "alliance_first"}
    secret, known = (worlds_of(DUAL, follower | {"back_channel_secrecy": switch}) for switch in (1, 0))
    # A Seoul that does as Washington does would have followed it into talks, had it known.
    assert above(mean_severity(secret, "seoul"), mean_severity(known, "seoul"))
    assert higher(known, secret, "talks")
    assert end_otherwise(secret, known) > 0

    dual = worlds_of(DUAL)
    bound = worlds_of(DUAL, {"audience_gain.back_channel": 0.2})
    assert higher(bound, dual, "audience")
    assert more(dual, bound, "ever_freeze")
    assert more(dual, worlds_of(DUAL, {"talks_washington.back_channel": 0}), "ever_freeze")
