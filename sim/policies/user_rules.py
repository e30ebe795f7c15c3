"""A game in which capitals follow user-written rules: the month of the game, with some replaced.

A user-written rule is a function in a file. It is rewritten to fill in a record of its choice, so
that it may remember and return early; then it is lowered and printed as all rules are. A capital's
memory is a field of the world.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, is_dataclass, make_dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from math import isfinite
from types import ModuleType
from typing import Any, Final, Literal, TypeVar

from sim.core.base.plain import Data
from sim.core.engine.lower import check_alone, ends
from sim.core.engine.records import fill_record, flat, places_of
from sim.core.engine.source import ONE_AT_A_TIME, RuleError, hash_of, make_module, read_game
from sim.core.game import (
    beliefs,
    catalogue,
    choice,
    choosing,
    first_half,
    idle_month,
    month,
    moves,
    reviews,
    second_half,
)
from sim.core.game.language import Move
from sim.core.game.sight import menu_class
from sim.policies.active_rules import FIXED, ORDER, Replacement, UserText, modules_with, run_file
from sim.policies.fields import (
    ALL_FIELDS,
    OMNISCIENT,
    Field,
    Kind,
    fields_of,
    is_omniscient,
    record_of,
)
from sim.policies.view import View

Rule = TypeVar("Rule", bound=Callable[..., Any])


@dataclass(frozen=True)
class UserRule(UserText):
    """A user-written rule: its capital, the kind of its choice, and its function with the file."""

    capital: str
    kind: Kind
    function: str
    text: str

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of its view, by name."""
        return fields_of(self.capital, self.kind, is_omniscient(self.text))

    @property
    def view(self) -> str:
        """The name of its view in a game."""
        return f"ViewOf{self.capital.capitalize()}"


def menus_of(capital: str, kind: Kind) -> dict[str, type[Move]]:
    """Return the menus for a kind of choice, by name, in the order of the values that a rule
    returns.
    """
    parts = ("course",) if kind == "course" else ("word", "deed")
    return {part: menu_class(f"{capital}.{part}") for part in parts}


@cache
def load_rule(rule: UserRule) -> ModuleType:
    """Return the module of a rule, its function rewritten to fill in a choice; raises RuleError.

    Its file is run. `memory_` is the record in which the rule remembers, None if it has none.
    """
    with ONE_AT_A_TIME:
        tree, lines = ast.parse(rule.text), rule.text.splitlines()
        main = next(
            node
            for node in reversed(tree.body)
            if isinstance(node, ast.FunctionDef) and node.name == rule.function
        )
        memories = main.args.args[1:2]
        rewrite(rule, main)
        for node in ast.walk(tree):  # a helper is handed the view of this capital too
            match node:
                case ast.arg(annotation=ast.Name("View") as hint):
                    hint.id = VIEW
        view = record_of(rule.view, rule.fields)
        module = run_file(rule.module, tree, lines, {VIEW: view, "_Choice": choice.Choice})
        module.memory_ = memory_of(rule, module, memories[0]) if memories else None  # type: ignore[attr-defined]
        return module


def check_rule(rule: UserRule) -> None:
    """Raise RuleError for a rule that the engines do not translate."""
    with ONE_AT_A_TIME:
        check_alone(getattr(load_rule(rule), rule.function), read_game())


def memory_of(rule: UserRule, module: ModuleType, taken: ast.arg) -> type:
    """Return the record in which a rule remembers, named for its capital; raises RuleError for none
    that an engine keeps.
    """
    name = taken.annotation.id if isinstance(taken.annotation, ast.Name) else ""
    memory = vars(module).get(name)
    if not isinstance(memory, type) or not is_dataclass(memory) or memory is View:
        message = (
            "a memory is a @dataclass of floats, ints and bools with defaults: write memory: Memory"
        )
        plain = name in ("float", "int", "bool", "str")
        raise refuse_text(rule, message, taken, plain)
    try:
        count, first = len(places_of(memory)), flat(memory())
        is_sound = len(first) == count and all(map(isfinite, first))
        why = "" if is_sound and fill_record(memory(), first) == memory() else "a default"
    except (TypeError, ValueError) as error:
        why = str(error)
    if why:
        remedy = "Give each field a type, float, int, bool or a menu, and such a default: `strikes: float = 0.0`."
        raise refuse_text(rule, f"{name} cannot be remembered: {why}", taken, remedy=remedy)
    memory.__name__ = f"MemoryOf{rule.capital.capitalize()}"
    return memory


