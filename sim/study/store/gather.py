"""What goes into an archive: folders of results with all that lies behind them, and the inputs of their commands."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from sim.errors import DataProblem, UsageProblem
from sim.scenario import shipped_scenarios
from sim.scenario.fingerprint import here
from sim.study.experiment.study_file import shipped_studies
from sim.study.store.disk import MARK, hash_of, kind_of
from sim.study.store.folder import TABLES
from sim.study.store.manifest import MANIFEST, STUDY, Manifest, check_model, read_manifest
from sim.study.store.study_results import StudyResults, results_in

INPUTS: Final = "inputs"
"""Where the studies lie that no command names, since they were made in Python."""

SCENARIO: Final = re.compile(r"^scenario\s*=.*$", re.MULTILINE)
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
        if self.manifest.kind == STUDY:
            return {self.name: results_in(self.folder)}
        rounds = sorted(place.rpartition("/")[0] for place in self.manifest.files if place.endswith(f"/{MANIFEST}"))
        return {f"{self.name}/{place}": results_in(self.folder / place) for place in rounds}

    @property
    def command(self) -> str:
        """The command that made it; for what was made in Python, the one that makes the worlds of a study again."""
        if self.manifest.command or self.manifest.kind != STUDY:
            return self.manifest.command
        return f"sim sweep {self.study_file} -o {self.name}"

    @property
    def study_file(self) -> str:
        """The place of the study of an experiment that was made in Python."""
        return f"{INPUTS}/{self.name}/study.toml"

    def files(self) -> Iterator[tuple[str, Path, str | None]]:
        """Yield the files that go into the archive: place there, path, and the SHA-256 that the manifest gives it."""
        yield from list_files(self.folder, self.name, self.manifest)
        for place, results in self.studies.items():
            if results.folder != self.folder:
                yield from list_files(results.folder, place, results.manifest, own=False)

    def inputs(self) -> dict[str, bytes]:
        """Return the files that the command names and does not make, by name: scenarios, studies, tables."""
        if self.manifest.kind == STUDY and not self.manifest.command:
            return inputs_of(self.studies[self.name], self.study_file)
        found: dict[str, bytes] = {}
        for word in shlex.split(self.command)[1:]:
            stem = word.removesuffix(".toml")
            if stem == word or "/" in word:
                continue
            if self.manifest.kind == STUDY:
                found |= inputs_of(self.studies[self.name], word)
            elif stem == self.manifest.scenario:
                found[word] = self.manifest.scenario_file.encode()
        return found


def inputs_of(results: StudyResults, name: str) -> dict[str, bytes]:
    """Return the file of a study, and beside it those of its scenario and its tables.

    One that names a scenario that ships gets that scenario as it was played: in Python it may have been changed.
    """
    head, text = name[: name.rfind("/") + 1], results.study.text
    scenario = str(tomllib.loads(text).get("scenario"))
    if head and not scenario.endswith(".toml"):
        scenario, text = "scenario.toml", SCENARIO.sub('scenario = "scenario.toml"', text, count=1)
    found = {name: text.encode()}
    if scenario.endswith(".toml"):
        found[head + scenario] = results.manifest.scenario_file.encode()
    for place in results.manifest.files:
        if place.startswith(f"{TABLES}/"):
            found[head + place.partition("/")[2]] = (results.folder / place).read_bytes()
    return found


def list_files(folder: Path, name: str, manifest: Manifest, own: bool = True) -> Iterator[tuple[str, Path, str | None]]:
    """Yield the files that a manifest lists, itself and the mark of its folder."""
    if own:
        yield f"{name}/{MANIFEST}", folder / MANIFEST, None
    if kind_of(folder / MARK):
        yield f"{name}/{MARK}", folder / MARK, None
    for place, sha256 in manifest.files.items():
        yield f"{name}/{place}", folder / place, sha256


def gather(folders: Sequence[Path]) -> list[Source]:
    """Return folders of results with names that differ, in order of their making; their files are not looked at.

    Raises DataProblem for a folder that is not complete, or that another model made, and UsageProblem for none.
    """
    if not folders:
        raise UsageProblem("an archive needs a folder of results", "sim archive", "Name the folders it is to hold.")
    found: list[Source] = []
    for folder in folders:
        manifest = read_manifest(folder)
        check_model(manifest.made_by, here(manifest.made_by), folder)
        if not manifest.complete:
            remedy = f"Run it to the end first: {manifest.command or 'the same experiment again'}"
            raise DataProblem("the results are not finished", str(folder), remedy)
        found.append(Source(name_folder(folder, [each.name for each in found]), folder, manifest))
        for results in found[-1].studies.values():
            results.check_complete()
    return sorted(found, key=lambda each: (each.manifest.started, each.name))


def check_files(sources: Sequence[Source]) -> None:
    """Raise DataProblem unless every file is there and as it was written."""
    for source in sources:
        checked = {path for results in source.studies.values() for path in results.check_files()}
        for _, path, expected in source.files():
            if path not in checked:
                sha256_of(path, expected)


def name_folder(folder: Path, taken: Iterable[str]) -> str:
    """Return a plain name for a folder that no other has."""
    plain = UNFIT.sub("-", folder.resolve().name).strip("-") or "results"
    names = {INPUTS, *(name.lower() for name in taken)}
    return next(name for name in (plain, *(f"{plain}-{k}" for k in range(2, 10_000))) if name.lower() not in names)


def inputs_of_all(sources: Sequence[Source]) -> dict[str, bytes]:
    """Return the files that the commands name, by name; raises DataProblem where two of one name differ."""
    found: dict[str, bytes] = {}
    for source in sources:
        for name, content in source.inputs().items():
            if found.setdefault(name, content) != content:
                remedy = "Give one of them another name, run its command again, and archive that."
                raise DataProblem(f"two files called '{name}' differ", str(source.folder), remedy)
    return found


def missing(sources: Sequence[Source]) -> list[str]:
    """Return the files that commands name and the archive does not hold."""
    held = {*inputs_of_all(sources), *shipped_scenarios(), *shipped_studies()}
    words = {word for source in sources for word in shlex.split(source.command)[1:]}
    return sorted(word for word in words if word.endswith((".toml", ".csv")) and word not in held)


def sha256_of(path: Path, expected: str | None) -> str:
    """Return the SHA-256 of a file; raises DataProblem where it is gone, is a link, or is not as it was written."""
    found = hash_of(path)
    if found is None or expected not in (None, found):
        why = "it is gone, or a link" if found is None else "its bytes are not those of the manifest"
        raise DataProblem(f"a file is not as it was written: {why}", str(path), "Run its command again.")
    return found
