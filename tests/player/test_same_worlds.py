"""The page, the command line and Python give the same worlds: the same moves, ends, aims and values, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from sim.study.run.worlds import run
from tests.browser.chromium import together

from .playing import SERIES, differing, played, player_page, points

pytestmark = together


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with player_page() as opened:
        yield opened


def test_the_worlds_of_a_page_are_those_of_python(page: Page) -> None:
    for number, point in enumerate(points(14)):
        found = played(page, point, seed=7 + number, worlds=60)
        assert differing(run(point.whole, 60, 7 + number, record=SERIES), found) == [], point


@pytest.mark.long
def test_a_hundred_thousand_worlds_of_thirty_scenarios_are_those_of_python(page: Page) -> None:
    worlds = 3_334
    for number, point in enumerate(points(30)):
        found = played(page, point, seed=2**62 + number, worlds=worlds)
        assert differing(run(point.whole, worlds, 2**62 + number, record=SERIES), found) == [], point
