"""User-written policies, by name: `module:function` or `agent:NAME`.

A policy is a file: its text is played, hashed as it is written, and kept with results. A scenario
names a policy and never contains it; the file is not opened before it is played. An agent is a
program that was registered before.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock
from traceback import extract_tb
from types import FunctionType
from typing import Any, Final, Literal

from sim.core.base.errors import Place, UsageProblem, nearest, one_line
from sim.core.engine import kernel
from sim.core.engine.source import RuleError, read_game
from sim.core.engine.translated import translation
from sim.core.extensions import NAME as NAME, is_own as is_own
from sim.core.game.policies import COURSE_MENUS
from sim.policies import door
from sim.policies.active_rules import Replacement, UserText
from sim.policies.fields import ANSWERS, Kind, is_omniscient
from sim.policies.user_rules import ContractError, UserRule, check_rule, game_with

AGENT: Final = "agent"
"""The prefix of the names of agents."""

RULES: Final = "rules."
"""The prefix of the names of rules that functions replace."""

MOST_BYTES: Final = 2**18
"""Most bytes in the file of a policy."""

How = Literal["compiled", "plain", "program"]
"""How a policy is played: compiled, as plain Python in a process, or as an external program."""

NEW_STATE: Final = (
    "Your rule reads and sets existing state; new state of the "
    "world, or new parameters, cannot be added."
)
MEND: Final = "Correct that line, and run again."
SUBSET: Final = "Write it otherwise, with the constructs that docs/your-own.md lists."
ONE_FILE: Final = "A policy stands in one file: write all that it needs there."
RETURNS: Final = (
    "Annotate its return: `-> WashingtonCourse` for a course, `-> "
    "tuple[WashingtonWord, WashingtonDeed]` for moves."
)
ANSWER: Final = "Write a method: review(self, view) returns a course, act(self, view) a statement and an action."
WRITE: Final = (
    "Write a function with def at the top of the file; its memory is a class that it "
    "takes: def go(view: View, memory: Mind)."
)


@dataclass(frozen=True)
class UserPolicy:
    """A function in a file, or the command of an agent: its name, and the whole text.

    `sealed` text came with results and is not run. `file` is where the text was read.
    """

    name: str
    text: str
    sealed: bool = False
    file: str = field(default="", compare=False)

    @property
    def is_agent(self) -> bool:
        """Whether it is an agent: a program that was registered under a name."""
        return self.name.startswith(f"{AGENT}:")

    @property
    def function(self) -> str:
        """The name of its function in its file."""
        return self.name.partition(":")[2]

    @property
    def file_name(self) -> str:
        """The name of its file, without the folder."""
        return Path(self.file).name or f"{self.name.partition(':')[0]}.py"

    @cached_property
    def main(self) -> ast.FunctionDef | ast.ClassDef:
        """Its function or class of agents as it is written; raises UsageProblem if the file has
        none of that name.
        """
        written = {
            node.name: node
            for node in ast.parse(self.text).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        if self.function not in written:
            message = f"{self.file_name} has no function '{self.function}' that is written with def"
            raise UsageProblem(
                message, f"policy '{self.name}'", WRITE + nearest(self.function, written)
            )
        return written[self.function]

    @property
    def omniscient(self) -> bool:
        """Whether its file asks that it be shown true states."""
        return not self.is_agent and is_omniscient(self.text)

    @cached_property
    def rule(self) -> UserRule:
        """The policy as a rule; raises UsageProblem for sealed text, and for a function whose
        return type names no choice. A class of agents takes any capital.
        """
        self.unsealed()
        main = self.main
        if isinstance(main, ast.ClassDef):
            choice = ("", kind) if (kind := answered_by(main, self.text)) else None
            if choice is None:
                message = f"the class '{self.function}' has neither review(view) nor act(view)"
                raise UsageProblem(message, self.place(main.lineno), ANSWER)
        else:
            choice = chosen_by(main.returns)
        if choice is None:
            message = f"the policy '{self.name}' has no annotation of its return"
            raise UsageProblem(message, self.place(main.lineno), RETURNS)
        return UserRule(*choice, self.function, self.text)

    @cached_property
    def why(self) -> str:
        """Why it is not compiled, with file and line; empty if it is.

        Its file is run. Raises UsageProblem for a file that fails, and for a function that is
        invalid also as plain Python.
        """
        if isinstance(self.main, ast.ClassDef):
            return f"it is a class of agents ({self.file_name}, line {self.main.lineno})"
        try:
            check_rule(self.rule)
        except RuleError as error:
            problem = self.refused(error)
            if isinstance(error, ContractError):
                raise problem from None
            return f"{problem.message} ({self.file_name}, line {problem.place.line})"
        except (Exception, SystemExit) as error:
            raise self.failed(error, self.rule) from None
        return ""

    @property
    def how(self) -> How:
        """How it is played; raises UsageProblem as `why` does."""
        return "program" if self.is_agent else "plain" if self.why else "compiled"

    def unsealed(self) -> None:
        """Refuse to run sealed text; raises UsageProblem."""
        if self.sealed:
            message = f"the policy '{self.name}' is code that came with results"
            remedy = "Read it, then use sim reproduce --run-code, or name your own copy of it in a scenario."
            raise UsageProblem(message, "its file beside the manifest", remedy)

    def place(self, line: int) -> Place:
        """Return the place of a line of its text."""
        return Place(self.file or f"policy {self.name}", line)

    def refused(self, error: RuleError, remedy: str = SUBSET) -> UsageProblem:
        """Return the problem of a rule that the engine cannot translate."""
        code = f": {error.text.strip()}" if error.text and error.text.strip() else ""
        message = f"{one_line(str(error.msg))}{code}"
        return UsageProblem(message, self.place(error.lineno or 0), error.remedy or remedy)

    def failed(self, error: BaseException, run: UserText) -> UsageProblem:
        """Return the problem of a file that fails when it is run."""
        lines = [
            frame.lineno or 0
            for frame in extract_tb(error.__traceback__)
            if frame.filename == f"<{run.module}>"
        ]
        if not lines:
            raise error
        message = f"its file fails with {type(error).__name__}: {one_line(str(error))}"
        return UsageProblem(message, self.place(lines[-1]), MEND)


def answered_by(main: ast.ClassDef, text: str) -> Kind | None:
    """Return what the agents of a class choose, by the method that it or a class of the same file
    below it defines; None if it has no such method.
    """
    methods = {node.name for node in main.body if isinstance(node, ast.FunctionDef)}
    for name, kind in ANSWERS.items():
        if name in methods:
            return kind
    bases = {base.id for base in main.bases if isinstance(base, ast.Name)}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node is not main and node.name in bases - {main.name}:
            return answered_by(node, text)
    return None


def chosen_by(returns: ast.expr | None) -> tuple[str, Kind] | None:
    """Return the capital and the kind of choice that a return type names; None if it names none."""
    match returns:
        case ast.Constant(str(text)):
            return chosen_by(ast.parse(text, mode="eval").body)
        case ast.Name(menu):
            for capital, course in COURSE_MENUS.items():
                if menu == course.__name__:
                    return capital, "course"
        case ast.Subscript(ast.Name("tuple"), ast.Tuple([ast.Name(word), ast.Name(deed)])):
            for capital in COURSE_MENUS:
                if (word, deed) == (f"{capital.capitalize()}Word", f"{capital.capitalize()}Deed"):
                    return capital, "moves"
    return None


_known: dict[str, UserPolicy] = {}
_lock: Final = RLock()


def own_policy(name: str) -> UserPolicy:
    """Return a user-written policy by name, from its file if it is not known yet; raises
    UsageProblem.
    """
    with _lock:
        if name not in _known:
            door.ask(f"the policy '{name}'", listed=False)
            path = path_of(name)
            _known[name] = read_policy(name, path)
        return _known[name]


def path_of(name: str) -> Path:
    """Return the file of a user-written policy by name, and import nothing; raises UsageProblem
    for an agent without a command, and for a module that there is not.
    """
    module, _, function = name.partition(":")
    if module == AGENT:
        remedy = "Name its command: --agent NAME=COMMAND, or in Python sim.agent(name, command)."
        raise UsageProblem(f"there is no agent '{function}' here", f"policy '{name}'", remedy)
    path = file_of(module)
    if path is None:
        file = f"{module.replace('.', '/')}.py"
        remedy = (
            f"Write {module.removesuffix('.py')}:{function}."
            if module.endswith(".py")
            else f"Run from the folder of {file}, or install its package."
        )
        raise UsageProblem(f"there is no module '{module}'", f"policy '{name}'", remedy)
    return path


def file_of(module: str) -> Path | None:
    """Return the file of a module, in the working folder or on Python's path; import nothing."""
    place = Path(*module.split("."))
    for folder in (os.getcwd(), *sys.path):
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if (file := Path(folder, path)).is_file():
                return file.absolute()
    return None


