"""All headings of the patterns: how they are measured, and the finding."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.claims import NONE, Claim, ClaimLine, Recorded, Wanted, exact, line_of
from sim.analysis.claims.reading import ClaimsFile
from sim.analysis.defaults import BASE, PROFILES
from sim.analysis.finding import Finding
from sim.analysis.games import Profile, is_best_reply
from sim.analysis.patterns import HEADINGS, PatternsOptions
from sim.analysis.patterns.named import STATISTICS
from sim.analysis.patterns.plays import PatternPlays, held
from sim.analysis.patterns.responses import on_record
from sim.analysis.policy_game.beliefs import LARGE, SMALL, drawn_means, draws_of
from sim.analysis.policy_game.equilibria import METHOD, Solution, best_shares, equilibria_of
from sim.analysis.policy_game.findings import MODEL_PRIOR, OWN, readings_of
from sim.analysis.policy_game.game import PolicyGame, resample_game
from sim.analysis.policy_game.play import ask as ask_for_game
from sim.core.base.arrays import Floats
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate, mean_estimate
from sim.core.estimate.writing import count_text, percent_text
from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.levers import LEVERS, Effect, Lever
from sim.core.scenario import Scenario
from sim.core.scenario.toml_file import TomlFile, toml_from
from sim.study.estimate.bootstrap import percentiles
from sim.study.estimate.quantities import Row, Table, quantity
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

CLAIMED: Final = (
    "Beside the record a sign is required if the record's own interval, over all its months, leaves 0 out; the "
    "model's interval must be clear of 0 too. The same months are 2007 to 2019 in four parts, and worlds begin each "
    "part as the record stood. A length is months over ends, n its ends; of a difference n is the fewer cases. "
    "In sample throughout."
)
SEEN: Final = "Lines marked * were set while looking at the record of 2015 to 2019."

RESAMPLES: Final = 100
VARIED: Final[Mapping[str, Mapping[str, float]]] = {
    "": {},
    "60 months": {"months": 60},
    "120 months": {"months": 120},
    "leverage 0": {"leverage_low": 0.0, "leverage_high": 0.0},
    "leverage 1": {"leverage_low": 1.0, "leverage_high": 1.0},
}
"""Further changes under which the game of Washington and Beijing is played."""

LOST: Final = {OWN: Wanted(low=SMALL), "fearful": Wanted(high=SMALL), "greedy": Wanted(high=SMALL)}
"""The wanted loss: under the powers' own beliefs there is one; if Kim is known to be fearful or
greedy there is none.
"""

ALWAYS: Final = 0.999
"""A course that is best in a larger share of the others' profiles counts as dominant."""


def dilemma_lines(plays: PatternPlays) -> list[ClaimLine]:
    """Return lines on dominant courses, the equilibria and the loss in the powers' own game."""
    game = plays.game
    again = resample_game(game, RESAMPLES)
    found = [best_most_often(game, again, capital) for capital in CAPITALS]
    nash = list(equilibria_of(game))
    at = [mean_estimate(game.losing(each.profile), kind="share") for each in nash]
    pure = [both for each, both in zip(nash, at, strict=True) if each.kind == "pure"]
    least = min(pure, key=lambda each: each.value, default=exact(1.0, game.worlds))
    what = "least lose-lose at a pure equilibrium of the four, Kim's type unknown"
    found.append(ClaimLine("dilemma.nice", what, Wanted(low=0.05), least))
    for k, (each, both) in enumerate(zip(nash, at, strict=True), 1):
        told = zip(game.agents, each.profile, strict=True)
        text = "; ".join(
            f"{player.name} {mixture(player.capital, shares)}" for player, shares in told
        )
        what = f"lose-lose, {each.kind} equilibrium: {text}"
        found.append(ClaimLine(f"dilemma.equilibrium.{k}", what, None, both))
    return [*of_giants(plays), *found]


