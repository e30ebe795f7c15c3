"""The table of a calibration for the terminal."""

from __future__ import annotations

from sim.analysis.history.lesson import Lesson, Number
from sim.analysis.history.predictive import Check
from sim.analysis.history.war_number import caveat
from sim.cli.names import several
from sim.study.estimate import count_text, number_text, value_text
from sim.study.summary import CAVEAT

WHERE = "Where the record lies in the histories of the posterior (95 %; p: two-sided)"


def calibrate_table(learned: Lesson) -> str:
    """Return the numbers before and after the fit, and the checks."""
    found = learned.calibration
    peace = found.simulated.peaceful
    head = [
        f"Calibration on {found.record}, {found.first} to {found.last}",
        f"{count_text(found.simulations)} histories of {several(found.scenario.months, 'month')}, seed {found.seed}; "
        f"{count_text(int(peace.sum()))} of them stayed at peace",
        f"the nearest {count_text(len(found.sample.weights))} accepted and adjusted, worth "
        f"{found.sample.effective:.0f} equal draws; {count_text(len(learned.draws))} handed on ({learned.draws.hash})",
        "Prior: the whole range of the ledger, never the default. Posterior: median and 90 % interval.",
        "Overlap: of prior and posterior; below .85 the record informed the number.",
    ]
    left = max(len(n.prior.name) for n in learned.numbers)
    titles = f"  {'':<{left}}  {'prior':<22}{'posterior':<28}{'overlap':<9}{'':<10}default"
    lines = [number_line(number, left) for number in sorted(learned.numbers, key=lambda n: n.learnt.overlap)]
    checks = [check_line(check, 43) for check in learned.checks.checks]
    outside = [check for check in learned.checks.checks if check.fitted and not check.inside]
    peaceful = learned.checks.peaceful
    return "\n".join([
        *head, "", titles, *lines, "", WHERE, *checks, "",
        *coverage_lines(learned),
        f"Fitted statistics outside: {len(outside)} of {sum(c.fitted for c in learned.checks.checks)}.",
        f"Chance that a history under the posterior stays at peace: {peaceful}",
        "The defaults are shown for comparison. They were tuned on patterns that include 2015–2019; nothing here was.",
        caveat(CAVEAT, ("war",)),
    ])  # fmt: skip


def coverage_lines(learned: Lesson) -> list[str]:
    """Return what came of fitting simulated histories near the record as if they had been observed."""
    found = learned.coverage
    if found is None:
        return []
    return [
        f"Check of the fit on {found.held.n} of its own histories near the record: 90 % intervals hold the truth in "
        f"{value_text(found.held.value, found.held.low, found.held.high, 2)};",
        f"ranks of the truth: smallest p of {len(found.ranks)} chi-square tests {number_text(found.smallest_p, 4)}, "
        f"above {number_text(found.bound, 4)} if all are uniform.",
    ]


def number_line(number: Number, left: int) -> str:
    """Return one number with its prior, posterior and overlap."""
    prior = number.prior
    before = f"{short(prior.low)} to {short(prior.high)}" + (" (log)" if prior.scale == "log-uniform" else "")
    after = f"{short(number.median)} [{short(number.low)}, {short(number.high)}]"
    verdict = "informed" if number.learnt.informed else ""
    overlap = number_text(number.learnt.overlap, 2)
    return f"  {prior.name:<{left}}  {before:<22}{after:<28}{overlap:<9}{verdict:<10}{short(number.default)}".rstrip()


def check_line(check: Check, left: int) -> str:
    """Return one statistic: the observed value, the predictive interval, and what to make of it."""
    shown = value_text(check.middle, check.low, check.high, 2)
    verdict = "" if check.inside else "OUTSIDE"
    kind = "" if check.fitted else "not fitted"
    p = number_text(check.p, 2)
    return f"  {check.label:<{left}}{number_text(check.observed, 2):<7}{shown:<22}p {p:<6}{kind:<12}{verdict}".rstrip()


def short(value: float) -> str:
    """Return a number in three digits."""
    return f"{value:.3g}".replace("0.", ".", 1) if abs(value) < 1 and value else f"{value:.3g}"
