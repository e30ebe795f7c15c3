"""The specification curve: one mark a choice, the default marked, bytes that repeat."""

from sim.analysis.multiverse.figures import HEADS, specification_curve
from tests.multiverse.test_multiverse import few
from tests.show.drawn import by_gid, illegible, only, words


def test_every_specification_makes_one_choice_in_each_dimension() -> None:
    found = few()
    figure = specification_curve(found)
    assert illegible(figure) == []
    count = len(found.specifications)
    for dimension in HEADS:
        marks = [place for line in by_gid(figure, f"{dimension} ") for place in line.get_xdata()]
        assert sorted(marks) == list(range(count))
    assert only(figure, "shares").get_ydata().tolist() == [
        each.share.value for each in found.specifications
    ]


def test_the_default_and_the_difference_of_choice_and_luck_are_written() -> None:
    text = " ".join(words(specification_curve(few())).split())
    assert "default: " in text
    assert "choice, not chance" in text


def test_the_bytes_repeat() -> None:
    for kind in ("svg", "pdf"):
        assert specification_curve(few()).rendered(kind) == specification_curve(few()).rendered(
            kind
        )
