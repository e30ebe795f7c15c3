"""What a lesson claims of the model, as its file says it: arms, a measure, and bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.errors import Problem, UsageProblem, nearest
from sim.months import months_from
from sim.pages.class_page.measures import MEASURES
from sim.study.estimate.writing import Kind, bound_text
from sim.study.formula import Formula
from sim.study.run.interventions import ImposedMove, Intervention, ReplacedLuck
from sim.study.scenario import Scenario

ARMS: Final = ("a", "b")
OF_AN_ARM: Final = ("changes", "moves", "luck")
FORMULAS: Final = ("measure", "among", "per")
KEYS: Final = ("name", "says", "changes", "a", "b", *FORMULAS, "least", "most", "world")


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a claim: a scenario, and the moves and the luck that are imposed on its worlds."""

    scenario: Scenario
    imposed: tuple[Intervention, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about the model that worlds can refute.

    With two arms the measure is the mean difference, arm a less arm b, of worlds with the same luck; with one it is a
    share, a mean, or with `per` a ratio of totals. `among` names the worlds that count: those where it holds in every
    arm. The claim holds if the whole interval lies from `least` to `most`. With `world` it is about that world alone.
    """

    name: str
    says: str
    arms: tuple[Arm, ...]
    measure: Formula
    among: Formula | None
    per: Formula | None
    least: float
    most: float
    world: int | None

    @property
    def kind(self) -> Kind:
        """What is measured, for a reader: a share of worlds or of months, a difference of shares, or an amount."""
        if self.world is not None or (self.per is None and self.measure.term.kind != "flag"):
            return "amount"
        return "points" if len(self.arms) > 1 else "share"

    @property
    def bounds(self) -> str:
        """The bounds in words."""
        least, most = (bound_text(each, self.kind) for each in (self.least, self.most))
        if self.least == self.most:
            return least
        if self.most == float("inf"):
            return f"at least {least}"
        return f"at most {most}" if self.least == float("-inf") else f"from {least} to {most}"


def read_claims(lesson: str, said: Mapping[str, Any], scenario: Scenario) -> tuple[Claim, ...]:
    """Return the claims of a lesson's file on its scenario; raises UsageProblem for what cannot be meant."""
    given = said.get("claims", [])
    if not given:
        raise UsageProblem("it claims nothing", f"lesson '{lesson}'", "Add [[claims]] that say what it teaches.")
    return tuple(read_claim(f"lesson '{lesson}'", each, scenario) for each in given)


def read_claim(lesson: str, said: Mapping[str, Any], scenario: Scenario) -> Claim:
    """Return one claim; raises UsageProblem that names the lesson, the claim and the part."""
    where = f"{lesson}, claim '{said.get('name', '?')}'"
    check_keys(said, KEYS, where)
    for key in ("name", "says", "measure"):
        if not isinstance(said.get(key), str):
            raise UsageProblem(f"it has no {key}", where, f'Write {key} = "…".')
    if "least" not in said and "most" not in said:
        raise UsageProblem("it has no bound", where, "Give least, most or both.")
    if "b" in said and "per" in said:
        raise UsageProblem("a difference is per nothing", where, "Leave out b or per.")
    formulas = {key: formula(said[key], f"{where}, {key}") if key in said else None for key in FORMULAS}
    among = formulas["among"]
    if among is not None and among.term.kind != "flag":
        raise UsageProblem("this is no flag", f"{where}, among", "Compare it with something.")
    try:
        common = scenario.change(said.get("changes", {}))
        arms = tuple(
            read_arm(said.get(arm, {}), common, f"{where}, {arm}") for arm in ARMS if arm in said or arm == "a"
        )
    except Problem as problem:
        raise UsageProblem(problem.what, f"{where}: {problem.where}", problem.remedy) from None
    measure = formulas["measure"]
    assert measure is not None
    return Claim(
        said["name"], said["says"], arms, measure, among, formulas["per"],
        float(said.get("least", "-inf")), float(said.get("most", "inf")), said.get("world"),
    )  # fmt: skip


def read_moments(lesson: str, said: Mapping[str, Any], scenario: Scenario) -> tuple[Claim, ...]:
    """Return the decisive months of the shown world as claims about it; raises UsageProblem for what means nothing."""
    given: Mapping[str, str] = said.get("moments", {})
    first = {"changes": said["first"]}
    return tuple(
        read_claim(f"lesson '{lesson}', moments", {
            "name": date, "says": happens, "a": first, "measure": f"any({happens}, {date}, {date})", "least": 1,
            "world": said["world"],
        }, scenario)
        for date, happens in given.items()
    )  # fmt: skip


def read_arm(said: Mapping[str, Any], common: Scenario, where: str) -> Arm:
    """Return an arm: `changes` to the scenario, `moves` by month and menu, `luck` by month and slot."""
    check_keys(said, OF_AN_ARM, where)
    scenario = common.change(said.get("changes", {}))
    return Arm(scenario, (*imposed_moves(said.get("moves", {}), scenario), *replaced(said.get("luck", {}), scenario)))


def imposed_moves(said: Mapping[str, Mapping[str, str]], scenario: Scenario) -> Iterator[ImposedMove]:
    """Yield the moves that are imposed, given as month, then menu."""
    for date, moves in said.items():
        for menu, move in moves.items():
            capital, _, kind = menu.partition(".")
            month = months_from(scenario.start, date, menu)
            if kind not in ("word", "deed"):
                raise UsageProblem(f"there is no menu '{menu}'", date, "Write it as washington.deed or seoul.word.")
            yield ImposedMove(capital, month, move if kind == "word" else None, move if kind == "deed" else None)


def replaced(said: Mapping[str, Mapping[str, float]], scenario: Scenario) -> Iterator[ReplacedLuck]:
    """Yield the luck that is replaced, given as month, then slot."""
    for date, slots in said.items():
        for slot, value in slots.items():
            yield ReplacedLuck(slot, months_from(scenario.start, date, slot), float(value))


def formula(text: str, where: str) -> Formula:
    """Return a formula that may name the measures of lessons; raises UsageProblem where it means nothing."""
    found = Formula(text, MEASURES)
    try:
        assert found.term
    except UsageProblem as problem:
        raise UsageProblem(problem.what, where, problem.remedy) from None
    return found


def check_keys(said: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    """Raise UsageProblem for a part that no claim or arm has."""
    for key in said:
        if key not in known:
            raise UsageProblem(f"it has no part '{key}'", where, f"Use {', '.join(known)}.{nearest(key, known)}")
