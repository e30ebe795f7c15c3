"""Measure the speed of the model on this machine, and print it as JSON with the targets.

    python tools/bench.py

It compares the engines; plain worlds, ones with parameters by world and ones with outcomes; a sweep
of many small cells; the environment; and Mesa's batch_run. With --long it also plays a million worlds, tries the
compilers, runs what users wait for, and compares two commands with the last edition, in turns in
the same run. Targets are in processor seconds, which do not depend on the other load of the machine,
and if possible in ratios.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.core.engine import ENGINES, Job, play
from sim.core.engine.kernel import kernel
from sim.core.engine.play import Engine
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import FORMS, NoCompiler, compiler
from sim.core.engine.translated import translation
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.fingerprint import fingerprint, package_versions
from sim.env.many import ManyWorlds, sizes_of
from sim.study.experiment.build import experiment
from sim.study.play.play import play as play_study
from sim.study.run.worlds import run

ROOT: Final = Path(__file__).parents[1]
SEED: Final = 7
SCENARIO: Final = "2017-spring"
"""All channels on, all courses free."""

WORLDS_BY_ENGINE: Final[dict[Engine, int]] = {"kernel": 20_000, "numpy": 4_000, "python": 10}
MANY: Final = 20_000
CELL_WORLDS: Final = 10
ENVIRONMENT_WORLDS: Final = (1, 100, 10_000)
WORLD_MONTHS: Final = 20_000
"""World-months of one measurement of the environment, at least."""

CHOOSER: Final = "washington"
SWEPT: Final = ("washington.pressure", "learn")
BATCH_RUNS: Final = 10
MILLION: Final = 1_000_000
DRAWN: Final = ("accident", "clash", "learn", "dread")
WANTED_BY_LANES: Final = {"avx512": 40_000, "avx2": 25_000}
"""Worlds a second on a core, by the lanes in which they are played."""

TIMES_AS_DEAR: Final = (
    ("numbers_by_world", "numbers by world", 1.15),
    ("with_outcomes", "outcomes, with the benchmark", 1.7),
    ("thin_sweep", f"a sweep of cells of {CELL_WORLDS} worlds", 2.5),
)
BEFORE: Final = "cb0a5b0d"
"""The last commit of the edition before."""

PAIRED: Final = {
    "run -n 100000": (("run", SCENARIO, "-n", "100000"), 1.3),
    "sweep of 10 cells of 20 000 worlds": (
        ("sweep", SCENARIO, "--over", "washington.pressure=0:1:10", "-n", "20000"),
        1.35,
    ),
}
"""Commands, and the wanted ratio of their speed to that of BEFORE."""

MOST_SECONDS: Final = {
    ("game", SCENARIO): 150,
    ("sensitivity", SCENARIO): 40,
    ("forecast",): 2,
}
"""The most processor seconds of a command, with what an earlier call of it keeps."""

Report = Callable[[str], None]


def spent() -> float:
    """Return the processor seconds of this process and of the children that it has waited for."""
    return time.process_time() + sum(os.times()[2:4])


def timed(work: Callable[[], object], repeats: int = 1) -> float:
    """Return the median processor seconds of some work, including its child processes."""
    seconds = []
    for _ in range(repeats):
        begun = spent()
        work()
        seconds.append(spent() - begun)
    return statistics.median(seconds)


def speed(seconds: float, worlds: int) -> dict[str, float]:
    """Return the worlds a second of a core, and the microseconds of a core for each world."""
    return {
        "worlds": worlds,
        "worlds_a_second_a_core": round(worlds / seconds, 1),
        "microseconds_a_world": round(1e6 * seconds / worlds, 2),
    }


def engines_here() -> list[Engine]:
    """Return the engines that can play on this machine: the kernel needs a compiler or a shipped
    library.
    """
    try:
        for form in FORMS:
            kernel(translation(read_game()), form)
    except (NoCompiler, OSError):
        return [engine for engine in ENGINES if engine != "kernel"]
    return list(ENGINES)


def lanes() -> str:
    """Return the lanes in which the kernel plays worlds side by side, such as `avx2`; raises
    NoCompiler, OSError.
    """
    return kernel(translation(read_game()), "shared").width


def job_for(scenario: Scenario, worlds: int) -> Job:
    """Return the job of `worlds` worlds of a scenario."""
    return inputs(scenario).job(worlds, seed=SEED)


def batch_run(scenario: Scenario, runs: int = BATCH_RUNS) -> dict[str, float]:
    """Return the speed of Mesa's batch_run on the Mesa model, one world a run."""
    import mesa

    from sim.mesa_model import EscalationModel

    def work() -> object:
        return mesa.batch_run(
            EscalationModel,
            {"scenario": scenario, "rng": SEED, "world": range(runs)},
            iterations=1,
            max_steps=scenario.months,
            number_processes=1,
            data_collection_period=-1,
            display_progress=False,
        )

    return speed(timed(work), runs)


