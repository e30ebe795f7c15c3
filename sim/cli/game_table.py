"""The table of a policy game for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.analysis.games.equilibrium import PRINCIPAL
from sim.analysis.policy_game import Findings, GameFindings
from sim.analysis.policy_game.equilibria import ProfileFinding
from sim.analysis.policy_game.graph import Dominance, Matrix
from sim.analysis.policy_game.solving import CRITERIA, Best
from sim.study.estimate.interval import Estimate, count_text, number_text, value_text
from sim.study.estimate.paired import PairedDifference
from sim.study.run.summary import CAVEAT

SHOWN_SHARE: Final = 0.02
MOST_RIVALS: Final = 5
HALF: Final = 9


def game_table(found: GameFindings) -> str:
    """Return the table of a policy game: matrices, dominance, equilibria over types and by type, price of anarchy."""
    over = found.over_types
    parts = [*head(found), "", *matrix_part(found.matrices)]
    parts += [title(found), *replies_part(over.dominance), *dominance_part(over.dominance), "", *pure_part(over)]
    parts += [*mixed_part(over), *method_part(over), "", *logit_part(over), "", *path_part(over), ""]
    parts += [*anarchy_part(over), ""]
    if len(found.by_type) > 1:
        for kim, own in found.by_type.items():
            parts += [f"If all knew that Kim is {kim}", *dominance_part(own.dominance), *pure_part(own)]
            parts += [*mixed_part(own), ""]
    return "\n".join([*parts, f"Over the types: {over.verdict[0].lower()}{over.verdict[1:]}", CAVEAT])


def head(found: GameFindings) -> list[str]:
    """Return what was played."""
    game, s = found.game, found.game.scenario
    held = "".join(f"; {capital.capitalize()} on {policy}" for capital, policy in game.held.items())
    chances = ", ".join(f"{kim} {number_text(chance, 2)}" for kim, chance in zip(game.types, game.chances, strict=True))
    return [
        f"{s.title} ({s.name}): the policy game{held}",
        f"{count_text(game.cells)} profiles under each type of Kim ({chances}), {count_text(game.worlds)} worlds each, "
        f"the same ones, {s.months} months from {s.start}, seed {game.seed}",
        f"95 % intervals; shares of {count_text(found.over_types.resamples)} resamples of worlds; months of value",
    ]


def title(found: GameFindings) -> str:
    """Return the heading of the game over types."""
    if len(found.game.types) == 1:
        return f"Kim is {found.game.types[0]}, and all know it"
    return "Over the types: Pyongyang knows its type, the others know how likely each is"


def matrix_part(matrices: Sequence[Matrix]) -> list[str]:
    """Return the matrix of Washington and Pyongyang for each type, each with its ordinal name."""
    if not matrices:
        return []
    lines = ["Washington (rows, first number) and Pyongyang, mean over Beijing's and Seoul's policies; * best reply"]
    for each in matrices:
        lines += one_matrix(each)
    return [*lines, ""]


def one_matrix(each: Matrix) -> list[str]:
    """Return the lines of one matrix."""
    us_best, kims_best = each.best()
    lines = [f"  {each.kim:<18}" + "".join(f"{name:>{2 * HALF - 1}} " for name in each.columns).rstrip()]
    for row, name in enumerate(each.rows):
        cells = [
            f"{starred(each.washington[row, column], us_best[row, column]):>{HALF}}"
            f"{starred(each.pyongyang[row, column], kims_best[row, column]):>{HALF}}"
            for column in range(len(each.columns))
        ]
        lines.append(f"    {name:<16}{''.join(cells)}".rstrip())
    if each.core and each.again:
        pairs = " against ".join(" or ".join(pair) for pair in each.core)
        lines.append(f"    {pairs}: {each.name} (in {shown(each.again, 2)} of resamples)")
    return lines


def starred(value: float, best: bool) -> str:
    """Return a value with a star where it belongs to a best reply."""
    return number_text(value, 1) + ("*" if best else " ")


def replies_part(dominance: Sequence[Dominance]) -> list[str]:
    """Return to which share of the others' profiles each policy is a best reply."""
    lines = ["  Share of the others' profiles to which each policy is a best reply"]
    for each in dominance:
        shares = ", ".join(f"{policy} {number_text(share, 2)}" for policy, share in each.best.items())
        lines.append(f"    {each.player.capitalize():<20} {shares}")
    return lines


def dominance_part(dominance: Sequence[Dominance]) -> list[str]:
    """Return what is dominant, and what is dominated by what."""
    dominant = [f"{each.player.capitalize()} {', '.join(each.dominant)}" for each in dominance if each.dominant]
    worse = [
        f"{each.player.capitalize()} {policy} (by {better})"
        for each in dominance
        for policy, better in each.dominated.items()
    ]
    return [f"  Dominant: {'; '.join(dominant) or 'none'}. Dominated: {'; '.join(worse) or 'none'}."]


def shown(estimate: Estimate | PairedDifference, least: int = 0) -> str:
    """Return a value with its interval."""
    return value_text(estimate.value, estimate.low, estimate.high, least)


