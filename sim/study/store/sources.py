"""The sources of an archive: folders of results, the inputs of their commands, and their citation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.estimate.writing import csv_text
from sim.core.scenario import shipped_scenarios
from sim.core.scenario.fingerprint import DISTRIBUTION, here, tool_version
from sim.study.experiment.study_file import shipped_studies
from sim.study.experiment.study_schema import PaperTable
from sim.study.store import manifest as manifests
from sim.study.store.disk import MARK, kind_of
from sim.study.store.folder import TABLES
from sim.study.store.kept_finding import KeptTable
from sim.study.store.manifest import (
    MANIFEST,
    QUESTION,
    Manifest,
    check_manifest,
    check_model,
    check_published,
    parsed_manifest,
)
from sim.study.store.results import Meaning
from sim.study.store.study_results import StudyResults, results_in
from sim.study.store.values import hash_of_file

SWEEP: Final = "sweep"
"""The kind of the results of a grid or a study."""

INPUTS: Final = "inputs"
"""The folder of the studies that no command names, because they were made in Python."""

SCENARIO: Final = re.compile(r"^scenario\s*=.*$", re.MULTILINE)
PLACE: Final = re.compile(manifests.PLACE)
UNFIT: Final = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Source:
    """A folder of results that is complete, and its name in the archive."""

    name: str
    folder: Path
    manifest: Manifest

    @cached_property
    def studies(self) -> dict[str, StudyResults]:
        """The experiments behind it, by the place of their folder within the archive."""
        rounds = sorted(
            (
                place.rpartition("/")[0]
                for place in self.manifest.files
                if place.endswith(f"/{MANIFEST}")
            ),
            key=lambda place: (len(place), place),
        )
        return {f"{self.name}/{place}": results_in(self.folder / place) for place in rounds}

    @cached_property
    def swept(self) -> StudyResults | None:
        """The results of the study that was swept, if it was one."""
        question = self.manifest.about.get(QUESTION)
        study_hash = (
            isinstance(question, dict) and self.manifest.kind == SWEEP and question.get("study")
        )
        return next(
            (results for results in self.studies.values() if results.hash == study_hash), None
        )

    @property
    def words(self) -> list[str]:
        """The words of the command that made it; for a study made in Python, of a command that
        plays its worlds again.
        """
        words = manifests.words_of(self.manifest.about.get(QUESTION))
        if words or self.swept is None:
            return words
        return ["sweep", self.study_file, "-o", self.name]

    @property
    def command(self) -> str:
        """The command that made it, or would make it again; "" for an analysis in Python."""
        return manifests.command_of(self.words)

    @property
    def study_file(self) -> str:
        """The place of the study of an experiment that was made in Python."""
        return f"{INPUTS}/{self.name}/study.toml"

    def files(self) -> Iterator[tuple[str, Path, str | None]]:
        """Yield the files that go into the archive: place there, path, and the SHA-256 that the
        manifest gives it.
        """
        yield f"{self.name}/{MANIFEST}", self.folder / MANIFEST, None
        rounds = [
            (place, results.folder, results.manifest) for place, results in self.studies.items()
        ]
        for place, folder, manifest in [(self.name, self.folder, self.manifest), *rounds]:
            if kind_of(folder / MARK):
                yield f"{place}/{MARK}", folder / MARK, None
            for name, sha256 in manifest.files.items():
                yield f"{place}/{name}", folder / name, sha256

    def inputs(self) -> dict[str, bytes]:
        """Return the files that the command names and does not make, by name: scenarios, studies,
        tables, policies.
        """
        files: dict[str, bytes] = {}
        for word in self.words:
            stem = word.removesuffix(".toml")
            is_elsewhere = "/" in word and word != self.study_file
            if stem == word or is_elsewhere or not PLACE.fullmatch(word):
                continue
            if self.swept:
                files |= inputs_of(self.swept, word)
            elif stem == self.manifest.scenario:
                files[word] = self.manifest.scenario_file.encode()
        policies = [
            policy for results in self.studies.values() for policy in results.study.policies
        ]
        for policy in policies if self.words else ():
            if not policy.is_agent:
                module = policy.name.partition(":")[0].replace(".", "/")
                files[f"{module}.py"] = policy.text.encode()
        return files


def inputs_of(results: StudyResults, name: str) -> dict[str, bytes]:
    """Return the file of a study, and those of its scenario and its tables beside it, by name.

    A study that names a shipped scenario gets that scenario as it was played, because it may have
    been changed in Python.
    """
    head, text = name[: name.rfind("/") + 1], results.study.text
    scenario = str(tomllib.loads(text).get("scenario"))
    if head and not scenario.endswith(".toml"):
        scenario, text = "scenario.toml", SCENARIO.sub('scenario = "scenario.toml"', text, count=1)
    files = {name: text.encode()}
    if scenario.endswith(".toml"):
        files[head + scenario] = results.manifest.scenario_file.encode()
    for place in results.manifest.files:
        if place.startswith(f"{TABLES}/"):
            files[head + place.partition("/")[2]] = (results.folder / place).read_bytes()
    return files


def gather(folders: Sequence[Path]) -> list[Source]:
    """Return folders of results with distinct names, in order of their making; their files are not
    checked.

    Raises DataProblem for a folder that is not complete, or that another model made, and
    UsageProblem for no folder.
    """
    if not folders:
        raise UsageProblem(
            "an archive needs a folder of results", "sim archive", "Name the folders it is to hold."
        )
    sources: list[Source] = []
    for folder in folders:
        manifest = parsed_manifest(folder)
        check_published(manifest, folder)
        check_manifest(folder, manifest)
        check_model(manifest, here(manifest.made_by), folder)
        sources.append(
            Source(name_folder(folder, [source.name for source in sources]), folder, manifest)
        )
        studies = sources[-1].studies.values()
        if not manifest.complete:
            again = manifests.command_into(manifest.command, folder)
            remedy = f"Run it to the end first: {again or 'the same experiment again'}"
            raise DataProblem("the results are not finished", str(folder), remedy)
        for results in studies:
            results.check_complete()
    return sorted(sources, key=lambda source: (source.manifest.started, source.name))


def check_files(sources: Sequence[Source]) -> None:
    """Raise DataProblem unless every file is there and as it was written."""
    for source in sources:
        checked = {path for results in source.studies.values() for path in results.check_files()}
        for _, path, expected in source.files():
            sha256_now = None if path in checked else hash_of_file(path)
            if path not in checked and (sha256_now is None or expected not in (None, sha256_now)):
                reason = (
                    "it is gone, or a link"
                    if sha256_now is None
                    else "it is not the one of the manifest"
                )
                raise DataProblem(
                    f"a file is not as it was written: {reason}",
                    str(path),
                    "Run its command again.",
                )


def name_folder(folder: Path, other_names: Iterable[str]) -> str:
    """Return a plain name for a folder that no other has."""
    plain = UNFIT.sub("-", folder.resolve().name).strip("-") or "results"
    names = {INPUTS, *(name.lower() for name in other_names)}
    return next(
        name
        for name in (plain, *(f"{plain}-{k}" for k in range(2, 10_000)))
        if name.lower() not in names
    )


def inputs_of_all(sources: Sequence[Source]) -> dict[str, bytes]:
    """Return the files that the commands name, by name; raises DataProblem if two of one name
    differ.
    """
    files: dict[str, bytes] = {}
    for source in sources:
        for name, content in source.inputs().items():
            if files.setdefault(name, content) != content:
                remedy = "Give one of them another name, run its command again, and archive that."
                raise DataProblem(f"two files called '{name}' differ", str(source.folder), remedy)
    return files


def missing(sources: Sequence[Source]) -> list[str]:
    """Return the files that commands name and the archive does not hold."""
    names_held = {*inputs_of_all(sources), *shipped_scenarios(), *shipped_studies()}
    words = {word for source in sources for word in source.words}
    return sorted(
        word for word in words if word.endswith((".toml", ".csv")) and word not in names_held
    )


TOOL_NAME: Final = "Korea escalation: a game of four capitals in many worlds"


def title_of(sources: Sequence[Source], paper: PaperTable) -> str:
    """Return the title of an archive: that of the paper, else of its one folder, else the number of
    its commands.
    """
    if paper.title:
        return paper.title
    if len(sources) > 1:
        return f"Results of {len(sources)} commands"
    manifest = sources[0].manifest
    swept = sources[0].swept
    return swept.study.title if swept else f"{manifest.kind} of {manifest.scenario}"


def date_of(sources: Sequence[Source]) -> str:
    """Return the day on which the last of the results was made."""
    return max(str(source.manifest.finished) for source in sources)[:10]


def identities(sources: Sequence[Source]) -> str:
    """Return the identity, scenario hash, model and seed of each folder, as text."""
    return "; ".join(
        f"{source.manifest.kind} {source.manifest.identity}, scenario hash {source.manifest.scenario_hash}, "
        f"model {source.manifest.made_by.fingerprint}, seed {source.manifest.seed}"
        for source in sources
    )


def year_of(sources: Sequence[Source]) -> str:
    """Return the year in which the last of some results was made."""
    return max(source.manifest.finished or source.manifest.started for source in sources)[:4]


def bibtex(sources: Sequence[Source], paper: PaperTable) -> str:
    """Return a BibTeX entry for results and the tool that made them; without authors it names
    none.
    """
    authors = " and ".join(f"{{{brace_text(author.name)}}}" for author in paper.authors)
    return "\n".join(
        [
            f"@misc{{{DISTRIBUTION}-{sources[0].manifest.identity},",
            *([f"  author = {{{authors}}},"] * bool(authors)),
            f"  title = {{{{{brace_text(title_of(sources, paper))}}}}},",
            f"  year = {{{year_of(sources)}}},",
            *([f"  doi = {{{paper.doi}}},"] * bool(paper.doi)),
            f"  howpublished = {{{TOOL_NAME}, version {tool_version()}}},",
            f"  note = {{{identities(sources)}. Conditional on the assumptions of the model; no forecast}}",
            "}",
        ]
    )


def brace_text(text: str) -> str:
    """Return text that BibTeX reads as it stands."""
    return "".join(f"\\{letter}" if letter in "{}%&$#_" else letter for letter in text)


def as_text(rows: Iterable[tuple[str, str, Meaning]]) -> str:
    """Return a codebook as CSV: file, column, unit, meaning."""
    heads = ("file", "column", "unit", "meaning")
    return csv_text(
        [heads, *((file, column, means.unit, means.text) for file, column, means in rows)]
    )


def of_finding(
    file: str, heads: Iterable[str], tables: Iterable[KeptTable]
) -> list[tuple[str, str, Meaning]]:
    """Return the rows of a table that an analysis has found: its columns, under the caption of the
    table.
    """
    captions = {f"{table.name}.csv": table.caption for table in tables}
    caption = captions.get(file.rpartition("/")[2], "")
    return [(file, head, Meaning(f"{caption}: {head}" if caption else head)) for head in heads]
