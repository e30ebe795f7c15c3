"""`sim show`: shipped files, the origins of a scenario's values, a study, results, and names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

import click

from sim.cli import gone, options as opt
from sim.cli.analysis import Common, only_read, show as show_finding
from sim.cli.output import fold_beside, print_json, say, terminal_width
from sim.core.base.errors import UsageProblem, nearest, one_line
from sim.core.engine import SLOTS
from sim.core.game.catalogue import BENCHMARK, CAPITALS, COURSES, MOVES
from sim.core.game.goals import GOALS
from sim.core.game.levers import LEVERS
from sim.core.game.parameters.entry import TAGS, Entry
from sim.core.game.parameters.payoffs import SPREADS
from sim.core.game.policies import POLICIES, Policy
from sim.core.game.world import STATES
from sim.core.outcomes.outcomes import OUTCOMES
from sim.core.scenario.parameters import LEVERS_OF, PARAMETERS
from sim.core.scenario.schema import ScenarioTable
from sim.publish.glossary import glossary
from sim.publish.words import BLOCK, condition, purpose
from sim.study.experiment.definition import value_text
from sim.study.experiment.factor_text import policy_name

TAKES: Final[dict[str, tuple[str, ...]]] = {
    "a scenario": ("changes", "table", "as_toml", "full"),
    "results": ("table", "full", "digits"),
    "a finding": ("full",),
    "an archive": (),
    "a study": (),
    "a name": (),
    "the list": (),
}
"""The options that apply to each kind of thing shown."""


@click.command("show")
@click.argument("name", required=False)
@opt.stack_options(
    opt.set_option,
    opt.json_option,
    opt.table_option,
    click.option(
        "--toml",
        "as_toml",
        is_flag=True,
        help="Print the whole scenario as a file that needs no base.",
    ),
    opt.full_option,
    opt.digits_option,
    opt.print_option,
    opt.quiet_option,
)
def show(name: str | None, as_json: bool, quiet: bool, **given: Any) -> None:
    """Show NAME: a scenario, a study, results in a folder or an archive, or a name; without it,
    list the scenarios and studies.

    Of a scenario or its file: each value, and the option or line of a file that it comes from;
    parameters at their default are left out, unless --full or --json is given. Of a study or its
    file: its size and its text. Of a folder of a run or a study: its results, also while it runs;
    of any other folder: the finding of its command. A name is a word of the glossary or its
    synonym, or the name of a parameter, a table or its cell, a lever, a policy, a course, a move, a
    state, an outcome, a random stream, a field of a scenario, or an evidence tag. The beginning of
    names, such as start_, lists all that begin so, and "glossary" lists all words.

    \b
    sim show
    sim show 2017-spring --set beijing.enforcement=1
    sim show results/pressure-enforcement --full
    sim show maximum_pressure
    sim show lose-lose
    sim show glossary
    """
    shown_kind = kind_of_name(name)
    if sum(map(bool, (as_json, given["table"], given["as_toml"]))) > 1:
        raise UsageProblem(
            "--json, --table and --toml are forms of one answer", "sim show", "Give one of them."
        )
    for each in given:
        if opt.asked_for(each) and each not in TAKES[shown_kind]:
            meant = " or ".join(kind for kind, takes in TAKES.items() if each in takes)
            raise UsageProblem(
                f"this is of {meant}", opt.flag_of(each), f"Name {meant}, or leave it out."
            )
    if name is None:
        list_shipped(as_json)
    elif shown_kind == "results":
        from sim.analysis.sweep.findings import of_results
        from sim.study.store.study_results import load_study

        common = Common(
            name, as_json=as_json, table=given["table"], full=given["full"], digits=given["digits"]
        )
        with only_read([name], []):
            show_finding(of_results(load_study(name)), common)
    elif shown_kind == "a finding":
        with only_read([name], []):
            show_kept(name, given["full"], as_json)
    elif shown_kind == "an archive":
        show_archive(name)
    elif shown_kind == "a study":
        describe_study(name, as_json)
    elif shown_kind == "a scenario":
        given.pop("digits")
        show_scenario(name, as_json=as_json, **given)
    else:
        show_meaning(name, as_json)


def kind_of_name(name: str | None) -> str:
    """Return the kind of a name, as a key of `TAKES`; a shipped file takes precedence over a
    folder.
    """
    from sim.core.scenario import shipped_scenarios
    from sim.study.experiment.study_file import kind_of, shipped_studies

    if name is None:
        return "the list"
    if name in shipped_scenarios():
        return "a scenario"
    if name in shipped_studies() or name.endswith(".toml"):
        return "a study" if kind_of(name) == "study" else "a scenario"
    if name.endswith(".zip") and os.path.isfile(name):
        return "an archive"
    if not os.path.isdir(name):
        return "a name"
    from sim.publish.report import has_finding
    from sim.study.store.manifest import MANIFEST

    if has_finding(Path(name)):
        return "a finding"
    return (
        "results"
        if os.path.exists(os.path.join(name, MANIFEST)) or not found_under(name)
        else "a name"
    )


def show_kept(folder: str, full: bool, as_json: bool) -> None:
    """Print the finding of a finished command from its folder."""
    from sim.analysis.finding import main_tables
    from sim.publish.report import read_folder
    from sim.show.tables import all_as_text
    from sim.study.store.manifest import command_into

    told = read_folder(folder)
    if as_json:
        print_json(told.data)
        return
    sentences = [command_into(told.manifest.command, folder), *told.finding.sentences]
    tables = told.tables if full else main_tables(told.tables)
    say(all_as_text(sentences, tables, told.finding.notes, None, terminal_width()))


def show_archive(path: str) -> None:
    """Print the readme of an archive, up to its section on figures, without unpacking it."""
    from sim.study.store.archive import DRAW, README, open_archive

    with open_archive(Path(path)) as held:
        about = held.text(README).decode(errors="replace").partition(DRAW[:12])[0]
    say("\n".join(map(one_line, about.splitlines())))


def list_shipped(as_json: bool) -> None:
    """List the shipped scenarios and studies: name, title, and a sentence on each scenario."""
    from sim.core.scenario import load_scenario, shipped_scenarios
    from sim.core.scenario.file import content as content_of
    from sim.study.experiment.study_file import read_study, shipped_studies

    scenarios = [
        {
            "name": name,
            "kind": "scenario",
            "title": load_scenario(name).title,
            "about": first_sentence(content_of(name)),
        }
        for name in shipped_scenarios()
    ]
    studies = [
        {"name": name, "kind": "study", "title": read_study(name).title}
        for name in shipped_studies()
    ]
    if as_json:
        print_json([*scenarios, *studies])
        return
    for head, files in (
        ("scenarios, for sim run:", scenarios),
        ("\nstudies, for sim sweep:", studies),
    ):
        say(head)
        width = max(len(each["name"]) for each in files)
        for each in files:
            say(fold_beside(f"  {each['name']:<{width}}  ", each["title"]))
            if "about" in each:
                say(fold_beside(f"  {'':<{width}}  ", each["about"]))


def first_sentence(text: bytes) -> str:
    """Return the first sentence of the comment with which a scenario file begins."""
    lines = []
    for line in text.decode().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return re.split(r"(?<=[.!?])\s", " ".join(lines), maxsplit=1)[0]


def show_scenario(
    scenario: str,
    changes: tuple[tuple[str, str], ...],
    as_json: bool,
    table: str | None,
    as_toml: bool,
    full: bool,
) -> None:
    """Print a scenario, each value with its origin."""
    from dataclasses import asdict

    from sim.core.scenario import explain, to_toml
    from sim.core.scenario.scenario import moved_start
    from sim.core.scenario.text import DEFAULT
    from sim.show.tables import FORMATS, as_text
    from sim.study.estimate.quantities import Table
    from sim.study.experiment.factor_text import read_scenario

    shown_scenario = read_scenario(scenario, changes)
    rows = explain(shown_scenario)
    if as_toml:
        say(to_toml(shown_scenario).rstrip("\n"))
        return
    if as_json:
        values = [asdict(row) for row in rows]
        print_json(
            {
                "scenario": shown_scenario.name,
                "scenario_hash": shown_scenario.hash,
                "values": values,
            }
        )
        return
    # A parameter or lever that only repeats its default is left out.
    shown = [
        row
        for row in rows
        if full
        or row.origin != DEFAULT
        or not (row.name in LEVERS or row.name.partition(".")[0] in PARAMETERS)
    ]
    cells = tuple((row.name, with_unit(row.value, row.unit), row.origin) for row in shown)
    content = Table(
        "scenario",
        f"{shown_scenario.name}, hash {shown_scenario.hash}",
        ("", "value", "from"),
        cells,
    )
    say(FORMATS[table](content, None) if table else as_text(content, None, terminal_width()))
    if not table and (moved := moved_start(shown_scenario)):
        say(f"\n{moved}")
    if not full and not table:
        say(f"{len(rows) - len(shown)} more parameters are at their defaults. --full lists them.")


def show_meaning(name: str, as_json: bool) -> None:
    """Print the meaning of a name; raises UsageProblem for an unknown name."""
    from sim.core.scenario import shipped_scenarios

    if fold_name(name) == "glossary":
        list_family([*terms()], as_json)
        return
    entries = found_under(name) or found_under(name.removesuffix("s"))
    if not entries and (family := beginning_with(name)):
        list_family(family, as_json)
        return
    if not entries and "/" in name:
        raise UsageProblem(
            f"there are no results in '{name}'", f"sim show {name}", "Give the FOLDER of -o."
        )
    if not entries:
        names = dict.fromkeys(
            part
            for entry in all_entries()
            for part in (entry.name, entry.name.rpartition(".")[2], *entry.synonyms)
        )
        known = (*shipped_scenarios(), *names)
        raise UsageProblem(
            f"nothing goes by the name '{name}'",
            f"sim show {name}",
            gone.NUMBERS.get(name)
            or "`sim show glossary` lists the terms, `sim show` the scenarios, "
            f"docs/parameters.md all other names.{nearest(name, known)}",
        )
    if as_json:
        print_json([{"name": entry.name, "kind": entry.kind, **entry.facts} for entry in entries])
        return
    for place, entry in enumerate(entries):
        say(("\n" if place else "") + f"{entry.name} ({entry.kind})")
        width = max(map(len, entry.facts))
        for key, text in entry.facts.items():
            say(fold_beside(f"  {key:<{width}}  ", text))


def beginning_with(name: str) -> list[Explained]:
    """Return the entries with a name that begins so, without cells of tables; none for fewer than
    three letters.
    """
    beginning = fold_name(name)
    every = (entry for entry in all_entries() if not entry.kind.startswith("cell of"))
    return [
        entry
        for entry in every
        if len(beginning) > 2 and fold_name(entry.name).startswith(beginning)
    ]


def list_family(entries: Sequence[Explained], as_json: bool) -> None:
    """Print things with their default and meaning, a line each."""
    if as_json:
        print_json([{"name": entry.name, "kind": entry.kind, **entry.facts} for entry in entries])
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        facts = [entry.facts.get(key, "") for key in ("default", "meaning")]
        text = ": ".join(filter(None, facts))
        say(fold_beside(f"{entry.name:<{width}}  ", text))


def describe_study(name: str, as_json: bool) -> None:
    """Print how large a study is, and its file."""
    from sim.core.estimate.writing import counted_text
    from sim.study.experiment.design import cells_of
    from sim.study.experiment.study_file import read_study

    study = read_study(name)
    cells = cells_of(study)
    if as_json:
        print_json(study.resolved() | {"study": study.hash, "cells": cells})
        return
    worlds = counted_text(cells * study.worlds, "world")
    say(f"study {study.hash}: {counted_text(cells, 'cell')}, {worlds}\n\n{study.text.strip()}")


@dataclass(frozen=True)
class Explained:
    """One thing with a name: its kind, facts about it in order without the empty ones, and other
    words by which it is found.
    """

    name: str
    kind: str
    facts: Mapping[str, str]
    synonyms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", {key: text for key, text in self.facts.items() if text})


def all_entries() -> Iterator[Explained]:
    """Yield everything that can be explained, the words of the glossary first."""
    yield from terms()
    for entry in PARAMETERS.values():
        yield Explained(entry.name, entry.kind, facts_of(entry))
        for cell, value in entry.cells:
            yield Explained(
                f"{entry.name}.{cell}",
                f"cell of a {entry.kind}",
                {
                    "default": with_unit(value, entry.unit),
                    "range": bounds(entry.low, entry.high),
                    entry.kind: f"{entry.name}: {entry.meaning}",
                    "evidence": evidence(entry),
                },
            )
    for name, lever in LEVERS.items():
        facts = facts_of(lever) | {"low to high": lever.effects_text}
        yield Explained(name, "lever", facts, (lever.label,))
    yield from policies()
    yield from moves()
    yield from courses()
    yield from outcomes()
    for name, state in STATES.items():
        facts = {
            "meaning": state.meaning,
            "range": bounds(state.low, state.high),
            "symbol": state.symbol,
        }
        yield Explained(name, "state", facts, (state.label,) if state.label else ())
    yield Explained(
        "benchmark",
        "policy profile",
        {
            "meaning": "Washington and Beijing each do as the other asks; lose_lose, win_win and net compare with it",
            "courses": ", ".join(
                f"{capital}.policy = {course}" for capital, course in BENCHMARK.items()
            ),
            "the others": "as in the scenario, with the same random draws and Kim",
        },
    )
    for name, field in ScenarioTable.model_fields.items():
        if name not in CAPITALS:
            yield Explained(name, "field of a scenario", {"meaning": str(field.description)})
    yield from capitals()
    for number, slot in enumerate(SLOTS):
        address = f"block {number // BLOCK}, place {number % BLOCK}, of each month and world"
        yield Explained(slot, "random draw", {"decides": purpose(slot), "address": address})
    for tag, meaning in TAGS.items():
        count = sum(entry.tag == tag for entry in PARAMETERS.values())
        yield Explained(
            tag, "evidence tag", {"meaning": meaning, "entries": f"{count} of {len(PARAMETERS)}"}
        )


def terms() -> Iterator[Explained]:
    """Yield the words of the glossary."""
    for term in glossary():
        facts = {
            "meaning": term.meaning,
            "field term": f"{term.field} ({term.source})" if term.source else term.field,
            "in the code": term.code,
            "synonyms": ", ".join(term.also + term.avoid),
        }
        yield Explained(", ".join(term.word), "term", facts, term.names)


def bounds(low: float, high: float) -> str:
    """Return a range; a side without a bound is left open."""
    if low == -high == -inf:
        return "any"
    return (
        f"{value_text(low)} and up" if high == inf else f"{value_text(low)} to {value_text(high)}"
    )


def with_unit(value: object, unit: str) -> str:
    """Return a value with its unit."""
    return f"{value_text(value) if isinstance(value, float) else value} {unit}".rstrip()


def evidence(entry: Entry) -> str:
    """Return the evidence of a number in words."""
    seen = "; set while looking at 2015 to 2019" if entry.in_sample else ""
    return f"{entry.tag}, {TAGS[entry.tag]}; {entry.source}{seen}"


def facts_of(entry: Entry) -> dict[str, str]:
    """Return the facts that are declared about a parameter or a lever."""
    cells = ", ".join(f"{name} {value_text(value)}" for name, value in entry.cells)
    spread = f"± {value_text(SPREADS.get(entry.name, 0.0))}: shares that depend on it are quoted with their range"
    neutral = (
        "" if entry.neutral is None else f"{value_text(entry.neutral)}: there it changes nothing"
    )
    return {
        "meaning": entry.meaning,
        "symbol": entry.symbol,
        "cells": cells and with_unit(cells, entry.unit),
        "default": "" if cells else with_unit(entry.default, entry.unit),
        "range": bounds(entry.low, entry.high),
        "spread": spread * (entry.name in SPREADS),
        "evidence": evidence(entry),
        "neutral": neutral,
    }


def changes_of(policy: Policy) -> str:
    """Return a policy's changes of parameters and cells, in words."""
    added = [
        f"{name} {value_text(value) if value < 0 else '+' + value_text(value)}"
        for name, value in policy.adds.items()
    ]
    return ", ".join(
        [*added, *(f"{name} = {value_text(value)}" for name, value in policy.sets.items())]
    )


