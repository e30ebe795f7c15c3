"""The folder of a study: check it before writing, find its finished blocks, join its shares, and
read the code of users' policies.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.plain import Data
from sim.core.outcomes.catalogue import Columns
from sim.core.scenario.fingerprint import short
from sim.policies.user_policies import MOST_BYTES, UserPolicy, find_policy, is_own, seal
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import Design, blocks_of, cells_of, rows_in_blocks, rows_of_block
from sim.study.store.disk import (
    Folder,
    check_free,
    folders_in,
    listing,
    read_bytes_of,
    write,
)
from sim.study.store.manifest import (
    GIT,
    MANIFEST,
    ROUNDS as ROUNDS,
    STUDY,
    Manifest,
    check_manifest,
    check_model,
    parsed_manifest,
)
from sim.study.store.parts import KEYS, NAME, StoredPart, encode_table, is_kept, judge_part
from sim.study.store.values import hash_of_file, hash_of_table

DESIGN: Final = "design.parquet"
PARTS: Final = "parts"
TRANSCRIPTS: Final = "transcripts"
TABLES: Final = "tables"
KINDS: Final = {PARTS: "part-", TRANSCRIPTS: "said-"}
NEEDED: Final = ("title", "study_file", "cells", "rows", "failed")


def check_folder(folder: Path, study: Experiment) -> None:
    """Refuse a folder that holds other results or files, before anything is touched; raises
    DataProblem or UsageProblem.
    """
    check_free(folder)
    if (folder / MANIFEST).is_file():
        manifest = study_manifest(folder)
        check_model(manifest, study.model, folder)
        if manifest.identity != study.hash:
            message = f"the folder holds study {manifest.identity}, and this is study {study.hash}"
            remedy = "Go on with the study as it was, give another folder with -o, or --force to start again."
            raise DataProblem(message, str(folder), remedy)
        check_manifest(folder, manifest)


def study_manifest(folder: Path) -> Manifest:
    """Return the manifest of a study, unchecked; raises DataProblem if there is none, or one of
    another kind.
    """
    manifest = parsed_manifest(folder)
    path, remedy = str(folder / MANIFEST), "Run the study again into a new folder."
    if manifest.kind != STUDY:
        remedy = "Name a folder that holds the worlds of an experiment, such as one within its folder 'rounds'."
        raise DataProblem(
            f"the folder is that of '{manifest.kind}', not of an experiment", str(folder), remedy
        )
    missing = [key for key in NEEDED if key not in manifest.about]
    if missing:
        raise DataProblem(f"the manifest lacks 'about.{missing[0]}'", path, remedy)
    return manifest


def about_study(
    study: Experiment, blocks: Iterable[int], failed: int, git: object, words: Sequence[str]
) -> Data:
    """Return the part `about` of a study's manifest, given the blocks that are done."""
    policies = study.policies
    facts = {
        "title": study.title,
        "cells": cells_of(study),
        "rows": rows_in_blocks(study, blocks),
        "failed": failed,
        GIT: git,
        "resolved": study.resolved(),
        "study_file": study.text,
    }
    facts |= (
        {"policies": {policy.name: place_of(policy) for policy in policies}} if policies else {}
    )
    if omniscient := [policy.name for policy in policies if policy.omniscient]:
        facts["omniscient"] = omniscient
    return facts | ({"words": list(words)} if words else {})


def listed_in(manifest: Manifest, kind: str) -> dict[int, str]:
    """Return the names of the parts, or of the transcripts, that a manifest lists, by block."""
    head = f"{kind}/{KINDS[kind]}"
    matches = [
        NAME.fullmatch(place.removeprefix(f"{kind}/"))
        for place in manifest.files
        if place.startswith(head)
    ]
    return {int(match[2]): match[0] for match in matches if match}


def write_design(folder: Path, design: Design) -> str:
    """Write the design, a row for each cell, unless it is there already; return the SHA-256 of its
    values.

    Raises DataProblem if its values differ from those at the start of the study.
    """
    table, path = design_table(design), folder / DESIGN
    sha256, written_sha256 = hash_of_table(table.to_batches()), hash_of_file(path)
    has_manifest = (folder / MANIFEST).is_file()
    listed = study_manifest(folder).files.get(DESIGN, "") if has_manifest else sha256
    if listed != sha256:
        remedy = "Go on with the NumPy and SciPy that its manifest names, or give another folder with -o."
        raise DataProblem(
            "the design comes out with other values than when the study was begun",
            str(folder),
            remedy,
        )
    if written_sha256 != sha256:
        write(path, encode_table(table))
    return sha256


