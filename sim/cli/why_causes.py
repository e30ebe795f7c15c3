"""How an outcome answers to causes, for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from sim.analysis.counterfactual.causes import Causation, share_of
from sim.analysis.history.war_number import caveat
from sim.cli.reading import outcome_label, several
from sim.cli.why_table import WIDTH, table
from sim.study.estimate.interval import Estimate, count_text, number_text, value_text
from sim.study.run.summary import CAVEAT

NOTE: Final = (
    "Each world is played with the cause low and high under its own luck, so whether it flips is counted, not bounded. "
    "Wilson 95 % intervals.",
    "From the shares alone: what could be said of the three numbers in these worlds without common luck.",
)
PEARL: Final = {"PN": "necessary", "PS": "sufficient", "PNS": "necessary and sufficient"}
KINDS: Final = {"always": "in both", "only high": "only at {high}", "only low": "only at {low}", "never": "in neither"}
OF_THE_RUN: Final = {
    "prevented by low": "with it, prevented at {low}", "prevented by high": "with it, prevented at {high}",
    "brought about by low": "without it, brought about at {low}",
    "brought about by high": "without it, brought about at {high}",
}  # fmt: skip


def causes_text(title: str, found: Sequence[Causation]) -> str:
    """Return the causes of an outcome one after the other."""
    note = "\n".join(line for text in NOTE for line in textwrap.wrap(text, WIDTH))
    return "\n\n".join([title, note, *map(cause_text, found), caveat(CAVEAT, (each.outcome for each in found))])


def cause_text(found: Causation) -> str:
    """Return how an outcome answers to a cause: shares, kinds of worlds, and Pearl's probabilities."""
    name, outcome = found.cause.name, outcome_label(found.outcome)
    ends = {"low": in_words(found.cause.low), "high": in_words(found.cause.high)}
    low, high = ends.values()
    head = f"{name} from {low} to {high}, and {outcome}, in {several(found.n, 'world')} with the same luck"
    return "\n".join([
        head, "", *share_lines(found, ends), "", *kind_lines(found, ends),
        "", f"  {name} at {high}, rather than {low}, as a cause of {outcome}", *pearl_lines(found, True),
        "", f"  {name} at {low}, rather than {high}, as a cause of {outcome}", *pearl_lines(found, False),
        "", f"  Of the worlds as they are, those with {outcome} and those without",
        *table([(text.format(**ends), shown(found.of_the_run[key], True)) for key, text in OF_THE_RUN.items()], "    "),
    ])  # fmt: skip


def share_lines(found: Causation, ends: Mapping[str, str]) -> list[str]:
    """Return the share of worlds with the outcome, with the cause low, high, and as it is."""
    flags = {f"at {ends['low']}": found.low, f"at {ends['high']}": found.high, "as it is": found.as_is}
    rows = [(name, shown(share_of(each))) for name, each in flags.items()]
    return [f"  P({outcome_label(found.outcome)})", *table(rows, "    ")]


def kind_lines(found: Causation, ends: Mapping[str, str]) -> list[str]:
    """Return the worlds by when the outcome happens, and the share that answers against the main direction."""
    rows = [(text.format(**ends), shown(found.response[kind])) for kind, text in KINDS.items()]
    main = ends["high"] if found.raises else ends["low"]
    against = f"    It is commoner at {main}; {shown(found.against)} of worlds answer the other way (not monotonic)."
    return ["  Worlds by when it happens", *table(rows, "    "), against]


def pearl_lines(found: Causation, high: bool) -> list[str]:
    """Return the probabilities that a value was necessary, sufficient, and both."""
    own, bounds = found.probabilities(high), found.bounds(high)
    rows = []
    for key, words in PEARL.items():
        between = bounds[key]
        span = f"{number_text(between[0], 2)} to {number_text(between[1], 2)}" if between else "nothing"
        rows.append((words, shown(own[key], True), f"from the shares alone: {span}"))
    return table(rows, "    ")


def in_words(value: float | str) -> str:
    """Return a value of a cause as people read it."""
    return value.replace("_", " ") if isinstance(value, str) else f"{value:g}"


def shown(estimate: Estimate | None, count: bool = False) -> str:
    """Return an estimate with its interval, and its n where it is not that of all worlds."""
    if estimate is None:
        return "not defined: no such world"
    text = value_text(estimate.value, estimate.low, estimate.high, 3)
    return f"{text} (n = {count_text(estimate.n)})" if count else text
