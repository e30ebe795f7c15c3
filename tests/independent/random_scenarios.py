"""Random scenarios from a seed: line-ups, schedules, numbers, modules and events."""

from __future__ import annotations

import random

from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS
from sim.world.parameters import LEDGER, MODULES
from sim.study.scenario import Election, Expiry, Incident, Plan, Scenario, Spell, Window

from .slow_numbers import PRESETS

# Numbers of months, which are counted and not measured.
WHOLE = (
    "grit_opening_months",
    "grit_period",
    "adaptive_period",
    "expiry_grace",
    "window_months",
    "denuclearisation_months",
    "denuclearisation_inspections",
    "start_thaad",
)
START = "2017-02"


def month_after(months: int) -> str:
    count = 2017 * 12 + 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def random_values(r: random.Random, share: float) -> dict[str, float]:
    """Return values for about a share of the ledger: numbers, factors of tables and some of their cells."""
    values: dict[str, float] = {}
    for name, entry in LEDGER.items():
        if entry.kind == "lever" or r.random() >= share:
            continue
        if entry.kind == "switch":
            values[name] = float(r.random() < 0.5)
        elif name in WHOLE:
            values[name] = float(r.randint(int(entry.low), int(entry.high)))
        elif name == "kim_prior":
            parts = [r.uniform(0.1, 1.0) for _ in entry.cells]
            values |= {
                f"kim_prior.{cell}": part / sum(parts)
                for (cell, _), part in zip(entry.cells, parts, strict=True)
            }
        else:
            values[name] = r.uniform(entry.low, entry.high)
        if entry.kind == "table" and name not in ("kim_prior", "enforcement_aim"):
            for cell, standard in entry.cells:
                if r.random() < 0.2:
                    values[f"{name}.{cell}"] = standard * r.uniform(0.3, 1.7)
    return values


def random_levers(r: random.Random, capital: str, share: float) -> tuple[tuple[str, float], ...]:
    levers = {}
    for name, entry in LEDGER.items():
        if entry.kind == "lever" and name.startswith(f"{capital}.") and r.random() < share:
            levers[name.split(".")[1]] = r.uniform(entry.low, entry.high)
    return tuple(sorted(levers.items()))


def random_plan(r: random.Random, capital: str, months: int) -> Plan:
    starts = [0, *sorted(r.sample(range(1, months), r.choice((0, 0, 1, 2, 3))))]
    spells = tuple(
        Spell(
            month_after(start),
            r.choice(list(PRESETS[capital])),
            random_levers(r, capital, r.choice((0.0, 0.3))),
        )
        for start in starts
    )
    return Plan(spells, random_levers(r, capital, r.choice((0.0, 0.2))))


def random_election(r: random.Random, capital: str, held: int) -> Election:
    policies = r.sample(list(PRESETS[capital]), r.randint(2, len(PRESETS[capital])))
    options = tuple((policy, r.uniform(0.1, 1.0)) for policy in policies)
    keep = r.choice((0.0, 0.5, r.random()))
    return Election(capital, month_after(held), month_after(held + r.choice((0, 0, 2, 4))), options, keep)


def random_elections(r: random.Random, months: int) -> tuple[Election, ...]:
    """Return up to two votes of each capital that votes, the second after the first has taken force."""
    votes = []
    for capital in ("washington", "seoul"):
        held = [r.randrange(months // 2), months // 2 + r.randrange(4, months // 2)]
        votes += [random_election(r, capital, month) for month in r.sample(held, r.choice((0, 0, 1, 2)))]
    return tuple(sorted(votes, key=lambda vote: vote.month))


def some_months(r: random.Random, months: int, most: int) -> list[str]:
    return [month_after(month) for month in sorted(r.sample(range(months), r.randint(0, most)))]


def random_scenario(number: int, forecast: str | None = None) -> Scenario:
    """Return the scenario of a number; the same number gives the same scenario."""
    r = random.Random(number)
    months = r.choice((36, 48))
    plans = {capital: random_plan(r, capital, months) for capital in CAPITALS}
    chosen = r.choice(("repeat", "repeat", "empirical", "belief"))
    values = random_values(r, r.choice((0.0, 0.2, 0.6)))
    if r.random() < 0.8:
        values["tremble_excludes_war"] = 1.0
    if r.random() < 0.4:
        values |= {"start_talks": r.uniform(0.4, 0.9), "start_freeze": float(r.random() < 0.5)}
    return Scenario(
        name=f"random-{number}",
        title=f"random scenario {number}",
        washington=plans["washington"],
        beijing=plans["beijing"],
        pyongyang=plans["pyongyang"],
        seoul=plans["seoul"],
        start=START,
        months=months,
        forecast=forecast or chosen,
        kim_type=r.choice(("plain", "secure", "revisionist", "erratic", "drawn")),
        modules=tuple(module for module in MODULES if r.random() < 0.7),
        values=tuple(sorted(values.items())),
        opening_moves=tuple(r.choice([a.name for a in ACTIONS[c] if not a.war]) for c in CAPITALS),  # type: ignore[arg-type]
        elections=random_elections(r, months),
        windows=tuple(
            Window(month, r.choice(("drawn", "drawn", "succeeds", "fails")))
            for month in some_months(r, months, 3)
        ),
        expiries=tuple(Expiry(month, r.uniform(0.0, 0.2), "measure") for month in some_months(r, months, 3)),
        incidents=tuple(
            Incident(month, r.choice(("arrested", "released", "dies"))) for month in some_months(r, months, 3)
        ),
    )
