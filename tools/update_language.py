"""Update the files of a language to the present English, and list the missing texts, which stay in
English till then.

python tools/update_language.py ko, or without a language for all
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.pages.text import ENGLISH, SUFFIX, file_of, languages, parts, read_pairs, texts

ROOT = Path(__file__).parents[1] / "sim" / "pages" / "text"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the texts in a language: the head of its file, its texts as pairs of English and
    translation, and the present English.
    """

    head: str
    pairs: Mapping[str, tuple[str, str]]
    english: Mapping[str, str]

    @property
    def kept(self) -> dict[str, str]:
        """The texts whose English is unchanged, in the order of the English."""
        found = ((key, self.pairs.get(key, ("", ""))) for key in self.english)
        return {key: own for key, (was, own) in found if own and was == self.english[key]}

    @property
    def changed(self) -> dict[str, str]:
        """The texts whose English has changed since they were translated."""
        return {
            key: own for key, (was, own) in self.pairs.items() if self.english.get(key, was) != was
        }

    @property
    def missing(self) -> dict[str, str]:
        """The English of texts without a translation, or with one of an older English."""
        return {key: text for key, text in self.english.items() if key not in self.kept}

    def written(self) -> str:
        """Return the present text of the file."""
        return self.head.rstrip("\n") + "\n" + as_toml(self.kept, self.english)


def part_in(part: str, language: str) -> Part:
    """Return a part in a language; without texts if there is no such file yet."""
    file = file_of(part, language)
    said = file.read_text(encoding="utf-8") if file.is_file() else ""
    return Part(said.partition("\n[")[0], read_pairs(part, language), texts(part))


def as_toml(shown: Mapping[str, str], english: Mapping[str, str]) -> str:
    """Return texts by their dotted keys as TOML, a table for each group, each after its English."""
    groups: dict[str, list[str]] = {}
    for key, text in shown.items():
        head, _, last = key.rpartition(".")
        table = ".".join(quote_key(each) for each in head.split("."))
        pair = json.dumps([english[key], text], ensure_ascii=False)
        groups.setdefault(table, []).append(f"{quote_key(last)} = {pair}\n")
    return "".join(f"\n[{table}]\n{''.join(entries)}" for table, entries in groups.items())


def quote_key(key: str) -> str:
    """Return a key as TOML writes it: bare if possible."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare and not key.startswith("-") else json.dumps(key, ensure_ascii=False)


def main(language: str) -> None:
    """Write the files without texts whose English has changed or is gone; print these and all
    missing texts.
    """
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
