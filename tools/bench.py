"""Measure the speed of the model on this machine, and print it as JSON with the targets.

    python tools/bench.py

It compares the engines; one world and many; plain worlds, recorded ones, ones with parameters by
world and ones with outcomes; a sweep of many small cells; threads; and Mesa's batch_run. With
--long it also compares the tasks that users wait for with the last edition, in turns in the same
run. Targets are in processor seconds, which do not depend on the other load of the machine, and if
possible in ratios.
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
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.core.base.arrays import Floats
from sim.core.engine import ENGINES, Job, play
from sim.core.engine.kernel import SHIPPED, kernel
from sim.core.engine.play import Engine
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import FORMS, HOST, NoCompiler, compiler, library
from sim.core.engine.translated import translation
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.fingerprint import fingerprint, package_versions
from sim.env.many import ManyWorlds, sizes_of
from sim.policies.external_choices import Stepped
from sim.study.experiment.build import experiment
from sim.study.play.play import play as play_study
from sim.study.run.worlds import run
from tools.wheels import pack, source_in

ROOT: Final = Path(__file__).parents[1]
SEED: Final = 7
SCENARIO: Final = "2017-spring"
"""All channels on, all courses free."""

WORLDS_BY_ENGINE: Final[dict[Engine, int]] = {"kernel": 20_000, "numpy": 4_000, "python": 10}
MANY: Final = 20_000
CELL_WORLDS: Final = 10
SWEPT: Final = ("washington.pressure", "learn")
BATCH_RUNS: Final = 10
MILLION: Final = 1_000_000
RECORDED: Final = ("tension", "arsenal", "economy", "talks", "washington_course", "pyongyang_deed")
DRAWN: Final = ("accident", "clash", "learn", "dread")
WANTED_BY_LANES: Final = {"avx512": 40_000, "avx2": 25_000}
"""Worlds a second on a core, by the lanes in which they are played."""

TIMES_AS_DEAR: Final = (
    ("numbers_by_world", "numbers by world", 1.15),
    ("with_outcomes", "outcomes, with the benchmark", 1.7),
    ("thin_sweep", f"a sweep of cells of {CELL_WORLDS} worlds", 2.5),
)
BEFORE: Final = "c2385e11"
"""The last commit of the third edition."""

AGAIN: Final = "asked again"
PAIRED: Final = {
    "run -n 100000": (("run", SCENARIO, "-n", "100000", "-q", "--no-progress"), 2.3),
    "sweep of 1 024 cells of 10 worlds": (
        (
            *("sweep", SCENARIO, "--over", "washington.pressure=0:1:32", "--over", "learn=0:1:32"),
            *("-n", "10", "-q", "--no-progress"),
        ),
        1.8,
    ),
    f"nowcast, {AGAIN}": (("nowcast", "-q"), 20),
    f"play --export, {AGAIN}": (("play", "--export", "page.html", "--force"), 30),
}
"""Commands, and the wanted ratio of their speed to that of BEFORE."""

BATCH_RUN: Final = "Mesa's batch_run"
TIMES_BATCH_RUN: Final = 20
MOST_AGAIN: Final = {f"nowcast, {AGAIN}": 2, f"play --export, {AGAIN}": 4}
"""The most processor seconds of commands whose work is kept from an earlier call."""

MOST_FIRST: Final = {"a wheel": 1.5, "g++": 6}
"""The most processor seconds of a first answer with an empty cache, by the origin of the kernel."""

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Times:
    """The times of repeated work, in seconds: by the clock, and of the processor, including child
    processes.
    """

    clock: list[float]
    processor: list[float]


def spent() -> float:
    """Return the processor seconds of this process and of the children that it has waited for."""
    return time.process_time() + sum(os.times()[2:4])


def timed(work: Callable[[], object], repeats: int) -> Times:
    """Return the times that some work takes."""
    times = Times([], [])
    for _ in range(repeats):
        clock, processor = time.perf_counter(), spent()
        work()
        times.clock.append(time.perf_counter() - clock)
        times.processor.append(spent() - processor)
    return times


def rates(times: Times, worlds: int) -> dict[str, float]:
    """Return the median speed: worlds a second by the clock and by core, and microseconds of a core
    for each world.

    Only the numbers by core are independent of the other load of the machine.
    """
    middle, own = statistics.median(times.clock), statistics.median(times.processor)
    return {
        "worlds": worlds,
        "worlds_a_second": round(worlds / middle, 1),
        "worlds_a_second_a_core": round(worlds / own, 1),
        "microseconds_a_world": round(1e6 * own / worlds, 2),
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


def played(job: Job, engine: Engine, repeats: int, jobs: int = 1) -> dict[str, float]:
    """Return the speed at which an engine plays a job."""
    return rates(timed(lambda: play(job, engine, jobs), repeats), job.worlds)


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

    return rates(timed(work, 1), runs)


FIRST_WORLD: Final = "from tools.bench import first_world; first_world()"


def fresh(code: str, place: Path = ROOT, **environment: str) -> Any:
    """Run code in a new Python with the program at `place`, and return its printed JSON as data."""
    command = [sys.executable, "-c", code]
    env = os.environ | {"PYTHONPATH": str(place)} | environment
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=env, cwd=place)
    return json.loads(ran.stdout)


def start_up(repeats: int) -> dict[str, float]:
    """Return the median processor seconds of a fresh Python: to import, to print help, and to play
    a first world.
    """
    commands = {
        "python": "pass",
        "import sim": "import sim",
        "sim --help": "import sys, io; sys.stdout = io.StringIO(); sys.argv = ['sim', '--help']\n"
        "from sim.cli.main import run_guarded; run_guarded()",
    }
    found = {}
    for name, code in commands.items():
        command = [sys.executable, "-c", code]
        times = timed(partial(subprocess.run, command, check=True), repeats)
        found[name] = round(statistics.median(times.processor), 3)
    found["first world"] = round(statistics.median(fresh(FIRST_WORLD) for _ in range(repeats)), 3)
    return found


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
    played = run(load_scenario(SCENARIO), worlds, SEED)
    found = {
        "worlds": played.worlds,
        "processor_seconds": round(spent() - begun, 1),
        "peak_megabytes": round(peak_megabytes(), 1),
    }
    print(json.dumps(found))


def command(*words: str, place: Path = ROOT, **environment: str) -> float:
    """Run a command of the program at `place` and return its processor seconds."""
    line = [sys.executable, "-c", "from sim.cli.main import main; main()", *words]
    env = os.environ | {"PYTHONPATH": str(place)} | environment
    work = partial(subprocess.run, line, stdout=subprocess.DEVNULL, check=True, cwd=place, env=env)
    return round(timed(work, 1).processor[0], 2)


def policy_game(cores: int) -> float:
    """Return the processor seconds of `sim game` over all plans."""
    return command("game", SCENARIO, "-j", str(cores), "-q", "--no-progress")


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
        yield self_contained(Path(folder))


def self_contained(tree: Path) -> Path:
    """Move the scenarios and studies of a tree to their places in a wheel, so that it reads no
    others; return the tree.
    """
    for name in ("scenarios", "studies"):
        (tree / name).rename(tree / "sim" / name)
    return tree


BATCH_COST: Final = (
    "from tools.bench import SCENARIO, batch_run, load_scenario\n"
    "print(batch_run(load_scenario(SCENARIO))['microseconds_a_world'] / 1e3)"
)


def paired(said: Said, repeats: int = 1) -> dict[str, dict[str, float]]:
    """Return the cost of commands at BEFORE and now, in processor seconds, and of Mesa's batch_run
    in milliseconds a world.

    Each side has a cache of its own, filled by a first call. The sides take turns, and the least of
    the repeats counts. "Now" is the commit that is checked out: cached results depend on the code,
    so that no edit may fall between two calls.
    """
    found: dict[str, dict[str, float]] = {}
    with tree_of(BEFORE) as old, tree_of("HEAD") as new, tempfile.TemporaryDirectory() as caches:
        sides = {"before": old, "now": new}
        own = {side: {"SIM_CACHE": f"{caches}/{side}"} for side in sides}
        for folder in own.values():
            Path(folder["SIM_CACHE"]).mkdir(mode=0o700)
        fresh(OWN_SPEED, new, **own["now"])  # the better kernel is there, as after a first minute

        def told(name: str, cost: Callable[[str], float]) -> None:
            said(f"{name}, paired with {BEFORE}")
            for side in sides:
                cost(side)
            rounds = [{side: cost(side) for side in sides} for _ in range(repeats)]
            least = {side: min(each[side] for each in rounds) for side in sides}
            found[name] = least | {"ratio": round(least["before"] / least["now"], 2)}

        told(BATCH_RUN, lambda side: round(fresh(BATCH_COST, sides[side], **own[side]), 2))
        for name, (words, _) in PAIRED.items():
            asked = [word.replace("page.html", f"{caches}/page.html") for word in words]
            told(
                name,
                partial(lambda line, side: command(*line, place=sides[side], **own[side]), asked),
            )
    return found


def first_answers() -> dict[str, float]:
    """Return the processor seconds of `sim run -n 1` from an empty cache, by the origin of the
    kernel: a compiler or a wheel.
    """
    asked = ("run", SCENARIO, "-n", "1", "-q")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = source_in(place / "tree")
        made = translation(read_game())
        packed = library(made.cpp, made.fingerprint, ("shared",))
        pack(packed, source / "sim" / "core" / "engine" / f"{SHIPPED}{HOST.ending}")
        self_contained(source)
        for number, (name, program) in enumerate({"a wheel": "none", **installed()}.items()):
            cache = place / str(number)
            cache.mkdir(mode=0o700)
            tree = source if name == "a wheel" else ROOT
            found[name] = command(*asked, place=tree, SIM_CXX=program, SIM_CACHE=str(cache))
    return found


OWN_SPEED: Final = "from tools.bench import own_speed; own_speed()"


def own_speed() -> None:
    """Print the processor seconds in which the best kernel of the present compiler plays MANY
    worlds.
    """
    kernel(translation(read_game()), "shared")
    job = job_for(load_scenario(SCENARIO), MANY)
    print(statistics.median(timed(partial(play, job, "kernel"), 3).processor))


def installed() -> dict[str, str]:
    """Return the installed compilers, each with its value of SIM_CXX."""
    found = {"zig": ""} if compiler().zig else {}
    return found | {name: name for name in ("g++", "clang++") if shutil.which(name)}


def compilers() -> dict[str, float]:
    """Return the cost of a world in the kernel of each installed compiler, in microseconds."""
    return {
        name: round(1e6 * float(fresh(OWN_SPEED, SIM_CXX=program)) / MANY, 2)
        for name, program in installed().items()
    }


def turn_about(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, Times]:
    """Return the times of several works, run in turns so that the other load of the machine affects
    all alike.
    """
    times = {name: Times([], []) for name in works}
    for _ in range(max(3, repeats)):
        for name, work in works.items():
            once = timed(work, 1)
            times[name].clock.extend(once.clock)
            times[name].processor.extend(once.processor)
    return times


def variants(scenario: Scenario, engine: Engine, repeats: int) -> dict[str, dict[str, float]]:
    """Return the speed of worlds by variant: plain, recorded, with parameters by world, with
    outcomes, and in small cells.
    """
    plain = job_for(scenario, MANY)
    spread = np.random.default_rng(SEED).uniform(0.5, 1.5, (len(DRAWN), MANY))
    own = {name: scenario.value(name) * row for name, row in zip(DRAWN, spread, strict=True)}
    side = round((MANY / CELL_WORLDS) ** 0.5)
    seeds = count(SEED)  # worlds that were played under the benchmark are not played again

    def thin() -> object:
        over = [f"{name}=0:1:{side}" for name in SWEPT]
        return play_study(experiment(scenario, over, ["lose_lose"], CELL_WORLDS, next(seeds)), None)

    works: dict[str, Callable[[], object]] = {
        "plain": partial(play, plain, engine),
        "recorded": partial(play, replace(plain, record=RECORDED), engine),
        "numbers_by_world": partial(
            play, replace(plain, numbers=dict(plain.numbers) | own), engine
        ),
        "with_outcomes": lambda: run(scenario, MANY, next(seeds), engine=engine),
        "thin_sweep": thin,
    }
    worlds = dict.fromkeys(works, MANY) | {"thin_sweep": side * side * CELL_WORLDS}
    return {name: rates(each, worlds[name]) for name, each in turn_about(works, repeats).items()}


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


def bench(
    repeats: int = 3, cores: int | None = None, long: bool = False, said: Said = lambda _: None
) -> dict[str, Any]:
    """Measure everything in one run and return it as plain data; `long` adds measurements of about
    a minute.
    """
    cores = cores or os.cpu_count() or 1
    scenario, engines = load_scenario(SCENARIO), engines_here()
    best = engines[0]
    found: dict[str, Any] = {
        "machine": machine(cores, engines),
        "scenario": SCENARIO,
        "months": scenario.months,
    }
    for engine in engines:
        said(f"the {engine} engine")
        play(job_for(scenario, 1), engine)
    found["engines"] = {
        each: played(job_for(scenario, WORLDS_BY_ENGINE[each]), each, repeats) for each in engines
    }
    said("sizes, recording, numbers by world")
    found["one_world"] = {
        each: played(job_for(scenario, 1), each, max(5, repeats)) for each in engines
    }
    found["variants"] = variants(scenario, best, repeats)
    found["threads"] = {
        str(jobs): rates(timed(partial(run, scenario, MANY, MILLION + jobs, jobs=jobs), 1), MANY)
        for jobs in dict.fromkeys((1, min(2, cores), cores))
    }
    said("Mesa's batch_run")
    found["batch_run"] = batch_run(scenario)
    said("start")
    found["start_up_processor_seconds"] = start_up(max(3, repeats))
    if long:
        said("a million worlds, the policy game, compilers, first answers")
        found["million"] = fresh(f"from tools.bench import many_worlds; many_worlds({MILLION})")
        found["policy_game_processor_seconds"] = policy_game(cores)
        if best == "kernel":
            found["compilers"] = compilers()
            found["first_answer_processor_seconds"] = first_answers()
        found["paired"] = paired(said)
    found["ratios"] = ratios(found)
    return found | {"wanted": wanted(found)}


def ratios(found: dict[str, Any]) -> dict[str, float]:
    """Return the ratios of speed or cost between engines, variants and threads."""
    cost, rate, clock = "microseconds_a_world", "worlds_a_second_a_core", "worlds_a_second"
    engines, variants, threads = found["engines"], found["variants"], found["threads"]
    best, *others = engines
    fastest, most = engines[best][rate], max(threads, key=int)
    return {
        **{f"{best}_to_{name}": round(fastest / engines[name][rate], 2) for name in others},
        f"{best}_to_batch_run": round(fastest / found["batch_run"][rate], 1),
        **{
            f"{name}_to_plain": round(each[cost] / variants["plain"][cost], 3)
            for name, each in variants.items()
            if name != "plain"
        },
        f"threads_{most}_to_1": round(threads[most][clock] / threads["1"][clock], 2),
    }


def wanted(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each target with its measured value, and whether it is met."""
    engines, ratio = found["engines"], found["ratios"]
    lines: list[tuple[str, float, float, int]] = []
    if "kernel" in engines:
        least = WANTED_BY_LANES.get(found["machine"]["lanes"])
        if least is not None:
            lines.append(
                (
                    "worlds a second a core, at least",
                    least,
                    engines["kernel"]["worlds_a_second_a_core"],
                    1,
                )
            )
        lines += [
            (f"{what}, times as dear as plain worlds, at most", most, ratio[f"{name}_to_plain"], -1)
            for name, what, most in TIMES_AS_DEAR
        ]
        mesa = found["batch_run"]["microseconds_a_world"] / 1e3
        lines.append(("one world of Mesa's batch_run, in milliseconds, at most", 12, mesa, -1))
    lines += [
        (f"{name}: processor seconds, at most", 0.3, found["start_up_processor_seconds"][name], -1)
        for name in ("import sim", "sim --help", "first world")
    ]
    if "million" in found:
        lines.append(
            ("a million worlds: peak in MB, at most", 300, found["million"]["peak_megabytes"], -1)
        )
        seconds = found["policy_game_processor_seconds"]
        lines.append(("sim game: processor seconds, at most", 150, seconds, -1))
    for name, each in found.get("paired", {}).items():
        least = PAIRED[name][1] if name in PAIRED else TIMES_BATCH_RUN
        lines.append((f"{name}: times as fast as {BEFORE}, at least", least, each["ratio"], 1))
        if name in MOST_AGAIN:
            what = f"{name}: processor seconds, at most"
            lines.append((what, MOST_AGAIN[name], each["now"], -1))
    if (costs := found.get("compilers", {})) and "zig" in costs:
        lines += [
            (
                f"the kernel of {name}, times as dear as zig's, at most",
                1.35,
                cost / costs["zig"],
                -1,
            )
            for name, cost in costs.items()
            if name != "zig"
        ]
    lines += [
        (f"first answer by {name}: processor seconds, at most", MOST_FIRST[name], seconds, -1)
        for name, seconds in found.get("first_answer_processor_seconds", {}).items()
        if name in MOST_FIRST
    ]
    return [
        {"what": what, "wanted": line, "measured": measured, "met": sign * measured >= sign * line}
        for what, line, measured, sign in lines
    ]


