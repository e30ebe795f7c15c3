"""The manifest of a folder of results: its format, reading and writing, and the checks of its
fields.
"""

from __future__ import annotations

import hashlib
import json
import re
import reprlib
import shlex
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.core.base.errors import DataProblem, MismatchProblem
from sim.core.base.plain import Data
from sim.core.estimate.writing import finite
from sim.core.scenario import Scenario, to_toml
from sim.core.scenario.file import scenario_in
from sim.core.scenario.fingerprint import (
    Model,
    here,
    model_from,
    package_versions,
    short,
    tool_version,
)
from sim.core.scenario.toml_file import toml_from
from sim.study.store.disk import (
    StorageProblem,
    folders_in,
    kind_of,
    read_bytes_of,
    write,
)
from sim.study.store.kept_finding import finding_from
from sim.study.store.values import hash_of_file

MANIFEST: Final = "manifest.json"
FORMAT: Final = 3
"""The layout of folders of results; a folder of another layout is refused."""

FINDING: Final = "finding.json"
"""The finding of an analysis, in a folder of published results."""

STUDY: Final = "study"
"""The kind of a folder that holds the worlds of one experiment."""

MOST_BYTES: Final = 64 * 2**20
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
STEP: Final = r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,200}"
PLACE: Final = rf"^{STEP}(/{STEP}){{0,4}}$"
"""The name of a file within a folder: no step of it begins with a dot, so that it cannot lead
outside.
"""

Place = Annotated[str, Field(pattern=PLACE)]


MOST_ENTRIES: Final = 1000
"""Longer lists are written with an entry on each line, which is many times as fast."""


def as_json(content: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON text; NaN and infinite numbers are null."""
    return (_json_text(content, "\n") + "\n").encode()


_encoder: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def _encode(value: Any) -> str:
    try:
        return _encoder.encode(value)
    except ValueError:  # a number that is none
        return _encoder.encode(finite(value))


def _json_text(value: Any, line: str) -> str:
    """Return plain data as JSON; `line` is the line break and indent of the text around it."""
    if not value or not isinstance(value, dict | list | tuple):
        return _encode(value)
    inner, (first, last) = f"{line} ", "[]"
    if isinstance(value, dict):
        first, last = "{}"
        entries = [
            f"{_encode(str(key))}: {_json_text(entry, inner)}" for key, entry in value.items()
        ]
    elif len(value) > MOST_ENTRIES:
        entries = [*map(_encode, value)]
    else:
        entries = [_json_text(entry, inner) for entry in value]
    return f"{first}{inner}{f',{inner}'.join(entries)}{line}{last}"


class Manifest(BaseModel):
    """The facts of a folder of results, with the SHA-256 of each of its files (see `values`).

    `identity` is the hash of the question, `model` describes the rules and parameters that answered
    it. `scenario_file` is the complete scenario as TOML; `about` holds further fields by the kind
    of folder, and `seal` is the hash of all fields that can be checked. A folder that is not
    complete may lack some fields.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, protected_namespaces=())

    format: Literal[3] = 3
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z -]{0,40}$")]
    identity: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    status: Literal["running", "stopped", "complete"]
    command: str
    scenario: str
    scenario_hash: str
    seed: int | None
    started: str
    finished: str | None
    tool_version: str
    packages: dict[str, str]
    scenario_file: str
    files: dict[Place, Sha256]
    about: Data
    model: Data
    seal: str = ""

    @property
    def complete(self) -> bool:
        """Whether the command came to its end."""
        return self.status == "complete"

    @cached_property
    def made_by(self) -> Model:
        """The model that made the results."""
        return model_from(self.model)

    @cached_property
    def full_scenario(self) -> Scenario:
        """The scenario of `scenario_file`, read once; raises the errors of a scenario file."""
        file = toml_from(f"{MANIFEST}, scenario", self.scenario_file.encode())
        return scenario_in("scenario", file)


