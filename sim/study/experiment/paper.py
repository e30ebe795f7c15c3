"""What a paper says of itself, in a `paper.toml` or under `[paper]` of a study: authors, licence, DOI, title."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Final

from sim.errors import KeyPath
from sim.scenario.schema import Name, Shape, check_shape, key, needed_key
from sim.scenario.toml_file import TomlFile, read_bytes, toml_from

ORCID: Final = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.ASCII)
DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII)
TERM: Final = r"(?:LicenseRef-)?[A-Za-z0-9][A-Za-z0-9.-]*\+?"
LICENCE: Final = re.compile(rf"{TERM}(?: (?:AND|OR|WITH) {TERM})*")
ADDRESS: Final = re.compile(r"https?://[^\s/]+\S*")
SPDX: Final = "https://spdx.org/licenses/"


class AuthorTable(Shape):
    """One author of a paper, in the order of the title page."""

    name: Name = needed_key("as the title page has it")
    orcid: str | None = key("the ORCID iD, checked by its last digit")
    affiliation: Name | None = key("where the author works")


class PaperTable(Shape):
    """What a paper says of itself; all of it goes into the archive and the citation."""

    title: Name | None = key("the title of the paper")
    authors: list[AuthorTable] = key("who made it, one table each", default_factory=list)
    licence: str | None = key("the short name that SPDX gives it, or an address")
    doi: str | None = key("the DOI, from 10. on or as an address")


@dataclass(frozen=True, slots=True)
class Author:
    """An author; `orcid` is the bare number, "" where none is given."""

    name: str
    orcid: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper says of itself; a text is "" where the paper does not say it.

    `licence` is an SPDX expression or an address; `doi` begins with 10.
    """

    title: str = ""
    authors: tuple[Author, ...] = ()
    licence: str = ""
    doi: str = ""

    @property
    def licence_address(self) -> str:
        """The address of the licence, "" where it is a combination of several, or none is given."""
        if ADDRESS.fullmatch(self.licence) or not self.licence:
            return self.licence
        return "" if " " in self.licence or self.licence.startswith("LicenseRef-") else SPDX + self.licence


def read_paper(path: str | os.PathLike[str]) -> Paper:
    """Return what a `paper.toml` says; raises ScenarioProblem with the file, the line and the key.

    The ORCID of an author is checked by its last digit, a licence and a DOI by their form.
    """
    asked = os.fspath(path)
    file = toml_from(asked, read_bytes(asked))
    return paper_of(file, check_shape(file, PaperTable))


def paper_of(file: TomlFile, table: PaperTable, path: KeyPath = ()) -> Paper:
    """Return the checked paper of a file; `path` leads to its table."""
    authors = tuple(
        Author(each.name, orcid(file, each.orcid, (*path, "authors", place, "orcid")), each.affiliation or "")
        for place, each in enumerate(table.authors)
    )
    own = licence(file, table.licence, (*path, "licence"))
    return Paper(table.title or "", authors, own, doi(file, table.doi, (*path, "doi")))


def orcid(file: TomlFile, said: str | None, path: KeyPath) -> str:
    """Return the bare number of an ORCID iD whose last digit fits; raises ScenarioProblem."""
    if said is None:
        return ""
    found = ORCID.fullmatch(said.strip())
    if found is None:
        raise file.problem(f"the text {said!r} is no ORCID iD", path, 'Write it as "0000-0002-1825-0097".')
    number = found[1]
    if number[-1] != last_of(number.replace("-", "")[:-1]):
        raise file.problem(f"the last digit of the ORCID iD {number} does not fit", path, "Look for a typing error.")
    return number


def last_of(digits: str) -> str:
    """Return the digit that ISO 7064, MOD 11-2, puts behind others.

    >>> last_of("000000021825009")
    '7'
    """
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def licence(file: TomlFile, said: str | None, path: KeyPath) -> str:
    """Return a licence that has the form of an SPDX expression or of an address; raises ScenarioProblem."""
    if said is None:
        return ""
    text = " ".join(said.replace("(", " ").replace(")", " ").split())
    if not (LICENCE.fullmatch(text) or ADDRESS.fullmatch(said.strip())):
        remedy = 'Write the short name that SPDX gives it, as in "CC-BY-4.0", or its address.'
        raise file.problem(f"the text {said!r} names no licence", path, remedy)
    return said.strip()


def doi(file: TomlFile, said: str | None, path: KeyPath) -> str:
    """Return a DOI from 10. on, whatever it is written behind; raises ScenarioProblem."""
    if said is None:
        return ""
    found = DOI.fullmatch(said.strip())
    if found is None:
        raise file.problem(f"the text {said!r} is no DOI", path, 'Write it as "10.5281/zenodo.1234567".')
    return found[1]
