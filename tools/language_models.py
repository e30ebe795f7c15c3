"""`docs/llms.txt`: the start page for language models, a line for each page and no other markup."""

from __future__ import annotations

import re
from typing import Final

LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
CODE: Final = """The command is `sim` (`sim --help`), and the module of Python is `sim`:

    sim run 2017-spring
    sim compare washington.policy=engagement washington.policy=patience
    sim sweep 2017-spring --over washington.pressure=0:1:5 -o results/grid
    python -c "import sim; print(sim.run(sim.load_scenario('2017-spring')).probability('lose_lose'))"
"""


def text_from(index: str) -> str:
    """Return the text made from the start page: title, description, and each row of its tables."""
    head, *sections = index.split("\n## ")
    title, *paragraphs = [" ".join(each.split()) for each in head.strip().split("\n\n")]
    # Under a picture stands its caption, which means nothing here.
    under = [before.startswith("!") for before in ("", *paragraphs)]
    about, *more = [
        each
        for each, caption in zip(paragraphs, under, strict=False)
        if not (each.startswith("!") or caption)
    ]
    made = [title, f"> {about}", *more, CODE.rstrip()]
    for section in sections:
        name, *lines = section.splitlines()
        rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
        listed = [listed_row(row) for row in rows if any(map(LINK.search, row))]
        made += [f"## {name}", "\n".join(listed)]
    return "\n\n".join(made) + "\n"


def listed_row(row: list[str]) -> str:
    """Return a row as a line: the page and its description; for a question, each page that answers
    it.
    """
    first, second, *who = row
    if found := LINK.search(first):
        return f"- [{found[1].removesuffix('.md')}]({found[2]}): {second}"
    pages = ", ".join(f"[{words}]({place})" for words, place in LINK.findall(second))
    return f"- {pages}: {first}" + "".join(f" (for {each})" for each in who)
