"""Every analysis has the common options, under the same names and with the same meaning."""

from __future__ import annotations

from importlib import import_module

import click
import pytest

from sim.cli import options as opt
from sim.cli.analysis import COMMON
from sim.cli.main import GROUPS
from tests.pipeline.analyses import ANALYSES

COMMANDS = sorted({line[0] for line in ANALYSES.values()})


@click.command()
@opt.stacked(*COMMON)
def plain(**given: object) -> None:
    """A command that has the common options and no others."""


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Return the options of a command by its long flag."""
    return {max(each.opts, key=len): each for each in command.params if isinstance(each, click.Option)}


@pytest.mark.parametrize("name", COMMANDS)
def test_an_analysis_has_every_common_option(name: str) -> None:
    own = options_of(import_module(f"sim.cli.{name}").command)
    for flag, wanted in options_of(plain).items():
        assert flag in own
        assert (own[flag].opts, own[flag].help, own[flag].default) == (wanted.opts, wanted.help, wanted.default)


def test_every_command_that_analyses_is_tried() -> None:
    """A new analysis must stand among those that are killed and looked at."""
    assert {*GROUPS["Analyse"], *GROUPS["History"], "why"} <= set(COMMANDS)