FIRST_WORLD: Final = "from tools.bench import first_world; first_world()"


def fresh(code: str, place: Path = ROOT, **environment: str) -> Any:
    """Run code in a new Python with the program at `place`, and return its printed JSON as data."""
    command = [sys.executable, "-c", code]
    env = os.environ | {"PYTHONPATH": str(place)} | environment
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=env, cwd=place)
    return json.loads(ran.stdout)


def start_up(repeats: int) -> dict[str, float]:
    """Return the median processor seconds of a fresh Python to import the program, to print help,
    and to play a first world.
    """
    commands = {
        "import sim": "import sim",
        "sim --help": "import sys, io; sys.stdout = io.StringIO(); sys.argv = ['sim', '--help']\n"
        "from sim.cli.main import run_guarded; run_guarded()",
    }
    cost = {
        name: round(
            timed(partial(subprocess.run, [sys.executable, "-c", code], check=True), repeats), 3
        )
        for name, code in commands.items()
    }
    firsts = [fresh(FIRST_WORLD) for _ in range(repeats)]
    return cost | {"first world": round(statistics.median(firsts), 3)}


def first_world() -> None:
    """Print the processor seconds to the outcomes of one world after imports, with the kernel from
    the cache.
    """
    begun = spent()
    run(load_scenario(SCENARIO), 1, SEED)
    print(round(spent() - begun, 4))


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
    """Play worlds for their outcomes only, and print time and peak memory as JSON; for a process of
    its own.
    """
    begun = spent()
    worlds_played = run(load_scenario(SCENARIO), worlds, SEED)
    measured = {
        "worlds": worlds_played.worlds,
        "processor_seconds": round(spent() - begun, 1),
        "peak_megabytes": round(peak_megabytes(), 1),
    }
    print(json.dumps(measured))


def command(*words: str, place: Path = ROOT, **environment: str) -> float:
    """Run a command of the program at `place` and return its processor seconds."""
    line = [sys.executable, "-c", "from sim.cli.main import main; main()", *words]
    line += ["-q", "--no-progress"]
    env = os.environ | {"PYTHONPATH": str(place)} | environment
    work = partial(subprocess.run, line, stdout=subprocess.DEVNULL, check=True, cwd=place, env=env)
    return round(timed(work), 2)


def command_again(*words: str) -> float:
    """Run a command twice, and return the processor seconds of the second call."""
    command(*words)
    return command(*words)


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """Give a temporary folder with the files of a commit; raises CalledProcessError if git has no
    such commit.
    """
    packed = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(folder, filter="data")
        tree = Path(folder)
        # Moved to their places in a wheel, so that the tree reads no scenarios of another commit.
        for name in ("scenarios", "studies"):
            (tree / name).rename(tree / "sim" / name)
        yield tree


def paired(report: Report, repeats: int = 1) -> dict[str, dict[str, float]]:
    """Return the cost of commands at BEFORE and now, in processor seconds.

    Each side has a cache of its own, filled by a first call. The sides take turns, and the least of
    the repeats counts. "Now" is the commit that is checked out: cached results depend on the code,
    so that no edit may fall between two calls.
    """
    costs: dict[str, dict[str, float]] = {}
    with tree_of(BEFORE) as old, tree_of("HEAD") as new, tempfile.TemporaryDirectory() as caches:
        sides = {"before": old, "now": new}
        for side in sides:
            Path(caches, side).mkdir(mode=0o700)
        # The better kernel is there, as after a first minute.
        fresh(OWN_SPEED, new, SIM_CACHE=f"{caches}/now")
        for name, (words, _) in PAIRED.items():
            report(f"{name}, paired with {BEFORE}")
            rounds = [
                {
                    side: command(*words, place=place, SIM_CACHE=f"{caches}/{side}")
                    for side, place in sides.items()
                }
                for _ in range(repeats + 1)
            ]
            least = {side: min(cost[side] for cost in rounds[1:]) for side in sides}
            costs[name] = least | {"ratio": round(least["before"] / least["now"], 2)}
    return costs


