"""The tables of a multiverse for the terminal."""

from __future__ import annotations

from sim.analysis.history.war_number import caveat
from sim.analysis.multiverse import Choices, Multiverse, Specification
from sim.analysis.multiverse.choices import DIMENSIONS, READINGS, WORDS
from sim.analysis.multiverse.findings import Spread
from sim.analysis.multiverse.influence import METHOD, Ablation, level
from sim.cli.reading import several
from sim.study.estimate.interval import count_text, number_text, value_text
from sim.study.estimate.paired import PairedDifference
from sim.study.run.summary import CAVEAT


def multiverse_table(found: Multiverse) -> str:
    """Return the spread beside the sampling error, what each choice changes, and the ablation."""
    s = found.scenario
    head = [
        f"{s.title} ({s.name}): P(lose-lose) under every choice",
        *size_lines(found.choices),
        f"{several(found.cells, 'scenario')} of {several(found.worlds, 'world')} each, {several(s.months, 'month')} "
        f"from {s.start}, seed {found.seed}, all in the same luck",
    ]
    parts = [*head, "", *spread_lines(found), "", *influence_lines(found), "", *otherwise_lines(found)]
    if found.ablation:
        parts += ["", *ablation_lines(found)]
    return "\n".join([*parts, "", caveat(CAVEAT, found.ablation[0].differences if found.ablation else ())])


def size_lines(choices: Choices) -> list[str]:
    """Return how many specifications there are, and which structures are left out."""
    readings = {name: [each.threshold for each in choices.readings if each.reading == name] for name in READINGS}
    lines = [
        f"{several(choices.count, 'specification')}: {several(len(choices.structures), 'structure')} (Kim, courses, "
        f"learning, look-ahead, accidents) in {several(len(choices.readings), 'reading')} of lose-lose",
        "  readings: " + "; ".join(f"by {name} ({', '.join(own)})" for name, own in readings.items() if own),
    ]
    if choices.left_out:
        reasons = "; ".join(f"{count} since {reason}" for reason, count in choices.left_out.items())
        lines.append(f"  structures left out: {reasons}")
    return lines


def spread_lines(found: Multiverse) -> list[str]:
    """Return the spread over choices and, apart from it, the sampling error."""
    median, largest = found.half_widths
    own = found.default
    return [
        "Spread over choices (no interval: they are chosen, not drawn)",
        f"  all specifications              {spread_text(found.spread())}",
        f"  structures, default reading     {spread_text(found.spread('reading'))}",
        f"  readings, default structure     {spread_text(found.spread('structure'))}",
        f"Sampling error of one specification: ± {number_text(median, 3)} in the median, ± {number_text(largest, 3)} "
        f"at most (n = {count_text(found.worlds)}, Wilson 95 %)",
        f"Default: {own.structure.label}; {own.reading.label}: {share_of(own)}",
        "  More worlds shrink the sampling error. The spread holds some of it too: read it where it is much wider.",
    ]


def spread_text(spread: Spread) -> str:
    """Write a spread: "range .15 to .99, middle half .24 to .76, median .66 (161)"."""
    low, first, middle, third, high = (
        number_text(each, 2)
        for each in (spread.lowest, spread.lower_quarter, spread.median, spread.upper_quarter, spread.highest)
    )
    return f"range {low} to {high}, middle half {first} to {third}, median {middle} ({count_text(spread.count)})"


def influence_lines(found: Multiverse) -> list[str]:
    """Return which choice moves the answer most."""
    lines = [
        "Which choice moves P(lose-lose) most: mean absolute paired change, all else the same",
        f"  n = {count_text(found.worlds)} worlds, 95 % {METHOD}, sampling error taken out. The order depends on which "
        "choices are tried.",
    ]
    for each in found.influences:
        change = value_text(each.change.value, each.change.low, each.change.high, 3)
        lines.append(f"  {WORDS[each.dimension]:<28} {change:<20} {several(each.pairs, 'pair')} of specifications")
    return lines


def otherwise_lines(found: Multiverse) -> list[str]:
    """Return the specifications in which one choice alone is not the default."""
    lines = [
        "One choice otherwise, the rest as in the default",
        f"  {'':<34} {'P(lose-lose)':<20} minus the default, Tango 95 %",
        f"  {'default':<34} {share_of(found.default)}",
    ]
    for dimension in DIMENSIONS:
        for each in found.one_otherwise(dimension):
            name = f"{WORDS[dimension]} {level((each.structure, each.reading), dimension)}"
            lines.append(f"  {name:<34} {share_of(each):<20} {difference(each.change)}")
    return lines


def share_of(each: Specification) -> str:
    """Return the share of a specification with its interval."""
    return value_text(each.share.value, each.share.low, each.share.high, 3)


def difference(change: PairedDifference) -> str:
    """Return a difference with its interval, and a mark where it is undecided."""
    return value_text(change.value, change.low, change.high, 3) + ("" if change.distinguishable else "  undecided")


def ablation_lines(found: Multiverse) -> list[str]:
    """Return what each channel does, for P(lose-lose) and P(war), and which are off already."""
    rows: tuple[Ablation, ...] = found.ablation
    lines = [
        f"Channels switched off: change in (n = {count_text(rows[0].differences['war'].n)} pairs, Tango 95 %)",
        f"  {'':<24} {'P(lose-lose)':<33} {'P(war)':<33} worlds moved",
    ]
    for each in rows:
        cells = [difference(each.differences[name]) for name in ("lose_lose", "war")]
        lines.append(f"  {each.channel:<24} {cells[0]:<33} {cells[1]:<33} {count_text(each.moved)}")
    lines.append(f"  Off already: {', '.join(found.off_already) or 'none'}.")
    by_luck = max(1, round(0.1 * len(rows)))
    lines.append(f"  {2 * len(rows)} intervals of 95 %: about {by_luck} would leave 0 out by luck alone.")
    return lines
