"""The whole page: one file, no outside request, no script, a style whose hash the page itself allows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib import resources

from sim.study.summary import CAVEAT

from .html import Section


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
