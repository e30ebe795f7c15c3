"""The schema of a study file, its keys and types, and that of a paper's metadata."""

from __future__ import annotations

import os
import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Discriminator, Tag

from sim.core.base.plain import AnyPath, Data
from sim.core.scenario.schema import (
    LIST,
    TABLE,
    Name,
    Shape,
    Unfit,
    check_shape,
    key,
    list_or_table,
    needed_key,
)
from sim.core.scenario.toml_file import read_bytes, toml_from
from sim.options import MOST_SEED, MOST_WORLDS
from sim.study.experiment.definition import Luck

ORCID: Final = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.ASCII)
DOI: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII
)
TERM: Final = r"(?:LicenseRef-)?[A-Za-z0-9][A-Za-z0-9.-]*\+?"
LICENCE: Final = re.compile(rf"{TERM}(?: (?:AND|OR|WITH) {TERM})*")
ADDRESS: Final = re.compile(r"https?://[^\s/]+\S*")
MOST_BLOCK: Final = 100_000


def bare_orcid(value: str) -> str:
    """Return the bare number of an ORCID iD whose last digit fits; raises Unfit."""
    match = ORCID.fullmatch(value.strip())
    if match is None:
        raise Unfit(f"the text {value!r} is no ORCID iD", 'Write it as "0000-0002-1825-0097".')
    number = match[1]
    if number[-1] != last_of(number.replace("-", "")[:-1]):
        raise Unfit(
            f"the last digit of the ORCID iD {number} does not fit", "Look for a typing error."
        )
    return number


def last_of(digits: str) -> str:
    """Return the check digit of ISO 7064, MOD 11-2, for some digits.

    >>> last_of("000000021825009")
    '7'
    """
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def known_licence(value: str) -> str:
    """Return a licence that has the form of an SPDX expression or of an address; raises Unfit."""
    text = " ".join(value.replace("(", " ").replace(")", " ").split())
    if not (LICENCE.fullmatch(text) or ADDRESS.fullmatch(value.strip())):
        remedy = 'Write the short name that SPDX gives it, as in "CC-BY-4.0", or its address.'
        raise Unfit(f"the text {value!r} names no licence", remedy)
    return value.strip()


def bare_doi(value: str) -> str:
    """Return a DOI from 10. on, without a prefix or an address before it; raises Unfit."""
    match = DOI.fullmatch(value.strip())
    if match is None:
        raise Unfit(f"the text {value!r} is no DOI", 'Write it as "10.5281/zenodo.1234567".')
    return match[1]


PLACEHOLDER: Final = "First Author"
"""The author of a paper that `sim new` writes."""


def own_name(value: str) -> str:
    """Return the name of an author; raises Unfit for the placeholder of the template."""
    if value.strip() == PLACEHOLDER:
        remedy = "Write the name of the author, or take the table of authors away."
        raise Unfit(f"{value!r} is the author of the template", remedy)
    return value


Orcid = Annotated[str, AfterValidator(bare_orcid)]
Licence = Annotated[str, AfterValidator(known_licence)]
Doi = Annotated[str, AfterValidator(bare_doi)]


class AuthorTable(Shape):
    """One author of a paper, in the order of the title page."""

    name: Annotated[Name, AfterValidator(own_name)] = needed_key("as the title page has it")
    orcid: Orcid | None = key("the ORCID iD, checked by its last digit")
    affiliation: Name | None = key("the institution of the author")


class PaperTable(Shape):
    """The metadata of a paper; all of it goes into the archive and the citation."""

    title: Name | None = key("the title of the paper")
    authors: list[AuthorTable] = key("the authors, one table each", default_factory=list)
    licence: Licence | None = key("the short name that SPDX gives it, or an address")
    doi: Doi | None = key("the DOI, from 10. on or as an address")


class ReplicationTable(Shape):
    """How many worlds a cell gets."""

    worlds: int = needed_key("worlds at every point", ge=1, le=MOST_WORLDS)


class DesignTable(Shape):
    """One design; the keys that it takes besides `kind` and `factors` depend on its kind. Several
    designs cross.
    """

    kind: str = needed_key("how the points are laid out")
    factors: list[str] | None = key(
        "the factors that it varies; left out, all that no other design names"
    )
    points: Any = key("how many points; of a list, the points themselves as tables")
    file: str | None = key("of a table: a CSV or Parquet file beside the study, a column a factor")
    levels: Any = key("of a factorial: how many values, one number or one a factor")


class OwnOutcomeTable(Shape):
    """An outcome that the study defines: its `formula`, or the `python` that results were made
    with, and its texts.
    """

    formula: str | None = key(
        "its formula, of series of the model, dates, comparisons and any, all, sum, mean, worth"
    )
    python: str | None = key("the function that results were made with; it is kept, never run")
    meaning: Name | None = key("one sentence")
    kind: Literal["flag", "number"] | None = key(
        "true or false, or a number; left out, as the formula gives it"
    )
    label: Name | None = key("its label in tables and figures; its name if not given")
    unit: str = key("the unit of a number", "")
    against: dict[str, str] = key(
        "a second policy profile for against(...), policies by key, with the same random draws",
        default_factory=dict,
    )


class OutcomesTable(Shape, extra="allow"):
    """Built-in outcomes under `names`; every other key names an outcome that the study defines, by
    its formula.
    """

    __pydantic_extra__: dict[
        str,
        Annotated[
            Annotated[str, Tag(LIST)] | Annotated[OwnOutcomeTable, Tag(TABLE)],
            Discriminator(list_or_table),
        ],
    ]
    names: list[str] = key("built-in outcomes", default_factory=list)


class StudyTable(Shape):
    """A study: a scenario played at the points of a design, in many worlds each."""

    title: Name = needed_key("its title in tables and figures")
    scenario: str = needed_key("a scenario that ships, or a file beside this one")
    outcomes: Annotated[
        Annotated[list[str], Tag(LIST)] | Annotated[OutcomesTable, Tag(TABLE)],
        Discriminator(list_or_table),
    ] = needed_key(
        "the outcomes of each world: a list of names, or a table that also defines your own"
    )
    seed: int = key("the seed of the random draws", 7, ge=0, le=MOST_SEED)
    luck: Luck = key(
        "whether world k of every point has the same draws; a table numbers the replicate blocks",
        "common",
    )
    block: int | None = key(
        "points in one part of the results; some 24 000 worlds' worth if not given",
        ge=1,
        le=MOST_BLOCK,
    )
    levers: Data = key("choices of the actors: name = values", default_factory=dict)
    uncertainties: Data = key("uncertain parameters: name = values", default_factory=dict)
    design: list[DesignTable] = needed_key("the points to play")
    replication: ReplicationTable = key(
        "how many worlds at each point", ReplicationTable(worlds=1000)
    )
    paper: PaperTable | None = key("the authors, for archives and citations")


def read_paper(path: AnyPath) -> PaperTable:
    """Return the metadata in a `paper.toml`; raises ScenarioProblem with the file, the line and the
    key.

    The ORCID of an author is checked by its last digit, a licence and a DOI by their form.
    """
    file_path = os.fspath(path)
    return check_shape(toml_from(file_path, read_bytes(file_path)), PaperTable)
