"""The multiverse: what its choices are, that worlds are shared, and known answers of spread,
influence and ablation.
"""

import json
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from sim.analysis.finding import analyse
from sim.analysis.multiverse import ANALYSIS, KAPPAS, MultiverseOptions
from sim.analysis.multiverse.choices import (
    CHANNELS,
    DIMENSIONS,
    LEVELS,
    THRESHOLDS,
    WORDS,
    Reading,
    Structure,
    choices_of,
    influences,
    levels_of,
    neutral,
    pairs_of,
    switches,
)
from sim.analysis.multiverse.findings import (
    LEAST,
    CellWorlds,
    MultiverseFinding,
    ask,
    cells_of,
    find,
    spread_of,
    structural,
    thresholds,
)
from sim.core.base.errors import UsageProblem
from sim.core.game.levers import LEVERS
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.parameters.payoffs import SPREADS
from sim.core.scenario import load_scenario
from sim.study.estimate.quantities import share
from sim.study.play.play import play
from sim.study.run.worlds import run
from sim.study.store.results import Results
from tests.for_each import for_each

SCENARIO = load_scenario("2017-spring").change({"months": 12})
OWN = Reading("benchmark", "gain > 0.1")
FEW: dict[str, Any] = {"learning": ("own",), "accident": ("own",), "kim_type": ("drawn", "greedy")}


def multiverse(**given: Any) -> MultiverseFinding:
    """Play and read a multiverse in memory."""
    return analyse(ask, find, MultiverseOptions(SCENARIO, **given))


def both_rounds(options: MultiverseOptions) -> list[Results]:
    """Play both rounds of a multiverse."""
    results: list[Results] = []
    while (experiment := ask(options, results)) is not None:
        results.append(play(experiment))
    return results


@cache
def few() -> MultiverseFinding:
    """A small multiverse: two types, free or held, with or without look-ahead."""
    return multiverse(**FEW, worlds=60, seed=3)


def test_every_combination_is_tried_or_left_out_for_a_reason() -> None:
    choices = choices_of(MultiverseOptions(SCENARIO))
    counts = {name: len(levels_of(SCENARIO, name)) for name in LEVELS}
    assert counts == {"kim_type": 4, "courses": 2, "learning": 3, "lookahead": 2, "accident": 3}
    assert len(choices.structures) + sum(choices.left_out.values()) == 4 * 2 * 3 * 2 * 3
    assert list(choices.left_out.values()) == [4 * 3 * 3]
    assert len(choices.readings) == len(THRESHOLDS) + 3 + len(KAPPAS)
    assert len(choices.structures) == 108


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kim_type": "greedy"},
        {"lookahead": 0.0},
        {"learn": 1.0},
        {"washington.policy": "prevent"},
        {"accident_slope": 3.0},
    ],
)
def test_the_scenarios_own_choices_are_always_among_those_tried(changes: dict[str, Any]) -> None:
    asked = SCENARIO.change(changes)
    asks = {
        "readings": ("value",),
        "kim_type": ("fearful",),
        "courses": ("held",),
        "learning": ("none",),
    }
    choices = choices_of(MultiverseOptions(asked, **asks))
    structure, reading = choices.default
    assert structure in choices.structures
    assert reading in choices.readings
    # What is called the scenario's own structure plays the scenario's own worlds.
    assert asked.change(choices.structures[structure]).hash == asked.hash


def test_a_level_that_is_the_scenarios_own_has_its_name_and_comes_once() -> None:
    assert next(iter(levels_of(SCENARIO, "kim_type"))) == "drawn"
    assert list(levels_of(SCENARIO.change({"learn": 1.0}), "learning")) == ["exact", "none"]
    mixed = SCENARIO.change({"washington.policy": "prevent"})
    assert list(levels_of(mixed, "courses")) == ["own", "free", "held"]
    for dimension in LEVELS:
        made = [
            SCENARIO.change(changes).hash for changes in levels_of(SCENARIO, dimension).values()
        ]
        assert len(set(made)) == len(made)


