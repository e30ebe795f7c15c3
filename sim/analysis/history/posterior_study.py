"""The posterior as a study: a table of its draws, and a study file that crosses it with what Washington may do."""

from __future__ import annotations

from typing import Final

from sim.study.draws import Draws

POINTS: Final = "points.csv"
STUDY: Final = "study.toml"
SHIPPED_STUDY: Final = "posterior-policies.toml"
SHIPPED_POINTS: Final = "posterior-points.csv"
"""The same for the posterior that ships, among the studies that ship."""


def points_text(draws: Draws) -> str:
    """Return draws as a CSV table of points: a column a number, a line a draw."""
    lines = [",".join(draws.names), *(",".join(repr(float(value)) for value in row) for row in draws.values)]
    return "\n".join(lines) + "\n"


def study_text(draws: Draws, scenario: str = "2017-spring", points: str = POINTS) -> str:
    """Return a study file: every policy of Washington that does not adapt, each at every draw of the posterior.

    A cell is a draw, so that the spread between cells is the uncertainty of the numbers.
    """
    lines = [
        f"# Washington's policies over posterior {draws.hash}: a cell is a draw, so its spread is that of the numbers.",
        f"# Change scenario and levers as you like; {points} must lie beside this file.",
        "",
        'title = "Policies of Washington over the posterior"',
        f'scenario = "{scenario}"',
        'outcomes = ["lose_lose", "war", "crisis", "ever_freeze"]',
        "seed = 7",
        "",
        "[levers]",
        'washington.policy = { values = ["strategic_patience", "maximum_pressure", "engagement"] }',
        "",
        "[uncertainties]",
        *(f"{name} = {{}}" for name in draws.names),
        "",
        "[[design]]",
        'kind = "factorial"',
        'factors = ["washington.policy"]',
        "",
        "[[design]]",
        'kind = "table"',
        f'file = "{points}"',
        "",
        "[replication]",
        "worlds = 20",
    ]
    return "\n".join(lines) + "\n"
