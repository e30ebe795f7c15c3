"""The policy of docs/your-policy.md stands in a file of its own, is checked and played."""

import re
from pathlib import Path

import sim
from sim.game.view import View
from sim.testing import check_policy

PAGE = (Path(__file__).parents[2] / "docs" / "your-policy.md").read_text(encoding="utf-8")


def test_the_policy_of_the_page_passes_and_is_played(folder, quiet):
    policy, rule = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    (folder / "grim.py").write_text(policy)
    (folder / "minded.py").write_text(rule)
    check_policy("grim:course", engines=("python", "numpy"))
    found = sim.run(quiet.change({"washington.policy": "grim:course"}), worlds=20, engine="numpy")
    assert set(found.courses["washington"].ravel().tolist()) <= {-1, 1, 2}
    minded = quiet.change({"months": 3, "rules.flow_of_beijing": "minded:proud"})
    usual = quiet.change({"months": 3})
    lost = sim.paired_difference(*(sim.run(s, worlds=20, engine="numpy") for s in (minded, usual)), "value_beijing")
    assert lost.value < 0.0


def test_the_page_tells_all_that_a_view_holds():
    told = set(re.findall(r"`(\w+)`", PAGE))
    pattern = re.compile(r"^(washington|beijing|pyongyang|seoul)_(course|age|word|deed)$")
    assert {name for name in View.__dataclass_fields__ if not pattern.match(name)} <= told
