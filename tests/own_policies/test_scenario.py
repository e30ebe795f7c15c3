"""A scenario names a policy and never contains it; its text is part of the model, and goes to
workers.
"""

import sys
from pathlib import Path

import pytest

import sim
from sim.core.base.errors import DataProblem, ExitCode, UsageProblem
from sim.core.scenario import to_toml
from sim.core.scenario.file import load_scenario
from sim.core.scenario.fingerprint import model
from sim.policies import user_policies as policies
from sim.policies.user_policies import own_policy
from sim.study.experiment.factor_text import distribution_from
from tests.own_policies.conftest import GRIM


def test_a_file_names_it_and_nothing_is_imported_to_read_it(folder):
    (folder / "mine.toml").write_text(
        'base = "2017-spring"\n[washington]\npolicy = "grim:course"\n'
    )
    read = load_scenario("mine.toml")
    (folder / "again.toml").write_text(to_toml(read))
    assert load_scenario("again.toml").washington == read.washington
    assert read.hash != sim.load_scenario("2017-spring").hash
    assert "grim" not in sys.modules


def test_a_function_stands_for_its_name(folder, quiet):
    sys.path.insert(0, str(folder))
    try:
        import grim
    finally:
        sys.path.remove(str(folder))
    assert quiet.change({"washington.policy": grim.course}) == quiet.change(
        {"washington.policy": "grim:course"}
    )


@pytest.mark.parametrize(("mark", "ends"), [(b"", "\n"), (b"", "\r\n"), (b"\xef\xbb\xbf", "\r\n")])
def test_a_policy_is_its_whole_file_whatever_system_it_was_saved_on(folder, mark, ends):
    path = folder / "grim.py"
    path.write_bytes(mark + GRIM.replace("\n", ends).encode())
    policy = own_policy("grim:course")
    assert policy.text == GRIM
    assert policy.how == "compiled"
    assert policy.place(7).file == str(path)


def test_the_model_names_the_file_to_the_letter(folder):
    path = folder / "grim.py"
    prints = [model().fingerprint]
    for old, new in (("", ""), ("# a test", "# one more"), ("PATIENCE = 2.0", "PATIENCE = 3.0")):
        path.write_text(path.read_text().replace(old, new) if old else path.read_text())
        policies._known.clear()
        policy = own_policy("grim:course")
        prints.append(model({f"policy {policy.name}": policy.text}).fingerprint)
    assert len(set(prints)) == 4


def test_the_working_folder_stays_what_it_was(folder, quiet):
    (folder / "elsewhere").mkdir()
    (folder / "grim.py").write_text(f"import os\nos.chdir('elsewhere')\n{GRIM}")
    own_policy("grim:course").how  # noqa: B018  its file is run
    assert Path.cwd() == folder


NESTED = """
def outer():
    def inner(view):
        return 1
    return inner

NAMED = lambda view: 1
"""


def test_a_function_without_a_file_of_its_own_is_refused(folder, quiet):
    """In a notebook, at a prompt, in the script that runs, or within another function."""
    (folder / "nested.py").write_text(NESTED)
    sys.path.insert(0, str(folder))
    try:
        import nested
    finally:
        sys.path.remove(str(folder))
    cell = {"__name__": "__main__"}
    exec(compile("def go(view): return 1", "<ipython-input-3>", "exec"), cell)
    for function in (cell["go"], nested.outer(), nested.NAMED):
        with pytest.raises(UsageProblem, match=r"Save it as a file, such as grim\.py") as refused:
            quiet.change({"washington.policy": function})
        assert refused.value.exit_code == ExitCode.USAGE
    with pytest.raises(UsageProblem, match="is no function"):
        quiet.change({"washington.policy": print})


def test_a_sweep_goes_on_only_by_the_policy_that_it_began_with(folder, quiet):
    short = quiet.change({"months": 2})
    asked = sim.experiment(short, ["washington.policy=free,grim:pressing"], ["war"], worlds=10)
    sim.play(asked, out="done")
    (folder / "grim.py").write_text(
        GRIM.replace("MAXIMUM_PRESSURE\n\n\ndef shadow", "PATIENCE\n\n\ndef shadow")
    )
    policies._known.clear()
    with pytest.raises(DataProblem, match="policy grim:pressing says "):
        sim.play(asked, out="done")


def test_names_of_policies_are_no_ranges():
    assert distribution_from("washington.policy", "free,a.b:c", "x").values == ("free", "a.b:c")
    assert distribution_from("washington.policy", "weighted(free:1,a.b:c:3)", "x").weights == (
        1.0,
        3.0,
    )
