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

    Under the same numerics the files agree byte for byte; under others, moves and outcomes exactly and other numbers
    to 1e-9. Nothing is written beside the study.
    """
    import tempfile
    from pathlib import Path

    from sim.study.estimate import count_text
    from sim.study.studies.archive import unpack
    from sim.study.studies.executors import Here, Processes
    from sim.study.studies.reproduce import reproduce

    with tempfile.TemporaryDirectory() as place:
        folder = Path(path)
        if folder.is_file():
            folder = Path(place)
            unpack(Path(path), folder)
        talk("running it again; this takes as long as the sweep did", quiet)
        found = reproduce(folder, Processes(jobs) if jobs > 1 else Here())
    click.echo(f"reproduced: {count_text(found.parts)} parts, {count_text(found.rows)} worlds, {found.how}")
