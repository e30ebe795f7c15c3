"""The table of a policy game for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.analysis.games.equilibrium import PRINCIPAL
from sim.analysis.policy_game import Findings
from sim.analysis.policy_game.anarchy import CRITERIA, Best
from sim.analysis.policy_game.pure import ProfileFinding
from sim.game.catalogue import CAPITALS
from sim.study.estimate import Estimate, count_text, number_text, value_text
from sim.study.paired import PairedDifference
from sim.study.summary import CAVEAT

SHOWN_SHARE: Final = 0.02
MOST_RIVALS: Final = 5


def game_table(found: Findings) -> str:
    """Return the table of a policy game: equilibria and their stability, and the price of anarchy."""
    parts = [
        *head(found), "", *pure_part(found), "", *mixed_part(found), "", *logit_part(found), "", *paths_part(found), "",
        *anarchy_part(found), "", found.verdict, CAVEAT,
    ]  # fmt: skip
    return "\n".join(parts)


def head(found: Findings) -> list[str]:
    """Return what was played."""
    game, s = found.game, found.game.scenario
    held = "".join(f"; {capital.capitalize()} held at {policy}" for capital, policy in game.held.items())
    return [
        f"{s.title} ({s.name}): the policy game, elections off{held}",
        f"{count_text(game.profiles)} profiles of {count_text(game.worlds)} worlds, the same ones, "
        f"{s.months} months from {s.start}, seed {game.seed}",
        f"95 % intervals; shares of {count_text(found.resamples)} resamples of the worlds; gains in months of value",
    ]


def shown(estimate: Estimate | PairedDifference, least: int = 0) -> str:
    """Return a value with its interval."""
    return value_text(estimate.value, estimate.low, estimate.high, least)


def line_of(policies: Mapping[str, str]) -> str:
    """Return the policies of the four capitals in a line."""
    return ", ".join(policies[capital] for capital in CAPITALS)


def pure_part(found: Findings) -> list[str]:
    """Return the pure equilibria and the profiles that are one in many resamples."""
    count = len(found.equilibria)
    lines = [f"Pure equilibria: {count or 'none'} (in {shown(found.none, 3)} of resamples there is none)"]
    for each in found.equilibria:
        lines += one_pure(each)
    if found.rivals:
        lines.append("  not one in all worlds, but in some resamples:")
    for each in found.rivals[:MOST_RIVALS]:
        lines.append(f"    {line_of(each.policies)}: in {shown(each.stays, 3)}")
    return lines


def one_pure(each: ProfileFinding) -> list[str]:
    """Return the lines of one pure equilibrium."""
    bounds = ", ".join(f"{capital.capitalize()} {number_text(most, 1)}" for capital, most in each.bounds.items())
    worlds = count_text(each.lose_lose.n)
    sure = (
        "no deviation can pay (all paired 95 % intervals together)"
        if each.decided
        else f"a capital that leaves gains at most, in months: {bounds} (upper ends of paired intervals that hold "
        f"together at 95 %, n = {worlds})"
    )
    return [
        f"  {line_of(each.policies)}",
        f"    stays one in {shown(each.stays, 3)} of resamples: {each.verdict}",
        f"    {sure}",
        f"    P(lose-lose) {shown(each.lose_lose, 3)}",
    ]


def mixed_part(found: Findings) -> list[str]:
    """Return the mixed equilibria and how completely they were looked for."""
    lines = [f"Mixed equilibria: {len(found.mixed) or 'none found'} ({found.nash.method})"]
    for each in found.mixed:
        lines += mixture(each.shares)
        stays = f"the same policies are mixed in {shown(each.stays, 3)} of resamples; " if each.stays else ""
        lines.append(f"    {each.equilibrium.kind}; {stays}somebody gains {shown(each.regret)} by leaving")
        lines.append(f"    P(lose-lose) {shown(each.lose_lose, 3)}")
    return lines


def mixture(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return one line a player: its policies by share, the rare ones left out."""
    lines = []
    for player, own in shares.items():
        kept = sorted(((share, name) for name, share in own.items() if share >= SHOWN_SHARE), reverse=True)
        text = ", ".join(f"{name} {number_text(share, 2)}" for share, name in kept)
        lines.append(f"    {player.capitalize():<11} {text}")
    return lines


def logit_part(found: Findings) -> list[str]:
    """Return the logit equilibria; limits of the shares are in the JSON."""
    lines = ["Logit equilibria, by precision in 1 / months (principal branch; shares of .02 and more)"]
    for each in found.logit:
        lines.append(f"  precision {each.precision:g}: P(lose-lose) {shown(each.lose_lose, 3)}")
        if each.branch != PRINCIPAL:
            lines.append(f"    {each.branch}")
        lines += [
            f"    {player.capitalize():<11} "
            + ", ".join(
                f"{name} {value_text(share.value, share.low, share.high, 2)}"
                for name, share in sorted(own.items(), key=lambda item: -item[1].value)
                if share.value >= SHOWN_SHARE
            )
            for player, own in each.shares.items()
        ]
    lines += [f"  precision {each:g}: the branch could not be followed" for each in found.unsolved]
    return lines


def paths_part(found: Findings) -> list[str]:
    """Return where best replies end, and the way there from the scenario's own line-ups."""
    lines = ["Best replies, the capital with most to gain first"]
    for path in found.paths:
        steps = [
            f"{found.game.players[m.player].capitalize()} to {found.game.policies[m.player][m.end[m.player]]} "
            f"(gains {shown(gain)})"
            for m, gain in zip(path.moves, path.gains, strict=True)
        ]
        end = "and so in a cycle" if path.cycles else "then nobody gains"
        lines.append(f"  {path.name}, {line_of(found.game.named(path.start))}:")
        lines += [f"    {step}" for step in [*steps, end]]
    for sink in found.sinks:
        kind = "rest at" if len(sink.profiles) == 1 else f"a cycle through {len(sink.profiles)} profiles, among them"
        first = line_of(found.game.named(sink.profiles[0]))
        lines.append(f"  {kind} {first}: reached from {sink.drawn} of {found.game.profiles} profiles")
    return lines


def anarchy_part(found: Findings) -> list[str]:
    """Return the best profiles for all four and what each equilibrium costs against them."""
    lines = ["Best for all four"]
    for best in unlike(found.best):
        lines.append(f"  {CRITERIA[best.criterion]}: {line_of(best.policies)}")
        lines.append(f"    P(lose-lose) {shown(best.lose_lose, 3)}; best again in {shown(best.again, 3)} of resamples")
    half = count_text(found.game.worlds // 2)
    lines.append("Price of anarchy: P(lose-lose) at equilibrium minus at the best for all")
    lines.append(f"  (the best chosen in the even worlds, the gap measured in the odd ones, n = {half} pairs)")
    shown_twice = {each.equilibrium: each.best for each in found.anarchy if each.criterion == "welfare"}
    for each in found.anarchy:
        if each.criterion == "welfare":
            lines.append(f"  {each.equilibrium}, against the best sum: {shown(each.lose_lose, 3)}")
        elif shown_twice[each.equilibrium] != each.best:
            lines.append(f"  {each.equilibrium}, against the least lose-lose: {shown(each.lose_lose, 3)}")
    return lines


def unlike(best: Sequence[Best]) -> list[Best]:
    """Return the best profiles, but each profile once."""
    return list({each.profile: each for each in reversed(best)}.values())[::-1]
