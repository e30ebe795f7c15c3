"""`sim rare`: how likely war is where it is rare, by splitting on tension."""

from __future__ import annotations

from typing import Any

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out

trial_option = opt.option(
    "--trial", type=opt.Whole(100, 1_000_000), default=1000, show_default=True,
    help="Worlds of each trial that places the levels.",
)  # fmt: skip


@analysis(
    "rare", "Say how likely war is where it is rare.",
    opt.scenario_argument, opt.worlds_option(20_000), trial_option, opt.seed_option, opt.set_option(),
)  # fmt: skip
def rare(common: Common, scenario: str, changes: tuple[tuple[str, str], ...], **given: Any) -> None:
    """Estimate the probability of war in SCENARIO by splitting: worlds that climb in tension are copied.

    Prints the probability with its interval, that of the same worlds without copies, and how many times the work plain
    worlds would take; with --full how war begins, and the levels. Worth while below some wars in a thousand worlds.

    \b
    sim rare dual-track
    sim rare 2017-spring --set washington.policy=engagement --set pyongyang.policy=charm -n 100000 -o results/rare
    """
    from sim.analysis.rare import RareOptions, ask, find
    from sim.cli.reading import read_scenario

    asked = RareOptions(read_scenario(scenario, changes), jobs=common.jobs, **given)
    carry_out(common, ask, find, asked)
