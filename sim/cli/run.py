"""`sim run`: one scenario in many worlds."""

from __future__ import annotations

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out


@analysis(
    "run", "Run a scenario in many worlds.",
    opt.scenario_argument, opt.worlds_option(), opt.seed_option, opt.set_option(),
)  # fmt: skip
def command(common: Common, scenario: str, worlds: int, seed: int, changes: tuple[tuple[str, str], ...]) -> None:
    """Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With --out, every world, the tables, the figures and a manifest are written there.
    """
    from sim.analysis.run import RunOptions, ask, find
    from sim.cli.reading import read_scenario

    asked = read_scenario(scenario, changes)
    opt.check_room(worlds, f"--worlds {worlds}")
    carry_out(common, ask, find, RunOptions(asked, worlds, seed, common.jobs), "lose_lose")