def test_every_level_can_be_asked_for_by_its_name_and_own_is_the_scenarios() -> None:
    for dimension, known in LEVELS.items():
        kind = ANALYSIS.own[dimension].kind.each
        assert kind is not None
        assert {*known, *levels_of(SCENARIO, dimension)} <= {*kind.names}
    exact = SCENARIO.change({"learn": 1.0})
    asked = {"learning": ["own"], "courses": ["own"]}
    tried = {
        (each.learning, each.courses)
        for each in choices_of(MultiverseOptions(exact, **asked)).structures
    }
    assert tried == {("exact", "free")}


def test_what_is_left_out_would_play_the_same_worlds_again() -> None:
    held = SCENARIO.change(LEVELS["courses"]["held"])
    one, other = (run(held.change({"lookahead": each}), 60, 2).columns for each in (7.0, 0.0))
    assert all((one[name] == other[name]).all() for name in one)


def test_a_specification_is_the_run_of_its_structure_read_its_way() -> None:
    found = few()
    for each in found.specifications:
        alone = run(
            SCENARIO.change(found.choices.structures[each.structure]),
            found.options.worlds,
            found.seed,
        )
        number = found.choices.numbers.get(each.reading.threshold)
        if each.reading == OWN:
            assert each.share == alone.probability("lose_lose")
        elif each.reading.reading == "value":
            assert each.share == alone.kappa_curve([number])[0]
        elif each.reading == Reading("goals", "own"):
            assert each.share == alone.probability("goals_failed_both")


def test_goals_are_harder_to_keep_where_thresholds_are_strict() -> None:
    strict, lenient = thresholds(SCENARIO, 1.0), thresholds(SCENARIO, -1.0)
    for name, spread in SPREADS.items():
        moved = spread if name in LEAST else -spread
        assert strict[name] - SCENARIO.value(name) == pytest.approx(moved)
        assert lenient[name] - SCENARIO.value(name) == pytest.approx(-moved)
    options = MultiverseOptions(SCENARIO, readings=("goals",), **FEW, worlds=300, seed=5)
    played = CellWorlds(options, both_rounds(options))
    flags = played.lost(
        choices_of(options).default[0], [Reading("goals", each) for each in THRESHOLDS]
    )
    for less, more in pairwise(flags):
        assert not (less & ~more).any()
    assert flags[0].sum() < flags[2].sum()


def test_a_threshold_never_leaves_its_range() -> None:
    high = SCENARIO.change({"goal_lethal": 0.1, "goal_proven": 0.99})
    assert thresholds(high, 1.0)["goal_lethal"] == 0.0
    assert thresholds(high, -1.0)["goal_proven"] == 1.0


def test_in_the_same_worlds_a_larger_threshold_never_has_more_lose_lose() -> None:
    found = few()
    flags: dict[tuple[Structure, str], list[tuple[float, float]]] = {}
    for each in found.specifications:
        if each.reading.reading != "goals":
            number = found.choices.numbers[each.reading.threshold]
            flags.setdefault((each.structure, each.reading.reading), []).append(
                (number, each.share.value)
            )
    assert len(flags) == 2 * len(found.choices.structures)
    for own in flags.values():
        falling = [share for _, share in sorted(own)]
        assert falling == sorted(falling, reverse=True)


def test_the_specifications_rise_and_the_default_does_not_differ_from_itself() -> None:
    found = few()
    shares = [each.share.value for each in found.specifications]
    assert shares == sorted(shares)
    assert sum(each.default for each in found.specifications) == 1
    own = found.default
    assert own.reading == OWN
    assert SCENARIO.change(found.choices.structures[own.structure]).hash == SCENARIO.hash
    assert (own.change.value, own.change.flips_to, own.change.flips_from) == (0.0, 0, 0)


def test_no_worlds_are_played_twice() -> None:
    options = MultiverseOptions(SCENARIO, **FEW)
    whole, moved = cells_of(options)
    assert not whole.keys() & moved.keys()
    structures = list(choices_of(options).structures.values())
    assert whole.keys() >= {SCENARIO.change(each).hash for each in structures}
    assert all(SCENARIO.change(changes).hash == key for key, changes in {**whole, **moved}.items())
    few_cells = cells_of(MultiverseOptions(SCENARIO, readings=("value",), **FEW, ablation=False))
    # Lenient and strict goals are played only where goals are read.
    assert [len(each) for each in few_cells] == [len(structures), 0]
    assert len(moved) == 2 * len(structures)