OWN_SPEED: Final = "from tools.bench import own_speed; own_speed()"


def own_speed() -> None:
    """Print the processor seconds in which the best kernel of the present compiler plays MANY
    worlds.
    """
    kernel(translation(read_game()), "shared")
    job = job_for(load_scenario(SCENARIO), MANY)
    print(timed(partial(play, job, "kernel"), 3))


def installed() -> dict[str, str]:
    """Return the installed compilers, each with its value of SIM_CXX."""
    programs = {"zig": ""} if compiler().zig else {}
    return programs | {name: name for name in ("g++", "clang++") if shutil.which(name)}


def compilers() -> dict[str, float]:
    """Return the cost of a world in the kernel of each installed compiler, in microseconds."""
    return {
        name: round(1e6 * float(fresh(OWN_SPEED, SIM_CXX=program)) / MANY, 2)
        for name, program in installed().items()
    }


def variants(scenario: Scenario, engine: Engine, repeats: int) -> dict[str, dict[str, float]]:
    """Return the speed of worlds by variant: plain, with parameters by world, with outcomes, and in
    small cells.

    They are played in turns, so that the other load of the machine affects all alike.
    """
    plain = job_for(scenario, MANY)
    spread = np.random.default_rng(SEED).uniform(0.5, 1.5, (len(DRAWN), MANY))
    drawn = {name: scenario.value(name) * row for name, row in zip(DRAWN, spread, strict=True)}
    side = round((MANY / CELL_WORLDS) ** 0.5)
    over = [f"{name}=0:1:{side}" for name in SWEPT]
    seeds = count(SEED)  # worlds that were played under the benchmark are not played again
    works: dict[str, Callable[[], object]] = {
        "plain": partial(play, plain, engine),
        "numbers_by_world": partial(
            play, replace(plain, numbers={**plain.numbers, **drawn}), engine
        ),
        "with_outcomes": lambda: run(scenario, MANY, next(seeds), engine=engine),
        "thin_sweep": lambda: play_study(
            experiment(scenario, over, ["lose_lose"], CELL_WORLDS, next(seeds)), None
        ),
    }
    rounds = [{name: timed(work) for name, work in works.items()} for _ in range(max(3, repeats))]
    worlds = dict.fromkeys(works, MANY) | {"thin_sweep": side * side * CELL_WORLDS}
    return {
        name: speed(statistics.median(seconds[name] for seconds in rounds), worlds[name])
        for name in works
    }


def machine(cores: int, engines: list[Engine]) -> dict[str, Any]:
    """Return the machine, the rules and the package versions of a measurement."""
    return {
        "processor": platform.machine(),
        "system": platform.system(),
        "cores": cores,
        "lanes": lanes() if "kernel" in engines else None,
        "rules": fingerprint(),
        "packages": package_versions(),
    }


def bench(repeats: int, cores: int, long: bool, report: Report) -> dict[str, Any]:
    """Measure everything in one run and return it as plain data; `long` adds measurements of about
    a minute each.
    """
    scenario, engines = load_scenario(SCENARIO), engines_here()
    measured: dict[str, Any] = {
        "machine": machine(cores, engines),
        "scenario": SCENARIO,
        "months": scenario.months,
        "engines": {},
    }
    for engine in engines:
        report(f"the {engine} engine")
        play(job_for(scenario, 1), engine)
        worlds = WORLDS_BY_ENGINE[engine]
        seconds = timed(partial(play, job_for(scenario, worlds), engine), repeats)
        measured["engines"][engine] = speed(seconds, worlds)
    report("numbers by world, outcomes, small cells")
    measured["variants"] = variants(scenario, engines[0], repeats)
    report("the environment, Mesa's batch_run, and the start")
    measured["environment_world_months_a_second"] = environment(scenario, engines[0], repeats)
    measured["batch_run"] = batch_run(scenario)
    measured["start_up_processor_seconds"] = start_up(max(3, repeats))
    if long:
        report("a million worlds, compilers, commands")
        measured["million"] = fresh(f"from tools.bench import many_worlds; many_worlds({MILLION})")
        measured["compilers"] = compilers() if engines[0] == "kernel" else {}
        measured["commands"] = {
            " ".join(words): command_again(*words, "-j", str(cores)) for words in MOST_SECONDS
        }
        measured["paired"] = paired(report)
    return measured | {"wanted": list(targets(measured))}


