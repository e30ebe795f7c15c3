"""What models of language read names every page that the start page names, and nothing else."""

import re

from tests.docs.documents import ROOT
from tools.language_models import text_from

INDEX = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
TARGET = re.compile(r"[^!]\[[^\]]*\]\(([^)]+)\)")


def test_every_page_of_the_tables_is_there_with_what_it_says() -> None:
    text = text_from(INDEX)
    tables = "\n".join(line for line in INDEX.splitlines() if line.startswith("| "))
    for target in TARGET.findall(tables):
        assert f"]({target})" in text
    for line in (
        "- [odd](odd.md): every rule with its formula, by the ODD protocol",
        "no forecast",
    ):
        assert line in text
    assert set(TARGET.findall(text)) <= set(TARGET.findall(INDEX))


def test_it_begins_as_llms_txt_begins_and_shows_no_picture() -> None:
    title, empty, about, *_ = text_from(INDEX).splitlines()
    assert (title, empty) == ("# Korea escalation", "")
    assert about.startswith("> An agent-based simulation of the North Korean nuclear crisis")
    assert "![" not in text_from(INDEX)
    assert "Each point is" not in text_from(INDEX)
