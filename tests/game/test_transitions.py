"""What conduct does to a world: signs, limits, and the stride of the look-ahead against months."""

from dataclasses import fields

import pytest

from sim.core.game.language import copy_of
from sim.core.game.moves import (
    BeijingDeed,
    BeijingWord,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.rules.change import advance, settle_freeze
from sim.core.game.rules.shocks import change_refugees
from sim.core.game.world import Conduct, World
from tests.for_each import for_each

from .worlds import RANGES, conduct_of, some_month, some_world

P = Parameters()
SEEDS = range(30)


def after(world: World, conduct: Conduct, months: int = 1, noise: float = 0.0) -> World:
    """Return the world after some months of a conduct."""
    moved = copy_of(world)
    advance(moved, conduct, noise, 0.0, some_month(1), P, months)
    return moved


@for_each("seed", SEEDS)
def test_states_stay_in_range(seed: int) -> None:
    world = some_world(seed)
    conduct = Conduct(*(float((seed + k) % 3 == 0) for k, _ in enumerate(fields(Conduct))))
    for noise in (-6.0, 6.0):
        moved = after(world, conduct, noise=noise)
        for name, (low, high) in RANGES.items():
            assert low <= getattr(moved, name) <= high, name


@for_each("seed", SEEDS)
def test_a_stride_of_four_months_is_four_months_at_constant_conduct(seed: int) -> None:
    """Exactly for what relaxes with a push that does not change; nearly for what reads other states
    on the way.
    """
    world = some_world(seed)
    world.standoff = world.freeze = world.deterrent = 0.0
    world.tension, world.arsenal, world.presence = 3.0, 0.5, 0.5
    conduct = conduct_of(
        world, washington_word=WashingtonWord.BLAME_BEIJING, beijing_deed=BeijingDeed.ENFORCE_FULLY
    )
    once = after(world, conduct, 4)
    step = world
    for _ in range(4):
        step = after(step, conduct)
    for name in ("audience", "enforcement", "presence", "leaning", "softness_seen"):
        assert getattr(once, name) == pytest.approx(getattr(step, name), abs=1e-12), name
    for name in ("tension", "cohesion", "threat_felt", "talks"):
        assert getattr(once, name) == pytest.approx(getattr(step, name), abs=0.02), name


@for_each("seed", SEEDS)
def test_a_round_of_the_council_needs_a_big_test_and_a_beijing_that_does_not_shield(
    seed: int,
) -> None:
    world = some_world(seed)
    for big, deed, rises in (
        (1.0, BeijingDeed.ENFORCE_PARTLY, True),
        (1.0, BeijingDeed.LOOK_AWAY, False),
        (1.0, BeijingDeed.AID, False),
        (0.0, BeijingDeed.ENFORCE_FULLY, False),
    ):
        world.big_test = big
        conduct = conduct_of(world, washington_deed=WashingtonDeed.SANCTIONS, beijing_deed=deed)
        assert (after(world, conduct).un_measures > world.un_measures) == rises


@for_each("seed", SEEDS)
def test_a_round_puts_less_on_the_books_soon_after_another(seed: int) -> None:
    world, added = some_world(seed), []
    world.big_test = 1.0
    conduct = conduct_of(
        world, washington_deed=WashingtonDeed.SANCTIONS, beijing_deed=BeijingDeed.ENFORCE_FULLY
    )
    for world.un_rounds in (0.0, 0.6, 1.0, 1.6):
        added.append(after(world, conduct).un_measures - world.un_measures)
    assert added[0] == added[1] > added[2] > added[3] == 0.0


def test_thaad_beyond_what_is_deployed_costs_the_relation_of_the_giants() -> None:
    world = World()
    quiet = conduct_of(world)
    found = []
    for world.thaad in (1.0, 1.5, 2.0):
        moved = after(world, quiet)
        found.append(moved.relation + P.relation_cost * (moved.thaad - 1.0))
    assert found == pytest.approx([found[0]] * 3)


def test_a_missile_ends_no_freeze_and_a_big_test_or_a_killing_does() -> None:
    for deed, lasts in (
        (PyongyangDeed.MISSILE_TEST, True),
        (PyongyangDeed.BIG_TEST, False),
        (PyongyangDeed.LETHAL_ACT, False),
    ):
        now, world = some_month(1), World()
        now.luck.freeze_end = 1.0
        world.freeze = 1.0
        settle_freeze(world, conduct_of(world, pyongyang_deed=deed), False, now, P)
        assert world.freeze == float(lasts)


def test_hunger_sends_people_over_the_river_only_where_gdp_is_eight_percent_down() -> None:
    world = World()
    crossed = []
    for world.economy in (0.1, -0.08, -0.13, -0.18):
        change_refugees(world, P)
        crossed.append(world.refugees)
    assert crossed == pytest.approx([1.0, 1.0, 4.0, 7.0])


def test_the_regime_adapts_to_pressure_that_lasts() -> None:
    """GDP comes to rest where growth, what bites and adaptation hold the balance: it does not fall
    for ever.
    """
    world = World()
    world.un_measures, world.enforcement = 0.9, 0.9
    squeezed = conduct_of(world, beijing_deed=BeijingDeed.ENFORCE_FULLY)
    fell = []
    for _ in range(240):
        world = after(world, squeezed)
        fell.append(world.economy)
    assert fell[11] < -0.02
    assert fell[-1] == pytest.approx(
        (P.growth - P.bite_on_growth * world.sanction_pressure) / P.economy_adapts, abs=1e-6
    )


def test_mediation_and_an_initiative_together_bring_more_than_the_sum() -> None:
    world = some_world(4)
    world.talks = 0.3
    made = {
        (b, s): after(world, conduct_of(world, beijing_word=b, seoul_word=s)).talks
        for b in (BeijingWord.SILENCE, BeijingWord.MEDIATE)
        for s in (SeoulWord.SILENCE, SeoulWord.INITIATIVE)
    }
    none, beijing = (
        made[BeijingWord.SILENCE, SeoulWord.SILENCE],
        made[BeijingWord.MEDIATE, SeoulWord.SILENCE],
    )
    seoul, both = (
        made[BeijingWord.SILENCE, SeoulWord.INITIATIVE],
        made[BeijingWord.MEDIATE, SeoulWord.INITIATIVE],
    )
    assert both - none > (beijing - none) + (seoul - none) > 0.0


def test_a_standoff_keeps_its_tension_until_a_soft_word() -> None:
    world = World()
    world.tension, world.standoff = 6.0, 1.0
    quiet = conduct_of(world)
    held = after(world, quiet)
    freed = World()
    freed.tension = 6.0
    assert held.tension > after(freed, quiet).tension
    assert held.standoff == 1.0
    assert after(world, conduct_of(world, pyongyang_word=PyongyangWord.OFFER)).standoff == 0.0
    assert (
        after(world, conduct_of(world, washington_word=WashingtonWord.BACK_CHANNEL)).standoff == 1.0
    )


def test_ships_alarm_pyongyang() -> None:
    world = World()
    quiet = after(world, conduct_of(world)).threat_felt
    ships = after(world, conduct_of(world, washington_deed=WashingtonDeed.DEPLOY)).threat_felt
    assert quiet < ships


def test_the_arsenal_grows_by_tests_less_in_a_freeze_and_shrinks_by_steps() -> None:
    world = World()
    world.arsenal = 0.6
    tested = conduct_of(world, pyongyang_deed=PyongyangDeed.BIG_TEST)
    free = after(world, tested).arsenal
    world.freeze = 1.0
    assert 0.6 < after(world, tested).arsenal < free
    assert after(
        world, conduct_of(world, pyongyang_deed=PyongyangDeed.DISARM_STEP)
    ).arsenal == pytest.approx(0.6 - 0.5 * P.gain_missile)


def test_a_complete_deterrent_is_lost_only_far_below_its_goal() -> None:
    world = World()
    for arsenal, had, has in ((0.8, 0.0, 1.0), (0.7, 1.0, 1.0), (0.7, 0.0, 0.0), (0.64, 1.0, 0.0)):
        world.arsenal, world.deterrent = arsenal, had
        assert after(world, conduct_of(world)).deterrent == has


def test_hunger_and_growth() -> None:
    world = World()
    world.un_measures, world.enforcement = 0.9, 0.9
    squeezed = conduct_of(world, beijing_deed=BeijingDeed.ENFORCE_FULLY)
    assert after(world, squeezed).economy < 0.0
    world.un_measures = 0.0
    assert (
        after(world, conduct_of(world, seoul_deed=SeoulDeed.AID)).economy
        > after(world, conduct_of(world)).economy
        > 0.0
    )


def test_an_ambiguous_threat_binds_less() -> None:
    world = World()
    conduct = conduct_of(world, washington_word=WashingtonWord.THREATEN)
    said = []
    for ambiguity in (0.0, 1.0):
        moved = copy_of(world)
        advance(moved, conduct, 0.0, 0.0, some_month(1, washington_ambiguity=ambiguity), P, 1)
        said.append(moved.audience)
    assert said[0] > said[1]