def manifest_of(
    kind: str,
    identity: str,
    model: Model,
    scenario: Scenario | None,
    seed: int | None,
    *,
    status: str,
    words: Sequence[str],
    started: str,
    files: Mapping[str, str],
    facts: Mapping[str, Any],
) -> Manifest:
    """Return the manifest of results that this process makes, sealed."""
    return with_seal(
        Manifest(
            kind=kind,
            identity=identity,
            status=status,  # type: ignore[arg-type]
            command=command_of(words),
            scenario=scenario.name if scenario else "",
            scenario_hash=scenario.hash if scenario else "",
            seed=seed,
            started=started,
            finished=now() if status == "complete" else None,
            tool_version=tool_version(),
            packages=package_versions(),
            scenario_file=to_toml(scenario) if scenario else "",
            files=dict(files),
            about=dict(facts),
            model=model.as_dict(),
        )
    )


def command_of(words: Sequence[str]) -> str:
    """Return the command of some words; "" for no words, as in Python."""
    return shlex.join(["sim", *words]) if words else ""


def command_into(command: str, folder: str | Path) -> str:
    """Return a command of a manifest, which names the last folder of its path alone, with the whole
    path after `-o`; "" for no command, or one that is no line of a shell.

    >>> command_into("sim run 2017-spring -o mine", "results/mine")
    'sim run 2017-spring -o results/mine'
    """
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    for flag in {"-o", "--out"} & set(words[:-1]):
        words[words.index(flag) + 1] = str(folder)
    return shlex.join(words)


def played_again(command: object, folder: Path) -> str:
    """Return what to do with a folder that this version does not take: its command into another."""
    again = command_into(str(command or ""), f"{folder}-again")
    return f"Play it again into another folder: {again or 'sim.play(study, folder)'}"


def now() -> str:
    """Return the time, to the millisecond, so that results made one after the other keep their
    order.
    """
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest of a folder whole or not at all, and return its SHA-256."""
    return write(folder / MANIFEST, as_json(manifest.model_dump()))


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; raises DataProblem if it is missing, altered or not written
    by a command.
    """
    manifest = parsed_manifest(folder)
    check_manifest(folder, manifest)
    return manifest


