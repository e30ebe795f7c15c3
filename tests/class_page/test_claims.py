"""What lessons teach is what the model does: every claim, every decisive month, and flips in both directions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.claims import Claim, examine
from sim.analysis.claims.claim import WORLDS, Wanted
from sim.classroom.class_page import export, lesson_names, proof
from sim.classroom.class_page.export import read_texts
from sim.classroom.class_page.lesson import read_lesson
from sim.classroom.class_page.proof import flips_of, happened, proved, refuse
from sim.errors import UsageProblem
from sim.study.formula import Formula

SHOWN = 50
"""Worlds that a page shows."""

MOST_WORDS = 350
CLAIMS = [(name, claim) for name in lesson_names() for claim in read_lesson(name).claims]
OF_MANY = [(name, claim) for name, claim in CLAIMS if claim.world is None]
ANOTHER_SEED = 1
MOMENTS = [(name, moment) for name in lesson_names() for moment in read_lesson(name).moments]

FIXED = {
    "spiral": {
        "ships arm the fearful": (0.02, np.inf),
        "ships stop the greedy": (-np.inf, -0.02),
        "talks calm the fearful": (-np.inf, -0.02),
        "the perfect reader is seldom sure": (-np.inf, 0.333),
    },
    "brink": {
        "both stand firm": (0.05, 0.2),
        "Washington backs down": (-np.inf, -1.0),
        "Pyongyang backs down": (-np.inf, -1.0),
    },
    "key": {
        "enforcement stops the greedy": (-np.inf, -0.1),
        "enforcement does not stop the fearful": (0.0, np.inf),
        "without the key": (-0.02, 0.02),
    },
    "turn": {"turns begin": (0.05, np.inf), "turns end": (0.333, np.inf)},
    "lose-lose": {"the shown world": (1.0, np.inf), "the other pair": (1.0, np.inf)},
}
"""The bounds that were set before anything was measured; a claim may not ask for less."""


def ids(pairs: list[tuple[str, Claim]]) -> list[str]:
    return [f"{name}: {claim.name}" for name, claim in pairs]


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=ids(CLAIMS))
def test_a_claim_holds_in_4_000_worlds(name: str, claim: Claim) -> None:
    found = examine(claim)
    assert found.holds, found
    assert found.measured.n <= (1 if claim.world is not None else 4000)


@pytest.mark.parametrize(("name", "claim"), OF_MANY, ids=ids(OF_MANY))
def test_a_claim_hangs_on_no_seed(name: str, claim: Claim) -> None:
    found = examine(claim, seed=ANOTHER_SEED)
    assert found.holds, found


@pytest.mark.parametrize(("name", "moment"), MOMENTS, ids=ids(MOMENTS))
def test_a_decisive_month_happens_in_the_shown_world(name: str, moment: Claim) -> None:
    assert examine(moment).holds


@pytest.mark.parametrize("name", lesson_names())
def test_no_bound_is_bent(name: str) -> None:
    claims = {claim.name: claim for claim in read_lesson(name).claims}
    for each, (least, most) in FIXED[name].items():
        wanted = claims[each].wanted
        assert wanted is not None
        assert wanted.clear
        assert wanted.low >= least
        assert wanted.high <= most


@pytest.mark.parametrize("name", lesson_names())
def test_flips_go_both_ways_and_the_shown_world_flips_on_the_page(name: str) -> None:
    """A class whose bets always fail the same way learns a slogan; in fifty worlds the rarer way may not come up."""
    lesson = read_lesson(name)
    shown = np.concatenate(flips_of(lesson, lesson.start, SHOWN))
    assert lesson.world in shown, "the shown world itself flips"
    out, into = flips_of(lesson, lesson.start, WORLDS)
    assert out.size
    assert into.size
    first, second = (happened(lesson, lesson.start.change(side), WORLDS) for side in (lesson.first, lesson.second))
    assert (first[out] & ~second[out]).all()
    assert (second[into] & ~first[into]).all()


@pytest.mark.parametrize("name", lesson_names())
def test_the_texts_tell_of_the_same_months_in_few_words(name: str) -> None:
    texts, lesson = read_texts("en", name), read_lesson(name)
    moments = {key: text for key, text in texts.items() if key.startswith(f"lesson.{name}.moments.")}
    assert list(moments) == [f"lesson.{name}.moments.{moment.name}" for moment in lesson.moments]
    assert 5 <= len(lesson.moments) <= 7
    told = [
        texts[f"lesson.{name}.{part}"]
        for part in ("name", "kicker", "headline", "story", "question", "first", "second", "moral")
    ]
    assert sum(len(text.split()) for text in (*told, *moments.values())) <= MOST_WORDS


def test_every_lesson_has_a_moral_of_its_own() -> None:
    morals = [set(read_texts("en", name)[f"lesson.{name}.moral"].lower().split()) for name in lesson_names()]
    for place, one in enumerate(morals):
        assert all(len(one & other) < len(one | other) / 2 for other in morals[:place])


def test_a_false_claim_is_refused_by_name_with_both_numbers() -> None:
    false = next(claim for _, claim in CLAIMS if claim.name == "ships stop the greedy")
    found = examine(replace(false, wanted=Wanted(low=0.02, clear=True)), 200)
    with pytest.raises(UsageProblem) as problem:
        refuse("spiral", (found,))
    assert problem.value.what == "the model does not bear out 'ships stop the greedy'"
    assert f"measured {found.measured}, claimed at least 0.02" in problem.value.where
    assert len(str(problem.value).splitlines()) == 3


def test_a_lesson_with_a_false_claim_is_not_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    false = replace(
        read_lesson("turn").claims[0], name="it", measure=Formula("war"), wanted=Wanted(low=0.5, clear=True)
    )
    lesson = replace(read_lesson("turn"), claims=(false,), moments=())
    monkeypatch.setattr("sim.classroom.class_page.lesson.read_lesson", lambda _: lesson)
    proved.cache_clear()
    with pytest.raises(UsageProblem, match="the model does not bear out 'it'"):
        export("turn", tmp_path / "class.html", worlds=10)
    assert not list(tmp_path.iterdir())


def test_a_lesson_that_flips_one_way_is_not_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = replace(read_lesson("turn"), claims=(), moments=(), second=read_lesson("turn").first)
    monkeypatch.setattr("sim.classroom.class_page.lesson.read_lesson", lambda _: lesson)
    monkeypatch.setattr(proof, "WORLDS", 50)
    proved.cache_clear()
    with pytest.raises(UsageProblem, match="in one direction at most"):
        proved("turn")


@pytest.fixture(autouse=True)
def forget() -> None:
    proved.cache_clear()
