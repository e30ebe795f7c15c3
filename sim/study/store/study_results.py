"""The results of a study in a folder, whole or partly finished; every file is checked as it is
read.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.core.base.arrays import Array
from sim.core.base.errors import DataProblem, Problem
from sim.core.base.plain import AnyPath
from sim.core.estimate.writing import finite
from sim.core.outcomes.catalogue import Columns
from sim.core.runs.run import OnDemand
from sim.core.scenario.fingerprint import here
from sim.core.scenario.schema import check_shape
from sim.core.scenario.toml_file import toml_from
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import blocks_of, cells_in_blocks, cells_of
from sim.study.experiment.study_file import study_of
from sim.study.experiment.study_schema import StudyTable
from sim.study.store import folder as folders, manifest as manifests
from sim.study.store.disk import folders_in
from sim.study.store.parts import (
    altered_part,
    block_of,
    is_kept,
    judge_part,
    named_files,
    read_columns,
    read_part,
    read_table,
    sha256_of,
)
from sim.study.store.results import Results
from sim.study.store.values import hash_of_file

if TYPE_CHECKING:
    import pandas as pd


MOST_BYTES_HELD: Final = 2
"""Bytes a world of a column that is held once it is read from parts that are not."""

MOST_HELD: Final = 2**17
"""Worlds of a study whose parts stay in memory: some fifty megabytes."""


class StudyResults(Results):
    """The results of a study in a folder, whole or as far as the sweep has come.

    `manifest` is the manifest that the sweep wrote. Parts are read one at a time, and each is
    checked against the hash in its name and that of its values: DataProblem for an altered one. The
    parts of a small study stay in memory once they are read.
    """

    def __init__(self, folder: Path, manifest: manifests.Manifest, study: Experiment) -> None:
        super().__init__(study)
        self.folder, self.manifest = folder, manifest
        self._held: dict[Path, tuple[Columns, dict[int, str]]] = {}
        self._checked: set[Path] = set()
        self.hash, self.model = manifest.identity, manifest.made_by

    def __repr__(self) -> str:
        """Name the study, its model and its folder, and say if it is unfinished or of another
        model.
        """
        state = "" if self.complete else ", not finished"
        other = "; this is another model" if self.another_model else ""
        return (
            f"<study {self.hash} of model {self.model.fingerprint} in {self.folder}{state}{other}>"
        )

    @property
    def another_model(self) -> str | None:
        """A text with both models and their first difference, if another model made the results;
        else None.
        """
        now = self.study.model
        return (
            None
            if self.model.fingerprint == now.fingerprint
            else manifests.other_model(self.manifest, now)
        )

    @property
    def place(self) -> str:
        """The folder; for the experiments behind a finding, the folder of the finding."""
        return str(
            self.folder.parents[1] if self.folder.parent.name == folders.ROUNDS else self.folder
        )

    @property
    def complete(self) -> bool:
        """Whether the sweep is finished."""
        return self.manifest.complete

    def check_complete(self) -> None:
        """Refuse a study whose sweep is not finished; raises DataProblem with its progress."""
        if not self.complete:
            cells = cells_of(self.study)
            finished = cells_in_blocks(self.study, map(block_of, self.paths))
            remedy = "Run its sweep to the end first."
            raise DataProblem(
                f"the study is not finished: {finished:,} of {cells:,} cells",
                str(self.folder),
                remedy,
            )

    @property
    def paths(self) -> list[Path]:
        """The parts that count, in order of their blocks: those listed, and while a sweep runs
        those not yet listed.

        Raises DataProblem if one that the manifest lists is missing.
        """
        paths = named_files(self.folder / folders.PARTS, "part")
        listed = folders.listed_in(self.manifest, folders.PARTS)
        lost = {*listed.values()} - {path.name for path in paths}
        if lost:
            raise altered_part(
                self.folder / folders.PARTS / min(lost), "it is gone, or has another name"
            )
        blocks = range(0) if self.complete else set(blocks_of(self.study)) - {*listed}
        return [
            path
            for path in paths
            if listed.get(block_of(path)) == path.name or block_of(path) in blocks
        ]

    @property
    def transcripts(self) -> list[Path]:
        """The files of transcripts of the parts that count, by block; empty if no external program
        plays.
        """
        blocks = set(map(block_of, self.paths))
        files = (
            named_files(self.folder / folders.TRANSCRIPTS, "said") if is_kept(self.study) else ()
        )
        return [path for path in files if block_of(path) in blocks]

    def check_files(self) -> set[Path]:
        """Raise DataProblem unless all parts and transcripts are there and as they were written.

        Returns the parts, whose hashes in the manifest need no further check.
        """
        paths, transcripts, manifest = (
            self.paths,
            self.transcripts,
            self.folder / manifests.MANIFEST,
        )
        failed = 0
        for path in [*paths, *transcripts]:
            judged = judge_part(path, self.study)
            if judged is None:
                raise altered_part(path, "its values are not those that were written")
            failed += judged[0].failed
        manifests.check_claims([("about.failed", self.manifest.about["failed"], failed)], manifest)
        whole = list(blocks_of(self.study))
        if self.complete and list(map(block_of, paths)) != whole:
            raise altered_part(manifest, "it does not list every part", "the manifest")
        if self.complete and is_kept(self.study) and list(map(block_of, transcripts)) != whole:
            place = self.folder / folders.TRANSCRIPTS
            raise altered_part(place, "a block has no file, or two", "the set of transcripts")
        return {*paths}

    def claims(self) -> Iterator[manifests.Claim]:
        """Yield the claims of the manifest that follow from the study and from its listed parts."""
        study, manifest, facts_kept = self.study, self.manifest, self.manifest.about
        yield "identity", manifest.identity, study.hash
        yield "seed", manifest.seed, study.seed
        words, kinds = manifests.words_of(facts_kept), [folders.PARTS]
        kinds += [folders.TRANSCRIPTS] * is_kept(study)
        listed = {kind: folders.listed_in(manifest, kind) for kind in kinds}
        facts = folders.about_study(
            study, listed[folders.PARTS], facts_kept["failed"], facts_kept.get(manifests.GIT), words
        )
        yield "about", facts_kept, json.loads(json.dumps(finite(facts)))
        yield "command", manifest.command, manifests.command_of(words)
        files = {
            place: manifest.files.get(place, "")
            for place in (folders.DESIGN, *folders.inputs_of(study))
        }
        for kind, names in listed.items():
            files |= {f"{kind}/{name}": sha256_of(name) for name in names.values()}
            if manifest.complete:
                yield "files", sorted(names), sorted(listed[folders.PARTS])
        yield "files", manifest.files, files

    @cached_property
    def design(self) -> pd.DataFrame:
        """The design, a row for each cell; raises DataProblem if it is not as it was written."""
        path, listed = self.folder / folders.DESIGN, self.manifest.files.get(folders.DESIGN, "")
        if hash_of_file(path) != listed:
            raise altered_part(path, "its values are not those of the manifest", "the design")
        table: pd.DataFrame = read_table(path).to_pandas(use_threads=False)
        return table

    def parts(self, names: Sequence[str] | None = None) -> Iterator[tuple[Columns, dict[int, str]]]:
        """Yield the columns and failures of each part; failed rows hold zeros.

        A part that was read and checked once gives only the columns that are named.
        """
        is_small = cells_of(self.study) * self.study.worlds <= MOST_HELD
        for path in self.paths:
            if path in self._held:
                yield self._held[path]
            elif names is not None and path in self._checked:
                yield read_columns(path, names)
            else:
                part = read_part(path)
                self._checked.add(path)
                if is_small:
                    self._held[path] = part
                yield part

    def run_columns(self, names: Sequence[str], cell: int | None) -> Columns:
        """Return the columns of a run; of many worlds each is read when it is used, and only flags
        and small numbers are held, so that memory hardly grows with the worlds.
        """
        if self.study.worlds <= MOST_HELD:
            return super().run_columns(names, cell)

        def read(name: str) -> Array:
            among = [] if name in ("world", "failed") else [name]
            return self.columns(among, cell)[name]

        columns: Any = OnDemand(("world", *names, "failed"), read, MOST_BYTES_HELD)
        return columns  # type: ignore[no-any-return]


def study_in(folder: Path, manifest: manifests.Manifest) -> Experiment:
    """Return the study that a manifest holds; raises DataProblem if its policies are not those that
    it names.
    """
    scenario = manifest.full_scenario
    file = toml_from(
        f"{folder / manifests.MANIFEST}, study", str(manifest.about["study_file"]).encode()
    )
    study = study_of(file, check_shape(file, StudyTable), scenario, str(folder / folders.TABLES))
    code = folders.code_in(folder, manifest)
    if odd := {policy.name for policy in code} ^ set(study.names_of_policies):
        message = f"the policy '{min(odd)}' is kept and not named, or named and not kept"
        raise DataProblem(
            message,
            str(folder / manifests.MANIFEST),
            "The manifest was altered: run the study again.",
        )
    return replace(study, code=code)


def results_in(folder: Path) -> StudyResults:
    """Return the results of the one study in a folder, of any model; see `load_study`."""
    rounds = folders_in(folder / folders.ROUNDS, manifests.MANIFEST)
    if len(rounds) > 1:
        raise DataProblem(
            f"the folder holds {len(rounds)} experiments",
            str(folder),
            f"Name one, such as {rounds[0]}.",
        )
    folder = rounds[0] if rounds else folder
    manifest = folders.study_manifest(folder)
    try:
        study = study_in(folder, manifest)
    except Problem:
        # The valid content depends on the model too: parameters and policies come and go.
        manifests.check_model(manifest, here(manifest.made_by), folder)
        raise
    results = StudyResults(folder, manifest, study)
    manifests.check_manifest(folder, manifest, results.claims())
    return results


def load_study(path: AnyPath) -> StudyResults:
    """Return the results of the experiment in a folder of results, finished or as far as it has
    come.

    Results of another model are read too, with a warning. Raises DataProblem for a folder that
    holds none.

    >>> import sim, tempfile
    >>> asked = sim.experiment(sim.load_scenario("2017-spring"), ["learn=0.2,0.4"], ["war"], worlds=20)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     played = sim.play(asked, out=f"{place}/learn")
    ...     len(sim.load_study(f"{place}/learn").to_frame())
    2
    """
    results = results_in(Path(path))
    if results.another_model:
        warnings.warn(results.another_model, stacklevel=2)
    return results