def read_policy(name: str, path: Path) -> UserPolicy:
    """Read the file of a policy without running it.

    Raises UsageProblem, with file and line, for text that is not Python, and for a file that does
    not stand alone.
    """
    policy = UserPolicy(name, read_text(path), file=str(path))
    try:
        tree = ast.parse(policy.text)
    except SyntaxError as error:
        code = f": {error.text.strip()}" if error.text else ""
        message = f"this is no Python: {error.msg}{code}"
        raise UsageProblem(message, policy.place(error.lineno or 0), MEND) from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            message = f"it sets '{node.names[0]}', which all worlds would share"
            remedy = f"Keep it in a memory: def {policy.function}(view: View, memory: dict)."
            raise UsageProblem(message, policy.place(node.lineno), remedy)
        for module in imported_by(node):
            file = file_of(module.partition(".")[0]) if module else path
            if file and not door.is_installed(file):
                message = (
                    f"it uses '{module}', a file of your own, which does not come along with it"
                )
                raise UsageProblem(message, policy.place(node.lineno), ONE_FILE)  # type: ignore[attr-defined]
    return policy


def read_text(path: Path) -> str:
    """Return the text of a policy's file; raises UsageProblem."""
    try:
        content = path.read_bytes()
        if len(content) > MOST_BYTES:
            raise ValueError(f"it is longer than {MOST_BYTES:,} bytes")
        # An editor of Windows ends lines otherwise and begins with a mark; the policy is the same.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        message = f"the file of a policy cannot be read: {one_line(str(error))}"
        raise UsageProblem(message, Place(str(path)), "Save it as a text in UTF-8.") from None


