"""Policies that react, and what the others learn about Kim: levers and beliefs against numbers by hand."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.world.actions import index_of
from sim.world.capitals.pyongyang import KIM_TYPES
from sim.world.door import ImposedMove, ReplacedLuck
from sim.world.model import EscalationModel
from tests.support import chances, lineup, opening, play

OTHERS = ("washington", "beijing", "seoul")


def levers_by_month(
    capital: str,
    names: list[str],
    moves: list[Mapping[str, str]],
    luck: Mapping[str, float] | None = None,
    **changes: Any,
) -> list[tuple[float, ...]]:
    """Return a capital's levers in each month, one world, with the named moves imposed."""
    imposed = [ImposedMove(who, month, move) for month, named in enumerate(moves) for who, move in named.items()]
    fixed = [ReplacedLuck(month, slot, value) for month in range(len(moves)) for slot, value in (luck or {}).items()]
    model = EscalationModel(lineup(months=len(moves), **changes), 1, 7, interventions=[*imposed, *fixed])
    found = []
    for _ in moves:
        model.step()
        levers = model.capital(capital).levers
        found.append(tuple(float(np.broadcast_to(getattr(levers, name), 1)[0]) for name in names))
    return found


@pytest.mark.short
def test_the_calendar_of_reciprocity() -> None:
    """Initiatives in months 1 to 3, 6 and 12; between them the answer to a lethal Pyongyang is all pressure."""
    lethal = [{"pyongyang": "lethal_provocation", "washington": "wait"}] * 13
    found = levers_by_month("washington", ["dialogue", "pressure"], lethal, w="reciprocity", accident_hazard=0.0001)
    initiative, answer = (0.9, 0.2), (0.0, 1.0)
    wanted = [initiative if month in (1, 2, 3, 6, 12) else answer for month in range(1, 14)]
    assert found == wanted


@pytest.mark.short
@pytest.mark.parametrize(
    ("seen", "mean"),
    [
        # In month 4 it looks back on the moves of months 1 to 3; its opening move lies before them.
        (["missile_test"] * 3, 1.5),
        (["quiet_build", "quiet_build", "big_test"], 2.5 / 3),
        (["lethal_provocation", "quiet_build", "quiet_build"], 1.0),
        (["moratorium", "moratorium", "formal_talks"], -4 / 3),
        (["quiet_build"] * 3, 0.0),
    ],
)
def test_reciprocity_answers_the_mean_of_three_months(seen: list[str], mean: float) -> None:
    moves = [{"pyongyang": move} for move in [*seen, "quiet_build"]]
    last = levers_by_month("washington", ["dialogue", "pressure"], moves, w="reciprocity", opening_moves=opening(
        pyongyang="lethal_provocation"))[3]  # fmt: skip
    assert last == pytest.approx((0.5 - 0.8 * mean / 3, 0.5 + 0.8 * mean / 3), rel=1e-12)


@pytest.mark.parametrize(
    ("policy", "washington", "wanted"),
    [
        # Engagement and hard line: the policy's own, and Washington's last move as a share of 3 and of 2.5.
        ("alliance_first", "deploy", (0.0, 1.0)),
        ("alliance_first", "relief", (1.0, 0.0)),
        ("alliance_first", "sanctions", (0.0, 0.4)),
        ("alliance_first", "wait", (0.0, 0.0)),
        ("hedging", "deploy", (0.2, 0.2 + 0.5)),
        ("hedging", "formal_talks", (0.2 + 0.5 * 2 / 3, 0.2)),
        ("sunshine", "deploy", (1.0, 0.0)),
    ],
)
def test_following_washington(policy: str, washington: str, wanted: tuple[float, float]) -> None:
    seen = {"opening_moves": opening(washington=washington)}
    [found] = levers_by_month("seoul", ["engagement", "hard_line"], [{}], s=policy, **seen)
    assert found == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    ("own", "wanted"), [("quiet_build", 0.2), ("missile_test", 0.2), ("big_test", 1.0), ("lethal_provocation", 1.0)]
)
def test_brinkmanship_bargains_after_its_own_escalation(own: str, wanted: float) -> None:
    moves = [{"pyongyang": own}, {"pyongyang": "quiet_build"}, {}]
    found = levers_by_month("pyongyang", ["bargaining"], moves, p="brinkmanship")
    assert found == [(0.2,), (wanted,), (0.2,)]


