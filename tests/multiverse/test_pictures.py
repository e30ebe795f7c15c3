"""The specification curve and the ablation dots: one mark a choice, the default marked, bytes that repeat."""

import numpy as np

from sim.analysis.multiverse.choices import Ablation
from sim.analysis.multiverse.figures import HEADS, ablation_dots, specification_curve
from sim.show.drawn import Drawn
from sim.study.estimate.paired import compare_paired
from tests.multiverse.test_multiverse import few
from tests.show.drawn import by_gid, illegible, only, provenance, words

ABOUT = provenance(60, counted="worlds a specification")


def settled(figure: Drawn) -> Drawn:
    return figure


def test_every_specification_makes_one_choice_in_each_dimension() -> None:
    found = few()
    figure = settled(specification_curve(found, ABOUT))
    assert illegible(figure) == []
    count = len(found.specifications)
    for dimension in HEADS:
        marks = [place for line in by_gid(figure, f"{dimension} ") for place in line.get_xdata()]
        assert sorted(marks) == list(range(count))
    assert only(figure, "shares").get_ydata().tolist() == [each.share.value for each in found.specifications]


def test_the_default_and_the_difference_of_choice_and_luck_are_written() -> None:
    text = " ".join(words(specification_curve(few(), ABOUT)).split())
    assert "default: " in text
    assert "choice, not luck" in text


def rows(n: int = 200, channels: int = 4) -> list[Ablation]:
    luck = np.random.default_rng(3)
    made = []
    for channel in range(channels):
        a, b = luck.random(n) < 0.3 + 0.1 * channel, luck.random(n) < 0.3
        made.append(Ablation(f"channel {channel}", {"lose_lose": compare_paired(a, b), "war": compare_paired(b, b)}, 3))
    return made


def test_the_channel_that_changes_most_is_on_top_and_each_dot_is_at_its_difference() -> None:
    made = rows()
    figure = settled(ablation_dots(made, provenance(200, counted="pairs of worlds", method="Tango 95 %")))
    assert illegible(figure) == []
    names = [text.get_text() for text in np.ravel(figure.ax)[0].get_yticklabels()]
    assert names[0] == "channel 3"
    assert set(names) == {f"channel {k}" for k in range(4)}


def test_the_bytes_repeat() -> None:
    about = provenance(200, counted="pairs of worlds")
    for kind in ("svg", "pdf"):
        assert specification_curve(few(), ABOUT).rendered(kind) == specification_curve(few(), ABOUT).rendered(kind)
        assert ablation_dots(rows(), about).rendered(kind) == ablation_dots(rows(), about).rendered(kind)
