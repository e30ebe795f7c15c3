"""What `sim explain` can look up: every name of the game with what the project knows about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.cli.provenance_table import decimal, pairs
from sim.game.catalogue import CAPITALS
from sim.show.meanings import FIELD_MEANINGS, OUTCOME_MEANINGS, STATE_MEANINGS
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.luck import BLOCK, SLOTS
from sim.world.parameters import LEDGER, MODULES, TAGS, Entry
from sim.world.state import RANGES

RULES: Final = {
    "fixed": "levers stay as set",
    "reciprocity": "levers follow what the other side did",
    "adaptive": "levers follow what has paid",
    "brinkmanship": "bargaining rises in the month after an escalation",
}


@dataclass(frozen=True)
class Explained:
    """One thing with a name: its kind, and facts about it in order."""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]


def all_entries() -> Iterator[Explained]:
    """Yield everything that can be explained."""
    for entry in LEDGER.values():
        yield ledger_entry(entry)
        for cell, value in entry.cells:
            yield Explained(f"{entry.name}.{cell}", "cell of a table", (
                ("default", decimal(value)), ("table", f"{entry.name}: {entry.meaning}"), ("evidence", evidence(entry)),
            ))  # fmt: skip
    yield from policies()
    yield from moves()
    for name, meaning in OUTCOME_MEANINGS.items():
        yield Explained(name, "outcome", (("meaning", meaning),))
    for name, meaning in STATE_MEANINGS.items():
        low, high = RANGES.get(name, (0.0, 1.0))
        yield Explained(name, "state", (("meaning", meaning), ("range", f"{decimal(low)} to {decimal(high)}")))
    for name, meaning in FIELD_MEANINGS.items():
        yield Explained(name, "field of a scenario", (("meaning", meaning),))
    yield from modules()
    yield from capitals()
    for number, slot in enumerate(SLOTS):
        yield Explained(slot, "slot of luck", (
            ("meaning", "one uniform for each month and world, read by one rule only"),
            ("number", f"{number}, in block {number // BLOCK}; never renumbered"),
        ))  # fmt: skip
    for tag, meaning in TAGS.items():
        count = sum(entry.tag == tag for entry in LEDGER.values())
        yield Explained(tag, "evidence tag", (("meaning", meaning), ("numbers", f"{count} of {len(LEDGER)}")))


def evidence(entry: Entry) -> str:
    """Return the evidence of a number in words."""
    return f"{entry.tag}, {TAGS[entry.tag]}; {entry.source}"


def ledger_entry(entry: Entry) -> Explained:
    """Return a number, switch, lever or table of the ledger."""
    unit = f" {entry.unit}" if entry.unit else ""
    facts = [("meaning", entry.meaning), ("symbol", entry.symbol)]
    if entry.kind == "table":
        facts += [("cells", ", ".join(f"{name} {decimal(value)}" for name, value in entry.cells) + unit)]
        facts += [("factor", f"{decimal(entry.default)}, from {decimal(entry.low)} to {decimal(entry.high)}")]
    else:
        facts += [("default", decimal(entry.default) + unit)]
        facts += [("range", f"{decimal(entry.low)} to {decimal(entry.high)}")]
    facts += [("evidence", evidence(entry)), ("module", entry.module)]
    if entry.neutral is not None and entry.kind != "lever":
        facts.append(("neutral", f"{decimal(entry.neutral)}: with it the module has no effect"))
    capital, _, lever = entry.name.partition(".")
    set_by = [
        f"{policy.name} {decimal(dict(policy.levers)[lever])}"
        for policy in POLICIES.get(capital, {}).values()
        if lever in dict(policy.levers)
    ]
    if set_by:
        facts.append(("policies", ", ".join(set_by)))
    return Explained(entry.name, entry.kind, tuple(facts))


def policies() -> Iterator[Explained]:
    """Yield the policies of each capital."""
    for capital, named in POLICIES.items():
        for name, policy in named.items():
            levers = pairs(policy.levers).strip(" ()") or "all at their defaults"
            yield Explained(f"{capital}.{name}", f"policy of {capital.capitalize()}", (
                ("meaning", policy.meaning), ("source", policy.source), ("levers", levers),
                ("rule", f"{policy.rule}: {RULES[policy.rule]}"),
            ))  # fmt: skip


def moves() -> Iterator[Explained]:
    """Yield the moves of each capital."""
    for capital, actions in ACTIONS.items():
        for number, action in enumerate(actions):
            facts = [
                ("meaning", action.label), ("ordinal", str(number)), ("severity", decimal(action.severity)),
                ("CAMEO", action.cameo), ("Goldstein", decimal(action.goldstein)),
            ]  # fmt: skip
            if action.war:
                facts.append(("war", "begins a war; possible from rung 6 on"))
            yield Explained(f"{capital}.{action.name}", f"move of {capital.capitalize()}", tuple(facts))


def modules() -> Iterator[Explained]:
    """Yield the modules with the numbers that each one owns."""
    for module in MODULES:
        owned = [entry.name for entry in LEDGER.values() if entry.module == module]
        yield Explained(module, "module", (
            ("numbers", ", ".join(owned)),
            ("switch", f"modules.{module}=off holds them at neutral: the run is then that without the module"),
        ))  # fmt: skip


def capitals() -> Iterator[Explained]:
    """Yield the capitals with their policies, levers and moves."""
    for capital in CAPITALS:
        levers = [name for name in LEDGER if name.startswith(f"{capital}.")]
        yield Explained(capital, "capital", (
            ("policies", ", ".join(POLICIES[capital])), ("levers", ", ".join(levers)),
            ("moves", ", ".join(action.name for action in ACTIONS[capital])),
        ))  # fmt: skip
        yield Explained(f"{capital}.policy", "setting", (
            ("meaning", "one policy in every month"), ("policies", ", ".join(POLICIES[capital])),
        ))  # fmt: skip


def found_under(name: str) -> list[Explained]:
    """Return all that goes by a name: by its whole name, or by the part behind the point."""
    wanted = plain(name)
    every = list(all_entries())
    exact = [each for each in every if plain(each.name) == wanted]
    tails = [each for each in every if "." in each.name and plain(each.name.rpartition(".")[2]) == wanted]
    # The cell of a table is seldom what a bare name means.
    return exact + [each for each in tails if each.kind != "cell of a table"]


def plain(name: str) -> str:
    """Return a name as it is compared: without case, accents or blanks."""
    return name.strip().lower().replace("é", "e").replace(" ", "_").replace("-", "_")
