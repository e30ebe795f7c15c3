"""Settings for every test: properties are tried on the same examples each time, and never against
the clock.
"""

import functools
import gc
import os
import signal
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

# Imports and the list of tests make many objects and hardly any garbage: looking for it after each
# 700 is dear.
gc.set_threshold(50_000)

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("steady")

# A shell that starts tests in the background lets them ignore interrupts, and their children would
# inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


CACHED = type(functools.cache(len))
"""What a function is whose answers are kept. Some objects of modules answer any name, so names do
not tell.
"""


def open_to_others(path: Path) -> bool:
    """Say whether a user without rights of its own can reach a path."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.is_dir()
    )


def made_once(item: pytest.Item) -> str | None:
    """Return the module of tests that makes once what a test uses: in a fixture, or in a function
    that is cached.
    """
    own = vars(item.module).values() if isinstance(item, pytest.Function) else ()
    homes = {str(each.__module__) for each in own if isinstance(each, CACHED)}
    if shared := sorted(home for home in homes if home.startswith("tests.")):
        return shared[0]
    info = getattr(item, "_fixtureinfo", None)
    once = info is not None and any(
        made[-1].scope == "module" for made in info.name2fixturedefs.values() if made
    )
    return item.nodeid.partition("::")[0] if once else None


def pytest_configure(config: pytest.Config) -> None:
    """Give all tests, workers and sessions one cache of compiled rules: what each would compile is
    kept by its hash.
    """
    # Lines as wide as in a file, so that sentences that are looked for are not broken.
    os.environ["COLUMNS"] = "118"
    os.environ.setdefault("SIM_CACHE", str(config.rootpath / ".pytest_cache" / "sim"))
    # Where no bytecode is kept, each command that a test starts would compile the sources: a
    # quarter of its time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        compile_rules()


def compile_rules() -> None:
    """Compile the rules before any worker starts: all would ask at once, and all but one wait."""
    from sim.core.engine import kernel
    from sim.core.engine.source import read_game
    from sim.core.engine.toolchain import FORMS, NoCompiler
    from sim.core.engine.translated import translation

    with suppress(NoCompiler, OSError):
        for form in FORMS:
            kernel.kernel(translation(read_game()), form, 0)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For `-m short`, leave out each file that holds no short test, unread."""
    wanted = config.option.markexpr == "short" and collection_path.suffix == ".py"
    return True if wanted and "mark.short" not in collection_path.read_text("utf-8") else None


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a long text by its start: names of tests go from worker to worker, and one held a
    megabyte.
    """
    return (
        f"{val[:60]!a} of {len(val)}" if isinstance(val, str | bytes) and len(val) > 200 else None
    )


def pytest_collection_finish() -> None:
    """Let no later look for garbage go through what was imported and listed."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests recorded as told, and what the session cost: processor seconds, with those of
    all workers.
    """
    ended = (
        each for outcome in ("passed", "failed") for each in terminalreporter.stats.get(outcome, [])
    )
    for told in sorted(
        value for each in ended for name, value in each.user_properties if name == "told"
    ):
        terminalreporter.write_line(str(told))
    terminalreporter.write_line(f"processor: {sum(os.times()[:4]):.0f} s")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep with one worker what shares a dear thing, or two would make it; xdist plays the largest
    groups first.

    xdist reads the groups in a hook of this name, so this one comes before it.

    Skip what a child without root's rights is to do, where such a child could not even read the
    project.
    """
    for item in items:
        if (once := made_once(item)) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(once))
    if os.getuid() == 0 and not open_to_others(Path(__file__).parents[1]):
        reason = "the project lies in a folder that only root can enter"
        for item in items:
            if item.get_closest_marker("unprivileged"):
                item.add_marker(pytest.mark.skip(reason=reason))