def policies() -> Iterator[Explained]:
    """Yield the policies of each capital."""
    for capital, by_name in POLICIES.items():
        for name, policy in by_name.items():
            course = (
                "reviewed"
                if policy.reviews
                else f"held to {policy.written or policy.course or 'the one it starts on'}"
            )
            yield Explained(
                f"{capital}.{name}",
                f"policy of {capital.title()}",
                {
                    "in words": policy_name(capital, name),
                    "meaning": policy.sentence,
                    "course": course,
                    "changes": changes_of(policy),
                    "source": policy.source,
                },
                (policy_name(capital, name),),
            )


def moves() -> Iterator[Explained]:
    """Yield the statements and actions of each capital."""
    for key, menu in MOVES.items():
        capital, _, kind = key.partition(".")
        for place, move in enumerate(menu):
            yield Explained(
                f"{key}.{move.name}",
                f"{kind} of {capital.title()}",
                {
                    "meaning": move.label,
                    "place": f"{place} on its menu",
                    "severity": value_text(move.severity),
                    "CAMEO": move.cameo,
                    "Goldstein": value_text(move.goldstein),
                },
                (move.label,),
            )


def courses() -> Iterator[Explained]:
    """Yield the courses of each capital."""
    for capital, menu in COURSES.items():
        for place, course in enumerate(menu):
            yield Explained(
                f"{capital}.course.{course.name}",
                f"course of {capital.title()}",
                {
                    "meaning": course.label,
                    "waits for": course.waits_for,
                    "place": f"{place} on its menu",
                },
                (course.label,),
            )


