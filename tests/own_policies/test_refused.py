"""What is no policy is refused with its file, its line, what was found and what to write."""

import pytest

import sim
from sim.core.base.errors import Problem

HEAD = """
from dataclasses import dataclass, field
import math
import random
from sim.policy import BeijingCourse, View, WashingtonCourse, WashingtonDeed, WashingtonWord

@dataclass
class Bag:
    names: list = field(default_factory=list)


RNG = random.Random(5)
LIMIT = 4.0
"""
GO = "def go(view: View) -> WashingtonCourse:\n"
REMEMBERS = "def go(view: View, memory: {}) -> WashingtonCourse:  # here\n"
MOVES = "def go(view: View) -> tuple[WashingtonWord, WashingtonDeed]:\n"
END = "    return WashingtonCourse.PATIENCE\n"
REFUSED = {
    "typo": (GO + "    x = view.tensoin  # here\n" + END, r"Write view\.tension, if that is meant"),
    "other menu": (GO + "    return BeijingCourse.SHIELD  # here\n", "this is a BeijingCourse"),
    "no such move": (
        GO + "    return WashingtonCourse.APPEASE  # here\n",
        "has no APPEASE; it has PATIENCE",
    ),
    "number": (GO + "    return 1  # here\n", r"Write WashingtonCourse\.MAXIMUM_PRESSURE\."),
    "text": (GO + "    return 'engagement'  # here\n", r"Write WashingtonCourse\.ENGAGEMENT\."),
    "small letters": (
        GO + "    return WashingtonCourse.prevent  # here\n",
        r"Write WashingtonCourse\.PREVENT\.",
    ),
    "misspelt": (
        GO + "    if view.tension > LIMITT:  # here\n    " + END + END,
        "no 'LIMITT' here(.|\n)*'LIMIT'",
    ),
    "shared": (GO + "    global LIMIT  # here\n    LIMIT = 5.0\n" + END, "Keep it in a memory"),
    "made outside": (
        GO + "    x = RNG.random()  # here\n" + END,
        "a Random that was made outside(.|\n)*seeded",
    ),
    "object": ("go = RNG.choice\n", "no function 'go' that is written with def(.|\n)*memory"),
    "class": ("class go:  # here\n    pass\n", r"neither review\(view\) nor act\(view\)"),
    "no Python": (GO.replace(":\n", "  # here\n") + END, "this is no Python: expected ':'"),
    "line that fails": ("x = 1 / 0  # here\n" + GO + END, "ZeroDivisionError"),
    "what is not installed": (
        "import no_such_package  # here\n" + GO + END,
        "No module named 'no_such_package'",
    ),
    "a file of ones own": (
        "from grim import PATIENCE  # here\n" + GO + END,
        "'grim', a file of your own",
    ),
    "a file beside it": ("from .grim import PATIENCE  # here\n" + GO + END, "a file of your own"),
    "an end of its own": (
        "import sys\nsys.exit(7)  # here\n" + GO + END,
        "its file fails with SystemExit: 7",
    ),
    "nothing": (
        GO.strip() + "  # here\n    if view.tension > 1.0:\n    " + END,
        "on every way through it",
    ),
    "one of two": (MOVES + "    return WashingtonWord.TALKS  # here\n", "return a word and a deed"),
    "sets the view": (GO + "    view.tension = 0.0  # here\n" + END, "a view is only seen"),
    "no type": ("def go(view: View):  # here\n" + END, "has no annotation of its return"),
    "plain memory": (REMEMBERS.format("float") + END, "write memory: Memory"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_with_file_and_line(folder, quiet, case):
    text, said = REFUSED[case]
    name = f"no_{case.replace(' ', '_')}"
    path = folder / f"{name}.py"
    path.write_text(HEAD + text)
    with pytest.raises(Problem, match=said) as found:
        sim.run(quiet.change({"washington.policy": f"{name}:go"}), worlds=5, engine="numpy")
    lines = [
        number for number, each in enumerate(path.read_text().splitlines(), 1) if "# here" in each
    ]
    if lines:
        assert [found.value.place.line] == lines
        assert found.value.file == str(path)
    assert found.value.remedy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"washington.policy": "nowhere:go"}, "no module 'nowhere'"),
        ({"washington.policy": "grim:nothing"}, "no function 'nothing'"),
        ({"beijing.policy": "grim:course"}, "is Washington's"),
        ({"washington.policy": "grim course"}, "policy of Washington"),
    ],
)
def test_names_that_lead_nowhere(folder, quiet, changes, said):
    with pytest.raises(Problem, match=said):
        sim.run(quiet.change(changes), worlds=5, engine="numpy")


def test_a_type_may_be_written_as_text(folder, quiet):
    (folder / "quoted.py").write_text(HEAD + 'def go(view: "View") -> "WashingtonCourse":\n' + END)
    assert (
        sim.run(quiet.change({"washington.policy": "quoted:go"}), worlds=2, engine="numpy").worlds
        == 2
    )
