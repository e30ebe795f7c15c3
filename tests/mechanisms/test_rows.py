"""The 24 mechanisms of the paper that have a direction: each a paired difference under the same luck, clear of 0.

The paper is Tzogopoulos, BESA Perspectives 545 (2017). The numbers are those of docs/mechanisms.md. Rows 1, 18
and 27 to 29 are statements; they stand in test_statements.py.
"""

import numpy as np
import pytest

from sim.game.moves import (
    BeijingCourse,
    BeijingDeed,
    BeijingWord,
    Ending,
    Incident,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulCourse,
    SeoulDeed,
    SeoulWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
    Window,
)

from .paired import Difference, difference, live, mean, played, share, war

COERCION = (WashingtonDeed.SANCTIONS, WashingtonDeed.DEPLOY)
SOFT = (PyongyangWord.TALKS, PyongyangWord.OFFER)
TESTS = (PyongyangDeed.MISSILE_TEST, PyongyangDeed.BIG_TEST)
FEARFUL = {"kim_chance__0": 1.0, "kim_chance__1": 0.0, "kim_chance__2": 0.0, "type_drift": 0.0}
GREEDY = {"kim_chance__0": 0.0, "kim_chance__1": 1.0, "kim_chance__2": 0.0, "type_drift": 0.0}
FIRST_YEAR = slice(0, 12)


def truth(worlds, month: int, evidence: str = "evidence") -> np.ndarray:
    """Return the likelihood of the true type against the others, 0 to 1, `(worlds,)`."""
    weight = np.exp([worlds.record[f"{evidence}.{k}"][month] for k in range(3)])
    kim = worlds.record["kim.type"][month].astype(int)
    return weight[kim, np.arange(kim.size)] / weight.sum(axis=0)


def test_2_unpredictability_multiplies_risk_and_hides_who_kim_is() -> None:
    calm, wild = (played(worlds=6000, levers={"pyongyang_unpredictability": u}) for u in (0.0, 1.0))
    assert difference(war(wild), war(calm)).up
    assert difference(truth(wild, -1), truth(calm, -1)).down


def test_2_doubt_raises_perceived_risk() -> None:
    sure, torn = (played(doubt=doubt, months=6) for doubt in (0.0, 0.8))
    assert difference(torn.record["perceived_risk"][1:4].max(0), sure.record["perceived_risk"][1:4].max(0)).up


def test_3_patience_given_up_later_means_less_coercion_in_2017() -> None:
    switch = ("washington_switch", 1)
    office = {(f"washington_office.{k}", 7): v for k, v in enumerate((0.1, 0.8, 0.0, 0.1))}
    early = played(review_rate_washington=0.0)
    late = played(review_rate_washington=0.0, calendar={switch: 0.0, ("washington_switch", 7): 1.0, **office})
    assert difference(
        share(late, "washington_deed", *COERCION, months=FIRST_YEAR),
        share(early, "washington_deed", *COERCION, months=FIRST_YEAR),
    ).down


@pytest.mark.parametrize(("relation", "rises"), [(0.1, True), (-0.6, False)])
def test_4_blame_moves_beijing_while_relations_are_fair(relation: float, rises: bool) -> None:
    quiet = {("washington_word", t): WashingtonWord.SILENCE for t in range(2, 8)}
    blame = {("washington_word", t): WashingtonWord.BLAME_BEIJING for t in range(2, 8)}
    a, b = (played(months=9, start_relation=relation, relation_drift=0.0, orders=o) for o in (blame, quiet))
    moved = difference(mean(a, "enforcement", slice(3, 9)), mean(b, "enforcement", slice(3, 9)))
    assert moved.up if rises else not moved.up


def test_5_ships_bring_accidents_in_crises_and_a_shielding_beijing() -> None:
    crisis = {"start_tension": 5.5, "worlds": 12000, "months": 6}
    ships = {("washington_deed", t): WashingtonDeed.DEPLOY for t in range(3)}
    hold = {("washington_deed", t): WashingtonDeed.HOLD for t in range(3)}
    a, b = (played(orders=o, **crisis) for o in (ships, hold))
    assert difference(a.of("ending") == Ending.ACCIDENT, b.of("ending") == Ending.ACCIDENT).up
    a, b = (played(orders=o, months=9) for o in (ships, hold))
    shield = (BeijingDeed.AID, BeijingDeed.LOOK_AWAY)
    assert difference(
        share(a, "beijing_deed", *shield, months=slice(1, 9)), share(b, "beijing_deed", *shield, months=slice(1, 9))
    ).up


