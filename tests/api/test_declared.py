"""An analysis is declared once: every face has the same options, limits, defaults and words."""

from __future__ import annotations

import inspect
from functools import partial
from typing import Any

import click
import pytest

import sim
from sim.analysis.catalogue import ENTRIES
from sim.cli.gone import COMMANDS
from sim.cli.main import group, run_guarded
from sim.core.base.errors import UsageProblem
from sim.options import SPAN, options_in
from tests.for_each import for_each
from tools.documents import options_schema

NUMBERS = [
    (command, name, own.kind.schema)
    for command, entry in ENTRIES.items()
    for name, own in entry.load().own.items()
    if own.kind.schema.get("type") in ("integer", "number")
    # A run in Python keeps no folder, and has room for more worlds.
    and (command, name) != ("run", "worlds")
]


def played_by(command: str) -> Any:
    """Return the Python function of a command; that of a sweep takes no text before its factors."""
    return (
        partial(sim.sweep, over={})
        if command == "sweep"
        else getattr(sim, ENTRIES[command].function or command)
    )


@for_each(("command", "name", "schema"), NUMBERS)
def test_a_limit_is_refused_in_the_same_words_from_the_command_line_and_python(
    command: str, name: str, schema: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """The scenario is none: what is refused is refused before it is looked for."""
    above = schema.get("maximum", schema.get("exclusiveMaximum")) + 1
    own = ENTRIES[command].load()
    flag, source = own.own[name].flag_of(name), [] if own.bare else ["no-such-scenario"]
    assert run_guarded([command, *source, flag, str(above)]) == 2
    typed = capsys.readouterr().err
    with pytest.raises(UsageProblem) as caught:
        played_by(command)(*source, **{name: above})
    assert typed == f"sim: {caught.value}\n".replace(f"where: {name}\n", f"where: {flag}\n")
    limit = above - 1
    # A limit that is a whole number is written as one: 1.0 as 1.
    assert (f"{limit:g}" if isinstance(limit, float) else str(limit)) in typed


@pytest.mark.parametrize(
    ("command", "flag", "text"),
    [
        ("robustness", "--profile", "mine=free"),
        ("why", "--move", "seoul=hold"),
        ("sweep", "--share", "1/2"),
        ("run", "--record", "x.csv"),
        ("discover", "--outcome", "peace"),
        ("compare", "--outcome", "peace"),
    ],
)
def test_a_text_that_cannot_be_meant_is_refused_before_the_scenario_is_looked_for(
    command: str, flag: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        command,
        "no-such-scenario",
        flag,
        text,
        *(["--world", "3"] * (command == "why")),
    ]
    assert run_guarded(asked) == 2
    assert "no-such-scenario" not in capsys.readouterr().err


def test_what_does_not_go_together_is_placed_as_it_was_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_guarded(["compare", "core", "core", "--against-each", "--unpaired"]) == 2
    assert "where: --against-each" in capsys.readouterr().err
    core = sim.load_scenario("core")
    with pytest.raises(UsageProblem, match="where: against_each"):
        sim.compare(core, core, against_each=True, paired=False)


def test_options_without_meaning_beside_one_another_are_both_named() -> None:
    with pytest.raises(UsageProblem, match="precision has no meaning beside worlds"):
        sim.compare("core", "dual-track", precision=0.01, worlds=100)


@for_each("command", [name for name, each in ENTRIES.items() if each.function])
def test_a_function_and_its_command_take_the_options_that_are_declared(command: str) -> None:
    own = options_in(ENTRIES[command].load().options)
    taken = inspect.signature(getattr(sim, ENTRIES[command].function)).parameters
    assert set(own) <= set(taken)
    assert all("Ellipsis" not in repr(each.default) for each in taken.values())
    typed = {each.name for each in group.get_command(click.Context(group), command).params}  # type: ignore[union-attr]
    assert set(own) <= typed


@for_each("command", ENTRIES)
def test_the_schema_admits_every_default(command: str) -> None:
    for name, each in options_schema(ENTRIES[command].load())["properties"].items():
        if "default" in each and "minimum" in each:
            assert each["minimum"] <= each["default"] <= each["maximum"], name


def test_what_changes_a_run_is_refused_where_a_study_is_read() -> None:
    class Study:
        kept_outcome = None

    entry = ENTRIES["discover"]
    with pytest.raises(UsageProblem, match="the study has run"):
        entry.load().make(Study(), {"points": 100}, entry.findings)


def test_a_list_is_given_with_commas_or_in_pieces() -> None:
    command = group.get_command(click.Context(group), "know")
    assert command is not None
    for words in (
        ["core", "--accuracy", "0.5,1"],
        ["core", "--accuracy", "0.5", "--accuracy", "1"],
    ):
        assert command.make_context("know", words).params["accuracy"] == (0.5, 1.0)


@for_each("name", COMMANDS)
def test_a_command_that_is_no_more_names_the_one_that_is(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_guarded([name, "something"]) == 2
    assert COMMANDS[name] in capsys.readouterr().err


@for_each(
    "value, is_span",
    [
        ((), True),
        (("2020-01", "2022-08"), True),
        (("2020-01", "2020-01"), True),
        (("2022-08", "2020-01"), False),
        (("2020-01",), False),
        (("2020-01", "never"), False),
        ("2020-01:2022-08", False),
        (7, False),
    ],
)
def test_a_span_is_two_months_in_order_or_none(value: object, is_span: bool) -> None:
    assert SPAN.admits(value) is is_span
