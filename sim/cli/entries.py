"""What `sim show` can look up: every name of the game with what the project knows about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Final

from sim.engine import SLOTS
from sim.game.aims import AIMS
from sim.game.catalogue import CAPITALS, COURSES, EXCHANGE, MOVES
from sim.game.levers import LEVERS
from sim.game.numbers.entry import TAGS, Entry
from sim.game.numbers.payoffs import SPREADS
from sim.game.policies import POLICIES, Policy
from sim.game.world import STATES
from sim.publish.ledger_tables import BLOCK, condition, purpose
from sim.scenario.parameters import LEVERS_OF, PARAMETERS
from sim.scenario.schema import ScenarioTable
from sim.study.experiment.definition import value_text
from sim.study.experiment.factor_text import policy_name
from sim.study.measure.outcomes import OUTCOMES


@dataclass(frozen=True)
class Explained:
    """One thing with a name: its kind, and facts about it in order."""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]


def all_entries() -> Iterator[Explained]:
    """Yield everything that can be explained."""
    for entry in PARAMETERS.values():
        yield Explained(entry.name, entry.kind, facts_of(entry))
        for cell, value in entry.cells:
            yield Explained(f"{entry.name}.{cell}", f"cell of a {entry.kind}", (
                ("default", with_unit(value, entry.unit)), ("range", bounds(entry.low, entry.high)),
                (entry.kind, f"{entry.name}: {entry.meaning}"), ("evidence", evidence(entry)),
            ))  # fmt: skip
    for name, lever in LEVERS.items():
        yield Explained(name, "lever", (*facts_of(lever), ("low to high", lever.wanted)))
    yield from policies()
    yield from moves()
    yield from courses()
    yield from outcomes()
    for name, state in STATES.items():
        facts = [("meaning", state.meaning), ("range", bounds(state.low, state.high)), ("symbol", state.symbol)]
        yield Explained(name, "state", known_facts(facts))
    yield Explained("exchange", "line-up", (
        ("meaning", "each giant does what the other asks of it; lose_lose, win_win and net are told against it"),
        ("courses", ", ".join(f"{capital}.policy = {course}" for capital, course in EXCHANGE.items())),
        ("the others", "as in the scenario, in the same luck, with the same Kim"),
    ))  # fmt: skip
    for name, field in ScenarioTable.model_fields.items():
        if name not in CAPITALS:
            yield Explained(name, "field of a scenario", (("meaning", str(field.description)),))
    yield from capitals()
    for number, slot in enumerate(SLOTS):
        yield Explained(slot, "slot of luck", (
            ("decides", purpose(slot)),
            ("address", f"block {number // BLOCK}, place {number % BLOCK}, of each month and world"),
        ))  # fmt: skip
    for tag, meaning in TAGS.items():
        count = sum(entry.tag == tag for entry in PARAMETERS.values())
        yield Explained(tag, "evidence tag", (("meaning", meaning), ("entries", f"{count} of {len(PARAMETERS)}")))


BEFORE: Final = "in the second edition what is aims_lose_lose now: both lose, by their aims"


def bounds(low: float, high: float) -> str:
    """Return a range; a side without a bound is left open."""
    if low == -high == -inf:
        return "any"
    return f"{value_text(low)} and up" if high == inf else f"{value_text(low)} to {value_text(high)}"


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit."""
    return f"{value_text(value)} {unit}".rstrip()


