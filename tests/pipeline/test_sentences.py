"""The sentences of findings keep to the limits of our prose."""

import pytest

from sim.cli.main import run_guarded
from tests.cli.test_first_screens import SCREENS
from tests.pipeline.analyses import ANALYSES
from tools.prose import prose_of

QUICK = ("run", "compare", "robustness", "game", "choices", "why", "parameters", "sensitivity")
"""Analyses that take a second or two; the sentences of the history's are long to wait for."""
LINES = [*(ANALYSES[name] for name in QUICK), *(words for words in SCREENS if words[0] != "game")]


def test_sentences_of_findings_are_short_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "sim.cli.analysis.show", lambda finding, *_: said.extend(finding.sentences())
    )
    for words in LINES:
        assert run_guarded([*words, "-q"]) == 0
    prose = prose_of("\n\n".join(said))
    assert len(prose.sentences) > len(LINES)
    assert (prose.long, prose.banned) == ([], [])
    assert prose.faults() == []
