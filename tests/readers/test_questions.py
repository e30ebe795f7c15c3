"""The twenty questions of this edition, and those of the first, are answered where their keys say."""

import re

from tests.docs.documents import ROOT, text_of
from tests.for_each import for_each

FOLDER = ROOT / "tests" / "readers"
KEYS = {
    name: [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text_of(FOLDER / name).partition("## The form")[0].splitlines()
        if re.match(r"\| \d+ \|", line)
    ]
    for name in ("questions.md", "questions-1.md")
}


@for_each("name", KEYS)
def test_there_are_twenty(name: str) -> None:
    assert [int(number) for number, *_ in KEYS[name]] == [*range(1, 21)]
    assert all("?" in question for _, question, *_ in KEYS[name])


def test_the_questions_of_this_edition_are_new() -> None:
    fresh, first = ({row[1] for row in rows} for rows in KEYS.values())
    assert not fresh & first


@for_each(("place", "words"), [(row[3], row[4]) for rows in KEYS.values() for row in rows])
def test_an_answer_stands_where_the_key_says(place: str, words: str) -> None:
    assert words in " ".join(text_of(ROOT / place).split())
