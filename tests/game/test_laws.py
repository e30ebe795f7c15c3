"""Laws that hold in every world, whatever its luck."""

from dataclasses import fields

import numpy as np
import pytest

from sim.core.engine import CALENDAR, LEVERS, NUMBERS, ORDERS, PLACES, SLOTS, Job, Worlds, play
from sim.core.engine.source import read_game
from sim.core.engine.steps import expressions_in
from sim.core.engine.translated import translation
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import BeijingDeed, Ending, PyongyangDeed, SeoulDeed, WashingtonCourse
from sim.core.game.parameters import RULE_PARAMETERS, Parameters
from sim.core.game.world import Calendar, Levers, Luck, Orders
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario
from tests.for_each import for_each

from .worlds import RANGES

WORLDS, MONTHS, SEED = 1200, 36, 4
SPRING = inputs(load_scenario("2017-spring").change({"months": 48}))
COURSES = ("washington_course", "beijing_course", "pyongyang_course", "seoul_course")
MOVES = (
    "washington_word",
    "washington_deed",
    "beijing_word",
    "beijing_deed",
    "pyongyang_word",
    "pyongyang_deed",
    "seoul_word",
    "seoul_deed",
)
STATES = (
    "tension",
    "standoff",
    "presence",
    "arsenal",
    "deterrent",
    "un_measures",
    "us_measures",
    "enforcement",
    "sanction_pressure",
    "economy",
    "cohesion",
    "talks",
    "freeze",
    "audience",
    "relation",
    "thaad",
    "threat_felt",
    "softness_seen",
    "kim.type",
    "evidence.0",
    "evidence.1",
    "evidence.2",
    "washington_payoff",
    "beijing_payoff",
    "pyongyang_payoff",
    "seoul_payoff",
    "un_round_ago",
)
MEASURED = ("refugees", "washington_loss", "beijing_loss", "pyongyang_loss", "seoul_loss")


def spring(
    *,
    held: bool = False,
    months: int = MONTHS,
    worlds: int = WORLDS,
    offices: bool = True,
    redrawn: tuple[str, ...] = (),
    dates: tuple[str, ...] = (),
    **changes: float,
) -> Worlds:
    """Play spring 2017; `held` holds all four to the courses they start from, `offices` leaves
    votes in.

    The slots of luck in `redrawn` hold other uniforms than the seed's. Month 20 brings what `dates`
    names.
    """
    numbers = dict(SPRING.numbers)
    levers, orders, calendar = (
        a[:months].copy() for a in (SPRING.levers, SPRING.orders, SPRING.calendar)
    )
    for name, value in changes.items():
        if name in LEVERS:
            levers[:, LEVERS.index(name)] = value
        else:
            numbers[name.replace("__", ".")] = value
    if held:
        orders[:, :4] = (0, 1, 0, 2)
    if not offices:
        for place, name in enumerate(CALENDAR):
            if name.endswith(("_election", "_switch")):
                calendar[:, place] = 0.0
    for name in dates:
        calendar[20, CALENDAR.index(name)] = 1.0
    luck = np.full((months, len(SLOTS)), np.nan)
    for slot in redrawn:
        luck[:, SLOTS.index(slot)] = np.random.default_rng(SEED).random(months)
    job = Job(
        worlds,
        SEED,
        months,
        numbers=numbers,
        levers=levers,
        orders=orders,
        calendar=calendar,
        luck=luck,
        record=(*COURSES, *MOVES, *STATES, *MEASURED),
    )
    return play(job)


@pytest.fixture(scope="module")
def free() -> Worlds:
    return spring()


def alive(worlds: Worlds) -> np.ndarray:
    """Return where a world is in play, the month of its end included."""
    return np.arange(len(worlds.record["tension"]))[:, None] < worlds.months_lived


def same(
    a: Worlds, b: Worlds, names: tuple[str, ...] = (*COURSES, *MOVES, *STATES), months: int = MONTHS
) -> bool:
    """Say whether two runs are the same in every month, byte for byte."""
    return all(
        a.record[name][:months].tobytes() == b.record[name][:months].tobytes() for name in names
    )


def test_a_longer_horizon_extends_a_shorter_one(free: Worlds) -> None:
    assert same(free, spring(months=48))


def test_a_held_course_is_constant() -> None:
    held = spring(held=True)
    for name in COURSES:
        assert (held.record[name] == held.record[name][0]).all()


def test_without_reviews_votes_and_switches_nobody_changes_course() -> None:
    rates = {name: 0.0 for name in NUMBERS if name.startswith("review_")}
    still = spring(offices=False, **rates)
    for name in COURSES:
        assert (still.record[name] == still.record[name][0]).all()


