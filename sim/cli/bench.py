"""`sim bench`: how fast the model is on this machine."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk


@click.command("bench", short_help="Measure the speed of the model.")
@opt.stacked(
    opt.option("--repeats", type=opt.Whole(1, 100), default=3, show_default=True, help="How often each time is taken."),
    opt.option("-j", "--jobs", type=opt.Whole(1, 1024), default=None, help="How many threads; default: one a core."),
    opt.option("--long", is_flag=True, help="Also a million worlds, the policy game, and a compilation: a minute."),
    opt.quiet_option,
)  # fmt: skip
def command(repeats: int, jobs: int | None, long: bool, quiet: bool) -> None:
    """Measure worlds a second, and print them as JSON with what is wanted of them.

    Compared are the engines, one world and many, plain ones and recorded ones and ones with numbers of their own,
    threads, Mesa's batch_run, and the floor: the luck, exponentials and normal variates of a world in the same lanes.
    """
    from sim.analysis.bench import bench

    print_json(bench(repeats, jobs, long, said=lambda text: talk(text, quiet)))
