"""One set of defaults: a command and the options of its analysis start from the same numbers."""

from dataclasses import MISSING, fields

import click
import pytest

from sim.analysis.patterns import PatternsOptions
from sim.analysis.run import RunOptions
from sim.cli.main import group

ASKED = {"run": RunOptions, "patterns": PatternsOptions}


@pytest.mark.parametrize("name", ASKED)
def test_a_command_and_its_options_have_the_same_defaults(name):
    command = group.get_command(click.Context(group), name)
    own = {each.name: each.default for each in fields(ASKED[name]) if each.default is not MISSING}
    typed = {each.name: each.default for each in command.params if isinstance(each, click.Option)}
    shared = {key for key in own.keys() & typed.keys() if isinstance(own[key], bool | int | float | str)}
    assert "seed" in shared
    said = {key for key in shared if isinstance(typed[key], bool | int | float | str)}
    differing = {key: (own[key], typed[key]) for key in said if typed[key] != own[key]}
    assert not differing


def test_a_run_has_two_thousand_worlds_and_seed_seven_everywhere():
    for name in ("run", "patterns"):
        found = {each.name: each.default for each in fields(ASKED[name])}
        assert (found["worlds"], found["seed"]) == (2000, 7)
