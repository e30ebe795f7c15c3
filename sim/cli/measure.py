"""`sim bench` and `sim patterns`: how fast the model is, and whether it shows what it must."""

from __future__ import annotations

from typing import Final

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.cli.output import print_json, talk


@click.command("bench", short_help="Measure the speed of the model.")
@opt.stacked(
    opt.option("--repeats", type=opt.Whole(1, 100), default=3, show_default=True, help="How often each time is taken."),
    opt.option("-j", "--jobs", type=opt.Whole(1, 1024), default=None, help="How many threads; default: one a core."),
    opt.option("--long", is_flag=True, help="Also a million worlds, the policy game, and a compilation: a minute."),
    opt.option("--env", is_flag=True, help="The environment instead, beside the kernel stepped by month."),
    opt.quiet_option,
)  # fmt: skip
def bench(repeats: int, jobs: int | None, long: bool, env: bool, quiet: bool) -> None:
    """Measure worlds a second, and print them as JSON with what is wanted of them.

    Compared are the engines, one world and many, plain ones and recorded ones and ones with numbers of their own,
    threads, Mesa's batch_run, and the floor: the luck, exponentials and normal variates of a world in the same lanes.
    """
    if env:
        from sim.analysis.bench_env import bench_env

        print_json(bench_env(repeats, jobs or 1, said=lambda text: talk(text, quiet)))
        return
    from sim.analysis.bench import bench

    print_json(bench(repeats, jobs, long, said=lambda text: talk(text, quiet)))


MOST_WORLDS: Final = 10_000
"""States and moves of every month are kept for a dozen plays, so memory bounds the worlds."""


@analysis(
    "patterns", "Compare the defaults with what they must show.",
    opt.worlds_option(2000, MOST_WORLDS), opt.seed_option,
    opt.option("--only", metavar="HEADING,...", help="Measure some headings only."),
)  # fmt: skip
def patterns(common: Common, worlds: int, seed: int, only: str | None) -> None:
    """Measure what the shipped defaults must show: wanted, measured with an interval, and pass or miss.

    Headings: acts, turns, answers, responses, dilemma, learning, war, economy, levers, lose_lose, look_ahead. Printed
    is how many lines hold, and those that miss; with --full all. A miss does not change the exit code.
    Responses stand beside the record: what lasts, what turns, and what answers what.
    The dilemma rests on the policy game, played like a study; the rest is played here, in --jobs threads.
    """
    from sim.analysis.patterns.findings import PatternsOptions, ask, find, headings_from

    def told(title: str) -> None:
        talk(title, common.quiet or common.no_progress)

    carry_out(common, ask, find, PatternsOptions(worlds, seed, headings_from(only), (), common.jobs, told))