def test_the_spread_is_of_point_estimates_and_knows_no_sampling_error() -> None:
    alone = FEW | {
        "kim_type": ("drawn",),
        "readings": ("benchmark",),
        "courses": ("free",),
        "lookahead": ("own",),
    }
    found = multiverse(**alone, worlds=50, seed=2, ablation=False)
    spread = found.spread("reading")
    assert spread.count == 1
    assert spread.lowest == spread.highest == found.default.share.value
    assert found.half_widths[0] > 0.05
    made = spread_of([0.5, 0.1, 0.3, 0.4, 0.2])
    assert (
        made.lowest,
        made.lower_quarter,
        made.median,
        made.upper_quarter,
        made.highest,
    ) == pytest.approx((0.1, 0.2, 0.3, 0.4, 0.5))


def test_more_worlds_shrink_the_sampling_error_alone() -> None:
    asked = FEW | {
        "readings": ("goals", "value"),
        "courses": ("held",),
        "ablation": False,
        "seed": 2,
    }
    small, large = (multiverse(**asked, worlds=n) for n in (50, 800))
    assert large.half_widths[0] < 0.4 * small.half_widths[0]
    span = [each.spread().highest - each.spread().lowest for each in (small, large)]
    assert span[1] > 0.5 * span[0]


def test_a_part_of_the_spread_keeps_the_rest_at_the_default() -> None:
    found = few()
    assert found.spread("reading").count == len(found.choices.structures)
    assert found.spread("structure").count == len(found.choices.readings)
    assert found.spread().count == len(found.specifications)
    whole = found.spread()
    for part in (found.spread("reading"), found.spread("structure")):
        assert (
            whole.lowest
            <= part.lowest
            <= found.default.share.value
            <= part.highest
            <= whole.highest
        )


def test_one_choice_otherwise_names_each_other_level_once() -> None:
    names = {name: len(few().one_otherwise(name)) for name in DIMENSIONS}
    assert names == {
        "reading": 2,
        "threshold": 2,
        "kim_type": 1,
        "courses": 1,
        "learning": 0,
        "lookahead": 1,
        "accident": 0,
    }


KEYS = [
    (Structure(kim, "free", "own", ahead, "own"), reading)
    for ahead, kim, reading in product(
        ("own", "none"),
        ("fearful", "greedy", "erratic"),
        (Reading("value", "κ = 0.3"), Reading("value", "κ = 0.6"), Reading("goals", "own")),
    )
]
MIDDLES = {"benchmark": "gain > 0.1", "value": "κ = 0.6", "goals": "own"}


def planted(worlds: int, move: dict[str, float], seed: int = 0) -> np.ndarray:
    """Flags to which no look-ahead adds a share, and a small κ another, in common luck."""
    luck = np.random.default_rng(seed).random(worlds)
    rows = []
    for how, what in KEYS:
        chance = 0.3 + move.get("lookahead", 0.0) * (how.lookahead == "none")
        rows.append(luck < chance + move.get("threshold", 0.0) * (what.threshold == "κ = 0.3"))
    return np.array(rows)


def test_pairs_differ_in_one_choice_alone() -> None:
    counts = {name: len(pairs_of(KEYS, name, MIDDLES)) for name in DIMENSIONS}
    assert counts == {
        "reading": 6,
        "threshold": 6,
        "kim_type": 18,
        "courses": 0,
        "learning": 0,
        "lookahead": 9,
        "accident": 0,
    }
    for left, right in pairs_of(KEYS, "kim_type", MIDDLES):
        assert KEYS[left][1] == KEYS[right][1]
        assert KEYS[left][0].lookahead == KEYS[right][0].lookahead


def test_influence_finds_what_was_planted_in_its_order() -> None:
    found = influences(
        KEYS, planted(4000, {"lookahead": 0.2, "threshold": 0.1}), MIDDLES, 1, resamples=200
    )
    own = {each.dimension: each.change for each in found}
    assert [each.dimension for each in found][:2] == ["lookahead", "threshold"]
    assert own["lookahead"].low <= 0.2 <= own["lookahead"].high
    assert own["threshold"].low <= 0.1 <= own["threshold"].high
    assert own["lookahead"].value == pytest.approx(0.2, abs=0.03)
    # In common luck a choice that changes no world has no influence, and no doubt about it.
    assert (own["kim_type"].value, own["kim_type"].low, own["kim_type"].high) == (0.0, 0.0, 0.0)
    assert own["reading"].high == 0.0


