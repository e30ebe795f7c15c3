"""Read claims from their file; an unknown key, statistic or arm is refused, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, product
from typing import Any, Final

from sim.analysis.claims import DOWN, LEVEL, SEED, UP, WORLDS, Arm, Call, Claim, Statistics, Wanted
from sim.analysis.claims.measures import MEASURES
from sim.core.base.errors import KeyPath, UsageProblem
from sim.core.base.months import month_after, months_from
from sim.core.base.plain import Data
from sim.core.engine import PLACES
from sim.core.runs.interventions import ImposedMove, ReplacedLuck
from sim.core.scenario import Scenario, load_scenario
from sim.core.scenario.parameters import START_PREFIX, STARTS
from sim.core.scenario.toml_file import TomlFile, TomlReader
from sim.study.experiment.formula import Formula, monthly

Said = Mapping[str, Any]
ARMS: Final = ("a", "b", "c", "d")
OF_AN_ARM: Final = {
    "like": str,
    "set": dict,
    "moves": dict,
    "luck": dict,
    "state": dict,
    "now": dict,
}
INSIDE: Final = {"moves": dict, "luck": dict, "state": (int, float), "now": (int, float)}
BOUNDS: Final = {"low": (int, float), "high": (int, float), "sign": int, "aim": list}
JUDGED: Final = ("interval", "value")
SHOWN_AS: Final = ("amount", "share", "points")
OF_A_CLAIM: Final = {
    "says": str,
    "why": str,
    "source": str,
    "like": str,
    "each": (list, dict),
    "scenario": str,
    "set": dict,
    **dict.fromkeys(ARMS, (str, dict)),
    "measure": str,
    "among": str,
    "per": str,
    "wants": dict,
    "judged": str,
    "kind": str,
    "world": int,
    "worlds": int,
    "times": int,
    "seed": int,
    "level": float,
    "seen": bool,
    "short": bool,
}
"""The keys of a claim and their types; as in `Claim`. `why` and `source` are for readers."""

TYPES: Final = {
    str: "a text",
    dict: "a table",
    list: "a list",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}
STARTED: Final = [name.removeprefix(START_PREFIX) for name in STARTS]
"""The states with which a world can begin."""

CALLED: Final = re.compile(r"(\w+)\((.*)\)", re.DOTALL)


@dataclass(frozen=True)
class ClaimsFile(TomlReader):
    """A file of claims: `[claim."NAME"]`, named arms as `[arm."NAME"]`, and in `[all]` the keys
    common to every claim.

    A `scenario` above all tables is that of every claim. `statistics` are those that a measure may
    call here; `arms` are known in addition to those of the file, and `own` are keys of arms of this
    family, each with the changes that it makes. `tuned` is applied to every scenario first. Invalid
    entries raise DataProblem with the file and the line.
    """

    file: TomlFile
    statistics: Statistics = field(default_factory=dict)
    tuned: Said = field(default_factory=dict)
    arms: Mapping[str, Said] = field(default_factory=dict)
    own: Mapping[str, Callable[[Any], Said]] = field(default_factory=dict)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims in the order of the file."""
        return tuple(claim for group in self.groups() for claim in group)

    def groups(self) -> Iterator[list[Claim]]:
        """Yield the claims in groups; consecutive ones for the same names are one group, ordered by
        name.
        """
        tables: Said = {
            name: self.file.data[name] for name in ("all", "arm", "claim") if name in self.file.data
        }
        self.known(tables, dict.fromkeys(tables, dict), ())
        self.known(tables.get("all", {}), OF_A_CLAIM, ("all",))
        claims = {name: self.whole(("claim", name)) for name in self.file.data.get("claim", {})}
        for names, group in groupby(claims, lambda name: list(claims[name].get("each", [""]))):
            together = list(group)
            yield [
                self.one(name, claims[name], name_in_list)
                for name_in_list in names
                for name in together
            ]

    def one(self, name: str, table: Said, entry: str) -> Claim:
        """Return a claim, for one of its names if it has several."""
        named_values = table.get("each", {})
        self.known(
            {f"{key}": key for key in named_values},
            dict.fromkeys(map(str, named_values), str),
            ("claim", name, "each"),
        )
        value = named_values[entry] if isinstance(named_values, dict) and named_values else entry
        filled = {
            key: fill_names(part, entry, value) for key, part in table.items() if key != "each"
        }
        return self.claim(
            fill_names(name, entry.replace(", ", "_"), value), filled, ("claim", name)
        )

    def claim(self, name: str, table: Said, path: KeyPath) -> Claim:
        """Return one claim from its complete table."""
        if "measure" not in table:
            raise self.problem("it has no measure", path, 'Write measure = "…".')
        scenario = table.get("scenario")
        if not isinstance(scenario, str):
            raise self.problem(
                "it has no scenario", path, 'Write scenario = "…", here or above all.'
            )
        with_all = self.guarded(
            path, lambda: load_scenario(scenario).change(self.tuned).change(table["set"])
        )
        arms = tuple(
            self.arm(table.get(arm, {}), with_all, (*path, arm))
            for arm in ARMS
            if arm in table or arm == "a"
        )
        if len(arms) == 3:
            raise self.problem(
                "it has three arms", path, "Give one, two, or four: a less b, less c less d."
            )
        if any(arm.now for arm in arms) and not CALLED.fullmatch(table["measure"]):
            raise self.problem(
                "no world begins from the present state",
                path,
                "Measure it by a statistic, or leave now out.",
            )
        per, among = (
            self.formula(table[key], (*path, key)) if key in table else None
            for key in ("per", "among")
        )
        if per is not None and len(arms) > 1 and not CALLED.fullmatch(table["measure"]):
            raise self.problem(
                "a difference is per nothing", (*path, "per"), "Leave out the second arm, or per."
            )
        if among is not None and among.term.kind != "flag":
            raise self.problem("this is no flag", (*path, "among"), "Compare it with something.")
        self.one_of(table.get("kind", "amount"), SHOWN_AS, (*path, "kind"))
        return Claim(
            name,
            table.get("says", name),
            arms,
            self.measure(table["measure"], (*path, "measure")),
            self.wanted(table, path),
            among,
            per,
            table.get("world"),
            table.get("worlds", WORLDS),
            table.get("times", 1),
            table.get("seed", SEED),
            table.get("level", LEVEL),
            table.get("seen", False),
            table.get("kind"),
            table.get("short", False),
        )

    def whole(self, path: KeyPath) -> Data:
        """Return a table with all keys that it inherits: by `like` from one of its kind, for a
        claim from [all] too.
        """
        kind, name = str(path[0]), path[-1]
        table: Any = self.file.data[kind][name]
        if not isinstance(table, dict):
            raise self.problem("this is no table", path, "Write keys with values below its name.")
        table, base = dict(table), {}
        self.known(table, OF_A_CLAIM if kind == "claim" else self.of_an_arm, path)
        if kind == "claim":
            base = {"set": {}, "scenario": self.file.data.get("scenario")} | self.file.data.get(
                "all", {}
            )
        if "like" in table:
            like, names = table.pop("like"), list(self.file.data[kind])
            self.one_of(like, names[: names.index(name)], (*path, "like"))
            base = self.whole((kind, like))
        return merge_tables(base, table, {"set"} if kind == "claim" else table.keys())

    @property
    def of_an_arm(self) -> Data:
        """The keys of an arm and their types, with the keys of this family."""
        return OF_AN_ARM | dict.fromkeys(self.own, dict)

    def arm(self, table: Any, common: Scenario, path: KeyPath) -> Arm:
        """Return an arm, by the name of one in the file or as a table of its settings, imposed
        moves and start.
        """
        table = {"like": table} if isinstance(table, str) else table
        self.known(table, self.of_an_arm, path)
        if like := table.get("like"):
            declared = self.file.data.get("arm", {})
            self.one_of(like, (*declared, *self.arms), path)
            table = merge_tables(
                self.whole(("arm", like)) if like in declared else self.arms[like],
                table,
                table.keys(),
            )
        for key, kind in INSIDE.items():
            self.known(table.get(key, {}), dict.fromkeys(table.get(key, {}), kind), (*path, key))
        for date, slots in table.get("luck", {}).items():
            self.known(slots, dict.fromkeys(slots, float), (*path, "luck", date))
        for name in table.get("state", {}):
            self.one_of(name, STARTED, (*path, "state", name), "state")
        for name in table.get("now", {}):
            self.one_of(name, PLACES, (*path, "now", name), "state")
        starts = {START_PREFIX + name: value for name, value in table.get("state", {}).items()}

        def made() -> Arm:
            declared = {
                name: value
                for key in self.own
                for name, value in self.own[key](table.get(key, {})).items()
            }
            scenario = common.change({**starts, **declared, **table.get("set", {})})
            luck = (
                ReplacedLuck(slot, months_from(scenario.start, date, slot), float(value))
                for date, slots in table.get("luck", {}).items()
                for slot, value in slots.items()
            )
            return Arm(
                scenario,
                (*imposed_moves(table.get("moves", {}), scenario), *luck),
                table.get("now", {}),
            )

        return self.guarded(path, made)

    def wanted(self, table: Said, path: KeyPath) -> Wanted | None:
        """Return the target of a claim; None if it has none and the value is only shown."""
        judged = table.get("judged", "interval")
        self.one_of(judged, JUDGED, (*path, "judged"))
        bounds = table.get("wants", {})
        if not bounds:
            if judged == "value":
                return None
            raise self.problem(
                "it has no bound", path, f"Give wants = {{ … }} with some of {', '.join(BOUNDS)}."
            )
        self.known(bounds, BOUNDS, (*path, "wants"))
        if "sign" in bounds:
            if bounds["sign"] not in (-1, 1):
                raise self.problem(
                    f"'sign' is {bounds['sign']}", (*path, "wants", "sign"), "Give 1 or -1."
                )
            return UP if bounds["sign"] > 0 else DOWN
        low, high = float(bounds.get("low", "-inf")), float(bounds.get("high", "inf"))
        aim = tuple(bounds["aim"]) if "aim" in bounds else None
        if aim and not (len(aim) == 2 and all(type(bound) in (int, float) for bound in aim)):
            raise self.problem(
                f"'aim' is {list(aim)}", (*path, "wants", "aim"), "Give two numbers."
            )
        return Wanted(low, high, judged == "interval", aim)

    def measure(self, text: str, path: KeyPath) -> Formula | Call:
        """Return the measure: one call of a listed statistic, or a formula with one value a
        world.
        """
        call = CALLED.fullmatch(text.strip())
        if call is None or call[1] in ("any", "all", "sum", "mean"):
            return self.formula(text, path)
        name, argument = call[1], call[2].strip()
        self.one_of(name, list(self.statistics), path, "statistic")
        takes = self.statistics[name].takes
        if takes is None:
            self.guarded(path, lambda: monthly(argument))
        else:
            self.one_of(argument, takes or [""], path, "argument")
        return Call(self.statistics[name], argument)

    def formula(self, text: str, path: KeyPath) -> Formula:
        """Return a formula that may name the measures of claims."""
        formula = Formula(text, MEASURES)
        self.guarded(path, lambda: formula.term)
        return formula

    def known(self, table: Said, keys: Mapping[str, Any], path: KeyPath) -> None:
        """Refuse a key that is not listed, or whose value is of another type."""
        for key, value in table.items():
            self.one_of(key, keys, (*path, key), "key")
            kinds = keys[key] if isinstance(keys[key], tuple) else (keys[key],)
            if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
                remedy = f"Give {' or '.join(TYPES[kind] for kind in kinds)}."
                raise self.problem(f"'{key}' is {value!r}", (*path, key), remedy)