def of_giants(plays: PatternPlays) -> list[ClaimLine]:
    """Return lines on the loss of Washington and Beijing in their own game, in war costs.

    The loss is by their own beliefs, by the model prior, with Kim's type known, and under the
    payoffs of the plausible set.
    """
    lines = []
    for name, changes in VARIED.items():
        game = plays.giants(changes)
        for by, own in readings_of(game, resample_game(game, RESAMPLES)).items():
            if not changes or by in (OWN, MODEL_PRIOR):
                what = f"war costs that both powers lose{name and f', {name}'}: {by}"
                lines.append(
                    ClaimLine(
                        f"dilemma.giants.{by}{name and f'.{name}'}".replace(" ", "_"),
                        what,
                        None if changes else LOST.get(by),
                        loss_in(own),
                    )
                )
        if game.parts and not changes:
            draws = draws_of(game, drawn_means(game))
            lines += [
                ClaimLine(
                    f"dilemma.giants.over_{gap:g}",
                    f"payoffs of the set in which they lose over {gap:g}",
                    None,
                    draws.over(gap),
                )
                for gap in (SMALL, LARGE)
            ]
    return lines


def loss_in(found: Solution) -> Estimate:
    """Return the largest loss of an equilibrium against a profile better for both, in war costs; 0
    if there is none.
    """
    gaps = [exact(0.0, found.game.worlds) if each is None else each.least for each in found.better]
    return max(gaps, key=lambda each: each.value, default=exact(math.nan, found.game.worlds))


def best_most_often(game: PolicyGame, again: Floats, capital: str) -> ClaimLine:
    """Return how often the course that is best most often is best, with its limits over resampled
    worlds.
    """
    shares = shares_of(game, game.payoffs(), capital)
    found = [shares_of(game, game.payoffs_of(mean), capital).max() for mean in again]
    label = COURSES[capital][int(shares.argmax())].label
    what = f"{capital.title()}: how often {label} is best, over all that the others may do"
    measured = percentiles(float(shares.max()), np.array(found), game.worlds, METHOD)
    return ClaimLine(f"dilemma.dominant.{capital}", what, Wanted(high=ALWAYS), measured)


def shares_of(game: PolicyGame, payoffs: Profile, capital: str) -> Floats:
    """Return the share of the others' profiles in which each course of a capital is best,
    `(courses,)`.

    Each type of Kim is a player, and all count alike in Pyongyang's share.
    """
    best = is_best_reply(payoffs)
    places = [place for place, player in enumerate(game.agents) if player.capital == capital]
    return np.asarray(np.mean([best_shares(best[place], place) for place in places], axis=0))


def mixture(capital: str, shares: Floats) -> str:
    """Format a capital's mixed strategy over all its courses; shares below 0.5 % are left out."""
    parts = [
        (entry.label, share)
        for entry, share in zip(COURSES[capital], shares, strict=True)
        if share >= 0.005
    ]
    return " + ".join(
        label if share > 0.995 else f"{label} {percent_text(share)}" for label, share in parts
    )


MADE: Final[Mapping[str, Callable[[PatternPlays], list[ClaimLine]]]] = {
    "responses": on_record,
    "dilemma": dilemma_lines,
}
"""The functions whose lines stand first under a heading, before those of its claims."""


def claims_of(tuned: Mapping[str, Any]) -> tuple[Claim, ...]:
    """Return the claims of the file, and for each lever the claims that its entry makes."""
    label, arms = (
        "patterns.toml",
        {name: {"set": held(courses)} for name, courses in PROFILES.items()},
    )
    file = toml_from(label, resources.files(__package__).joinpath(label).read_bytes())
    progress = ClaimsFile(file, STATISTICS, tuned, arms)
    levers = dict(said_of(lever, effect) for lever in LEVERS.values() for effect in lever.effects)
    data = {"scenario": BASE, "all": {"judged": "value", "kind": "amount"}, "claim": levers}
    return (
        *progress.claims,
        *ClaimsFile(TomlFile("sim/core/game/levers.py", "", data), STATISTICS, tuned).claims,
    )