class ContractError(RuleError):
    """A rule that is invalid also as plain Python: it makes an invalid reading or choice."""


def refuse_text(
    rule: UserRule, text: str, node: ast.AST, sure: bool = False, remedy: str = ""
) -> RuleError:
    """Return the error for a fault in the text of a rule, with its remedy; `sure` if it is a fault
    in plain Python too.
    """
    line = getattr(node, "lineno", 1)
    code = rule.text.splitlines()[line - 1]
    kind = ContractError if sure else RuleError
    error = kind(text, (f"<{rule.module}>", line, getattr(node, "col_offset", 0) + 1, code))
    error.remedy = remedy
    return error


def rewrite(rule: UserRule, main: ast.FunctionDef) -> None:
    """Rewrite a rule's function to fill in a choice: `return x` becomes `choice_.course = x`."""
    arguments, menus, more = main.args.args, menus_of(rule.capital, rule.kind), main.args
    if (
        len(arguments) not in (1, 2)
        or more.defaults
        or more.vararg
        or more.kwonlyargs
        or more.kwarg
    ):
        message = "a policy takes a view, and its memory if it has one"
        remedy = f"Write def {rule.function}(view: View), or def {rule.function}(view: View, memory: Memory)."
        raise refuse_text(rule, message, main, True, remedy)
    if CHOICE in {getattr(node, "id", getattr(node, "arg", "")) for node in ast.walk(main)}:
        raise refuse_text(rule, f"{CHOICE} is a name of the engine's: choose another", main)
    for node in ast.walk(main):
        check_attribute(rule, node, arguments[0].arg)
    for node in ast.walk(main):
        if isinstance(node, BEYOND):
            raise refuse_text(rule, f"a rule may not use {type(node).__name__}", node)
    arguments[0].annotation = ast.Name(VIEW, ast.Load())
    arguments.append(ast.arg(CHOICE, ast.Name("_Choice", ast.Load())))
    main.returns = None
    main.body = [step for statement in main.body for step in fill_returns(rule, menus, statement)]
    if not ends(main.body):
        message = f"{rule.function} does not return a choice on every way through it"
        sure = isinstance(main.body[-1], ast.If | ast.Assign | ast.AugAssign | ast.Expr | ast.Pass)
        remedy = f"End it with a return, such as {return_from(menus)}."
        raise refuse_text(rule, message, main, sure, remedy)
    ast.fix_missing_locations(main)


CHOICE: Final = "choice_"
VIEW: Final = "_View"
BEYOND: Final = (
    ast.While,
    ast.Try,
    ast.With,
    ast.Match,
    ast.Raise,
    ast.Import,
    ast.ImportFrom,
    ast.Assert,
    ast.Global,
)
"""Statements that no rule may contain, reported before any fault that follows from them."""

MENUS: Final = {
    name: menu
    for name, menu in vars(moves).items()
    if isinstance(menu, type) and issubclass(menu, Move)
}


def check_attribute(rule: UserRule, node: ast.AST, name: str) -> None:
    """Refuse to set a field of the view `name`, to read one that its capital does not see, and to
    use a move on no menu; raises RuleError.
    """
    match node:
        case ast.Attribute(ast.Name(whose), field, ast.Store() | ast.Del()) if whose == name:
            message = f"a view is only seen: {field} cannot be set"
            remedy = f"Keep it in a memory: def {rule.function}(view: View, memory: Memory)."
        case ast.Attribute(ast.Name(whose), field) if whose == name and field not in rule.fields:
            message, remedy = unseen(rule.capital, field, rule.fields)
        case ast.Attribute(ast.Name(whose), move) if whose in MENUS and not hasattr(
            MENUS[whose], move
        ):
            message = f"{whose} has no {move}; it has {', '.join(MENUS[whose].__members__)}"
            remedy = f"Write {name_move(MENUS[whose], move)}."
        case _:
            return
    raise refuse_text(rule, message, node, True, remedy)