def test_6_talk_of_regime_change_arms_the_fearful_and_makes_beijing_shield() -> None:
    quiet, loud = (played(levers={"washington_rhetoric": r}, **FEARFUL) for r in (0.0, 1.0))
    assert difference(share(loud, "pyongyang_deed", *TESTS), share(quiet, "pyongyang_deed", *TESTS)).up
    assert difference(mean(loud, "arsenal"), mean(quiet, "arsenal")).up
    assert difference(mean(loud, "enforcement"), mean(quiet, "enforcement")).down


def test_7_a_good_relation_of_the_giants_brings_rounds_and_enforcement() -> None:
    bad, good = (played(start_relation=g, relation_drift=0.0) for g in (-0.5, 0.5))
    assert difference(good.record["un_measures"][11], bad.record["un_measures"][11]).up
    assert difference(mean(good, "enforcement", FIRST_YEAR), mean(bad, "enforcement", FIRST_YEAR)).up


def test_8_a_dialogue_that_succeeds_brings_enforcement_for_months() -> None:
    none = {("window", None): Window.NONE}
    a, b = (played(months=9, calendar=none | {("window", 3): w}) for w in (Window.SUCCEEDS, Window.FAILS))
    assert difference(mean(a, "enforcement", slice(3, 8)), mean(b, "enforcement", slice(3, 8))).up


def test_9_a_big_test_makes_beijing_warn_and_enforce() -> None:
    a, b = (played(months=6, orders={("pyongyang_deed", 2): d}) for d in (PyongyangDeed.BIG_TEST, PyongyangDeed.HOLD))
    assert difference(
        share(a, "beijing_word", BeijingWord.WARN, months=slice(3, 6)),
        share(b, "beijing_word", BeijingWord.WARN, months=slice(3, 6)),
    ).up
    assert difference(mean(a, "enforcement", slice(3, 6)), mean(b, "enforcement", slice(3, 6))).up


def test_10_strikes_come_only_under_prevention_in_a_crisis_and_the_more_while_the_window_closes() -> None:
    free = played()
    struck = free.of("ending") == Ending.STRIKE
    last = free.months_lived[struck] - 1
    assert struck.any()
    assert (free.record["washington_course"][last, np.flatnonzero(struck)] == WashingtonCourse.PREVENT).all()
    backed_down = 1.2 * (free.of("washington_yields") + free.of("pyongyang_yields"))[struck]
    assert (free.record["tension"][last, np.flatnonzero(struck)] + backed_down >= 5.0 - 1e-9).all()
    held = {"washington_course": WashingtonCourse.PREVENT, "pyongyang_course": PyongyangCourse.BUILD}
    orders = {(name, None): course for name, course in held.items()}
    open_, shut = (
        played(worlds=6000, months=6, start_tension=5.5, start_arsenal=a, orders=orders) for a in (0.45, 0.72)
    )
    assert difference(shut.of("ending") == Ending.STRIKE, open_.of("ending") == Ending.STRIKE).up


def test_11_ambiguity_binds_less_and_is_misread_more() -> None:
    plain, vague = (played(levers={"washington_ambiguity": a}, months=12) for a in (0.0, 1.0))
    assert difference(mean(vague, "audience"), mean(plain, "audience")).down
    silent = {("washington_word", None): WashingtonWord.SILENCE, ("washington_deed", None): WashingtonDeed.HOLD}
    plain, vague = (played(levers={"washington_ambiguity": a}, months=12, orders=silent) for a in (0.0, 1.0))
    assert difference(mean(vague, "softness_seen"), mean(plain, "softness_seen")).up  # silence taken for a back channel


def test_12_a_back_channel_brings_talks_at_no_audience_cost_and_unseen_by_others() -> None:
    charm = {("pyongyang_course", None): PyongyangCourse.CHARM}
    words = (WashingtonWord.BACK_CHANNEL, WashingtonWord.SILENCE, WashingtonWord.TALKS)
    secret, silent, open_ = (played(months=8, leak=0.0, orders=charm | {("washington_word", 3): w}) for w in words)
    assert difference(secret.record["talks"][4], silent.record["talks"][4]).up
    assert not difference(secret.record["audience"][3], silent.record["audience"][3]).up
    for name in ("beijing_word", "beijing_deed", "seoul_word", "seoul_deed", "pyongyang_word", "pyongyang_deed"):
        assert (secret.record[name][3] == silent.record[name][3]).all(), name
    mediated = [
        share(each, "beijing_word", BeijingWord.MEDIATE, months=slice(4, 5)) for each in (secret, silent, open_)
    ]
    assert difference(mediated[2], mediated[0]).up


