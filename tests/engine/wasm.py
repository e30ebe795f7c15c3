"""Play a job in WebAssembly: its arrays are copied into memory and the results out again, by
wasmtime or a browser.
"""

import base64
import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import wasmtime

from sim.core.engine.job import Job, PreparedJob, Worlds
from sim.core.engine.kernel import job_of, parts_of
from sim.core.engine.source import Game
from sim.core.engine.toolchain import FORMS

OUT = ("state", "record", "lived", "failed")
IN_A_PAGE = """async ({ module, entry, writes, at, whole, reads }) => {
    const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const { exports } = (await WebAssembly.instantiate(bytes(module))).instance;
    const memory = exports.memory;
    memory.grow(Math.max(0, Math.ceil((whole - memory.buffer.byteLength) / 65536)));
    for (const [address, text] of writes) new Uint8Array(memory.buffer).set(bytes(text), address);
    exports[entry](at);
    return reads.map(([address, length]) => {
        let text = "";
        for (const each of new Uint8Array(memory.buffer, address, length)) text += String.fromCharCode(each);
        return btoa(text);
    });
}"""


@dataclass(frozen=True)
class Call:
    """One call of the library: what is written where, where the job lies, how much memory, what is
    read.
    """

    entry: str
    writes: list[tuple[int, bytes]]
    at: int
    whole: int
    reads: list[tuple[int, int]]


Caller = Callable[[Path, Call], list[bytes]]


def play(job: Job, game: Game, path: Path, by: Caller | None = None) -> Worlds:
    """Play a job in a library for WebAssembly, under wasmtime unless said."""
    plan = PreparedJob(job, game)
    form = FORMS[plan.own_numbers]
    state, record = plan.start(), np.empty((job.months, len(job.record), job.worlds))
    lived, failed = np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.int8)
    parts = parts_of(plan, state, record, lived, failed)
    store, exports = opened(path)
    free, addresses = int(exports["__heap_base"].value(store)), {}
    for name, (values, _) in parts.items():
        addresses[name] = free = (free + 63) // 64 * 64
        free += values.nbytes
    room = (free + 63) // 64 * 64
    whole = room + exports[f"room_{form}_wasm"](store) + ctypes.sizeof(ctypes.c_uint64) * 64
    at = whole - ctypes.sizeof(ctypes.c_uint64) * 48
    writes = [
        (addresses[name], np.ascontiguousarray(values).tobytes())
        for name, (values, _) in parts.items()
    ]
    writes.append((at, bytes(job_of(plan, parts, addresses, 0, job.worlds, room))))
    reads = [(addresses[name], parts[name][0].nbytes) for name in OUT]
    for name, raw in zip(
        OUT,
        (by or in_wasmtime)(path, Call(f"play_{form}_wasm", writes, at, whole, reads)),
        strict=True,
    ):
        values = parts[name][0]
        values[...] = np.frombuffer(raw, values.dtype).reshape(values.shape)
    kept = {name: record[:, i] for i, name in enumerate(job.record)}
    return Worlds(state, kept, lived, failed.astype(bool), plan.places)


def opened(path: Path) -> tuple[wasmtime.Store, Any]:
    """Return a store of wasmtime and what a library exports there."""
    store = wasmtime.Store()
    return store, wasmtime.Instance(
        store, wasmtime.Module.from_file(store.engine, str(path)), []
    ).exports(store)


def in_wasmtime(path: Path, call: Call) -> list[bytes]:
    """Make a call under wasmtime."""
    store, exports = opened(path)
    memory = exports["memory"]
    memory.grow(store, max(0, -(-(call.whole - memory.data_len(store)) // 65536)))
    for address, content in call.writes:
        memory.write(store, content, address)
    exports[call.entry](store, call.at)
    return [bytes(memory.read(store, address, address + length)) for address, length in call.reads]


def in_page(page: Any) -> Caller:
    """Return a caller that makes its calls in a page of a browser."""

    def called(path: Path, call: Call) -> list[bytes]:
        def text(content: bytes) -> str:
            return base64.b64encode(content).decode()

        asked = {
            "module": text(path.read_bytes()),
            "entry": call.entry,
            "at": call.at,
            "whole": call.whole,
            "writes": [[address, text(content)] for address, content in call.writes],
            "reads": call.reads,
        }
        return [base64.b64decode(each) for each in page.evaluate(IN_A_PAGE, asked)]

    return called
