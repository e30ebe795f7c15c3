"""Pieces of a page: text that is escaped, tables with headings, figures with a description."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

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


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """Return a table whose first column names the rows; of kind "facts", its cells are texts that wrap."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "\n".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    # A wide table scrolls in a box that the keyboard can reach.
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table{named(kind)}>\n'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def figure(png: bytes, caption: str, description: str) -> str:
    """Return a picture inside the page, with the description that stands for it where it cannot be seen."""
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<figure><img alt="{escape(description)}" src="data:image/png;base64,{data}" width="1200" height="750">\n'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def folded(heading: str, text: str) -> str:
    """Return a long text that opens on demand."""
    return f"<details><summary>{escape(heading)}</summary><pre>{escape(text)}</pre></details>"


def named(kind: str) -> str:
    """Return the class of an element, if it has one."""
    return f' class="{escape(kind)}"' if kind else ""