def parsed_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder, with its seal unchecked; raises DataProblem if it is missing
    or cannot be read.
    """
    path = folder / MANIFEST
    content = read_bytes_of(path, MOST_BYTES + 1)
    if content is None:
        remedy = "Name a folder that a command has filled with -o."
        message = "the folder holds no results" if folder.is_dir() else "there is no such folder"
        raise DataProblem(message, str(folder), remedy)
    try:
        return manifest_from(content)
    except OtherLayout as error:
        message = f"the folder has layout {error.layout}, and this version reads layout {FORMAT}"
        raise DataProblem(message, str(folder), played_again(error.command, folder)) from None
    except ValueError as error:
        remedy = "Remove this one file, then run the same command again: it keeps the parts that are whole."
        raise DataProblem(f"the manifest cannot be used: {error}", str(path), remedy) from None


STATED: Final = {"seal", "started", "finished", "tool_version", "packages"}
GIT: Final = "git"
"""Times, the machine and the state of a clone cannot be recomputed: they are stated, and not
sealed.
"""

Claim = tuple[str, object, object]
"""A field of a manifest, its value, and the value that follows from the other fields and files."""

FORGED: Final = "Ask for the results again, or run their command into a new folder."


def with_seal(manifest: Manifest) -> Manifest:
    """Return a manifest with its seal."""
    return manifest.model_copy(update={"seal": seal_of(manifest)})


def seal_of(manifest: Manifest) -> str:
    """Return the SHA-256 of all fields of a manifest that are not merely stated."""
    fields = manifest.model_dump(exclude=STATED)
    fields["about"] = {key: value for key, value in manifest.about.items() if key != GIT}
    return hashlib.sha256(json.dumps(finite(fields), sort_keys=True).encode()).hexdigest()


def check_manifest(folder: Path, manifest: Manifest, more: Iterable[Claim] = ()) -> None:
    """Raise DataProblem for an altered manifest, with the field, its value and the value that it
    ought to have.

    The seal is checked last, because it names no field but itself.
    """
    path = folder / MANIFEST
    if manifest.made_by.fingerprint == here(manifest.made_by).fingerprint:
        check_claims(claims_of(folder, manifest), path)
        check_claims(more, path)
    if manifest.seal != seal_of(manifest):
        # The worlds of an archive that is only checked are not unpacked: a file that is not there
        # says nothing.
        file_claims = (
            (f"files.{place}", says, hash_of_file(folder / place))
            for place, says in manifest.files.items()
        )
        check_claims((claim for claim in file_claims if claim[2]), path)
        check_model(manifest, here(manifest.made_by), folder)
        ought = f"must be {seal_of(manifest)[:16]} by the other fields, the command among them"
        message = (
            f"the manifest is not as it was written: 'seal' says {manifest.seal[:16]}, and {ought}"
        )
        raise DataProblem(message, str(path), FORGED)


def check_claims(claims: Iterable[Claim], path: Path) -> None:
    """Raise DataProblem with the first field that differs from the value that follows from the
    rest.
    """
    for claim in claims:
        if (first_difference := find_difference(*claim)) is not None:
            field, says, ought = (
                first_difference[0],
                *(json.dumps(side, default=str)[:90] for side in first_difference[1:]),
            )
            message = (
                f"the manifest is not as it was written: '{field}' says {says}, and must be {ought}"
            )
            raise DataProblem(message, str(path), FORGED)


def find_difference(field: str, says: Any, ought: Any) -> Claim | None:
    """Return the first difference between two values of a field, as deep within as it can be named;
    None if they are equal.
    """
    if isinstance(says, str) and isinstance(ought, str) and "\n" in says:
        says, ought = says.splitlines(), ought.splitlines()
    if isinstance(says, list) and isinstance(ought, list) and len(says) == len(ought):
        says, ought = dict(enumerate(says)), dict(enumerate(ought))
    if says == ought and type(says) is type(ought):
        return None
    if isinstance(says, dict) and isinstance(ought, dict):
        keys = [
            key
            for key in {**ought, **says}
            if key not in says or key not in ought or says[key] != ought[key]
        ]
        return (
            find_difference(f"{field}.{keys[0]}", says.get(keys[0]), ought.get(keys[0]))
            if keys
            else None
        )
    return field, says, ought


def claims_of(folder: Path, manifest: Manifest) -> Iterator[Claim]:
    """Yield the claims of a manifest that follow from its scenario, or from the files in its
    folder.

    Claims that follow from a study, or from the moves of a saved game, are checked when these are
    read.
    """
    yield "status", manifest.complete, manifest.finished is not None
    yield "model", manifest.model, manifest.made_by.as_dict()
    scenario = manifest.full_scenario if manifest.scenario_file else None
    yield "scenario", manifest.scenario, scenario.name if scenario else ""
    yield "scenario_hash", manifest.scenario_hash, scenario.hash if scenario else ""
    yield "scenario_file", manifest.scenario_file, to_toml(scenario) if scenario else ""
    if "study_file" in manifest.about:
        yield "kind", manifest.kind, STUDY
    elif manifest.kind != STUDY and "teams" not in manifest.about:
        yield from published_claims(folder, manifest)


def published_claims(folder: Path, manifest: Manifest) -> Iterator[Claim]:
    """Yield the claims of an analysis's manifest that follow from its question, finding, files and
    experiments.
    """
    question = manifest.about.get(QUESTION)
    has_question = QUESTION in manifest.about or bool(manifest.command)
    yield "about", sorted(manifest.about), [ASKED, QUESTION] if has_question else [ASKED]
    yield "identity", manifest.identity, identity_of(str(manifest.about.get(ASKED)))
    yield "command", manifest.command, command_of(words_of(question))
    yield "status", manifest.complete, FINDING in manifest.files
    if FINDING not in manifest.files or hash_of_file(folder / FINDING) != manifest.files[FINDING]:
        return
    path = folder / FINDING
    finding = finding_from(read_bytes_of(path) or b"", path)
    yield "kind", manifest.kind, finding.analysis
    for key in ("seed", "scenario", "scenario_hash"):
        yield key, getattr(manifest, key), finding.data.get(key)
    written = {f"{table.name}.csv" for table in finding.tables}
    written |= {figure.file for figure in finding.figures}
    rounds = folders_in(folder / ROUNDS, MANIFEST)
    written |= {f"{ROUNDS}/{place.name}/{MANIFEST}" for place in rounds}
    # A file that is gone was written all the same, unless it is a table that the finding lacks.
    written |= {
        place
        for place in manifest.files
        if not place.endswith(".csv")
        or place.startswith("figure-")
        or kind_of(folder / place) == stat.S_IFREG
    }
    yield (
        "files",
        manifest.files,
        {place: manifest.files.get(place) or hash_of_file(folder / place) for place in written},
    )
    for place in rounds:
        yield "command", parsed_manifest(place).command, manifest.command


def identity_of(question_text: str) -> str:
    """Return the identity of a question, given as text: the hash of a study stands for itself."""
    return (
        question_text if re.fullmatch(r"[0-9a-f]{16}", question_text) else short(question_text, 16)
    )


def words_of(question: object) -> list[str]:
    """Return the words of the command in a question, empty if there are none."""
    words = question.get("words") if isinstance(question, dict) else None
    is_list = isinstance(words, list) and all(isinstance(word, str) for word in words)
    return words if is_list and words else []


ASKED: Final = "asked"
"""The question as text, of which the identity is the hash."""

QUESTION: Final = "question"
"""The same question as data, from which the call is made again."""

ROUNDS: Final = "rounds"
"""The folder within published results that holds the experiments behind them, numbered from 1."""


def found_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, None if there is none that can be used; raises
    StorageProblem.
    """
    try:
        return read_manifest(folder)
    except StorageProblem:
        raise
    except (DataProblem, MismatchProblem):
        return None


