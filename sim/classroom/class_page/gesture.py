"""A beat with one gesture: fifty worlds, dragged as dots or parted by a line, arm by arm under the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.claims import Claim, claims_from, examine
from sim.classroom.class_page.proving import Proved
from sim.errors import DataProblem
from sim.pages.model import plain_scenario
from sim.scenario import Scenario, load_scenario
from sim.study.run.worlds import run

KINDS: Final = ("dots", "line")
CROWD: Final = 4000
"""Worlds that the rule measures in."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """What a file says: `arms` by name, each a scenario; a guess of the first from `low` to `high` is right.

    `first` is the number of the first of the `worlds`. `told` are numbers that the texts say.
    """

    name: str
    kind: str
    minutes: int
    seed: int
    worlds: int
    first: int
    outcome: str
    arms: Mapping[str, Scenario]
    low: int
    high: int
    told: Mapping[str, int]
    claims: tuple[Claim, ...]

    def plain(self) -> dict[str, Any]:
        """Return the beat as its page plays it."""
        return {
            "name": self.name, "seed": str(self.seed),
            "gesture": {
                "kind": self.kind, "worlds": self.worlds, "first": self.first, "outcome": self.outcome,
                "names": list(self.arms), "arms": [plain_scenario(each) for each in self.arms.values()],
                "low": self.low, "high": self.high, **self.told,
            },
        }  # fmt: skip

    def counts(self) -> Iterator[Any]:
        """Yield in how many of the worlds the outcome happens, arm by arm, for each block of so many worlds."""
        for arm in self.arms.values():
            happened = run(arm, CROWD, self.seed).flag(self.outcome)
            yield happened[: CROWD // self.worlds * self.worlds].reshape(-1, self.worlds).sum(axis=1)

    def best(self) -> int:
        """Return the first world of the block that lies nearest to the middle in every arm."""
        far = sum(np.abs(each - each.mean()) / max(1.0, float(each.std())) for each in self.counts())
        return int(np.argmin(far)) * self.worlds

    def prove(self) -> Iterator[Proved]:
        """Yield what came of the rule by which these worlds are shown, and of each claim."""
        for name, counts in zip(self.arms, self.counts(), strict=True):
            low, high = np.quantile(counts, [0.25, 0.75])
            shown = int(counts[self.first // self.worlds])
            yield Proved(bool(low <= shown <= high), f"worlds from {self.first} on: {self.outcome} in {shown} of "
                         f"{self.worlds} where they {name}; the middle half is {low:g} to {high:g}")  # fmt: skip
            if name == next(iter(self.arms)) and "share" in self.told:
                told, mean = self.told["share"], float(counts.mean())
                right = round(mean) == told and self.low <= mean <= self.high
                yield Proved(right, f"the page tells {told} of {self.worlds} and takes {self.low} to {self.high}; "
                             f"it is {mean:.1f}")  # fmt: skip
        for claim in self.claims:
            line = examine(claim)
            yield Proved(bool(line.holds), line.told)


def gesture_from(name: str, label: str, content: bytes) -> Gesture:
    """Return a beat with one gesture; raises DataProblem with the line for what cannot be meant."""
    read = claims_from(label, content)
    said, place = read.file.data["gesture"], read.file.place
    known = {"kind", "worlds", "first", "outcome", "names", "low", "high", "told"}
    for key in said:
        if key not in known:
            raise DataProblem(f"there is no key '{key}'", place(("gesture", key)), f"Use {', '.join(sorted(known))}.")
    for key in ("kind", "worlds", "first", "outcome", "names"):
        if key not in said:
            raise DataProblem(f"it has no '{key}'", place(("gesture",)), f"Write {key} = …")
    if said["kind"] not in KINDS:
        raise DataProblem(f"there is no gesture '{said['kind']}'", place(("gesture", "kind")), "Use dots or line.")
    if not read.claims:
        raise DataProblem("it claims nothing", place(), 'Add [claim."NAME"] that say what it teaches.')
    if said["first"] % said["worlds"] or not 0 <= said["first"] < CROWD:
        remedy = f"Give a multiple of {said['worlds']} below {CROWD}."
        raise DataProblem(f"the first world is {said['first']}", place(("gesture", "first")), remedy)
    start = read.guarded(("scenario",), lambda: load_scenario(read.file.data["scenario"]))
    arms = {each: read.arm(each, start, ("gesture", "names")).scenario for each in said["names"]}
    return Gesture(
        name, said["kind"], read.file.data.get("minutes", 3), read.file.data.get("seed", 7), said["worlds"],
        said["first"], said["outcome"], arms, said.get("low", 0), said.get("high", said["worlds"]),
        said.get("told", {}), read.claims,
    )  # fmt: skip
