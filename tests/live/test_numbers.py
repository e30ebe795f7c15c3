"""What the page says is what Python says: shares, intervals, differences, quantiles, and how they
are written.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import sim
from sim.core.estimate.interval import wilson
from sim.core.estimate.writing import number_text, share_decimals
from sim.core.game.levers import LEVERS
from sim.core.outcomes.outcomes import FINAL_STATES, label_of
from sim.core.scenario import load_scenario
from sim.pages.live import EVENTS, OUTCOMES, STORIES, sliders
from sim.pages.model import inline_module, player
from sim.study.estimate.distribution import SHARES, month_quantiles
from sim.study.estimate.paired import tango
from sim.study.estimate.quantities import Quantity, points, share
from sim.study.estimate.shares import quantile_estimate
from sim.study.run.readings import ONE_BETTER, one_better, war_losses
from sim.study.run.worlds import Run, paired_difference
from tests.browser.offline import browser, page
from tests.cli.command import SIM
from tests.live.live_page import A_AND_B, at, file, numbers, rows

__all__ = ["browser", "file", "page"]
WORLDS, SEED = 100, 7
DOCS = Path(__file__).parents[2] / "docs"
GIANTS = ("washington", "beijing")
CHANGES: dict[str, Any] = {"washington.policy": "maximum_pressure", "beijing.enforcement": 0.1}


@pytest.fixture(scope="module")
def runs() -> tuple[Run, Run]:
    spring = load_scenario("2017-spring")
    return sim.run(spring, WORLDS, SEED, record=["tension"]), sim.run(
        spring.change(CHANGES), WORLDS, SEED
    )


@pytest.fixture
def shared(page: Page) -> Page:
    """A page that holds the numbers of the pages and nothing more."""
    page.goto("about:blank")
    page.add_script_tag(content=inline_module(player("numbers")))
    return page


def as_text(quantity: Quantity) -> str:
    """Return a quantity as the page writes it."""
    return quantity.text() if " (" in quantity.text() else with_limits(quantity)


def with_limits(quantity: Quantity) -> str:
    """Return a quantity whose limits say the same, with its limits: a page always shows them."""
    value, _, unit = quantity.text().partition(" ")
    return f"{value} {unit} ({value} to {value})"


def test_shares_of_endings_and_outcomes_are_those_of_a_run(
    page: Page, file: Path, runs: tuple[Run, Run]
) -> None:
    at(page, file, "compare=1&" + A_AND_B)
    ends = rows(page, "ends")
    assert list(ends) == list(FINAL_STATES)
    for name in FINAL_STATES:
        assert ends[name] == [as_text(share(run.probability(name))) for run in runs]
    at(page, file)
    others = rows(page, "other-rows")
    # Twelve rows of events: how worlds end, and what else happens.
    assert len(others) == EVENTS - 1
    assert len(others) + len(FINAL_STATES) == 12
    for name in OUTCOMES[1:EVENTS]:
        assert others[label_of(name)] == [as_text(share(runs[0].probability(name)))]


def test_the_headline_is_the_share_against_the_benchmark_by_who_kim_is(
    page: Page, file: Path, runs: tuple[Run, Run]
) -> None:
    at(page, file)
    asked = rows(page, "asked")
    assert asked.pop("Lose-lose") == [as_text(share(runs[0].probability("lose_lose")))]
    of_kim = runs[0].probability("lose_lose", by="kim_type")
    assert asked == {f"if Kim is {kim}": [as_text(share(each))] for kim, each in of_kim.items()}


def test_quadrants_are_those_of_python_under_both_settings(
    page: Page, file: Path, runs: tuple[Run, Run]
) -> None:
    at(page, file, A_AND_B)
    found = rows(page, "quadrant-rows")
    for name, label in (
        ("lose_lose", "Lose-lose: both worse"),
        ("win_win", "Win-win: both better"),
    ):
        told = [text[2:] for text in found[label]]
        assert told == [as_text(share(run.probability(name))) for run in runs]
    for giant, words in ONE_BETTER.items():
        each = [one_better(run.sound, war_losses(run.scenario))[words] for run in runs]
        wanted = [as_text(share(wilson(int(held.sum()), WORLDS))) for held in each]
        told = [text[2:] for text in found[f"Only {giant.capitalize()} better"]]
        assert told == wanted


def test_differences_are_paired_as_in_python(page: Page, file: Path, runs: tuple[Run, Run]) -> None:
    at(page, file, A_AND_B)
    found = rows(page, "difference-rows")
    for name in OUTCOMES:
        assert found[label_of(name)] == [as_text(points(paired_difference(runs[1], runs[0], name)))]
    said = page.locator("#sure").inner_text()
    difference = paired_difference(runs[1], runs[0], "lose_lose")
    assert (difference.flips_to, difference.flips_from) == tuple(
        numbers(said.partition("them apart.")[2] or said)[-2:]
    )
    # With a stroke the line of 0 is as wide as a small difference, and hides it.
    zero = page.locator("#difference-rows .zero").first
    assert zero.evaluate("line => getComputedStyle(line).stroke") == "none"


def test_worths_have_the_medians_and_the_wins_of_python(
    page: Page, file: Path, runs: tuple[Run, Run]
) -> None:
    at(page, file, A_AND_B)
    said = page.locator("#curves figure").first.locator("p").all_inner_texts()
    for text, run in zip(said, runs, strict=True):
        worth = run.distribution("value_washington")
        median, ends = worth.quantile(0.5), (worth.quantile(0.05).value, worth.quantile(0.95).value)
        shown = (median.value, median.low, median.high, median.n, *ends)
        assert np.allclose(numbers(text), shown, rtol=0, atol=0.5)
    gains = [
        runs[1].outcomes[f"value_{giant}"] - runs[0].outcomes[f"value_{giant}"] for giant in GIANTS
    ]
    both = [
        share(wilson(int(np.count_nonzero(held)), WORLDS))
        for held in (np.min(gains, 0) > 0, np.max(gains, 0) < 0)
    ]
    found = rows(page, "win-rows")
    assert [found["Both better off"], found["Both worse off"]] == [[as_text(each)] for each in both]


def test_the_headline_counts_worlds_and_the_range_is_that_of_the_thresholds(
    page: Page, file: Path, runs: tuple[Run, Run]
) -> None:
    at(page, file)
    lost = runs[0].probability("lose_lose")
    assert numbers(page.locator("#headline").inner_text()) == [round(lost.value * WORLDS), WORLDS]
    assert share(lost).text() in page.locator("#sure").inner_text()
    expect(page.locator("#range")).to_be_hidden()
    at(page, file, "outcome=goals_failed_both")
    found = runs[0].goals_failed_both_range
    ends = [float(number_text(100 * each, 0, False)) for each in (found.low, found.high)]
    assert numbers(page.locator("#range").inner_text())[1:3] == ends


def test_the_ribbon_is_made_of_the_quantiles_of_the_run(
    page: Page, file: Path, runs: tuple[Run, Run], shared: Page
) -> None:
    table = month_quantiles(runs[0].state["tension"])
    rows_of = [row[~np.isnan(row)].tolist() for row in runs[0].state["tension"]]
    found = shared.evaluate(
        "([rows, shares]) => rows.map(row => shares.map(share => quantile([...row].sort((a, b) => a - b), share)))",
        [rows_of, SHARES],
    )
    assert np.allclose(np.array(found).T, table, rtol=0, atol=1e-12)
    at(page, file)
    label = page.locator("#ribbons svg").get_attribute("aria-label") or ""
    assert numbers(label) == [round(table[2, 0], 1), round(table[2, -1], 1)]


def test_intervals_are_those_of_python_to_the_last_digits(shared: Page) -> None:
    counts = [
        (k, n)
        for n in (1, 7, 50, 500, 10_000)
        for k in sorted({0, 1, n // 3, n - 1, n})
        if 0 <= k <= n
    ]
    found = shared.evaluate(
        "counts => counts.map(([k, n]) => { const e = wilson(k, n); return [e.low, e.high]; })",
        counts,
    )
    assert np.allclose(
        found, [(wilson(k, n).low, wilson(k, n).high) for k, n in counts], rtol=0, atol=1e-15
    )
    pairs = [
        (to, back, n)
        for n in (1, 40, 500)
        for to in (0, 1, n // 4)
        for back in (0, n // 3)
        if to + back <= n
    ]
    limits = shared.evaluate(
        "pairs => pairs.map(pair => { const e = paired(...pair); return [e.low, e.high]; })", pairs
    )
    assert np.allclose(limits, [tango(*pair) for pair in pairs], rtol=0, atol=1e-14)


def test_quantiles_have_the_order_statistics_of_python(shared: Page) -> None:
    cases = [(np.arange(float(n)), at) for n in (5, 40, 500, 2000) for at in SHARES]
    found = shared.evaluate(
        "cases => cases.map(each => Object.values(ranked(...each)).map(String))",
        [(v.tolist(), at) for v, at in cases],
    )
    wanted = [quantile_estimate(*each) for each in cases]
    assert [[float(each) for each in row] for row in found] == [
        [e.value, e.low, e.high, e.n] for e in wanted
    ]


def test_numbers_are_written_as_in_python(shared: Page) -> None:
    random = np.random.default_rng(5)
    values = [
        0.0,
        -0.0,
        0.5,
        1.5,
        2.5,
        -0.5,
        0.125,
        0.375,
        -2.25,
        0.04,
        99.95,
        *random.normal(0, 30, 300).tolist(),
    ]
    cases = [
        (value, digits, signed)
        for value in values
        for digits in (0, 1, 2)
        for signed in (False, True)
    ]
    found = shared.evaluate("cases => cases.map(each => fixed(...each))", cases)
    wanted = [number_text(value, digits, signed) for value, digits, signed in cases]
    assert [each for each in zip(cases, found, wanted, strict=True) if each[1] != each[2]] == []


def test_shares_have_as_many_decimals_as_in_python(shared: Page) -> None:
    widths = [
        0.0,
        *(
            wide * 10.0**-k
            for k in range(8)
            for wide in (1.0, 1.9, 2.0, 2.1, 5.0)
            if wide * 10.0**-k <= 1
        ),
    ]
    found = shared.evaluate(
        "widths => widths.map((wide) => digitsOf({ low: 0, high: wide }))", widths
    )
    assert found == [share_decimals(0.0, wide) for wide in widths]


@pytest.mark.long
def test_the_command_and_the_python_of_the_page_give_its_numbers(
    page: Page, file: Path, tmp_path: Path
) -> None:
    at(page, file, A_AND_B)
    shown = [numbers(text)[0] for text in rows(page, "ends")["cold standoff"]]
    texts = page.locator("#commands pre").all_inner_texts()
    for command, share_shown in zip(texts[:2], shown, strict=True):
        words = [
            SIM,
            *command.split()[1:],
            "--json",
            "-o",
            str(tmp_path / str(share_shown)),
            "--no-figures",
        ]
        ran = subprocess.run(words, capture_output=True, text=True, check=True)
        assert str(round(share_shown)) in re.findall(
            r"\d+", json.dumps(json.loads(ran.stdout), ensure_ascii=False)
        )
    ran = subprocess.run(
        [sys.executable, "-c", texts[2]], capture_output=True, text=True, check=True
    )
    assert len(ran.stdout.splitlines()) == 3
    assert ran.stdout.splitlines()[2].startswith("A − B = ")


def test_the_three_stories_hold_every_number_that_nobody_knows_once() -> None:
    named = [name for names in STORIES.values() for name in names]
    assert sorted(named) == sorted(name for name in sliders() if name not in LEVERS)
