"""How fast the model is: worlds a second, against Mesa's batch_run and against a floor in bare NumPy."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import mesa

from sim.analysis.floor import floor_work, needs_of
from sim.study.fingerprint import package_versions
from sim.study.runner import BATCH, Job, cut, outcomes_of, perform
from sim.study.scenario import load_scenario
from sim.world.batch import Block
from sim.world.model import EscalationModel
from sim.study.scenario import Scenario

SEED: Final = 7
MONTHS: Final = 36
SIZES: Final = (1, 100, 2_000, 20_000)
CURVE: Final = (250, 500, 1_000, 2_000, 4_000, 8_000, 16_000)
LINEAR: Final = (2_000, 8_000, 32_000)
SCENARIOS: Final = {"core": "core", "all modules": "2017-spring"}
BATCH_RUNS: Final = 10
MILLION: Final = 1_000_000
WANTED: Final = {"core": 20_000, "all modules": 12_000}

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Times:
    """What some work took, a few times over: seconds by the clock, and of this process's processor."""

    clock: list[float]
    processor: list[float]


def timed(work: Callable[[], object], repeats: int) -> Times:
    """Return the times that some work takes."""
    times = Times([], [])
    for _ in range(repeats):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        times.clock.append(time.perf_counter() - clock)
        times.processor.append(time.process_time() - processor)
    return times


def rates(times: Times, worlds: int) -> dict[str, float]:
    """Return the speed of this process: by the clock, the median and the best; and a core, by processor time.

    Only the last does not suffer from what else the machine is doing.
    """
    middle, own = statistics.median(times.clock), statistics.median(times.processor)
    return {
        "worlds_a_second": round(worlds / middle, 1),
        "best_worlds_a_second": round(worlds / min(times.clock), 1),
        "worlds_a_second_a_core": round(worlds / own, 1),
        "milliseconds": round(1e3 * middle, 2),
        "milliseconds_a_core": round(1e3 * own, 2),
    }


def clock_rates(times: Times, worlds: int) -> dict[str, float]:
    """Return the speed of several processes by the clock: the median and the best."""
    found = rates(times, worlds)
    return {name: found[name] for name in ("worlds_a_second", "best_worlds_a_second", "milliseconds")}


def one_process(scenario: Scenario, worlds: int, repeats: int, batch: int = BATCH) -> dict[str, float]:
    """Return the speed of some worlds in this process."""
    blocks = [Block(scenario, 0, worlds)]
    return rates(timed(lambda: outcomes_of(blocks, SEED, batch=batch), repeats), worlds)


