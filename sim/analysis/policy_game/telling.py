"""Sentences and tables on the bargain, the belief that decides, the payoffs that carry it, and free
play.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.analysis.policy_game.bargain import WITHIN, Bargain, PairStanding, WhoseBelief
from sim.analysis.policy_game.carry import Carrier, Turn
from sim.analysis.policy_game.free import FreePlay
from sim.analysis.policy_game.varied import Variation
from sim.analysis.policy_game.words import clause, does
from sim.core.base.arrays import Floats
from sim.core.estimate.writing import counted_text, number_text, percent_text
from sim.core.game.catalogue import GIANTS
from sim.core.game.policies import POLICIES
from sim.study.estimate.quantities import (
    Cell,
    Quantity,
    Table,
    amount,
    exact_share,
    list_parts,
    share,
)

OUTCOMES: Final = ("arsenal", "years after", "war")
"""The parts of a payoff that stand for the outcome of the dispute; a sentence names those that do
not matter.
"""


def brief(found: Quantity, decimals: int = 2) -> Quantity:
    """Return a quantity to be shown without its interval, which other tables have."""
    return Quantity(found.value, found.low, found.high, found.kind, found.n, decimals)


def verdicts_of(found: Bargain) -> list[str]:
    """Return whether the bargain and the trap are self-enforcing, or that the worlds cannot tell."""
    grace, asked = found.terms.values()
    terms = f"{grace:g} months of patience and {asked:g} enforced"
    return [
        f"{stands('the bargain', found.bargain)} at {terms}.",
        f"{stands('the trap', found.trap)}: {clause(giants_in(found.trap))}.",
    ]


def told_of_bargain(found: Bargain) -> list[str]:
    """Return whether the bargain is self-enforcing, the power that leaves it and its alternative,
    the gain of both over the trap, and the trust that Washington needs.
    """
    first, trap = verdicts_of(found)
    said = [first]
    if found.bargain.clear and not found.bargain.stands:
        leaver = found.bargain.leaver
        gone = found.bargain.leaving[leaver]
        said.append(
            f"{leaver.capitalize()} {does(leaver, gone.policy)} instead and gains {amount(gone.gain).text()} of a "
            f"limited war, {number_text(gone.months.value, 1)} months."
        )
    said.append(trap)
    for name, gain in found.gains.items():
        months = number_text(gain.value * found.units[name], 1)
        said.append(
            f"Over the trap the bargain gains {name.capitalize()} {amount(gain).text()} of a limited war, {months} "
            "months."
        )
    return [*said, f"Washington must be {share(found.trust).text()} sure that Beijing keeps it."]


def stands(pair: str, own: PairStanding) -> str:
    """Return whether a pair is self-enforcing, or that the worlds cannot tell, in words."""
    if not own.clear:
        worlds = counted_text(own.over_trap.n, "world")
        return f"{worlds} cannot tell whether {pair} is self-enforcing"
    return f"{pair.capitalize()} {'is' if own.stands else 'is not'} self-enforcing"


def giants_in(found: PairStanding) -> dict[str, str]:
    """Return the policies of Washington and Beijing in a pair."""
    return {name: found.policies[name] for name in GIANTS}


def told_of_belief(found: WhoseBelief) -> str:
    """Return whose belief about Kim decides between the courses, in a sentence."""
    if found.decides == "nobody":
        return "No belief about Kim changes the equilibrium of the courses."
    if found.decides == "both":
        return "Beliefs of both about Kim decide between the courses."
    other = next(name for name in GIANTS if name != found.decides)
    return (
        f"{found.decides.capitalize()}'s belief about Kim decides between the courses; "
        f"{other.capitalize()}'s changes nothing."
    )


def told_of_carriers(carriers: Sequence[Carrier]) -> list[str]:
    """Return the part of each power's payoffs on which the courses rest, those on which they do
    not, and the part that would first change the verdict on the bargain.
    """
    courses = [each for each in carriers if each.of == "courses"]
    falling = [each for each in courses if each.down]
    said = []
    for name in GIANTS:
        if own := [each for each in falling if each.capital == name]:
            most = max(own, key=lambda each: each.down.factor if each.down else 0.0)
            assert most.down is not None
            said.append(f"The equilibrium rests on {told_of_turn(most, most.down, 'below')}.")
    idle = sorted(
        {each.label for each in courses} & set(OUTCOMES) - {each.label for each in falling}
    )
    if said and idle:
        said.append(f"It does not rest on {list_parts(idle)}.")
    moving = [each for each in carriers if each.of == "bargain" and each.moves]
    if moving:
        nearest = min(moving, key=lambda each: each.reach)
        said.append(f"The bargain turns first on {told_of_turn(nearest, *nearest.nearest)}.")
    return said


def told_of_turn(own: Carrier, turn: Turn, way: str) -> str:
    """Return a part of a payoff with the factor that decides, and the answer beyond it."""
    return (
        f"{own.label} to {own.capital.capitalize()}: {way} × {turn.factor:g} {becomes(own, turn)}"
    )


def becomes(own: Carrier, turn: Turn) -> str:
    """Return the new answer at a turn, in words."""
    if own.of == "bargain":
        return f"{turn.becomes.capitalize()} leaves" if turn.becomes else "it holds"
    pairs = [each.split(", ") for each in turn.becomes.split("; ") if each]
    if not pairs:
        return "no pure equilibrium"
    return " or ".join(
        clause(dict(zip(GIANTS, each, strict=True)))
        if len(each) == len(GIANTS) and each[1] in POLICIES[GIANTS[1]]
        else ", ".join(each)
        for each in pairs
    )


def told_of_free(found: Mapping[str, FreePlay]) -> list[str]:
    """Return the gain of each power's best plan over its free play, a sentence each."""
    return [
        f"{name.capitalize()}'s best plan beats free play by {amount(own.gain).text()} months."
        for name, own in found.items()
    ]


