"""What a capital sees follows from the ledger of states and the menus alone, at every door; a policy
that reads more is refused, or says that it is omniscient.
"""

import json

import numpy as np
import pytest

import sim
from sim.cli.main import run_guarded
from sim.core.engine import kernel, play
from sim.core.game.catalogue import CAPITALS, MENUS
from sim.core.game.world import STATES, observed_by
from sim.core.runs.inputs import inputs
from sim.env.many import ManyWorlds
from sim.policies.agents.observation import PLACES, Observation
from sim.policies.fields import KINDS, fields_of
from sim.policies.view import View

SEED, WORLDS, MONTHS = 1309, 180, 12
MOVES = tuple(menu for menu in MENUS if not menu.endswith(".course"))

WATCHING = """
from dataclasses import dataclass
from sim.policy import *


@dataclass
class Memory:
{kept}


def go(view: View, memory: Memory) -> tuple[{name}Word, {name}Deed]:
{seen}
    return view.usual_word, view.usual_deed
"""

READING = """from sim.policy import View, WashingtonCourse


def go(view: View) -> WashingtonCourse:
    try:
        return WashingtonCourse.PATIENCE if {reads} > 6.0 else WashingtonCourse.ENGAGEMENT
    except Exception:
        return WashingtonCourse.PREVENT
"""


def states_denied_by_the_ledger(capital: str) -> dict[str, set[str]]:
    """The states that each door shows a capital, and the ledger does not."""
    doors = {f"policy of {kind}": set(fields_of(capital, kind, False)) for kind in KINDS}
    sight = Observation(capital)
    doors["environment"] = set(sight.names)
    doors["table, room and program"] = set(sight.by_name(np.zeros(len(PLACES)))["states"])
    return {door: shown & set(STATES) ^ set(observed_by(capital)) for door, shown in doors.items()}


@pytest.mark.parametrize("capital", CAPITALS)
def test_every_door_shows_the_states_of_the_ledger_and_no_other(capital: str) -> None:
    denied = states_denied_by_the_ledger(capital)
    print(capital, "is shown beside the ledger:", denied)
    assert not any(denied.values())


def test_every_state_and_menu_is_a_field_of_the_view_in_type_hints() -> None:
    """That record is for hints: what a policy is given has the fields of its capital alone."""
    wanted = {name.removeprefix("kim.") for name in STATES} | {
        menu.replace(".", "_") for menu in MENUS
    }
    assert wanted <= set(View.__dataclass_fields__)


def test_own_policies_and_environments_are_shown_the_same_moves_in_every_month(folder) -> None:
    spring, changes = sim.load_scenario("2017-spring").change({"months": MONTHS}), {}
    fields = [menu.replace(".", "_") for menu in MOVES]
    for capital in CAPITALS:
        text = WATCHING.format(
            name=capital.capitalize(),
            kept="\n".join(f"    {name}: int = 0" for name in fields),
            seen="\n".join(f"    memory.{name} = view.{name}" for name in fields),
        )
        (folder / f"watch_{capital}.py").write_text(text)
        changes[f"{capital}.policy"] = f"watch_{capital}:go"
    memories = {
        (capital, name): f"{capital}_memory.{name}" for capital in CAPITALS for name in fields
    }
    job = inputs(spring.change(changes)).job(
        WORLDS, seed=SEED, record=(*memories.values(), *fields)
    )
    played = play(job, "numpy")
    many = ManyWorlds(spring, list(CAPITALS), WORLDS, engine="numpy")
    seen = many.reset(SEED, 0)
    live_months, others, misread = 0, 0, 0
    for month in range(spring.months):
        live = played.months_lived > month
        live_months += int(live.sum())
        for (capital, name), place in memories.items():
            column = many.sights[capital].names.index(name.replace("_", ".", 1))
            shown = seen[capital][:, column][live]
            others += int((shown != played.record[place][month][live]).sum())
            if month:
                misread += int((shown != played.record[name][month - 1][live]).sum())
        seen, _, _ = many.step({})
    print(f"months in which own policies are shown another move: {others} of {live_months}")
    assert live_months > 1000
    assert others == 0
    assert misread > 100  # a door that showed true moves would be found


@pytest.mark.parametrize("reads", ["view.quiet", "view.credits"])
def test_a_plain_policy_that_reads_what_its_capital_does_not_see_is_refused(
    folder, capsys, reads: str
) -> None:
    (folder / "nosy.py").write_text(READING.format(reads=reads))
    words = ["run", "2017-spring", "--set", "washington.policy=nosy:go", "--set", "months=3"]
    assert run_guarded([*words, "-n", "4", "-q"]) == 2
    fault, where, remedy = capsys.readouterr().err.splitlines()
    assert "Washington does not see " in fault
    assert where == f"  where: {folder / 'nosy.py'}, line 6"
    assert "It sees month, " in remedy
    assert "tension, presence, arsenal" in remedy


def test_no_default_turns_a_reading_that_is_refused_into_a_number(folder, capsys) -> None:
    """What no text shows is found when it is read: the world fails, and is counted."""
    (folder / "nosy.py").write_text(READING.format(reads='getattr(view, "quiet", 0.0)'))
    words = ["run", "2017-spring", "--set", "washington.policy=nosy:go", "--set", "months=3"]
    assert run_guarded([*words, "-n", "4", "-q"]) == 4
    fault, where, _ = capsys.readouterr().err.splitlines()[-3:]
    assert "4 worlds failed" in fault
    assert "go in month 0: Washington does not see quiet: it sees month, " in fault
    assert where == "  where: nosy.py, line 6"


def test_an_omniscient_policy_is_shown_the_truth_and_named_by_the_run(
    folder, capsys, monkeypatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(kernel, "say_once", lambda text, *_: said.append(text))
    text = READING.format(reads="view.quiet + view.leverage")
    (folder / "nosy.py").write_text(f"omniscient = True\n{text}")
    words = ["run", "2017-spring", "--set", "washington.policy=nosy:go", "--set", "months=3"]
    assert run_guarded([*words, "-n", "4", "-q", "--no-figures", "-o", "out"]) == 0
    first = next(text for text in said if "compiler" not in text)
    assert first.startswith("nosy:go is omniscient")
    assert json.loads((folder / "out" / "rounds" / "1" / "manifest.json").read_text())["about"][
        "omniscient"
    ] == ["nosy:go"]