def unseen(capital: str, field: str, fields: Iterable[str]) -> tuple[str, str]:
    """Return the fault of a policy that reads a field unknown to its capital, and the remedy."""
    names = [name for name in fields if name not in CONDUCT]
    message = f"{capital.capitalize()} does not see {field}"
    remedy = f"It sees {', '.join(names)}, and the course, statement and action of each capital."
    if field == "tested":
        return message, f"Write view.pyongyang_deed >= PyongyangDeed.MISSILE_TEST. {remedy}"
    if field in ALL_FIELDS:
        return message, f"{remedy} A file that says {OMNISCIENT} = True is shown it."
    near = get_close_matches(field, [*names, *CONDUCT], 1)
    return message, f"Write view.{near[0]}, if that is meant. {remedy}" if near else remedy


CONDUCT: Final = {menu.replace(".", "_") for menu in catalogue.MENUS}
"""The fields for the courses, statements and actions of capitals."""


def fill_returns(
    rule: UserRule, menus: dict[str, type[Move]], statement: ast.stmt
) -> list[ast.stmt]:
    """Return a statement with each `return` replaced by assignments to the choice."""
    if isinstance(statement, ast.If):
        for body in (statement.body, statement.orelse):
            body[:] = [step for each in body for step in fill_returns(rule, menus, each)]
    if not isinstance(statement, ast.Return):
        return [statement]
    value = statement.value
    values = value.elts if isinstance(value, ast.Tuple) else [value] if value else []
    if len(values) != len(menus):
        message = " and ".join(f"a {place}" for place in menus)
        sure = not isinstance(value, ast.Name | ast.Call | ast.Subscript | ast.IfExp)
        remedy = f"Write {return_from(menus)}, for example."
        raise refuse_text(rule, f"return {message} here", statement, sure, remedy)
    steps: list[ast.stmt] = []
    for (name, menu), each in zip(menus.items(), values, strict=True):
        check_menu(rule, menu, each)
        target = ast.Attribute(ast.Name(CHOICE, ast.Load()), name, ast.Store())
        steps.append(ast.copy_location(ast.Assign([target], each), statement))
    return [*steps, ast.copy_location(ast.Return(None), statement)]


def check_menu(rule: UserRule, menu: type[Move], value: ast.expr) -> None:
    """Refuse a choice that is written from another menu; raises RuleError."""
    match value:
        case ast.IfExp(_, one, other):
            check_menu(rule, menu, one)
            check_menu(rule, menu, other)
        case ast.Constant(move):
            message = f"{move!r} is no move of a menu"
            raise refuse_text(rule, message, value, True, f"Write {name_move(menu, move)}.")
        case ast.Attribute(ast.Name(whose), move) if whose in MENUS and MENUS[whose] is not menu:
            chooses = f"{rule.capital.capitalize()} chooses a {menu.__name__} here"
            message = f"this is a {whose}: {chooses}"
            raise refuse_text(rule, message, value, True, f"Write {name_move(menu, move)}.")


def return_from(menus: dict[str, type[Move]]) -> str:
    """Return an example of a return statement, with the first move of each menu."""
    return f"return {', '.join(name_move(menu, 0) for menu in menus.values())}"


def name_move(menu: type[Move], name: object) -> str:
    """Return a move of a menu as code: by place or name, else the nearest name, else the first."""
    members = list(menu.__members__)
    if type(name) is int and 0 <= name < len(members):
        return f"{menu.__name__}.{members[name]}"
    near = get_close_matches(str(name).upper().replace(" ", "_"), members, n=1)
    return f"{menu.__name__}.{near[0] if near else members[0]}"


Part = Literal["month", "first_half", "second_half", "idle_month"]
"""The part of a month to play: all, the half before statements and actions are chosen, the half
after, or a month that only pays.
"""