def test_13_sports_diplomacy_moves_talks_without_result() -> None:
    paused = {
        ("pyongyang_word", None): PyongyangWord.SILENCE,
        ("pyongyang_deed", None): PyongyangDeed.HOLD,
        ("washington_word", None): WashingtonWord.SILENCE,
    }
    still, sporting = (played(sports=s, months=6, orders=paused, start_talks=0.5) for s in (0.0, 0.02))
    assert sporting.record["talks"][3].std() > 1.2 * still.record["talks"][3].std()
    apart = difference(sporting.record["talks"][3], still.record["talks"][3])
    assert abs(apart.mean) <= apart.reach


def test_14_a_release_softens_washington_and_a_death_hardens_it() -> None:
    none, free, dead = (
        played(
            months=7,
            arrest=0.0,
            detainee_release=0.0,
            detainee_death=0.0,
            calendar={("incident", 4): 0.0, ("incident", 3): i},
        )
        for i in (Incident.DRAWN, Incident.RELEASED, Incident.DIES)
    )
    after = slice(4, 6)
    soft = (WashingtonWord.TALKS, WashingtonWord.BACK_CHANNEL)
    assert difference(
        share(free, "washington_word", *soft, months=after), share(none, "washington_word", *soft, months=after)
    ).up
    hard = [
        share(w, "washington_word", WashingtonWord.THREATEN, months=after)
        + share(w, "washington_deed", *COERCION, months=after)
        for w in (dead, none)
    ]
    assert difference(*hard).up


def gain_of_enforcement(key: float) -> np.ndarray:
    """Return how many more months Pyongyang is soft if Beijing enforces than if it shields, by world."""
    soft = [
        share(
            played(months=36, key_low=key, key_high=key, orders={("beijing_course", None): c}), "pyongyang_word", *SOFT
        )
        for c in (BeijingCourse.ENFORCE, BeijingCourse.SHIELD)
    ]
    return soft[0] - soft[1]


def test_15_whether_beijing_holds_the_key_decides_what_enforcement_moves() -> None:
    assert difference(gain_of_enforcement(1.0), gain_of_enforcement(0.0)).up


def test_15_belief_in_the_key_brings_blame() -> None:
    low, high = (played(key_believed=k) for k in (0.2, 1.0))
    blame = WashingtonWord.BLAME_BEIJING
    assert difference(share(high, "washington_word", blame), share(low, "washington_word", blame)).up


def test_16_pressure_falls_when_the_coal_measure_lapses() -> None:
    lapsed, kept = (played(calendar={("expiry", 10): e}) for e in (0.04, 0.0))
    assert difference(lapsed.record["bite"][11], kept.record["bite"][11]).down


def test_17_beijing_is_lifeline_and_safety_net() -> None:
    shield, enforce = (
        played(orders={("beijing_course", None): c}) for c in (BeijingCourse.SHIELD, BeijingCourse.ENFORCE)
    )
    assert difference(shield.record["economy"][-1], enforce.record["economy"][-1]).up
    assert difference(mean(shield, "bite"), mean(enforce, "bite")).down


def test_18_contact_teaches_beijing_who_kim_is() -> None:
    none, contact = (played(levers={"beijing_contact": c}) for c in (0.0, 1.0))
    assert difference(truth(contact, 11, "evidence_beijing"), truth(none, 11, "evidence_beijing")).up


def test_19_tests_cost_beijing_and_bring_enforcement() -> None:
    tests = {("pyongyang_deed", t): PyongyangDeed.BIG_TEST for t in (2, 5, 8)}
    quiet = {("pyongyang_deed", t): PyongyangDeed.HOLD for t in (2, 5, 8)}
    a, b = (played(months=12, orders=o) for o in (tests, quiet))
    assert difference(mean(a, "beijing_payoff"), mean(b, "beijing_payoff")).down
    assert difference(mean(a, "enforcement"), mean(b, "enforcement")).up


def test_20_in_a_crisis_beijing_mediates_and_the_scale_of_war_cannot_be_known() -> None:
    calm, hot = (played(months=6, start_tension=t) for t in (3.0, 6.0))
    assert difference(
        share(hot, "beijing_word", BeijingWord.MEDIATE), share(calm, "beijing_word", BeijingWord.MEDIATE)
    ).up
    known, unknown = (played(worlds=6000, start_tension=6.0, war_scale=s) for s in (0.0, 1.0))
    fought = war(known)
    assert (war(unknown) == fought).all()
    assert np.log(unknown.of("beijing_loss")[fought]).std() > np.log(known.of("beijing_loss")[fought]).std() + 0.3


