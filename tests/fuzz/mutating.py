"""Bad input that knows its form: files that are nearly right, changed in their values, keys, lines
or bytes.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import random
import tomllib
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.outcomes.outcomes import ASKABLE
from sim.core.scenario.parameters import PLACES

WORDS: Final = (
    *CAPITALS,
    *LEVERS,
    *[name.partition(".")[2] for name in LEVERS],
    *POLICIES["washington"],
    *POLICIES["seoul"],
    *ASKABLE[:20],
    *list(PLACES)[::40],
    "2017-02",
    "2018-01",
    "2017-13",
    "1899-01",
    "held",
    "free",
    "open",
    "succeeds",
    "drawn",
    "greedy",
    "core",
    "2017-spring",
    "nosuch.toml",
    "points.csv",
    "factorial",
    "sobol",
    "table",
    "single",
    "common",
    "independent",
    "replicate_blocks",
    "replicate_block",
    "all",
    "0:1",
    "0:1:5",
    "5%",
    "1,000",
    "beta(0,1,2,3)",
    "weighted(a:1)",
    "triangular(0,1,2)",
    "CC-BY-4.0",
    "10.5281/zenodo.1",
    "0000-0002-1825-0097",
    "true",
    "",
    " ",
    "\u00e9",
    "\x1b[31m",
    "\u202e",
    "a" * 300,
    "../x",
    "title",
    "name",
    "capital",
    "month",
    "chances",
    "result",
    "schedule",
    "from",
    "policy",
    "kind",
    "factors",
    "points",
    "levels",
    "worlds",
    "parts",
    "sha256",
    "cells",
    "rows",
    "seed",
    "complete",
    "running",
)
VALUES: Final = (
    -1,
    0,
    1,
    2,
    7,
    600,
    601,
    10**6,
    2**31,
    2**63,
    -(2**64),
    0.0,
    -0.0,
    0.5,
    1.5,
    1e-320,
    1e308,
    math.inf,
    -math.inf,
    math.nan,
    True,
    False,
    [],
    {},
    [[]],
    [{}],
    {"": 1},
    [1, "a"],
    datetime.date(2017, 1, 1),
    datetime.time(7, 32),
    datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC),
    None,
)


def some_value(rng: random.Random) -> Any:
    """Return a value of any kind, often a word of the game; a list or a table is one of its own,
    for it may grow.
    """
    return rng.choice(WORDS) if rng.random() < 0.5 else deepcopy(rng.choice(VALUES))


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in plain data, as the table or list that holds it, and the key."""
    keys = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    return [(value, key) for key in keys] + [spot for key in keys for spot in spots(value[key])]


def changed_tree(data: Any, rng: random.Random) -> Any:
    """Return plain data with a value changed, moved, renamed, doubled, nested or taken away, once
    or a few times.
    """
    data = json.loads(json.dumps(data, default=str))
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        found = spots(data)
        if not found:
            return some_value(rng)
        holder, key = rng.choice(found)
        value = holder[key]
        match rng.randrange(8):
            case 0 | 1:
                holder[key] = some_value(rng)
            case 2:
                other, place = rng.choice(found)
                holder[key] = deepcopy(other[place])
            case 3 if isinstance(value, int | float) and not isinstance(value, bool):
                holder[key] = value * rng.choice((-1, 0.5, 1.01, 2, 1000)) + rng.choice((0, 0, 1))
            case 4 if isinstance(holder, dict):
                holder[rng.choice(WORDS)] = holder.pop(key)
            case 5 if isinstance(holder, dict):
                holder[rng.choice(WORDS)] = some_value(rng)
            case 6:
                del holder[key]
            case 7 if isinstance(holder, list):
                holder.insert(key, value)
            case _:
                holder[key] = rng.choice(([value], {"a": value}, [value, value], str(value)))
    return data


