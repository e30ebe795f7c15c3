"""A run, or a grid, read back from its folder of results, trusted only where every part fits the others."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.errors import DataProblem, Problem
from sim.study.fingerprint import model, model_from
from sim.study.ledger import Columns
from sim.study.outcomes import OUTCOMES, STATES
from sim.study.run.worlds import Run
from sim.study.scenario import Scenario, shipped_scenarios
from sim.study.scenario.file import scenario_in
from sim.study.scenario.toml_file import toml_from
from sim.study.store.kept import MANIFEST, TABLE
from sim.study.store.manifest import check_model
from sim.study.store.study_grid import StudyGrid

MOST_BYTES: Final = 16 * 2**20
DTYPES: Final[dict[str, str]] = {
    "world": "int64", "failed": "bool", **{name: o.dtype for name, o in OUTCOMES.items() if name not in STATES},
}  # fmt: skip


def is_folder(text: str) -> bool:
    """Say whether a text names a folder of results; a shipped scenario's name goes before a folder of that name."""
    return text not in shipped_scenarios() and Path(text).is_dir()


def study_from(path: str) -> Run | StudyGrid:
    """Return the run or the grid whose results a folder holds; raises DataProblem where they cannot be used."""
    folder = Path(path)
    manifest = manifest_of(folder)
    if manifest["kind"] == "study":
        from sim.study.store.results import load_study

        return StudyGrid(load_study(folder))
    try:
        check_model(model_from(manifest.get("model")), model(), folder / MANIFEST)
        scenario = scenario_of(manifest)
        seed, worlds = int(manifest["seed"]), int(manifest["worlds"])
        columns = columns_of(folder, str(manifest["sha256"][TABLE]), worlds)
    except DataProblem:
        raise
    except (Problem, KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(folder / MANIFEST, f"the manifest cannot be used: {type(error).__name__}") from None
    return Run(scenario, seed, columns)


def damaged(place: Path, what: str) -> DataProblem:
    """Return the problem of results that cannot be used."""
    return DataProblem(what, str(place), "Run the study again into a new folder.")


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; raises DataProblem for none, or for one that is no JSON table."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise damaged(path, f"the manifest is larger than {MOST_BYTES // 2**20} MiB")
        found = json.loads(content)
    except FileNotFoundError:
        raise DataProblem(
            "the folder holds no results", str(folder), "Name a folder that sim run or sim sweep has written to."
        ) from None
    except OSError as error:
        raise damaged(path, f"the manifest cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise damaged(path, "the manifest is no JSON") from None
    if not isinstance(found, dict) or found.get("kind") not in ("run", "study"):
        raise damaged(path, "the manifest is not that of a run or of a study")
    return found


def scenario_of(manifest: dict[str, Any]) -> Scenario:
    """Return the scenario that a manifest holds; raises DataProblem where this version plays it otherwise."""
    file = toml_from(MANIFEST, str(manifest["resolved"]).encode())
    scenario = scenario_in(str(manifest["scenario"]), file)
    if scenario.hash != manifest["scenario_hash"]:
        raise DataProblem(
            f"the scenario now hashes to {scenario.hash}, not {manifest['scenario_hash']}", MANIFEST,
            f"Read it with the version that made it, {manifest['tool_version']}, or run the study again.",
        )  # fmt: skip
    return scenario


def columns_of(folder: Path, digest: str, rows: int) -> Columns:
    """Return the outcomes of every world from the table of a folder; raises DataProblem where it is not as written."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    path = folder / TABLE
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise damaged(path, "the table is not the one that the manifest describes")
        table = pq.read_table(path, columns=[*DTYPES, *STATES])
    except OSError as error:
        raise damaged(path, f"the table cannot be read: {error.strerror or 'no Parquet file'}") from None
    except (pa.ArrowException, KeyError) as error:
        raise damaged(path, f"the table cannot be read: {type(error).__name__}") from None
    if table.num_rows != rows:
        raise damaged(path, f"the table has {table.num_rows:,} rows, not {rows:,}")
    columns: Columns = {name: table[name].to_numpy().astype(kind) for name, kind in DTYPES.items()}
    for name, names in STATES.items():
        texts = table[name].combine_chunks().cast(pa.string())
        columns[name] = pc.index_in(texts, pa.array(list(names))).to_numpy().astype(np.int8)
    return columns
