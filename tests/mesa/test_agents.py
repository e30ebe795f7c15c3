"""Agents of a user's own: at the seats of capitals, and beside them."""

import re
import sys
from pathlib import Path
from typing import Any

import mesa
import pytest

import sim
from sim.core.base.errors import DataProblem, Problem, UsageProblem
from sim.core.engine.records import flat
from sim.core.scenario import load_scenario
from sim.mesa_model import Capital, EscalationModel
from sim.policies import user_policies as policies
from tests.mesa.test_model import finished

pytestmark = pytest.mark.short
SPRING = load_scenario("2017-spring").change({"months": 12})

HAWK = '''
from sim.mesa_model import Capital


class Hawk(Capital):
    """Presses for ever once two months with a test have passed."""

    def __init__(self, model, name):
        super().__init__(model, name)
        self.tests = 0

    def review(self, view):
        self.tests += view.pyongyang_deed.name.endswith("TEST")
        return "maximum_pressure" if self.tests > 1 else "patience"


class Drawing(Hawk):
    def review(self, view):
        return self.random.choice(["patience", "engagement"])


class Failing(Hawk):
    def review(self, view):
        return "patience" if view.luck < 0.8 else self.fail(view)


class Astray(Failing):
    def fail(self, view):
        return "hard"


class Peeping(Failing):
    def fail(self, view):
        return "patience" if view.deterrent < 1 else "engagement"


class Raising(Failing):
    def fail(self, view):
        return 1 / 0


class Silent(Failing):
    def fail(self, view):
        pass


class Patient(Capital):
    def review(self, view):
        return "patience"


class Empty(Capital):
    pass
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder whose modules can be imported and are known to nobody yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(policies, "_known", {})
    monkeypatch.setattr("sim.core.engine.kernel.say_once", lambda *_: None)
    return tmp_path


@pytest.fixture
def hawks(folder):
    """The module `hawks` in a folder of its own."""
    (folder / "hawks.py").write_text(HAWK)
    sys.modules.pop("hawks", None)
    return __import__("hawks")


@pytest.mark.parametrize("name", ["Hawk", "Drawing"])
def test_an_agent_plays_the_same_worlds_in_mesa_and_in_run(hawks: Any, name: str) -> None:
    agent = getattr(hawks, name)
    run = sim.run(SPRING, 3, washington__policy=agent, engine="numpy")
    for world in range(3):
        model = finished(EscalationModel(SPRING, 7, world, agents={"washington": agent}))
        assert model.state.tension == run.state["tension"][-1, world]


class Mirror(Capital):
    """An agent that does what the rules would do."""

    def act(self, view: Any) -> tuple[int, int]:
        return view.usual_word, view.usual_deed


def test_an_agent_that_does_what_the_rules_would_do_moves_no_world() -> None:
    """The draws are those of the same world without it."""
    for capital in ("washington", "pyongyang"):
        usual = finished(EscalationModel(SPRING, 7, 2))
        mirror = finished(EscalationModel(SPRING, 7, 2, agents={capital: Mirror}))
        # The chance of its move is that of a draw by the rules, which there is none of.
        for name in usual.datacollector.model_vars.keys() - {f"{capital}_chance"}:
            assert usual.datacollector.model_vars[name] == mirror.datacollector.model_vars[name]


class Fixed(Capital):
    """An agent that answers with what its class holds."""

    choice: Any = None

    def review(self, view: Any) -> Any:
        return self.choice(view)


NO_ANSWERS = {
    "a course that there is not": (lambda view: "hard", "returned 'hard'", "patience"),
    "nothing": (lambda view: None, "returned None", "engagement"),
    "what it does not see": (lambda view: view.deterrent, "does not see deterrent", "It sees"),
    "what no default hides": (lambda view: getattr(view, "deterrent", 0), "see deterrent", "sees"),
    "an error": (lambda view: 1 / 0, "ZeroDivisionError: division by zero", "Return one of"),
}


@pytest.mark.parametrize("case", NO_ANSWERS)
def test_an_agent_without_an_answer_is_refused_with_the_month_and_the_cure(case: str) -> None:
    choice, what, remedy = NO_ANSWERS[case]
    bad = type("Bad", (Fixed,), {"choice": staticmethod(choice)})
    model = EscalationModel(SPRING, 7, agents={"washington": bad})
    with pytest.raises(DataProblem) as refused:
        model.step()
    assert re.search(f"Bad, the agent of Washington, .* month 0: .*{what}", refused.value.message)
    assert "test_agents.py, line" in refused.value.location
    assert remedy in refused.value.remedy


FAULTS = {
    "Astray": "it returned 'hard': write return WashingtonCourse.PATIENCE",
    "Peeping": "Washington does not see deterrent: it sees month, ",
    "Raising": "ZeroDivisionError: division by zero",
    "Silent": "it returned None: write return WashingtonCourse.PATIENCE",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_batch_goes_on_and_counts_the_worlds_of_an_agent_that_failed(
    hawks: Any, name: str
) -> None:
    """Month, agent, fault and line are said once; the worlds without a fault are as if alone."""
    with pytest.warns(UserWarning, match="worlds failed, and are left out") as warned:
        run = sim.run(SPRING, 20, agents={"washington": getattr(hawks, name)}, engine="numpy")
    what, where, cure = str(warned[-1].message).splitlines()
    assert re.search(rf" of them alike: {name} in month \d+: {re.escape(FAULTS[name])}", what)
    assert re.fullmatch(r"  where: hawks\.py, line \d+", where)
    assert "Repair the failing policy" in cure
    assert 0 < run.failed.sum() == len(run.errors) < 20
    assert f"20 worlds, {len(run.errors)} failed" in repr(run)
    sound = sim.run(SPRING, 20, agents={"washington": hawks.Patient}, engine="numpy")
    kept = ~run.failed
    assert (run.columns["value_beijing"][kept] == sound.columns["value_beijing"][kept]).all()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"moscow": Mirror}, "no capital 'moscow'"),
    ({"washington": mesa.Agent}, "no class of agents"),
    ({"washington": "grim"}, "no class of agents"),
    ({"washington": Capital}, "one of review"),
]


@pytest.mark.parametrize(("agents", "what"), REFUSED)
def test_what_is_no_agent_of_a_capital_is_refused(agents: Any, what: str) -> None:
    with pytest.raises(UsageProblem, match=what):
        EscalationModel(SPRING, 7, agents=agents)


def test_a_class_that_answers_nothing_is_refused_before_a_world_is_played(hawks: Any) -> None:
    with pytest.raises(Problem, match=r"neither review\(view\) nor act\(view\)"):
        sim.run(SPRING, 3, washington__policy=hawks.Empty)


class Paper(mesa.Agent):
    """A newspaper, which prints the public tension of each month."""

    def __init__(self, model: EscalationModel) -> None:
        super().__init__(model)
        self.printed = [model.public["tension"]]

    def step(self) -> None:
        self.printed.append(self.model.public["tension"])


def test_an_agent_beside_the_capitals_steps_each_month_and_sees_what_is_public() -> None:
    alone, watched = (EscalationModel(rng=7, world=3) for _ in range(2))
    paper = Paper(watched)
    finished(alone), finished(watched)
    assert len(paper.printed) == 1 + watched.one.month
    assert paper.printed == watched.datacollector.model_vars["tension"]
    assert flat(alone.state) == flat(watched.state)
    assert {"kim", "deterrent", "arsenal", "washington.word"}.isdisjoint(watched.public)
    assert watched.public["pyongyang.course"] == watched.agents[2].course


def test_a_capital_whose_agent_was_removed_holds_to_what_it_chose() -> None:
    class Late(Fixed):
        choice = staticmethod(lambda view: "mediate")

    model = EscalationModel(SPRING, 7, agents={"beijing": Late})
    beijing = model.agents[1]
    model.step()
    beijing.remove()
    for _ in range(4):
        model.step()
    assert beijing.course == "mediate"
    assert beijing not in model.agents


def test_the_worked_example_has_fifteen_lines_and_runs(folder, capsys) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "other-tools.md").read_text("utf-8")
    part = page.split("**An agent of your own.**")[1].split("**Agents beside")[0]
    agent, script = re.findall(r"```python\n(.*?)```", part, re.DOTALL)
    assert len((agent + script).splitlines()) <= 15
    (folder / "hawk.py").write_text(agent)
    exec(compile(script.replace("100", "5"), "script", "exec"), {})
    assert "n = 5" in capsys.readouterr().out
