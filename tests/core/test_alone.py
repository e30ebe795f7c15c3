"""The core stands alone: copied into an empty folder, with NumPy and pydantic, it plays what the
package plays.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest

import sim

ROOT = Path(__file__).parents[2]
HIDDEN = ("click", "jinja2", "matplotlib", "mesa", "networkx", "pandas", "pyarrow", "scipy")
"""Packages that the whole needs and the core does not: an import of one of them fails in the
child.
"""

PROGRAM = """
import hashlib, json, sys
import numpy as np
sys.modules |= dict.fromkeys(sys.argv[1:])
from sim.core import load_scenario, run
result = run(load_scenario("./2017-spring.toml"), worlds=1000, seed=1971)
digests = {name: hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()
           for name, values in result.columns.items()}
others = sorted(name for name in sys.modules if name.startswith("sim.") and not name.startswith("sim.core"))
print(json.dumps({"estimate": str(result.probability("lose_lose")), "columns": digests, "others": others}))
"""


def run_alone(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder that holds a copy of the core, one scenario and nothing else of the
    project.
    """
    left_out = shutil.ignore_patterns("__pycache__", "prebuilt.*")
    shutil.copytree(ROOT / "sim" / "core", folder / "sim" / "core", ignore=left_out)
    shutil.copy(ROOT / "scenarios" / "2017-spring.toml", folder)
    paths = os.pathsep.join((str(folder), sysconfig.get_paths()["platlib"]))
    # With -S no .pth file is read, so an editable install of the whole package stays hidden.
    command = [sys.executable, "-S", "-c", program, *HIDDEN]
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.short
def test_the_core_alone_plays_the_same_bytes(tmp_path: Path) -> None:
    """The core returns the same columns, byte for byte, as the package it was copied from."""
    process = run_alone(tmp_path, PROGRAM)
    assert process.returncode == 0, process.stderr
    alone = json.loads(process.stdout)
    assert alone["others"] == []
    whole = sim.run(sim.load_scenario("2017-spring"), worlds=1000, seed=1971)
    assert alone["estimate"] == str(whole.probability("lose_lose"))
    digests = {
        name: hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()
        for name, values in whole.columns.items()
    }
    assert alone["columns"] == digests


@pytest.mark.short
def test_the_core_alone_refuses_a_policy_of_your_own_with_a_remedy(tmp_path: Path) -> None:
    """Without the rest of the package a user's policy is refused by name, and a shipped policy is
    not.
    """
    program = """
from sim.core import load_scenario, run
from sim.core.base.errors import UsageProblem
spring = load_scenario("./2017-spring.toml")
run(spring.change({"beijing.policy": "protector"}), worlds=2)
try:
    run(spring.change({"beijing.policy": "mine:hungry"}), worlds=2)
except UsageProblem as problem:
    print(problem.message)
"""
    process = run_alone(tmp_path, program)
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip() == "policies and rules of your own are not part of the core"
