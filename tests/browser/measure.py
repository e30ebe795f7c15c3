"""Processor time of the story under Chromium's throttling: `python -m tests.browser.measure
class.html [4]`.

Prints the longest tasks of each scene, in milliseconds by the clock of their thread: a busy machine
hardly moves it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sim.classroom.class_page.lesson import SCENES
from tests.browser.chromium import opened_browser
from tests.browser.story import at, plain_plan, played


def measure(file: Path, scene: str, rate: float) -> list[float]:
    """Play from a scene to the last card; return the five longest tasks, the longest first."""
    with opened_browser(offline=True, reduced_motion="reduce") as browser:
        page = browser.new_page()
        browser.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        assert browser.browser is not None
        browser.browser.start_tracing(
            page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"]
        )
        at(page, file.resolve(), f"#{scene}&luck=3")
        for _ in played(page, plain_plan):
            pass
        events = json.loads(browser.browser.stop_tracing())["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        event["tdur"] / 1000
        for event in events
        if (event["pid"], event["tid"]) in pages and event["name"] == "RunTask" and "tdur" in event
    ]
    return sorted(tasks, reverse=True)[:5]


if __name__ == "__main__":
    for name in SCENES:
        tasks = measure(Path(sys.argv[1]), name, float((sys.argv[2:] or ["4"])[0]))
        print(name, *(f"{task:.1f}" for task in tasks), flush=True)
