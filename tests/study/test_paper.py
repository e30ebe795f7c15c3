"""A paper.toml gives authors, licence and DOI, or a message with the line and the key."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from sim.core.base.errors import ScenarioProblem
from sim.study.experiment.study_file import read_study
from sim.study.experiment.study_schema import AuthorTable, PaperTable, last_of, read_paper

WHOLE = """
title = "Pressure and its limits"
licence = "CC-BY-4.0"
doi = "https://doi.org/10.5281/zenodo.1234567"

[[authors]]
name = "Josiah Carberry"
orcid = "https://orcid.org/0000-0002-1825-0097"
affiliation = "Brown University"

[[authors]]
name = "A. N. Other"
"""


def read(folder: Path, text: str) -> PaperTable:
    path = folder / "paper.toml"
    path.write_text(text, encoding="utf-8")
    return read_paper(path)


def test_a_paper_is_read(tmp_path: Path) -> None:
    paper = read(tmp_path, WHOLE)
    first = AuthorTable(
        name="Josiah Carberry", orcid="0000-0002-1825-0097", affiliation="Brown University"
    )
    assert paper.authors == [first, AuthorTable(name="A. N. Other")]
    assert paper.doi == "10.5281/zenodo.1234567"


@pytest.mark.parametrize(
    "number", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]
)
def test_known_orcid_ids_are_taken(tmp_path: Path, number: str) -> None:
    paper = read(tmp_path, f'[[authors]]\nname = "X"\norcid = "{number}"\n')
    assert paper.authors[0].orcid == number


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_never_fits(digits: str, place: int, step: int) -> None:
    other = str((int(digits[place]) + step) % 10)
    assert last_of(digits) != last_of(digits[:place] + other + digits[place + 1 :])


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "GPL-3.0-or-later",
        "GPL-2.0+ WITH Classpath-exception-2.0",
        "(MIT OR Apache-2.0) AND CC-BY-4.0",
        "LicenseRef-mine",
        "https://creativecommons.org/licenses/by/4.0/",
    ],
)
def test_licences_are_names_of_spdx_or_addresses(tmp_path: Path, licence: str) -> None:
    assert read(tmp_path, f'licence = "{licence}"').licence == licence


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[[authors]]\nname = "X"\norcid = "0000-0002-1825-0098"\n', 3, "authors[0].orcid"),
        ('[[authors]]\nname = "X"\n[[authors]]\nname = "Y"\norcid = "12"\n', 5, "authors[1].orcid"),
        ('[[authors]]\nname = "X"\norcid = "\u0660000-0002-1825-0097"\n', 3, "authors[0].orcid"),
        ('licence = "do what you like"\n', 1, "licence"),
        ('title = "T"\ndoi = "zenodo.1234567"\n', 2, "doi"),
        ('title = "T"\nlicense = "MIT"\n', 2, "license"),
        ("[[authors]]\norcid = 3\n", 1, "authors[0].name"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_key(
    tmp_path: Path, text: str, line: int, key: str
) -> None:
    with pytest.raises(ScenarioProblem) as found:
        read(tmp_path, text)
    problem = found.value
    assert (problem.file, problem.place.line, problem.key) == (
        str(tmp_path / "paper.toml"),
        line,
        key,
    )
    assert str(problem).count("\n") == 2


def test_a_study_may_hold_its_paper(tmp_path: Path) -> None:
    study = tmp_path / "mine.toml"
    text = (
        'title = "T"\nscenario = "2017-spring"\noutcomes = ["war"]\n[[design]]\nkind = "single"\n'
    )
    study.write_text(text + '[paper]\ndoi = "10.1000/182"\n', encoding="utf-8")
    assert "10.1000/182" in read_study(study).text
    study.write_text(text + '[paper]\ndoi = "182"\n', encoding="utf-8")
    with pytest.raises(ScenarioProblem) as found:
        read_study(study)
    assert found.value.key == "paper.doi"
