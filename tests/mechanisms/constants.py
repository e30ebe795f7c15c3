"""Measure every constant of the rules that is no parameter: each 20 % lower and higher, in the same worlds.

    python -m tests.mechanisms.constants [WORLDS [SEED]]

One compilation: a kernel reads named constants and literals from a table, so that each can be moved
without another. Left out are 0, 1 and −1, whole numbers, and the mathematics of `maths.py`,
`choosing.py` and `beliefs.py`. It takes about 90 processor seconds at 4 000 worlds.
"""

from __future__ import annotations

import ast
import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from sim.core.engine import kernel, to_cpp, translated
from sim.core.engine.expressions import FLOAT, Expressions
from sim.core.engine.steps import Ex
from sim.core.scenario import load_scenario
from sim.study.run.worlds import run

ROOM = "sim.core.game."
MOST = 400
LEFT_OUT = ("maths", "choosing", "beliefs", "language")
MOVED_BY = 0.2
MEASURES = ("lose_lose", "war")


class Knob(float):
    """A constant whose value a kernel reads at a place of its table."""

    place: int
    in_kernel = False

    def __repr__(self) -> str:
        return f"knobs[{self.place}]" if Knob.in_kernel else float.__repr__(self)


class Table:
    """The constants of the rules by name, with their values, and the kernels that read them."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.kernels: list[ctypes.CDLL] = []

    def knob(self, name: str, value: float) -> Ex:
        """Return the constant of this name as an expression."""
        self.values.setdefault(name, value)
        knob = Knob(value)
        knob.place = list(self.values).index(name)
        return Ex("constant", [knob], FLOAT)

    def turn(self, name: str, value: float) -> None:
        """Set a constant in every kernel that is loaded."""
        for library in self.kernels:
            table = (ctypes.c_double * MOST).in_dll(library, "knobs")
            table[list(self.values).index(name)] = value


@contextmanager
def constants_in_a_table() -> Iterator[Table]:
    """Let the kernels made here read the constants of the rules from a table."""
    table = Table()
    by_name, by_value, negative = Expressions.name, Expressions.value, Expressions.negative
    text_of, begin = to_cpp.program_text, kernel.KernelEntry.__init__

    def counts(self: Any) -> bool:
        module = self.rule.module
        return module.startswith(ROOM) and not module.endswith(LEFT_OUT)

    def name(self: Any, text: str, names: set[str], node: ast.AST) -> Ex:
        constant = by_name(self, text, names, node)
        if constant.do != "constant" or type(constant.parts[0]) is not float or not counts(self):
            return constant
        homes = [
            module.__name__
            for module in map(sys.modules.get, sys.modules.copy())
            if module and module.__name__.startswith(ROOM) and hasattr(module, text)
        ]
        own = self.rule.module if f"{text} = " in "\n".join(self.rule.lines) else min(homes)
        return table.knob(f"{own.removeprefix(ROOM)}.{text}", constant.parts[0])

    def value(self: Any, node: ast.expr, names: set[str]) -> Ex:
        plain = isinstance(node, ast.Constant) and type(node.value) is float
        if plain and abs(node.value) not in (0.0, 1.0) and counts(self):  # type: ignore[attr-defined]
            place = f"{self.rule.name}:{node.lineno}:{node.col_offset}"
            number = float(node.value)  # type: ignore[attr-defined]
            return table.knob(f"{self.rule.module.removeprefix(ROOM)}.{place} {number:g}", number)
        return by_value(self, node, names)

    def kept_sign(self: Any, number: Ex, node: ast.AST) -> Ex:
        is_knob = isinstance(number.parts[0], Knob)
        return Ex("negative", [number], number.kind) if is_knob else negative(self, number, node)

    def program_text(program: Any) -> str:
        Knob.in_kernel = True
        text = text_of(program)
        Knob.in_kernel = False
        values = ", ".join(map(float.__repr__, table.values.values()))
        visible = '__attribute__((visibility("default")))'
        return f'extern "C" {{ {visible} double knobs[{MOST}] = {{{values}}}; }}\n{text}'

    def loaded(self: Any, library: ctypes.CDLL, form: str, width: str) -> None:
        table.kernels.append(library)
        begin(self, library, form, width)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Expressions, "name", name)
        patch.setattr(Expressions, "value", value)
        patch.setattr(Expressions, "negative", kept_sign)
        patch.setattr(to_cpp, "program_text", program_text)
        patch.setattr(kernel.KernelEntry, "__init__", loaded)
        patch.setattr(translated, "keep_texts", lambda module, make: make())
        yield table


def moved(worlds: int, seed: int) -> Iterator[tuple[str, float, list[float], list[float]]]:
    """Yield each constant, its value, and how far its two moves take lose-lose and war, in points
    with the half of a 95 % interval.
    """
    spring = load_scenario("2017-spring")

    def played() -> Any:
        outcomes = run(spring, worlds, seed, jobs=1).to_frame()
        return np.stack([100.0 * outcomes[name].to_numpy(float) for name in MEASURES])

    with constants_in_a_table() as table:
        base = played()
        for name, value in list(table.values.items()):
            means, halves = [], []
            for factor in (1.0 - MOVED_BY, 1.0 + MOVED_BY):
                table.turn(name, value * factor)
                apart = played() - base
                means += apart.mean(axis=1).tolist()
                halves += (1.96 * apart.std(axis=1) / worlds**0.5).tolist()
            table.turn(name, value)
            yield name, value, means, halves


if __name__ == "__main__":
    worlds, seed = (
        int(text) for text in (sys.argv[1:] + ["4000", "20261203"][len(sys.argv) - 1 :])
    )
    print("20 % lower and higher: lose-lose and war, in points (± half an interval of 95 %)")
    for name, value, means, halves in moved(worlds, seed):
        numbers = " ".join(f"{m:+6.2f} ({h:.2f})" for m, h in zip(means, halves, strict=True))
        print(f"{name:60} {value:8.4g}  {numbers}", flush=True)