def merge_tables(base: Said, table: Said, keys: Set[str]) -> Data:
    """Return `base` updated with `table`; tables under the given keys are merged."""
    joined = {
        key: base.get(key, {}) | table[key]
        for key in keys & table.keys()
        if isinstance(table[key], dict)
    }
    return {**base, **table, **joined}


def fill_names(part_of_table: Any, entry: str, value: Any) -> Any:
    """Return a part of a claim with one of its names in place of {each} or {Each}, and the value of
    that name in place of {value}.
    """
    if part_of_table == "{value}":
        return value
    if isinstance(part_of_table, str):
        return (
            part_of_table.replace("{each}", entry)
            .replace("{Each}", entry.title())
            .replace("{value}", str(value))
        )
    if isinstance(part_of_table, dict):
        return {
            fill_names(key, entry, value): fill_names(part, entry, value)
            for key, part in part_of_table.items()
        }
    return part_of_table


def imposed_moves(table: Said, scenario: Scenario) -> Iterator[ImposedMove]:
    """Yield the imposed moves, given by a month or two months with `..` between them, then by a
    menu.
    """
    for dates, moves in table.items():
        first, _, last = dates.partition("..")
        months = range(
            *(
                months_from(scenario.start, date, "moves")
                for date in (first, month_after(last or first, 1))
            )
        )
        for month, (menu, move) in product(months, moves.items()):
            capital, _, kind = menu.partition(".")
            if kind not in ("word", "deed"):
                raise UsageProblem(
                    f"there is no menu '{menu}'",
                    dates,
                    "Write it as washington.deed or seoul.word.",
                )
            yield ImposedMove(
                capital, month, move if kind == "word" else None, move if kind == "deed" else None
            )
