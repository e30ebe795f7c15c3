"""Prints what a language lacks, in English and as TOML, to be translated: python tools/missing_texts.py ko."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from sim.pages.text import parts, texts
from sim.pages.text.catalogue import read


def main(language: str) -> None:
    """Print, a file at a time, the texts that the language does not have, and the keys that English no longer has."""
    for part in parts():
        own, wanted = read(part, language), texts(part)
        lacking = {key: text for key, text in wanted.items() if key not in own}
        left = own.keys() - wanted.keys()
        if lacking or left:
            print(f"# {part}.toml")
            print("".join(f"# no longer there: {key}\n" for key in sorted(left)) + as_toml(lacking))


def as_toml(texts: Mapping[str, str]) -> str:
    """Return texts by their dotted keys as TOML, a table for each group."""
    groups: dict[str, list[str]] = {}
    for key, text in texts.items():
        head, _, last = key.rpartition(".")
        table = ".".join(quoted(each) for each in head.split("."))
        groups.setdefault(table, []).append(f"{quoted(last)} = {json.dumps(text, ensure_ascii=False)}\n")
    return "".join(f"\n[{table}]\n{''.join(lines)}" for table, lines in groups.items())


def quoted(key: str) -> str:
    """Return a key as TOML writes it: bare where it may be."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1])
