from sim.core.game.choosing import chances, drawn, obeyed
from sim.core.game.language import Count, Row, Table, bits_of, copy_of, float_of, rarely, row, sqrt
from sim.core.game.maths import clip, exp, holds, least, log, normal

from .world import Deed, Mood, Now, Parameters, Side, World

STRIDES = 3
SHARE = 0.25


def heat_of(mood: Mood, side: Side, p: Parameters) -> float:
    if mood == Mood.ANGRY:
        return p.by_mood[mood] + side.heat
    if side.heat > 0.5:
        if side.moved:
            return 0.5 * p.by_mood[mood]
        side_heat = side.heat * side.heat
    else:
        side_heat = SHARE
    return clip(p.by_mood[mood] - side_heat, 0.0, 1.0)


def weights(world: World, now: Now, p: Parameters) -> Row:
    odds = row()
    for deed in Deed:
        odds[deed] = p.odds[world.own.mood][deed] + 0.5 * world.own.seen[deed]
        if (0.2 < world.tension <= 3.0 and not now.calendar.holiday) or deed == Deed.WAIT:
            odds[deed] += now.levers.push
    odds[Deed.HIT] -= (
        1.0 if world.other.mood == Mood.CALM else heat_of(world.other.mood, world.other, p)
    )
    return chances(odds, len(Deed))


def summed(table: Table, count: Count) -> float:
    total = 0.0
    for i in range(1, count):
        total += table[i] * float(i)
    return total


def swap_heat(one: Side, two: Side, share: float) -> None:
    before = one.heat
    one.heat = one.heat + share * (two.heat - one.heat)
    two.heat += share * (before - two.heat)


def warm(world: World, side: Side, u: float, p: Parameters) -> None:
    if u < 0.1:
        side.moved = False
        return
    side.heat = clip(side.heat + 0.1 * normal(u), 0.0, 1.0)
    side.moved = side.heat > 0.3 and (world.tension > 1.0 or side.mood != Mood.CALM)
    if rarely(side.heat > 0.9):
        side.heat = sqrt(side.heat) - 0.2
        if side.moved:
            side.mood = Mood.ANGRY
            world.tension += 0.1
    for deed in Deed:
        if deed >= Deed.TAKE:
            side.seen[deed] = 0.5 * side.seen[deed] + u * p.by_mood[side.mood]
        else:
            side.seen[deed] *= 0.9


def choose(world: World, now: Now, p: Parameters) -> None:
    luck = now.luck
    world.chance = weights(world, now, p)
    world.deed = Deed(obeyed(now.orders.deed, drawn(world.chance, len(Deed), luck.deed)))
    done = 0
    for deed in Deed:
        if world.deed == deed and luck.heat > 0.2:
            done += deed
    world.calls = world.calls + done - 1
    warm(world, world.own, luck.heat, p)
    if world.deed != Deed.WAIT:
        warm(world, world.other, 1.0 - luck.heat, p)


def shift(world: World, now: Now, p: Parameters) -> None:
    last = len(Mood) - 1
    mood = 0
    if world.tension > 2.0:
        mood = last
    elif world.tension > 1.0 or now.luck.rare < 0.3:
        mood = 1
    world.own.mood = Mood(mood)
    world.other.mood = Mood(last - mood)
    swap_heat(world.own, world.other, p.rate)
    push = summed(now.calendar.shares, 4) + summed(world.chance, len(Deed))
    world.tension = (
        0.9 * world.tension + 0.1 * push * now.calendar.season + holds(world.deed == Deed.HIT)
    )
    odd = float_of(bits_of(world.tension) | 1) * (float(world.calls - world.calls) + 0.5)
    world.tension = least(odd * 2.0, 9.0) + 1.0e-3 * log(1.0 + exp(-world.tension))


def may_end(world: World, now: Now, p: Parameters) -> None:
    if now.luck.end < p.end * world.tension:
        world.ending = Deed.HIT


def is_rare(world: World, now: Now, p: Parameters) -> bool:
    return now.luck.rare < p.rare and world.deed != Deed.TAKE


def look_ahead(world: World, now: Now, p: Parameters) -> None:
    best = -1.0e9
    choice = 0
    for mood in Mood:
        ahead = copy_of(world)
        thought = Side()
        thought.heat = ahead.own.heat
        ahead.own.mood = Mood(mood)
        worth = 0.0
        for _ in range(STRIDES):
            swap_heat(ahead.own, thought, 0.5)
            warm(ahead, thought, now.luck.later, p)
            worth += heat_of(Mood(mood), thought, p) - 0.1 * ahead.tension
            if thought.moved:
                ahead.tension *= 1.1
        if worth > best:
            best = worth
            choice = mood
    world.ahead = best
    world.own.mood = Mood(choice)


def relax(world: World, now: Now, p: Parameters) -> None:
    world.tension -= 0.01 * now.luck.far * now.levers.pull
