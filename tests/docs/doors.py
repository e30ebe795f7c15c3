"""Ask a tree in which the nine tasks were done whether each took, at every door; print the faults.

`python -m tests.docs.doors` runs in the changed tree, and writes one line of JSON.
"""

import contextlib
import io
import json
import traceback
from collections.abc import Callable
from pathlib import Path

import sim
from sim.classroom.class_page.lesson import lesson_from
from sim.classroom.seats.play import position_of
from sim.classroom.seats.programs import Programs
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.table import GameTable
from sim.cli.main import run_guarded
from sim.env.many import ManyWorlds
from sim.pages.model import game
from sim.policies.external_agents import Agent
from sim.publish import schemas
from sim.publish.display import figures_of
from sim.stub import view
from tools.documents import meaning_of, parameters_page

assert Path(sim.__file__).is_relative_to(Path.cwd()), "this is not the changed tree"

SPRING = sim.load_scenario("2017-spring").change({"months": 8})
DOCUMENT = parameters_page()
GAME = json.dumps(game())
SCHEMA = json.dumps(schemas.schema("scenario"))
HUNGRY = """from sim.policy import BeijingCourse, View


def compiled(view: View) -> BeijingCourse:
    return BeijingCourse.SHIELD if view.grain > 0.01 else BeijingCourse.ENFORCE


def always(view: View) -> BeijingCourse:
    return BeijingCourse.SHIELD


def plain(view: View) -> BeijingCourse:
    return BeijingCourse.SHIELD if getattr(view, "grain") > 0.01 else BeijingCourse.ENFORCE
"""


def said(*words: str) -> str:
    """Return what a command prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert run_guarded(list(words)) == 0, words
    return out.getvalue()


def tension(changes: dict[str, object]) -> bytes:
    """Return the tension of some worlds."""
    run = sim.run(SPRING.change(changes), 20, 7, record=["tension", "talked"], engine="python")
    return run.state["tension"].tobytes() + run.state["talked"].tobytes()


def moves(changes: dict[str, object]) -> bool:
    """Say whether a change moves worlds."""
    return tension(changes) != tension({})


def a_policy() -> None:
    assert moves({"beijing.policy": "bystander"})
    assert "bystander" in said("show", "beijing.bystander")
    assert "`bystander`" in DOCUMENT
    assert '"bystander"' in GAME


def a_parameter() -> None:
    assert moves({"smuggling": 0.5, "months": 24}) or moves({"smuggling": 0.0})
    assert "trade that escapes" in said("show", "smuggling")
    assert "`smuggling`" in DOCUMENT
    assert '"smuggling"' in GAME
    assert '"smuggling"' in SCHEMA


def a_lever() -> None:
    assert moves({"washington.candor": 1.0})
    assert "offers talks" in said("show", "washington.candor")
    assert "`washington.candor`" in DOCUMENT
    assert '"washington.candor"' in GAME
    assert '"candor"' in SCHEMA


def a_state() -> None:
    many = ManyWorlds(SPRING, ["beijing"], 2, engine="python")
    column = many.sights["beijing"].names.index("grain")
    many.reset(7, 0)
    seen, _, _ = many.step({})
    assert seen["beijing"][:, column].tolist() == [1.0, 1.0], "an environment"
    record = GameRecord(SPRING, 7, ("beijing",), started=True, world=0, months=({},))
    assert position_of(record).views["beijing"][-1]["states"]["grain"] == 1.0, "a table"
    nobody = Agent("nobody", ("python", "-c", ""))
    programs = Programs(GameTable(record, lambda *_: None), {"beijing": nobody}, Path.cwd())
    try:
        assert "grain" in programs.told("beijing")["state"], "a program"
    finally:
        programs.close()
    Path("hungry.py").write_text(HUNGRY)
    shielding = tension({"beijing.policy": "hungry:always"})
    for function in ("compiled", "plain"):
        assert tension({"beijing.policy": f"hungry:{function}"}) == shielding, function
    assert "grain: float" in view(meaning_of)
    assert "`grain`" in DOCUMENT


def an_outcome() -> None:
    assert sim.run(SPRING, 20, 7, engine="python").mean("aid_months").n == 20
    assert "Beijing gave aid" in said("show", "aid_months")
    assert "`aid_months`" in DOCUMENT


def an_analysis() -> None:
    """One file has a command, a function, JSON, a frame, a folder with CSV and figure, and a page."""
    found = sim.tempo(SPRING, worlds=4)
    assert found.to_frame()["n"].tolist() == [4]
    assert found.data()["tests"][0]["months"] == found.tables()[0].rows[0][1].as_dict()
    assert "Student's over 4 worlds" in " ".join(found.notes())
    assert "Pyongyang tests in" in said("tempo", "2017-spring", "-n", "4", "-q")
    assert '"months"' in said("tempo", "2017-spring", "-n", "4", "-q", "--json")
    assert "Count the months with a test" in said("--help")
    said("tempo", "2017-spring", "-n", "50", "-q", "-o", "tempo-results")
    written = {path.name for path in Path("tempo-results").iterdir()}
    assert {"finding.json", "finding.txt", "tests.csv", "tests.png"} <= written
    said("report", "tempo-results", "-o", "tempo.html")
    assert "Months with a test" in Path("tempo.html").read_text()


def a_figure() -> None:
    found = sim.compare(SPRING, SPRING.change({"months": 6}), worlds=10)
    drawn = figures_of(found)
    assert drawn["mirrored"]().artists


def a_lesson() -> None:
    """The worlds of this tree have moved, so its rules are not proved here."""
    own = Path("sim/classroom/class_page/lessons/my-lesson.toml")
    assert lesson_from(own.name, own.read_bytes()).text["name"] == "Somebody else behind the wall"


def a_word_in_the_terminal() -> None:
    printed = said("run", "2017-spring", "--set", "months=2", "-n", "4", "-q")
    assert "Conditional on every assumption of the model." in printed


ASKED: dict[str, Callable[[], None]] = {
    each.__name__.replace("_", " "): each
    for each in (
        a_policy,
        a_parameter,
        a_lever,
        a_state,
        an_outcome,
        an_analysis,
        a_figure,
        a_lesson,
        a_word_in_the_terminal,
    )
}


def main() -> None:
    """Ask all, and print the fault of each that did not take."""
    faults = {}
    for task, ask in ASKED.items():
        try:
            ask()
        except BaseException:
            faults[task] = traceback.format_exc()
    print(json.dumps(faults))


if __name__ == "__main__":
    main()
