"""`sim compare`: two scenarios side by side, in the same worlds or in worlds of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk

if TYPE_CHECKING:
    from sim.study.scenario import Scenario


@click.command("compare", short_help="Compare two scenarios under the same luck.")
@click.argument("a")
@click.argument("b")
@opt.stacked(
    opt.worlds_option(), opt.seed_option, opt.jobs_option, opt.set_option(),
    opt.set_option("--set-a", "changes_a", " of A only"), opt.set_option("--set-b", "changes_b", " of B only"),
    opt.option("--paired/--unpaired", default=True, show_default=True,
               help="Give both the same luck, or B the luck of the next seed."),
    opt.json_option, opt.dry_run_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(
    a: str, b: str, worlds: int, seed: int, jobs: int, changes: tuple[tuple[str, str], ...],
    changes_a: tuple[tuple[str, str], ...], changes_b: tuple[tuple[str, str], ...], paired: bool, as_json: bool,
    dry_run: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Compare scenario A with scenario B: each outcome in both, and the difference with its interval.

    Paired, world k of A has the luck of world k of B, so that fewer worlds tell more. Where A and B give
    a capital another rule over its courses, such as hawk or dove, its elections are called off in both: a new
    government would go by its own lean.
    """
    from sim.cli.compare_table import compare_table, compared
    from sim.cli.progress import progress_line
    from sim.cli.reading import read_scenario
    from sim.study.run.worlds import run

    first, second = read_scenario(a, (*changes, *changes_a)), read_scenario(b, (*changes, *changes_b))
    off: list[str] = []
    if paired:
        first, second, off = without_votes(first, second)
    opt.check_room(2 * worlds, f"--worlds {worlds}")
    seeds = (seed, seed if paired else (seed + 1) % 2**63)
    if dry_run:
        say(
            f"would compare {first.name} ({first.hash}) with {second.name} ({second.hash}): {worlds} worlds each, "
            f"seed {' and '.join(dict.fromkeys(map(str, seeds)))}"
        )
        return
    runs = []
    for asked, own in ((first, seeds[0]), (second, seeds[1])):
        with progress_line(not (no_progress or quiet)) as progress:
            runs.append(run(asked, worlds, own, jobs=jobs, progress=progress))
    found = compared(runs[0], runs[1])
    if as_json:
        print_json(found.as_dict() | {"elections_off": off})
    else:
        own_a, own_b = ([text for text, _ in (*changes, *each)] for each in (changes_a, changes_b))
        say(compare_table(found, own_a, own_b))
    if off:
        names = " and ".join(name.capitalize() for name in off)
        talk(f"the vote of {names} is called off in both, since A and B give it another rule over courses", quiet)
    if first.months != second.months:
        talk(f"A has {first.months} months and B {second.months}: each is over its own horizon", quiet)


def without_votes(a: Scenario, b: Scenario) -> tuple[Scenario, Scenario, list[str]]:
    """Return both scenarios without the elections of a capital whose rule over courses differs, and who these are.

    A new government goes by a lean of its own, and so undoes the rule that is compared.
    """
    from sim.game.policies import FREE, HELD
    from sim.study.scenario.plan import rule_of

    def undone(capital: str) -> bool:
        rules = [rule.name if (rule := rule_of(capital, side.plan(capital))) else HELD for side in (a, b)]
        return rules[0] != rules[1] and not {FREE, HELD}.issuperset(rules)

    voters = dict.fromkeys(vote.capital for vote in (*a.elections, *b.elections))
    off = [capital for capital in voters if undone(capital)]
    changes = {f"elections.{capital}": False for capital in off}
    return a.change(changes), b.change(changes), off
