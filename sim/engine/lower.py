"""Lower a rule to steps that many worlds can take side by side.

`if` becomes a choice between two values, world by world; an early `return` becomes an `else` for all that follows it.
Every step is a `Set`, `Take`, `Do`, `If` or `Loop`. Every expression has a kind, so a rule that mixes up floats, whole
numbers and conditions is refused with its file and line. The printers (`to_cpp`, `to_numpy`) have nothing to decide.
"""

from __future__ import annotations

import ast
from dataclasses import is_dataclass
from math import isfinite, sqrt
from types import FunctionType
from typing import Any

from sim.engine.records import hints_of
from sim.engine.source import Game, Kind, Rule, is_rule
from sim.engine.steps import Do, Ex, If, Loop, Lowered, Set, Take
from sim.game import language
from sim.game.language import PLACES_OF_A_ROW, Move

FLOAT, INT, BOOL, COUNT, ROW = Kind("float"), Kind("int"), Kind("bool"), Kind("Count"), Kind("Row")
ARITHMETIC: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
BITWISE: dict[type, str] = {ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|"}
COMPARISONS: dict[type, str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
WORDS: dict[Any, tuple[str, list[Kind], Kind]] = {
    sqrt: ("sqrt", [FLOAT], FLOAT),
    language.bits_of: ("bits_of", [FLOAT], INT),
    language.float_of: ("float_of", [INT], FLOAT),
    language.power_of_two: ("power_of_two", [FLOAT], FLOAT),
    language.row: ("row", [], ROW),
    float: ("float", [INT], FLOAT),
}
WHAT_MAY_STAND = "only =, +=, if, for over a menu or a range, return, and calls of rules may stand here"


class Rules:
    """Rules of a game, lowered, those that are called before those that call them."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.rules: dict[FunctionType, Lowered] = {}
        self._names: set[str] = set()
        self._open: list[FunctionType] = []

    def lowered(self, function: FunctionType, caller: Rule, node: ast.AST) -> Lowered:
        """Return a rule lowered; a rule that calls itself is refused."""
        if function in self._open:
            raise caller.error(f"{function.__name__} calls itself, in the end: a rule may not", node)
        if function not in self.rules:
            name = function.__name__
            while name in self._names:
                name += "_"
            self._names.add(name)
            self._open.append(function)
            self.rules[function] = _Lowering(self, Lowered(self.game.rule(function), name)).lowered()
            self._open.pop()
            self.rules[function] = self.rules.pop(function)  # after all that it calls
        return self.rules[function]


class Program(Rules):
    """All rules that a month and a begin call, lowered."""

    def __init__(self, game: Game) -> None:
        super().__init__(game)
        given = [Ex("name", [name], kind) for name, kind in game.month.parameters.items()]
        self.begin = Do(
            Ex("call", [self.lowered(game.begin.function, game.begin, game.begin.tree), *given], Kind("nothing")), ""
        )
        self.month = self.taken_apart(_Lowering(self, Lowered(game.month, game.month.name)).lowered().steps)

    def taken_apart(self, steps: list[Any]) -> list[Any]:
        """Return the steps of a month with those of an order that it calls in the place of the call."""
        apart: list[Any] = []
        for step in steps:
            apart += self.taken_apart(step.call.parts[0].steps) if self.is_order(step) else [step]
        return apart

    def is_order(self, step: Any) -> bool:
        """Tell whether a step is an order of steps as the month is: one of them is taken rarely."""
        if not isinstance(step, Do):
            return False
        called: Lowered = step.call.parts[0]
        alike = list(called.rule.parameters) == list(self.game.month.parameters)
        steps = called.steps
        return alike and all(isinstance(s, Do | If) for s in steps) and any(isinstance(s, If) and s.rare for s in steps)


def check_alone(function: FunctionType, game: Game) -> None:
    """Lower one rule, with all that it calls, and nothing else of a game; raises RuleError."""
    rule = game.rule(function)
    Rules(game).lowered(function, rule, rule.tree)


class _Lowering:
    def __init__(self, program: Rules, low: Lowered) -> None:
        self.program, self.low, self.rule = program, low, low.rule
        self.error = low.rule.error
        self.kinds: dict[str, Kind] = dict(low.rule.parameters)
        self.own: set[str] = set()  # names of rows and records that were made here
        self.fixed: set[str] = set()  # names of what cannot be changed: loop counts, counts, the numbers and the month
        self.made: set[str] = set(self.kinds)
        self.ifs = 0
        game = program.game
        self.fixed |= {n for n, k in self.kinds.items() if k.record in (game.now, game.numbers) or self.is_of_now(k)}
        self.times_set: dict[str, int] = {}
        for node in ast.walk(low.rule.tree):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AugAssign)
                else []
            )
            for target in targets:
                if isinstance(target, ast.Name):
                    self.times_set[target.id] = self.times_set.get(target.id, 0) + 1 + isinstance(node, ast.AugAssign)

    def is_of_now(self, kind: Kind) -> bool:
        return kind.record is not None and kind.record in hints_of(self.program.game.now).values()

    def lowered(self) -> Lowered:
        known = set(self.kinds)
        self.low.steps = self.block(self.returns_last(self.rule.tree.body), known, False)
        if self.rule.returns and "return" not in known:
            raise self.error(f"{self.rule.name} does not return a value on every way through it", self.rule.tree)
        if self.rule.returns and self.low.changed:
            raise self.error(
                f"{self.rule.name} returns a value and changes {min(self.low.changed)}: do one of them", self.rule.tree
            )
        return self.low

    # Early returns
    def returns_last(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Move what follows an `if` that returns into its other branch."""
        out: list[ast.stmt] = []
        for i, s in enumerate(body):
            rest = body[i + 1 :]
            if isinstance(s, ast.If) and any(isinstance(n, ast.Return) for n in ast.walk(s)):
                first = s.body if ends(s.body) else s.body + rest
                other = s.orelse if s.orelse and ends(s.orelse) else s.orelse + rest
                out.append(ast.copy_location(ast.If(s.test, self.returns_last(first), self.returns_last(other)), s))
                return out
            if isinstance(s, ast.Return) and rest:
                raise self.error("nothing that stands after a return is ever reached", rest[0])
            out.append(s)
        return out

    # Statements
    def block(self, body: list[ast.stmt], known: set[str], branch: bool) -> list[Any]:
        """Lower a block; `known` grows by the names that it sets, `branch` is true within an `if`."""
        steps: list[Any] = []
        for s in body:
            match s:
                case ast.Expr(ast.Constant()) | ast.Pass() | ast.Return(None) | ast.Return(ast.Constant(None)):
                    if isinstance(s, ast.Return) and self.rule.returns:
                        raise self.error("return a value here", s)
                case ast.Assign([ast.Name(name)], value):
                    steps.append(self.set_name(name, self.value(value, known), known, branch, s))
                case ast.AugAssign(ast.Name(name) as target, op, value):
                    both = ast.copy_location(ast.BinOp(ast.copy_location(ast.Name(name), target), op, value), s)
                    steps.append(self.set_name(name, self.value(both, known), known, branch, s))
                case ast.Assign([ast.Attribute() | ast.Subscript() as target], value):
                    steps.append(self.set_place(target, self.value(value, known), known, s))
                case ast.AugAssign(ast.Attribute() | ast.Subscript() as target, op, value):
                    both = ast.copy_location(ast.BinOp(target, op, value), s)
                    steps.append(self.set_place(target, self.value(both, known), known, s))
                case ast.Return(value) if value is not None:
                    steps.append(self.give_back(self.value(value, known), known, branch, s))
                case ast.If(test, yes, no):
                    steps.append(self.branches(test, yes, no, known))
                case ast.For(ast.Name(name), over, inner, []):
                    steps.append(self.loop(name, over, inner, known, branch, s))
                case ast.Expr(ast.Call() as call):
                    steps.append(self.do(call, known))
                case _:
                    raise self.error(f"a rule may not use {_shown(s)}: {WHAT_MAY_STAND}", s)
        return steps

    def set_name(self, name: str, new: Ex, known: set[str], branch: bool, node: ast.stmt) -> Set | Take:
        kind = new.kind
        given = self.rule.parameters.get(name)
        if name in self.fixed or (given and given.name not in ("float", "int", "bool")):
            raise self.error(f"{name} is given or counts a loop: choose another name", node)
        record = kind.record is not None
        if record or (kind.name == "Count" and self.times_set[name] == 1):
            if record and new.do not in ("fresh", "copy", "call"):
                if _root(new) not in self.fixed:
                    raise self.error(f"{name} would be a second name for the same {kind.name}: write copy_of(…)", node)
                self.fixed.add(name)
            elif record:
                self.own.add(name)
            else:
                self.fixed.add(name)
            if self.times_set[name] > 1:
                raise self.error(f"{name} is set more than once: give each {kind.name} its own name", node)
            self.kinds[name] = kind
            known.add(name)
            return Take(name, new)
        if kind.name in ("Row", "Table", "Grid"):
            if new.do not in ("call", "word"):
                raise self.error(f"{name} would be a second name for the same {kind.name}: copy it with a rule", node)
            self.own.add(name)
        kind = Kind("int", kind.size) if kind.name in ("int", "Count") else kind
        before = self.kinds.get(name, kind)
        if before.name != kind.name:
            raise self.error(f"{name} was {before.name} and becomes {kind.name}", node)
        self.kinds[name] = Kind(kind.name, max(kind.size, before.size) if kind.size and before.size else 0)
        (self.low.reset if given else self.low.locals)[name] = self.kinds[name]
        fresh = name not in self.made  # the worlds of another branch may hold a value already
        self.made.add(name)
        known.add(name)
        return Set(Ex("name", [name], kind), new, "own" if branch and not fresh else "")

    def give_back(self, new: Ex, known: set[str], branch: bool, node: ast.stmt) -> Set:
        if self.rule.returns is None:
            raise self.error("a rule that returns a value says of which type: def …(…) -> float", node)
        wanted = self.rule.returns
        if new.kind.name == "Count" and wanted.name == "int":
            new = Ex(new.do, new.parts, new.kind)
        self.same(wanted, new, node)
        shared = wanted.record is not None or wanted.name in ("Row", "Table", "Grid")
        if shared and not (
            new.do in ("call", "word", "fresh", "copy") or (new.do == "name" and new.parts[0] in self.own)
        ):
            raise self.error(f"return a {wanted.name} that was made here, not one that is given", node)
        if wanted.record is not None and branch:
            raise self.error(f"a {wanted.name} is returned at the end only", node)
        fresh = "return" not in self.made
        self.made.add("return")
        known.add("return")
        self.low.locals["return"] = wanted
        return Set(Ex("name", ["return"], wanted), new, "own" if branch and not fresh else "")

    def set_place(self, target: ast.expr, new: Ex, known: set[str], node: ast.stmt) -> Set:
        to = self.value(target, known)
        self.same(to.kind, new, node)
        if to.kind.record is not None or to.kind.name in ("Table", "Grid"):
            raise self.error(f"a {to.kind.name} within a record stays: set its fields one by one", node)
        if to.kind == ROW and new.do not in ("call", "word"):
            raise self.error("two records would share one Row: set it from a call of a rule, or place by place", node)
        if to.do == "at" and to.parts[1].kind.name != "Count":
            raise self.error("set a place of a Row by its name on the menu, or by a loop over the menu", node)
        if to.do == "at" and to.parts[0].do == "name" and to.parts[0].parts[0] not in self.own:
            raise self.error("a rule may not change a Row that it is given: take its record, or return a new Row", node)
        return Set(to, new, self.changes(to, node))

    def changes(self, place: Ex, node: ast.AST) -> str:
        """Note that something is changed, and tell by which mask."""
        root = _root(place)
        if root in self.own:
            return "own"
        if root in self.fixed or root not in self.rule.parameters:
            raise self.error("a rule may change neither the numbers nor what the month brings", node)
        self.low.changed.add(root)
        return "given"

    def branches(self, test: ast.expr, yes: list[ast.stmt], no: list[ast.stmt], known: set[str]) -> If:
        rare = False
        if (
            isinstance(test, ast.Call)
            and isinstance(test.func, ast.Name)
            and self.rule.named(test.func.id) is language.rarely
        ):
            if len(test.args) != 1:
                raise self.error("rarely takes one condition", test)
            rare, test = True, test.args[0]
        condition = self.value(test, known)
        self.same(BOOL, condition, test)
        self.ifs += 1
        number = self.ifs
        after_yes, after_no = set(known), set(known)
        step = If(number, condition, rare, self.block(yes, after_yes, True), [])
        step.no = self.block(no, after_no, True)
        known |= after_yes & after_no
        return step

    def loop(
        self, name: str, over: ast.expr, inner: list[ast.stmt], known: set[str], branch: bool, node: ast.stmt
    ) -> Loop:
        for n in (n for s in inner for n in ast.walk(s) if isinstance(n, ast.Return)):
            raise self.error("a rule may not return from within a loop", n)
        if name in self.rule.parameters or name in self.low.locals:
            raise self.error(f"{name} is in use: give the count of the loop another name", node)
        start, stop, size = self.bounds(over, known)
        self.kinds[name] = Kind("Count", size)
        self.fixed.add(name)
        within = known | {name}
        body = self.block(inner, within, branch)
        return Loop(name, start, stop, body)

    def bounds(self, over: ast.expr, known: set[str]) -> tuple[Ex, Ex, int]:
        zero = Ex("constant", [0], COUNT)
        match over:
            case ast.Name(name) if _is_menu(self.rule.named(name)):
                size = len(self.rule.named(name))
                return zero, Ex("constant", [size], COUNT), size
            case ast.Call(ast.Name("range"), args, []) if 1 <= len(args) <= 2:
                values = [self.value(a, known) for a in args]
                if all(v.kind.name == "Count" for v in values):
                    return values[0] if len(values) == 2 else zero, values[-1], 0
        raise self.error("a loop goes over a menu, or over a range that is the same for all worlds", over)

    def do(self, call: ast.Call, known: set[str]) -> Do:
        done = self.value(call, known)
        if done.do != "call" or done.parts[0].rule.returns is not None:
            raise self.error("this call gives a value that nothing takes", call)
        called: Lowered = done.parts[0]
        given = dict(zip(called.rule.parameters, done.parts[1:], strict=True))
        changed = [given[name] for name in called.rule.parameters if name in called.changed]
        if len({repr(c) for c in changed}) < len(changed):
            raise self.error(f"{called.name} changes two records: it may not be given one twice", call)
        masks = {self.changes(g, call) for g in changed}
        return Do(done, "given" if "given" in masks else "own")

    # Expressions
    def same(self, kind: Kind, value: Ex, node: ast.AST) -> None:
        """Refuse a value of another kind than the one wanted."""
        for alike in ({"int", "Count"}, {"Row", "Table"}):
            if {kind.name, value.kind.name} <= alike:
                return
        if kind.name != value.kind.name:
            whole = kind.name == "float" and value.kind.name in ("int", "Count")
            hint = "" if not whole else " (write 1.0, not 1)" if value.do == "constant" else " (write float(…))"
            raise self.error(f"here stands {value.kind.name} where {kind.name} is wanted{hint}", node)
        if kind.record is not value.kind.record:
            raise self.error(f"here stands another {kind.name} than the one wanted, which it does not extend", node)

    def value(self, n: ast.expr, known: set[str]) -> Ex:
        """Lower an expression."""
        match n:
            case ast.Constant(bool() as value):
                return Ex("constant", [value], BOOL)
            case ast.Constant(int() | float() as value):
                return self.constant(value, n)
            case ast.Name(name):
                return self.name(name, known, n)
            case ast.Attribute(ast.Name(menu), move) if menu not in known and _is_menu(self.rule.named(menu)):
                return self.move(self.rule.named(menu), move, n)
            case ast.Attribute(of, name):
                return self.field(self.value(of, known), name, n)
            case ast.Subscript(of, index):
                return self.place(self.value(of, known), self.value(index, known), n)
            case ast.BinOp(a, op, b) if type(op) in ARITHMETIC | BITWISE:
                return self.binary(op, self.value(a, known), self.value(b, known), n)
            case ast.UnaryOp(ast.USub(), a):
                return self.negative(self.value(a, known), n)
            case ast.UnaryOp(ast.Not(), a):
                return Ex("not", [self.condition(a, known)], BOOL)
            case ast.BoolOp(op, values):
                word = "and" if isinstance(op, ast.And) else "or"
                return _chain(word, [self.condition(v, known) for v in values])
            case ast.Compare(a, ops, others):
                return self.compared([a, *others], ops, known, n)
            case ast.IfExp(test, a, b):
                condition, yes, no = self.condition(test, known), self.value(a, known), self.value(b, known)
                self.same(yes.kind, no, b)
                if yes.kind.name not in ("float", "int", "bool", "Count"):
                    raise self.error(f"choose between numbers, not between two of {yes.kind.name}", n)
                kind = Kind("int", max(yes.kind.size, no.kind.size)) if yes.kind.name in ("int", "Count") else yes.kind
                return Ex("choose", [condition, yes, no], kind)
            case ast.Call(ast.Name(name), args, []):
                return self.call(n, name, args, known)
        raise self.error(f"a rule may not use {ast.unparse(n)} ({type(n).__name__})", n)

    def constant(self, value: float | int, node: ast.AST) -> Ex:
        if not isfinite(value):
            raise self.error("a number in a rule is finite", node)
        return Ex("constant", [value], FLOAT if isinstance(value, float) else COUNT)

    def name(self, name: str, known: set[str], node: ast.AST) -> Ex:
        if name in known:
            return Ex("name", [name], self.kinds[name])
        found: Any = None if name in self.kinds else self.rule.named(name)
        if type(found) in (float, int) and name.isupper():
            return self.constant(found, node)
        raise self.error(f"{name} is unknown here, or set in one branch only", node)

    def move(self, menu: Any, move: str, node: ast.AST) -> Ex:
        if move not in menu.__members__:
            raise self.error(f"{menu.__name__} has no {move}; it has {', '.join(menu.__members__)}", node)
        return Ex("constant", [int(menu[move])], Kind("Count"))

    def field(self, of: Ex, name: str, node: ast.AST) -> Ex:
        if of.kind.record is None:
            raise self.error(f"a {of.kind.name} has no field {name}", node)
        hint = hints_of(of.kind.record).get(name)
        if hint is None:
            raise self.error(f"{of.kind.name} has no {name}", node)
        if isinstance(hint, type) and is_dataclass(hint):
            kind = self.program.game.own(Kind(hint.__name__, 0, hint))
        elif hint in (float, int, bool):
            kind = Kind(hint.__name__)
        elif hint == list[float]:
            kind = Kind("Table" if of.kind.record is self.program.game.numbers else "Row")
        else:
            kind = Kind("Grid") if hint == list[list[float]] else Kind("int", len(hint))
        return Ex("field", [of, name], kind)

    def place(self, of: Ex, index: Ex, node: ast.AST) -> Ex:
        if of.kind.name not in ("Row", "Table", "Grid"):
            raise self.error("only a Row, a Table or a Grid has places", node)
        self.same(INT, index, node)
        if index.do == "constant" and not 0 <= index.parts[0] < PLACES_OF_A_ROW:
            raise self.error(f"a Row has the places 0 to {PLACES_OF_A_ROW - 1}", node)
        return Ex("row_at", [of, index], Kind("Table")) if of.kind.name == "Grid" else Ex("at", [of, index], FLOAT)

    def binary(self, op: ast.operator, left: Ex, right: Ex, node: ast.BinOp) -> Ex:
        both = {left.kind.name, right.kind.name}
        if type(op) in BITWISE or (both <= {"int", "Count"} and not isinstance(op, ast.Div)):
            self.same(INT, left, node.left)
            self.same(INT, right, node.right)
            if isinstance(op, ast.LShift | ast.RShift) and right.do != "constant":
                raise self.error("bits move by a number that is written here", node.right)
            return Ex((ARITHMETIC | BITWISE)[type(op)], [left, right], COUNT if both == {"Count"} else INT)
        self.same(FLOAT, left, node.left)
        self.same(FLOAT, right, node.right)
        if type(op) not in ARITHMETIC:
            raise self.error("between numbers stand +, -, * or /", node)
        return Ex(ARITHMETIC[type(op)], [left, right], FLOAT)

    def negative(self, of: Ex, node: ast.AST) -> Ex:
        if of.kind.name not in ("float", "int", "Count"):
            raise self.error(f"there is no minus of {of.kind.name}", node)
        if of.do == "constant":
            return Ex("constant", [-of.parts[0]], of.kind)
        return Ex("negative", [of], of.kind)

    def condition(self, n: ast.expr, known: set[str]) -> Ex:
        value = self.value(n, known)
        self.same(BOOL, value, n)
        return value

    def compared(self, sides: list[ast.expr], ops: list[ast.cmpop], known: set[str], node: ast.AST) -> Ex:
        values = [self.value(side, known) for side in sides]
        parts = []
        for left, op, right, side in zip(values, ops, values[1:], sides[1:], strict=False):
            if type(op) not in COMPARISONS or left.kind.name not in ("float", "int", "Count"):
                raise self.error("numbers and moves are compared, by < <= > >= == or !=", node)
            self.same(left.kind, right, side)
            parts.append(Ex(COMPARISONS[type(op)], [left, right], BOOL))
        return _chain("and", parts)

    def call(self, n: ast.Call, name: str, nodes: list[ast.expr], known: set[str]) -> Ex:
        found: Any = None if name in known else self.rule.named(name)
        if (
            name == "len"
            and len(nodes) == 1
            and isinstance(nodes[0], ast.Name)
            and _is_menu(self.rule.named(nodes[0].id))
        ):
            return Ex("constant", [len(self.rule.named(nodes[0].id))], COUNT)
        args = [self.value(a, known) for a in nodes]
        if found is language.copy_of and len(args) == 1 and args[0].kind.record is not None:
            return Ex("copy", args, args[0].kind)
        if isinstance(found, type) and is_dataclass(found) and not args:
            return Ex("fresh", [], self.program.game.own(Kind(found.__name__, 0, found)))
        if found is int or _is_menu(found):
            self.taken(name, [INT], args, nodes, n)
            size = len(found) if _is_menu(found) else args[0].kind.size
            return Ex(args[0].do, args[0].parts, Kind(args[0].kind.name, size))
        if isinstance(found, type | FunctionType) or callable(found):
            if found in WORDS:
                word, wanted, kind = WORDS[found]
                self.taken(name, wanted, args, nodes, n)
                return Ex("word", [word, *args], kind)
            if is_rule(found, self.program.game.package):
                called = self.program.lowered(found, self.rule, n)
                self.taken(name, list(called.rule.parameters.values()), args, nodes, n)
                return Ex("call", [called, *args], called.rule.returns or Kind("nothing"))
        raise self.error(f"{name} is no rule that an engine knows", n)

    def taken(self, name: str, wanted: list[Kind], args: list[Ex], nodes: list[ast.expr], node: ast.AST) -> None:
        """Refuse a call with other arguments than a rule takes."""
        if len(wanted) != len(args):
            raise self.error(f"{name} takes {len(wanted)} arguments, not {len(args)}", node)
        for kind, arg, part in zip(wanted, args, nodes, strict=True):
            self.same(kind, arg, part)
            if kind.name == "Count" and arg.kind.name != "Count":
                raise self.error(
                    "this number must be the same for all worlds: a count, a menu's length or a constant", part
                )


def _chain(word: str, parts: list[Ex]) -> Ex:
    whole = parts[0]
    for part in parts[1:]:
        whole = Ex(word, [whole, part], BOOL)
    return whole


def _is_menu(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, Move)


def _root(ex: Ex) -> str:
    """Return the name that a place starts with, or nothing."""
    while ex.do in ("field", "at", "row_at"):
        ex = ex.parts[0]
    return str(ex.parts[0]) if ex.do == "name" else ""


def _shown(node: ast.AST) -> str:
    return f"{type(node).__name__} ({ast.unparse(node).splitlines()[0]})"


def ends(body: list[ast.stmt]) -> bool:
    """Tell whether a block returns on every way through it."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and ends(last.body) and ends(last.orelse)
    return isinstance(last, ast.Return)
