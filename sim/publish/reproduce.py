"""Results made again and compared: worlds value for value, and tables and figures from their
question.

Only code that the project ships is run, unless the caller allows more, and nothing is written.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.analysis.catalogue import ENTRIES
from sim.analysis.finding import Finding
from sim.analysis.question import (
    ASK,
    Question,
    options_from,
    plain_words,
    question_of as question_as_data,
    read_question,
)
from sim.core.base.errors import DataProblem, MismatchProblem, Problem
from sim.core.base.plain import Data
from sim.core.estimate.writing import nine_digits
from sim.core.outcomes.catalogue import Columns
from sim.core.scenario import to_toml
from sim.core.scenario.fingerprint import here, package_versions
from sim.options import InWorkspace, Workspace
from sim.policies import door
from sim.policies.user_policies import adopt_for_a_time
from sim.publish.folder import (
    REPORT,
    contents_of,
    kept_table,
    question_of,
    report_text,
    table_files,
)
from sim.study.estimate.quantities import records_of
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import Design, design_of
from sim.study.experiment.own_outcome import Code
from sim.study.run.task import PlayedWorlds, play_blocks
from sim.study.store import archive as archives, folder as layout, parts
from sim.study.store.disk import folders_in
from sim.study.store.kept_finding import finding_from
from sim.study.store.manifest import (
    ASKED,
    FINDING,
    MANIFEST,
    QUESTION,
    as_json,
    check_claims,
    other_model,
    parsed_manifest,
)
from sim.study.store.results import hash_worlds
from sim.study.store.sources import Source, check_files, gather
from sim.study.store.study_results import StudyResults, results_in
from sim.study.store.values import TABLE, WORLDS, hash_of_file, hash_of_table

REMEDY: Final = (
    "Another version of sim finds or writes it otherwise, NumPy or SciPy draw otherwise (see the versions in the "
    "manifest), or the record was changed with its manifest."
)
ANSWERS: Final = "A program that draws by anything but `luck`, or asks others, answers differently the second time."
ALTERED: Final = (
    "A file was changed after the sweep: run the sweep again, which makes it again, or ask for the archive again; then "
    "reproduce."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The parts, rows and files of results that agreed with their rerun, value for value, and notes
    on those not compared.
    """

    parts: int
    rows: int
    files: int = 0
    notes: tuple[str, ...] = ()


def compare_parts(
    results: StudyResults, jobs: int = 1, study: Experiment | None = None
) -> Agreement:
    """Play an experiment again and compare every part; raises MismatchProblem with the first
    difference.

    `study` is played, which asks the same, or else the experiment as it was read.
    """
    study = study or unseal(results.study)
    design = design_of(study)
    compare_design(results, design)
    written, transcripts = (
        {parts.block_of(path): path for path in paths}
        for paths in (results.paths, results.transcripts)
    )
    rows = 0
    for number, block in play_blocks(study, design, list(written), jobs):
        compare_part(written[number], block)
        if parts.is_kept(study):
            compare_said(transcripts[number], block)
        rows += block.worlds
    return Agreement(len(written), rows)


def unseal(study: Experiment) -> Experiment:
    """Return an experiment whose code may run, if the door lets it."""
    code = tuple(replace(member, sealed=False) for member in study.policies)
    outcomes = tuple(
        replace(member, of=Code(member.of.text)) if isinstance(member.of, Code) else member
        for member in study.own
    )
    return replace(study, code=code, own=outcomes)


def compare_design(results: StudyResults, design: Design) -> None:
    """Compare the design of results with the one that comes out now."""
    path, recorded = results.folder / layout.DESIGN, results.design
    table = layout.design_table(design)
    if hash_of_file(path) != hash_of_table(table.to_batches()):
        expected = table.to_pandas()
        differs = [name for name in expected if not expected[name].equals(recorded.get(name))]
        difference_text = f"the column '{differs[0]}'" if differs else "the design"
        raise MismatchProblem(f"{difference_text} comes out with other values", str(path), REMEDY)


def compare_part(path: Path, now: PlayedWorlds) -> None:
    """Compare a part with its block that has run again."""
    with alterations():
        recorded, failed = parts.read_part(path)
    rerun_table = parts.table_of(now.columns, now.failures, {})
    if hash_of_file(path) == hash_of_table(rerun_table.to_batches()):
        return
    first_difference = difference(recorded, now.columns, failed) or "other types of values"
    if failed != now.failures:
        first_difference = f"other worlds fail: {len(now.failures)} now, {len(failed)} before"
    raise MismatchProblem(first_difference, str(path), REMEDY)


