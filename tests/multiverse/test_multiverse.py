"""The multiverse: what its choices are, that worlds are shared, and known answers of spread, influence and ablation."""

import json
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.analysis.lineups import LINEUPS
from sim.analysis.multiverse import Choices, Multiverse, Reading, Structure, choices_of, multiverse
from sim.analysis.multiverse.ablation import OFF, ON, switches
from sim.analysis.multiverse.choices import KAPPAS, KIMS, WORDS, module_sets, own_structure, why_not
from sim.analysis.multiverse.findings import cells_of, spread_of
from sim.analysis.multiverse.influence import influences, pairs_of
from sim.analysis.multiverse.sentences import sentences, structural
from sim.analysis.multiverse.worlds import built, distinct, holding, losses_of, play, reference_from
from sim.errors import UsageProblem
from sim.study.estimate import number_text
from sim.study.run import run
from sim.study.scenario_file import load_scenario
from sim.world.capitals.pyongyang import PLAIN
from sim.world.parameters import LEDGER, MODULES
from sim.world.scenario import FORECASTS

SCENARIO = load_scenario("2017-spring").change({"months": 12})
VALUE = Reading("value", 0.6)


@cache
def few(seed: int = 3) -> Multiverse:
    """A small multiverse without the costly forecast mode."""
    choices = choices_of(SCENARIO, forecasts=("empirical", "belief"), kims=("plain", "erratic"))
    return multiverse(choices, worlds=60, seed=seed)


def test_every_combination_is_tried_or_left_out_for_a_reason() -> None:
    choices = choices_of(SCENARIO)
    sets = module_sets(SCENARIO)
    assert len(choices.structures) + sum(choices.left_out.values()) == len(FORECASTS) * len(sets) * len(KIMS)
    assert all(not why_not(each, sets) for each in choices.structures)
    assert sorted(choices.left_out.values()) == [5, 12]
    assert len(choices.readings) == len(KAPPAS) + 2
    assert choices.count == 23 * 7


@pytest.mark.parametrize(
    "changes", [{}, {"modules": ()}, {"forecast": "belief"}, {"lose_lose_threshold": 0.5}, {"modules.thaad": False}]
)
def test_the_scenarios_own_choices_are_always_among_those_tried(changes: dict[str, Any]) -> None:
    asked = SCENARIO.change(changes)
    choices = choices_of(asked, kappas=(1.0,), forecasts=("empirical",), modules=("core",), kims=("secure",))
    structure, reading = choices.default
    assert structure in choices.structures
    assert reading in choices.readings
    # What is called the scenario's own structure plays the scenario's own worlds.
    own, alone = run(built(asked, structure), 20, 1), run(asked, 20, 1)
    assert all((own.columns[name] == alone.columns[name]).all() for name in alone.columns)


def test_what_is_left_out_would_play_the_same_worlds_again() -> None:
    core = SCENARIO.change({"modules": ()})
    plain = run(core.change({"kim_type": PLAIN}), 40, 2).columns
    for same in ({"forecast": "belief"}, {"kim_type": "erratic"}, {"kim_type": "secure"}):
        again = run(core.change(same), 40, 2).columns
        assert all((plain[name] == again[name]).all() for name in plain)


def test_a_specification_is_the_run_of_its_structure_read_its_way() -> None:
    found = few()
    for each in found.specifications:
        alone = run(built(SCENARIO, each.structure), found.worlds, found.seed)
        if each.reading == VALUE:
            assert each.share == alone.probability("lose_lose")
        elif each.reading.definition == "event":
            assert each.share == alone.probability("lose_lose_event")
        elif each.reading.kappa is not None:
            assert each.share == alone.kappa_curve([each.reading.kappa])[0]


def test_in_the_same_worlds_a_larger_threshold_never_has_more_lose_lose() -> None:
    runs = play([SCENARIO], 200, 5)
    flags = [losses_of(runs[SCENARIO.hash], Reading("value", kappa)) for kappa in sorted((*KAPPAS, 0.0, 2.0))]
    for small, large in pairwise(flags):
        assert not (large & ~small).any()
    shares: dict[Structure, list[tuple[float, float]]] = {}
    for each in few().specifications:
        if each.reading.kappa is not None:
            shares.setdefault(each.structure, []).append((each.reading.kappa, each.share.value))
    for own in shares.values():
        falling = [share for _, share in sorted(own)]
        assert falling == sorted(falling, reverse=True)


def test_nobody_regrets_what_is_itself_the_reference() -> None:
    policies = LINEUPS["2017"]
    held = holding(SCENARIO, policies)
    found = multiverse(
        choices_of(held, definitions=("regret",), kappas=(0.6,), forecasts=("repeat",), modules=("all",),
                   kims=("plain",)),
        worlds=30, seed=1, reference="2017", ablate=False,
    )  # fmt: skip
    regret = [each for each in found.specifications if each.reading.definition == "regret"]
    assert len(regret) == 2
    assert all(each.share.value == 0.0 for each in regret)
    assert reference_from(",".join(policies))[1] == policies


