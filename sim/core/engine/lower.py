"""Lower a rule to steps that many worlds can take side by side.

`if` becomes a choice between two values, world by world; an early `return` becomes an `else` for
all that follows it. Every step is a `Set`, `Take`, `Do`, `If` or `Loop`. Every expression has a
kind, so a rule that mixes up floats, whole numbers and conditions is refused with its file and
line. The printers (`to_cpp`, `to_numpy`) have nothing to decide.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any

from sim.core.engine.expressions import BOOL, COUNT, ROW, Expressions, is_menu
from sim.core.engine.records import names_of
from sim.core.engine.source import INPUTS, Game, Kind, Rule
from sim.core.engine.steps import (
    Do,
    Ex,
    If,
    Loop,
    Lowered,
    Set,
    Take,
    Tell,
    expressions_in,
    steps_in,
)
from sim.core.game import language

WHAT_MAY_STAND = (
    "only =, +=, if, for over a menu or a range, return, and calls of rules are allowed here"
)


class LoweredRules:
    """Rules of a game, lowered, those that are called before those that call them."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.rules: dict[FunctionType, Lowered] = {}
        self._names: set[str] = set()
        self._open: list[FunctionType] = []

    def lowered(self, function: FunctionType, caller: Rule, node: ast.AST) -> Lowered:
        """Return a rule lowered; a rule that calls itself is refused."""
        if function in self._open:
            raise caller.error(
                f"{function.__name__} calls itself, in the end: a rule may not", node
            )
        if function not in self.rules:
            name = function.__name__
            while name in self._names:
                name += "_"
            self._names.add(name)
            self._open.append(function)
            self.rules[function] = _Lowering(
                self, Lowered(self.game.rule(function), name)
            ).lowered()
            self._open.pop()
            self.rules[function] = self.rules.pop(function)  # after all that it calls
        return self.rules[function]


class LoweredGame(LoweredRules):
    """All rules that a month and a begin call, lowered."""

    def __init__(self, game: Game) -> None:
        super().__init__(game)
        arguments = [Ex("name", [name], kind) for name, kind in game.month.parameters.items()]
        begin = self.lowered(game.begin.function, game.begin, game.begin.tree)
        self.begin = Do(Ex("call", [begin, *arguments], Kind("nothing")), "")
        self.month = self.taken_apart(
            _Lowering(self, Lowered(game.month, game.month.name)).lowered().steps
        )

    def taken_apart(self, steps: list[Any]) -> list[Any]:
        """Return the steps of a month with those of an order that it calls in the place of the
        call.
        """
        apart: list[Any] = []
        for step in steps:
            apart += self.taken_apart(step.call.parts[0].steps) if self.is_order(step) else [step]
        return apart

    def is_order(self, step: Any) -> bool:
        """Tell whether a step is an order as the month is: a list of steps, some of which few
        worlds take.
        """
        if not isinstance(step, Do):
            return False
        callee: Lowered = step.call.parts[0]
        rare = [inner for inner in callee.steps if not isinstance(inner, Do)]
        return (
            bool(rare)
            and callee.rule.parameters == self.game.month.parameters
            and all(map(_is_rare, rare))
        )


PLACES_OF_A_BLOCK = 4
"""Uniforms in one block of Philox."""


@dataclass
class Phase:
    """Calls that are made together, the condition under which a world makes them, and the blocks of
    random draws that they read.
    """

    condition: Ex | None
    calls: list[Do]
    blocks: frozenset[int]
    condition_blocks: frozenset[int] = frozenset()


@cache
def phases_of(program: LoweredGame) -> list[Phase]:
    """Return the phases of a month, derived from its body.

    A world that has ended takes no further step, so a phase closes after a step that may end a
    world.
    """
    phases: list[Phase] = []
    closed = True
    for step in program.month:
        match step:
            case Do():
                if closed:
                    phases.append(Phase(None, [], frozenset()))
                phases[-1].calls.append(step)
                phases[-1].blocks |= blocks_read(program, [step])
                closed = may_end(program, step)
            case If(_, condition, True, calls, []) if all(isinstance(call, Do) for call in calls):
                test = If(0, condition, True, [], [])
                phases.append(
                    Phase(
                        condition, calls, blocks_read(program, calls), blocks_read(program, [test])
                    )
                )
                closed = True
            case _:
                raise program.game.month.error(
                    "a month is a list of `step(world, now, p)` and `if rarely(condition): step(world, now, p)`",
                    program.game.month.tree,
                )
    return phases


