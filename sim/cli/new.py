"""`sim new`: a scenario, a study or a paper to begin with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from sim.cli import options as opt
from sim.cli.output import talk
from sim.errors import UsageProblem

NEXT: Final = {"scenario": "sim run", "study": "sim sweep", "paper": "sim check"}
"""What to do with a file of each kind."""


@click.command("new", short_help="Begin a scenario, a study or a paper.")
@click.argument("kind", type=click.Choice(list(NEXT)))
@click.argument("file", required=False)
@opt.option("--schema", is_flag=True, help="Write its JSON Schema beside it, with which an editor helps.")
@opt.quiet_option
def command(kind: str, file: str | None, schema: bool, quiet: bool) -> None:
    """Write a commented FILE to begin with (scenario.toml, study.toml or paper.toml); it works as it is.

    \b
    sim new scenario mine.toml
    sim run mine.toml
    """
    from sim.show.templates import template
    from sim.study.store.disk import write

    path = file or f"{kind}.toml"
    if not path.endswith(".toml"):
        raise UsageProblem(f"'{path}' does not end in .toml", "FILE", f"Write {path}.toml.")
    if "\0" in path:
        raise UsageProblem("the path cannot be meant", path, "Give another name.")
    texts = {path: template(kind, os.path.basename(path))}
    if schema:
        from sim.show.schemas import text_of

        texts[path] = f"#:schema {kind}.json\n{texts[path]}"
        texts[str(Path(path).with_name(f"{kind}.json"))] = text_of(kind)
    for place in texts:
        if os.path.lexists(place):
            raise UsageProblem("there is such a file already", place, "Give another name.")
    for place, text in texts.items():
        write(Path(place), text.encode())
    talk(f"written to {path}; next: {NEXT[kind]} {path}", quiet)