def compare_said(path: Path, again: PlayedWorlds) -> None:
    """Compare inputs and answers of programs with those of the rerun; raises MismatchProblem."""
    with alterations():
        recorded = parts.read_said(path)
    for recorded_line, now in zip_longest(recorded, parts.rows_in(again.transcripts)):
        if recorded_line != now:
            one = recorded_line or now or {}
            line_place = (
                f"cell {one.get('cell')}, world {one.get('world')}, month {one.get('month')}"
            )
            difference_text = (
                f"{line_place}: the program at {one.get('seat')} read or wrote otherwise"
            )
            raise MismatchProblem(difference_text, str(path), ANSWERS)


def difference(recorded: Columns, now: Columns, failed: Collection[int]) -> str | None:
    """Return the first difference between two tables in words, or None; rows that failed hold no
    outcomes.
    """
    if list(recorded) != list(now):
        return f"other columns: {', '.join(now)}, not {', '.join(recorded)}"
    if recorded["cell"].size != now["cell"].size:
        return f"{now['cell'].size} rows, not {recorded['cell'].size}"
    no_outcome = parts.failed_in(now, failed)
    differing = []
    for name, old in recorded.items():
        new = now[name]
        is_equal = (new == old) | ((new != new) & (old != old))
        if name not in parts.KEYS:
            is_equal |= no_outcome
        if not is_equal.all():
            differing.append((int(np.argmin(is_equal)), name))
    if not differing:
        return None
    row, name = min(differing)
    row_place = f"cell {recorded['cell'][row]}, world {recorded['world'][row]}"
    recorded_value, again = (columns[name][row].item() for columns in (recorded, now))
    return f"{row_place}, {name}: {again!r} now, {recorded_value!r} recorded"


@contextmanager
def alterations() -> Iterator[None]:
    """Turn the problem of a file that is not as it was written into a mismatch."""
    try:
        yield
    except DataProblem as problem:
        raise MismatchProblem(problem.message, problem.location, ALTERED) from None


Caption = Callable[[Sequence[str]], Mapping[str, Any]]
"""Reads the words of a command: the `analysis`, its `options` as data, the kind of its `figures`,
and the hashes of `scenarios` that ship.
"""


@dataclass(frozen=True)
class Again:
    """The question of a folder of results, asked again: the analysis and its options, if any, and
    the experiments in order.
    """

    source: Source
    question: Question | None
    options: Any
    results: list[StudyResults]
    studies: list[Experiment]

    def find(self, jobs: int) -> Finding:
        """Return the finding of the analysis in its experiments; long work is done in a temporary
        folder.
        """
        assert self.question is not None
        _, find = ENTRIES[self.question.analysis].steps()
        if not isinstance(self.options, InWorkspace):
            finding: Finding = find(self.options, self.results)
            return finding
        with archives.passing_folder("sim-again-") as place:
            desk = Workspace(Path(place, self.source.name), jobs)
            return find(replace(self.options, desk=desk), self.results)  # type: ignore[no-any-return]


def reproduce_folders(
    folders: Sequence[Path], jobs: int, caption: Caption, run_code: bool = False
) -> Agreement:
    """Play the experiments in folders of results again, make tables and figures anew, and compare
    all with the record.

    Nothing is written. Raises MismatchProblem with the first difference, and DataProblem for a
    folder without finished results, or a question with another identity. A file that was altered
    since, and another model, are differences too, found before anything runs. Results that ask for
    code of their own raise DataProblem with a list of it, unless `run_code` is given.
    """
    with door.keep_shut(run_code):
        return all_compared(gather_to_play(folders, run_code), jobs, caption)


def gather_to_play(folders: Sequence[Path], run_code: bool) -> list[Source]:
    """Return folders of results that may be played again, as they were written; raises as
    `reproduce_folders` does.
    """
    for folder in folders:
        manifest = parsed_manifest(folder)
        now = here(manifest.made_by)
        if manifest.made_by.fingerprint != now.fingerprint:
            remedy = "Reproduce it with the version that made it."
            raise MismatchProblem(other_model(manifest, now), str(folder), remedy)
    sources = gather(folders)
    with alterations():
        check_files(sources)
    code = [name for source in sources for name in code_of(source)]
    if code and not run_code:
        message = (
            f"these results were made by code of their own, which is not run: {'; '.join(code)}"
        )
        raise DataProblem(message, str(folders[0]), layout.READ_IT)
    return sources


