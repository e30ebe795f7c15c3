"""The whole page: one file, no outside request, no script, a style whose hash the page itself allows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Final

from sim.analysis.finding import CAVEAT, Table
from sim.show.tables import as_html


def style() -> str:
    """Return the style sheet of the report."""
    return resources.files("sim.show.report").joinpath("assets/report.css").read_text(encoding="utf-8")


def page(title: str, lead: str, sections: Sequence[Section]) -> str:
    """Return the page as text; `lead` is the HTML that comes before all sections."""
    sheet = style()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    links = "\n".join(f'<li><a href="#{escape(each.key)}">{escape(each.heading)}</a></li>' for each in sections)
    body = "\n".join(section.html() for section in sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{sheet}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><h1>{escape(title)}</h1></header>
<nav aria-label="Sections"><ul>
{links}
</ul></nav>
<main id="main" tabindex="-1">
{lead}
{body}
</main>
<footer><p>{escape(CAVEAT)}</p></footer>
</body>
</html>
"""


TITLE_LEVEL: Final = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: the name in its address, its heading, and its content as HTML."""

    key: str
    heading: str
    content: str

    def html(self) -> str:
        """Return the section with its heading."""
        return (
            f'<section id="{escape(self.key)}" aria-labelledby="{escape(self.key)}-heading">\n'
            f'<h{TITLE_LEVEL} id="{escape(self.key)}-heading">{escape(self.heading)}</h{TITLE_LEVEL}>\n'
            f"{self.content}\n</section>"
        )


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of plain text."""
    return f"<p{named(kind)}>{escape(text)}</p>"


def listed(items: Sequence[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in items) + "\n</ul>"


def table(content: Table, kind: str = "") -> str:
    """Return a table in a box that scrolls where it is wide, and that the keyboard can reach."""
    shown = as_html(content, kind=kind)
    return f'<div class="wide" role="region" aria-label="{escape(content.caption)}" tabindex="0">{shown}</div>'


def figure(content: bytes, kind: str, caption: str, description: str) -> str:
    """Return a picture inside the page, with the description that stands for it where it cannot be seen."""
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<figure><img alt="{escape(description)}" src="data:{kind};base64,{data}" width="1200" height="750">\n'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def folded(heading: str, content: str) -> str:
    """Return what opens on demand, given as HTML."""
    return f"<details><summary>{escape(heading)}</summary>{content}</details>"


def preformatted(text: str) -> str:
    """Return a text with its lines as they are."""
    return f"<pre>{escape(text)}</pre>"


def named(kind: str) -> str:
    """Return the class of an element, if it has one."""
    return f' class="{escape(kind)}"' if kind else ""


LIMITS: Final = (
    "It does not forecast. Every number holds only if the assumptions do, and most of them are our own.",
    "No Korean crisis since 1953 became a war. The record bounds the chance of war, and cannot validate it.",
    "The defaults were tuned on patterns of the record up to 2019, so agreement with these is in-sample.",
    "Lose-lose hangs on the thresholds of the aims, which we set. So its range over them stands beside the number.",
    "The interval of a share is sampling error of the worlds. It says nothing of errors in the model.",
    "Each capital acts as one and looks a few months ahead. There are no factions, no Japan and no Russia.",
)
