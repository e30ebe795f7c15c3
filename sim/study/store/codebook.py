"""The codebook: what each column of an exported table means, with its unit, from the ledgers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.game.levers import LEVERS
from sim.study.experiment.definition import Experiment
from sim.study.outcomes import factor_column
from sim.study.scenario.parameters import PARAMETERS

if TYPE_CHECKING:
    import pyarrow as pa

KEYS: Final = {
    "cell": "the cell of the design, a row of design.parquet",
    "world": "the number of the world: with the seed it fixes all luck",
    "seed": "the seed of the luck",
    "month": "the month, counted from the start, which is 0",
    "error": "why the world failed; empty where it did not",
    "failed": "whether the world failed, so that its other values mean nothing",
    "n": "how many worlds count",
}
LIMITS: Final = {"_low": "lower end of the 95 % interval of", "_high": "upper end of the 95 % interval of"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means, in one sentence, and its unit, "" where it has none."""

    text: str
    unit: str = ""


def meaning_of(column: str, study: Experiment) -> Meaning:
    """Return what a column of a table of worlds, cells or trajectories of an experiment means."""
    if column in KEYS:
        return Meaning(KEYS[column])
    factors = {factor_column(factor.name): factor for factor in study.factors} | {f.name: f for f in study.factors}
    if column in factors:
        factor = factors[column]
        entry = LEVERS.get(factor.name) or PARAMETERS.get(factor.name.partition(".")[0])
        text = entry.meaning if entry else factor.name.replace("_", " ").replace(".", ": ")
        return Meaning(f"{factor.role}, set: {text}", entry.unit if entry else "")
    if column.startswith("point_"):
        return Meaning(f"the point of the design's part {column.removeprefix('point_')}, counted from 0")
    if column in study.ledger:
        outcome = study.ledger[column]
        names = "; ".join(f"{name}: {meaning}" for name, meaning in outcome.names)
        return Meaning(f"{outcome.meaning} {names}".strip(), outcome.unit)
    for end, text in LIMITS.items():
        if column.endswith(end):
            return Meaning(f"{text} {column.removesuffix(end)}", meaning_of(column.removesuffix(end), study).unit)
    return Meaning(f"state of a world at the end of the month: {column.replace('_', ' ').replace('.', ': ')}")


def described(table: pa.Table, study: Experiment) -> pa.Table:
    """Return an arrow table whose columns say what they mean and in which unit, and which says where it is from.

    A Parquet file that is written of it keeps all that as its metadata.
    """
    import pyarrow as pa

    fields = []
    for field in table.schema:
        means = meaning_of(field.name, study)
        fields.append(field.with_metadata({"meaning": means.text} | ({"unit": means.unit} if means.unit else {})))
    return table.cast(pa.schema(fields, metadata=provenance(study)))


def provenance(study: Experiment) -> dict[str, str]:
    """Return where the numbers of an exported table come from, as short texts by name."""
    scenario = study.scenario
    return {
        "scenario": scenario.name, "scenario_hash": scenario.hash, "experiment": study.hash,
        "model": study.model.fingerprint, "seed": str(study.seed),
        "caveat": "Conditional on the model's assumptions. Not a forecast.",
    }  # fmt: skip


def as_text(rows: Iterable[tuple[str, str, Meaning]]) -> str:
    """Return a codebook as CSV: file, column, unit, meaning."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("file", "column", "unit", "meaning"))
    writer.writerows((file, column, means.unit, means.text) for file, column, means in rows)
    return sheet.getvalue()


def of_finding(file: str, heads: Iterable[str], finding: Mapping[str, Any]) -> list[tuple[str, str, Meaning]]:
    """Return the rows of a table that an analysis has found: its columns, under the caption of the table."""
    captions = {f"{table['name']}.csv": str(table["caption"]) for table in finding.get("tables", ())}
    caption = captions.get(file.rpartition("/")[2], "")
    return [(file, head, Meaning(f"{caption}: {head}" if caption else head)) for head in heads]