def test_seoul_retaliates_only_in_the_month_after_a_lethal_act(free: Worlds) -> None:
    struck = free.record["seoul_deed"] == SeoulDeed.RETALIATE
    killed = free.record["pyongyang_deed"] == PyongyangDeed.LETHAL_ACT
    assert not struck[0].any()
    assert not (struck[1:] & ~killed[:-1] & alive(free)[1:]).any()


def test_exercises_are_held_in_march_and_august_only(free: Worlds) -> None:
    month_of_year = (np.arange(MONTHS) + 1) % 12 + 1  # the first month is February
    exercised = (free.record["seoul_deed"] == SeoulDeed.EXERCISE) & alive(free)
    assert exercised.any()
    assert np.isin(month_of_year[np.nonzero(exercised)[0]], (3, 8)).all()


def test_wars_come_out_of_crises_and_strikes_under_prevention(free: Worlds) -> None:
    worlds = spring(worlds=6000)
    last = worlds.months_lived - 1, np.arange(6000)
    backed_down = 1.2 * (worlds.final("washington_yields") + worlds.final("pyongyang_yields"))
    peak = worlds.record["tension"][last] + backed_down + 1e-9
    ending = worlds.final("ending")
    least = {Ending.ACCIDENT: 4.9, Ending.STRIKE: 5.0, Ending.ATTACK: 6.0, Ending.CLASH: 6.0}
    for kind, tension in least.items():
        assert (ending == kind).any()
        assert (peak[ending == kind] >= tension).all()
    assert (
        worlds.record["washington_course"][last][ending == Ending.STRIKE]
        == WashingtonCourse.PREVENT
    ).all()


def test_un_measures_rise_only_while_beijing_does_not_shield(free: Worlds) -> None:
    rise = np.diff(free.record["un_measures"], axis=0) > 1e-12
    shield = np.isin(free.record["beijing_deed"][1:], (BeijingDeed.AID, BeijingDeed.LOOK_AWAY))
    assert rise.any()
    assert not (rise & shield).any()


def test_steps_of_disarmament_are_taken_in_a_freeze_only() -> None:
    worlds = spring(worlds=6000)
    step = (worlds.record["pyongyang_deed"] == PyongyangDeed.DISARM_STEP) & alive(worlds)
    assert step.any()
    assert not step[0].any()
    assert (worlds.record["freeze"][:-1][step[1:]] > 0.0).all()


def test_types_that_are_moved_alike_move_alike() -> None:
    alike = {
        f"{name}__{kim}": value
        for name, value in (
            ("drive_threat", 0.0),
            ("drive_softness", 0.0),
            ("drive_bite", 0.0),
            ("greed", 0.5),
        )
        for kim in range(3)
    }
    types = [
        spring(
            held=True,
            type_drift=0.0,
            **alike,
            **{f"kim_chance__{k}": float(k == kim) for k in range(3)},
        )
        for kim in range(2)
    ]
    # up to the brink, the freeze and the war, which know the types apart
    apart = types[0].record["pyongyang_deed"] != types[1].record["pyongyang_deed"]
    assert apart.mean() < 0.03
    first = np.where(apart.any(axis=0), apart.argmax(axis=0), MONTHS)
    crisis = (
        (types[0].record["tension"] >= 4.9)
        | (types[0].record["freeze"] > 0.0)
        | (types[1].record["freeze"] > 0.0)
    )
    crisis |= types[1].record["tension"] >= 4.9
    told = np.where(crisis.any(axis=0), crisis.argmax(axis=0), MONTHS)
    assert (first >= told).all()


@pytest.mark.parametrize(
    ("precision", "pays"),
    [
        (
            "lookahead",
            {"loss_washington": 24.0, "pay_arms": 1.8},
        ),
        (
            "lookahead_pyongyang",
            {"loss_pyongyang": 30.0, "pay_yielding": 1.6},
        ),
        (
            "lookahead_beijing",
            {"loss_beijing": 40.0, "pay_beijing_big": 1.0},
        ),
        ("lookahead_beijing", {"fear_strike": 4.0}),
    ],
)
def test_payoffs_and_losses_move_a_capital_by_its_look_ahead_only(
    free: Worlds, precision: str, pays: dict[str, float]
) -> None:
    assert not same(free, spring(**pays), COURSES)
    blind = {precision: 0.0}
    assert same(spring(**blind), spring(**blind, **pays), (*COURSES, *MOVES))


def test_a_fear_of_strikes_is_in_no_value_of_beijing() -> None:
    blind = {"lookahead_beijing": 0.0}
    assert same(
        spring(**blind), spring(**blind, fear_strike=0.0), (*COURSES, *MOVES, *STATES, *MEASURED)
    )