@pytest.mark.short
def test_unpredictability_takes_up_a_preset_and_keeps_it() -> None:
    names = ["testing", "provocation", "bargaining"]
    presets = {"byungjin": (0.9, 0.2, 0.1), "brinkmanship": (0.8, 0.9, 0.2), "conciliatory": (0.1, 0.0, 1.0)}
    for number, wanted in enumerate(presets.values()):
        drawn = {"switch": 0.299, "preset": (number + 0.5) / 3}
        assert levers_by_month("pyongyang", names, [{}], drawn, p="unpredictable") == [wanted]
    own = levers_by_month("pyongyang", names, [{}], {"switch": 0.301, "preset": 0.9}, p="unpredictable")
    assert own == [presets["byungjin"]]
    scenario = lineup(p="unpredictable", months=3)
    once = [ReplacedLuck(m, "switch", 0.1 if m == 0 else 0.9) for m in range(3)] + [ReplacedLuck(0, "preset", 0.99)]
    model = EscalationModel(scenario, 1, 7, interventions=once).run()
    assert float(model.capital("pyongyang").levers.bargaining[0]) == 1.0


@pytest.mark.parametrize(("level", "factor"), [(0.0, 1.0), (0.4, 0.7), (1.0, 0.25)])
def test_unpredictability_takes_precision_away(level: float, factor: float) -> None:
    """λ × (1 − .75 u): the log-odds of any two moves shrink by the factor."""
    steady = chances(lineup(erratic_switch=0.0), "pyongyang")[:8, 0]
    shaky = chances(lineup(erratic_switch=0.0, **{"pyongyang.unpredictability": level}), "pyongyang")[:8, 0]
    np.testing.assert_allclose(np.log(shaky / shaky[0]), factor * np.log(steady / steady[0]), rtol=1e-9)


@pytest.mark.short
def test_adaptive_moves_the_score_of_the_family_in_use() -> None:
    """All scores begin with the payoff of the first state; the family in use goes a fifth of the way to the month's."""
    scenario = lineup("adaptive", months=1)
    model = EscalationModel(scenario, 50, 7)
    model.step()
    out = model.outcomes()
    paid, at_start = out["value_washington"], out["value_washington"] - out["delta_washington"]
    peaceful, washington = ~(out["war"] | out["collapse"]), model.capital("washington")
    for world in np.flatnonzero(peaceful):
        for family in range(3):
            used = washington.family[world] == family
            wanted = at_start[world] + (0.2 * (paid[world] - at_start[world]) if used else 0.0)
            assert washington.scores[family, world] == pytest.approx(wanted, rel=1e-12)
    assert set(washington.family) == {0, 1, 2}


def test_adaptive_chooses_each_quarter_by_logit() -> None:
    model = EscalationModel(lineup("adaptive", months=4, adaptive_precision=20.0, war_washington=0.0), 2000, 7)
    washington, families = model.capital("washington"), []
    for month in range(4):
        scores = washington.scores.copy()
        model.step()
        families.append(washington.family.copy())
        if month == 3:
            odds = np.exp(20.0 * scores)
            share = (odds / odds.cumsum(axis=0)[-1]).cumsum(axis=1)[:, -1] / 2000
    assert (families[0] == families[1]).all()
    assert (families[0] == families[2]).all()
    assert (families[0] != families[3]).any()
    np.testing.assert_allclose(np.bincount(families[3], minlength=3) / 2000, share, atol=0.03)


