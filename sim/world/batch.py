"""A batch: worlds of one or several scenarios laid on one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from ..arrays import Floats, Ints, Quantity
from ..calendar import months_from
from ..errors import ScenarioProblem, UsageProblem
from ..game.catalogue import CAPITALS
from .actions import ACTIONS, index_of
from .capitals import POLICIES
from .luck import Luck
from .parameters import LEDGER, LEVERS, Parameters, assemble
from .scenario import Plan, Scenario, Spell, Values, neutral_values, unknown
from .traits import Row, Traits

RULES: Final = ("fixed", "reciprocity", "adaptive", "brinkmanship")


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive worlds of one scenario: `worlds` of them, numbered from `first_world`.

    `drawn` holds numbers, or factors of tables, that each world has for itself, `(worlds,)` by name; they take the
    place of the scenario's. A number of a module that is off keeps its neutral value.
    """

    scenario: Scenario
    first_world: int
    worlds: int
    drawn: Mapping[str, Floats] = field(default_factory=dict, compare=False, repr=False)

    def part(self, first_world: int, worlds: int) -> Block:
        """Return some of the worlds, from the one numbered `first_world` on."""
        at = first_world - self.first_world
        return Block(self.scenario, first_world, worlds, {n: v[at : at + worlds] for n, v in self.drawn.items()})

    def values(self) -> dict[str, Quantity]:
        """Return every value that differs from the ledger, a float or `(worlds,)`."""
        off = neutral_values(self.scenario.modules) if self.drawn else {}
        return self.scenario.resolved() | {name: drawn for name, drawn in self.drawn.items() if name not in off}


def check_blocks(blocks: Any) -> None:
    """Raise UsageProblem unless there are blocks, each of a scenario and of one world or more."""
    if isinstance(blocks, str) or not isinstance(blocks, Sequence) or not blocks:
        raise UsageProblem(f"{blocks!r} is no scenario", "scenario", "Give a Scenario, or a list of Blocks.")
    for block in blocks:
        numbers = (block.first_world, block.worlds) if isinstance(block, Block) else (None,)
        if any(isinstance(n, bool) or not isinstance(n, int | np.integer) for n in numbers) or block.worlds < 1:
            raise UsageProblem(f"{numbers} cannot number worlds", "worlds", "Give whole numbers, one world or more.")
        if block.first_world < 0:
            raise UsageProblem(f"the first world is {block.first_world}", "first_world", "Give 0 or more.")
        for name, drawn in block.drawn.items():
            check_drawn(name, drawn, block.worlds)


def check_drawn(name: str, drawn: Any, worlds: int) -> None:
    """Raise ScenarioProblem unless these are numbers `(worlds,)` that the ledger's entry admits."""
    entry = LEDGER.get(name)
    if entry is None or entry.kind not in ("number", "table"):
        raise unknown("number", name, [e.name for e in LEDGER.values() if e.kind in ("number", "table")], "drawn")
    if np.shape(drawn) != (worlds,) or not bool(((drawn >= entry.low) & (drawn <= entry.high)).all()):
        raise ScenarioProblem(
            f"'{name}' is not drawn for {worlds} worlds from {entry.low:g} to {entry.high:g}", "drawn",
            "Give an array with one number of the range for each world.",
        )  # fmt: skip


