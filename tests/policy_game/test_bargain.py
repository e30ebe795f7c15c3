"""The bargain on made-up payoffs whose answer is known: who leaves it, how sure Washington must be,
whose belief decides, and which part of the payoffs carries it.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.plausible import SIZE
from sim.analysis.plausible.draws import vectors_on
from sim.analysis.policy_game import GameOptions, read_variations
from sim.analysis.policy_game.bargain import (
    PRIOR,
    WITHIN,
    bargain_of,
    held_in_draws,
    whose_belief,
)
from sim.analysis.policy_game.beliefs import drawn_means, multiples
from sim.analysis.policy_game.carry import carriers_of
from sim.analysis.policy_game.findings import find, solve
from sim.analysis.policy_game.game import EVEN, ODD, PolicyGame, resample_game
from sim.analysis.policy_game.parts import parts_named
from sim.analysis.policy_game.play import ask, game_of
from sim.analysis.policy_game.telling import standings_table, told_of_belief, verdicts_of
from sim.core.base.arrays import Floats
from sim.core.scenario import load_scenario
from sim.core.scenario.parameters import DEFAULTS
from sim.study.estimate.quantities import Quantity
from sim.study.play.play import play
from sim.study.run.worlds import run
from tests.policy_game.made_up import LOSSES, typed

MENUS = {
    "washington": ("patience", "maximum_pressure", "wait_if_enforced", "press_until_soft"),
    "beijing": ("shield", "enforce", "enforce_until_pressed"),
}
WAITS, PRESSES = 2, 3
SHIELD, KEEPS = 0, 2


def struck(washington: Floats, beijing: Floats, noise: float = 0.0) -> PolicyGame:
    """Return a game of one type, mean payoffs `(w, b)` each, on the menus above."""
    return of_types(washington[None], beijing[None], (1.0,), noise)


def of_types(
    own: Floats,
    other: Floats,
    chances: tuple[float, ...],
    noise: float = 0.0,
    **beliefs: tuple[float, ...],
) -> PolicyGame:
    none = np.zeros_like(own)
    means = np.stack([own, other, none, none], axis=1)[..., None, None, None]
    luck = np.random.default_rng(3)
    value = means + noise * luck.normal(size=(*means.shape[:-1], 40))
    made = typed(value, chances, **beliefs)
    return replace(made, choices={**made.choices, **MENUS})


def pays() -> tuple[Floats, Floats]:
    """Return payoffs with which the bargain holds, and both gain by it: 3 months to Washington, 4
    to Beijing.
    """
    washington, beijing = np.full((4, 3), -20.0), np.full((4, 3), -20.0)
    washington[WAITS, KEEPS], beijing[WAITS, KEEPS] = -2.0, -3.0
    washington[PRESSES, SHIELD], beijing[PRESSES, SHIELD] = -5.0, -7.0
    washington[PRESSES, KEEPS], washington[WAITS, SHIELD] = -3.0, -8.0
    return washington, beijing


def test_a_bargain_that_nobody_leaves_holds_itself_up_beside_the_trap() -> None:
    game = struck(*pays())
    found = bargain_of(game, resample_game(game, 50))
    assert found is not None
    assert (found.bargain.place, found.trap.place) == ((WAITS, KEEPS), (PRESSES, SHIELD))
    assert (found.bargain.holds.value, found.trap.holds.value) == (1.0, 1.0)
    assert (found.bargain.stands, found.trap.stands) == (True, True)
    gains = [each.value for each in found.gains.values()]
    assert gains == pytest.approx([3.0 / LOSSES[0], 4.0 / LOSSES[1]])
    assert found.bargain.over_trap.value == pytest.approx(min(gains))
    # It wins 1 month where Beijing keeps it, and loses 3 where Beijing shields.
    assert found.trust.value == pytest.approx(3.0 / 4.0)
    assert {each.place for each in found.pairs} >= {(WAITS, KEEPS), (PRESSES, SHIELD)}


@pytest.mark.parametrize(
    ("leaver", "to", "at", "months"),
    [
        ("washington", "patience", (0, KEEPS), 1.5),
        ("beijing", "enforce", (WAITS, 1), 3.0),
    ],
)
def test_it_is_said_who_leaves_for_what_and_what_that_gains(
    leaver: str, to: str, at: tuple[int, int], months: float
) -> None:
    washington, beijing = pays()
    own = washington if leaver == "washington" else beijing
    own[at] = own[WAITS, KEEPS] + months
    game = struck(washington, beijing)
    found = bargain_of(game, resample_game(game, 50))
    assert found is not None
    assert (found.bargain.stands, found.bargain.leaver) == (False, leaver)
    departure = found.bargain.leaving[leaver]
    assert (departure.policy, departure.months.value) == (to, pytest.approx(months))
    unit = LOSSES[0] if leaver == "washington" else LOSSES[1]
    assert departure.gain.value == pytest.approx(months / unit)
    assert found.bargain.holds.value == 0.0


def test_a_small_temptation_breaks_nothing() -> None:
    washington, beijing = pays()
    washington[0, KEEPS] = washington[WAITS, KEEPS] + 0.04 * LOSSES[0]
    game = struck(washington, beijing)
    found = bargain_of(game, resample_game(game, 50))
    assert found is not None
    assert found.bargain.stands


@pytest.mark.parametrize(
    ("noise", "tempted", "said"),
    [
        (0.0, 0.04, "The bargain is self-enforcing at"),
        (0.0, 0.06, "The bargain is not self-enforcing at"),
        (1.0, WITHIN, "40 worlds cannot tell whether the bargain is self-enforcing at"),
        (1.0, 0.5, "The bargain is not self-enforcing at"),
    ],
)
def test_worlds_whose_resamples_differ_settle_nothing(
    noise: float, tempted: float, said: str
) -> None:
    washington, beijing = pays()
    washington[0, KEEPS] = washington[WAITS, KEEPS] + tempted * LOSSES[0]
    game = struck(washington, beijing, noise)
    finding = solve(game, 200)
    assert finding.bargain is not None
    first, trap = verdicts_of(finding.bargain)
    assert first.startswith(said)
    assert trap.startswith("The trap is self-enforcing")
    # Who leaves is said where it is sure that somebody does; where nothing is, more worlds are advised.
    assert any("instead and gains" in each for each in finding.sentences()) == (
        "not" in first.split()
    )
    vague = "cannot tell" in first
    assert ("-n 160" in " ".join(finding.next_steps("core", None))) == vague


def test_a_share_of_resamples_has_no_brackets_and_a_gain_has() -> None:
    washington, beijing = pays()
    washington[0, KEEPS] = washington[WAITS, KEEPS] + 0.5 * LOSSES[0]
    game = struck(washington, beijing, 1.0)
    found = bargain_of(game, resample_game(game, 200))
    assert found is not None
    table = standings_table(found)
    assert f"nobody gains over {WITHIN:g} war costs" in table.caption
    _, resamples, _, gain = table.rows[0]
    assert isinstance(resamples, Quantity)
    assert "(" not in resamples.text()
    assert isinstance(gain, Quantity)
    assert gain.low < gain.value < gain.high


def test_without_plans_on_the_menu_there_is_no_bargain() -> None:
    game = struck(*pays())
    courses = {"washington": ("patience", "maximum_pressure"), "beijing": ("shield", "enforce")}
    fewer = game.among(courses)
    assert bargain_of(fewer, resample_game(fewer, 50)) is None
    assert game.of_courses().choices["washington"] == courses["washington"]


def of_beliefs() -> PolicyGame:
    """Return a game in which Washington presses a Kim of the second type, and waits with one of the
    first; what Beijing gets hangs on no type.
    """
    washington, beijing = (np.stack([each, each]) for each in pays())
    washington[0, 0, :2], washington[1, 1, :2] = 4.0, 6.0
    return of_types(washington, beijing, (0.5, 0.5), washington=(0.3, 0.7), beijing=(0.8, 0.2))


def test_the_capital_is_named_whose_belief_decides() -> None:
    found = whose_belief(of_beliefs())
    assert found is not None
    assert found.decides == "washington"
    by_own = {found.cells["Washington", other].equilibria for _, other in found.cells}
    assert len(by_own) == 1
    assert by_own != {found.cells["Beijing", "Beijing"].equilibria}
    assert "Washington's belief about Kim decides" in told_of_belief(found)
    assert set(found.cells) == {
        (one, other)
        for one in ("Washington", "Beijing", PRIOR)
        for other in ("Washington", "Beijing", PRIOR)
    }


def test_another_belief_of_beijing_changes_no_sentence() -> None:
    game = of_beliefs()
    other = game.if_believed(beijing=(0.6, 0.4))
    assert solve(game, 50).sentences() == solve(other, 50).sentences()


def test_another_belief_of_beijing_changes_no_sentence_on_cause_in_the_worlds_either() -> None:
    options = GameOptions(load_scenario("2017-spring"), worlds=60, resamples=50)
    game = game_of(options, play(ask(options, ())))
    told = []
    for belief in (game.beliefs["beijing"], game.beliefs["washington"], game.chances):
        found = whose_belief(game.if_believed(beijing=belief))
        assert found is not None
        told.append(found.decides)
    assert set(told) == {"washington"}


def with_shame(game: PolicyGame) -> PolicyGame:
    """Say that four months of what waiting costs Washington are shame, of one part."""
    parts = {}
    for at, capital in enumerate(("washington", "beijing")):
        names = list(parts_named(capital))
        halves = [game.value[:, at, ..., half].mean(axis=-1) for half in (EVEN, ODD)]
        own = np.zeros((2, len(game.types), len(names), *halves[0].shape[1:]))
        own[:, :, names.index("tension")] = halves
        if capital == "washington":
            shame = names.index("passed")
            own[:, :, shame, 0] -= 4.0
            own[:, :, names.index("tension"), 0] += 4.0
        parts[capital] = own
    return replace(game, parts=parts)


def test_a_part_carries_the_answer_down_to_the_factor_at_which_it_changes() -> None:
    washington, beijing = np.zeros((4, 3)), np.zeros((4, 3))
    washington[1], washington[0] = 1.1, 0.0
    beijing[:, 0] = 5.0
    game = with_shame(struck(washington, beijing))
    found = {
        each.label: each
        for each in carriers_of(game)
        if (each.of, each.capital) == ("courses", "washington")
    }
    passed = found[parts_named("washington")["passed"]]
    # Waiting costs 4 months of shame, and 1.1 are missing: below × .725 waiting is best.
    assert passed.down is not None
    assert (passed.down.factor, passed.down.becomes) == (0.7, "patience, shield")
    assert passed.down.halves == (0.7, 0.7)
    assert passed.up is None
    assert found["shame"].group
    assert found["shame"].down == passed.down
    assert not found[parts_named("washington")["arsenal"]].moves


def test_a_bargain_that_nobody_would_leave_at_any_weight_holds_in_the_whole_set() -> None:
    game = with_shame(struck(*pays()))
    found = held_in_draws(game, drawn_means(game)[:, 0])
    assert found is not None
    assert found.n == SIZE
    # Waiting costs shame in every vector, and the bargain is 3 months better than the next best.
    assert found.value > 0.9


def test_payoffs_are_weighed_by_the_vectors_of_the_set_and_what_no_parameter_weighs_stays() -> None:
    vectors = vectors_on(load_scenario("2017-spring").change({"loss_beijing": 25.0}), SIZE)
    for capital in ("washington", "beijing"):
        names, times = list(parts_named(capital)), multiples(capital, vectors)
        assert times.shape == (SIZE, len(names))
        own = dict(zip(names, times[-1].tolist(), strict=True))
        assert own["tension"] == pytest.approx(vectors[-1]["pay_tension"] / DEFAULTS["pay_tension"])
        # What the scenario sets itself stays.
        assert (own["war"] == 1.0) == (capital == "beijing")
        assert (times[:, names.index("own")] == 1.0).all()


def test_parameters_are_varied_and_free_play_is_measured_in_the_same_command() -> None:
    short = load_scenario("2017-spring").change({"months": 3})
    options = GameOptions(
        short,
        {"washington": MENUS["washington"], "beijing": MENUS["beijing"]},
        worlds=20,
        resamples=50,
        vary=(),
    )
    options = replace(options, vary=read_variations([("months=2,4", "here")], short))
    results = []
    while (experiment := ask(options, results)) is not None:
        results.append(play(experiment))
    assert len(results) == options.rounds == 4
    found = find(options, results)
    assert [each.name for each in found.varied] == ["as it is", "months = 2", "months = 4"]
    assert set(found.free) == {"washington", "beijing"}
    assert len(found.against) == 4
    assert all(((own >= 0) & (own <= 1)).all() for own in found.against.values())
    again = game_of(replace(options, scenario=short.change({"months": 4})), results[3])
    assert found.varied[2].leaver in ("", *again.players)


def test_free_play_against_the_benchmark_is_what_a_run_says() -> None:
    short = load_scenario("2017-spring").change({"months": 6})
    choices = {
        "washington": ("engagement", "patience", "wait_if_enforced"),
        "beijing": ("shield", "enforce", "enforce_until_pressed"),
    }
    options = GameOptions(short, choices, worlds=40, resamples=50)
    first = play(ask(options, ()))
    found = find(options, [first, play(ask(options, [first]))])
    for at, kim in enumerate(found.game.types):
        alone = run(short.change({"kim_type": kim}), 40, options.seed)
        share = alone.columns["lose_lose"].mean()
        assert found.against["engagement, enforce"][at] == pytest.approx(share)
