"""The options of commands in which programs take seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from sim.cli import options as opt
from sim.game.catalogue import CAPITALS

seconds_option: Final = opt.option(
    "--seconds", type=opt.Number(0.01, 3600.0), default=10.0, show_default=True, help="Seconds of a program for a move."
)


def seat_option(text: str) -> Callable[[Any], Any]:
    """Return the option that names seats, which may be repeated."""
    return opt.option("--seat", "seats", multiple=True, type=click.Choice(CAPITALS), help=text)
