"""The report of a run: three sentences, the numbers, the figures."""

from __future__ import annotations

import math
from typing import Final

from sim.analysis.history.war_number import war_note
from sim.game.catalogue import CAPITALS
from sim.show import pictures
from sim.show.report.page import HEADS, Section, figure, listed, paragraph, row, spoken, table
from sim.show.saving import rendered
from sim.study.estimate.interval import Estimate, count_text, number_text, value_text
from sim.study.estimate.words import words
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import Run

STEPS: Final = (0.0, 0.5, 1.0, 1.5, 2.0)


def lead(run: Run) -> str:
    """Return the three sentences that come first."""
    both, war = run.probability("lose_lose"), run.probability("war")
    ends = {name: run.probability(name) for name in FINAL_STATES}
    common = max(ends, key=lambda name: ends[name].value)
    around = run.lose_lose_range
    low, high = (f"{100.0 * edge:.0f}" for edge in (around.low, around.high))
    sentences = (
        f"In {spoken(both)} of “{run.scenario.title}”, Washington and Beijing both lose by their aims: "
        f"{words(both.low, both.high)}.",
        f"Most often a world ends as {common}, in {spoken(ends[common])}; war comes in {spoken(war)}.",
        "All this is conditional on the model's assumptions and no forecast: under other thresholds of the aims both "
        f"lose in {low} to {high} % of the same worlds (5 to 95 % of {len(around.shares)} joint draws).",
    )
    note = paragraph("In brackets: 95 % intervals, sampling error only.", "small")
    told = paragraph(run.mostly(), "small")
    return '<div class="lead">' + "\n".join(paragraph(text) for text in sentences) + told + note + "</div>"


def sections(run: Run) -> list[Section]:
    """Return the numbers and the figures of a run."""
    return [Section("numbers", "Numbers", numbers(run)), Section("figures", "Figures", figures(run)), war_section()]


def numbers(run: Run) -> str:
    """Return the tables of a run, each number with its interval, n and words."""
    ends = [row(name, run.probability(name)) for name in FINAL_STATES]
    flags = [row(run.ledger.label(name), run.probability(name)) for name in run.ledger.shown]
    quadrants = [row(name, share) for name, share in run.quadrants().items()]
    turns_on = [(run.ledger.label(name), number_text(share, 2)) for name, share in run.hanging_on().items()]
    values = [value_row(capital, run.mean(f"value_{capital}")) for capital in CAPITALS]
    together = [correlation(run, False), correlation(run, True)]
    return "\n".join((
        table("How worlds end: each world in one way", HEADS, ends),
        table("What happens on the way: these overlap", HEADS, flags),
        table("Who loses, by their aims", HEADS, quadrants),
        table("On which aims lose-lose hangs", ("", "share of it that would be none had the aim been kept"), turns_on),
        table("Value of a world, discounted, in months of payoff", ("", "mean [95 % interval]", "n"), values),
        table("Rank correlation of the values to Washington and Beijing", ("", "value [95 % interval]", "n"), together),
    ))  # fmt: skip


def value_row(capital: str, estimate: Estimate) -> tuple[str, str, str]:
    """Return the row of a mean."""
    number = value_text(estimate.value, estimate.low, estimate.high, 2)
    return capital.capitalize(), number, count_text(estimate.n)


def correlation(run: Run, without_war: bool) -> tuple[str, str, str]:
    """Return the row of a correlation."""
    found = run.payoff_correlation(without_war)
    value = "not defined" if math.isnan(found.value) else value_text(found.value, found.low, found.high, 2)
    return "worlds without war" if without_war else "all worlds", value, count_text(found.n)


def figures(run: Run) -> str:
    """Return the figures of a run, each with a description in words."""
    ends = ", ".join(f"{name} {run.probability(name).value:.3f}" for name in FINAL_STATES)
    curve = zip(run.kappa_curve(STEPS), STEPS, strict=True)
    falls = ", ".join(f"{each.value:.3f} at κ = {kappa:g}" for each, kappa in curve)
    aims = f"{run.probability('lose_lose').value:.3f}"
    worlds = count_text(run.worlds)
    shown_figures = (
        (pictures.outcomes(run), "How worlds end, and what happens on the way.",
         f"Bars of the share of {worlds} worlds with each end: {ends}. The table above has all numbers."),
        (pictures.kappa(run), f"{run.ledger.label('lose_lose').capitalize()} by value, at each threshold, and by aims.",
         f"A falling curve of the share by value: {falls}. Across it a line at {aims}, by aims, with its range."),
        (pictures.ladder(run), "Tension on the ladder of rungs, month by month.",
         "Bands of the tension of the worlds still at peace, by month, and the share of worlds at war."),
        (pictures.phase(run), "Where tension and the bite of sanctions drift.",
         "A plane of tension and the bite of sanctions with arrows for the mean drift, and the mean path."),
        (pictures.time_to_war(run), "When war comes.",
         f"Dots for the month of war in the worlds with one, {run.probability('war').value:.3f} of all."),
        (pictures.timeline(run), "One world of many: world 0, month by month.",
         "The tension of one world by month, and below it a lane with the course, words and deeds of each capital."),
    )  # fmt: skip
    return "\n".join(figure(rendered(made, "png"), caption, text) for made, caption, text in shown_figures)


def war_section() -> Section:
    """Return what the record can say about the chance of war."""
    note = war_note()
    bounds = [
        (each.what, f"{each.wars} of {count_text(each.cases)}", f"{each.upper:.3f}", f"{each.jeffreys_high:.3f}")
        for each in note.bounds
    ]
    said = [
        f"{each.who}, {each.event}: {each.low:.2f}" + (f" to {each.high:.2f}" if each.high > each.low else "")
        for each in note.sayings
    ]
    content = "\n".join((
        paragraph(note.line, "note"),
        table("What the record leaves open",
              ("", "wars", "upper 95 % bound, one-sided", "97.5 % quantile under Jeffreys' prior"), bounds),
        paragraph("What people said in 2017. No war followed. These are perceived risk, never a target:"),
        listed(said),
    ))  # fmt: skip
    return Section("war", "The chance of war", content)
