"""Measure the prose of documents and of help texts, and fail if one of them exceeds a limit.

    python tools/prose.py             `PAGES`, the help of every command and public docstrings
    python tools/prose.py FILE…       any pages
    python tools/prose.py --show …    print each sentence or word that breaks a rule, too

Sentences have at most 18 words on average and 35 at most; relative pronouns such as "what" occur at
most 4 times in 1 000 words where they stand for a noun; one sentence in three has a connective, and
words of `BANNED` and words that the glossary says to avoid do not occur. Headings, tables, blocks of code, pictures
and generated parts are left out, and code in line counts as one word. A page joins `PAGES` once it
keeps to the limits. There is no list of exceptions.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import click
from PIL import Image

import sim
import sim.adapters
import sim.env
import sim.policy
from sim.publish.glossary import glossary

sys.path.insert(0, str(Path(__file__).parents[1]))
from tools.pictures import GAP, texts_in

ROOT: Final = Path(__file__).parents[1]
MEAN_WORDS: Final = 18
MOST_WORDS: Final = 35
MOST_RELATIVES: Final = 4
"""Of 1 000 words."""
PAGES: Final = (
    "README.md",
    "CONTRIBUTING.md",
    "notebooks/README.md",
    "docs/agents.md",
    "docs/analyses.md",
    "docs/concepts.md",
    "docs/forecast.md",
    "docs/gallery.md",
    "docs/glossary.md",
    "docs/index.md",
    "docs/limits.md",
    "docs/odd.md",
    "docs/other-tools.md",
    "docs/policy-game.md",
    "docs/record.md",
    "docs/security.md",
    "docs/studies.md",
    "docs/teaching/index.md",
    "docs/teaching/room.md",
    "docs/tour.md",
    "docs/tutorial.md",
    "docs/validation.md",
    "docs/your-own.md",
    "publish/paper.md",
)
BANNED: Final = {
    r"anew": "again",
    r"but for": "except",
    r"told (?:apart|from)": "distinguished",
    r"same luck": "same random draws",
    r"whoever": "contributors, users or readers",
    r"(?:None|NaN|0) where": "if",
    r"of (?:yours|ours|its own|their own|one's own)": "your, our or its",
}
"""Patterns of expressions to avoid, each with a plain one."""
ROOMS: Final = ("sim/show", "sim/analysis/compare", "sim/classroom")
"""Rooms whose texts are read as they stand."""
FENCED: Final = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE: Final = re.compile(r"(?<!`)`[^`\n]+(?:\n[^`\n]+)?`")
OUTSIDE: Final = re.compile(
    r"\A---$.*?^---$|<!-- generated: .*?<!-- end -->|<!--.*?-->|^ {0,3}\|.*?$|^(?: {4}|\t).*?$|^#.*?$"
    r"|\[!\[.*?\]\(.*?\)\]\(.*?\)|!\[[^\]]*\]\([^)]*\)",
    re.DOTALL | re.MULTILINE,
)
"""Parts of a page that are not our prose."""
ITEM: Final = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+", re.MULTILINE)
SENTENCE: Final = re.compile(r"(?<=[.!?])[\"”)]?\s+(?=[A-Z“\"(\d])")
RELATIVE: Final = re.compile(
    r"\b(?:what|whatever|whoever)\b|(?:^|\b(?:of|to|by|for|with|on|from|and|or|says?|tells?|shows?|knows?) )whom?\b",
    re.IGNORECASE,
)
"""A relative that stands for a noun: "what a seat sees", but not "a seat that sees" or "a player who sees"."""

CONNECTIVE: Final = re.compile(
    r"\b(?:because|but|so|since|if|when|while|although|though|unless|until|whereas|which|where|therefore|then|yet|"
    r"however|also|instead|otherwise|both|only|even|after|before|as|than|that)\b",
    re.IGNORECASE,
)
"""Words that join a sentence, or its clauses, to others."""

LEAST_JOINED: Final = 1 / 3
LEAST_SENTENCES: Final = 12
"""Sentences from which on a page is asked for connectives."""


@dataclass(frozen=True)
class Prose:
    """The sentences of a page, and their measures."""

    sentences: tuple[str, ...]
    page: bool = True
    """Whether they are a text: lines of help and texts of a program stand alone."""

    @property
    def words(self) -> int:
        """The number of words."""
        return sum(len(each.split()) for each in self.sentences)

    @property
    def mean(self) -> float:
        """The mean number of words in a sentence; 0 on a page without sentences."""
        return self.words / max(1, len(self.sentences))

    @property
    def long(self) -> list[str]:
        """The sentences that are too long."""
        return [each for each in self.sentences if len(each.split()) > MOST_WORDS]

    @property
    def relatives(self) -> float:
        """The number of relative pronouns of `RELATIVE` in 1 000 words."""
        plain = [sentence for sentence in self.sentences if not sentence.endswith("?")]
        count = sum(len(RELATIVE.findall(sentence)) for sentence in plain)
        return 1000 * count / max(1, self.words)

    @property
    def joined(self) -> float:
        """The share of sentences with a connective; 1 on a page of few sentences."""
        count = sum(bool(CONNECTIVE.search(sentence)) for sentence in self.sentences)
        return (
            count / len(self.sentences)
            if self.page and len(self.sentences) >= LEAST_SENTENCES
            else 1.0
        )

    @property
    def banned(self) -> list[str]:
        """The words to avoid, each with the word to use and its sentence."""
        return [
            f"'{found.group()}', better '{better}': {each}"
            for each in self.sentences
            for pattern, better in avoided().items()
            for found in re.finditer(rf"\b(?:{pattern})\b", each, re.IGNORECASE)
        ]

    def faults(self) -> list[str]:
        """Return each limit that the page exceeds, in words."""
        held = {
            f"{self.mean:.1f} words a sentence, at most {MEAN_WORDS}": self.mean <= MEAN_WORDS,
            f"{len(self.long)} sentences of more than {MOST_WORDS} words": not self.long,
            f"{self.relatives:.1f} of 1 000 words are what or who, at most {MOST_RELATIVES}": (
                self.relatives <= MOST_RELATIVES
            ),
            f"a connective in {self.joined:.0%} of sentences, at least a third": (
                self.joined >= LEAST_JOINED
            ),
            f"{len(self.banned)} words to avoid": not self.banned,
        }
        return [fault for fault, holds in held.items() if not holds]


@cache
def avoided() -> dict[str, str]:
    """Return the patterns to avoid, each with the word to use: those here and the glossary's."""
    ours = {f"{re.escape(each)}s?": term.word[0] for term in glossary() for each in term.avoid}
    return BANNED | ours


