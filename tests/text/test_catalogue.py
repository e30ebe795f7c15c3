"""The catalogue of texts: every language says the same things, names are those of the catalogues,
and what cannot be.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.policies import POLICIES
from sim.core.outcomes.outcomes import FINAL_STATES, FLAGS, RUNGS
from sim.pages import text as catalogue
from sim.pages.text import LONG, LONGER, languages, page_texts, parts, read_texts, texts
from tests.for_each import for_each
from tools.update_language import Part, part_in

TEXTS = Path(catalogue.__file__).parent
PLACE = re.compile(r"\{\w+\}")
MARKUP = re.compile(r"</?\w+[^>]*>")
OTHERS = [(language, part) for language in languages() if language != "en" for part in parts()]


def places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))


def test_every_name_of_the_model_has_a_text() -> None:
    names = texts("names")
    for menu, moves in MOVES.items():
        capital, kind = menu.split(".")
        assert {f"{kind}s.{capital}.{move.name}" for move in moves} <= names.keys()
    for capital in CAPITALS:
        courses = {course.name for course in COURSES[capital]}
        assert {f"courses.{capital}.{course}" for course in courses} <= names.keys()
        assert {
            f"policies.{policy}" for policy in POLICIES[capital].keys() - courses
        } <= names.keys()
    assert {f"states.{state}" for state in FINAL_STATES} <= names.keys()
    assert {f"outcomes.{flag}" for flag in FLAGS if not flag.startswith("goal_")} <= names.keys()
    assert [names[f"rungs.{rung}"] for rung in range(10)] == list(RUNGS)


@pytest.mark.parametrize("language", languages())
def test_a_move_that_was_made_has_another_name_than_the_next(language: str) -> None:
    said = page_texts(language, "seats")
    assert said["seat.own"] != said["seat.move"]


def test_no_name_of_a_catalogue_is_declared_twice() -> None:
    from sim.pages.text.names import english_names

    policies = {f"policies.{name}" for known in POLICIES.values() for name in known}
    own = read_texts("names").keys()
    assert own & dict(english_names()).keys() == set()
    assert own <= policies | {"kims.drawn"}


@pytest.mark.parametrize("language", languages())
def test_a_language_has_no_part_that_english_has_not(language: str) -> None:
    assert set(parts(language)) <= set(parts())


@for_each(("language", "part"), OTHERS)
def test_every_language_says_what_english_says_with_the_same_places(
    language: str, part: str
) -> None:
    """Every text was made from the English that there is now, and has its places; none is left
    over.

    One that is missing is in English until somebody translates it: who adds an outcome need not
    know every language.
    """
    own = part_in(part, language)
    update = f"python tools/update_language.py {language} puts it in step"
    assert own.pairs.keys() <= own.english.keys(), update
    assert (TEXTS / language / f"{part}.toml").read_text(encoding="utf-8") == own.written(), update
    assert [
        key for key, (english, said) in own.pairs.items() if places(said) != places(english)
    ] == []


def test_a_text_whose_english_has_changed_is_translated_anew() -> None:
    pairs = {"a.b": ("One", "Eins"), "a.c": ("Two", "Zwei"), "a.-2.no more": ("Off", "Aus")}
    found = Part("# Head.\n", pairs, {"a.b": "One", "a.c": "Both", "a.d": "New"})
    assert (found.kept, found.changed, found.missing) == (
        {"a.b": "Eins"},
        {"a.c": "Zwei"},
        {"a.c": "Both", "a.d": "New"},
    )
    assert found.written() == '# Head.\n\n[a]\nb = ["One", "Eins"]\n'
    whole = Part(
        "# Head.\n", pairs, {key: english for key, (english, _) in pairs.items()}
    ).written()
    assert whole.endswith('c = ["Two", "Zwei"]\n\n[a."-2"]\n"no more" = ["Off", "Aus"]\n')


@for_each("part", parts())
def test_every_text_is_a_text(part: str) -> None:
    assert [key for key, text in texts(part).items() if not isinstance(text, str)] == []


def test_what_a_language_does_not_have_yet_is_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {("common", "xx"): {"language.name": ("English", "Xx")}}
    monkeypatch.setattr(catalogue, "languages", lambda: ("en", "xx"))
    monkeypatch.setattr(
        catalogue, "read_pairs", lambda part, language: known.get((part, language), {})
    )
    assert texts("common", "xx") == texts("common") | {"language.name": "Xx"}


def test_an_unknown_language_is_named_with_those_that_there_are() -> None:
    with pytest.raises(UsageProblem) as caught:
        texts("story", "e")
    assert str(caught.value).splitlines()[0].endswith("there are no texts in 'e'")
    assert ", ".join(languages()) in caught.value.remedy
    assert "Did you mean 'en'?" in caught.value.remedy


def test_parts_that_share_a_key_cannot_be_on_one_page() -> None:
    with pytest.raises(ValueError, match="repeats"):
        page_texts("en", "names", "names")


@for_each("part", sorted(set(parts()) - {"common"}))
def test_the_long_language_keeps_places_and_markup_and_is_longer_by_two_fifths(part: str) -> None:
    for key, text in texts(part, LONG).items():
        plain = texts(part)[key]
        assert places(text) == places(plain)
        assert MARKUP.findall(text) == MARKUP.findall(plain)
        own = PLACE.sub("", MARKUP.sub("", plain))
        assert len(text) >= (1 + LONGER) * len(own) or not re.search(r"[A-Za-z]", own)
