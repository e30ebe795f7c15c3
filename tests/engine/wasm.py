"""Play a job in WebAssembly, under wasmtime: the arrays are copied into its memory and the results out again."""

import ctypes
from pathlib import Path

import numpy as np
import wasmtime

from sim.engine.job import Job, Plan, Worlds
from sim.engine.kernel import job_of, parts_of
from sim.engine.source import Game
from sim.engine.toolchain import FORMS


def play(job: Job, game: Game, path: Path) -> Worlds:
    plan = Plan(job, game)
    form = FORMS[plan.own_numbers]
    state, record = plan.start(), np.empty((job.months, len(job.record), job.worlds))
    lived, failed = np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.int8)
    parts = parts_of(plan, state, record, lived, failed)
    store = wasmtime.Store()
    exports = wasmtime.Instance(store, wasmtime.Module.from_file(store.engine, str(path)), []).exports(store)
    memory = exports["memory"]
    free, addresses = int(exports["__heap_base"].value(store)), {}
    for name, (values, _) in parts.items():
        addresses[name] = free = (free + 63) // 64 * 64
        free += values.nbytes
    room = (free + 63) // 64 * 64
    whole = room + exports[f"room_{form}_wasm"](store) + ctypes.sizeof(ctypes.c_uint64) * 64
    memory.grow(store, max(0, -(-(whole - memory.data_len(store)) // 65536)))
    for name, (values, _) in parts.items():
        memory.write(store, np.ascontiguousarray(values).tobytes(), addresses[name])
    at = whole - ctypes.sizeof(ctypes.c_uint64) * 48
    memory.write(store, bytes(job_of(plan, parts, addresses, 0, job.worlds, room)), at)
    exports[f"play_{form}_wasm"](store, at)
    for name in ("state", "record", "lived", "failed"):
        values = parts[name][0]
        raw = memory.read(store, addresses[name], addresses[name] + values.nbytes)
        values[...] = np.frombuffer(bytes(raw), values.dtype).reshape(values.shape)
    kept = {name: record[:, i] for i, name in enumerate(job.record)}
    return Worlds(state, kept, lived, failed.astype(bool), plan.places)