def code_of(source: Source) -> Iterator[str]:
    """Yield the code by which results were made, each file with its hash; an analysis that ships
    brings its outcomes itself.
    """
    for place, results in source.studies.items():
        for policy in results.study.policies:
            file = layout.place_of(policy)
            yield f"{place}/{file} (SHA-256 {results.manifest.files[file]})"
        for outcome in (
            results.study.own if source.swept or QUESTION not in source.manifest.about else ()
        ):
            if isinstance(outcome.of, Code):
                yield f"the outcome '{outcome.name}' in {place}/{MANIFEST}"


def all_compared(sources: Sequence[Source], jobs: int, caption: Caption) -> Agreement:
    """Ask all again, then play all experiments again, make tables and figures anew, and compare;
    raises MismatchProblem.
    """
    policies = [
        replace(policy, sealed=False)
        for source in sources
        for results in source.studies.values()
        for policy in results.study.policies
    ]
    blocks = rows = files = 0
    notes: list[str] = []
    with adopt_for_a_time(policies):
        # Read once more, now that their policies are known.
        read = [replace(source) for source in sources]
        for again in [ask_again(source, read, caption) for source in read]:
            for results, study in zip(again.results, again.studies, strict=True):
                agreement = compare_parts(results, jobs, study)
                blocks, rows = blocks + agreement.parts, rows + agreement.rows
            count, note = compare_files(again, jobs)
            files += count
            notes += [note] * bool(note)
    return Agreement(blocks, rows, files, tuple(notes))


def ask_again(source: Source, sources: Sequence[Source], caption: Caption | None = None) -> Again:
    """Ask the question of a folder again, from its data; nothing is played, and without `caption` its
    command is not read.

    Raises DataProblem for a question with another identity than the results have, or a command that
    differs from it, and MismatchProblem for a question that asks for other experiments.
    """
    results, facts = list(source.studies.values()), source.manifest.about
    if QUESTION not in facts:
        return Again(
            source, None, None, results, [unseal(round_results.study) for round_results in results]
        )
    location = str(source.folder / MANIFEST)
    question = read_question(facts[QUESTION], location)
    if caption:
        check_caption(question, caption, location)
    try:
        if source.swept:
            options = unseal(source.swept.study)
            claim = question_as_data("sweep", [options], {}, question.figures, question.words)
            check_claims([(QUESTION, facts[QUESTION], claim)], source.folder / MANIFEST)
        else:
            options = options_from(question, study_for(question, source, sources))
        ask, _ = ENTRIES[question.analysis].steps()
        studies: list[Experiment] = []
        first = ask(options, [])
        question_text, model = question_of(options, first)
        check_claims([(ASKED, facts[ASKED], question_text)], source.folder / MANIFEST)
        study = first
        while study is not None and len(studies) < len(results):
            check_same_question(study, results[len(studies)])
            studies.append(study)
            study = ask(options, results[: len(studies)])
    except DataProblem:
        raise
    except Problem as problem:
        message = f"its question cannot be asked: {problem.message}"
        raise MismatchProblem(message, location, problem.remedy) from None
    if study is not None or len(studies) < len(results) or model != source.manifest.made_by:
        raise MismatchProblem("its question asks for other experiments", location, ASK)
    return Again(source, question, options, results, studies)


def check_same_question(study: Experiment, results: StudyResults) -> None:
    """Raise MismatchProblem for an experiment that is not the one that was kept, or is by other
    code.
    """
    if (study.hash, study.model) != (results.hash, results.model):
        differs = results.model.difference(study.model) or "it asks something else"
        message = f"its question asks for another experiment: {differs}"
        raise MismatchProblem(message, str(results.folder), ASK)


def study_for(question: Question, source: Source, sources: Sequence[Source]) -> Any:
    """Return the experiment that a question reads, of those that are made again, or beside its
    folder; None if it reads none. Raises MismatchProblem for one that is not there.
    """
    if not question.study:
        return None
    for results in (
        results_in_source for one in sources for results_in_source in one.studies.values()
    ):
        if results.study.hash == question.study:
            return results
    for folder in folders_in(source.folder.resolve().parent, MANIFEST):
        try:
            results = results_in(folder)
        except Problem:
            continue
        if results.study.hash == question.study:
            return results
    message = f"the study {question.study} that it reads is not here"
    raise MismatchProblem(message, str(source.folder), "Put its folder beside this one.")