# --- Worlds with choices from outside each month, compared with the kernel stepped by month

SIZES: Final = (1, 100, 10_000)
WORLD_MONTHS: Final = 20_000
"""World-months of one measurement, at least."""

LEAST_SHARE: Final = 0.5
"""The target of the environment: at least half the speed of the kernel stepped by month."""

CHOOSER: Final = "washington"


def by_month(job: Job, engine: Engine, jobs: int) -> None:
    """Play a job month by month, each as a job of its own that goes on from the last."""
    assert job.levers is not None
    assert job.orders is not None
    assert job.calendar is not None
    state: Floats | None = None
    for month in range(job.months):
        rows = slice(month, month + 1)
        one = replace(job, months=1, first_month=month, state=state)
        one = replace(
            one, levers=job.levers[rows], orders=job.orders[rows], calendar=job.calendar[rows]
        )
        state = play(one, engine, jobs).state


def in_place(stepped: Stepped, months: int) -> None:
    """Play whole months on worlds that stay in place, without checks, views or payoffs: the upper
    limit of speed.
    """
    stepped.begin(SEED, np.arange(stepped.worlds))
    for month in range(months):
        stepped.play(0, month)


def chosen(many: ManyWorlds, actions: list[Any]) -> None:
    """Play worlds in which a statement and an action of one capital are chosen every month."""
    many.reset(SEED)
    for action in actions:
        many.step({CHOOSER: action})


