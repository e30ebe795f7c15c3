"""A scenario from its file: the file, its bases, and what they come to."""

from __future__ import annotations

import os
from typing import Any

from ..errors import ScenarioProblem, nearest, one_line
from ..world.actions import CAPITALS, OPENING_MOVES
from ..world.parameters import LEDGER
from ..world.scenario import Election, Expiry, Incident, Plan, Scenario, Spell, Values, Window, check_month
from .layers import origins, over, placed
from .lines import Path
from .scenario_keys import PLAIN, Layer, at, layer_of
from .scenario_schema import LONGEST_NAME, ScenarioTable, shaped
from .scenario_text import to_toml
from .shipped import SUFFIX, shipped_file, shipped_scenarios
from .toml_file import TomlFile, read_bytes, toml_from

__all__ = ["load_scenario", "shipped_scenarios", "to_toml"]

Read = tuple[TomlFile, ScenarioTable]


def load_scenario(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Return a scenario by the name under which it ships, or from a file whose name ends in `.toml`.

    A file holds what differs from its `base`: a shipped scenario by name, or a file in the same folder. Tables merge
    and lists replace; `policy` and `schedule` of a capital replace one another. A lever in the table of a capital
    holds in every month, whatever the policy; one in a spell holds with that spell. Raises ScenarioProblem with the
    file, the line and the key.
    """
    asked = os.fspath(name_or_path)
    try:
        files = chain(asked)
        return assembled(os.path.basename(asked).removesuffix(SUFFIX), files)
    except RecursionError:
        raise ScenarioProblem("the file is nested too deeply", asked, "Lists in lists are never needed here.") from None


def chain(asked: str) -> list[Read]:
    """Read a file and its bases, the last base first; raises ScenarioProblem where the bases go round in a circle."""
    file = toml_from(asked, read_bytes(asked)) if asked.endswith(SUFFIX) else shipped_one(asked)
    files = [(file, shaped(file))]
    seen = [address(asked)]
    while (base := files[0][1].base) is not None:
        file, folder = files[0][0], os.path.dirname(seen[-1])
        seen.append(address(base_path(file, base, folder)))
        if seen[-1] in seen[:-1]:
            raise file.problem("the bases go round in a circle", ("base",), "Let one file of the circle begin without a base.")
        files.insert(0, based(file, seen[-1]))
    return files


def shipped_one(name: str) -> TomlFile:
    """Return the file of a shipped scenario; raises ScenarioProblem for a name that is none."""
    known = shipped_scenarios()
    if name not in known:
        remedy = f"Give a file that ends in {SUFFIX}, or one of: {', '.join(known)}.{nearest(name, known)}"
        raise ScenarioProblem(f"there is no scenario '{name}'", name, remedy)
    return shipped_file(name)
