"""The files of a language beside the English: in its order, and above each text the English that it was made from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from sim.pages.text.catalogue import SUFFIX, read, texts

NOTE: Final = "# "
TABLE: Final = re.compile(r"^\[(.+)\]$")
ENTRY: Final = re.compile(r'^("(?:[^"\\]|\\.)*"|[\w-]+) = ')


@dataclass(frozen=True, slots=True)
class Part:
    """A part in a language: what stands above its texts, the texts, and the English that each was made from."""

    head: str
    own: Mapping[str, str]
    made_from: Mapping[str, str]
    english: Mapping[str, str]

    @property
    def kept(self) -> dict[str, str]:
        """The texts whose English is still there and still the same, in the order of the English."""
        return {key: self.own[key] for key in self.english if key in self.own and key not in self.changed}

    @property
    def changed(self) -> dict[str, str]:
        """The texts whose English has changed since they were made."""
        return {
            key: text for key, text in self.own.items()
            if key in self.english and self.made_from.get(key, self.english[key]) != self.english[key]
        }  # fmt: skip

    @property
    def missing(self) -> dict[str, str]:
        """The English of what has no text, or none of this English."""
        return {key: text for key, text in self.english.items() if key not in self.kept}

    def written(self) -> str:
        """Return the file as it ought to stand."""
        return self.head.rstrip("\n") + "\n" + as_toml(self.kept, self.english)


def part_in(part: str, language: str) -> Part:
    """Return a part in a language; its texts are none where there is no such file yet."""
    file = resources.files(__package__).joinpath(language, part + SUFFIX)
    said = file.read_text(encoding="utf-8") if file.is_file() else ""
    head = re.split(r"^\[", said, maxsplit=1, flags=re.MULTILINE)[0]
    return Part(head, read(part, language), notes(said), texts(part))


def notes(said: str) -> dict[str, str]:
    """Return the English above each text of a file, by the keys of the texts."""
    found, table, above = {}, "", ""
    for line in said.split("\n"):
        if name := TABLE.match(line):
            table = ".".join(json.loads(each) if each[0] == '"' else each for each in keys_of(name[1]))
        elif (entry := ENTRY.match(line)) and above:
            key = json.loads(entry[1]) if entry[1][0] == '"' else entry[1]
            found[f"{table}.{key}"] = json.loads(above.removeprefix(NOTE))
        above = line if line.startswith(f'{NOTE}"') else ""
    return found


def keys_of(table: str) -> list[str]:
    """Return the parts of the name of a table, quoted as they stand."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|[\w-]+', table)


def as_toml(shown: Mapping[str, str], english: Mapping[str, str]) -> str:
    """Return texts by their dotted keys as TOML, a table for each group, each below its English."""
    groups: dict[str, list[str]] = {}
    for key, text in shown.items():
        head, _, last = key.rpartition(".")
        table = ".".join(quoted(each) for each in head.split("."))
        above, own = (json.dumps(each, ensure_ascii=False) for each in (english[key], text))
        groups.setdefault(table, []).append(f"{NOTE}{above}\n{quoted(last)} = {own}\n")
    return "".join(f"\n[{table}]\n{''.join(entries)}" for table, entries in groups.items())


def quoted(key: str) -> str:
    """Return a key as TOML writes it: bare where it may be."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare and not key.startswith("-") else json.dumps(key, ensure_ascii=False)