def check_caption(question: Question, caption: Caption, location: str) -> None:
    """Raise DataProblem for a command that asks something else than the question."""
    if not question.words:
        return
    says = caption(question.words)
    ought = {
        "analysis": question.analysis,
        "options": plain_words(question.options),
        "figures": question.figures,
        "scenarios": question.hashes if says["scenarios"] else [],
    }
    says = {**says, "options": plain_words(says["options"])}
    check_claims([(f"question.{name}", ought[name], says[name]) for name in ought], Path(location))


def follows_from_worlds(source: Source, sources: Sequence[Source]) -> bool:
    """Make the sentences and tables of a finding again from the worlds that are kept with it, and
    compare them with its files; nothing is played, and figures are not made, nor the notes of a run,
    which play worlds.

    Returns False for results that only playing can check: without a question, by code of their own,
    or of an analysis that plays more worlds than it keeps. Raises MismatchProblem with the first
    difference.
    """
    if QUESTION not in source.manifest.about or any(code_of(source)):
        return False
    again = ask_again(source, sources)
    if isinstance(again.options, InWorkspace) and again.options.plays_more:
        return False
    finding = again.find(1)
    check_head(finding, source)
    path = source.folder / FINDING
    recorded = finding_from(path.read_bytes(), path).model_dump()
    parts_again, files = read_off(finding, not isinstance(again.options, InWorkspace))
    for part, value in parts_again.items():
        # Numbers that take more worlds are not made again.
        record = (
            {key: recorded[part].get(key) for key in value} if part == "data" else recorded[part]
        )
        if not are_near(record, value):
            raise MismatchProblem(f"its {part} do not follow from its worlds", str(path), ALTERED)
    for name, content in files.items():
        path = source.folder / name
        if path.read_bytes() != content and not is_alike(path, content):
            raise MismatchProblem(
                f"the file '{name}' does not follow from its worlds", str(path), ALTERED
            )
    worlds, listed = finding.exported(), source.manifest.files.get(WORLDS)
    if worlds is not None and hash_worlds(worlds) != listed:
        raise MismatchProblem(
            "its worlds are not those of its parts", str(source.folder / WORLDS), ALTERED
        )
    return True


def read_off(finding: Finding, with_notes: bool) -> tuple[Data, dict[str, bytes]]:
    """Return the parts of the file of a finding, and its tables as files, with the notes and the text
    only on demand.
    """
    tables, sentences = finding.tables(), finding.sentences()
    texts: Data = {
        "sentences": sentences,
        "tables": [kept_table(table).model_dump() for table in tables],
    }
    files = table_files(tables)
    if with_notes:
        texts["notes"] = [*finding.notes(), *finding.caveats()]
        files[REPORT] = report_text(sentences, tables, texts["notes"])
        data = finding.data()
    else:
        data = finding.head() | {table.name: records_of(table) for table in tables}
    return texts | {"data": json.loads(as_json(nine_digits(data)))}, files


def check_folder(folder: Path) -> bool:
    """Compare the finding in a folder with its worlds; see `follows_from_worlds`. An altered file is
    a mismatch too.
    """
    sources = gather([folder])
    with alterations(), door.keep_shut(False):
        check_files(sources)
        return follows_from_worlds(sources[0], sources)


def check_archive(path: Path) -> tuple[archives.Packed, int, list[str]]:
    """Compare the files of an archive with their hashes, and its findings with their worlds; nothing
    is played.

    Returns the summary of the archive, how many findings follow from their worlds, and the names of
    the folders of which only hashes were compared. Raises MismatchProblem and DataProblem.
    """
    packed = archives.verify(path, with_manifests=False)
    with archives.unpack_archive(path) as root, door.keep_shut(False):
        sources = archives.check_told(root)
        names = [source.name for source in sources if follows_from_worlds(source, sources)]
        folders = {folder.name for folder in folders_in(root, MANIFEST)}
    return packed, len(names), sorted(folders - {*names})


STATED: Final = ("date", "commit", "git")
"""Keys of a JSON table that may differ in a rerun: the day, and the state of a clone."""


LAST_DIGIT: Final = 1.1e-8
"""The greatest relative difference of two numbers that are rounded to neighbours of nine digits."""


