"""`sim bench`: how fast the model is on this machine."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk


@click.command("bench", short_help="Measure the speed of the model.")
@opt.stacked(
    opt.option("--repeats", type=opt.Whole(1, 100), default=3, show_default=True, help="How often each time is taken."),
    opt.option("-j", "--jobs", type=opt.Whole(1, 1024), default=None, help="How many processes; default: one a core."),
    opt.option("--memory", is_flag=True, help="Also run a million worlds for their peak of memory; takes minutes."),
    opt.quiet_option,
)  # fmt: skip
def command(repeats: int, jobs: int | None, memory: bool, quiet: bool) -> None:
    """Measure worlds a second, and print them as JSON with what is wanted of them.

    Compared are one process and all cores, the core and all modules, Mesa's batch_run with one world a run, and a
    floor: the uniforms that rules read, their normal variates and as many exponentials in bare NumPy.
    """
    from sim.analysis.bench import bench

    print_json(bench(repeats, jobs, memory, said=lambda text: talk(text, quiet)))