def prose_of(text: str) -> Prose:
    """Split a page of Markdown into its sentences; fragments of fewer than three words are left
    out.
    """
    text = CODE.sub("Code", FENCED.sub("", text))
    text = OUTSIDE.sub("", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return Prose(tuple(_sentences(text)))


def help_texts() -> Iterator[tuple[str, Prose]]:
    """Yield each command with the sentences of its help and of its options."""
    from sim.cli.main import COMMANDS, group

    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        # A paragraph that begins so is not wrapped: an example.
        about = re.sub(r"\x08.*?(?=\n\n|\Z)", "", command.help or "", flags=re.DOTALL)
        options = (getattr(option, "help", None) or "" for option in command.params)
        yield f"sim {name} --help", replace(prose_of("\n\n".join((about, *options))), page=False)


def docstrings() -> Prose:
    """Return the sentences of the docstrings of public names, without their examples."""
    texts = [
        (inspect.getdoc(getattr(module, name)) or "").partition(">>>")[0]
        for module in (sim, sim.env, sim.policy, sim.adapters)
        for name in module.__all__
        if callable(getattr(module, name)) or inspect.ismodule(getattr(module, name))
    ]
    return prose_of("\n\n".join(texts))


def literals() -> Prose:
    """Return what a reader sees of the program: the texts in the source of figures, comparisons and
    the classroom, with a number for each value in them, and the titles and captions of kept pictures.
    """
    texts = [
        text.replace(GAP, "1")
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for text in texts_in(ast.parse(path.read_text(encoding="utf-8")))
    ]
    for path in (ROOT / "docs").rglob("*.png"):
        with Image.open(path) as image:
            texts += [str(image.info.get(name, "")) for name in ("Title", "Description")]
    return Prose(tuple(text for text in texts if len(text.split()) > 2), page=False)


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of paragraphs and of items of lists."""
    for block in re.split(r"\n\s*\n", ITEM.sub("\n\n", text)):
        plain = " ".join(re.sub(r"[*_]{1,2}", "", block).split())
        plain = re.sub(r"\b(e\.g|i\.e|etc|vs|No|cf|Fig|[A-Z])\.", r"\1", plain)
        yield from (each for each in SENTENCE.split(plain) if len(each.split()) > 2)


def main(words: Sequence[str] | None = None) -> int:
    """Print a line for each page and command, and return 1 if one exceeds a limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true", help="print each fault")
    asked = parser.parse_args(words)
    measured = [
        (
            str(page.relative_to(ROOT) if page.is_relative_to(ROOT) else page),
            prose_of(page.read_text(encoding="utf-8")),
        )
        for page in asked.pages or [ROOT / page for page in PAGES]
    ]
    if not asked.pages:
        measured += [*help_texts(), ("public docstrings", docstrings())]
        # Texts with holes have no lengths; but words to avoid are seen in them as well.
        seen = [text for text in literals().sentences if Prose((text,)).banned]
        measured.append(("texts of the program", replace(prose_of("\n\n".join(seen)), page=False)))
    bad = 0
    for name, prose in measured:
        faults = prose.faults()
        bad += bool(faults)
        print(
            f"{name:<24} {prose.words:>5} words, {prose.mean:4.1f} a sentence, "
            f"{len(prose.long)} long, {prose.relatives:4.1f} of 1 000 what or who, {len(prose.banned)} to avoid: "
            f"{'; '.join(faults) or 'fine'}"
        )
        if asked.show:
            related = [each for each in prose.sentences if RELATIVE.search(each)]
            for each in (*prose.long, *related, *prose.banned):
                print(f"    {each}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
