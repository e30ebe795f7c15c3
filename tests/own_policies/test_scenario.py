"""A scenario names a policy and never contains it; its text is part of the model, and goes to
workers.
"""

import sys

import pytest

import sim
from sim.core.base.errors import DataProblem
from sim.core.scenario import to_toml
from sim.core.scenario.file import load_scenario
from sim.core.scenario.fingerprint import model
from sim.policies.user_policies import name_of, own_policy
from sim.study.experiment.factor_text import distribution_from


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


def test_the_text_stands_alone_and_lines_lead_back_to_the_file(folder):
    policy = own_policy("grim:course")
    space = {}
    exec(policy.text, space)
    assert {"course", "enough", "Memory", "PATIENCE"} <= set(space)
    assert "usual" not in space
    lines = policy.text.splitlines()
    place = policy.place(next(number for number, line in enumerate(lines, 1) if "# a test" in line))
    assert "# a test" in (folder / "grim.py").read_text().splitlines()[place.line - 1]


def test_the_model_says_what_the_policy_says_but_not_how_it_is_told(folder):
    path = folder / "grim.py"
    prints = []
    for old, new in (("", ""), ("# a test", "# one more"), ("PATIENCE = 2.0", "PATIENCE = 3.0")):
        path.write_text(path.read_text().replace(old, new) if old else path.read_text())
        sys.modules.pop("grim", None)
        sys.modules["sim.policies.user_policies"]._known.clear()
        policy = own_policy("grim:course")
        prints.append(model({f"policy {policy.name}": policy.bare}).fingerprint)
        for cached in folder.glob("__pycache__/*"):
            cached.unlink()
    assert prints[0] == prints[1] != prints[2]
    assert prints[0] != model().fingerprint


def test_a_sweep_goes_on_only_by_the_policy_that_it_began_with(folder, quiet):
    short = quiet.change({"months": 2})
    asked = sim.experiment(short, ["washington.policy=free,grim:pressing"], ["war"], worlds=10)
    sim.play(asked, out="done")
    text = (
        (folder / "grim.py")
        .read_text()
        .replace("MAXIMUM_PRESSURE\n\n\ndef shadow", "PATIENCE\n\n\ndef shadow")
    )
    (folder / "other").mkdir()
    (folder / "other" / "grim.py").write_text(text)
    space = {}
    exec(compile(text, str(folder / "other" / "grim.py"), "exec"), space)
    space["pressing"].__module__ = "grim"
    assert name_of(space["pressing"]) == "grim:pressing"
    with pytest.raises(DataProblem, match="policy grim:pressing says "):
        sim.play(asked, out="done")


def test_names_of_policies_are_no_ranges():
    assert distribution_from("washington.policy", "free,a.b:c", "x").values == ("free", "a.b:c")
    assert distribution_from("washington.policy", "weighted(free:1,a.b:c:3)", "x").weights == (
        1.0,
        3.0,
    )