def rate(work: Callable[[], object], world_months: int, repeats: int) -> float:
    """Return world-months for each processor second of this process, at the median of repeats."""
    calls = max(1, WORLD_MONTHS // world_months)

    def often() -> None:
        for _ in range(calls):
            work()

    work()
    return round(calls * world_months / statistics.median(timed(often, repeats).processor))


def speeds(
    scenario: Scenario, worlds: int, engine: Engine, jobs: int, repeats: int
) -> dict[str, float]:
    """Return world-months a second of the environment, and of the kernel stepped by month and in
    place.
    """
    job, draw = job_for(scenario, worlds), np.random.default_rng(SEED)
    many = ManyWorlds(scenario, [CHOOSER], worlds, engine=engine, jobs=jobs)
    actions = [draw.integers(0, sizes_of(CHOOSER), (worlds, 2)) for _ in range(job.months)]
    works = {
        "environment": partial(chosen, many, actions),
        "by_month": partial(by_month, job, engine, jobs),
        "in_place": partial(in_place, Stepped(job, [read_game()], engine, jobs), job.months),
    }
    return {name: rate(work, worlds * job.months, repeats) for name, work in works.items()}


def bench_env(
    repeats: int = 3, jobs: int = 1, said: Said = lambda _: None, sizes: tuple[int, ...] = SIZES
) -> dict[str, Any]:
    """Measure world-months a second with outside choices, for some numbers of worlds; return them
    as plain data.
    """
    scenario, engines = load_scenario(SCENARIO), engines_here()
    found, wanted = {}, []
    for worlds in sizes:
        said(f"{worlds} worlds")
        rates = speeds(scenario, worlds, engines[0], jobs, repeats)
        share = round(rates["environment"] / rates["by_month"], 2)
        found[str(worlds)] = rates
        what = f"{worlds} worlds: share of the kernel stepped by month, at least"
        wanted.append(
            {"what": what, "wanted": LEAST_SHARE, "measured": share, "met": share >= LEAST_SHARE}
        )
    return {
        "machine": machine(jobs, engines),
        "scenario": SCENARIO,
        "months": scenario.months,
        "world_months_a_second": found,
        "wanted": wanted,
    }


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
        "-j", "--jobs", type=int, choices=range(1, 1025), metavar="N", help="threads, 1 to 1024"
    )
    parser.add_argument(
        "--long",
        action="store_true",
        help="also a million worlds, the policy game, first answers, and all beside the last edition",
    )
    parser.add_argument(
        "--env", action="store_true", help="the environment instead, beside the kernel by month"
    )
    asked = parser.parse_args()

    def said(text: str) -> None:
        print(text, file=sys.stderr)

    found = (
        bench_env(asked.repeats, asked.jobs or 1, said)
        if asked.env
        else bench(asked.repeats, asked.jobs, asked.long, said)
    )
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
