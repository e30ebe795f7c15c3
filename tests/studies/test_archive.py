"""Archives for a paper: what they hold, that they run as they are, that every file is sealed, and
bombs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from sim.core.base.errors import DataProblem, MismatchProblem, UsageProblem
from sim.core.outcomes.outcomes import FINAL_NAMES
from sim.core.scenario.fingerprint import model
from sim.show.drawn import as_csv as as_rows
from sim.study.experiment.study_file import read_study
from sim.study.store.archive import MOST_TEXT, SUMS, archive, unpack_archive, verify
from sim.study.store.values import hash_of_file
from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each
from tests.storage.sealing import changed, reseal
from tests.studies.studies import SMALL, every, play, tabled, written

PAPER = """title = "Crisis & chance"
licence = "CC-BY-4.0"
doi = "10.5281/zenodo.1234567"
[[authors]]
name = "Josiah Carberry"
orcid = "0000-0002-1825-0097"
affiliation = "Brown University"
[[authors]]
name = "A. N. Other"
"""
ROBUST = (
    "robustness",
    "mycase.toml",
    "--points",
    20,
    "-n",
    10,
    "--resamples",
    50,
    "-q",
    "--no-progress",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with the results of a study from Python, and of an analysis of an own scenario by its
    command.
    """
    place = tmp_path_factory.mktemp("paper")
    play(read_study(tabled(place)), place / "study")
    (place / "mycase.toml").write_text('base = "core"\nmonths = 4\n')
    (place / "paper.toml").write_text(PAPER)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setattr(sys, "argv", ["sim", *map(str, ROBUST), "-o", "rob"])
        from sim.cli.main import run_guarded

        assert run_guarded([*map(str, ROBUST), "-o", "rob"]) == 0
    archive([place / "study", place / "rob"], place / "paper.zip", str(place / "paper.toml"))
    archive([place / "study"], place / "plain.zip")
    return place


def contents(path: Path) -> dict[str, bytes]:
    """Return the entries of an archive by name."""
    with zipfile.ZipFile(path) as held:
        return {name: held.read(name) for name in held.namelist()}


def repacked(path: Path, entries: Mapping[str, bytes], seal: bool = False) -> Path:
    """Write an archive of some entries; with `seal` its list of hashes is made to fit them."""
    listed = dict(entries)
    if seal:
        sums = [
            f"{hashlib.sha256(held).hexdigest()}  {name}\n"
            for name, held in listed.items()
            if name != SUMS
        ]
        listed[SUMS] = "".join(sums).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in listed.items():
            made.writestr(name, held)
    return path


def test_an_archive_makes_all_its_results_again(place: Path, capsys: Captured) -> None:
    ended = said(capsys, "reproduce", place / "paper.zip", "-q")
    assert ended.code == 0, ended.err
    assert "value for value" in ended.out
    assert "tables and figures" in ended.out
    assert said(capsys, "reproduce", place / "paper.zip", "--check").code == 0


def test_the_same_results_give_the_same_archive(place: Path, tmp_path: Path) -> None:
    archive([place / "study"], tmp_path / "plain.zip")
    assert (tmp_path / "plain.zip").read_bytes() == (place / "plain.zip").read_bytes()


def test_every_entry_is_listed_with_its_hash(place: Path) -> None:
    held = contents(place / "paper.zip")
    lines = [line.split("  ") for line in held[SUMS].decode().splitlines()]
    assert {name: digest for digest, name in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in held.items() if name != SUMS
    }


def test_an_archive_holds_what_a_reader_needs(place: Path) -> None:
    held = contents(place / "paper.zip")
    assert {
        "README.md",
        "codebook.csv",
        "constraints.txt",
        "commands.sh",
        "paper.toml",
    } <= held.keys()
    assert b"sim robustness mycase.toml --points 20" in held["commands.sh"]
    assert b"numpy==" in held["constraints.txt"]
    book = list(csv.DictReader(io.StringIO(held["codebook.csv"].decode())))
    assert all(row["meaning"] for row in book)
    known = {(row["file"], row["column"]): row for row in book}
    assert "world" in known["study/runs.parquet", "war"]["meaning"]
    assert known["study/rounds/1/design.parquet", "washington.pressure"]["meaning"].startswith(
        "lever, set: "
    )
    for name in held:
        if name.endswith(".csv") and name.startswith(("study/", "rob/")) and "/tables/" not in name:
            columns = held[name].decode().partition("\n")[0]
            heads = next(csv.reader([columns]))
            file = name.replace("design.csv", "design.parquet").replace("runs.csv", "runs.parquet")
            assert {column for place, column in known if place == file} == set(heads), name