def find_reached(steps: list[Any]) -> dict[str, Lowered]:
    """Return all rules that steps call, and those that these call."""
    rules: dict[str, Lowered] = {}
    waiting = [steps]
    while waiting:
        for ex in expressions_in(waiting.pop()):
            if ex.do == "call" and ex.parts[0].name not in rules:
                rules[ex.parts[0].name] = ex.parts[0]
                waiting.append(ex.parts[0].steps)
    return rules


def blocks_read(program: LoweredGame, steps: list[Any]) -> frozenset[int]:
    """Return the blocks of random draws that steps read, directly or through the rules they call."""
    luck = program.game.part_of_now("luck")
    slots = names_of(luck)
    read: set[int] = set()
    for body in [steps, *(low.steps for low in find_reached(steps).values())]:
        for ex in expressions_in(body):
            if ex.do == "field" and ex.parts[0].kind.record is luck:
                read.add(slots.index(ex.parts[1]) // PLACES_OF_A_BLOCK)
    return frozenset(read)


def may_end(program: LoweredGame, step: Do) -> bool:
    """Tell whether a step can set the ending of a world."""
    return any(
        isinstance(inner, Set)
        and inner.target.do == "field"
        and inner.target.parts[1] == "ending"
        and inner.target.parts[0].kind.record is program.game.world
        for low in find_reached([step]).values()
        for inner in steps_in(low.steps)
    )


def check_alone(function: FunctionType, game: Game) -> None:
    """Lower one rule, with all that it calls, and nothing else of a game; raises RuleError."""
    rule = game.rule(function)
    LoweredRules(game).lowered(function, rule, rule.tree)


class _Lowering(Expressions):
    def __init__(self, program: LoweredRules, low: Lowered) -> None:
        super().__init__(program, low)
        self.new_records: set[str] = set()  # names of rows and records that were made here
        self.fixed: set[str] = (
            set()
        )  # names that cannot be assigned to: loop counts, counts, the parameters and the month
        self.names_set: set[str] = set(self.kinds)
        self.ifs = 0
        game = program.game
        constant_records = (game.now, game.numbers, *(game.part_of_now(name) for name in INPUTS))
        self.fixed |= {name for name, kind in self.kinds.items() if kind.record in constant_records}
        self.times_set: dict[str, int] = {}
        for node in ast.walk(low.rule.tree):
            match node:
                case ast.Assign([ast.Name(name), *_]) | ast.AugAssign(ast.Name(name)):
                    self.times_set[name] = (
                        self.times_set.get(name, 0) + 1 + isinstance(node, ast.AugAssign)
                    )

    def lowered(self) -> Lowered:
        names = set(self.kinds)
        self.low.steps = self.block(self.returns_last(self.rule.tree.body), names, False)
        if self.rule.returns and "return" not in names:
            raise self.error(
                f"{self.rule.name} does not return a value on every way through it", self.rule.tree
            )
        if self.rule.returns and self.low.changed:
            raise self.error(
                f"{self.rule.name} returns a value and changes {min(self.low.changed)}: do one of them",
                self.rule.tree,
            )
        return self.low

    # Early returns
    def returns_last(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Move the statements after an `if` that returns into its other branch."""
        out: list[ast.stmt] = []
        for i, s in enumerate(body):
            rest = body[i + 1 :]
            if isinstance(s, ast.If) and any(isinstance(n, ast.Return) for n in ast.walk(s)):
                first = s.body if ends(s.body) else s.body + rest
                other = s.orelse if s.orelse and ends(s.orelse) else s.orelse + rest
                out.append(
                    ast.copy_location(
                        ast.If(s.test, self.returns_last(first), self.returns_last(other)), s
                    )
                )
                return out
            if isinstance(s, ast.Return) and rest:
                raise self.error("code after a return is never reached", rest[0])
            out.append(s)
        return out

    # Statements
    def block(self, body: list[ast.stmt], names: set[str], branch: bool) -> list[Any]:
        """Lower a block; `names` grows by the names that it sets, `branch` is true within an
        `if`.
        """
        steps: list[Any] = []
        for s in body:
            match s:
                case (
                    ast.Expr(ast.Constant())
                    | ast.Pass()
                    | ast.Return(None)
                    | ast.Return(ast.Constant(None))
                ):
                    if isinstance(s, ast.Return) and self.rule.returns:
                        raise self.error("return a value here", s)
                case ast.Assign([ast.Name(name)], value):
                    steps.append(self.set_name(name, self.value(value, names), names, branch, s))
                case ast.Assign([ast.Attribute() | ast.Subscript() as target], value):
                    steps.append(self.set_place(target, self.value(value, names), names, s))
                case ast.AugAssign(target, op, value):
                    operation = ast.copy_location(ast.BinOp(target, op, value), s)
                    steps += self.block(
                        [ast.copy_location(ast.Assign([target], operation), s)], names, branch
                    )
                case ast.Return(value) if value is not None:
                    steps.append(self.give_back(self.value(value, names), names, branch, s))
                case ast.If(test, yes, no):
                    steps.append(self.branches(test, yes, no, names))
                case ast.For(ast.Name(name), iterable, inner, []):
                    steps.append(self.loop(name, iterable, inner, names, branch, s))
                case ast.Expr(ast.Call(ast.Name(name), [place, record])) if (
                    self.rule.meaning_of(name) is language.tell
                ):
                    steps.append(self.tell(place, self.value(record, names), s))
                case ast.Expr(ast.Call() as call):
                    steps.append(self.do(call, names))
                case _:
                    first = ast.unparse(s).splitlines()[0]
                    raise self.error(
                        f"a rule may not use {type(s).__name__} ({first}): {WHAT_MAY_STAND}", s
                    )
        return steps

    def set_name(
        self, name: str, new: Ex, names: set[str], branch: bool, node: ast.stmt
    ) -> Set | Take:
        kind = new.kind
        parameter = self.rule.parameters.get(name)
        if name in self.fixed or (parameter and parameter.name not in ("float", "int", "bool")):
            raise self.error(f"{name} is given or counts a loop: choose another name", node)
        record = kind.record is not None
        if record or (kind.name == "Count" and self.times_set[name] == 1):
            if record and new.do not in ("fresh", "copy", "call"):
                if _root(new) not in self.fixed:
                    raise self.error(
                        f"{name} would be a second name for the same {kind.name}: write copy_of(…)",
                        node,
                    )
                self.fixed.add(name)
            elif record:
                self.new_records.add(name)
            else:
                self.fixed.add(name)
            if self.times_set[name] > 1:
                raise self.error(
                    f"{name} is set more than once: give each {kind.name} its own name", node
                )
            self.kinds[name] = kind
            names.add(name)
            return Take(name, new)
        if kind.name in ("Row", "Table", "Grid"):
            if new.do not in ("call", "word"):
                raise self.error(
                    f"{name} would be a second name for the same {kind.name}: copy it with a rule",
                    node,
                )
            self.new_records.add(name)
        kind = Kind("int", kind.size) if kind.name in ("int", "Count") else kind
        previous = self.kinds.get(name, kind)
        if previous.name != kind.name:
            raise self.error(f"{name} was {previous.name} and becomes {kind.name}", node)
        self.kinds[name] = Kind(
            kind.name, max(kind.size, previous.size) if kind.size and previous.size else 0
        )
        (self.low.reset if parameter else self.low.locals)[name] = self.kinds[name]
        fresh = name not in self.names_set  # the worlds of another branch may hold a value already
        self.names_set.add(name)
        names.add(name)
        return Set(Ex("name", [name], kind), new, "own" if branch and not fresh else "")

    def give_back(self, new: Ex, names: set[str], branch: bool, node: ast.stmt) -> Set:
        if self.rule.returns is None:
            raise self.error(
                "a rule that returns a value says of which type: def …(…) -> float", node
            )
        kind = self.rule.returns
        self.check_kind(kind, new, node)
        shared = kind.record is not None or kind.name in ("Row", "Table", "Grid")
        is_new = new.do in ("call", "word", "fresh", "copy") or (
            new.do == "name" and new.parts[0] in self.new_records
        )
        if shared and not is_new:
            raise self.error(
                f"return a {kind.name} that was made here, not one that is given", node
            )
        if kind.record is not None and branch:
            raise self.error(f"a {kind.name} is returned at the end only", node)
        fresh = "return" not in self.names_set
        self.names_set.add("return")
        names.add("return")
        self.low.locals["return"] = kind
        return Set(Ex("name", ["return"], kind), new, "own" if branch and not fresh else "")

    def set_place(self, target: ast.expr, new: Ex, names: set[str], node: ast.stmt) -> Set:
        place = self.value(target, names)
        self.check_kind(place.kind, new, node)
        if place.kind.record is not None or place.kind.name in ("Table", "Grid"):
            raise self.error(
                f"a {place.kind.name} within a record stays: set its fields one by one", node
            )
        if place.kind == ROW and new.do not in ("call", "word"):
            raise self.error(
                "two records would share one Row: set it from a call of a rule, or place by place",
                node,
            )
        if place.do == "at" and place.parts[1].kind.name != "Count":
            raise self.error(
                "set a place of a Row by its name on the menu, or by a loop over the menu", node
            )
        if (
            place.do == "at"
            and place.parts[0].do == "name"
            and place.parts[0].parts[0] not in self.new_records
        ):
            raise self.error(
                "a rule may not change a Row that it is given: take its record, or return a new Row",
                node,
            )
        return Set(place, new, self.changes(place, node))

    def changes(self, place: Ex, node: ast.AST) -> str:
        """Note that something is changed, and tell by which mask."""
        root = _root(place)
        if root in self.new_records:
            return "own"
        if root in self.fixed or root not in self.rule.parameters:
            raise self.error(
                "a rule may change neither the parameters nor the inputs of the month", node
            )
        self.low.changed.add(root)
        return "given"

    def branches(
        self, test: ast.expr, yes: list[ast.stmt], no: list[ast.stmt], names: set[str]
    ) -> If:
        rare = False
        match test:
            case ast.Call(ast.Name(name), args) if self.rule.meaning_of(name) is language.rarely:
                if len(args) != 1:
                    raise self.error("rarely takes one condition", test)
                rare, test = True, args[0]
        condition = self.value(test, names)
        self.check_kind(BOOL, condition, test)
        self.ifs += 1
        number = self.ifs
        after_yes, after_no = set(names), set(names)
        step = If(number, condition, rare, self.block(yes, after_yes, True), [])
        step.no = self.block(no, after_no, True)
        names |= after_yes & after_no
        return step

    def loop(
        self,
        name: str,
        iterable: ast.expr,
        inner: list[ast.stmt],
        names: set[str],
        branch: bool,
        node: ast.stmt,
    ) -> Loop:
        for n in (n for s in inner for n in ast.walk(s) if isinstance(n, ast.Return)):
            raise self.error("a rule may not return from within a loop", n)
        if name in self.rule.parameters or name in self.low.locals:
            raise self.error(f"{name} is in use: give the count of the loop another name", node)
        start, stop, size = self.bounds(iterable, names)
        self.kinds[name] = Kind("Count", size)
        self.fixed.add(name)
        inner_names = names | {name}
        body = self.block(inner, inner_names, branch)
        return Loop(name, start, stop, body)

    def bounds(self, iterable: ast.expr, names: set[str]) -> tuple[Ex, Ex, int]:
        zero = Ex("constant", [0], COUNT)
        match iterable:
            case ast.Name(name) if is_menu(self.rule.meaning_of(name)):
                size = len(self.rule.meaning_of(name))
                return zero, Ex("constant", [size], COUNT), size
            case ast.Call(ast.Name("range"), args, []) if 1 <= len(args) <= 2:
                values = [self.value(a, names) for a in args]
                if all(v.kind.name == "Count" for v in values):
                    return values[0] if len(values) == 2 else zero, values[-1], 0
        raise self.error(
            "a loop goes over a menu, or over a range that is the same for all worlds", iterable
        )

    def tell(self, place: ast.expr, record: Ex, node: ast.stmt) -> Tell:
        """Lower the telling of a record that was made here."""
        game = self.program.game
        match place:
            case ast.Attribute(ast.Name(now), name) if (
                now in self.kinds and self.kinds[now].record is game.now
            ):
                if (
                    game.outputs.get(name, game) is record.kind.record
                    and _root(record) in self.new_records
                ):
                    return Tell(
                        Ex("field", [Ex("name", [now], self.kinds[now]), name], record.kind), record
                    )
        raise self.error(
            "tell(now.NAME, …) takes a record that was made here, of the kind of NAME",
            node,
        )

    def do(self, call: ast.Call, names: set[str]) -> Do:
        expression = self.value(call, names)
        if expression.do != "call" or expression.parts[0].rule.returns is not None:
            raise self.error("this call gives a value that nothing takes", call)
        callee: Lowered = expression.parts[0]
        arguments = dict(zip(callee.rule.parameters, expression.parts[1:], strict=True))
        changed = [arguments[name] for name in callee.rule.parameters if name in callee.changed]
        if len({repr(c) for c in changed}) < len(changed):
            raise self.error(
                f"{callee.name} changes two records: it may not be given one twice", call
            )
        masks = {self.changes(g, call) for g in changed}
        return Do(expression, "given" if "given" in masks else "own")


def _is_rare(step: Any) -> bool:
    """Tell whether a step is `if rarely(condition(…)): step(…)`."""
    is_test = isinstance(step, If) and step.rare and step.condition.do == "call" and not step.no
    return is_test and all(isinstance(inner, Do) for inner in step.yes)


def _root(ex: Ex) -> str:
    """Return the name that a place starts with, or nothing."""
    while ex.do in ("field", "at", "row_at"):
        ex = ex.parts[0]
    return str(ex.parts[0]) if ex.do == "name" else ""


def ends(body: list[ast.stmt]) -> bool:
    """Tell whether a block returns on every way through it."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and ends(last.body) and ends(last.orelse)
    return isinstance(last, ast.Return)
