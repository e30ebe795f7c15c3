"""Names and addresses stand in one file; the others are written from it, and no other file holds
one.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tools import publish

HOLDERS = {publish.OWNER, publish.CODEMETA, *(path for path, *_ in publish.BLOCKS)}
# Addresses of people, and of projects like this one. Made-up ones of tests end in names that nobody
# can own.
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
RESERVED = (".example", ".invalid", ".test", "@example.org", "@example.com")


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    command = [
        "git",
        "-C",
        str(publish.ROOT),
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git clone")
    found = {}
    for name in filter(None, listing.stdout.split("\0")):
        path = publish.ROOT / name
        if (
            path.is_file()
            and "vendor" not in path.parts
            and path.suffix not in (".png", ".ipynb", ".parquet")
        ):
            found[Path(name)] = path.read_text(encoding="utf-8", errors="replace")
    return found


def test_every_file_says_what_the_owner_filled_in() -> None:
    """Run `python tools/publish.py`."""
    assert publish.stale() == []


def test_a_new_name_reaches_every_file() -> None:
    own = publish.owner()
    own["authors"] = [
        {
            "given": "Ada",
            "family": "Byron",
            "affiliation": "Nowhere",
            "orcid": "0000-0002-1825-0097",
        }
    ]
    own["contact"] = "ada@nowhere.example"
    own["disclosure"], own["thanks"] = "None was used.", "Nobody paid."
    new = {
        "authors": "Byron",
        "contact": own["contact"],
        "disclosure": own["disclosure"],
        "thanks": own["thanks"],
    }
    for path, mark, lines in publish.BLOCKS:
        old = (publish.ROOT / path).read_text(encoding="utf-8")
        text = publish.filled(old, mark, lines(own), path)
        assert new[mark] in text
        assert publish.filled(text, mark, lines(publish.owner()), path) == old
    assert json.loads(publish.codemeta(own))["author"][0]["familyName"] == "Byron"


def test_no_other_file_holds_a_name_or_an_address_of_the_project(texts: dict[Path, str]) -> None:
    own = publish.owner()
    ours = [own["repository"], own["contact"], *(author["orcid"] for author in own["authors"])]
    ours += [f"{author['given']} {author['family']}" for author in own["authors"]]
    ours = [each for each in ours if each]
    held = {path for path, text in texts.items() if any(each in text for each in ours)}
    assert held - {Path("tests/packaging/test_owner.py")} <= HOLDERS


def test_no_placeholder_ships(texts: dict[Path, str]) -> None:
    """Until the owner fills in names and addresses, files name the contributors and no address."""
    placeholder = re.compile(r"example\.org|Given names|Family name(?!s)|0000-0000-0000-0000")
    found = {
        path: placeholder.findall(text) for path, text in texts.items() if path.parts[0] != "tests"
    }
    assert {path: each for path, each in found.items() if each} == {}
    if not publish.owner()["authors"]:
        for path in ("setup.cfg", "CITATION.cff", "codemeta.json", "publish/paper.md"):
            assert publish.CONTRIBUTORS in texts[Path(path)]


def test_no_file_holds_an_address_of_a_person(texts: dict[Path, str]) -> None:
    found = {
        path: [each for each in ADDRESS.findall(text) if not each.endswith(RESERVED)]
        for path, text in texts.items()
        if path not in HOLDERS
    }
    assert {path: each for path, each in found.items() if each} == {}


def test_the_paper_cites_what_the_bibliography_has() -> None:
    paper = (publish.ROOT / "publish" / "paper.md").read_text(encoding="utf-8")
    bibliography = (publish.ROOT / "publish" / "paper.bib").read_text(encoding="utf-8")
    cited = set(re.findall(r"@([a-z]+\d{0,4})\b", paper.split("---", 2)[2]))
    assert cited == set(re.findall(r"^@\w+\{(\w+),", bibliography, re.M))