def test_the_readme_draws_a_figure_from_its_csv_alone(place: Path, tmp_path: Path) -> None:
    """Without this package: its import is refused."""
    with zipfile.ZipFile(place / "paper.zip") as held:
        held.extractall(tmp_path)
    readme = (tmp_path / "README.md").read_text()
    program = readme.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "draw.py").write_text(f"import sys\nsys.modules['sim'] = None\n{program}")
    run = sim.run({"months": 3}, worlds=20)
    for draw in (sim.plot.fan, sim.plot.ridges, sim.plot.timeline):
        (tmp_path / f"{draw.__name__}.csv").write_text(as_rows(draw(run).data))
    own = ("fan.csv", "ridges.csv", "timeline.csv")
    for table in ("rob/figure-lose_lose.csv", *own):
        (tmp_path / "drawn.png").unlink(missing_ok=True)
        subprocess.run([sys.executable, "-W", "error", "draw.py", table], cwd=tmp_path, check=True)
        assert (tmp_path / "drawn.png").stat().st_size > 5000


def test_tables_stand_as_csv_beside_parquet(place: Path) -> None:
    held = contents(place / "plain.zip")
    cells = list(csv.DictReader(io.StringIO(held["study/rounds/1/design.csv"].decode())))
    worlds = list(csv.DictReader(io.StringIO(held["study/runs.csv"].decode())))
    table = pq.read_table(io.BytesIO(held["study/rounds/1/design.parquet"])).to_pandas()
    assert [float(row["washington.pressure"]) for row in cells] == table[
        "washington.pressure"
    ].tolist()
    assert len(worlds) == 480
    assert {row["final_state"] for row in worlds} <= {name for name, _ in FINAL_NAMES}


