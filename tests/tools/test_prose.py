"""The linter of prose counts what a reader reads, and the pages of its list keep to its limits."""

from pathlib import Path

import pytest

from sim.publish.glossary import glossary
from tests.for_each import for_each
from tools import prose

SHORT = "The model runs for many months. It stops at a war.\n"


@for_each("page", prose.PAGES)
def test_a_page_of_the_list_keeps_to_the_limits(page: str) -> None:
    assert prose.prose_of((prose.ROOT / page).read_text(encoding="utf-8")).faults() == []


def test_readme_and_contributing_are_in_the_list() -> None:
    assert {"README.md", "CONTRIBUTING.md"} <= set(prose.PAGES)


@pytest.mark.parametrize(
    "outside",
    [
        "# What whoever reads a heading learns anew\n",
        "| what | whoever |\n| --- | --- |\n",
        "```\nwhoever runs this runs it anew\n```\n",
        "    sim show whoever runs it anew\n",
        "<!-- generated: options -->\n\nWhoever reads this reads it anew.\n\n<!-- end -->\n",
        "![What whoever sees anew](picture.png)\n",
    ],
)
def test_what_is_no_prose_of_ours_is_left_out(outside: str) -> None:
    assert prose.prose_of(f"{SHORT}\n{outside}\n{SHORT}") == prose.prose_of(f"{SHORT}\n{SHORT}")


def test_sentences_are_split_at_their_ends_and_at_items() -> None:
    found = prose.prose_of(
        "One two three. `sim run` prints 0.5 e.g. here.\n\n- four five six\n- seven eight nine\n"
    )
    assert found.sentences == (
        "One two three.",
        "Code prints 0.5 e.g here.",
        "four five six",
        "seven eight nine",
    )
    assert (found.words, found.mean) == (14, 3.5)


@for_each(
    ("text", "fault"),
    [
        ("One two three four five six seven. " * 2 + "word " * 36, "1 sentences of more than 35"),
        ("word " * 19, "19.0 words a sentence"),
        (SHORT + "It prints what it knows.", "are what or who"),
        (SHORT + "It runs anew each time.", "1 words to avoid"),
        *(
            (f"{SHORT}It shows the {each}s again.", "1 words to avoid")
            for term in glossary()
            for each in term.avoid
            if not each.endswith("s")
        ),
    ],
)
def test_each_limit_is_held(text: str, fault: str) -> None:
    assert any(fault in each for each in prose.prose_of(text).faults())


def test_the_linter_prints_a_line_a_page_and_fails_for_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(SHORT, encoding="utf-8")
    bad.write_text(SHORT + "It runs anew each time.\n", encoding="utf-8")
    assert prose.main([str(good)]) == 0
    assert prose.main([str(good), str(bad), "--show"]) == 1
    shown = capsys.readouterr().out
    assert "good.md" in shown
    assert "'anew', better 'again': It runs anew each time." in shown


@for_each(
    ("sentence", "count"),
    [
        ("It shows what a seat sees.", 1),
        ("Say what you know and for whom.", 2),
        ("A player who sees it may act.", 0),
        ("What comes out of it?", 0),
    ],
)
def test_only_relatives_that_stand_for_a_noun_count_and_no_question(
    sentence: str, count: int
) -> None:
    prose_of = prose.Prose((sentence,))
    assert round(prose_of.relatives * prose_of.words / 1000) == count


def test_one_sentence_in_three_is_joined_to_others() -> None:
    plain, joined = "The model runs for months.", "It stops because a war has come."
    assert prose.Prose((plain,) * 12).faults() == [
        "a connective in 0% of sentences, at least a third"
    ]
    assert prose.Prose((plain, plain, joined) * 4).faults() == []
    assert prose.Prose((plain,) * 12, page=False).faults() == []


def test_texts_of_the_program_are_read_without_their_docstrings() -> None:
    texts = prose.literals().sentences
    assert any("cannot tell" in text or "cubic with its 95 %" in text for text in texts)
    assert not any("worlds or points is in each resample" in text for text in texts)
