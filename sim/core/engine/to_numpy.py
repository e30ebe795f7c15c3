"""Print lowered rules as NumPy, for a machine without a compiler, and hold the words that the print
uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.core.engine.lower import LoweredGame, phases_of
from sim.core.engine.records import hints_of
from sim.core.engine.steps import Do, Ex, If, Loop, Lowered, Set, Take, Tell, expressions_in
from sim.core.game.language import PLACES_OF_A_ROW


def expression(e: Ex) -> str:
    """Print an expression."""
    p = e.parts
    match e.do:
        case "constant":
            return f"({p[0]!r})"
        case "name":
            return "_result" if p[0] == "return" else str(p[0])
        case "field":
            return f"{expression(p[0])}.{p[1]}"
        case "at" if p[0].do == "row_at" and p[1].kind.name == "Count":
            grid, row = p[0].parts
            return f"_at_column({expression(grid)}, {expression(row)}, {expression(p[1])}, {row.kind.reach})"
        case "at" | "row_at":
            if p[1].kind.name == "Count":
                return f"{expression(p[0])}[{expression(p[1])}]"
            return f"_{e.do}({expression(p[0])}, {expression(p[1])}, {p[1].kind.reach})"
        case "call":
            return call(e, "")
        case "word":
            return f"_{p[0]}({', '.join(map(expression, p[1:]))})"
        case "fresh":
            return f"_fresh_{e.kind.name}()"
        case "copy" | "choose" | "and" | "or" | "not":
            return f"_{e.do}({', '.join(map(expression, p))})"
        case "negative":
            return f"(-{expression(p[0])})"
    return f"({expression(p[0])} {e.do} {expression(p[1])})"


def call(e: Ex, mask: str) -> str:
    """Print a call; a rule that changes records takes the mask as its last argument."""
    callee: Lowered = e.parts[0]
    return f"_f_{callee.name}({', '.join([*map(expression, e.parts[1:]), *([mask] if callee.changed else [])])})"


def print_steps(steps: list[Any], pad: str, branch_mask: str, call_mask: str) -> list[str]:
    """Print steps under two masks: of the branches of this rule, and with it the one that this rule
    was given.
    """
    out = []
    for s in steps:
        match s:
            case Set(target, value, mask):
                place_text, name = (
                    expression(target),
                    branch_mask if mask == "own" else call_mask if mask == "given" else "",
                )
                new = expression(value)
                out.append(
                    f"{pad}{place_text} = {f'_choose({name}, {new}, {place_text})' if name else new}"
                )
            case Take(name, value):
                out.append(f"{pad}{name} = {expression(value)}")
            case Do(invocation, mask):
                out.append(
                    f"{pad}{call(invocation, (branch_mask if mask == 'own' else call_mask) or 'True')}"
                )
            case Tell(place, value):
                out.append(
                    f"{pad}_tell({expression(place)}, {expression(value)}, {call_mask or branch_mask or True})"
                )
            case Loop(name, start, stop, body):
                out.append(f"{pad}for {name} in range({expression(start)}, {expression(stop)}):")
                out += print_steps(body, pad + " ", branch_mask, call_mask) or [f"{pad} pass"]
            case If(n, condition, _, yes, no):
                out.append(f"{pad}_c{n} = {expression(condition)}")
                for letter, flag, body in (("y", f"_c{n}", yes), ("n", f"_not(_c{n})", no)):
                    if body:
                        inner_mask = f"_{letter}{n}"
                        out.append(f"{pad}{inner_mask} = {_and_mask(branch_mask, flag)}")
                        out += (
                            [f"{pad}{inner_mask}w = {_and_mask(call_mask, flag)}"]
                            if call_mask
                            else []
                        )
                        out.append(
                            f"{pad}if _some({inner_mask}w):"
                            if call_mask
                            else f"{pad}if _some({inner_mask}):"
                        )
                        out += print_steps(
                            body, pad + " ", inner_mask, f"{inner_mask}w" if call_mask else ""
                        )
    return out


def _and_mask(mask: str, condition: str) -> str:
    return f"_and({mask}, {condition})" if mask else condition


def function(low: Lowered) -> str:
    """Print a rule."""
    names = [*low.rule.parameters, *(["_where"] if low.changed else [])]
    out = [f"def _f_{low.name}({', '.join(names)}):"]
    zeros = {"float": "0.0", "int": "0", "bool": "False", "Row": "_row()", "Table": "_row()"}
    for name, kind in low.locals.items():
        out.append(f" {'_result' if name == 'return' else name} = {zeros.get(kind.name, 'None')}")
    out += print_steps(low.steps, " ", "", "_where" if low.changed else "")
    return "\n".join([*out, " return _result" if low.rule.returns else " return"])


def texts_of(program: LoweredGame) -> dict[str, str]:
    """Return each rule as a Python function on arrays by name; those of the begin and of the
    month's phases last.
    """
    heads = ", ".join(program.game.month.parameters)
    month = []
    for i, phase in enumerate(phases_of(program)):
        month.append(
            "\n".join([f"def _phase_{i}({heads}):", *print_steps(phase.calls, " ", "", "")])
        )
        if phase.condition is not None:
            month.append(f"def _asked_{i}({heads}):\n return {expression(phase.condition)}")
    rules = {low.name: function(low) for low in program.rules.values()}
    begin = "\n".join([f"def _begin({heads}):", *print_steps([program.begin], " ", "", "")])
    return rules | {"the begin": begin, "the month": "\n".join(month)}


@dataclass(frozen=True)
class OnArrays:
    """The rules as functions on arrays: the begin, the condition and body of each phase, and each
    rule.
    """

    begin: Callable[..., None]
    phases: list[tuple[Callable[..., Any] | None, Callable[..., None]]]
    rules: dict[str, Callable[..., Any]]


def built(program: LoweredGame, text: str) -> OnArrays:
    """Return the printed rules as functions."""
    space: dict[str, Any] = dict(WORDS)
    fresh = {
        e.kind.record
        for low in program.rules.values()
        for e in expressions_in(low.steps)
        if e.do == "fresh"
    }
    for record in fresh:
        if record is not None:
            space[f"_fresh_{record.__name__}"] = lambda record=record: as_arrays(record())
    exec(compile(text, "<the rules on arrays>", "exec"), space)
    phases = [
        (space.get(f"_asked_{i}"), space[f"_phase_{i}"]) for i in range(len(phases_of(program)))
    ]
    rules = {low.name: space[f"_f_{low.name}"] for low in program.rules.values()}
    return OnArrays(space["_begin"], phases, rules)


def as_arrays(record: Any, tables: bool = False) -> SimpleNamespace:
    """Return a record as one of scalars that divide as arrays do, without an error; its lists are
    rows, or tables.
    """
    result = SimpleNamespace()
    for name, hint in hints_of(record.__class__).items():
        value = getattr(record, name)
        if isinstance(value, list):
            setattr(
                result,
                name,
                list(np.array(value)) if hint == list[float] and not tables else np.array(value),
            )
        elif hint in (float, bool):
            setattr(result, name, np.float64(value) if hint is float else value)
        else:
            setattr(result, name, int(value) if isinstance(value, int) else as_arrays(value))
    return result


# The words, on arrays
def _choose(condition: Any, a: Any, b: Any) -> Any:
    if isinstance(condition, bool | np.bool_):
        return a if condition else b
    if isinstance(a, list):
        return [np.where(condition, x, y) for x, y in zip(a, b, strict=True)]
    return np.where(condition, a, b)


def _and(a: Any, b: Any) -> Any:
    return b if a is True else a & b


def _at(table: Any, index: Any, size: int) -> Any:
    if isinstance(table, np.ndarray):  # the same for all worlds
        return table.take(index, mode="clip")
    if np.ndim(index) == 0:
        return table[index] if 0 <= index < PLACES_OF_A_ROW else table[0]
    out = table[0]
    for i in range(1, size):
        out = np.where(index == i, table[i], out)
    return out


def _at_column(grid: Any, index: Any, column: int, size: int) -> Any:
    return _at(
        grid[:, column] if isinstance(grid, np.ndarray) else [row[column] for row in grid],
        index,
        size,
    )


def _row_at(grid: Any, index: Any, size: int) -> list[Any]:
    return [_at_column(grid, index, column, size) for column in range(PLACES_OF_A_ROW)]


def each_array(part: Any, change: Callable[[Any], Any]) -> Any:
    """Return a record, or a row, with each of its arrays changed."""
    if isinstance(part, SimpleNamespace):
        return SimpleNamespace(
            **{name: each_array(value, change) for name, value in vars(part).items()}
        )
    return [each_array(value, change) for value in part] if isinstance(part, list) else change(part)


def _tell(place: SimpleNamespace, record: SimpleNamespace, mask: Any) -> None:
    for name, value in vars(record).items():
        if isinstance(value, SimpleNamespace):
            _tell(getattr(place, name), value, mask)
        else:
            setattr(place, name, _choose(mask, value, getattr(place, name)))


def _bits_of(x: Any) -> Any:
    return np.asarray(x, np.float64).view(np.int64)


def _float_of(bits: Any) -> Any:
    return np.asarray(bits, np.int64).view(np.float64)


WORDS: dict[str, Any] = {
    "_choose": _choose,
    "_and": _and,
    "_or": lambda a, b: a | b,
    "_not": lambda a: not a if isinstance(a, bool) else ~a,
    "_some": lambda a: a if isinstance(a, bool) else a.any(),
    "_at": _at,
    "_at_column": _at_column,
    "_row_at": _row_at,
    "_row": lambda: [0.0] * PLACES_OF_A_ROW,
    "_copy": lambda record: each_array(record, lambda part: part),
    "_tell": _tell,
    "_sqrt": np.sqrt,
    "_float": lambda x: np.asarray(x, np.float64) if np.ndim(x) else np.float64(x),
    "_bits_of": _bits_of,
    "_float_of": _float_of,
}
