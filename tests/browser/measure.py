"""Processor time of each beat under Chromium's throttling: `python -m tests.browser.measure
class.html [4]`.

Prints the longest tasks of the page and of its worker, by beat, in milliseconds by the clock of
their threads: a busy machine hardly moves it. Throttling holds the page back and no worker:
multiply the worker's by the rate.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.browser.test_course import BEATS, LAST, settled

from tests.browser.chromium import opened_browser

THREADS = {"CrRendererMain": "page", "DedicatedWorker thread": "worker"}


def measure(file: Path, beat: str, rate: float) -> dict[str, list[float]]:
    """Play a beat to its end; return the five longest tasks of each thread, the longest first."""
    with opened_browser(offline=True) as browser:
        page = browser.new_page()
        browser.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        page.goto(f"{file.resolve().as_uri()}#{beat}&kim=0")
        settled(page)
        assert browser.browser is not None
        browser.browser.start_tracing(
            page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"]
        )
        while not page.locator(LAST).count():
            page.locator("#do button").first.click()
            settled(page)
        events = json.loads(browser.browser.stop_tracing())["traceEvents"]
    named = {
        (each["pid"], each["tid"]): each["args"]["name"]
        for each in events
        if each["name"] == "thread_name"
    }
    found: dict[str, list[float]] = {name: [] for name in THREADS.values()}
    for each in events:
        thread = THREADS.get(named.get((each["pid"], each["tid"]), ""))
        if thread and each["name"] == "RunTask" and "tdur" in each:
            found[thread].append(each["tdur"] / 1000)
    return {thread: sorted(tasks, reverse=True)[:5] for thread, tasks in found.items()}


if __name__ == "__main__":
    for name in BEATS:
        for thread, tasks in measure(
            Path(sys.argv[1]), name, float((sys.argv[2:] or ["4"])[0])
        ).items():
            print(name, thread, *(f"{each:.1f}" for each in tasks), flush=True)