def structure(s: Scenario) -> tuple[Any, ...]:
    """Return what scenarios must share to be run in one batch."""
    return (s.start, s.months, s.forecast, s.modules, s.opening_moves, s.elections, s.windows, s.expiries, s.incidents,
            s.value("tremble_excludes_war"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conduct:
    """The policies that a capital may follow in a batch.

    `keys` holds a policy's name and its differing levers, `names` the policy names and `families` a number for each
    name, `rules` the index in RULES of each, and `levers[lever]` the value of a lever for each, a float where all are
    equal.
    """

    capital: str
    keys: tuple[tuple[str, Values], ...]
    names: tuple[str, ...]
    families: Ints
    rules: Ints
    levers: dict[str, Any]

    def in_force(self, policy: Ints) -> Any:
        """Return the levers of the policies in force, `policy` being indices `(worlds,)`."""
        values = {
            name: value if isinstance(value, float) else value.take(policy) for name, value in self.levers.items()
        }
        return LEVERS[self.capital](**values)

    def has(self, rule: str) -> bool:
        """Say whether any policy of the batch follows a rule."""
        return bool((self.rules == RULES.index(rule)).any())

    def follows(self, policy: Ints, rule: str) -> Any:
        """Return where the policy in force follows a rule, `(worlds,)`."""
        return self.rules.take(policy) == RULES.index(rule)


class Batch:
    """Worlds of one or several scenarios on one axis, with all that is fixed before the first month.

    Raises ScenarioProblem if the scenarios differ in their structure (months, modules, events, forecast).
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        first = self.blocks[0].scenario
        shape = structure(first)
        for block in self.blocks[1:]:
            if structure(block.scenario) != shape:
                raise ScenarioProblem(
                    "scenarios with different months, modules, events or forecasts cannot share a batch",
                    block.scenario.name, "Run them in batches of their own.",
                )  # fmt: skip
        self.scenario = first
        self.sizes = [block.worlds for block in self.blocks]
        self.worlds = sum(self.sizes)
        self._spans = spans_of(self.blocks)
        self.p: Parameters = assemble([block.values() for block in self.blocks], self.sizes)
        self.modules = frozenset(first.modules)
        self.traits = {capital: Traits(capital, self.p) for capital in CAPITALS}
        # Where the chance of war is set apart, the war move is no row among those compared.
        apart = bool(self.p.tremble_excludes_war)
        self.rows = {
            capital: slice(0, sum(not (action.war and apart) for action in ACTIONS[capital])) for capital in CAPITALS
        }
        self.menus = {capital: self.traits[capital].menu(self.rows[capital]) for capital in CAPITALS}
        self.conducts = {capital: self._conduct(capital) for capital in CAPITALS}
        self._schedules = {capital: self._schedule(capital) for capital in CAPITALS}
        self.opening_moves = {
            capital: np.full(self.worlds, index_of(capital, move), dtype=np.intp)
            for capital, move in zip(CAPITALS, first.opening_moves, strict=True)
        }

    def has(self, module: str) -> bool:
        """Say whether a module is on in this batch."""
        return module in self.modules

    def traits_of(self, moves: Mapping[str, Ints]) -> dict[str, Row]:
        """Return the traits of the four moves of a month."""
        return {capital: self.traits[capital].of(made) for capital, made in moves.items()}

    def laid(self, values: Sequence[Any]) -> Any:
        """Lay one value a block over the worlds, `(worlds,)`."""
        return np.repeat(np.asarray(values), self.sizes)

    def month_of(self, month: str) -> int:
        """Return a calendar month's distance from the start."""
        return months_from(self.scenario.start, month, "month")

    def luck(self, seed: int, month: int) -> Luck:
        """Return the luck of a month; blocks that hold the same worlds share it."""
        return Luck(seed, month, self._spans)

    def scheduled(self, capital: str, month: int) -> Ints:
        """Return the index of the scheduled policy of each world, `(worlds,)`."""
        row = self._schedules[capital][month]
        return np.full(self.worlds, row[0]) if len(row) == 1 else np.repeat(row, self.sizes)

    def _spell_key(self, plan: Plan, policy: str, levers: Values) -> tuple[str, Values]:
        return policy, tuple(sorted((dict(levers) | dict(plan.levers)).items()))

    def _conduct(self, capital: str) -> Conduct:
        keys: dict[tuple[str, Values], None] = {}
        for block in self.blocks:
            plan = block.scenario.plan(capital)
            for spell in plan.spells:
                keys[self._spell_key(plan, spell.policy, spell.levers)] = None
            for vote in block.scenario.elections:
                if vote.capital == capital:
                    for policy, _ in vote.options:
                        keys[self._spell_key(plan, policy, ())] = None
        policies = [POLICIES[capital][name] for name, _ in keys]
        set_levers = [dict(policy.levers) | dict(extra) for policy, (_, extra) in zip(policies, keys, strict=True)]
        levers: dict[str, Quantity] = {}
        prefix = f"{capital}."
        for name in (n for n in LEDGER if n.startswith(prefix)):
            lever, entry = name.removeprefix(prefix), LEDGER[name]
            chosen = [own.get(lever, entry.default) for own in set_levers]
            if entry.module != "core" and not self.has(entry.module):
                chosen = [entry.default] * len(chosen)
            same = all(value == chosen[0] for value in chosen)
            levers[lever] = float(chosen[0]) if same else np.asarray(chosen, dtype=np.float64)
        rules = np.array([RULES.index(policy.rule) for policy in policies], dtype=np.intp)
        names = tuple(policy.name for policy in policies)
        families = np.array([names.index(name) for name in names], dtype=np.intp)
        return Conduct(capital, tuple(keys), names, families, rules, levers)

    def _schedule(self, capital: str) -> list[Ints]:
        """Return, for each month, the policy index of each block, or a single one if all blocks agree."""
        keys = {key: index for index, key in enumerate(self.conducts[capital].keys)}
        begins: dict[str, int] = {}
        columns = []
        for block in self.blocks:
            plan = block.scenario.plan(capital)
            column = np.empty(self.scenario.months, dtype=np.intp)
            for spell in plan.spells:
                if spell.start not in begins:
                    begins[spell.start] = self.month_of(spell.start)
                column[begins[spell.start] :] = keys[self._spell_key(plan, spell.policy, spell.levers)]
            columns.append(column)
        table = np.array(columns).T
        return [row[:1] if (row == row[0]).all() else row for row in table]

    def policy_index(self, capital: str, policy: str) -> Ints:
        """Return the index under which each world holds a policy that an election can bring, `(worlds,)`."""
        keys = {key: index for index, key in enumerate(self.conducts[capital].keys)}
        plans = [block.scenario.plan(capital) for block in self.blocks]
        return self.laid([keys[self._spell_key(plan, policy, ())] for plan in plans])  # type: ignore[no-any-return]


def spans_of(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the worlds of blocks as (first world, worlds), blocks that go on where the last one ended in one span."""
    spans: list[tuple[int, int]] = []
    for block in blocks:
        first, worlds = spans[-1] if spans else (0, 0)
        if spans and first + worlds == block.first_world:
            spans[-1] = (first, worlds + block.worlds)
        else:
            spans.append((block.first_world, block.worlds))
    return spans


def one_policy(start: str, policy: str) -> Plan:
    """Return the plan of one policy in every month."""
    return Plan((Spell(start, policy),))
