"""`sim play`: the live page, seats for teams, and the class page in one file."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import say, talk
from sim.errors import UsageProblem
