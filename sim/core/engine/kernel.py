"""The compiled engine, a library that ctypes calls without the interpreter's lock, and the choice
of the engine.
"""

from __future__ import annotations

import atexit
import ctypes
import hashlib
import math
import os
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem, check_known
from sim.core.engine.behind import add_played, compile_behind, count_file
from sim.core.engine.cache import cache_folder
from sim.core.engine.job import PreparedJob
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import (
    AT_ONCE,
    FORMS,
    HERE,
    WIDTHS,
    X86_HERE,
    NoCompiler,
    compiler,
    is_kept,
    library,
    section,
)
from sim.core.engine.translated import Translation, translation

WHOLE: Final = ("seed", "first_month", "worlds", "months", "begins", "stride")
SHEETS: Final = ("levers", "orders", "calendar", "luck")
"""The inputs of a month, for all worlds or, with a stride, for each."""

ADDRESSES: Final = (
    "numbers",
    "varying",
    "varying_count",
    "drawn",
    *(f"{sheet}{part}" for sheet in SHEETS for part in ("", "_stride")),
    "ids",
    "generation",
    "clone",
    "state",
    "recorded",
    "recorded_count",
    "record",
    "lived",
    "failed",
    "room",
)


SHIPPED: Final = "prebuilt"
"""The name of the libraries that came with the package. No module may have it: Python would take a
`.so` for that.
"""

SUM: Final = ".sha256"
"""The suffix of the file that holds the hash of a packed file."""

_LOCK: Final = Lock()


class JobOfKernel(ctypes.Structure):
    """The job as `driver.h` lays it out: 64 bits for each entry."""

    _fields_ = [(name, ctypes.c_uint64) for name in (*WHOLE, *ADDRESSES)]


class KernelEntry:
    """One width of lanes of a library, for one form of the numbers."""

    def __init__(self, loaded: ctypes.CDLL, form: str, width: str) -> None:
        self.width = WIDTHS[loaded.cpu_level()] if width == "host" and X86_HERE else width
        self.play: Callable[..., None] = getattr(loaded, f"play_{form}_{width}")
        self.play.restype = None
        room = getattr(loaded, f"room_{form}_{width}")
        room.restype = ctypes.c_int64
        self.room = int(room())


def entry_of(path: Path, form: str, width: str | None = None) -> KernelEntry:
    """Return the widest lanes that a library has and this processor can, or those named. Raises
    OSError.
    """
    loaded = ctypes.CDLL(str(path))
    if not hasattr(loaded, "cpu_level"):
        raise OSError(f"{path.name} is no library of rules")
    widths = (width,) if width else ("host", "neon", *reversed(WIDTHS[: loaded.cpu_level() + 1]))
    for name in widths:
        if hasattr(loaded, f"play_{form}_{name}"):
            return KernelEntry(loaded, form, name)
    raise OSError(f"{path.name} holds no lanes for this processor")


def shipped_library(fingerprint: str) -> Path | None:
    """Return the library that came with the package, if it is as it was packed and of these rules."""
    return packed_in(HERE)[0].get(fingerprint)


@cache
def packed_in(folder: Path) -> tuple[dict[str, Path], str]:
    """Return the libraries that came in a folder, by the fingerprint of their rules, and why one of
    them is not to be used.
    """
    libraries, fault = {}, ""
    for path in sorted(folder.glob(f"{SHIPPED}.*")):
        if path.suffix in (".so", ".dylib", ".dll"):
            try:
                if is_as_packed(path):
                    made_from = (ctypes.c_char * 65).in_dll(ctypes.CDLL(str(path)), "made_from")
                    libraries[made_from.value.decode()] = path
                else:
                    fault = f"{path.name} is not as it was packed"
            except (OSError, ValueError) as error:
                fault = f"{path.name} cannot be loaded ({error})"
    return libraries, fault


def is_as_packed(path: Path) -> bool:
    """Return whether a file that came with the package has the hash that lies beside it; raises
    OSError.
    """
    beside = path.with_name(f"{path.name}{SUM}").read_text()
    return beside == hashlib.sha256(path.read_bytes()).hexdigest()


def shipped_wasm(fingerprint: str) -> Path | None:
    """Return the WebAssembly that came with the package, if it is as it was packed and of these
    rules.
    """
    path = HERE / f"{SHIPPED}.wasm"
    with suppress(OSError):
        if is_as_packed(path) and path.read_bytes().endswith(section(fingerprint)):
            return path
        say_once(f"{path.name} is altered or of other rules: it is not used")
    return None


BREAK_EVEN: Final = 1_400_000 * 36
"""World-months after which the better library is made: as many as save the time of making it.

Measured on AVX-512: zig makes it in 10.6 processor seconds and saves 8.6 µs a world, g++ in 36.4 and
22.7, so 1.2 and 1.6 million worlds of 36 months.
"""

COUNTED: Final = 65_536
"""World-months after which they are counted on the disk, and the better library is looked for."""