def inputs_of(study: Experiment) -> dict[str, bytes]:
    """Return the files that a study needs to be played again alone, by place: tables of points, and
    the text of policies.
    """
    tables = [
        component.get("points") for component in study.components if component.kind == "table"
    ]
    code = {place_of(policy): policy.text.encode() for policy in study.policies}
    return {f"{TABLES}/{table.name}": table.file for table in tables} | code


def design_table(design: Design) -> Any:
    """Return the design as an arrow table: the cell, its factors, and its point in each
    component.
    """
    import pyarrow as pa

    arrays = {"cell": pa.array(np.arange(design.cells, dtype=np.int32))}
    for name, column in design.columns.items():
        if name in design.labels:
            labels, left = design.labels[name], column < 0
            texts = isinstance(labels[0], str)
            values = pa.array(
                np.asarray(labels, dtype=object if texts else None)[column], mask=left
            )
            arrays[name] = values.dictionary_encode() if texts else values
        else:
            arrays[name] = pa.array(column, mask=np.isnan(column))
    for number, point in enumerate(design.points):
        arrays[f"point_{number}"] = pa.array(point)
    return pa.table(arrays)


def finished_blocks(
    held_folder: Folder, study: Experiment
) -> tuple[dict[int, StoredPart], list[Path]]:
    """Return the blocks that need not be played again, and the new paths of damaged files, which
    are set aside.

    If the manifest lists the part of a block, no other part of that block counts. A part written
    after the last manifest, as before a kill, is not listed and counts by itself.
    """
    manifest = study_manifest(held_folder.path) if (held_folder.path / MANIFEST).is_file() else None
    listed = listed_in(manifest, PARTS) if manifest else {}
    parts, lost_paths = whole(
        held_folder,
        PARTS,
        study,
        lambda part, columns, failures: (
            listed.get(part.block, part.file) == part.file
            and follows_design(study, part.block, columns)
        ),
    )
    if is_kept(study):
        transcripts, wrong = whole(held_folder, TRANSCRIPTS, study, lambda *_: True)
        parts, lost_paths = (
            {block: part for block, part in parts.items() if block in transcripts},
            [*lost_paths, *wrong],
        )
    return parts, lost_paths


def whole(
    held_folder: Folder, kind: str, study: Experiment, counts: Callable[..., bool]
) -> tuple[dict[int, StoredPart], list[Path]]:
    """Return the files of a folder that are whole and count, by block; others with such a name are
    set aside.
    """
    place = held_folder.folder(kind)
    parts_by_block: dict[int, list[StoredPart]] = {}
    wrong: list[str] = []
    for name in listing(place):
        if NAME.fullmatch(name):
            judged = judge_part(place / name, study) if name.startswith(KINDS[kind]) else None
            if judged is not None and counts(*judged):
                parts_by_block.setdefault(judged[0].block, []).append(judged[0])
            else:
                wrong.append(name)
    # Of two files of one block at most one is the part that was written, and either may be.
    wrong += [part.file for parts in parts_by_block.values() if len(parts) > 1 for part in parts]
    # Move files only after all of them could be read.
    lost_paths = [held_folder.set_aside(place / name) for name in wrong]
    return {
        block: parts[0] for block, parts in parts_by_block.items() if len(parts) == 1
    }, lost_paths


def follows_design(study: Experiment, block: int, columns: Columns) -> bool:
    """Say whether a part holds the cells of its block, each with all its worlds."""
    if columns.keys() != {*KEYS, *study.columns}:
        return False
    cells, worlds = rows_of_block(study, block)
    return np.array_equal(columns["cell"], np.repeat(cells, len(worlds)))


SHARE: Final = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")
Share = tuple[int, int]
"""A share of the blocks: its number, from 1, and the number of shares."""


def read_share(text: str) -> Share:
    """Return the share in a text such as 3/50; raises UsageProblem."""
    match = SHARE.fullmatch(text.strip())
    if not match or int(match[1]) > int(match[2]):
        raise UsageProblem(f"'{text}' is no share", "--share", "Write 3/50 for the third of fifty.")
    return int(match[1]), int(match[2])


