"""Settings of Sphinx for the site; `make site` uses them."""

import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

sys.path.insert(0, str(Path(__file__).parents[2]))

project = "Korea escalation"
copyright = "the authors. BSD-3-Clause"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = project
html_copy_source = False
# A summary would fetch the page that was found, which no browser allows for a file on the disk.
html_show_search_summary = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

# The documents are Markdown as GitHub shows it.
myst_heading_anchors = 4
highlight_language = "none"

# Docstrings write code in single marks, and hints are as the source has them.
default_role = "literal"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
python_display_short_literal_types = True

LONGEST = 200
"""The greatest length of a class's arguments in characters; a longer one is made by a function, not
by hand.
"""


def shortened(_: Any, what: str, *given: Any) -> tuple[str, str] | None:
    """Leave out the arguments of a class that is not made by hand."""
    arguments = given[3]
    return ("", "") if what == "class" and arguments and len(arguments) > LONGEST else None


# Attributes that the theme leaves out for keyboards and screen readers: a level for the headings of
# the tree of contents, and a tab stop on parts that scroll sideways.
REACHED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
}


def reachable(_: Any, page: str, template: str, context: dict[str, Any], *__: Any) -> None:
    """Add these attributes to the parts of a page in which the theme leaves them out."""
    for part in ("body", "furo_navigation_tree"):
        for old, new in REACHED.items():
            if context.get(part):
                context[part] = context[part].replace(old, new)


def setup(app: Any) -> None:
    """Connect the functions above to Sphinx: for every signature, and for every page once the theme
    has made its parts.
    """
    # The lexer of a shell takes the 2017 of a scenario for a number, and paints it.
    app.add_lexer("sh", TextLexer)
    app.connect("autodoc-process-signature", shortened)
    app.connect("html-page-context", reachable, priority=900)