def test_rounds_of_the_council_come_once_or_twice_in_a_row_and_never_three_times(
    free: Worlds,
) -> None:
    agreed = (free.record["un_round_ago"] == 0.0) & alive(free)
    twice = agreed[1:] & agreed[:-1]
    assert twice.any()
    assert not (twice[1:] & agreed[:-2]).any()


def test_nothing_collapses_above_five_percent_of_hunger() -> None:
    worlds = spring(worlds=6000, start_economy=-0.1)
    economy = worlds.record["economy"][worlds.months_lived - 1, np.arange(6000)]
    collapsed = worlds.final("ending") == Ending.COLLAPSE
    assert collapsed.any()
    assert (economy[collapsed] < -0.05).all()


def test_without_learning_beliefs_stay_at_the_priors() -> None:
    worlds = spring(learn=0.0)
    for kim in range(3):
        assert np.allclose(worlds.record[f"evidence.{kim}"], 0.0, atol=1e-12)


def test_without_drift_a_kim_stays_who_he_is() -> None:
    worlds = spring(type_drift=0.0)
    assert (worlds.record["kim.type"] == worlds.record["kim.type"][0]).all()
    assert (spring().record["kim.type"] != spring().record["kim.type"][0]).any()


def test_states_stay_in_range(free: Worlds) -> None:
    for name, (low, high) in RANGES.items():
        assert free.record[name].min() >= low, name
        assert free.record[name].max() <= high, name
    assert not free.failed.any()


NEUTRAL = sorted(entry.name for entry in RULE_PARAMETERS.values() if entry.neutral is not None)


@for_each("name", NEUTRAL)
def test_a_neutral_value_lies_in_its_range(name: str) -> None:
    entry = RULE_PARAMETERS[name]
    assert entry.neutral is not None
    assert entry.admits(entry.neutral)


@pytest.mark.parametrize(
    ("off", "slots"),
    [
        ({"blur": 0.0}, ("see_word", "see_deed", "hear_word")),
        (
            {"error": 0.0},
            ("see_enforcement", "see_economy", "see_arsenal"),
        ),
        ({"type_drift": 0.0}, ("type_drift",)),
        (
            {"war_scale": 0.0},
            ("scale_washington", "scale_beijing", "scale_pyongyang", "scale_seoul"),
        ),
    ],
)
def test_the_luck_of_a_channel_moves_a_world_but_no_byte_at_the_neutral_value(
    off: dict[str, float], slots: tuple[str, ...]
) -> None:
    """So the channel is off at it, and does something at the default."""
    names, dates = (
        (*COURSES, *MOVES, *STATES, *MEASURED),
        ("window", "washington_election", "washington_office.1"),
    )
    assert same(spring(dates=dates, **off), spring(dates=dates, redrawn=slots, **off), names)
    assert not same(spring(dates=dates), spring(dates=dates, redrawn=slots), names)


@pytest.mark.parametrize(
    ("off", "then"),
    [
        (
            {"lookahead": 0.0, "lookahead_pyongyang": 0.0},
            {"reply": 1.0, "doubt": 2.0, "after_weight": 60.0},
        ),
        ({"lookahead_beijing": 0.0}, {"after_beijing": 60.0, "fear_strike": 4.0}),
        (
            {
                "lookahead": 0.0,
                "lookahead_beijing": 0.0,
                "lookahead_pyongyang": 0.0,
            },
            {"dread": 5.0},
        ),
        (
            {"pyongyang_unpredictability": 0.0},
            {"unpredictable": 1.0},
        ),
    ],
)
def test_a_channel_at_its_neutral_value_takes_its_other_numbers_with_it(
    off: dict[str, float], then: dict[str, float]
) -> None:
    """With the channel off, what it would have read may change: no byte moves."""
    base = spring(worlds=300, **off)
    changed = spring(worlds=300, **off, **then)
    assert same(base, changed)


@pytest.mark.parametrize("record", [Parameters, Luck, Levers, Orders, Calendar])
def test_a_rule_reads_every_number_and_all_that_a_month_brings(record: type) -> None:
    program = translation(read_game()).program
    read_of = {
        ex.parts[1]
        for low in program.rules.values()
        for ex in expressions_in(low.steps)
        if ex.do == "field" and ex.parts[0].kind.record is record
    }
    assert {item.name for item in fields(record)} == read_of


def test_every_parameter_is_a_place_that_the_engine_fills() -> None:
    heads = {name.partition(".")[0] for name in NUMBERS}
    assert heads == set(RULE_PARAMETERS)
    assert set(vars(Parameters())) == set(RULE_PARAMETERS)
    plans = {
        f"{capital}_{part}" for capital in CAPITALS for part in ("second", "leaves", "returns")
    }
    assert set(ORDERS) - plans < set(PLACES)
    assert plans < set(ORDERS)
