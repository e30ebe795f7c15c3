"""Policies of a user's own, by name: `module:function` or `agent:NAME`.

A scenario names a policy and never contains it. Its module is imported when it is first played, not
when a scenario is read. An agent is a program that somebody has named before.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import RLock
from traceback import extract_tb
from types import FunctionType
from typing import Any, Final, Literal

from sim.core.base.errors import Place, UsageProblem, nearest, one_line
from sim.core.engine.source import OWN, RuleError, lines_of, read_game
from sim.core.engine.translated import translation
from sim.core.scenario.extensions import NAME as NAME, is_own as is_own
from sim.core.scenario.fingerprint import bare
from sim.policies import policy_text
from sim.policies.active_rules import Replacement
from sim.policies.user_rules import ContractError, UserRule, check_rule, game_with

AGENT: Final = "agent"
"""What stands before the name of an agent."""

How = Literal["compiled", "rule", "plain", "program"]
"""How a function is played: translated, as a policy or as a rule, or asked in a process, as Python
or a program.
"""

RULES: Final = "rules."
"""What stands before the name of a rule whose place a function takes."""

NEW_STATE: Final = (
    "A rule of your own reads and sets what there is; new state of the "
    "world, or new numbers, cannot be added."
)
MEND: Final = "Mend that line, and run again."
SUBSET: Final = "Write it otherwise, in the words that docs/your-own.md lists."


@dataclass(frozen=True)
class UserPolicy:
    """A policy of a user's own: its name, its text, how it is played; `sealed` code is from a
    folder and is not run.
    """

    name: str
    text: str
    sealed: bool = False
    how: How = "compiled"
    origin: policy_text.PolicyText | None = field(default=None, compare=False, repr=False)
    why: str = field(default="", compare=False, repr=False)
    """Why it is not compiled, with file and line."""

    @property
    def rule(self) -> UserRule:
        """The rule that it is; raises UsageProblem for a text that holds none, and where it is
        sealed.
        """
        self.unsealed()
        return policy_text.rule_in(self.name, self.text, self.place)

    def unsealed(self) -> None:
        """Refuse to run what came with results; raises UsageProblem."""
        if self.sealed:
            what = f"the policy '{self.name}' is code that came with results"
            remedy = "Read it, then use sim reproduce --run-code, or name your own copy of it in a scenario."
            raise UsageProblem(what, "its file beside the manifest", remedy)

    @property
    def bare(self) -> str:
        """What it says, without comments and docstrings: what the fingerprint of the model takes
        in.
        """
        return bare(self.text)

    def place(self, line: int) -> Place:
        """Return the file and line in which a line of its text was written."""
        found = self.origin.place(line) if self.origin else Place()
        return found if found.file else Place(f"policy {self.name}", line)

    def holds(self, file: str | None) -> bool:
        """Say whether its text is the module that goes by a name of a file."""
        made = sys.modules.get(f"{OWN}.{(file or '').strip('<>')}")
        return made is not None and lines_of(made.__name__) == self.text.splitlines()

    def refused(self, error: RuleError) -> UsageProblem:
        """Return the problem of a rule that the engine cannot translate."""
        code = f": {error.text.strip()}" if error.text and error.text.strip() else ""
        usual = NEW_STATE if self.how == "rule" and " has no " in str(error.msg) else SUBSET
        place = self.place(error.lineno or 0)
        return UsageProblem(f"{one_line(str(error.msg))}{code}", place, error.remedy or usual)


_known: dict[str, UserPolicy] = {}
_lock: Final = RLock()


def own_policy(name: str, rule: bool = False) -> UserPolicy:
    """Return a policy of a user's own by name, importing its module where it is not known yet;
    raises UsageProblem.

    `rule` says that it takes the place of a rule.
    """
    with _lock:
        if name not in _known and name.startswith(f"{AGENT}:"):
            remedy = (
                "Name its command: --agent NAME=COMMAND, or in Python sim.agent(name, command)."
            )
            raise UsageProblem(
                f"there is no agent '{name.partition(':')[2]}' here", f"policy '{name}'", remedy
            )
        if name not in _known:
            function = import_function(name)
            _known[name] = read_rule(name, function) if rule else read_policy(name, function)
        if (_known[name].how == "rule") != rule:
            what = (
                f"'{name}' takes the place of a rule, and of a policy too"
                if rule
                else f"'{name}' is no policy"
            )
            raise UsageProblem(what, f"policy '{name}'", "Write two functions, one for each.")
        return _known[name]


def read_rule(name: str, function: Callable[..., Any]) -> UserPolicy:
    """Return a function as one that takes the place of a rule; raises UsageProblem for what cannot
    come along.
    """
    made = policy_text.text_of(function)
    return UserPolicy(name, made.text, how="rule", origin=made)


def read_policy(name: str, function: Callable[..., Any]) -> UserPolicy:
    """Return a function as the policy of a name: compiled, or plain Python where the engine cannot
    translate it.

    Raises UsageProblem for what is no policy in any Python.
    """
    try:
        made = policy_text.text_of(function)
        found = UserPolicy(name, made.text, origin=made)
        try:
            check_rule(found.rule)
        except ContractError as error:
            raise found.refused(error) from None
        except RuleError as error:
            problem = found.refused(error)
        else:
            return found
    except policy_text.NotInSubset as outside:
        problem = outside
    plain = policy_text.text_of(function, plain=True)
    place = problem.place
    why = (
        f"{problem.what} ({Path(place.file).name}, line {place.line})"
        if place.file
        else problem.what
    )
    found = UserPolicy(name, plain.text, how="plain", origin=plain, why=why)
    found.rule  # noqa: B018  that it says what it chooses is found here
    return found


def name_of(function: Callable[..., Any], rule: bool = False) -> str:
    """Return the name under which a function of this process is known from now on, as a policy or
    in a rule's place.

    Raises UsageProblem.
    """
    if not isinstance(function, FunctionType):
        raise policy_text.no_function(function)
    module = function.__module__
    if module == "__main__" and (file := getattr(sys.modules["__main__"], "__file__", None)):
        module = Path(file).stem
    name = f"{module}:{function.__name__}"
    if not is_own(name):
        remedy = "Give file and function plain names, of letters, digits and _."
        raise UsageProblem(f"'{name}' is no name of a policy", "policy", remedy)
    made = read_rule(name, function) if rule else read_policy(name, function)
    with _lock:
        _known[name] = made
    return name


def adopt(policies: Iterable[UserPolicy]) -> None:
    """Let policies be known under their names; raises UsageProblem for one that is sealed."""
    with _lock:
        for policy in policies:
            if _known.get(policy.name) != policy:
                policy.unsealed()
                _known[policy.name] = policy


@contextmanager
def adopt_for_a_time(policies: Iterable[UserPolicy]) -> Iterator[None]:
    """Let policies be known under their names for a time."""
    with _lock:
        before = dict(_known)
    try:
        adopt(policies)
        yield
    finally:
        with _lock:
            _known.clear()
            _known.update(before)


def import_function(name: str) -> Callable[..., Any]:
    """Return the function that a name stands for; its module is looked for in the working folder
    too.
    """
    module, _, attribute = name.partition(":")
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    try:
        if main and Path(main).stem == module:
            found = sys.modules["__main__"]
        else:
            with here_first():
                found = import_module(module)
    except Exception as error:
        raise not_imported(module, name, error) from None
    if not callable(function := getattr(found, attribute, None)):
        known = [
            each
            for each, value in vars(found).items()
            if callable(value) and not each.startswith("_")
        ]
        remedy = f"Name a function of {module}.{nearest(attribute, known)}"
        if hasattr(found, attribute):
            raise policy_text.no_function(getattr(found, attribute))
        raise UsageProblem(f"{module} has no function '{attribute}'", f"policy '{name}'", remedy)
    return function  # type: ignore[no-any-return]


def not_imported(module: str, name: str, error: Exception) -> UsageProblem:
    """Return the problem of a module that cannot be imported: there is none, or a line of it
    fails.
    """
    where = f"policy '{name}'"
    if isinstance(error, ModuleNotFoundError) and error.name in (module, module.partition(".")[0]):
        remedy = f"Run from the folder of {module.replace('.', '/')}.py, or install its package."
        return UsageProblem(f"there is no module '{module}'", where, remedy)
    what = f"its module fails with {type(error).__name__}: {one_line(str(error))}"
    if isinstance(error, SyntaxError) and error.filename:
        text = f": {error.text.strip()}" if error.text else ""
        return UsageProblem(
            f"this is no Python: {error.msg}{text}", Place(error.filename, error.lineno or 0), MEND
        )
    lines = [
        frame
        for frame in extract_tb(error.__traceback__)
        if not policy_text.is_installed(frame.filename)
    ]
    lines = [frame for frame in lines if not frame.filename.startswith("<")]
    return UsageProblem(
        what, Place(lines[-1].filename, lines[-1].lineno or 0) if lines else where, MEND
    )


@contextmanager
def here_first() -> Iterator[None]:
    """Let modules of the working folder be found, as in a script that lies there."""
    here = str(Path.cwd())
    if here in sys.path or "" in sys.path:
        yield
        return
    sys.path.insert(0, here)
    try:
        yield
    finally:
        if here in sys.path:
            sys.path.remove(here)


def rules_of(named: Mapping[str, str]) -> tuple[UserRule, ...]:
    """Return the rules that capitals follow by policies of a user's own that are compiled, by
    capital and name.

    Raises UsageProblem for a policy of another capital.
    """
    found = []
    for capital, name in named.items():
        if capital.startswith(RULES):
            continue
        policy = own_policy(name)
        if policy.how == "program":
            continue
        if policy.rule.capital != capital:
            what = f"the policy '{policy.name}' is {policy.rule.capital.capitalize()}'s"
            raise UsageProblem(
                what, f"{capital}.policy", f"Name it under {policy.rule.capital}.policy."
            )
        found += [policy.rule] if policy.how == "compiled" else []
    return tuple(found)


def rules_with(named: Mapping[str, str]) -> str:
    """Return the module of the game in which capitals follow policies of a user's own, by capital
    and name.

    Raises UsageProblem for a policy of another capital, and for one that the engine cannot
    translate.
    """
    policies = [own_policy(name, key.startswith(RULES)) for key, name in named.items()]
    found, replaced = rules_of(named), replacements_of(named)
    try:
        rules = game_with(found, "month", replaced)
        if found or replaced:
            translation(read_game(rules)).fingerprint  # noqa: B018  what cannot be translated is found here
        return rules
    except RuleError as error:
        own = [each for each in policies if each.how in ("compiled", "rule")]
        # The policy in whose text the error lies.
        blamed = next((each for each in own if each.holds(error.filename)), own[0])
        raise blamed.refused(error) from None


def replacements_of(named: Mapping[str, str]) -> tuple[Replacement, ...]:
    """Return the functions that take the place of rules, of those that are named as
    `rules.NAME`.
    """
    found = []
    for key, name in named.items():
        if key.startswith(RULES):
            policy = own_policy(name, rule=True)
            policy.unsealed()
            found.append(
                Replacement(
                    key.removeprefix(RULES), policy_text.main_of(policy.text).name, policy.text
                )
            )
    return tuple(found)


def find_policy(name: str) -> UserPolicy | None:
    """Return a policy that this process knows by name, None for one that is unknown or sealed."""
    found = _known.get(name)
    return None if found is None or found.sealed else found


def seal(policies: Iterable[UserPolicy]) -> None:
    """Let names stand for sealed texts, so that nothing is imported by a name that came with
    results.
    """
    with _lock:
        for policy in policies:
            _known.setdefault(policy.name, policy)
