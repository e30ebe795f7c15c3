"""The tables of a hindcast for the terminal."""

from __future__ import annotations

from textwrap import wrap
from typing import Final

import numpy as np

from sim.analysis.history.hindcast import MODEL
from sim.analysis.history.observe import LABELS
from sim.analysis.history.scoreboard import KNOWN_TEXT, UNFITTED_TEXT, Row, Scoreboard
from sim.analysis.history.scores import METHOD, SCORES, SMOOTHING
from sim.study.estimate.interval import Estimate, count_text, number_text, p_text, value_text
from sim.analysis.finding import CAVEAT

LEFT: Final = 26
WIDTH: Final = 20
WIDE: Final = 23
WIDEST: Final = 120


def hindcast_table(found: Scoreboard) -> str:
    """Return the scores of each target and horizon, the tests of calibration, and where the model is worse."""
    f = found.forecasts
    head = [
        f"Hindcast on {f.record}, {f.first} to {f.last}: {count_text(f.worlds)} worlds an origin, seed {f.seed}",
        f"Intervals: 95 %, {METHOD}; {count_text(found.resamples)} resamples. Every forecast has {SMOOTHING:.0%} of an "
        "even one mixed in.",
        *(f"{name}: {meaning}; low is good." for name, meaning in SCORES.items()),
        UNFITTED_TEXT.format(first=f.learnt[0], last=f.learnt[1]), KNOWN_TEXT,
        "'Expanding' base rates learn from all months before the origin.",
    ]  # fmt: skip
    parts = [line for text in head for line in wrap(text, WIDEST)]
    for target, horizon in found.pit:
        parts += ["", *block(found, target, horizon)]
    parts += ["", *calibration_lines(found), "", *worse_lines(found), "", CAVEAT]
    return "\n".join(parts)


def block(found: Scoreboard, target: str, horizon: int) -> list[str]:
    """Return the scores of all forecasters for one target and horizon."""
    f = found.forecasts
    seen = f.seen[target, horizon]
    expected = float((f.given[MODEL][target, horizon] @ np.arange(horizon + 1)).mean())
    title = (
        f"{LABELS[target]}: in how many of the next {horizon} months. n = {len(seen)} origins; "
        f"on average {number_text(float(seen.mean()), 2)} seen, {number_text(expected, 2)} forecast by the model"
    )
    heads = [f"{name:<{WIDTH}}" for name in SCORES] + [f"{'log score: model less it':<{WIDE}}"]
    lines = [title, f"  {'':<{LEFT}}" + "".join(heads)]
    for forecaster in f.given:
        own = [found.row(target, horizon, forecaster, name) for name in SCORES]
        cells = [f"{shown(row.mean):<{WIDTH - 1}} " for row in own]
        against = "" if forecaster == MODEL else f"{shown(own[0].difference)}{mark(own[0])}"
        lines.append(f"  {forecaster:<{LEFT}}{''.join(cells)}{against}".rstrip())
    return [line.rstrip() for line in lines]


def shown(estimate: Estimate) -> str:
    """Return an estimate with its interval."""
    return value_text(estimate.value, estimate.low, estimate.high, 2)


def mark(row: Row) -> str:
    """Return which of the two is clearly better, if either is."""
    if not row.clearly:
        return ""
    return "  model worse" if row.model_worse else "  model better"


def calibration_lines(found: Scoreboard) -> list[str]:
    """Return the tests of the randomised PIT."""
    lines = ["Randomised PIT, uniform if forecasts are calibrated (KS distance; p over origins that share no month)"]
    for (target, horizon), test in found.tests.items():
        if test is None:
            lines.append(f"  {LABELS[target]}, {horizon} months: too few origins that share no month")
            continue
        verdict = "uniform" if test.uniform else "NOT uniform"
        lines.append(
            f"  {LABELS[target] + ',':<22} {horizon:>2} months: {number_text(test.distance, 2)} (bound "
            f"{number_text(test.bound, 2)}), {p_text(test.p)}, n = {test.n}: {verdict}"
        )
    return lines


def worse_lines(found: Scoreboard) -> list[str]:
    """Return where the model is worse than a base rate, the clear cases first."""
    worse = sorted(found.worse, key=lambda row: (not row.clearly, list(SCORES).index(row.score)))
    clear = sum(row.clearly for row in worse)
    lines = [
        f"Where the model is worse than a base rate: {len(worse)} of {found.compared} scores, {clear} of them clearly "
        "(interval above 0; not corrected for how many are looked at)",
        f"  {'what':<22}{'months':<8}{'base rate':<{LEFT}}{'score':<13}model less it",
    ]
    return lines + [worse_line(row) for row in worse]


def worse_line(row: Row) -> str:
    """Return one line of that list."""
    what = f"  {LABELS[row.target]:<22}{row.horizon:<8}{row.forecaster:<{LEFT}}{row.score:<13}"
    return f"{what}{shown(row.difference)}{'  clearly' if row.clearly else ''}"