def folder_of(out: Path, share: Share) -> Path:
    """Return the folder of a share, beside that of the study."""
    return out.with_name(f"{out.name}.share-{share[0]}-of-{share[1]}")


def gather_shares(study: Experiment, place: Path, force: bool) -> dict[str, bytes]:
    """Return the files of all shares beside the results of which a folder is a round, by their place
    in that folder; empty if there are no shares.

    Raises DataProblem for a share of another study, and, unless by `force`, for one that is missing
    or not finished.
    """
    out = place.parents[1] if place.parent.name == ROUNDS else place
    share_name = re.compile(re.escape(out.name) + r"\.share-(\d+)-of-(\d+)")
    shares = sorted(
        (int(m[1]), int(m[2]))
        for path in folders_in(out.parent)
        if (m := share_name.fullmatch(path.name))
    )
    files: dict[str, bytes] = {}
    blocks: set[int] = set()
    for share in shares:
        folder = folder_of(out, share)
        if study_manifest(folder).identity != study.hash:
            raise DataProblem(
                "the share is one of another study",
                str(folder),
                "Move it elsewhere, or play it again.",
            )
        for kind in KINDS if is_kept(study) else (PARTS,):
            for name in listing(folder / kind):
                files[f"{kind}/{name}"] = read_bytes_of(folder / kind / name) or b""
                blocks |= {int(name.split("-")[1])} if kind == PARTS else set()
    if shares and not force:
        many = shares[0][1]
        lost = sorted({block % many + 1 for block in blocks_of(study) if block not in blocks})
        if lost:
            text = ", ".join(f"{number}/{many}" for number in lost)
            remedy = f"Run sim sweep with --share {lost[0]}/{many}, or give --force to play the missing cells here."
            raise DataProblem(
                f"of the shares are missing, or not finished: {text}", str(out.parent), remedy
            )
    return files


CODE: Final = "code"
UNFIT: Final = re.compile(r"[^A-Za-z0-9_]+")
READ_IT: Final = (
    "Read these files. If you trust them, give --run-code, which runs them "
    "with all that your account may do."
)


def place_of(policy: UserPolicy) -> str:
    """Return the place of a policy's file in a folder of results."""
    ending = "json" if policy.is_agent else "py"
    return f"{CODE}/{UNFIT.sub('-', policy.name)}-{short(policy.text)}.{ending}"


def code_in(folder: Path, manifest: Manifest) -> tuple[UserPolicy, ...]:
    """Return the policies whose files a folder holds, sealed unless this process knows the same
    text by that name.

    Raises DataProblem if a text is missing, or is not the one of the model that made the results.
    """
    places: Any = manifest.about.get("policies", {})
    if not isinstance(places, Mapping) or not all(
        is_own(name) and place in manifest.files for name, place in places.items()
    ):
        raise altered_code(folder / MANIFEST, "its list of policies is not sound")
    policies = []
    for name, place in places.items():
        content = read_bytes_of(folder / place, MOST_BYTES + 1)
        if content is None or hashlib.sha256(content).hexdigest() != manifest.files[place]:
            raise altered_code(folder / place, "its bytes are not those of the manifest")
        try:
            text = content.decode()
        except ValueError:
            raise altered_code(folder / place, "it is no text") from None
        if len(content) > MOST_BYTES or short(text) != manifest.made_by.table.get(f"policy {name}"):
            raise altered_code(folder / place, "it is not the one that the fingerprint names")
        live = find_policy(name)
        policies.append(
            live if live is not None and live.text == text else UserPolicy(name, text, sealed=True)
        )
    seal(policy for policy in policies if policy.sealed)
    return tuple(policies)


def altered_code(path: Path, reason: str) -> DataProblem:
    """Return the problem of code that is not as it was written."""
    return DataProblem(
        f"the code of a policy cannot be used: {reason}", str(path), "Run its command again."
    )


def check_same(policies: Iterable[UserPolicy]) -> None:
    """Refuse to play worlds again by another text than the one that made them; raises
    UsageProblem.
    """
    for policy in policies:
        live = find_policy(policy.name)
        if live is not None and live.text != policy.text:
            message = f"the policy '{policy.name}' says something else here than in these results"
            raise UsageProblem(
                message, "policy", "Give yours another name, or run it into another folder."
            )
