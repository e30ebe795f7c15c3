"""The policy and the rule of docs/your-own.md stand in files of their own, are checked and
played.
"""

import re
from pathlib import Path

import pytest

import sim
from sim.cli.main import run_guarded
from sim.testing import check_policy

PAGE = (Path(__file__).parents[2] / "docs" / "your-own.md").read_text(encoding="utf-8")
SOURCES = dict(
    zip(
        ("grim.py", "minded.py"),
        re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL),
        strict=False,
    )
)


def test_the_policy_of_the_page_passes_and_is_played(folder, quiet):
    for name, text in SOURCES.items():
        (folder / name).write_text(text)
    check_policy("grim:course", engines=("python",))
    found = sim.run(quiet.change({"washington.policy": "grim:course"}), worlds=20, engine="python")
    assert set(found.courses["washington"].ravel().tolist()) <= {-1, 1, 2}
    minded = quiet.change({"months": 3, "rules.pay_beijing": "minded:proud"})
    usual = quiet.change({"months": 3})
    lost = sim.paired_difference(
        *(sim.run(s, worlds=20, engine="python") for s in (minded, usual)), "value_beijing"
    )
    assert lost.value < 0.0


@pytest.mark.long
def test_every_command_of_the_page_plays(folder):
    for name, text in SOURCES.items():
        (folder / name).write_text(text)
    commands = [
        line.split()[1:]
        for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
        for line in block.splitlines()
    ]
    assert [words[0] for words in commands] == ["run", "sweep", "why", "run"]
    for words in commands:
        assert (
            run_guarded(
                [*words, "--set", "months=3", *(() if words[0] == "why" else ("-n", "4")), "-q"]
            )
            == 0
        )


def test_what_the_page_shows_of_an_error_is_what_is_said(folder, capsys):
    (said,) = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)
    wrong = SOURCES["grim.py"].replace(
        "if view.pyongyang_deed >= PyongyangDeed.MISSILE_TEST:", "if view.tensoin > 4.0:"
    )
    line = next(number for number, text in enumerate(wrong.splitlines(), 1) if "tensoin" in text)
    (folder / "grim.py").write_text(wrong)
    assert run_guarded(["run", "2017-spring", "--set", "washington.policy=grim:course", "-q"]) == 2
    assert capsys.readouterr().err == said.replace(
        "grim.py, line 16", f"{folder / 'grim.py'}, line {line}"
    )
