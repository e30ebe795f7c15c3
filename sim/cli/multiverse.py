"""`sim multiverse`: P(lose-lose) under every choice that could have been made otherwise."""

from __future__ import annotations

from typing import Any

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.errors import UsageProblem


def parts(text: str | None) -> tuple[str, ...]:
    """Return the levels that a text with commas names."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) if text else ()


def thresholds(text: str | None) -> tuple[float, ...]:
    """Return the thresholds that a text with commas names; raises UsageProblem."""
    try:
        return tuple(float(part) for part in parts(text))
    except ValueError:
        raise UsageProblem(f"'{text}' is no list of numbers", f"--kappa {text}", "Write --kappa 0.25,0.5,1.") from None


def only(flag: str, name: str, what: str, known: str) -> Any:
    """Return an option that restricts a dimension."""
    return opt.option(flag, name, metavar="A,B,…", help=f"Only these {what}: {known}.  [default: all]")


@analysis(
    "multiverse", "Try every choice that could have been made otherwise.",
    opt.scenario_argument,
    only("--reading", "readings", "readings of lose-lose", "aims, pareto, value"),
    opt.option("--kappa", "kappas", metavar="A,B,…", help="Thresholds κ, by value.  [default: 0.25,0.5,1]"),
    only("--kim", "kim", "types of Kim", "drawn, fearful, greedy, erratic"),
    only("--courses", "courses", "ways to set courses", "free, held (on those of the start)"),
    only("--learning", "learning", "ways to learn", "the scenario's own, exact (Bayes), none"),
    only("--lookahead", "lookahead", "ways to look ahead", "the scenario's own, none"),
    only("--accident", "accident", "laws of accidents", "the scenario's own, flat, steep"),
    opt.option("--ablation/--no-ablation", default=True, show_default=True,
               help="Switch each channel of the model off by its neutral values."),
    opt.worlds_option(300), opt.seed_option, opt.set_option(),
)  # fmt: skip
def multiverse(
    common: Common, scenario: str, kappas: str | None, ablation: bool, worlds: int, seed: int,
    changes: tuple[tuple[str, str], ...], **restricted: str | None,
) -> None:  # fmt: skip
    """Read P(lose-lose) off SCENARIO under every reading and threshold, type of Kim and way to build the model.

    All are played in the same worlds. The spread over choices stands beside the sampling error, and is never added to
    it. The scenario's own choices are always among those tried. With --out, the findings, a table of all
    specifications, and two figures are written there.

    \b
    sim multiverse 2017-spring --reading aims,pareto --kim fearful,greedy
    """
    from sim.analysis.multiverse import MultiverseOptions, ask, find
    from sim.cli.reading import read_scenario

    named = {name: parts(text) for name, text in restricted.items()}
    asked = read_scenario(scenario, changes)
    options = MultiverseOptions(asked, kappas=thresholds(kappas), ablation=ablation, worlds=worlds, seed=seed, **named)
    carry_out(common, ask, find, options, "lose_lose")
