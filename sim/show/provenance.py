"""Where the numbers of a figure come from, as a foot line and as metadata of the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import DataProblem, UsageProblem, one_line
from sim.study.estimate.interval import count_text

CAVEAT = "Conditional on the model's assumptions, no forecast."


@dataclass(frozen=True, slots=True)
class Provenance:
    """The run behind a figure.

    `n` counts what `counted` names: worlds, worlds a cell, pairs of worlds. `method` names the interval and
    its level. `seed` and `n` are tuples only where several runs that differ in them share a figure (see
    `together`).
    """

    scenario: str
    scenario_hash: str
    seed: int | tuple[int, ...]
    n: int | tuple[int, ...]
    method: str
    version: str
    counted: str = "worlds"

    @property
    def size(self) -> str:
        """The number of worlds in words: "10 000 worlds", "1 000 worlds a cell"."""
        numbers = ", ".join(count_text(each) for each in _each(self.n))
        thing, _, rest = self.counted.partition(" ")
        counted = f"{thing.removesuffix('s')} {rest}".rstrip() if self.n == 1 else self.counted
        return f"{numbers} {counted}"

    @property
    def seeds(self) -> str:
        """The seed, or the seeds with a comma between."""
        return ", ".join(str(each) for each in _each(self.seed))

    @property
    def foot(self) -> str:
        """The facts of the foot line: scenario, hash, seed, n, interval method and version."""
        facts = (
            self.scenario,
            f"scenario hash {self.scenario_hash}",
            f"seed {self.seeds}",
            f"n = {self.size}",
            f"interval: {self.method}",
            f"version {self.version}",
        )
        return " · ".join(one_line(fact) for fact in facts)

    def confirm(self, worlds: int) -> None:
        """Raise DataProblem where the data hold another number of worlds than the foot line would print."""
        if worlds not in _each(self.n):
            raise DataProblem(
                f"The figure would claim {self.size}, but the data hold {count_text(worlds)}.",
                f"the provenance of {self.scenario}",
                "Give the provenance of the run that the data come from.",
            )

    def metadata(self, kind: str, title: str) -> dict[str, Any]:
        """Return what a png, svg or pdf file carries besides the picture; no date, so that bytes repeat.

        Raises UsageProblem for another kind.
        """
        facts = {
            "Scenario": self.scenario,
            "Scenario hash": self.scenario_hash,
            "Seed": self.seeds,
            "n": self.size,
            "Interval": self.method,
            "Version": self.version,
        }
        pairs = [f"{name}: {fact}" for name, fact in facts.items()]
        maker, about = f"sim {self.version}", f"{self.foot}. {CAVEAT}"
        match kind:
            case "png":
                return {"Title": title, "Description": about, "Software": maker} | facts
            case "svg":
                return {
                    "Title": title,
                    "Description": about,
                    "Keywords": pairs,
                    "Creator": maker,
                    "Date": None,
                }
            case "pdf":
                return {
                    "Title": title,
                    "Subject": about,
                    "Keywords": "; ".join(pairs),
                    "Creator": maker,
                    "CreationDate": None,
                }
        raise UsageProblem(f"'{kind}' is no kind of picture.", "kind", "Use png, svg or pdf.")


def together(parts: Sequence[Provenance]) -> Provenance:
    """Return the provenance of a figure of several runs: what they share once, the rest with commas.

    Raises DataProblem where there is none, or where they were made by different versions or counted
    differently.
    """
    if not parts:
        raise DataProblem(
            "A figure needs at least one run.",
            "the provenance of a figure",
            "Give the provenance of each run shown.",
        )
    first = parts[0]
    for part in parts:
        if (part.version, part.method, part.counted) != (first.version, first.method, first.counted):
            raise DataProblem(
                "Runs of different versions, intervals or ways of counting cannot share a figure.",
                f"{first.foot}; {part.foot}",
                "Run both again with this version, and estimate them in the same way.",
            )
    return Provenance(
        ", ".join(dict.fromkeys(part.scenario for part in parts)),
        ", ".join(dict.fromkeys(part.scenario_hash for part in parts)),
        _one_or_all([seed for part in parts for seed in _each(part.seed)]),
        _one_or_all([n for part in parts for n in _each(part.n)]),
        first.method,
        first.version,
        first.counted,
    )


def _each(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _one_or_all(values: list[int]) -> int | tuple[int, ...]:
    """Return the value that all share, or each of them in order."""
    return values[0] if len(set(values)) == 1 else tuple(values)