def target(what: str, wanted: float, measured: float) -> dict[str, Any]:
    """Return a target with its measured value, and whether it is met; its words end in `at least`
    or `at most`.
    """
    met = measured >= wanted if what.endswith("at least") else measured <= wanted
    return {"what": what, "wanted": wanted, "measured": measured, "met": met}


def targets(measured: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each target of what was measured."""
    cost = {name: row["microseconds_a_world"] for name, row in measured["variants"].items()}
    if "kernel" in measured["engines"]:
        least = WANTED_BY_LANES.get(measured["machine"]["lanes"], 0)
        rate = measured["engines"]["kernel"]["worlds_a_second_a_core"]
        yield target("worlds a second a core, at least", least, rate)
        for name, what, most in TIMES_AS_DEAR:
            ratio = round(cost[name] / cost["plain"], 3)
            yield target(f"{what}, times as dear as plain worlds, at most", most, ratio)
        mesa = measured["batch_run"]["microseconds_a_world"] / 1e3
        yield target("one world of Mesa's batch_run, in milliseconds, at most", 12, mesa)
    for name, seconds in measured["start_up_processor_seconds"].items():
        yield target(f"{name}: processor seconds, at most", 0.3, seconds)
    if "million" not in measured:
        return
    yield target(
        "a million worlds: peak in MB, at most", 300, measured["million"]["peak_megabytes"]
    )
    for words, most in MOST_SECONDS.items():
        name = " ".join(words)
        yield target(f"sim {name}: processor seconds, at most", most, measured["commands"][name])
    for name, row in measured["paired"].items():
        what = f"{name}: times as fast as {BEFORE}, at least"
        yield target(what, PAIRED[name][1], row["ratio"])
    compiled = measured["compilers"]
    for name in compiled.keys() - {"zig"} if "zig" in compiled else ():
        what = f"the kernel of {name}, times as dear as zig's, at most"
        yield target(what, 1.2, round(compiled[name] / compiled["zig"], 2))


def environment(scenario: Scenario, engine: Engine, repeats: int) -> dict[str, float]:
    """Return world-months a second of an environment, by its number of worlds, if a statement and
    an action of one capital are chosen every month.
    """
    draw, rates = np.random.default_rng(SEED), {}
    for worlds in ENVIRONMENT_WORLDS:
        many = ManyWorlds(scenario, [CHOOSER], worlds, engine=engine)
        actions = [draw.integers(0, sizes_of(CHOOSER), (worlds, 2)) for _ in range(scenario.months)]
        calls = max(1, WORLD_MONTHS // (worlds * scenario.months))

        def choose(many: ManyWorlds, actions: list[Any], calls: int) -> None:
            for _ in range(calls):
                many.reset(SEED)
                for action in actions:
                    many.step({CHOOSER: action})

        choose(many, actions, 1)
        seconds = timed(partial(choose, many, actions, calls), repeats)
        rates[str(worlds)] = round(calls * worlds * scenario.months / seconds)
    return rates


def main() -> None:
    """Measure, print JSON on stdout, and report progress on stderr."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--repeats",
        type=int,
        choices=range(1, 101),
        default=3,
        metavar="N",
        help="1 to 100 times each",
    )
    parser.add_argument(
        "-j",
        "--jobs",
        type=int,
        choices=range(1, 1025),
        default=1,
        metavar="N",
        help="threads, 1 to 1024",
    )
    parser.add_argument("--long", action="store_true", help="also what takes about a minute each")
    options = parser.parse_args()
    report = partial(print, file=sys.stderr)
    measured = bench(options.repeats, options.jobs, options.long, report)
    print(json.dumps(measured, indent=2))


if __name__ == "__main__":
    main()
