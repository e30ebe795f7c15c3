"""The manifest: what every folder of results says of itself, in one form, written last and read first."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import DataProblem
from sim.study.fingerprint import Model, model_from, package_versions, tool_version
from sim.study.scenario import Scenario, to_toml
from sim.study.store.disk import StorageProblem, read, write

MANIFEST: Final = "manifest.json"
FORMAT: Final = 3
"""The layout of folders of results; a folder of another layout is refused."""

STUDY: Final = "study"
"""The kind of a folder that holds the worlds of one experiment."""

MOST_BYTES: Final = 64 * 2**20
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
STEP: Final = r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,200}"
PLACE: Final = rf"^{STEP}(/{STEP}){{0,4}}$"
"""The name of a file within a folder, which leads nowhere else: no step of it begins with a dot."""

Place = Annotated[str, Field(pattern=PLACE)]


def finite(content: Any) -> Any:
    """Return plain data with null for every number that is none, which JSON cannot hold."""
    if isinstance(content, dict):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def as_json(content: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON text; a number that is none, or infinite, is null."""
    return (json.dumps(finite(content), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


class Manifest(BaseModel):
    """What made the files of a folder, and the SHA-256 of each of them.

    `identity` stands for what was asked, `model` says by which rules and numbers it was answered. `scenario_file` is
    the scenario as TOML with nothing left out; `about` holds what the kind of folder needs besides. A folder that is
    not complete may lack some of it.
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
    about: dict[str, Any]
    model: dict[str, Any]

    @property
    def complete(self) -> bool:
        """Whether the command came to its end."""
        return self.status == "complete"

    @property
    def made_by(self) -> Model:
        """The model that made the results."""
        return model_from(self.model)


def manifest_of(
    kind: str, identity: str, model: Model, scenario: Scenario | None, seed: int | None, *, status: str, command: str,
    started: str, files: Mapping[str, str], about: Mapping[str, Any],
) -> Manifest:  # fmt: skip
    """Return the manifest of results that this process makes."""
    return Manifest(
        kind=kind, identity=identity, status=status, command=command,  # type: ignore[arg-type]
        scenario=scenario.name if scenario else "", scenario_hash=scenario.hash if scenario else "", seed=seed,
        started=started, finished=now() if status == "complete" else None, tool_version=tool_version(),
        packages=package_versions(), scenario_file=to_toml(scenario) if scenario else "", files=dict(files),
        about=dict(about), model=model.as_dict(),
    )  # fmt: skip


def now() -> str:
    """Return the time, to the millisecond: results that are made one after the other keep their order."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest of a folder whole or not at all, and return its SHA-256."""
    return write(folder / MANIFEST, as_json(manifest.model_dump()))


def add_files(folder: Path, hashes: Mapping[str, str]) -> None:
    """List further files of a folder, by place and SHA-256, in its manifest."""
    manifest = read_manifest(folder)
    write_manifest(folder, manifest.model_copy(update={"files": {**manifest.files, **hashes}}))


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; raises DataProblem for none, or for one that no command has written."""
    path = folder / MANIFEST
    content = read(path, MOST_BYTES + 1)
    if content is None:
        remedy = "Name a folder that a command has filled with --out."
        raise DataProblem("the folder holds no results", str(folder), remedy)
    try:
        return manifest_from(content)
    except ValueError as error:
        raise DataProblem(f"the manifest cannot be used: {error}", str(path), damaged_remedy(error)) from None


def damaged_remedy(error: ValueError) -> str:
    """Return what to do about a manifest that cannot be used."""
    if "layout" in str(error):
        return "Read the folder with the version that its tool_version names, or run its command into a new folder."
    return "Remove this one file, then run the same command again: it keeps the parts that are whole."


def found_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, None where there is none that can be used; raises StorageProblem."""
    try:
        return read_manifest(folder)
    except StorageProblem:
        raise
    except DataProblem:
        return None


def manifest_from(content: bytes) -> Manifest:
    """Return a manifest from its bytes; raises ValueError that says in a few words why it is none."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 2**20} MiB")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if isinstance(found, dict) and found.get("format") != FORMAT:
        raise ValueError(f"it has layout {str(found.get('format'))[:20]}, and this version reads layout {FORMAT}")
    try:
        made = Manifest.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))[:60] or "the whole"
        missing = f"it lacks '{where}'"
        raise ValueError(missing if first["type"] == "missing" else f"'{where}' is not what it should be") from None
    made.made_by  # noqa: B018  a model that was altered is found here
    return made


def check_model(then: Model, now: Model, place: Path) -> None:
    """Refuse results of another model; raises DataProblem with both fingerprints and the first thing that differs."""
    if then.fingerprint != now.fingerprint:
        raise DataProblem(
            other_model(then, now), str(place),
            "Use the model that made them, or play it again into another folder, or with --force into this one.",
        )  # fmt: skip


def other_model(then: Model, now: Model) -> str:
    """Return in words that results are of another model than this one, and in what the two differ first."""
    said = f"the results are of model {then.fingerprint}, and this is model {now.fingerprint}: {then.difference(now)}"
    return f"{said}. {OLD_NAME}" if is_second_edition(then) else said


OLD_NAME: Final = (
    "They are of the second edition, in which lose_lose was what aims_lose_lose is now; lose_lose compares each world "
    "with the exchange, so no number of one edition may stand beside the other's"
)


def is_second_edition(then: Model) -> bool:
    """Say whether a model is of the edition in which lose-lose was read off the aims."""
    return "measure aims.lose_lose" in then.table
