"""Every link inside the documents leads somewhere, and the picture is of this version."""

import re

import pytest
from PIL import Image

from sim.core.scenario import load_scenario
from sim.core.scenario.fingerprint import tool_version
from tests.docs.documents import DOCUMENTS, LINK, ROOT, anchors, prose, section, text_of

EVERY = (
    *DOCUMENTS,
    *sorted((ROOT / "docs").glob("*/*.md")),
    *sorted((ROOT / ".github").glob("*.md")),
)
LARGEST = 200 * 1024
SCENARIO = "2017-spring"
MACHINE = re.compile(
    r"(?<![\w.])/(?:tmp|root|home|Users|work|mnt|opt|usr)\b|localhost|127\.0\.0\.1"
)


def test_every_link_leads_somewhere(subtests: pytest.Subtests) -> None:
    for document in EVERY:
        with subtests.test(document.relative_to(ROOT).as_posix()):
            broken = []
            for target in LINK.findall(prose(document)):
                if target.startswith("https://"):
                    continue
                path, _, anchor = target.partition("#")
                there = (document.parent / path).resolve() if path else document
                inside = there.is_relative_to(ROOT)
                if not inside or not there.exists() or (anchor and anchor not in anchors(there)):
                    broken.append(target)
            assert broken == []


def test_no_document_speaks_of_one_machine(subtests: pytest.Subtests) -> None:
    for document in EVERY:
        with subtests.test(document.relative_to(ROOT).as_posix()):
            assert MACHINE.findall(text_of(document)) == []


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = LINK.findall(text_of(ROOT / "docs" / "index.md"))
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert pages <= set(listed)


def test_a_page_says_whom_it_is_for() -> None:
    silent = [
        path.name
        for path in (ROOT / "docs").rglob("*.md")
        if path.name != "index.md" and "*For " not in text_of(path)[:400]
    ]
    assert silent == []


def test_twenty_questions_are_two_clicks_away() -> None:
    """One from the README to the index, and one from its table to a heading; that the links hold is
    tested above.
    """
    assert "docs/index.md" in LINK.findall(text_of(ROOT / "README.md"))
    asked = [
        line.split("|")
        for line in section(ROOT / "docs" / "index.md", "Twenty questions").splitlines()
    ]
    answers = [cells[2] for cells in asked if len(cells) > 2 and cells[1].strip().endswith("?")]
    assert len(answers) == 20
    assert all("#" in link for answer in answers for link in LINK.findall(answer) or [""])


def test_the_picture_is_small_and_of_this_version() -> None:
    """Its caption names the run behind it. Draw it anew as CONTRIBUTING.md says."""
    picture = ROOT / "docs" / "beliefs.png"
    assert picture.stat().st_size < LARGEST
    with Image.open(picture) as image:
        facts = image.info
    spring = load_scenario(SCENARIO)
    assert (facts["Scenario"], facts["Scenario hash"], facts["Version"]) == (
        spring.name,
        spring.hash,
        tool_version(),
    )
