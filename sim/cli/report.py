"""`sim report`: a folder of results as one page for people."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import talk

with_option = opt.option(
    "--with", "others", multiple=True, type=click.Path(), metavar="FOLDER",
    help="The folder of a further analysis, of any command or of your own; may be repeated.",
)  # fmt: skip


@click.command("report", short_help="Write a run or a sweep as one page.")
@click.argument("folder", type=click.Path())
@opt.stacked(
    opt.option("-o", "--out", required=True, type=click.Path(), help="The file: .html."), with_option,
    opt.force_option, opt.quiet_option,
)  # fmt: skip
def command(folder: str, out: str, others: tuple[str, ...], force: bool, quiet: bool) -> None:
    """Write the results in FOLDER, whatever command has made them, as one self-contained page.

    The page needs no network, reads aloud and prints well: the answer in sentences, the numbers with intervals, the
    figures, what drives them, the limits and the provenance.

    \b
    sim run 2017-spring -o results/spring
    sim sensitivity 2017-spring -o results/sensitivity
    sim report results/spring --with results/sensitivity -o report.html
    """
    from sim.show.report import write_report

    talk(f"written to {write_report(folder, out, others, force)}", quiet)