class OtherLayout(ValueError):
    """A manifest of another layout: which, and the command that it names."""

    def __init__(self, content: Data) -> None:
        self.layout, self.command = str(content.get("format"))[:20], content.get("command")
        super().__init__(f"it has layout {self.layout}, and this version reads layout {FORMAT}")


def manifest_from(content: bytes) -> Manifest:
    """Return a manifest from its bytes; raises ValueError with the reason if they are invalid."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 2**20} MiB")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if isinstance(document, dict) and document.get("format") != FORMAT:
        raise OtherLayout(document)
    try:
        manifest = Manifest.model_validate(document)
    except ValidationError as error:
        raise ValueError(said_of(error)) from None
    manifest.made_by  # noqa: B018  a model that was altered is found here
    return manifest


def said_of(error: ValidationError) -> str:
    """Return a text with the first invalid field, its value, and its requirement."""
    first = error.errors()[0]
    says = "nothing" if first["type"] == "missing" else reprlib.repr(first["input"])
    ought = {"missing": "be there", "extra_forbidden": "be gone"}.get(first["type"])
    ought = ought or first["msg"].partition(" should ")[2] or f"be another: {first['msg']}"
    return f"'{'.'.join(map(str, first['loc']))[:60] or 'the whole'}' says {says}, and must {ought}"


def check_published(manifest: Manifest, folder: Path) -> None:
    """Refuse the folder of an experiment where that of results is needed, which holds it as a round;
    raises DataProblem.
    """
    if manifest.kind == STUDY:
        remedy = f"Name the folder above its {ROUNDS}. {played_again(manifest.command, folder)}"
        raise DataProblem(
            "the folder holds the worlds of an experiment alone: a round, a share, or the layout of an "
            "earlier version",
            str(folder),
            remedy,
        )


def check_model(manifest: Manifest, now: Model, place: Path) -> None:
    """Refuse results of another model; raises DataProblem with both fingerprints and the first
    thing that differs.
    """
    if manifest.made_by.fingerprint != now.fingerprint:
        remedy = "Use the version that made them, or play it again into another folder, or with --force into this one."
        raise DataProblem(other_model(manifest, now), str(place), remedy)


def other_model(manifest: Manifest, now: Model) -> str:
    """Return a text that results are of another model than this one, with the first difference."""
    recorded_model = manifest.made_by
    return (
        f"the results were made by Python {manifest.packages.get('python', 'unknown')[:20]} and model "
        f"{recorded_model.fingerprint}; this is Python {package_versions()['python']} and model {now.fingerprint}; "
        f"the first difference: {recorded_model.difference(now)}"
    )