def outcomes() -> Iterator[Explained]:
    """Yield the outcomes, the states and endings that two of them name, and the test behind each
    goal.
    """
    tests = {goal.column: condition(goal) for goal in GOALS}
    goals = {goal.column: goal.label for goal in GOALS}
    for name, outcome in OUTCOMES.items():
        yield Explained(
            name,
            f"outcome, a {outcome.kind}",
            {
                "meaning": outcome.meaning,
                "label": outcome.label,
                "unit": outcome.unit,
                "against": ", ".join(map(" = ".join, outcome.profile)),
                "names": ", ".join(label for label, _ in outcome.names),
                "kept if": tests.get(name, ""),
                "formula": outcome.home,
                "source": outcome.source,
            },
            tuple(filter(None, (outcome.label, goals.get(name)))),
        )
    for kind in ("final_state", "rung"):
        for name, meaning in OUTCOMES[kind].names:
            yield Explained(name, kind.replace("_", " "), {"meaning": meaning})
    for name, meaning in OUTCOMES["ending"].names:
        yield Explained(f"ending.{name}", "ending", {"meaning": meaning})


def capitals() -> Iterator[Explained]:
    """Yield the capitals with their courses, policies, levers, statements and actions."""
    for capital in CAPITALS:
        policies = ", ".join(POLICIES[capital])
        yield Explained(
            capital,
            "capital",
            {
                "courses": ", ".join(course.name for course in COURSES[capital]),
                "policies": policies,
                "levers": ", ".join(LEVERS_OF[capital]) or "none",
                "statements": ", ".join(move.name for move in MOVES[f"{capital}.word"]),
                "actions": ", ".join(move.name for move in MOVES[f"{capital}.deed"]),
            },
        )
        facts = {"meaning": "one policy in every month", "policies": policies}
        yield Explained(f"{capital}.policy", "field of a scenario", facts)


def found_under(name: str) -> list[Explained]:
    """Return the entries with a name: their whole name or a synonym, capital and last part, or last
    part alone.
    """
    folded = fold_name(name)
    every = list(all_entries())
    exact = [entry for entry in every if folded in map(fold_name, (entry.name, *entry.synonyms))]
    # A bare name seldom means the cell of a table.
    dotted = [
        entry for entry in every if "." in entry.name and not entry.kind.startswith("cell of")
    ]
    return exact + [
        entry for entry in dotted if folded in short_names(entry.name) and entry not in exact
    ]


def short_names(name: str) -> tuple[str, str]:
    """Return a name with dots by its first and last part, and by its last part alone."""
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    return fold_name(f"{first}.{last}"), fold_name(last)


def fold_name(name: str) -> str:
    """Return a name as it is compared: without case, accents or blanks."""
    return name.strip().lower().replace("é", "e").replace(" ", "_").replace("-", "_")