def toml_value(value: Any) -> str:
    """Return a value on one line, as TOML has it; what TOML has not, as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(
                f"{json.dumps(str(key))} = {toml_value(each)}" for key, each in value.items()
            )
            + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "")


def toml_changed(seed: bytes, rng: random.Random) -> bytes:
    """Return a TOML file changed in its data, or in its lines."""
    if rng.random() < 0.5:
        data = changed_tree(tomllib.loads(seed.decode()), rng)
        data = data if isinstance(data, dict) else {"title": data}
        return "\n".join(
            f"{json.dumps(str(key))} = {toml_value(each)}" for key, each in data.items()
        ).encode()
    lines = seed.decode().split("\n")
    for _ in range(rng.choice((1, 1, 2, 3))):
        place = rng.randrange(len(lines))
        key, equals, _ = lines[place].partition("=")
        match rng.randrange(6):
            case 0 | 1 | 2 if equals:
                lines[place] = f"{key}= {toml_value(some_value(rng))}"
            case 3 if equals:
                lines[place] = f"{rng.choice(WORDS) or '_'} = {lines[place].partition('=')[2]}"
            case 4:
                lines.insert(rng.randrange(len(lines)), lines[place])
            case _:
                del lines[place]
                lines = lines or [""]
    return "\n".join(lines).encode()


def json_changed(seed: bytes, rng: random.Random) -> bytes:
    """Return a JSON file changed in its data."""
    return json.dumps(
        changed_tree(json.loads(seed), rng), default=str, ensure_ascii=rng.random() < 0.5
    ).encode("utf-8", "surrogatepass")


ENCODINGS: Final = ("utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1252", "utf-32")


def csv_changed(seed: bytes, rng: random.Random) -> bytes:
    """Return a CSV file changed in its cells, columns, separators or encoding."""
    rows = list(csv.reader(io.StringIO(seed.decode())))
    for _ in range(rng.choice((0, 1, 1, 2))):
        row = rng.choice(rows) if rows else []
        place = rng.randrange(len(row)) if row else 0
        match rng.randrange(6):
            case 0 | 1 if row:
                row[place] = str(some_value(rng))
            case 2 if row:
                row[place] = rng.choice(
                    ("2017-01-02", "01/02/2017", "1,5", "0,001", "5 %", "1e3", "NaN", "", '"', "=")
                )
            case 3:
                rows.insert(rng.randrange(len(rows) + 1), list(row))
            case 4 if row:
                del row[place]
            case _ if rows:
                rows.remove(row)
    out = io.StringIO()
    delimiter = rng.choice((",", ",", ",", ",", ";", "\t"))
    ending = rng.choice(("\n", "\n", "\r\n", "\r"))
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    encoding = rng.choice(ENCODINGS) if rng.random() < 0.3 else "utf-8"
    return out.getvalue().encode(encoding, "replace")


BAD_NAMES: Final = ("../x", "/x", "a\\b", "C:x", "parts/x", "", "\u202e", "CON")
BAD_BYTES: Final = (
    b"\0",
    b"\xff",
    b"\xe9",
    b"\xef\xbb\xbf",
    b"[[",
    b'"""',
    b"\n",
    b"\r",
    b"{",
    b"#",
)


def zip_changed(
    seed: bytes, rng: random.Random, inner: Callable[[str, bytes, random.Random], bytes]
) -> bytes:
    """Return a ZIP archive with an entry changed, renamed, doubled or taken away."""
    with zipfile.ZipFile(io.BytesIO(seed)) as held:
        entries = [(each.filename, held.read(each)) for each in held.infolist()]
    place = rng.randrange(len(entries))
    name, content = entries[place]
    match rng.randrange(5):
        case 0 | 1 | 2:
            entries[place] = (name, inner(name, content, rng))
        case 3:
            entries[place] = (rng.choice((*BAD_NAMES, name + "/")), content)
        case _:
            del entries[place]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in entries:
            made.writestr(zipfile.ZipInfo(name or "_"), content)
    return out.getvalue()


def bytes_changed(seed: bytes, rng: random.Random) -> bytes:
    """Return bytes cut, doubled, flipped or with others put in."""
    content = bytearray(seed)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(content) + 1)
        match rng.randrange(5):
            case 0 if content:
                content[min(at, len(content) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                del content[at : at + rng.randrange(1, 20)]
            case 2:
                content[at:at] = rng.choice(BAD_BYTES)
            case 3:
                del content[at:]
            case _:
                content[at:at] = content[at : at + rng.randrange(1, 60)]
    return bytes(content)
