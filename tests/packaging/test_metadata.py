"""What stands beside the code for other tools: it is well-formed, and says what setup.cfg says."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.docs.documents import LINK
from tests.packaging.test_setup import ROOT, SETUP, pins
from tools import publish

CLAIMED = re.findall(
    r"Programming Language :: Python :: (3\.\d+)", SETUP["metadata"]["classifiers"]
)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def bounds(lines: Iterable[str]) -> dict[str, SpecifierSet]:
    """The versions that lines such as `mesa >=3.3.1,<4` allow, by name."""
    needs = (Requirement(line) for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(need.name): need.specifier for need in needs}


def test_the_environment_has_what_the_package_needs_in_the_same_versions() -> None:
    made = yaml.safe_load((ROOT / "publish" / "environment.yml").read_text())
    *plain, nested = made["dependencies"]
    options = SETUP["options"]
    needed = bounds(options["install_requires"].split("\n")) | {
        "python": SpecifierSet(options["python_requires"])
    }
    asked = bounds(plain)
    assert {name: asked[name] for name in needed} == needed
    # What is more there is for people: notebooks, and the way to what conda-forge has not.
    assert asked.keys() - needed.keys() == {"jupyterlab", "pip"}
    zig = next(str(pin.specifier) for pin in pins() if pin.name == "ziglang")
    assert nested["pip"] == [f"ziglang{zig}", "-e .."]


@pytest.mark.parametrize(
    ("kind", "paths"),
    [("github-workflows", WORKFLOWS), ("citation-file-format", [ROOT / "CITATION.cff"])],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_for_a_service_keeps_the_schema_of_the_service(kind: str, paths: list[Path]) -> None:
    """The schema is the copy that check-jsonschema carries, so no network is asked."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        f"vendor.{kind}",
        *map(str, paths),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.name))
def test_a_workflow_says_that_nobody_ran_it_and_runs_what_is_there(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("# Untested")
    said = [
        step["run"]
        for job in yaml.safe_load(text)["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]
    made = {word for line in said for word in re.findall(r"make ([\w-]+)", line)}
    assert made <= set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))
    tested = [word for line in said for word in line.split() if word.startswith("tests/")]
    assert [word for word in tested if not (ROOT / word).exists()] == []


def test_the_workflows_try_every_version_of_python_that_is_claimed() -> None:
    made = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())
    tried = made["jobs"]["linux"]["strategy"]["matrix"]["python"]
    assert set(
        re.findall(r"Programming Language :: Python :: (3\.\d+)", SETUP["metadata"]["classifiers"])
    ) <= set(tried)


def test_the_citation_has_what_such_a_file_must_have() -> None:
    made = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"abstract", "authors", "license"} <= made.keys()
    first, _, _ = made["abstract"].partition(". ")
    assert f"\n\n{first}. " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_citation_codemeta_and_package_say_the_same() -> None:
    own = publish.owner()
    about, cff = SETUP["metadata"], yaml.safe_load((ROOT / "CITATION.cff").read_text())
    meta = json.loads((ROOT / "codemeta.json").read_text())
    licence = about["license_expression"]
    assert (cff["license"], meta["license"]) == (licence, publish.SPDX + licence)
    assert cff["version"] == meta["version"] == about["version"]
    assert meta["name"] == about["name"]
    assert cff.get("repository-code", "") == meta.get("codeRepository", "") == own["repository"]
    assert cff.get("url", "") == meta.get("softwareHelp", "") == own["documentation"]
    if not own["authors"]:
        assert [each["name"] for each in (*cff["authors"], *meta["author"])] == [
            publish.CONTRIBUTORS
        ] * 2
        return
    people = [(each["family-names"], each["given-names"], each["orcid"]) for each in cff["authors"]]
    assert people == [
        (each["familyName"], each["givenName"], each["@id"]) for each in meta["author"]
    ]


@pytest.mark.parametrize("name", ["SECURITY.md", "CODE_OF_CONDUCT.md"])
def test_what_such_a_project_must_say_leads_to_files_that_are_there(name: str) -> None:
    path = ROOT / ".github" / name
    linked = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in linked if not (path.parent / link.split("#")[0]).exists()] == []


def test_every_version_of_python_that_is_claimed_is_taken() -> None:
    assert CLAIMED[0] == SETUP["options"]["python_requires"].removeprefix(">=")
    assert "Typing :: Typed" in SETUP["metadata"]["classifiers"]
