"""Puts the files of a language in step with the English, and lists what is missing, which is in English till then.

python tools/update_language.py ko, or without a language for all
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.pages.text import ENGLISH, languages, parts
from sim.pages.text.catalogue import SUFFIX
from sim.pages.text.translating import as_toml, part_in

ROOT = Path(__file__).parents[1] / "sim" / "pages" / "text"


def main(language: str) -> None:
    """Write the files anew without texts whose English has changed or is gone; print these and all that is missing."""
    for name in parts():
        part = part_in(name, language)
        if part.missing:
            print(f"# {name}{SUFFIX}")
            print("".join(f"# was: {key} = {text}\n" for key, text in part.changed.items()), end="")
            print(as_toml(part.missing, part.missing).lstrip("\n"))
        if part.kept:
            (ROOT / language / f"{name}{SUFFIX}").write_text(part.written(), encoding="utf-8")


if __name__ == "__main__":
    for each in sys.argv[1:] or {*languages()} - {ENGLISH}:
        main(each)
