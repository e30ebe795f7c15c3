"""What is kept between commands is believed only if it is as it was kept, and only for what it was
made from.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

import sim
from sim.classroom.class_page import giants
from sim.classroom.class_page.giants import refuse
from sim.classroom.class_page.lesson import STORY, lesson_from, read_lesson
from sim.classroom.class_page.proving import Proved
from sim.core.base.errors import DataProblem
from sim.core.engine import cache
from sim.history.filter import Clouds
from sim.study.store import kept
from sim.study.store.kept import keep


class Plays:
    """How often something is made."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> bytes:
        self.count += 1
        return b"worlds"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that holds nothing."""
    monkeypatch.setattr(kept, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "kept"


@pytest.fixture
def make() -> Plays:
    return Plays()


def test_the_same_is_made_once_and_anything_else_anew(folder: Path, make: Plays) -> None:
    for text in (b"a", b"a", b"b"):
        assert keep("proof", (text,), make) == b"worlds"
    assert make.count == 2
    keep("thing", (b"a",), make)
    assert make.count == 3
    assert keep("proof", (b"ab", b"c"), make) == keep("proof", (b"a", b"bc"), make)
    assert make.count == 5


def test_other_rules_or_other_code_make_it_anew(
    folder: Path, make: Plays, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("proof", (b"a",), make)
    monkeypatch.setattr(kept, "fingerprint", lambda: "other rules")
    keep("proof", (b"a",), make)
    monkeypatch.setattr(kept, "code", lambda: b"other code")
    keep("proof", (b"a",), make)
    assert make.count == 3


@pytest.mark.parametrize("change", ["altered", "cut short", "emptied", "taken for another"])
def test_a_file_that_was_changed_is_made_anew_with_one_line(
    folder: Path, make: Plays, change: str
) -> None:
    keep("proof", (b"a",), make)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    match change:
        case "altered":
            file.write_bytes(whole.replace(b"worlds", b"wordls"))
        case "cut short":
            file.write_bytes(whole[:-1])
        case "emptied":
            file.write_bytes(b"")
        case _:
            keep("proof", (b"b",), make)
            (other,) = set(folder.iterdir()) - {file}
            file.write_bytes(other.read_bytes())
    before = make.count
    with pytest.warns(UserWarning, match="The proof kept in .* is made again") as caught:
        assert keep("proof", (b"a",), make) == b"worlds"
    assert (len(caught), make.count) == (1, before + 1)
    assert keep("proof", (b"a",), make) == b"worlds"
    assert (file.read_bytes(), make.count) == (whole, before + 1)


def test_a_file_that_another_user_could_write_is_not_believed(
    folder: Path, make: Plays, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("proof", (b"a",), make)
    monkeypatch.setattr(cache, "only_ours", lambda _: False)
    with pytest.warns(UserWarning, match="is made again"):
        keep("proof", (b"a",), make)
    assert make.count == 2


def test_a_cache_that_cannot_be_written_gives_the_same_with_one_line(
    folder: Path, make: Plays
) -> None:
    cache.make_private(folder.parent)
    folder.write_text("a file in the way")
    for count in (1, 2):
        with pytest.warns(UserWarning, match="keeps no proof, since it cannot be written") as said:
            assert keep("proof", (b"a",), make) == b"worlds"
        assert len([each for each in said if "keeps no" in str(each.message)]) == 1
        assert make.count == count


def test_the_newest_of_a_kind_are_kept(folder: Path, make: Plays) -> None:
    for text in (b"a", b"b", b"c"):
        keep("thing", (text,), make, most=2)
    keep("proof", (b"a",), make, most=2)
    assert sorted(file.name[:5] for file in folder.iterdir()) == ["proof", "thing", "thing"]


def test_a_lesson_is_proved_once_and_anew_if_its_text_or_seed_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proved: list[str] = []
    monkeypatch.setattr(giants, "lines", lambda lesson: proved.append(lesson.name) or ())
    for _ in range(2):
        refuse(read_lesson(STORY), STORY)
    assert proved == [STORY]
    text = read_lesson(STORY).file.text
    for seed in (8, 9, 8):
        changed = text.replace("seed = 7", f"seed = {seed}")
        assert changed != text
        refuse(lesson_from("wall.toml", changed.encode()), STORY)
    assert len(proved) == 3


def test_what_does_not_hold_is_refused_in_the_same_words_from_what_was_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = [Proved(False, "the claim: no"), Proved(True, "the other: yes")]
    monkeypatch.setattr(giants, "lines", lambda _: iter(failed))
    said = []
    for _ in range(2):
        with pytest.raises(DataProblem, match="breaks 1 of the rules") as problem:
            refuse(read_lesson(STORY), STORY)
        said.append(str(problem.value))
    assert said[0] == said[1]
    assert "the claim: no" in said[0]


def test_a_lesson_with_a_policy_of_ones_own_is_proved_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proved: list[str] = []
    monkeypatch.setattr(giants, "lines", lambda lesson: proved.append(lesson.name) or ())
    monkeypatch.setattr(giants, "own_policies", lambda _: {"seoul": "mine:policy"})
    for _ in range(2):
        refuse(read_lesson(STORY), STORY)
    assert proved == [STORY] * 2


def test_a_second_forecast_reads_no_month_and_says_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months: list[int] = []
    read = Clouds.read

    def counted(clouds: Clouds, *arguments: object) -> object:
        months.append(clouds.month)
        return read(clouds, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Clouds, "read", counted)
    size = {"last": "1993-06", "particles": 2, "worlds": 20}
    first = sim.forecast(**size)
    assert len(months) == 42
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = sim.forecast(**size)
    assert len(months) == 42
    assert again.data() == first.data()
    sim.forecast(**size | {"seed": 8})
    assert len(months) == 2 * 42
    file = next(folder.glob("filtered-record-*"))
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.warns(UserWarning, match="The filtered record kept in .* is made again"):
        repaired = [sim.forecast(**size | {"seed": seed}) for seed in (7, 8)]
    assert repaired[0].data() == first.data()