def test_21_hunger_sends_refugees_and_beijing_suffers() -> None:
    fed, starved = (played(start_economy=y) for y in (0.0, -0.15))
    assert difference(mean(starved, "refugees"), mean(fed, "refugees")).up
    assert difference(mean(starved, "beijing_payoff"), mean(fed, "beijing_payoff")).down


def test_22_hunger_and_talk_of_regime_change_bring_collapse() -> None:
    fed, starved = (played(start_economy=y) for y in (0.0, -0.15))
    assert difference(starved.of("ending") == Ending.COLLAPSE, fed.of("ending") == Ending.COLLAPSE).up
    quiet, loud = (played(worlds=6000, start_economy=-0.12, levers={"washington_rhetoric": r}) for r in (0.0, 1.0))
    assert difference(loud.of("ending") == Ending.COLLAPSE, quiet.of("ending") == Ending.COLLAPSE).up


@pytest.mark.parametrize("relief", [True, False])
def test_23_mediation_needs_something_on_the_table(relief: bool) -> None:
    given = WashingtonDeed.RELIEF if relief else WashingtonDeed.HOLD
    orders = {("washington_deed", 3): given, ("washington_word", 3): WashingtonWord.SILENCE}
    a, b = (
        played(months=5, orders=orders | {("beijing_word", 3): w}, **FEARFUL)
        for w in (BeijingWord.MEDIATE, BeijingWord.SILENCE)
    )
    month = slice(4, 5)
    moved = difference(share(a, "pyongyang_word", *SOFT, months=month), share(b, "pyongyang_word", *SOFT, months=month))
    assert moved.up if relief else moved.mean < 0.01


def test_24_retaliation_for_thaad_costs_enforcement_and_moves_seoul() -> None:
    calm, angry = (played(months=36, levers={"beijing_thaad_retaliation": r}) for r in (0.0, 1.0))
    assert difference(angry.record["thaad"][-1], calm.record["thaad"][-1]).down
    assert difference(mean(angry, "enforcement"), mean(calm, "enforcement")).down


def test_25_the_vote_in_seoul_decides_exercises_and_initiatives() -> None:
    votes = {
        course: {(f"seoul_office.{k}", 3): float(k == course) for k in range(3)}
        for course in (SeoulCourse.SUNSHINE, SeoulCourse.HARD_LINE)
    }
    sun, hard = (played(calendar=votes[c]) for c in (SeoulCourse.SUNSHINE, SeoulCourse.HARD_LINE))
    assert difference(share(sun, "seoul_deed", SeoulDeed.EXERCISE), share(hard, "seoul_deed", SeoulDeed.EXERCISE)).down
    assert difference(
        share(sun, "seoul_word", SeoulWord.INITIATIVE), share(hard, "seoul_word", SeoulWord.INITIATIVE)
    ).up


def test_26_initiative_and_mediation_together_bring_talks_beyond_their_sum() -> None:
    def talks(mediates: bool, initiates: bool) -> np.ndarray:
        beijing = BeijingWord.MEDIATE if mediates else BeijingWord.SILENCE
        seoul = SeoulWord.INITIATIVE if initiates else SeoulWord.SILENCE
        orders = {("beijing_word", t): beijing for t in range(2, 6)} | {("seoul_word", t): seoul for t in range(2, 6)}
        return played(months=6, orders=orders).record["talks"][5]

    none = talks(False, False)
    together = talks(True, True) - none
    apart = (talks(True, False) - none) + (talks(False, True) - none)
    assert difference(together, apart).up


def test_26_an_initiative_against_american_pressure_costs_the_alliance() -> None:
    press = {("washington_word", t): WashingtonWord.THREATEN for t in range(2, 8)}
    a, b = (
        played(months=8, orders=press | {("seoul_word", t): w for t in range(2, 8)})
        for w in (SeoulWord.INITIATIVE, SeoulWord.SILENCE)
    )
    assert difference(a.record["cohesion"][7], b.record["cohesion"][7]).down


def test_a_difference_of_noise_is_not_clear_of_0() -> None:
    noise = np.random.default_rng(1).normal(size=(2, 4000))
    apart = difference(noise[0], noise[1])
    assert not apart.up
    assert not apart.down
    assert Difference(1.0, 0.5).up
    assert live(played(months=2, worlds=64)).all()
