"""`sim run` and `sim compare`: one scenario, or two under the same luck."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out


@analysis(
    "run", "Run a scenario in many worlds.",
    opt.scenario_argument, opt.worlds_option(), opt.seed_option, opt.set_option(),
)  # fmt: skip
def run(common: Common, scenario: str, worlds: int, seed: int, changes: tuple[tuple[str, str], ...]) -> None:
    """Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With --out, every world, the tables, the figures and a manifest are written there.
    """
    from sim.analysis.run import RunOptions, ask, find
    from sim.cli.reading import read_scenario

    asked = read_scenario(scenario, changes)
    opt.check_room(worlds, f"--worlds {worlds}")
    carry_out(common, ask, find, RunOptions(asked, worlds, seed, common.jobs), "lose_lose")


Changes = tuple[tuple[str, str], ...]


@analysis(
    "compare", "Compare two scenarios under the same luck.",
    click.argument("a"), click.argument("b"), opt.worlds_option(), opt.seed_option, opt.outcome_option,
    opt.set_option(), opt.set_option("--set-a", "changes_a", " of A only"),
    opt.set_option("--set-b", "changes_b", " of B only"),
    opt.option("--paired/--unpaired", default=True, show_default=True,
               help="Give both the same luck, or B the luck of the next seed."),
)  # fmt: skip
def compare(
    common: Common, a: str, b: str, worlds: int, seed: int, outcome: str, changes: Changes, changes_a: Changes,
    changes_b: Changes, paired: bool,
) -> None:  # fmt: skip
    """Compare scenario A with scenario B: each outcome in both, and the difference with its interval.

    Paired, world k of A has the luck of world k of B, so that fewer worlds tell more. Where A and B give
    a capital another rule over its courses, such as hawk or dove, its elections are called off in both: a new
    government would go by its own lean. --full adds what flips world by world, values and regret.
    """
    from sim.analysis.compare import CompareOptions, ask, find, without_votes
    from sim.cli.reading import read_scenario

    first, second = read_scenario(a, (*changes, *changes_a)), read_scenario(b, (*changes, *changes_b))
    off: tuple[str, ...] = ()
    if paired:
        first, second, off = without_votes(first, second)
    opt.check_room(2 * worlds, f"--worlds {worlds}")
    own_a, own_b = (tuple(text for text, _ in (*changes, *each)) for each in (changes_a, changes_b))
    options = CompareOptions(first, second, worlds, seed, paired, outcome, own_a, own_b, off)
    carry_out(common, ask, find, options, outcome)
