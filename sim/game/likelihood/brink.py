"""Peace as a fact: the chance that no war and no collapse came in a month, and who stood firm, given that none did."""

from sim.game.beliefs import belief
from sim.game.language import Row, row
from sim.game.likelihood.moves import learn_type
from sim.game.likelihood.sighting_numbers import Numbers
from sim.game.likelihood.world import Now, World
from sim.game.maths import holds
from sim.game.moves import KimType
from sim.game.rules.tension import BRINK
from sim.game.rules.war import (
    accident_chance,
    attack_chance,
    clash_chance,
    pyongyang_stands,
    strike_chance,
    washington_stands,
)
from sim.game.world import Conduct, Kim


def stay_at_peace(world: World, conduct: Conduct, now: Now, p: Numbers) -> None:
    """Weigh a month of crisis by the chance that it ended in no war, and draw who stood firm, given that.

    What can go wrong goes wrong by luck of its own, so the chances of peace multiply; some hang on who Kim is.
    """
    someone = Kim()
    someone.key = world.kim.key
    washington = washington_stands(world, world.washington_resolve, now, p)
    held = belief(p.prior_washington, world.frozen_evidence)
    no_strike = 1.0 - strike_chance(world, held[KimType.GREEDY], world.washington_resolve, p)
    clash = clash_chance(now, p) if world.tension >= BRINK else 0.0
    firm = row()  # Pyongyang stands firm and peace holds, by type, war by clash left out
    soft = row()
    for kim in KimType:
        someone.type = KimType(kim)
        peace = no_strike * (1.0 - attack_chance(world, someone, world.pyongyang_resolve, p))
        peace *= 1.0 - accident_chance(world, conduct, someone, now, p)
        stands = pyongyang_stands(world, someone, world.pyongyang_resolve, now, p)
        firm[kim] = peace * stands
        soft[kim] = peace * (1.0 - stands)
    draw_standing(world, firm, soft, washington, clash, now)


def draw_standing(world: World, firm: Row, soft: Row, washington: float, clash: float, now: Now) -> None:
    """Draw who stood firm in a month that stayed at peace; at the brink, who did not has backed down.

    `firm` and `soft` are the chances by type of Kim that Pyongyang stood firm, or did not, and peace held else.
    """
    both = 0.0  # Pyongyang stands firm
    alone = 0.0  # it does not
    for kim in KimType:
        both += world.kim_odds[kim] * firm[kim]
        alone += world.kim_odds[kim] * soft[kim]
    stood = washington * (both * (1.0 - clash) + alone)
    peace = stood + (1.0 - washington) * (both + alone)
    washington_firm = now.luck.stand_washington < stood / peace
    both *= 1.0 - clash * holds(washington_firm)
    pyongyang_firm = now.luck.stand_pyongyang < both / (both + alone)
    on_the_brink = world.tension >= BRINK
    likely = row()
    for kim in KimType:
        likely[kim] = firm[kim] if pyongyang_firm else soft[kim]
        if not on_the_brink:
            likely[kim] = firm[kim] + soft[kim]  # nobody has to stand
    learn_type(world, likely)
    world.seen_chance *= peace
    world.washington_yields = on_the_brink and not washington_firm
    world.pyongyang_yields = on_the_brink and not pyongyang_firm