def known_facts(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the facts that say something."""
    return tuple((key, text) for key, text in facts if text)


def evidence(entry: Entry) -> str:
    """Return the evidence of a number in words."""
    seen = "; set while looking at 2015 to 2019" if entry.seen else ""
    return f"{entry.tag}, {TAGS[entry.tag]}; {entry.source}{seen}"


def facts_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what the ledger says of a number, a table, a grid or a lever."""
    cells = ", ".join(f"{name} {value_text(value)}" for name, value in entry.cells)
    spread = f"± {value_text(SPREADS.get(entry.name, 0.0))}: shares that hang on it are quoted with their range"
    neutral = "" if entry.neutral is None else f"{value_text(entry.neutral)}: there it changes nothing"
    return known_facts([
        ("meaning", entry.meaning), ("symbol", entry.symbol), ("cells", cells and f"{cells} {entry.unit}".rstrip()),
        ("default", "" if cells else with_unit(entry.default, entry.unit)), ("range", bounds(entry.low, entry.high)),
        ("spread", spread * (entry.name in SPREADS)), ("evidence", evidence(entry)), ("neutral", neutral),
    ])  # fmt: skip


def changes_of(policy: Policy) -> str:
    """Return what a policy changes in numbers and cells, in words."""
    added = [
        f"{name} {value_text(value) if value < 0 else '+' + value_text(value)}" for name, value in policy.adds.items()
    ]
    return ", ".join([*added, *(f"{name} = {value_text(value)}" for name, value in policy.sets.items())])


def policies() -> Iterator[Explained]:
    """Yield the policies of each capital."""
    for capital, named in POLICIES.items():
        for name, policy in named.items():
            course = "reviewed" if policy.reviews else f"held to {policy.course or 'the one it starts on'}"
            facts = [("in words", policy_name(capital, name)), ("meaning", policy.sentence), ("course", course),
                     ("changes", changes_of(policy)),
                     ("source", policy.source)]  # fmt: skip
            yield Explained(f"{capital}.{name}", f"policy of {capital.title()}", known_facts(facts))


def moves() -> Iterator[Explained]:
    """Yield the words and deeds of each capital."""
    for key, menu in MOVES.items():
        capital, _, kind = key.partition(".")
        for place, move in enumerate(menu):
            yield Explained(f"{key}.{move.name}", f"{kind} of {capital.title()}", (
                ("meaning", move.label), ("place", f"{place} on its menu"), ("severity", value_text(move.severity)),
                ("CAMEO", move.cameo), ("Goldstein", value_text(move.goldstein)),
            ))  # fmt: skip


def courses() -> Iterator[Explained]:
    """Yield the courses of each capital."""
    for capital, menu in COURSES.items():
        for place, course in enumerate(menu):
            yield Explained(f"{capital}.course.{course.name}", f"course of {capital.title()}", (
                ("meaning", course.label), ("waits for", course.waits_for), ("place", f"{place} on its menu"),
            ))  # fmt: skip


def outcomes() -> Iterator[Explained]:
    """Yield the outcomes, the states and endings that two of them name, and the test behind each aim."""
    tests = {aim.column: condition(aim) for aim in AIMS}
    for name, outcome in OUTCOMES.items():
        facts = [("meaning", outcome.meaning), ("label", outcome.label), ("unit", outcome.unit),
                 ("against", ", ".join(map(" = ".join, outcome.line_up))), ("before", BEFORE * (name == "lose_lose")),
                 ("names", ", ".join(label for label, _ in outcome.names)), ("kept where", tests.get(name, "")),
                 ("formula", outcome.home), ("source", outcome.source)]  # fmt: skip
        yield Explained(name, f"outcome, a {outcome.kind}", known_facts(facts))
    for name, meaning in OUTCOMES["final_state"].names:
        yield Explained(name, "final state", (("meaning", meaning),))
    for name, meaning in OUTCOMES["ending"].names:
        yield Explained(f"ending.{name}", "ending", (("meaning", meaning),))


def capitals() -> Iterator[Explained]:
    """Yield the capitals with their courses, policies, levers, words and deeds."""
    for capital in CAPITALS:
        yield Explained(capital, "capital", (
            ("courses", ", ".join(course.name for course in COURSES[capital])),
            ("policies", ", ".join(POLICIES[capital])), ("levers", ", ".join(LEVERS_OF[capital]) or "none"),
            ("words", ", ".join(move.name for move in MOVES[f"{capital}.word"])),
            ("deeds", ", ".join(move.name for move in MOVES[f"{capital}.deed"])),
        ))  # fmt: skip
        yield Explained(f"{capital}.policy", "field of a scenario", (
            ("meaning", "one policy in every month"), ("policies", ", ".join(POLICIES[capital])),
        ))  # fmt: skip


def found_under(name: str) -> list[Explained]:
    """Return all that goes by a name: by its whole name, by capital and last part, or by the last part alone."""
    wanted = fold_name(name)
    every = list(all_entries())
    exact = [each for each in every if fold_name(each.name) == wanted]
    # The cell of a table is seldom what a bare name means.
    named = [each for each in every if "." in each.name and not each.kind.startswith("cell of")]
    return exact + [each for each in named if wanted in short_names(each.name) and each not in exact]


def short_names(name: str) -> tuple[str, str]:
    """Return a name with dots by its first and last part, and by its last part alone."""
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    return fold_name(f"{first}.{last}"), fold_name(last)


def fold_name(name: str) -> str:
    """Return a name as it is compared: without case, accents or blanks."""
    return name.strip().lower().replace("é", "e").replace(" ", "_").replace("-", "_")