def imported_by(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports; one beside the file has no name."""
    if isinstance(node, ast.ImportFrom):
        return ["" if node.level else node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def name_of(function: Callable[..., Any]) -> str:
    """Register a function with its whole file as a policy, and return its name.

    A class of agents is registered as a function is. Raises UsageProblem for an object that is not
    at the top of a file of its own.
    """
    label = getattr(function, "__qualname__", type(function).__name__)
    if not isinstance(function, FunctionType | type):
        raise UsageProblem(f"'{label}' is no function", "policy", WRITE)
    module = sys.modules.get(function.__module__)
    file: str | None = getattr(module, "__file__", None)
    name = f"{function.__module__}:{function.__name__}"
    if (
        file is None
        or function.__module__ == "__main__"
        or getattr(module, function.__name__, None) is not function
    ):
        message = f"'{label}' is not at the top of a file of its own"
        remedy = f"Save it as a file, such as grim.py, and name it: 'grim:{function.__name__}'."
        raise UsageProblem(message, "policy", remedy)
    policy = read_policy(name, Path(file))
    with _lock:
        _known[name] = policy
    return name


def adopt(policies: Iterable[UserPolicy]) -> None:
    """Register policies under their names; raises UsageProblem for one that is sealed."""
    with _lock:
        for policy in policies:
            if _known.get(policy.name) != policy:
                policy.unsealed()
                _known[policy.name] = policy


@contextmanager
def adopt_for_a_time(policies: Iterable[UserPolicy]) -> Iterator[None]:
    """Register policies under their names for the time of a context."""
    with _lock:
        policies_before = dict(_known)
    try:
        adopt(policies)
        yield
    finally:
        with _lock:
            _known.clear()
            _known.update(policies_before)


def parts_of(
    named: Mapping[str, str],
) -> tuple[tuple[UserRule, ...], tuple[Replacement, ...], dict[str, UserPolicy]]:
    """Return the compiled rules, the functions in place of rules, and the policies to ask by
    capital.

    `named` maps a capital, or `rules.NAME`, to the name of a policy. Raises UsageProblem for a
    policy of another capital, and for one that cannot be loaded.
    """
    rules, replaced, external = [], [], {}
    for key, name in named.items():
        policy = own_policy(name)
        if key.startswith(RULES):
            policy.unsealed()
            rule = key.removeprefix(RULES)
            replaced.append(Replacement(rule, policy.main.name, policy.text))
        elif not policy.is_agent and (owner := policy.rule.capital or key) != key:
            message = f"the policy '{name}' is {owner.capitalize()}'s"
            raise UsageProblem(message, f"{key}.policy", f"Name it under {owner}.policy.")
        else:
            if policy.omniscient:
                kernel.say_once(f"{name} is omniscient: it is shown true states, past any error")
            if policy.how == "compiled":
                rules.append(policy.rule)
            else:
                external[key] = policy
    return tuple(rules), tuple(replaced), external


def rules_with(named: Mapping[str, str]) -> str:
    """Return the module of the game in which capitals follow the policies in `named`.

    Raises UsageProblem for code that the engine cannot translate.
    """
    rules, replaced, _ = parts_of(named)
    try:
        game = game_with(rules, "month", replaced)
        if rules or replaced:
            translation(read_game(game)).fingerprint  # noqa: B018  raises if not translatable
        return game
    except (Exception, SystemExit) as error:
        texts: tuple[Replacement | UserRule, ...] = (*replaced, *rules)
        file = getattr(error, "filename", "")
        # The text at fault: the first one if the error names no file.
        blamed = next((text for text in texts if f"<{text.module}>" == file), texts[0])
        policy = next(text for text in map(own_policy, named.values()) if text.text == blamed.text)
        if not isinstance(error, RuleError):
            raise policy.failed(error, blamed) from None
        is_new = isinstance(blamed, Replacement) and " has no " in str(error.msg)
        raise policy.refused(error, NEW_STATE if is_new else SUBSET) from None


def find_policy(name: str) -> UserPolicy | None:
    """Return a policy that this process knows by name, None for one that is unknown or sealed."""
    policy = _known.get(name)
    return None if policy is None or policy.sealed else policy


def seal(policies: Iterable[UserPolicy]) -> None:
    """Register sealed texts under names not yet known, so that results run no code by a name."""
    with _lock:
        for policy in policies:
            _known.setdefault(policy.name, policy)