def all_cores(scenario: Scenario, worlds: int, repeats: int, pool: ProcessPoolExecutor, cores: int) -> dict[str, float]:
    """Return the speed of some worlds spread over processes that run already."""
    jobs = [Job(part, SEED) for part in cut([Block(scenario, 0, worlds)], max(1, min(BATCH, -(-worlds // cores))))]
    return clock_rates(timed(lambda: list(pool.map(perform, jobs)), repeats), worlds)


class OneWorld(EscalationModel):
    """One world a model, as Mesa's batch_run wants it; the seed that batch_run gives is not used."""

    def __init__(self, world: int, played: Scenario, rng: Any = None) -> None:
        super().__init__(played, 1, SEED, first_world=world)
        reporters = {"event": lambda model: int(model.tally.event[0])}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Play one month, and let Mesa note what has happened: batch_run wants a note of every step."""
        super().step()
        self.datacollector.collect(self)


def batch_run(scenario: Scenario, runs: int = BATCH_RUNS) -> dict[str, float]:
    """Return the speed of Mesa's batch_run, one world a run in one process."""

    def work() -> object:
        parameters = {"world": list(range(runs)), "played": scenario}
        # It prints a bar, warns of its own future, and keeps every model alive.
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return mesa.batch_run(OneWorld, parameters, max_steps=scenario.months, display_progress=False)

    found = rates(timed(work, 1), runs)
    getattr(mesa.Agent, "_ids", {}).clear()
    return found | {"runs": runs}


def floor_of(scenario: Scenario, repeats: int, speed: dict[str, float], worlds: int = 2_000) -> dict[str, float]:
    """Return the floor for a batch of worlds, and how many times as long the model takes."""
    needs = needs_of(scenario)
    found = rates(timed(lambda: floor_work(needs, worlds, scenario.months), max(3, repeats)), worlds)
    return found | {
        "worlds": worlds,
        "uniforms_a_world": needs.uniforms, "normals_a_world": needs.normals,
        "exponentials_a_world": round(needs.exponentials, 1),
        "model_to_floor": round(found["worlds_a_second_a_core"] / speed["worlds_a_second_a_core"], 2),
    }  # fmt: skip


def start_up(repeats: int) -> dict[str, float]:
    """Return the seconds that `import sim` and `sim --help` take in a fresh Python, at the median."""
    commands = {
        "python": "pass",
        "import sim": "import sim",
        "sim --help": "import sys; sys.argv = ['sim', '--help']; from sim.cli.main import main; main()",
    }
    found = {}
    for name, code in commands.items():
        command = [sys.executable, "-c", code]
        times = timed(partial(subprocess.run, command, stdout=subprocess.DEVNULL, check=True), repeats)
        found[name] = round(statistics.median(times.clock), 3)
    return found


def peak_megabytes() -> float:
    """Return the most memory that this process has held, in MB (a million bytes)."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        return kilobytes * 1024 / 1e6
    except (OSError, StopIteration):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def many_worlds(worlds: int) -> None:
    """Run worlds for their outcomes alone and print the peak of memory as JSON; for a process of its own."""
    columns = outcomes_of([Block(load_scenario(SCENARIOS["all modules"]), 0, worlds)], SEED)
    print(json.dumps({"worlds": int(columns["world"].size), "peak_megabytes": round(peak_megabytes(), 1)}))


def memory(worlds: int = MILLION) -> dict[str, float]:
    """Return the peak of memory of many worlds, outcomes only, measured in a process of its own."""
    code = f"from sim.analysis.bench import many_worlds; many_worlds({worlds})"
    ran = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def machine(cores: int) -> dict[str, Any]:
    """Return what was measured on."""
    packages = package_versions()
    return {"processor": platform.machine(), "system": platform.system(), "cores": cores, "packages": packages}


def bench(
    repeats: int = 3, cores: int | None = None, with_memory: bool = False, said: Said = lambda _: None
) -> dict[str, Any]:
    """Measure everything in one run and return it as plain data; medians of repeats, and the best."""
    cores = cores or os.cpu_count() or 1
    scenarios = {name: load_scenario(shipped).change({"months": MONTHS}) for name, shipped in SCENARIOS.items()}
    for scenario in scenarios.values():
        one_process(scenario, 100, 1)
    found: dict[str, Any] = {"machine": machine(cores), "months": MONTHS, "repeats": repeats, "batch": BATCH}
    found["one_process"] = {}
    for name, scenario in scenarios.items():
        said(f"{name}, one process")
        found["one_process"][name] = {str(size): one_process(scenario, size, repeats) for size in SIZES}
    said("all cores")
    found["all_cores"] = {}
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        for name, scenario in scenarios.items():
            list(pool.map(perform, [Job((Block(scenario, 0, 10),), SEED)] * (2 * cores)))
            found["all_cores"][name] = {str(n): all_cores(scenario, n, repeats, pool, cores) for n in SIZES}
    said("Mesa's batch_run")
    found["batch_run"] = {name: batch_run(scenario) for name, scenario in scenarios.items()}
    said("the floor")
    single = found["one_process"]
    found["floor"] = {name: floor_of(s, repeats, single[name]["2000"]) for name, s in scenarios.items()}
    said("batch sizes")
    everything = scenarios["all modules"]
    found["batch_curve"] = {str(n): one_process(everything, max(CURVE), repeats, batch=n) for n in CURVE}
    found["microseconds_a_world"] = {
        str(n): round(1e6 / one_process(everything, n, repeats)["worlds_a_second_a_core"], 1) for n in LINEAR
    }
    found["start_up_seconds"] = start_up(max(3, repeats))
    if with_memory:
        said("memory of a million worlds")
        found["memory"] = memory()
    return found | {"ratios": ratios(found), "wanted": wanted(found)}


def ratios(found: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return how many times as fast 20 000 worlds are as batch_run, and as a world alone; and all cores as one."""
    rate, most = "worlds_a_second_a_core", str(max(SIZES))
    return {
        name: {
            "to_batch_run": round(speed[most][rate] / found["batch_run"][name][rate], 1),
            "to_one_world": round(speed[most][rate] / speed["1"][rate], 1),
            "to_floor": found["floor"][name]["model_to_floor"],
            "all_cores_to_one": round(
                found["all_cores"][name][most]["worlds_a_second"] / speed[most]["worlds_a_second"], 2
            ),
        }
        for name, speed in found["one_process"].items()
    }


def wanted(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is wanted, what was measured, and whether it is met."""
    lines: list[tuple[str, float, float, int]] = []
    for name, least in WANTED.items():
        speed = found["one_process"][name]
        lines += [
            (f"{name}: worlds a second a core, at least", least, speed["20000"]["worlds_a_second_a_core"], 1),
            (f"{name}: one world alone in milliseconds, at most", 40, speed["1"]["milliseconds_a_core"], -1),
            (f"{name}: times the floor, at most", 6, found["floor"][name]["model_to_floor"], -1),
        ]
    costs = list(found["microseconds_a_world"].values())
    spread = round(max(costs) / min(costs), 2)
    lines.append(("cost a world, dearest to cheapest from 2 000 worlds up, at most", 1.5, spread, -1))
    if "memory" in found:
        lines.append(("a million worlds: peak in MB, at most", 500, found["memory"]["peak_megabytes"], -1))
    for name in ("import sim", "sim --help"):
        lines.append((f"{name}: seconds, at most", 0.3, found["start_up_seconds"][name], -1))
    return [
        {"what": what, "wanted": line, "measured": measured, "met": sign * measured >= sign * line}
        for what, line, measured, sign in lines
    ]
