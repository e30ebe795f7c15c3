"""Measure the class page in Chromium: its size, its first paint, and how long a movement of a slider takes.

Time is that of the thread of the page, so that other work on the machine does not count; a device four times slower
takes four times as long. Prints each number beside what is wanted.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.classroom.class_page import COURSE, export
from tests.browser.chromium import opened_browser

SLOWER: Final = 4
MOVEMENTS: Final = 12
PAINT: Final = 1000.0
ANSWER: Final = 200.0
SIZE: Final = 2_000_000
MOVE: Final = """async ([first, step, count]) => {
  const slider = document.getElementById("sandbox-washington.pressure");
  for (let at = 0; at < count; at += 1) {
    slider.value = (first + step * at).toFixed(2);
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)));
  }
}"""


def main() -> None:
    """Write the course, open it, and print what was measured."""
    with tempfile.TemporaryDirectory() as folder, opened_browser(viewport={"width": 1280, "height": 800}) as browser:
        file = export(COURSE, Path(folder) / "class.html")
        tell("bytes of the page", file.stat().st_size, SIZE)
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        opened(page, file.as_uri())
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        tell(f"first paint at {SLOWER} x throttling, ms", paint, PAINT)
        beside = movement(browser, file, workers=2)
        alone = movement(browser, file, workers=0)
        tell("a movement of a slider, 500 worlds, without workers, ms of the thread", alone, ANSWER)
        tell(f"the same, {SLOWER} x slower", SLOWER * alone, ANSWER)
        tell(f"what is left to the thread of the page with workers, {SLOWER} x slower", SLOWER * beside, ANSWER)
        reckoned = beside + (alone - beside) / 2
        tell(f"reckoned: an answer with two workers on two free cores, {SLOWER} x slower", SLOWER * reckoned, ANSWER)


def movement(browser: Any, file: Path, workers: int) -> float:
    """Return for how many milliseconds the page's thread is busy with one movement of a slider."""
    page = browser.new_page()
    page.add_init_script(f"Object.defineProperty(navigator, 'hardwareConcurrency', {{ value: {workers} }})")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    opened(page, f"{file.as_uri()}#sandbox")
    page.wait_for_selector(f"body[data-workers='{workers}']")
    page.evaluate(MOVE, [0.02, 0.02, 3])
    before = busy(session)
    page.evaluate(MOVE, [0.1, 0.06, MOVEMENTS])
    found = 1000.0 * (busy(session) - before) / MOVEMENTS
    page.close()
    return found


def opened(page: Any, address: str) -> None:
    """Open an address and wait until the page can be used."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=120_000)


def busy(session: Any) -> float:
    """Return for how many seconds the page's thread has been busy."""
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def tell(what: str, measured: float, wanted: float) -> None:
    """Print a measured number, what is wanted, and their ratio."""
    print(f"{what}: {measured:,.0f}, wanted below {wanted:,.0f}, ratio {measured / wanted:.2f}")


if __name__ == "__main__":
    main()