def said_of(lever: Lever, effect: Effect) -> tuple[str, Data]:
    """Return the name of the claim that an effect of a lever makes, and its entry as in a file."""
    before = "" if effect.measure.partition("(")[0] in STATISTICS else " (from {from})"
    return f"lever.{lever.name}.{effect.name}", {
        "says": f"{lever.label} {lever.low:g} to {lever.high:g}: {effect.says}{before}",
        "set": dict(effect.setting),
        "a": {"set": {lever.name: lever.high}},
        "b": {"set": {lever.name: lever.low}},
        "measure": effect.measure,
        "times": effect.times,
        "wants": {"sign": effect.sign or 1},
    }


def lines_of(name: str, claims: Sequence[Claim], plays: PatternPlays) -> list[ClaimLine]:
    """Return the lines of a heading: those of its function, then of its claims, and the dead
    levers.
    """
    own = [claim for claim in claims if claim.name.partition(".")[0] in HEADINGS[name][1:]]
    lines = MADE[name](plays) if name in MADE else []
    lines += [line for claim in own if (line := line_of(claim, plays)) is not None]
    return [*lines, dead_levers(lines)] if name == "levers" else lines


def dead_levers(lines: Sequence[ClaimLine]) -> ClaimLine:
    """Return the line of dead levers, of which no claim holds, with their number and names."""
    still = [
        name
        for name in LEVERS
        if not any(line.key.startswith(f"lever.{name}.") and line.holds for line in lines)
    ]
    what = "dead levers" + (f": {', '.join(still)}" if still else "")
    return ClaimLine("lever.dead", what, NONE, exact(float(len(still)), len(LEVERS)))