SHIPPED: Final[dict[Part, ModuleType]] = {
    "month": month,
    "first_half": first_half,
    "second_half": second_half,
    "idle_month": idle_month,
}


def game_with(
    rules: tuple[UserRule, ...], part: Part = "month", replaced: tuple[Replacement, ...] = ()
) -> str:
    """Return the module of the game, or of a part of its months, with user-written rules.

    `replaced` are functions that take the place of rules. Raises RuleError.
    """
    with ONE_AT_A_TIME:
        return _game_with(rules, part, replaced) if rules or replaced else SHIPPED[part].__name__


@cache
def _game_with(rules: tuple[UserRule, ...], part: Part, replaced: tuple[Replacement, ...]) -> str:
    names: Data = {}
    spaces = modules_with(replaced)
    # The World of the two halves also holds the capitals' observations of states and moves.
    halves = (first_half, second_half) if rules else ()
    for module in (choosing, beliefs, reviews, choice, month, SHIPPED[part], *halves):
        space = spaces.get(module.__name__, module)
        names |= {name: value for name, value in vars(space).items() if not name.startswith("__")}
    memories: list[tuple[str, Any, Any]] = []
    for rule in rules:
        module_of_rule = load_rule(rule)
        names[f"own_rule_of_{rule.capital}"] = getattr(module_of_rule, rule.function)
        names[rule.view] = vars(module_of_rule)[VIEW]
        if (memory := module_of_rule.memory_) is not None:
            memories.append((f"{rule.capital}_memory", memory, field(default_factory=memory)))
    names["World"] = make_dataclass("World", memories, bases=(names["World"],), slots=True)
    text = month_with(rules, frozenset(name.partition("_")[0] for name, _, _ in memories), part)
    modules = [*(rule.module for rule in rules), *(replacement.module for replacement in replaced)]
    game = f"game_{hash_of(*modules, text)[:16]}"
    made = make_module(game, ast.parse(text), text.splitlines(), names).__name__
    read_game(made)
    _parts[made] = rules, replaced
    return made


_parts: Final[dict[str, tuple[tuple[UserRule, ...], tuple[Replacement, ...]]]] = {}


def parts_of(module: str) -> tuple[tuple[UserRule, ...], tuple[Replacement, ...]]:
    """Return the user-written parts of a game: rules of capitals, functions in place of rules."""
    return _parts.get(module, ((), ()))


def month_with(rules: Sequence[UserRule], remember: frozenset[str], part: Part) -> str:
    """Return the source text of a month: that of the game, with a step that asks each of these
    rules.
    """
    functions = functions_of(reviews) | functions_of(month) | functions_of(SHIPPED[part])
    here = [
        rule
        for rule in rules
        if part == "month" or (rule.kind == "course") == (part == "first_half")
    ]
    for rule in here:
        if rule.kind == "course":
            step = ast.parse(f"own_course_of_{rule.capital}(world, now, p)").body[0]
            order = functions["hold_reviews" if rule.capital == "pyongyang" else "review_others"]
            order.body[place_of(order, f"{rule.capital}_reviews(")] = step
        else:
            step = ast.parse(f"own_moves_of_{rule.capital}(world, moves, now, p)").body[0]
            functions["act"].body.insert(place_of(functions["act"], "find_chances(") + 1, step)
    if rules and part == "month":
        functions["act"].body += ast.parse("observe_words(world, now, p)").body
    steps = [step_of(rule, rule.capital in remember) for rule in here]
    return "\n\n".join([*(ast.unparse(functions[name]) for name in ORDER), *steps])


def functions_of(module: ModuleType) -> dict[str, ast.FunctionDef]:
    """Return the functions of a module by name, as they are written."""
    return {
        node.name: node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef)
    }


def place_of(function: ast.FunctionDef, call: str) -> int:
    """Return the place of the one statement of a function that makes a call."""
    (place,) = (number for number, step in enumerate(function.body) if call in ast.unparse(step))
    return place


