"""Measure how long the live page's server takes to answer: `python tools/measure_live_page.py [--pages 20]`.

A server on loopback is asked for worlds with another hazard each time, so that nothing is kept from before. The times
are those of a client: connection, worlds, numbers and JSON included.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Thread
from typing import Any

import numpy as np

import sim
from sim.pages.live.app import live_app
from sim.pages.live.page import LivePage, shelf_of
from sim.pages.serving.door import open_door, server_of
from sim.pages.serving.limits import Limits, Rate


def question(number: int, sides: int, worlds: int) -> dict[str, Any]:
    """Return a question that no other is like."""
    hazard = 0.001 + 1e-6 * number
    policies: list[dict[str, Any]] = [{}, {"washington.policy": "engagement"}]
    line_ups = [{"scenario": "2017-spring", "changes": {"accident": hazard, **own}} for own in policies[:sides]]
    return {"client": f"page-{number}", "worlds": worlds, "seed": "7", "sides": line_ups}


def timed(port: int, asked: dict[str, Any]) -> float:
    """Return the milliseconds until an answer was there."""
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("POST", "/api/worlds", json.dumps(asked), {"content-type": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 200, response.status
    return 1000 * (time.perf_counter() - began)


def told(name: str, times: list[float]) -> str:
    """Return the median and the 95 % quantile of some times."""
    return f"{name:<44} median {np.median(times):6.0f} ms   95 % {np.quantile(times, 0.95):6.0f} ms   n = {len(times)}"


def main() -> None:
    """Start the server, ask, print and stop."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--pages", type=int, default=20)
    wanted = parser.parse_args()
    page = LivePage(shelf_of(sim.load_scenario("2017-spring"), "2017-spring"), wanted.worlds, 7)
    page.warm_up()
    door = open_door("127.0.0.1", 0)
    server = server_of(live_app(page, door.hosts, limits=Limits(of_all=Rate(1e9, 1e9))))
    thread = Thread(target=server.run, kwargs={"sockets": [door.listener]})
    thread.start()
    try:
        asked = (question(number, 1, wanted.worlds) for number in range(1000))
        one = [timed(door.port, next(asked)) for _ in range(wanted.repeats)]
        print(told(f"one line-up, {wanted.worlds} worlds of 36 months", one))
        both = [timed(door.port, question(2000 + k, 2, wanted.worlds)) for k in range(wanted.repeats)]
        print(told(f"two line-ups, {wanted.worlds} worlds each", both))
        with ThreadPoolExecutor(wanted.pages) as pages:
            at_once = list(pages.map(lambda each: timed(door.port, each), [next(asked) for _ in range(wanted.pages)]))
        print(told(f"{wanted.pages} pages at the same moment", at_once))
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