def pure_part(found: Findings) -> list[str]:
    """Return the pure equilibria and the profiles that are one in many resamples."""
    count = len(found.equilibria)
    lines = [f"  Pure equilibria: {count or 'none'} (in {shown(found.none, 3)} of resamples there is none)"]
    for each in found.equilibria:
        lines += one_pure(each)
    if found.rivals:
        lines.append("    not one in all worlds, but in some resamples:")
    for each in found.rivals[:MOST_RIVALS]:
        lines.append(f"      {each.name}: in {shown(each.stays, 3)}; P(lose-lose) {shown(each.lose_lose, 3)}")
    return lines


def one_pure(each: ProfileFinding) -> list[str]:
    """Return the lines of one pure equilibrium."""
    bounds = ", ".join(f"{player.capitalize()} {number_text(most, 1)}" for player, most in each.bounds.items())
    worlds = count_text(each.lose_lose.n)
    sure = (
        "no deviation can pay (all paired 95 % intervals together)"
        if each.decided
        else f"who leaves gains at most, in months: {bounds} (upper ends of paired intervals that hold together at "
        f"95 %, n = {worlds})"
    )
    return [
        f"    {each.name}",
        f"      P(lose-lose) {shown(each.lose_lose, 3)}; stays one in {shown(each.stays, 3)} of resamples, "
        f"{each.verdict}",
        f"      {sure}",
    ]


def mixed_part(found: Findings) -> list[str]:
    """Return the mixed equilibria."""
    lines = [f"  Mixed equilibria: {len(found.mixed) or 'none found'}"]
    for number, each in enumerate(found.mixed, 1):
        stays = f"; the same policies are mixed in {shown(each.stays, 3)} of resamples" if each.stays else ""
        lines.append(f"    {number}. {each.equilibrium.kind}: P(lose-lose) {shown(each.lose_lose, 3)}{stays}")
        lines += mixture(each.shares)
    return lines


def method_part(found: Findings) -> list[str]:
    """Return how equilibria were looked for, and how completely."""
    return ["  Looked for:", *(f"    {part.strip()}" for part in found.nash.method.split(";"))]


def mixture(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return one line a player: its policies by share, the rare ones left out."""
    lines = []
    for player, own in shares.items():
        kept = sorted(((share, name) for name, share in own.items() if share >= SHOWN_SHARE), reverse=True)
        text = ", ".join(f"{name} {number_text(share, 2)}" for share, name in kept)
        lines.append(f"      {player.capitalize():<20} {text}")
    return lines


def logit_part(found: Findings) -> list[str]:
    """Return the logit equilibria; limits of the shares are in the JSON."""
    lines = ["  Logit equilibria, by precision in 1 / months (principal branch; shares of .02 and more)"]
    for each in found.logit:
        lines.append(f"    precision {each.precision:g}: P(lose-lose) {shown(each.lose_lose, 3)}")
        if each.branch != PRINCIPAL:
            lines.append(f"      {each.branch}")
        shares = {player: {name: share.value for name, share in own.items()} for player, own in each.shares.items()}
        lines += mixture(shares)
    lines += [f"    precision {each:g}: the branch could not be followed" for each in found.unsolved]
    return lines


def path_part(found: Findings) -> list[str]:
    """Return where best replies end, and the way there from the scenario's own line-up."""
    lines = ["  Best replies, the player with most to gain first"]
    if found.path is not None:
        game, path = found.game, found.path
        steps = [
            f"{game.players[m.player].capitalize()} to {game.policies[m.player][m.end[m.player]]} (gains {shown(gain)})"
            for m, gain in zip(path.moves, path.gains, strict=True)
        ]
        lines.append(f"    from the scenario's own line-up, {game.line(path.start)}:")
        lines += [f"      {step}" for step in [*steps, "and so in a cycle" if path.cycles else "then nobody gains"]]
    for sink in found.sinks:
        kind = "rest at" if len(sink.profiles) == 1 else f"a cycle through {len(sink.profiles)} profiles, among them"
        first = found.game.line(sink.profiles[0])
        lines.append(f"    {kind} {first}: reached from {sink.drawn} of {found.game.profiles} profiles")
    return lines


def anarchy_part(found: Findings) -> list[str]:
    """Return the best profiles for all four and what each equilibrium costs against them."""
    lines = ["  Best for all four"]
    for best in unlike(found.best):
        lines.append(f"    {CRITERIA[best.criterion]}: {best.name}")
        lines.append(f"      P(lose-lose) {shown(best.lose_lose, 3)}; best in {shown(best.again, 3)} of resamples too")
    half = count_text(found.game.worlds // 2)
    lines.append("  Price of anarchy: P(lose-lose) at equilibrium minus at the best for all")
    lines.append(f"    (the best chosen in the even worlds, the gap measured in the odd ones, n = {half} pairs)")
    shown_twice = {each.equilibrium: each.best for each in found.anarchy if each.criterion == "welfare"}
    for each in found.anarchy:
        if each.criterion == "welfare":
            lines.append(f"    {each.equilibrium}, against the best sum: {shown(each.lose_lose, 3)}")
        elif shown_twice[each.equilibrium] != each.best:
            lines.append(f"    {each.equilibrium}, against the least lose-lose: {shown(each.lose_lose, 3)}")
    return lines


def unlike(best: Sequence[Best]) -> list[Best]:
    """Return the best profiles, but each profile once."""
    return list({each.profile: each for each in reversed(best)}.values())[::-1]
