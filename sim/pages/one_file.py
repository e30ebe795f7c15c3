"""A page as one file that works from disk: its style, script, data and kernel inside, and nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sim.pages.model import module
from sim.show.palette import ACTORS, ENDINGS, RUNGS, Sign

SYMBOL: Final = '<symbol id="{name}" viewBox="-6 -6 12 12"><path d="{path}"/></symbol>'


def name_signs() -> dict[str, Sign]:
    """Return every sign by the name that a page calls it: `state-` and its place in the final states, or `actor-`."""
    ends = {f"state-{place}": sign for place, sign in enumerate(ENDINGS.values())}
    return ends | {f"actor-{capital}": sign for capital, sign in ACTORS.items()}


def symbols() -> str:
    """Return the signs as the symbols of a page."""
    return "\n".join(SYMBOL.format(name=name, path=sign.path) for name, sign in name_signs().items())


def colours() -> str:
    """Return the colours of rungs, capitals and endings as the properties of a style sheet."""
    rungs = [f"--rung-{rung}: {colour};" for rung, colour in enumerate(RUNGS)]
    capitals = [f"--{capital}: {sign.colour};" for capital, sign in ACTORS.items()]
    ends = [f"--state-{place}: {sign.colour};" for place, sign in enumerate(ENDINGS.values())]
    return f":root {{ {' '.join(rungs + capitals + ends)} }}\n"


PLACE: Final = re.compile(r"\{\{([a-zA-Z0-9_.-]+)\}\}")


def close_script(parts: Iterable[str]) -> str:
    """Return the parts of a script laid end to end, closed in a function so that they leave no name behind."""
    return '"use strict";\n(function () {\n' + "\n".join(parts) + "})();\n"


def admit(content: str) -> str:
    """Return the source of a content security policy that admits this very text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def policy(style: str, code: str, workers: bool) -> str:
    """Return the content security policy of a page: its own style, script and kernel, and nothing from outside.

    With `workers` it may begin workers too, from text of its own.
    """
    return (
        f"default-src 'none'; script-src {admit(code)} 'wasm-unsafe-eval'; style-src {admit(style)}; img-src data:; "
        f"{'worker-src blob:; ' if workers else ''}base-uri 'none'; form-action 'none'"
    )


def as_data(content: Any) -> str:
    """Return plain data as JSON that can stand in a script element: no `<` is left that could end it."""
    text: str = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def one_file(
    template: str, texts: Mapping[str, str], style: str, code: str, data: Mapping[str, Any], workers: bool = False
) -> str:  # fmt: skip
    """Return a page: the template with each `{{key}}` filled, by a text, escaped, or by a part of the page.

    The parts are `css`, `js`, `csp`, `data` (which holds the texts too), `kernel` and `symbols`. `workers` says whether
    the script begins any.
    """
    parts = {
        "css": style, "js": code, "csp": policy(style, code, workers), "symbols": symbols(),
        "data": as_data({**data, "texts": dict(texts)}), "kernel": base64.b64encode(module()).decode(),
    }  # fmt: skip

    def place(found: re.Match[str]) -> str:
        key = found.group(1)
        return parts[key] if key in parts else html.escape(texts[key])

    return PLACE.sub(place, template)