def standings_table(found: Bargain, every: bool = False) -> Table:
    """Return how far pairs are self-enforcing: the bargain and the trap, or every pair of
    `found.pairs`.
    """
    two = (("bargain", found.bargain), ("trap", found.trap))
    shown = tuple(("", each) for each in found.pairs) if every else two
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.name if every else name,
            exact_share(each.holds.value),
            f"{each.leaver.capitalize()}: {each.leaving[each.leaver].policy}"
            if each.leaving[each.leaver].gain.value > 0.0
            else "nobody",
            amount(each.leaving[each.leaver].gain),
            *([amount(each.leaving[each.leaver].months), amount(each.over_trap)] if every else []),
        )
        for name, each in shown
    )
    heads = (
        "",
        "of resamples",
        "gains by leaving",
        "war costs",
        *(["months", "both gain over the trap"] * every),
    )
    rule = f"Self-enforcing, of resamples: nobody gains over {WITHIN:g} war costs by leaving"
    if every:
        return Table("pairs", f"{rule}; the surest pair first", heads, rows)
    return Table("bargain", rule, heads, rows, True)


def belief_table(found: WhoseBelief) -> Table:
    """Return the results by the belief about Kim that each power holds."""
    rows = tuple(
        (
            one,
            other,
            "; ".join(own.equilibria) or "none that is pure",
            number_text(own.loss, 2),
            *([own.leaver.capitalize() or "nobody"] if found.bargain is not None else []),
        )
        for (one, other), own in found.cells.items()
    )
    heads = ("Washington holds", "Beijing holds", "equilibrium of the courses", "both lose")
    caption = (
        "Whose belief decides (losses in limited wars). If both held one belief, both would gain "
        f"over {WITHIN:g} elsewhere in {found.agreed} of {found.beliefs} beliefs"
    )
    more = ("who leaves the bargain",) if found.bargain is not None else ()
    return Table("beliefs", caption, (*heads, *more), rows)


def carriers_table(carriers: Sequence[Carrier]) -> Table:
    """Return the factor from which on each part of the payoffs changes an answer."""
    rows: list[tuple[Cell, ...]] = []
    for own in carriers:
        for way, turn in (("down", own.down), ("up", own.up)):
            if turn is not None:
                halves = ", ".join("never" if each is None else f"{each:g}" for each in turn.halves)
                rows.append(
                    (
                        f"{own.capital.capitalize()}: {own.label}" + " (together)" * own.group,
                        own.of,
                        f"{way} to × {turn.factor:g}",
                        becomes(own, turn),
                        halves,
                    )
                )
    still = sum(not each.moves for each in carriers)
    caption = (
        f"From which factor on a part of the payoffs changes the answer; {still} of {len(carriers)} "
        "change nothing from × 0 to × 4"
    )
    heads = ("part", "of", "from", "then", "in even, odd worlds")
    return Table("carry", caption, heads, tuple(rows))


def free_table(found: Mapping[str, FreePlay]) -> Table:
    """Return the gain of each power's best plan over its free play."""
    rows = tuple((name.capitalize(), own.policy, amount(own.gain)) for name, own in found.items())
    heads = ("", "best plan, the other free", "months more than it gets when free")
    return Table("free", "How far free play is from the best plan", heads, rows)


def against_table(found: Mapping[str, Floats], types: Sequence[str]) -> Table:
    """Return how often both powers do worse free than held to each pair of courses."""
    rows = tuple(
        (pair, *(percent_text(float(each), 0) for each in shares)) for pair, shares in found.items()
    )
    heads = ("had they held to", *(f"{kim} Kim" for kim in types), "by the model's prior")
    return Table("against", "Both do worse, left free, than under each benchmark", heads, rows)


def verdict_of(each: Variation) -> str:
    """Return whether the bargain holds or the power that leaves it, empty if it cannot be
    struck.
    """
    if each.over_trap is None:
        return ""
    return f"{each.leaver.capitalize()} leaves" if each.leaver else "holds"


def variations_table(found: Sequence[Variation]) -> Table:
    """Return the answers of the game for each value of a parameter."""
    rows = tuple(
        (
            each.name,
            each.courses or "none that is pure",
            brief(amount(each.loss)) if each.loss else "none",
            percent_text(each.pressing.value) if each.pressing else "",
            verdict_of(each),
            brief(amount(each.over_trap)) if each.over_trap else "",
        )
        for each in found
    )
    heads = (
        "",
        "equilibrium of the courses",
        "loss",
        "pressing pays from",
        "the bargain",
        "over the trap",
    )
    return Table("varied", "What stands and what falls (limited wars)", heads, rows, True)