def test_luck_alone_has_no_influence() -> None:
    values = []
    for seed in range(12):
        noise = np.random.default_rng(seed).random((len(KEYS), 400)) < 0.4
        for each in influences(KEYS, noise, MIDDLES, seed, resamples=100):
            values.append(each.change.value / each.plain)
    # With the sampling error left in, all would be 1.
    assert np.mean(values) < 0.75


def test_every_neutral_value_belongs_to_one_channel() -> None:
    known = [
        name
        for catalogue in (RULE_PARAMETERS, LEVERS)
        for name, entry in catalogue.items()
        if entry.neutral is not None
    ]
    named = [name for own in CHANNELS.values() for name in own]
    assert sorted(named) == sorted(known)


def test_a_switch_sets_one_channel_to_its_neutral_values_and_nothing_else() -> None:
    found, off = switches(SCENARIO)
    assert sorted([*found, *off]) == sorted(CHANNELS)
    for channel, changes in found.items():
        assert changes == neutral(channel)
        back = {name: SCENARIO.value(name) for name in changes if name in RULE_PARAMETERS}
        assert SCENARIO.change(changes).change(back).hash == SCENARIO.hash
    for channel in off:
        assert SCENARIO.change(neutral(channel)).hash == SCENARIO.hash


def test_a_channel_that_does_nothing_moves_no_world_and_one_that_acts_does() -> None:
    rows = {each.channel: each for each in few().ablation}
    assert rows["look-ahead"].moved > 0
    assert {"unpredictability", "ambiguity"} <= set(few().off_already)


@for_each(
    ("settings", "said"),
    [
        ({"lookahead": ("non",)}, "Did you mean 'none'"),
        ({"kim_type": ("mad",)}, "not one of: drawn"),
        ({"courses": ("fixed",)}, "not one of: own"),
        ({"readings": ("loss",)}, "not one of: benchmark"),
        ({"readings": ()}, "not a list"),
        ({"kappas": tuple(np.linspace(0.0, 1.0, 21))}, "not a list of 1 to 20"),
        ({"kappas": (30.0,)}, "from -10 to 10"),
        ({"worlds": 5}, "from 20"),
        ({"kappas": (float("nan"),)}, "from -10 to 10"),
    ],
)
def test_levels_that_do_not_exist_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        MultiverseOptions(SCENARIO, **settings)


def test_the_sentences_keep_choice_and_luck_apart() -> None:
    found = few()
    spread, luck, choice, channel = found.sentences()
    assert share(found.default.share).text() in spread
    assert "choice, not chance" in spread
    assert "±" not in spread
    assert "sampling error" in luck
    assert WORDS[found.influences[0].dimension] in choice
    assert "n = 60 pairs" in channel
    low, high = (
        f"{100.0 * each:.0f} %" for each in (found.spread().lowest, found.spread().highest)
    )
    assert structural(found).startswith(f"{low} to {high} over {len(found.specifications)} ")


def test_one_short_table_is_printed_and_all_specifications_stand_in_a_file() -> None:
    tables = {table.name: table for table in few().tables()}
    assert [name for name, table in tables.items() if table.main] == ["influence"]
    assert [name for name, table in tables.items() if table.sheet] == ["specifications"]
    rows = tables["specifications"].rows
    assert len(rows) == len(few().specifications)
    assert [row[7] for row in rows].count("yes") == 1
    shares = [row[8].value for row in rows]
    assert shares == sorted(shares)
    assert all(row[8].n == 60 for row in rows)
    assert {row[0] for row in tables["ablation"].rows} == {each.channel for each in few().ablation}


def test_the_findings_are_plain_data() -> None:
    content = json.loads(json.dumps(few().data(), allow_nan=False))
    assert set(content["structure_spread"]) & set(content["sampling_error"]) == set()
    assert content["sampling_error"]["n"] == 60
    assert len(content["specifications"]) == len(few().specifications)