_played: Final[dict[tuple[Translation, str], float]] = {}
"""World-months that are not counted yet; infinite once the better library plays."""

_compiling: Final[dict[tuple[Translation, str], Any]] = {}
_at_hand: Final[set[tuple[Translation, str]]] = set()


def kernel(translated: Translation, form: str, months: int | None = None) -> KernelEntry:
    """Return the kernel of a game: the one that came with it, else one compiled for this processor.

    `months` are the world-months to be played, None for the optimized kernel at once. Until the
    total reaches BREAK_EVEN a quickly compiled kernel plays, unless the optimized one is cached;
    then the optimized one is compiled in the background and replaces it. Both give the same bytes.
    Raises NoCompiler if there is no compiler, and OSError if the cache is broken and cannot be
    repaired.
    """
    with _LOCK:  # threads that ask at once wait for one compilation
        often = months is None or _is_better_there(translated, form, months)
        try:
            entry = _kernel(translated, form, often)
        except (NoCompiler, OSError):
            if months is None or not often:
                raise
            _played[translated, form] = -math.inf  # keep the library that already plays
            entry = _kernel(translated, form, False)
        _at_hand.add((translated, form))
        return entry


def is_at_hand(translated: Translation, form: str) -> bool:
    """Return whether a kernel can be had at once, without a compilation."""
    if (translated, form) in _at_hand or shipped_library(translated.fingerprint):
        return True
    with suppress(NoCompiler, OSError):
        flags: tuple[tuple[str, ...], ...] = ((), AT_ONCE)
        return any(
            is_kept(translated.cpp, translated.fingerprint, (form,), extra) for extra in flags
        )
    return False


def _is_better_there(translated: Translation, form: str, months: int) -> bool:
    """Return whether the better library is in the cache; have it made behind where it pays."""
    key = translated, form
    _played[key] = _played.get(key, 0) + months
    if not COUNTED <= _played[key] < math.inf or shipped_library(translated.fingerprint):
        return _played[key] == math.inf
    made_by, fingerprint = compiler(), translated.fingerprint
    if not made_by.eager:
        return False
    if is_kept(translated.cpp, fingerprint, (form,)):
        _played[key] = math.inf
        return True
    path = count_file(fingerprint, form)
    total, _played[key] = add_played(path, int(_played[key])), 0
    if total >= BREAK_EVEN and key not in _compiling:
        _compiling[key] = compile_behind(translated.cpp, fingerprint, form)
        add_played(path, -total)  # where it fails, it is not tried for long
        if not made_by.zig:
            say_once(
                f"{made_by.name} compiled the rules: their kernel has three fifths of the speed of zig's, "
                "and four fifths once it is compiled again, which begins now in the background. "
                "pip install 'korea-escalation[compile]' for the fast one."
            )
    return False


@atexit.register
def _count_the_rest() -> None:
    for (translated, form), months in _played.items():
        if 0 < months < math.inf and not shipped_library(translated.fingerprint):
            add_played(count_file(translated.fingerprint, form), int(months))


@cache
def _kernel(translated: Translation, form: str, often: bool) -> KernelEntry:
    packed, fault = packed_in(HERE)
    if path := packed.get(translated.fingerprint):
        try:
            return entry_of(path, form)
        except OSError as error:
            fault = str(error)
    elif packed and not fault:
        fault = "The packed kernel is of other rules"
    if translated.fingerprint != translation(read_game()).fingerprint:
        fault = ""  # rules of a user's own are compiled as always
    find = partial(library, translated.cpp, translated.fingerprint, (form,), often=often)
    try:
        path = find()
    except NoCompiler as error:
        raise NoCompiler(f"{fault}, and {error}" if fault else str(error)) from None
    if fault:
        say_once(f"{fault}: one that is compiled here plays, with the same results.")
    try:
        return entry_of(path, form)
    except OSError:  # a library of another program under the same name
        path.unlink(missing_ok=True)
        return entry_of(find(), form)


