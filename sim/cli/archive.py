"""`sim archive`: a study in one file for others."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import talk


@click.command("archive", short_help="Pack a study for others.")
@click.argument("path")
@opt.stacked(
    opt.option("-o", "--out", type=click.Path(), help="The file to write; the name of the study if not given."),
    opt.option("--force", is_flag=True, help="Replace a file of that name."), opt.quiet_option,
)  # fmt: skip
def command(path: str, out: str | None, force: bool, quiet: bool) -> None:
    """Pack the finished study in the folder PATH into a ZIP archive, an RO-Crate with all that reproduces it."""
    from pathlib import Path

    from sim.study.store.archive import archive
    from sim.study.store.results import results_in

    results = results_in(Path(path))
    target = out or f"{results.study.name}.zip"
    count = archive(results, target, force)
    talk(f"{count} files in {target}; anyone can check them with: sim reproduce {target}", quiet)
