"""The whole page: one file, no outside request, no script, a style whose hash the page itself allows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Final

from sim.study.estimate.interval import Estimate, count_text, value_text
from sim.study.estimate.words import words
from sim.study.run.summary import CAVEAT


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


LIMITS: Final = (
    "It does not forecast. Every number holds only if the assumptions do, and most of them are our own.",
    "No Korean crisis since 1953 became a war. The record bounds the chance of war, and cannot validate it.",
    "The defaults were tuned on patterns of the record up to 2019, so agreement with these is in-sample.",
    "Lose-lose hangs on the thresholds of the aims, which we set. So its range over them stands beside the number.",
    "The interval of a share is sampling error of the worlds. It says nothing of errors in the model.",
    "Each capital acts as one and looks a few months ahead. There are no factions, no Japan and no Russia.",
)


def shown(estimate: Estimate) -> str:
    """Return an estimate with its interval and n: `.396 [.386, .406], n = 10 000`."""
    number = value_text(estimate.value, estimate.low, estimate.high, 3)
    return f"{number}, n = {count_text(estimate.n)}"


def spoken(estimate: Estimate) -> str:
    """Return a share as a sentence says it: `40 % of 2 000 worlds (38 to 42 %)`, the interval in brackets."""
    value, low, high = (100.0 * edge for edge in (estimate.value, estimate.low, estimate.high))
    digits = 0 if high - low >= 2.0 else 1 if high - low >= 0.2 else 2
    limits = f"{low:.{digits}f} to {high:.{digits}f} %"
    return f"{value:.{digits}f} % of {count_text(estimate.n)} worlds ({limits})"


def row(label: str, estimate: Estimate) -> tuple[str, str, str, str]:
    """Return the row of a table: what, value with interval, n, and the word of estimative probability."""
    number = value_text(estimate.value, estimate.low, estimate.high, 3)
    return label, number, count_text(estimate.n), words(estimate.low, estimate.high)


HEADS: Final = ("", "probability [95 % interval]", "n", "ICD 203 words")
