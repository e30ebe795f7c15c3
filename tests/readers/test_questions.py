"""The twenty questions of a scholar, a teacher and an analyst are answered where the key says."""

import re

from tests.docs.documents import ROOT, text_of
from tests.for_each import for_each

KEY = ROOT / "tests" / "readers" / "questions.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in text_of(KEY).splitlines()
    if re.match(r"\| \d+ \|", line)
]


def test_there_are_twenty() -> None:
    assert [int(number) for number, *_ in ROWS] == [*range(1, 21)]
    assert all(question.endswith("?") or "?" in question for _, question, *_ in ROWS)


@for_each(("place", "words"), [(row[3], row[4]) for row in ROWS])
def test_an_answer_stands_where_the_key_says(place: str, words: str) -> None:
    assert words in " ".join(text_of(ROOT / place).split())