def test_an_unpacked_archive_runs_as_it_is(
    place: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scenario of one's own was not found: the study named a file that the archive called
    otherwise.
    """
    with zipfile.ZipFile(place / "paper.zip") as held:
        held.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    commands = [
        line.split()[1:]
        for line in Path("commands.sh").read_text().splitlines()
        if line.startswith("sim ")
    ]
    assert [command[0] for command in commands] == ["sweep", "robustness"]
    before = every(tmp_path / "rob" / "rounds" / "1" / "parts")
    for command in commands:
        ended = said(capsys, *command, "--no-figures")
        assert ended.code == 0, ended.err
    assert every(tmp_path / "rob" / "rounds" / "1" / "parts") == before


def test_a_paper_names_its_authors_and_nobody_else(place: Path, capsys: Captured) -> None:
    """The archive named this project as the author of the user's data, under its licence."""
    readme = contents(place / "paper.zip")["README.md"].decode()
    for text in ("Josiah Carberry, Brown University, ORCID 0000-0002-1825-0097", "A. N. Other"):
        assert f"\n- {text}\n" in readme
    assert "Licence: CC-BY-4.0." in readme
    assert "DOI: 10.5281/zenodo.1234567" in readme
    plain = contents(place / "plain.zip")["README.md"].decode()
    assert "Licence: none is stated" in plain
    for text in ("Authors", "DOI", "contributors", "BSD"):
        assert text not in plain
    cited = said(capsys, "archive", place / "rob", "--cite", "--paper", place / "paper.toml").out
    assert "author = {{Josiah Carberry} and {A. N. Other}}" in cited
    assert "Crisis \\& chance" in cited
    assert "author" not in said(capsys, "archive", "--cite", place / "study").out
    assert [*json.loads(said(capsys, "archive", "--cite", place / "study", "--json").out)] == [
        "bibtex"
    ]


def test_a_study_says_its_authors_itself(tmp_path: Path, capsys: Captured) -> None:
    text = SMALL + '\n[paper]\nlicence = "CC0-1.0"\n[[paper.authors]]\nname = "Ada Lovelace"\n'
    play(read_study(written(tmp_path, text)), tmp_path / "out")
    assert "{Ada Lovelace}" in said(capsys, "archive", "--cite", tmp_path / "out").out


def test_who_packs_names_the_authors_and_a_citation_is_one(
    place: Path, tmp_path: Path, capsys: Captured
) -> None:
    authors = ("--author", "Ada Lovelace", "--author", "Émile & Co")
    cited = said(capsys, "archive", "--cite", place / "study", *authors).out
    year = json.loads((place / "study" / "manifest.json").read_text())["finished"][:4]
    assert "author = {{Ada Lovelace} and {Émile \\& Co}}" in cited
    assert f"year = {{{year}}}" in cited
    both = ("--paper", place / "paper.toml", *authors)
    packed = tmp_path / "named.zip"
    assert said(capsys, "archive", place / "study", "-o", packed, "-q", *both).code == 0
    readme = contents(packed)["README.md"].decode()
    assert "- Ada Lovelace\n- Émile & Co\n" in readme
    assert "Licence: CC-BY-4.0." in readme
    assert said(capsys, "reproduce", packed, "-q").code == 0
    nobody = said(capsys, "archive", "--cite", place / "study", "--author", " ")
    assert (nobody.code, "an author has no such name" in nobody.err) == (2, True)


ALTERED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "manifest": ("study/manifest.json", lambda held: held.replace(b'"seed": 7,', b'"seed": 8,', 1)),
    "study": ("inputs/study/study.toml", lambda held: held.replace(b"worlds = 40", b"worlds = 41")),
    "scenario": ("inputs/study/tiny.toml", lambda held: held + b"# more\n"),
    "readme": ("README.md", lambda held: held + b"x"),
    "table": ("study/runs.csv", lambda held: held.replace(b"false", b"true", 1)),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_is_found(
    what: str, place: Path, tmp_path: Path, capsys: Captured
) -> None:
    """An altered manifest or study was said to reproduce, and was cited as it stood."""
    name, change = ALTERED[what]
    held = contents(place / "plain.zip")
    assert change(held[name]) != held[name]
    path = repacked(tmp_path / "other.zip", held | {name: change(held[name])})
    for command in (("reproduce", "--check"), ("reproduce", "-q")):
        ended = said(capsys, *command, path)
        assert ended.code == 5
        assert f"{path}/{name}" in three_lines(ended.err)[1]
    # With a list of hashes made to fit, the files that follow from the results are made again.
    path = repacked(tmp_path / "sealed.zip", held | {name: change(held[name])}, seal=True)
    for more in ("-q", "--check"):
        ended = said(capsys, "reproduce", path, more)
        assert ended.code == (3 if what == "manifest" else 5)
        assert what != "manifest" or "'seed' says 8, and must be 7" in three_lines(ended.err)[0]


@pytest.mark.parametrize("how", ["gone", "added"])
def test_an_entry_gone_or_added_is_found(how: str, place: Path, tmp_path: Path) -> None:
    held = contents(place / "plain.zip")
    if how == "gone":
        del held["study/runs.csv"]
    else:
        held["study/more.csv"] = b"x"
    with pytest.raises(MismatchProblem, match="listed"):
        verify(repacked(tmp_path / "other.zip", held))


@for_each(
    "name",
    [
        "../out.json",
        "/etc/out.json",
        "study/../../out",
        "study\\x",
        "C:/x",
        "study/..",
        ".hidden",
        "a/b/c/d/e/f/g",
        "study/line\nbreak",
        "study/",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(name: str, place: Path, tmp_path: Path) -> None:
    path = tmp_path / "a" / "other.zip"
    path.parent.mkdir()
    shutil.copy(place / "plain.zip", path)
    with zipfile.ZipFile(path, "a") as held:
        held.writestr(name, "x" * (not name.endswith("/")))
    before = every(tmp_path)
    with pytest.raises(DataProblem, match="no plain file"), unpack_archive(path):
        pass
    assert every(tmp_path) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("how", ["link", "double", "cut", "no zip", "no list"])
def test_a_strange_archive_is_refused(
    how: str, place: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "other.zip"
    shutil.copy(place / "plain.zip", path)
    if how == "cut":
        path.write_bytes(path.read_bytes()[:2000])
    elif how == "no zip":
        path.write_text("no archive")
    elif how == "no list":
        repacked(path, {"README.md": b"x"})
    else:
        with zipfile.ZipFile(path, "a") as held:
            entry = zipfile.ZipInfo("study/link" if how == "link" else "study/manifest.json")
            entry.external_attr = (0o120777 if how == "link" else 0o100644) << 16
            held.writestr(entry, "/etc/passwd")
    for command in (("reproduce", "--check"), ("reproduce", "-q")):
        ended = said(capsys, *command, path)
        assert ended.code == 3
        assert "the archive is not used" in three_lines(ended.err)[0]


def test_a_bomb_is_refused_by_what_it_lists(place: Path, tmp_path: Path) -> None:
    """3 MB that unpack to 3 GB took 6 GB of memory; nothing of such an archive is unpacked."""
    path = repacked(tmp_path / "bomb.zip", contents(place / "plain.zip"))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as held,
        held.open("bomb.csv", "w", force_zip64=True) as out,
    ):
        for _ in range(300):
            out.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(DataProblem, match="would unpack to"):
        verify(path)
    assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("name", [SUMS, "study/manifest.json"])
def test_a_text_beyond_its_bound_is_refused(name: str, place: Path, tmp_path: Path) -> None:
    big = contents(place / "plain.zip") | {name: bytes(MOST_TEXT + 1)}
    with pytest.raises((DataProblem, MismatchProblem)):
        verify(repacked(tmp_path / "big.zip", big))


def test_an_entry_larger_than_it_says_is_refused(place: Path, tmp_path: Path) -> None:
    path = repacked(tmp_path / "liar.zip", contents(place / "plain.zip"))
    whole = path.read_bytes()
    size = len(contents(path)["study/runs.csv"]).to_bytes(4, "little")
    assert size in whole
    path.write_bytes(whole.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises((DataProblem, MismatchProblem)):
        verify(path)


def test_what_others_wrote_stays_out(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "study", tmp_path / "study")
    for name in (
        "rounds/1/parts/evil.parquet",
        "rounds/1/tables/mine.csv",
        "letter.txt",
        "other.png",
    ):
        (tmp_path / "study" / name).write_text("mine")
    archive([tmp_path / "study"], tmp_path / "study.zip")
    assert contents(tmp_path / "study.zip").keys() == contents(place / "plain.zip").keys()


def test_an_altered_folder_is_not_packed(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "rob", tmp_path / "rob")
    (tmp_path / "rob" / "finding.txt").write_text("No war.")
    with pytest.raises(DataProblem, match="not as it was written"):
        archive([tmp_path / "rob"], tmp_path / "rob.zip")
    assert not (tmp_path / "rob.zip").exists()


def test_an_altered_finding_does_not_reproduce(
    place: Path, tmp_path: Path, capsys: Captured
) -> None:
    """Tables and figures are made anew from the worlds, so a finding changed with its manifest is
    found too.
    """
    shutil.copytree(place / "rob", tmp_path / "rob")
    finding, manifest = tmp_path / "rob" / "finding.txt", tmp_path / "rob" / "manifest.json"
    before = hashlib.sha256(finding.read_bytes()).hexdigest()
    finding.write_text("No war.")
    manifest.write_text(
        manifest.read_text().replace(before, hashlib.sha256(finding.read_bytes()).hexdigest())
    )
    reseal(tmp_path / "rob")
    ended = said(capsys, "reproduce", tmp_path / "rob", "-q")
    assert ended.code == 5
    assert "'finding.txt' differs" in three_lines(ended.err)[0]


def test_a_command_is_a_caption_of_what_was_asked(
    place: Path, tmp_path: Path, capsys: Captured
) -> None:
    """Another command is refused where it is read, and where its words are forged with it, before
    anything plays.
    """
    shutil.copytree(place / "rob", tmp_path / "rob")
    manifest = tmp_path / "rob" / "manifest.json"
    whole = json.loads(manifest.read_text())
    assert whole["command"].startswith("sim robustness mycase.toml")
    changed(tmp_path / "rob", command="rm -r x")
    ended = said(capsys, "reproduce", tmp_path / "rob", "-q")
    assert ended.code == 3
    assert '\'command\' says "rm -r x", and must be "sim robustness' in ended.err
    for words, what in (
        (["play", "--teams", "4"], "a command of no analysis"),
        (["robustness", "mycase.toml", "--no-such"], "no such command"),
        (["robustness", "mycase.toml", "--help"], "no such command"),
        (["robustness", "mycase.toml", "-n", "11", "-o", "rob"], "'question.options"),
        (["run", "2017-spring", "-o", "rob"], "'question.analysis' says"),
    ):
        command, files = f"sim {' '.join(words)}", dict(whole["files"])
        for round_one in (tmp_path / "rob").glob("rounds/*/manifest.json"):
            about = json.loads(round_one.read_text())["about"] | {"words": words}
            changed(round_one.parent, command=command, about=about)
            files[str(round_one.relative_to(tmp_path / "rob"))] = hash_of_file(round_one)
        question = whole["about"]["question"] | {"words": words}
        about = whole["about"] | {"question": question}
        changed(tmp_path / "rob", command=command, files=files, about=about)
        ended = said(capsys, "reproduce", tmp_path / "rob", "-q")
        assert (words, ended.code) == (words, 3 if "question." in what else 5)
        assert what in ended.err


def test_an_archive_is_not_written_over(place: Path, tmp_path: Path) -> None:
    (tmp_path / "study.zip").write_text("x")
    with pytest.raises(UsageProblem, match="such a file"):
        archive([place / "study"], tmp_path / "study.zip")
    archive([place / "study"], tmp_path / "study.zip", force=True)
    verify(tmp_path / "study.zip")


def test_an_experiment_made_in_python_is_a_study_in_its_archive(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also over a scenario that was changed in Python, which has the name of the one that ships."""
    changed = sim.load_scenario("2017-spring").change({"months": 3, "accident": 0.004})
    for number, values in enumerate(("0.1,0.9", "0.2,0.8")):
        asked = sim.experiment(changed, [f"washington.pressure={values}"], ["war"], worlds=50)
        play(asked, tmp_path / f"e{number}")
    archive([tmp_path / "e0", tmp_path / "e1"], tmp_path / "both.zip")
    assert said(capsys, "reproduce", tmp_path / "both.zip", "-q").code == 0
    with zipfile.ZipFile(tmp_path / "both.zip") as held:
        held.extractall(tmp_path / "there")
    monkeypatch.chdir(tmp_path / "there")
    commands = [
        line.split()[1:]
        for line in Path("commands.sh").read_text().splitlines()
        if line.startswith("sim ")
    ]
    for command in commands:
        ended = said(capsys, *command, "--no-figures")
        assert ended.code == 0, ended.err
        assert "2 of 2 cells done" in ended.err


def test_two_inputs_of_one_name_are_refused(place: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "mycase.toml").write_text('base = "core"\nmonths = 5\n')
    line = ("run", tmp_path / "mycase.toml", "-n", 20, "-q", "--no-figures")
    assert said(capsys, *line, "-o", tmp_path / "run").code == 0
    with pytest.raises(DataProblem, match=r"two files called 'mycase\.toml' differ"):
        archive([place / "rob", tmp_path / "run"], tmp_path / "both.zip")


def test_exported_worlds_say_what_they_are(tmp_path: Path, capsys: Captured) -> None:
    line = (
        "run",
        "2017-spring",
        "-n",
        20,
        "--set",
        "months=3",
        "-o",
        tmp_path / "run",
        "-q",
        "--no-figures",
    )
    assert said(capsys, *line).code == 0
    schema = pq.read_schema(tmp_path / "run" / "runs.parquet")
    whence = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    spring = sim.load_scenario("2017-spring").change({"months": 3})
    assert (whence["seed"], whence["scenario_hash"], whence["model"]) == (
        "7",
        spring.hash,
        model().fingerprint,
    )
    assert all(field.metadata[b"meaning"] for field in schema)
    assert schema.field("months").metadata[b"unit"] == b"months"


def test_what_is_measured_by_code_of_its_command_is_made_again(
    tmp_path: Path, capsys: Captured
) -> None:
    """Code that came with results is not run: the command brings its own, and its worlds come out
    as they were.
    """
    line = (
        "record",
        "2017-spring",
        "--set",
        "months=3",
        "-n",
        20,
        "-o",
        tmp_path / "record",
        "-q",
        "--no-figures",
    )
    assert said(capsys, *line).code == 0
    ended = said(capsys, "reproduce", tmp_path / "record", "-q")
    assert ended.code == 0, ended.err
