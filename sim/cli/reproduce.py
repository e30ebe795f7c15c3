"""`sim reproduce`: a study again, compared with its record."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import talk


@click.command("reproduce", short_help="Run a study again and compare.")
@click.argument("path")
@opt.stacked(opt.jobs_option, opt.quiet_option)
def command(path: str, jobs: int, quiet: bool) -> None:
    """Run the study in the folder or archive PATH again and compare every world; leave with 5 at a difference.

    A file that was altered since the sweep is such a difference, and is found before anything runs.

    The files agree byte for byte, or value for value under another pyarrow. Nothing is written beside the study.
    """
    from contextlib import nullcontext
    from pathlib import Path

    from sim.study.estimate.interval import count_text
    from sim.study.run.executors import Here, Threads
    from sim.study.store.archive import unpacked
    from sim.study.store.reproduce import reproduce

    given = Path(path)
    with unpacked(given) if given.is_file() else nullcontext(given) as folder:
        talk("checking its files, then running it again; this takes as long as the sweep did", quiet)
        found = reproduce(folder, Threads(jobs) if jobs > 1 else Here())
    click.echo(f"reproduced: {count_text(found.parts)} parts, {count_text(found.rows)} worlds, {found.how}")
