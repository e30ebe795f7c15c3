"""What stands for a table: its names, types and values, however a file keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.study.store.parts import table_of
from sim.study.store.values import hash_of_file, hash_of_table
from tests.for_each import for_each

COLUMNS: dict[str, Any] = {
    "cell": np.zeros(3, np.int32),
    "war": np.array([True, False, True]),
    "value": np.array([0.0, np.nan, 2.0]),
    "final_state": np.array([1, 0, 1], np.int8),
}


def table(failures: dict[int, str] | None = None, **others: Any) -> pa.Table:
    """Return a table of three worlds, with other columns in place of some."""
    return table_of(COLUMNS | others, failures or {}, {})


def hashed(found: pa.Table) -> str:
    """Return what stands for a table."""
    return hash_of_table(found.to_batches())


OTHER = {
    "another name": table().rename_columns(["cell", "wars", "value", "final_state", "error"]),
    "another type": table(cell=np.zeros(3, np.int64)),
    "another flag": table(war=np.array([True, True, True])),
    "the last digit": table(value=np.array([0.0, np.nan, np.nextafter(2.0, 3.0)])),
    "another state": table(final_state=np.array([1, 0, 0], np.int8)),
    "a number where there was none": table(value=np.array([0.0, 0.0, 2.0])),
    "a world that failed": table({1: "ValueError: x"}),
    "another order of rows": table().take([0, 2, 1]),
    "another order of columns": table().select(["war", "cell", "value", "final_state", "error"]),
    "a row less": table().slice(0, 2),
    "a column less": table().drop_columns(["error"]),
}


@for_each("what", OTHER)
def test_another_table_has_another_hash(what: str) -> None:
    assert hashed(OTHER[what]) != hashed(table())


def test_what_failed_counts_with_its_reason_and_a_missing_value_is_not_nan() -> None:
    lost = table({1: "ValueError: x"})
    assert hashed(lost) != hashed(table({1: "ValueError: y"}))
    assert hashed(lost) == hashed(table({1: "ValueError: x"}, war=np.array([True, True, True])))
    assert hashed(pa.table({"x": pa.array([None, 1.0])})) != hashed(
        pa.table({"x": pa.array([np.nan, 1.0])})
    )


def with_states(states: pa.Array) -> pa.Table:
    """Return the table with the final states kept otherwise."""
    return table().set_column(3, "final_state", states)


TEXTS = pa.array(table()["final_state"].to_pylist())
RENUMBERED = pa.DictionaryArray.from_arrays(
    pa.array([2, 0, 2], pa.int32()), pa.array([TEXTS[1].as_py(), "more", TEXTS[0].as_py()])
)
SAME = {
    "in pieces": pa.concat_tables([table().slice(0, 1), table().slice(1)]),
    "another NaN and another zero": table(value=np.array([-0.0, -np.float64("nan"), 2.0])),
    "texts by themselves": with_states(TEXTS),
    "long texts": with_states(TEXTS.cast(pa.large_string())),
    "texts numbered anew": with_states(RENUMBERED),
}


@pytest.mark.parametrize("how", SAME)
def test_the_same_values_have_the_same_hash_however_they_are_kept(how: str) -> None:
    assert SAME[how]["final_state"].to_pylist() == table()["final_state"].to_pylist()
    assert hashed(SAME[how]) == hashed(table())


def test_a_file_is_known_by_its_table_and_another_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    assert hash_of_file(path) is None
    for more in ({"compression": "zstd"}, {"use_dictionary": False}, {"row_group_size": 1}):
        pq.write_table(table(), path, **more)
        assert hash_of_file(path) == hashed(table())
    text = tmp_path / "a.csv"
    path.rename(text)
    assert hash_of_file(text) != hashed(table())


@pytest.mark.parametrize("kind", ["lists", "decimals", "no table"])
def test_a_table_of_other_kinds_is_known_by_its_bytes(kind: str, tmp_path: Path) -> None:
    path, text = tmp_path / "a.parquet", tmp_path / "a.csv"
    if kind == "no table":
        path.write_bytes(b"PAR1")
    else:
        values = pa.array([[1], [2]]) if kind == "lists" else pa.array([1, 2], pa.decimal128(5))
        pq.write_table(pa.table({"x": values}), path)
    text.write_bytes(path.read_bytes())
    assert hash_of_file(path) == hash_of_file(text)