def step_of(rule: UserRule, remembers: bool) -> str:
    """Return the step that asks a rule, as source text: fill in the view, choose, and move."""
    capital, menus = rule.capital, menus_of(rule.capital, rule.kind)
    memory = f"world.{capital}_memory, " if remembers else ""
    call = f"own_rule_of_{capital}(view, {memory}choice)"
    see = [f"view = {rule.view}()", *sights(rule), "choice = Choice()", call]
    if rule.kind == "course":
        menu, count = menus["course"].__name__, len(menus["course"])
        see += [
            f"fail_outside(world, choice.course, {count})",
            f"world.{capital}_next = {menu}(chosen(choice.course, {count}, world.{capital}_course))",
        ]
        head = f"def own_course_of_{capital}(world: World, now: Now, p: Parameters) -> None:"
        return "\n".join([head, f"    if {free(capital)}:", *(f"        {line}" for line in see)])
    for place, listed in menus.items():
        see += [
            f"fail_outside(world, choice.{place}, {len(listed)})",
            f"moves.{capital}_{place} = done(choice.{place}, {len(listed)})",
        ]
    head = (
        f"def own_moves_of_{capital}(world: World, moves: Moves, now: Now, p: Parameters) -> None:"
    )
    return "\n".join([head, *(f"    {line}" for line in see)])


def free(capital: str) -> str:
    """Return the condition, as source text, under which a capital chooses its course itself: no
    order, and no new government or announced course.
    """
    offices = [f"now.calendar.{capital}_switch"]
    offices += [f"now.calendar.{capital}_election"] if capital in ("washington", "seoul") else []
    return f"now.orders.{capital}_course < 0 and not ({' or '.join(offices)})"


def sights(rule: UserRule) -> list[str]:
    """Return the steps that fill in a view, as source text, for the fields that the rule names."""
    named = {
        node.attr for node in ast.walk(ast.parse(rule.text)) if isinstance(node, ast.Attribute)
    }
    steps = [f"view.{name} = {each.words}" for name, each in rule.fields.items() if name in named]
    if any(f"_by_{rule.capital}" in step or "belief_of_" in step for step in steps):
        return ["observe_state(world, now, p)", *steps]
    return steps


class ActiveRules:
    """The rules by which a game plays its worlds; `module` is the module of its month."""

    def __init__(self, module: str) -> None:
        self.month = import_module(module)
        rules, replaced = parts_of(module)
        self.choosing = {(rule.capital, rule.kind) for rule in rules}
        """The capitals that follow a user-written rule, each with the kind of its choice."""
        self._spaces = modules_with(replaced)

    def __call__(self, rule: Rule) -> Rule:
        """Return the rule in force in place of a shipped one, often the same."""
        space = self.month if rule.__name__ in FIXED else self._spaces.get(rule.__module__)
        found: Rule = getattr(space, rule.__name__) if space else rule
        return found


STUB: Final = """
from dataclasses import dataclass
from sim.policy import *

{truth}


@dataclass
class Memory:
    asked: float = 0.0
{answers}
{kept}


def ask(view: View, memory: Memory) -> {returns}:
    memory.asked = 1.0
{seen}
    return {choice}
"""


def stub_of(capital: str, kind: Kind, omniscient: bool) -> UserRule:
    """Return a rule that stores its view in its memory, and chooses the move stored there."""
    fields = fields_of(capital, kind, omniscient)
    menus = {place: menu.__name__ for place, menu in menus_of(capital, kind).items()}
    text = STUB.format(
        truth=f"{OMNISCIENT} = {omniscient}",
        answers="\n".join(f"    {place}: int = 0" for place in menus),
        kept="\n".join(
            f"    seen_{name}: {field.kind.__name__} = {field.kind.__name__}(0)"
            for name, field in fields.items()
        ),
        returns=menus["course"] if kind == "course" else f"tuple[{', '.join(menus.values())}]",
        seen="\n".join(f"    memory.seen_{name} = view.{name}" for name in fields),
        choice=", ".join(f"memory.{place}" for place in menus),
    )
    return UserRule(capital, kind, "ask", text)