def ask(options: PatternsOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the policy game, by far the most worlds, where the dilemma is measured.

    The other headings look at every state and move of every month, which no store keeps: `find`
    plays them.
    """
    if so_far or "dilemma" not in options.only:
        return None
    return ask_for_game(plays_of(options, so_far).game_asked, ())


def plays_of(options: PatternsOptions, results: Sequence[Results]) -> PatternPlays:
    """Return the object that plays worlds for the headings, with any played results of the policy
    game.
    """
    played = results[0] if results else None
    return PatternPlays(
        options.worlds, options.seed, options.desk.jobs, changes=options.changes, played=played
    )


def find(options: PatternsOptions, results: Sequence[Results]) -> PatternsFinding:
    """Play the worlds that the headings need, and measure their lines."""
    plays, found = plays_of(options, results), {}
    claims = claims_of(plays.changes)
    for place, name in enumerate(options.only):
        options.desk.progress(HEADINGS[name][0], place / len(options.only))
        found[name] = lines_of(name, claims, plays)
    return PatternsFinding(options, plays.base, found, at_seeds(options, claims))


def at_seeds(options: PatternsOptions, claims: Sequence[Claim]) -> dict[str, list[bool]]:
    """Return by the key of each judged line whether it holds, at one seed after the other."""
    held: dict[str, list[bool]] = {}
    for place, seed in enumerate(options.seeds):
        options.desk.progress(f"seed {seed}", place / len(options.seeds))
        plays = plays_of(replace(options, seed=seed), ())
        for name in options.only:
            for line in lines_of(name, claims, plays):
                if line.holds is not None:
                    held.setdefault(line.key, []).append(line.holds)
    return held


@dataclass(frozen=True, eq=False)
class PatternsFinding(Finding):
    """The measured lines of each heading, and whether they are as wanted."""

    analysis: ClassVar[str] = "patterns"
    options: PatternsOptions
    base: Scenario
    found: dict[str, list[ClaimLine]]
    seeds: dict[str, list[bool]]

    @property
    def scenario(self) -> Scenario:
        """The scenario on which most plays rest."""
        return self.base

    @property
    def judged(self) -> list[ClaimLine]:
        """The lines of which something is wanted."""
        return [line for lines in self.found.values() for line in lines if line.wanted is not None]

    @property
    def missed(self) -> list[ClaimLine]:
        """Those that are not as wanted."""
        return [line for line in self.judged if not line.holds]

    @property
    def beside(self) -> list[ClaimLine]:
        """The lines that stand beside the record."""
        return [line for lines in self.found.values() for line in lines if line.recorded]

    def sentences(self) -> list[str]:
        """Return how many lines hold, and which lie apart from the record."""
        held, of = len(self.judged) - len(self.missed), len(self.judged)
        worlds = count_text(self.options.worlds)
        said = f"{held} of {of} lines hold: seed {self.options.seed}, {worlds} worlds a play, 95 % intervals."
        if not self.beside:
            return [said]
        apart = [line.what for line in self.beside if line.apart]
        named = f": {'; '.join(apart)}" if apart else ""
        those = f"{len(apart)} of {len(self.beside)} patterns"
        return [
            said,
            f"{those} differ from the record of the same months, by intervals that do not overlap{named}.",
        ]

    def tables(self) -> list[Table]:
        """Return the counts of lines that hold by heading, the misses, the lines by seed, and every
        line of each heading.
        """
        counts = []
        for name, lines in self.found.items():
            own = [bool(line.holds) for line in lines if line.wanted is not None]
            counts.append((HEADINGS[name][0], sum(own), len(own)))
        tables = [
            Table("headings", "Lines that hold, by heading", ("", "hold", "of"), counts, True)
        ]
        if self.missed:
            rows = [row_of(line) for line in self.missed]
            tables.append(Table("misses", "Lines outside the required range", HEADS, rows, True))
        if self.seeds:
            judged = [
                (line.what, self.seeds[line.key]) for line in self.judged if line.key in self.seeds
            ]
            held = [(what, sum(each), len(each)) for what, each in judged]
            tables.append(
                Table("seeds", "At how many seeds each line holds", ("", "holds", "of"), held, True)
            )
        return tables + [
            table for name, lines in self.found.items() for table in tables_of(name, lines)
        ]

    def notes(self) -> list[str]:
        """Return the meaning of the marks, and the criterion of the lines beside the record."""
        seen = [SEEN] if any(line.seen for line in self.judged) else []
        return [*seen, *([CLAIMED] if self.beside else [])]

    def data(self) -> Data:
        """Return everything as plain data."""
        return {
            **self.beginning(),
            "worlds": self.options.worlds,
            "seed": self.options.seed,
            "missed": len(self.missed),
            "headings": {
                name: {"title": HEADINGS[name][0], "lines": [line.as_dict() for line in lines]}
                for name, lines in self.found.items()
            },
        } | ({"seeds": self.seeds} if self.seeds else {})


HEADS: Final = ("", "verdict", "measured", "wanted", "n")
BESIDE: Final = (
    "",
    "verdict",
    "wanted",
    "model",
    "record, same months",
    "n",
    "record, all months",
    "n of all",
)


def tables_of(name: str, lines: Sequence[ClaimLine]) -> list[Table]:
    """Return the lines of a heading: first those beside the record, where there are any, then the
    rest.
    """
    file, title = name.replace("_", "-"), HEADINGS[name][0]
    beside = [row_beside(line, line.recorded) for line in lines if line.recorded]
    rest = [row_of(line) for line in lines if not line.recorded]
    if not beside:
        return [Table(file, title, HEADS, rest)]
    return [
        Table(file, f"{title}, beside the record", BESIDE, beside),
        Table(f"{file}-unseen", f"{title}: not shown by any list of the record", HEADS, rest),
    ]


def row_beside(line: ClaimLine, recorded: Recorded) -> Row:
    """Return a line as a row with the record beside it, and of how many cases its numbers are."""
    what, verdict, model, *_ = row_of(line)
    same, longer = recorded.same, recorded.all
    return what, verdict, line.claimed, model, quantity(same), same.n, quantity(longer), longer.n


def row_of(line: ClaimLine) -> Row:
    """Return a line as a row: its text, the verdict, the measured value, the wanted one and n."""
    wanted = "" if line.wanted is None else line.wanted.text(line.measured.kind)
    return (
        f"{line.what}{' *' * line.seen}",
        line.verdict,
        quantity(line.measured),
        wanted,
        line.measured.n,
    )
