"""Names of outcomes, as people write them and as tables print them."""

from __future__ import annotations

from typing import Final

from sim.errors import UsageProblem, nearest
from sim.show.labels import SHOWN_FLAGS
from sim.show.labels import outcome_label as outcome_label
from sim.study.estimate import count_text
from sim.study.outcomes import plain_name
from sim.study.studies.outcomes import PROBABILITIES

FLAG_LABELS: Final = {name: outcome_label(name) for name in SHOWN_FLAGS}


def several(count: int, word: str) -> str:
    """Return a count with its word: "1 world", "2 000 worlds"."""
    return f"{count_text(count)} {word}{'' if count == 1 else 's'}"


def outcome_name(text: str) -> str:
    """Return the name of an outcome that a text means; raises UsageProblem with the nearest."""
    name = plain_name(text.strip())
    if name not in PROBABILITIES:
        remedy = f"Use one of: {', '.join(PROBABILITIES)}.{nearest(name, PROBABILITIES)}"
        raise UsageProblem(f"there is no outcome '{text}'", f"--outcome {text}", remedy)
    return name
