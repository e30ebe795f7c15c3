"""`sim cite`: how to cite a study."""

from __future__ import annotations

import click


@click.command("cite", short_help="Print how to cite a study.")
@click.argument("path")
def command(path: str) -> None:
    """Print how to cite the finished study in the folder PATH, as BibTeX and in the style of the APA, with its hash."""
    from pathlib import Path

    from sim.study.store.archive import apa, bibtex
    from sim.study.store.results import results_in

    results = results_in(Path(path))
    click.echo(f"{bibtex(results)}\n\n{apa(results)}")
