"""Every value of a scenario with its source: an option, the environment, a line of a file, a module, or the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from sim.game.catalogue import CAPITALS
from sim.study.estimate import number_text
from sim.world.parameters import LEDGER, MODULES
from sim.world.scenario import Scenario, Values

DEFAULT: Final = "default"
FIELDS: Final = ("title", "start", "months", "forecast", "kim_type", "modules")


@dataclass(frozen=True)
class Row:
    """One value of a scenario."""

    name: str
    value: Any
    origin: str

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)


def rows_of(s: Scenario) -> list[Row]:
    """Return every value of a scenario, those of the ledger included, with its source."""
    origin = dict(s.origin)
    rows = [Row(name, value_text(name, getattr(s, name)), origin.get(name, DEFAULT)) for name in FIELDS]
    for capital, move in zip(CAPITALS, s.opening_moves, strict=True):
        rows.append(Row(f"opening_moves.{capital}", move, origin.get(f"opening_moves.{capital}", DEFAULT)))
    for capital in CAPITALS:
        rows += plan_rows(s, capital, origin)
    return [*rows, *event_rows(s, origin), *number_rows(s, origin)]


def value_text(name: str, value: Any) -> Any:
    """Return a field as it is shown."""
    if name != "modules":
        return value
    off = [module for module in MODULES if module not in value]
    if len(off) > len(value):
        return ", ".join(value) or "none"
    return "all but " + ", ".join(off) if off else "all"


def plan_rows(s: Scenario, capital: str, origin: dict[str, str]) -> Iterator[Row]:
    """Yield the policies of a capital by month, and the levers that it holds in every month."""
    plan = s.plan(capital)
    for number, spell in enumerate(plan.spells):
        source = origin.get(f"{capital}.policy") or origin.get(f"{capital}.schedule[{number}]", DEFAULT)
        yield Row(f"{capital} from {spell.start}", f"{spell.policy}{pairs(spell.levers)}", source)
    for lever, value in plan.levers:
        yield Row(f"{capital}.{lever}", value, origin.get(f"{capital}.{lever}", DEFAULT))


def pairs(values: Values) -> str:
    """Return named numbers in brackets, or nothing."""
    return f" ({', '.join(f'{name} {decimal(value)}' for name, value in values)})" if values else ""


def decimal(value: float) -> str:
    """Return a number without zeros at its end."""
    text = number_text(value, 9)
    return (text.rstrip("0").removesuffix(".") if "." in text else text) or "0"


def event_rows(s: Scenario, origin: dict[str, str]) -> Iterator[Row]:
    """Yield what befalls the capitals."""
    shown = {
        "elections": [f"{v.capital} votes in {v.month}, in force {v.in_force}, keep {decimal(v.keep)}{pairs(v.options)}"
                      for v in s.elections],
        "windows": [f"{window.month}: {window.result}" for window in s.windows],
        "expiries": [f"{each.month}: {each.name}, {decimal(each.share)} of all sanctions" for each in s.expiries],
        "incidents": [f"{each.month}: {each.result}" for each in s.incidents],
    }  # fmt: skip
    for kind, texts in shown.items():
        for number, text in enumerate(texts):
            name = f"{kind}[{number}]"
            yield Row(name, text, origin.get(name) or origin.get(kind, DEFAULT))


def number_rows(s: Scenario, origin: dict[str, str]) -> Iterator[Row]:
    """Yield the numbers of the ledger as the scenario has them; a module that is off holds its own at neutral."""
    resolved = s.resolved()
    for name, entry in LEDGER.items():
        if entry.kind == "lever":
            continue
        is_off = entry.module != "core" and entry.module not in s.modules
        source = origin.get(name, DEFAULT)
        if is_off:
            source = f"module {entry.module} is off" + (f", whatever {source} says" if name in origin else "")
        yield Row(name, resolved.get(name, entry.default), source)
        for cell, default in entry.cells:
            key = f"{name}.{cell}"
            if key in resolved:
                yield Row(key, resolved.get(key, default), origin.get(key, DEFAULT))


def show_table(s: Scenario, everything: bool) -> str:
    """Return the table of a scenario; numbers that are as the ledger has them only where `everything` is asked for."""
    rows = rows_of(s)
    numbers = [row for row in rows if row.name.partition(".")[0] in LEDGER]
    quiet = [row for row in numbers if row.origin == DEFAULT or row.origin.endswith(" is off")]
    shown = rows if everything else [row for row in rows if row not in quiet]
    values = [decimal(row.value) if isinstance(row.value, float) else str(row.value) for row in shown]
    texts = [(row.name, value, row.origin) for row, value in zip(shown, values, strict=True)]
    name_width, value_width = (max(len(text[column]) for text in texts) for column in (0, 1))
    value_width = min(value_width, 64)
    lines = [f"{s.name}, hash {s.hash}"]
    lines += [f"  {name:<{name_width}}  {value:<{value_width}}  {source}" for name, value, source in texts]
    if not everything:
        off = sum(row.origin != DEFAULT for row in quiet)
        held = f" {off} are held at neutral by modules that are off." if off else ""
        lines.append(f"{len(quiet) - off} more numbers are at the ledger's defaults.{held} -v lists them.")
    return "\n".join(lines)