def is_alike(path: Path, rerun: bytes | None) -> bool:
    """Return whether two tables are equal but for the last of nine digits, the data of figures but
    for their last decimal, and in JSON for the keys in STATED.
    """
    if path.suffix not in (".json", ".csv") or rerun is None or not path.is_file():
        return False
    record = path.read_bytes()
    if path.suffix == ".json":
        return are_near(
            *(json.loads(content) | dict.fromkeys(STATED) for content in (record, rerun))
        )
    recorded_rows, rerun_rows = (
        list(csv.reader(content.decode().splitlines())) for content in (record, rerun)
    )
    least = last_decimal(recorded_rows + rerun_rows) if path.name.startswith(FIGURE_DATA) else 0.0
    return are_near(recorded_rows, rerun_rows, least)


FIGURE_DATA: Final = "figure-"
FEWEST_DECIMALS: Final = 4
"""The data of a figure are rounded to so many decimals, or to more."""


def last_decimal(rows: Sequence[Sequence[str]]) -> float:
    """Return the greatest difference of two numbers that are rounded to neighbours, of as many
    decimals as the longest number in the data of a figure has.
    """
    decimals = max((len(text.partition(".")[2]) for row in rows for text in row), default=0)
    return 1.1 * 10.0 ** -max(FEWEST_DECIMALS, decimals)


def are_near(record: Any, rerun: Any, least: float = 0.0) -> bool:
    """Return whether plain data is equal but for the last of nine digits, or a difference of
    `least`; texts of numbers count as numbers.
    """
    if isinstance(record, dict) and isinstance(rerun, dict):
        return record.keys() == rerun.keys() and all(
            are_near(record[key], rerun[key], least) for key in rerun
        )
    if isinstance(record, list) and isinstance(rerun, list):
        return len(record) == len(rerun) and all(
            are_near(*pair, least) for pair in zip(record, rerun, strict=True)
        )
    if record == rerun or bool in (type(record), type(rerun)):
        return bool(record == rerun)
    try:
        return math.isclose(float(record), float(rerun), rel_tol=LAST_DIGIT, abs_tol=least)
    except (TypeError, ValueError):
        return False


def compare_files(again: Again, jobs: int) -> tuple[int, str]:
    """Make the tables and figures of results again; return how many agree, and a note on the rest.

    Raises MismatchProblem for the first file that differs.
    """
    source, manifest = again.source, again.source.manifest
    if again.question is None:
        note = f"{source.name}: nothing in it says how its tables are made; version {manifest.tool_version} made them"
        return 0, note
    files = {
        name: sha256_text
        for name, sha256_text in manifest.files.items()
        if not name.startswith(PLAYED)
    }
    finding = again.find(jobs)
    check_head(finding, source)
    now = contents_of(finding, again.question.figures)
    hashes = {name: sha256(content).hexdigest() for name, content in now.items()}
    if (worlds := finding.exported()) is not None:
        hashes[WORLDS] = hash_worlds(worlds)
    has_same_packages = manifest.packages == package_versions()
    left = [name for name in files if not has_same_packages and not name.endswith(COMPARED)]
    for name in sorted({*files, *hashes} - {*left}):
        path = source.folder / name
        then_hash = files.get(name)
        if then_hash != hashes.get(name) and not is_alike(path, now.get(name)):
            fault = "differs" if name in hashes else "does not come out"
            raise MismatchProblem(f"the file '{name}' {fault}", str(path), REMEDY)
    note = f"{source.name}: {len(left)} figures and tables of other packages were not compared"
    return len(files) - len(left), note if left else ""


COMPARED: Final = (".csv", ".json", ".txt", TABLE)
"""Files that come out the same under all versions of the packages."""

PLAYED: Final = f"{layout.ROUNDS}/"


def check_head(finding: Finding, source: Source) -> None:
    """Raise DataProblem unless a manifest names the kind, seed and scenario of the finding."""
    manifest, scenario = source.manifest, finding.scenario
    claims = [
        ("kind", manifest.kind, finding.analysis),
        ("seed", manifest.seed, finding.seed),
        ("scenario", manifest.scenario, scenario.name),
        ("scenario_hash", manifest.scenario_hash, scenario.hash),
        ("scenario_file", manifest.scenario_file, to_toml(scenario)),
    ]
    check_claims(claims, source.folder / MANIFEST)


def reproduce_archive(path: Path, jobs: int, caption: Caption, run_code: bool = False) -> Agreement:
    """Check an archive, reproduce its results, and make again the files that the archive itself
    adds.
    """
    archives.verify(path, with_manifests=False)
    with archives.unpack_archive(path) as root, door.keep_shut(run_code):
        sources = gather_to_play(folders_in(root, MANIFEST), run_code)
        agreement = all_compared(sources, jobs, caption)
        archives.check_added(root, sources)
        return agreement