def test_adaptive_breaks_its_word_if_it_changes_family_under_a_freeze() -> None:
    settings = {"start_freeze": 1, "start_talks": 0.8, "adaptive_precision": 0.0, "modules": ("credibility",)}
    talk = [ImposedMove(who, month, "formal_talks") for who in ("washington", "pyongyang") for month in range(4)]
    model = play(lineup("adaptive", months=4, **settings), 200, interventions=talk)
    freeze, trust = model.recorder.state["freeze"], model.recorder.state["credibility"]
    running = ~np.isnan(freeze[4])
    assert (freeze[3][running] == 1.0).all()
    broken = freeze[4][running] == 0.0
    # At no precision two in three take up another family in the fourth month.
    assert 0.55 < broken.mean() < 0.78
    assert (trust[4][running][broken] < trust[3][running][broken] - 0.2).all()
    assert (trust[4][running][~broken] > trust[3][running][~broken]).all()


@pytest.mark.short
@pytest.mark.parametrize("move", ["quiet_build", "missile_test", "lethal_provocation"])
@pytest.mark.parametrize("memory", [1.0, 0.9])
def test_a_belief_follows_bayes(move: str, memory: float) -> None:
    settings = {"months": 2, "modules": ("beliefs",), "belief_memory": memory, "start_arsenal": 0.85, "anxiety": 0.0}
    menus = [chances(lineup(**settings | {"kim_type": kind}), "pyongyang")[:, 0] for kind in KIM_TYPES]
    seen = index_of("pyongyang", move)
    weights = [prior**memory * menu[seen] for prior, menu in zip((0.6, 0.25, 0.15), menus, strict=True)]
    model = play(lineup(**settings), 1, interventions=[ImposedMove("pyongyang", 0, move)])
    for capital in OTHERS:
        for kind, weight in zip(KIM_TYPES, weights, strict=True):
            belief = model.recorder.state[f"belief_{capital}_{kind}"]
            assert belief[1, 0] == [0.6, 0.25, 0.15][KIM_TYPES.index(kind)]
            assert belief[2, 0] == pytest.approx(weight / sum(weights), rel=1e-9)


def test_a_belief_allows_for_misreading() -> None:
    """A move is taken for the next in order with chance ε, so seeing a missile test may mean rhetoric."""
    exact = dict.fromkeys(("see_enforcement_sd", "see_economy_sd", "see_stability_sd", "see_arsenal_sd"), 0.0)
    settings = {"months": 2, "modules": ("beliefs", "information"), "misperception": 0.3, "anxiety": 0.0} | exact
    pairs = [(who, "pyongyang") for who in OTHERS] + [("pyongyang", who) for who in OTHERS]
    sharp = [ReplacedLuck(month, f"see_{who}_{whom}", 0.9) for who, whom in pairs for month in (0, 1)]
    typed = [lineup(**settings | {"kim_type": kind, "misperception": 0.0}) for kind in KIM_TYPES]
    menus = [chances(scenario, "pyongyang")[:, 0] for scenario in typed]
    seen = index_of("pyongyang", "missile_test")
    weights = [
        prior * (0.7 * menu[seen] + 0.3 * menu[seen - 1]) for prior, menu in zip((0.6, 0.25, 0.15), menus, strict=True)
    ]
    model = play(lineup(**settings), 1, interventions=[ImposedMove("pyongyang", 0, "missile_test"), *sharp])
    found = [model.recorder.state[f"belief_seoul_{kind}"][2, 0] for kind in KIM_TYPES]
    assert found == pytest.approx([weight / sum(weights) for weight in weights], rel=1e-9)


@pytest.mark.short
def test_kim_is_drawn_from_the_prior() -> None:
    grid = [ReplacedLuck(0, "kim_type", (k + 0.5) / 200, (k,)) for k in range(200)]
    model = EscalationModel(lineup(modules=("beliefs",), kim_type="drawn"), 200, 7, interventions=grid)
    assert np.bincount(model.kim_type).tolist() == [120, 50, 30]
    assert set(EscalationModel(lineup(kim_type="drawn"), 50, 7).kim_type) == {-1}