def run(
    plan: PreparedJob,
    state: Floats,
    record: Floats,
    months_lived: Any,
    failed: Any,
    low: int,
    high: int,
    entry: KernelEntry | None = None,
) -> None:
    """Play the worlds from low to high of a plan; fill their columns of state, record, months lived
    and failed.
    """
    entry = entry or kernel(
        translation(plan.game), FORMS[plan.own_numbers], (high - low) * plan.job.months
    )
    room = np.empty(entry.room + 64, np.uint8)
    parts = parts_of(plan, state, record, months_lived, failed)
    addresses = {name: values.ctypes.data for name, (values, _) in parts.items()}
    entry.play(
        ctypes.byref(job_of(plan, parts, addresses, low, high, (room.ctypes.data + 63) // 64 * 64))
    )


def parts_of(
    plan: PreparedJob, state: Floats, record: Floats, months_lived: Any, failed: Any
) -> dict[str, tuple[Any, bool]]:
    """Return the arrays of a job that are given, each with whether its last axis is that of the
    worlds.
    """
    by_world = {
        "ids": plan.ids,
        "generation": plan.generation,
        "clone": plan.clone,
        "state": state,
        "record": record,
    }
    by_world |= {"lived": months_lived, "failed": failed}
    parts: dict[str, tuple[Any, bool]] = {
        name: (values, True) for name, values in by_world.items() if values is not None
    }
    parts |= {
        "numbers": (plan.numbers, False),
        "varying": (plan.varying, False),
        "drawn": (plan.drawn, True),
    }
    for name in SHEETS:
        values = getattr(plan, name)
        if values is not None:
            parts[name] = (values, values.ndim == 3)
    return parts | {"recorded": (plan.recorded, False)}


def job_of(
    plan: PreparedJob,
    parts: dict[str, tuple[Any, bool]],
    addresses: dict[str, int],
    low: int,
    high: int,
    room: int,
) -> JobOfKernel:
    """Return the job of the worlds from low to high, given where its arrays lie and where there is
    room to work in.
    """
    job = JobOfKernel(
        seed=plan.job.seed,
        first_month=plan.job.first_month,
        worlds=high - low,
        months=plan.job.months,
        begins=plan.job.state is None,
        stride=plan.job.worlds,
        recorded_count=len(plan.recorded),
        varying_count=len(plan.varying),
        room=room,
    )
    for name, (values, by_world) in parts.items():
        setattr(job, name, addresses[name] + (low * values.itemsize if by_world else 0))
        if name in SHEETS:
            setattr(job, f"{name}_stride", plan.job.worlds if by_world else 0)
    return job


class Calls:
    """Worlds of a plan that the kernel plays one month a call; inputs that all months share are
    laid out once.

    The arrays of the plan and the arguments must not move in memory. The worlds have begun.
    """

    def __init__(
        self,
        plan: PreparedJob,
        state: Floats,
        record: Floats,
        months_lived: Any,
        failed: Any,
        low: int,
        high: int,
        entry: KernelEntry,
    ) -> None:
        self._plan, self._entry, self._low = plan, entry, low
        parts = parts_of(plan, state, record, months_lived, failed)
        addresses = {name: values.ctypes.data for name, (values, _) in parts.items()}
        self._room = np.empty(entry.room + 64, np.uint8)
        self._references = parts, state, record, months_lived, failed
        self._job = job_of(
            plan, parts, addresses, low, high, (self._room.ctypes.data + 63) // 64 * 64
        )
        self._job.months = 1
        self._by_reference = ctypes.byref(self._job)
        self._sheets = [
            (name, getattr(self._job, name), parts[name][0].strides[0])
            for name in SHEETS
            if name in parts
        ]
        self._orders_stride = self._job.orders_stride

    def play(self, month: int, orders: Any = None) -> None:
        """Play a month of the plan; `orders`, int8 `(orders, worlds)`, stand for its own."""
        job = self._job
        job.first_month = self._plan.job.first_month + month
        for name, address, size in self._sheets:
            setattr(job, name, address + month * size)
        job.orders_stride = self._orders_stride
        if orders is not None:
            job.orders, job.orders_stride = orders.ctypes.data + self._low, orders.shape[1]
        self._entry.play(self._by_reference)


Engine = Literal["kernel", "numpy", "python"]
ENGINES: Final = ("kernel", "numpy", "python")

_past_warnings: set[str] = set()


def engine_for(plan: PreparedJob, engine: Engine | None) -> Engine:
    """Return the engine that plays a plan: the one asked for, else the kernel if it is available,
    else NumPy.

    Raises UsageProblem for an engine that does not exist or is not available.
    """
    if engine is not None:
        check_known("engine", engine, ENGINES, "engine")
    if engine in (None, "kernel"):
        try:
            kernel(translation(plan.game), FORMS[plan.own_numbers], 0)
        except (NoCompiler, OSError) as error:
            if engine == "kernel":
                raise UsageProblem(
                    f"The kernel cannot be had: {error}",
                    "engine",
                    f"{way_to_compile(error)}, or choose numpy.",
                ) from error
            say_once(
                f"The NumPy engine plays, slower, same results: {error}. {way_to_compile(error)} for the fast one."
            )
            return "numpy"
    return engine or "kernel"


def way_to_compile(error: NoCompiler | OSError) -> str:
    """Return the remedy for a kernel that cannot be compiled, cached or loaded."""
    if isinstance(error, OSError):
        return f"Make {cache_folder()} a folder that you can write and load libraries from"
    if os.environ.get("SIM_CXX"):
        return "Set SIM_CXX to a C++ compiler or leave it unset"
    return "pip install 'korea-escalation[compile]'"


def say_once(text: str, topic: str = "") -> None:
    """Warn of something, unless this process has done so already, or of something else about the
    same.
    """
    if (topic or text) not in _past_warnings:
        _past_warnings.add(topic or text)
        warnings.warn(text, stacklevel=2)
