"""`sim scenarios`: what ships with the project."""

from __future__ import annotations

import re

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say


@click.command("scenarios", short_help="List the scenarios that ship.")
@opt.json_option
def command(as_json: bool) -> None:
    """List the scenarios that ship: name, title, and what each stands for."""
    from sim.study.scenario import load_scenario, shipped_scenarios
    from sim.study.scenario.file import shipped_bytes

    found = []
    for name in shipped_scenarios():
        about = first_sentence(shipped_bytes(name).decode())
        found.append({"name": name, "title": load_scenario(name).title, "about": about})
    if as_json:
        print_json(found)
        return
    width = max(len(each["name"]) for each in found)
    for each in found:
        say(f"{each['name']:<{width}}  {each['title']}\n{'':<{width}}  {each['about']}")


def first_sentence(text: str) -> str:
    """Return the first sentence of the comment with which a scenario file begins."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return re.split(r"(?<=[.!?])\s", " ".join(lines), maxsplit=1)[0]