def test_the_specifications_rise_and_the_default_does_not_differ_from_itself() -> None:
    found = few()
    shares = [each.share.value for each in found.specifications]
    assert shares == sorted(shares)
    assert sum(each.default for each in found.specifications) == 1
    own = found.default
    assert (own.structure, own.reading) == (own_structure(SCENARIO), VALUE)
    assert (own.change.value, own.change.flips_to, own.change.flips_from) == (0.0, 0, 0)


def test_no_worlds_are_played_twice() -> None:
    choices = choices_of(SCENARIO)
    cells = cells_of(choices, LINEUPS["patience"], ablate=True)
    assert len({each.hash for each in cells}) == len(cells)
    # 23 structures and as many references, and 31 switched scenarios: the full model is the default, the core is new.
    assert len(cells) == 23 + 23 + 2 * len(MODULES) + 1
    assert distinct([SCENARIO, SCENARIO.change({"name": "other"})]) == [SCENARIO.change({"name": "other"})]
    without = cells_of(choices_of(SCENARIO, definitions=("value",)), LINEUPS["patience"], ablate=False)
    assert len(without) == 23


def test_the_spread_is_of_point_estimates_and_knows_no_sampling_error() -> None:
    one = choices_of(
        SCENARIO, definitions=("value",), kappas=(0.6,), forecasts=("repeat",), modules=("all",), kims=("drawn",)
    )
    found = multiverse(one, worlds=50, seed=2, ablate=False)
    spread = found.spread()
    assert spread.count == 1
    assert spread.lowest == spread.highest == found.default.share.value
    assert found.half_widths[0] > 0.1
    assert found.influences == ()
    assert spread_of([0.1, 0.2, 0.3, 0.4, 0.5]).as_dict() == pytest.approx({
        "lowest": 0.1, "lower_quarter": 0.2, "median": 0.3, "upper_quarter": 0.4, "highest": 0.5, "count": 5,
    })  # fmt: skip


def test_more_worlds_shrink_the_sampling_error_alone() -> None:
    choices = choices_of(SCENARIO, definitions=("value",), forecasts=("repeat",), modules=("all",), kims=("drawn",))
    small, large = (multiverse(choices, worlds=n, seed=2, ablate=False) for n in (50, 800))
    assert large.half_widths[0] < 0.4 * small.half_widths[0]
    span = [each.spread().highest - each.spread().lowest for each in (small, large)]
    assert span[1] > 0.5 * span[0]


def test_a_part_of_the_spread_keeps_the_rest_at_the_default() -> None:
    found = few()
    assert found.spread("reading").count == len(found.choices.structures)
    assert found.spread("structure").count == len(found.choices.readings)
    assert found.spread().count == found.choices.count
    whole = found.spread()
    for part in (found.spread("reading"), found.spread("structure")):
        assert whole.lowest <= part.lowest <= found.default.share.value <= part.highest <= whole.highest


def test_one_choice_otherwise_names_each_other_level_once() -> None:
    found = few()
    names = {name: len(found.one_otherwise(name)) for name in ("definition", "kappa", "forecast", "modules", "kim")}
    assert names == {"definition": 2, "kappa": 4, "forecast": 2, "modules": 1, "kim": 2}


KEYS = [
    (Structure(forecast, "all", kim), reading)
    for forecast in ("repeat", "qre")
    for kim in ("plain", "secure", "erratic")
    for reading in (Reading("value", 0.3), VALUE, Reading("event"))
]


def planted(worlds: int, move: dict[str, float], seed: int = 0) -> np.ndarray:
    """Flags in which qre adds a share to repeat, and a small κ one to a large one, in common luck."""
    luck = np.random.default_rng(seed).random(worlds)
    rows = []
    for how, what in KEYS:
        chance = 0.3 + move.get("forecast", 0.0) * (how.forecast == "qre")
        rows.append(luck < chance + move.get("kappa", 0.0) * (what.kappa == 0.3))
    return np.array(rows)


def test_pairs_differ_in_one_choice_alone() -> None:
    counts = {name: len(pairs_of(KEYS, name, 0.6)) for name in ("definition", "kappa", "forecast", "modules", "kim")}
    assert counts == {"definition": 6, "kappa": 6, "forecast": 9, "modules": 0, "kim": 18}
    for left, right in pairs_of(KEYS, "kim", 0.6):
        assert KEYS[left][1] == KEYS[right][1]
        assert KEYS[left][0].forecast == KEYS[right][0].forecast


