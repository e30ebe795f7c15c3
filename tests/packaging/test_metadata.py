"""What stands beside the code for other tools: it is well-formed, and says what setup.cfg says."""

import json
import re
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.test_setup import ROOT, SETUP, pins

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_environment_has_what_the_package_needs() -> None:
    made = yaml.safe_load((ROOT / "publish" / "environment.yml").read_text())
    *plain, nested = made["dependencies"]
    listed = {canonicalize_name(re.split(r"[ <>=]", each)[0]) for each in plain}
    needed = {canonicalize_name(Requirement(each).name) for each in SETUP["options"]["install_requires"].split("\n")
              if each and not each.startswith("#")}  # fmt: skip
    assert needed <= listed
    zig = next(str(pin.specifier) for pin in pins() if pin.name == "ziglang")
    assert f"ziglang{zig}" in nested["pip"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.name))
def test_a_workflow_is_read_and_says_that_nobody_ran_it(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("# Untested")
    jobs = yaml.safe_load(text)["jobs"]
    assert all(job["runs-on"] and job["steps"] for job in jobs.values())


def test_the_citation_has_what_such_a_file_must_have() -> None:
    made = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors", "version", "license", "repository-code"} <= made.keys()
    assert made["license"] == SETUP["metadata"]["license_expression"]


def test_codemeta_says_what_the_package_says() -> None:
    made = json.loads((ROOT / "codemeta.json").read_text())
    assert (made["version"], made["name"]) == (SETUP["metadata"]["version"], SETUP["metadata"]["name"])


def test_every_version_of_python_that_is_claimed_is_taken() -> None:
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", SETUP["metadata"]["classifiers"])
    least = re.search(r"3\.\d+", SETUP["options"]["python_requires"])
    assert least
    assert named[0] == least[0]
    assert "Typing :: Typed" in SETUP["metadata"]["classifiers"]
