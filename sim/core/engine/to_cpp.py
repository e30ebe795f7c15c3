"""Print lowered rules as C++ over lanes of worlds (`lanes.h`), with the order of the month for
`driver.h`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from sim.core.engine.lower import LoweredGame, blocks_read, phases_of
from sim.core.engine.records import flat, hints_of, names_of, places_of
from sim.core.engine.source import INPUTS, Game, Kind
from sim.core.engine.steps import Do, Ex, If, Loop, Lowered, Set, Take, Tell, expressions_in

TYPES = {"float": "F", "int": "I", "bool": "M", "Row": "Row", "Table": "Row"}
ZEROS = {"float": "(0.0)", "int": "(0)", "bool": "(false)"}
PARAMETERS = {"float": "F", "int": "auto", "bool": "auto", "Count": "int"}
WORDS = {"sqrt": "sqrt_", "row": "Row", "float": "to_float"}


def expression(e: Ex) -> str:
    """Print an expression."""
    p = e.parts
    match e.do:
        case "constant":
            return f"({p[0]!r})" if e.kind.name != "bool" else str(p[0]).lower()
        case "name":
            return "result" if p[0] == "return" else f"{p[0]}_"
        case "field":
            return f"{expression(p[0])}.{p[1]}_"
        case "at":
            sizes, places = p[1].kind.reach, expression(p[1])
            if p[0].do == "row_at":
                grid, row = p[0].parts
                return f"at<{row.kind.reach}, {sizes}>({expression(grid)}, {expression(row)}, {places})"
            base = expression(p[0])
            return (
                f"{base}[{places}]"
                if p[1].kind.name == "Count"
                else f"at<{sizes}>({base}, {places})"
            )
        case "row_at":
            return f"row_at<{p[1].kind.reach}>({expression(p[0])}, {expression(p[1])})"
        case "word":
            return f"{WORDS.get(p[0], p[0])}({', '.join(map(expression, p[1:]))})"
        case "call":
            return call(e, "")
        case "copy":
            return expression(p[0])
        case "fresh":
            return f"fresh_{e.kind.name}()"
        case "choose":
            return f"choose({expression(p[0])}, {', '.join(wide(a, e.kind) for a in p[1:])})"
        case "and" | "or" | "not":
            return f"{e.do}_({', '.join(map(expression, p))})"
        case "negative":
            return f"(-{expression(p[0])})"
    return f"({expression(p[0])} {e.do} {expression(p[1])})"


def wide(e: Ex, kind: Kind) -> str:
    """Print an expression as lanes."""
    return f"{TYPES['int' if kind.name == 'Count' else kind.name]}({expression(e)})"


def call(e: Ex, mask: str) -> str:
    """Print a call; a rule that changes records takes the mask as its last argument."""
    callee: Lowered = e.parts[0]
    args = [expression(a) for a in e.parts[1:]] + ([mask] if callee.changed else [])
    return f"f_{callee.name}({', '.join(args)})"


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
                new = expression(value) if target.kind.record else wide(value, target.kind)
                out.append(
                    f"{pad}{place_text} = {f'choose({name}, {new}, {place_text})' if name else new};"
                )
            case Take(name, value):
                type_ = value.kind.name if value.do in ("fresh", "copy", "call") else "const auto&"
                type_ = "const int" if value.kind.name == "Count" else type_
                out.append(f"{pad}{type_} {name}_ = {expression(value)};")
            case Do(invocation, mask):
                out.append(
                    f"{pad}{call(invocation, (branch_mask if mask == 'own' else call_mask) or 'All()')};"
                )
            case Tell(place, value):
                out.append(
                    f"{pad}tell({expression(place)}, {expression(value)}, {call_mask or branch_mask or 'All()'});"
                )
            case Loop(name, start, stop, body):
                out.append(
                    f"{pad}for (int {name}_ = {expression(start)}; {name}_ < {expression(stop)}; {name}_++) {{"
                )
                out += [*print_steps(body, pad + "    ", branch_mask, call_mask), pad + "}"]
            case If(n, condition, rare, yes, no):
                out.append(f"{pad}const auto c{n} = {expression(condition)};")
                for letter, flag, body in (("y", f"c{n}", yes), ("n", f"not_(c{n})", no)):
                    if body:
                        test = (
                            f"some({_and_mask(call_mask or branch_mask, flag)})"
                            if rare
                            else f"maybe({flag})"
                        )
                        masks = [f"const auto {letter}{n} = {_and_mask(branch_mask, flag)};"]
                        masks += (
                            [f"const auto {letter}w{n} = {_and_mask(call_mask, flag)};"]
                            if call_mask
                            else []
                        )
                        out.append(f"{pad}if ({test}) {{ {' '.join(masks)}")
                        out += print_steps(
                            body, pad + "    ", f"{letter}{n}", f"{letter}w{n}" if call_mask else ""
                        )
                        out.append(pad + "}")
    return out


def _and_mask(mask: str, condition: str) -> str:
    return f"and_({mask}, {condition})" if mask else condition


def function(low: Lowered) -> str:
    """Print a rule."""

    def parameter(name: str, kind: Kind) -> str:
        if name in low.reset:
            return f"{TYPES[kind.name]} {name}_"
        if kind.record is None:
            return f"{PARAMETERS.get(kind.name, 'const auto&')} {name}_"
        return f"{'' if name in low.changed else 'const '}{kind.name}& {name}_"

    returned = low.rule.returns
    args = [parameter(n, k) for n, k in low.rule.parameters.items()] + (
        ["auto where"] if low.changed else []
    )
    type_ = (
        "void" if returned is None else returned.name if returned.record else TYPES[returned.name]
    )
    lines = [f"static inline {type_} f_{low.name}({', '.join(args)}) {{"]
    for name, kind in low.locals.items():
        target = "result" if name == "return" else f"{name}_"
        lines.append(
            f"    {kind.name if kind.record else TYPES[kind.name]} {target}{ZEROS.get(kind.name, '')};"
        )
    lines += print_steps(low.steps, "    ", "", "where" if low.changed else "")
    return "\n".join([*lines, *(["    return result;"] if returned else []), "}"])


def record(type_: type, numbers: type) -> str:
    """Print a record: one lane for each place, in order; the numbers may be the same for all
    worlds.
    """
    real = "R" if type_ is numbers else "F"

    def lane_type(hint: Any) -> str:
        if is_dataclass(hint):
            return hint.__name__  # type: ignore[union-attr]
        if hint == list[float]:
            return f"Table<{real}>" if type_ is numbers else "Row"
        return (
            f"Grid<{real}>"
            if hint == list[list[float]]
            else real
            if hint is float
            else "M"
            if hint is bool
            else "I"
        )

    return f"struct {type_.__name__} {{ {' '.join(f'{lane_type(h)} {n}_;' for n, h in hints_of(type_).items())} }};"


@cache
def _inner_first(type_: type) -> list[type]:
    records = [hint for hint in hints_of(type_).values() if is_dataclass(hint)]
    inner = [part for hint in records for part in _inner_first(hint)]  # type: ignore[arg-type]
    return list(dict.fromkeys([*inner, type_]))


def _fresh(type_: type) -> str:
    """Print the C++ function that makes a record with its defaults."""
    sets = []
    for place, value in zip(places_of(type_), flat(type_()), strict=True):
        path = "".join(
            f"[{part}]" if part.isdigit() else f".{part}_" for part in place.name.split(".")
        )
        literal = {
            "f": f"F({value!r})",
            "b": f"M({str(bool(value)).lower()})",
            "i": f"I({int(value)})",
        }[place.letter]
        sets.append(f"r{path} = {literal};")
    return f"static {type_.__name__} fresh_{type_.__name__}() {{ {type_.__name__} r; {' '.join(sets)} return r; }}"


def program_text(program: LoweredGame) -> str:
    """Return the rules as one C++ header."""
    rules = list(program.rules.values())
    fresh = dict.fromkeys(
        e.kind.record
        for low in rules
        for e in expressions_in(low.steps)
        if e.do == "fresh" and e.kind.record
    )
    return "\n".join(
        [
            "template <class R> struct Rules {",
            *(record(r, program.game.numbers) for r in _records_of(program)),
            *_month_struct(program.game),
            *map(_fresh, fresh),
            *map(function, rules),
            *_order(program),
            *_sizes(program.game),
            "};",
        ]
    )


def _records_of(program: LoweredGame) -> list[type]:
    """Return the records that the rules use, each after those that it holds.

    The parts of a month come last: the month itself is printed with them.
    """
    game, rules = program.game, list(program.rules.values())
    kinds = [k for low in rules for k in low.rule.parameters.values()] + [
        e.kind for low in rules for e in expressions_in(low.steps)
    ]
    used = dict.fromkeys(k.record for k in kinds if k.record)
    tops = (game.world, game.numbers, *used)
    records = dict.fromkeys(r for top in tops for r in _inner_first(top) if r is not game.now)
    parts = (r for part in hints_of(game.now).values() for r in _inner_first(part))
    return list(records | dict.fromkeys(parts))


def _month_struct(game: Game) -> Iterator[str]:
    """Yield the record of a month, of what the rules tell of it, and the function that joins them."""
    inputs = " ".join(f"const {game.part_of_now(name).__name__}& {name}_;" for name in INPUTS)
    outputs = " ".join(f"{record.__name__}* {name}_;" for name, record in game.outputs.items())
    told = " ".join(f"{record.__name__} {name}_;" for name, record in game.outputs.items())
    yield f"struct {game.now.__name__} {{ {inputs} {outputs} }};"
    yield f"struct TheTold {{ {told} }};"
    for name, type_ in (("World", game.world), ("Now", game.now), ("Numbers", game.numbers)):
        yield f"typedef {type_.__name__} The{name};"
    for name in INPUTS:
        yield f"typedef {game.part_of_now(name).__name__} The{name.capitalize()};"
    heads = ", ".join(f"const The{name.capitalize()}& {name}_" for name in INPUTS)
    # Rules that tell nothing are given no place to tell it.
    outputs_told = [f"told ? &told->{name}_ : nullptr" for name in game.outputs]
    arguments = ", ".join([*(f"{name}_" for name in INPUTS), *outputs_told])
    yield f"static TheNow now_of({heads}, TheTold* told) {{ return TheNow{{{arguments}}}; }}"


def _sizes(game: Game) -> Iterator[str]:
    """Yield how many places each record has, of which kinds, and how many blocks of luck are drawn."""
    sized = {
        "PLACES": [game.world],
        **{name.upper(): [game.part_of_now(name)] for name in INPUTS},
        "NUMBERS": [game.numbers],
        "TOLD": [*game.outputs.values()],
    }
    for name, types in sized.items():
        letters = "".join(place.letter for type_ in types for place in places_of(type_))
        yield f"static constexpr int {name} = {len(letters)};"
        yield f'static const char* kinds_of_{name}() {{ return "{letters}"; }}'
    # A block of the generator gives four draws.
    yield f"static constexpr int BLOCKS = {-(-len(names_of(game.part_of_now('luck'))) // 4)};"


def _order(program: LoweredGame) -> list[str]:
    """Print the begin and the month as phases, for a tile of worlds."""
    names = list(program.game.month.parameters)
    heads = ("TheWorld& {}_", "const TheNow& {}_", "const TheNumbers& {}_")
    changing = ", ".join(h.format(n) for h, n in zip(heads, names, strict=True))

    def steps(calls: list[Any]) -> str:
        return f"[]({changing}) {{ {' '.join(print_steps(calls, '', '', ''))} }}"

    def mask(blocks: frozenset[int]) -> str:
        return f"{sum(1 << b for b in blocks)}ull"

    begin = [program.begin]
    blocks = mask(blocks_read(program, begin))
    out = [
        f"template <class T> static void begin(T& tile) {{ tile.dense({blocks}, {steps(begin)}); }}"
    ]
    out.append("template <class T> static void month(T& tile) {")
    for phase in phases_of(program):
        if phase.condition is None:
            out.append(f"    tile.dense({mask(phase.blocks)}, {steps(phase.calls)});")
        else:
            test = f"[](const {changing}) {{ return M({expression(phase.condition)}); }}"
            out.append(
                f"    tile.rare({mask(phase.condition_blocks)}, {mask(phase.blocks)}, {test}, {steps(phase.calls)});"
            )
    return [*out, "}"]