def test_influence_finds_what_was_planted_in_its_order() -> None:
    found = influences(KEYS, planted(4000, {"forecast": 0.2, "kappa": 0.1}), 0.6, 1, resamples=200)
    own = {each.dimension: each.change for each in found}
    assert [each.dimension for each in found][:2] == ["forecast", "kappa"]
    assert own["forecast"].low <= 0.2 <= own["forecast"].high
    assert own["kappa"].low <= 0.1 <= own["kappa"].high
    assert own["forecast"].value == pytest.approx(0.2, abs=0.03)
    # In common luck a choice that changes no world has no influence, and no doubt about it.
    assert (own["kim"].value, own["kim"].low, own["kim"].high) == (0.0, 0.0, 0.0)
    assert own["definition"].high == 0.0


def test_luck_alone_has_no_influence() -> None:
    values = []
    for seed in range(12):
        noise = np.random.default_rng(seed).random((len(KEYS), 400)) < 0.4
        for each in influences(KEYS, noise, 0.6, seed, resamples=100):
            values.append(each.change.value / each.plain)
    # With the sampling error left in, all would be 1.
    assert np.mean(values) < 0.75


NEUTRAL = {
    name: LEDGER[name].neutral
    for name in ("small_talk", "war_loss_sd", "alignment")
    if LEDGER[name].neutral is not None
}


def test_a_module_that_is_neutral_already_changes_nothing() -> None:
    choices = choices_of(
        SCENARIO.change(NEUTRAL), definitions=("value",), kappas=(0.6,), forecasts=("repeat",), modules=("all",),
        kims=("drawn",),
    )  # fmt: skip
    found = multiverse(choices, worlds=40, seed=4)
    rows = {(each.module, each.direction): each for each in found.ablation}
    assert set(rows) == {(module, direction) for module in MODULES for direction in (OFF, ON)}
    for name in NEUTRAL:
        module = LEDGER[name].module
        for direction in (OFF, ON):
            row = rows[module, direction]
            assert row.moved == 0
            for d in row.differences.values():
                assert (d.value, d.flips_to, d.flips_from) == (0.0, 0, 0)
    assert any(each.moved for each in found.ablation)


def test_a_switch_changes_one_module_and_nothing_else() -> None:
    possible, impossible = switches(SCENARIO)
    assert impossible == []
    for each in possible:
        before, after = set(each.before.modules), set(each.after.modules)
        assert before ^ after == {each.module}
        assert (each.module in after) == (each.direction == ON)
        assert each.after.change({"modules": each.before.modules}) == each.before
    some, none = switches(SCENARIO.change({"forecast": "belief"}))
    assert len(some) + len(none) == 2 * len(MODULES)
    assert all("beliefs" in each.before.modules and "beliefs" in each.after.modules for each in some)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"forecasts": ("repet",)}, "Did you mean 'repeat'"), ({"kims": ("mad",)}, "no Kim's type"),
        ({"modules": ("own",)}, "no modules 'own'"), ({"definitions": ("loss",)}, "no definition"),
        ({"kappas": tuple(np.linspace(0.0, 1.0, 21))}, "too many"),
        ({"kappas": (3.0,)}, "outside its range"), ({"kappas": (float("nan"),)}, "outside its range"),
    ],
)  # fmt: skip
def test_levels_that_do_not_exist_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        choices_of(SCENARIO, **settings)


def test_own_modules_are_a_level_where_they_are_neither_all_nor_none() -> None:
    some = SCENARIO.change({"modules": ("beliefs", "thaad")})
    choices: Choices = choices_of(some)
    assert {each.modules for each in choices.structures} == {"all", "core", "own"}
    assert choices.default[0].modules == "own"


@pytest.mark.parametrize("text", ["nobody", "lax", "engagement,lax,byungjin", "engagement,lax,byungjin,none"])
def test_references_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(UsageProblem):
        reference_from(text)


def test_the_sentences_keep_choice_and_luck_apart() -> None:
    found = few()
    spread, luck, choice, module = sentences(found)
    assert "choice, not luck" in spread
    assert "±" not in spread
    assert "sampling error" in luck
    assert WORDS[found.influences[0].dimension].removeprefix("the ") in choice
    assert "n = 60 pairs" in module
    low, high = found.spread().lowest, found.spread().highest
    assert structural(found).startswith(f"{number_text(low, 2)} to {number_text(high, 2)} over {found.choices.count} ")


def test_the_findings_are_plain_data() -> None:
    text = json.dumps(few().as_dict(), allow_nan=False)
    content = json.loads(text)
    assert set(content["structure_spread"]) & set(content["sampling_error"]) == set()
    assert content["sampling_error"]["n"] == 60
    assert len(content["specifications"]) == few().choices.count
