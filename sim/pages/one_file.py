"""A page as one file that works from disk: its style, script, data and kernel inside, and nothing
from outside.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sim.pages.model import DRAWING, PLAYER, asset, inline_module, module, player
from sim.show.palette import ACTORS, ENDINGS, RUNGS, PlotSign

SYMBOL: Final = '<symbol id="{name}" viewBox="-6 -6 12 12"><path d="{path}"/></symbol>'


def name_signs() -> dict[str, PlotSign]:
    """Return every sign by the name that a page calls it: `state-` and its place in the final
    states, or `actor-`.
    """
    ends = {f"state-{place}": sign for place, sign in enumerate(ENDINGS.values())}
    return ends | {f"actor-{capital}": sign for capital, sign in ACTORS.items()}


def symbols() -> str:
    """Return the signs as the symbols of a page."""
    return "\n".join(
        SYMBOL.format(name=name, path=sign.path) for name, sign in name_signs().items()
    )


def colours() -> str:
    """Return the colours of rungs, capitals and endings as the properties of a style sheet."""
    rungs = [f"--rung-{rung}: {colour};" for rung, colour in enumerate(RUNGS)]
    capitals = [f"--{capital}: {sign.colour};" for capital, sign in ACTORS.items()]
    ends = [f"--state-{place}: {sign.colour};" for place, sign in enumerate(ENDINGS.values())]
    return f":root {{ {' '.join(rungs + capitals + ends)} }}\n"


PLACE: Final = re.compile(r"\{\{([a-zA-Z0-9_.-]+)\}\}")


COMMENT: Final = re.compile(r"^ *//.*\n", re.MULTILINE)


def close_script(parts: Iterable[str]) -> str:
    """Return the parts of a script laid end to end without lines of comment, closed in a function
    so that they leave no name behind.
    """
    return '"use strict";\n(function () {\n' + COMMENT.sub("", "\n".join(parts)) + "})();\n"


def admit(content: str) -> str:
    """Return the source of a content security policy that admits this very text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def as_data(content: Any) -> str:
    """Return plain data as JSON that can stand in a script element: no `<` is left that could end
    it.
    """
    text: str = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def nested(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return texts by dotted keys as tables in tables, so that a page has each part of a key once.

    >>> nested({"a.b": "x", "a.c": "y", "d": "z"})
    {'a': {'b': 'x', 'c': 'y'}, 'd': 'z'}
    """
    tree: dict[str, Any] = {}
    for key, text in texts.items():
        *tables, last = key.split(".")
        table = tree
        for name in tables:
            table = table.setdefault(name, {})
        table[last] = text
    return tree


def one_file(
    package: str,
    texts: Mapping[str, str],
    style: str,
    code: str,
    data: Mapping[str, Any],
    *,
    made_by: str,
    workers: bool = False,
) -> str:
    """Return the page of a package: head and foot of every such page, its own title and body, each
    `{{key}}` filled.

    The first line of its `page.html` is the title. A key is that of a text, which is escaped, or of
    a part of the page; `data` holds the texts too. Its policy admits its own style, script and
    kernel and nothing from outside; with `workers` it may begin workers too, from text of its own.
    """
    policy = (
        f"default-src 'none'; script-src {admit(code)} 'wasm-unsafe-eval'; style-src {admit(style)}; img-src data:; "
        f"{'worker-src blob:; ' if workers else ''}base-uri 'none'; form-action 'none'"
    )
    parts = {
        "css": style,
        "js": code,
        "csp": policy,
        "symbols": symbols(),
        "made_by": made_by,
        "data": as_data({**data, "texts": nested(texts)}),
        "kernel": base64.b64encode(module()).decode(),
    }

    head, body = asset(package, "page.html").split("\n", 1)
    return fill(
        asset("sim.pages", "one_file.html").replace("{{head}}", head).replace("{{body}}", body),
        parts,
        texts,
    )


def fill(template: str, parts: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """Return a template with each `{{key}}` filled: by a part of the page, or by a text,
    escaped.
    """
    return PLACE.sub(
        lambda match: parts[match[1]] if match[1] in parts else html.escape(texts[match[1]]),
        template,
    )


def own_scripts(package: str, names: Iterable[str]) -> list[str]:
    """Return a page's own scripts."""
    return [asset(package, "js", f"{name}.js") for name in names]


def whole_script(package: str, names: Iterable[str], beside: Iterable[str] = ()) -> str:
    """Return the script of a page that plays and draws: player, drawing, modules beside them, and
    its own.
    """
    modules = [*(player(name) for name in (*PLAYER, *DRAWING)), *beside]
    return close_script([*map(inline_module, modules), *own_scripts(package, names)])


def read_style(package: str) -> str:
    """Return the style of a page: the colours of figures, the shared sheets, and its own sheet."""
    sheets = [
        asset("sim.pages", "stage.css"),
        asset("sim.pages", "base.css"),
        asset(package, "page.css"),
    ]
    return colours() + "".join(sheets)
