"""One change of a scenario, by the name that a person gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from itertools import compress
from numbers import Integral
from typing import Any, Final

from sim.errors import Place, ScenarioProblem, named
from sim.game.catalogue import CAPITALS
from sim.game.policies import FREE, HELD, courses_of
from sim.study.scenario.parameters import check_levers, check_value, in_order, unknown
from sim.study.scenario.plan import KINDS, Plan, Spell, check_policy, course_cells

Draft = dict[str, Any]
"""The fields of a scenario by name."""

TEXTS: Final = ("name", "title", "start", "kim_type")
OFFICES: Final = ("elections", "switches")


def change_draft(draft: Draft, key: str, value: Any, origin: str) -> None:
    """Change the fields of a scenario in place; see Scenario.change for the keys. Raises ScenarioProblem."""
    head, _, rest = key.partition(".")
    keys = [key]
    if key in TEXTS or key == "months":
        draft[key] = of_kind(key, value)
    elif key in KINDS:
        draft[key] = items(key, value)
    elif head in OFFICES:
        before, draft[head] = draft[head], without_office(draft[head], rest, value, key)
        # The list comes from this change, each item that is left from where it came before.
        own = moved_up(dict(draft["origin"]), head, [item in draft[head] for item in before])
        draft["origin"] = tuple((own | {head: origin}).items())
        return
    elif head in CAPITALS and rest == "course":
        keys = set_values(draft, start_cells(head, value, named(key)))
    elif head in CAPITALS and rest:
        draft[head] = changed_plan(draft[head], head, rest, value, named(key))
        keys = [f"{head}.schedule"] if rest in ("policy", "courses", "schedule") else [key]
    else:
        keys = set_values(draft, {key: check_value(key, value, named(key))})
    kept = {key: place for key, place in draft["origin"] if key.partition("[")[0] not in keys}
    draft["origin"] = tuple((kept | dict.fromkeys(keys, origin)).items())


def set_values(draft: Draft, changed: dict[str, float]) -> list[str]:
    """Set some values of the ledger; return their names."""
    draft["values"] = in_order((dict(draft["values"]) | changed).items())
    return list(changed)


def of_kind(key: str, value: Any) -> Any:
    """Return the value of a field if it is of the field's kind; raises ScenarioProblem."""
    if key == "months":
        return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else value
    if not isinstance(value, str):
        raise ScenarioProblem(f"'{key}' is {value!r}", named(key), "Give a text.")
    return value


def items(key: str, value: Any) -> tuple[Any, ...]:
    """Return the items of a list if they are of its kind; raises ScenarioProblem."""
    kind = KINDS[key]
    if not isinstance(value, tuple | list) or not all(isinstance(item, kind) for item in value):
        wanted = "months" if kind is str else f"{kind.__name__}({', '.join(item.name for item in fields(kind))})"
        raise ScenarioProblem(f"'{key}' is {value!r}", named(key), f"Give a tuple of {wanted}.")
    return tuple(value)


def without_office(offices: tuple[Any, ...], capital: str, value: Any, key: str) -> tuple[Any, ...]:
    """Return elections or switches without those of a capital; True leaves them as they are. Raises ScenarioProblem."""
    if capital not in CAPITALS:
        raise unknown("capital", capital, CAPITALS, named(key))
    if not isinstance(value, bool):
        raise ScenarioProblem(f"'{key}' is {value!r}", named(key), "Give False to call it off, or True to keep it.")
    return tuple(item for item in offices if value or item.capital != capital)


def moved_up(origin: Mapping[str, str], kind: str, kept: Sequence[bool]) -> dict[str, str]:
    """Return where things come from once some items of a list are gone: each that is kept keeps its origin."""
    places = [f"{kind}[{place}]" for place in range(len(kept))]
    names = dict(zip(compress(places, kept), places, strict=False))
    return {names.get(key, key): text for key, text in origin.items() if key not in places or key in names}


def start_cells(capital: str, course: Any, where: Place) -> dict[str, float]:
    """Return the cells that put a capital on a course at the start; raises ScenarioProblem for no such course."""
    if course not in courses_of(capital):
        raise unknown(f"course of {capital}", str(course), courses_of(capital), where)
    return course_cells(capital, course)


def changed_plan(plan: Plan, capital: str, what: str, value: Any, where: Place) -> Plan:
    """Return a plan with one policy for all months, with other spells, or with a lever held in all months."""
    if what == "courses" and value not in (FREE, HELD):
        raise ScenarioProblem(f"'{where}' is {value!r}", where, f'Give "{FREE}" or "{HELD}".')
    if what in ("policy", "courses"):
        check_policy(capital, value, where)
        return replace(plan, spells=(Spell(None, value),))
    if what == "schedule":
        if not isinstance(value, tuple | list) or not all(isinstance(item, Spell) for item in value):
            raise ScenarioProblem(f"'{where}' is {value!r}", where, "Give a tuple of Spell(start, policy, levers).")
        return replace(plan, spells=tuple(value))
    check_levers(capital, ((what, value),), Place(key=(capital,)))
    return replace(plan, levers=in_order((dict(plan.levers) | {what: value}).items()))
