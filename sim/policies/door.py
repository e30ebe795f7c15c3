"""The door to code that the project did not ship: user-written policies, rules and outcomes, and
programs.

It is open if a user names code in a command or a file. It is shut while another person's results
are read, or made again without `--run-code`. Every function that runs such code calls `ask` first.
As a second barrier, an audit hook (PEP 578) stops processes, foreign code files and writing
elsewhere.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from types import CodeType, FrameType
from typing import Any, Final

from sim.core.base.errors import DataProblem
from sim.core.engine import toolchain
from sim.core.engine.cache import cache_folder

READ_IT: Final = "Read it first. If you trust it, give --run-code, which runs it with all that your account may do."
BY_HAND: Final = "Ask the author, and play it by hand."
STARTS: Final = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"}
)
CHANGES: Final = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink"})
TEXTS: Final = ("<rule_", "<outcome>")
"""Prefixes of the file names of user-written code that runs from a text."""

SHIPPED: Final = Path(__file__).parents[1]
BESIDE: Final = [
    str(SHIPPED.with_name(name)) for name in ("sim", "korea_escalation", "scenarios", "studies")
]
"""The packages of the project."""

WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_lock: Final = RLock()
_state: Final = {"shut": 0, "listed": 0, "hooked": 0}
_places: Final[list[Path]] = []


def is_shut() -> bool:
    """Return whether the door is shut to all foreign code."""
    return bool(_state["shut"])


def ask(code: str, listed: bool = True) -> None:
    """Refuse to run code while the door is shut; raises DataProblem that names the code.

    Code that is not `listed` with results is refused also if `--run-code` lets the rest run.
    """
    if is_shut():
        raise DataProblem(
            f"these results ask for code, which is not run: {code}", "results", READ_IT
        )
    if _state["listed"] and not listed:
        raise DataProblem(
            f"these results ask for code that is not with them: {code}", "results", BY_HAND
        )


@contextmanager
def keep_shut(run_code: bool = False, places: Iterable[str | Path] = ()) -> Iterator[None]:
    """Keep the door shut in all threads; with `run_code`, only to code not listed with results.

    While it is shut the project writes only to `places`, temporary folders and its cache. Raises
    DataProblem if the audit hook stops an operation.
    """
    key = "listed" if run_code else "shut"
    # Both find their folder once, by writing to it.
    tempfile.gettempdir()
    cache_folder()
    folders = [Path(place).absolute() for place in places]
    with _lock:
        _places.extend(folders)
        if not _state["hooked"]:
            _state["hooked"] = 1
            sys.addaudithook(stop)
        _state[key] += 1
    try:
        yield
    except Stopped as caught:
        message = f"these results ask for a forbidden action: {caught}"
        raise DataProblem(message, "results", READ_IT) from None
    finally:
        with _lock:
            _state[key] -= 1
            for place in folders:
                _places.remove(place)


class Stopped(PermissionError):
    """An operation that the audit hook has stopped."""


def stop(event: str, details: tuple[Any, ...], state: dict[str, int] = _state) -> None:
    """Stop foreign code, programs and writing elsewhere while the door is shut; raises Stopped.

    Python calls it to its very end, when the names of this module are gone: `state` stays.
    """
    if not state["shut"]:
        return
    match event, details:
        case "exec", (CodeType() as code, *_):
            name = code.co_filename
            if name.startswith(TEXTS) or (name[:1] != "<" and not is_installed(Path(name))):
                raise Stopped(f"code was about to be run: {name!r:.200}")
        case "import", (_, str(file), *_) if not is_installed(Path(file)):
            raise Stopped(f"a module was about to be loaded: {file!r:.200}")
        case "open", (str() | bytes() as path, _, int(flags)) if flags & WRITING:
            check_place(path)
        case _ if event in STARTS and is_of_project(sys._getframe(1)):
            raise Stopped(f"a program was about to be started: {details[0]!r:.200}")
        case _ if event in CHANGES and isinstance(details[0], str | bytes) and details[-1] == -1:
            check_place(details[0])


def check_place(path: str | bytes) -> None:
    """Refuse to let the project write outside the permitted folders; raises Stopped."""
    place = Path(os.fsdecode(path)).absolute()
    passing = Path(tempfile.gettempdir()), cache_folder(), Path(os.devnull)
    roots = (*passing, *_places)
    if not any(place.is_relative_to(root) for root in roots) and is_of_project(sys._getframe(2)):
        raise Stopped(f"something was about to be written: {str(place)!r:.200}")


def is_of_project(frame: FrameType | None) -> bool:
    """Return whether the project calls, and not its compiler or a package that keeps a cache."""
    library = sysconfig.get_path("stdlib")
    while frame and frame.f_code.co_filename.startswith((library, "<")):
        if "site-packages" in frame.f_code.co_filename:
            break
        frame = frame.f_back
    name = frame.f_code.co_filename if frame else ""
    return name.startswith(str(SHIPPED)) and name != toolchain.__file__


@cache
def is_installed(file: Path) -> bool:
    """Return whether a file belongs to Python or to a package that was installed, be it as a link
    to another place.
    """
    roots = [Path(path) for path in {*sysconfig.get_paths().values(), *BESIDE}]
    return any(
        place.is_relative_to(each)
        for place in (file, file.resolve())
        for root in roots
        for each in (root, root.resolve())
    )
