"""The ledger of levers: what a policy can set in a month, and what each must do as it goes from low to high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sim.game.numbers.entry import OURS, Entry


@dataclass(frozen=True, slots=True)
class Lever(Entry):
    """A lever, named `capital.lever`; `wanted` is what must move, and which way, as it goes from low to high."""

    label: str
    wanted: str

    @property
    def field(self) -> str:
        """The name of the lever among the levers of a month."""
        return self.name.replace(".", "_")


def _lever(
    name: str,
    label: str,
    default: float,
    meaning: str,
    wanted: str,
    *,
    span: tuple[float, float] = (0.0, 1.0),
    neutral: float | None = None,
) -> Lever:
    return Lever(name, "", "number", default, *span, "", meaning, "A", OURS, neutral, False, (), label, wanted)


_ALL: Final = (
    _lever(
        "washington.pressure", "pressure", 0.5, "how readily Washington threatens, sanctions and deploys",
        "more sanctions and deployments; tests of a fearful Kim up, of a greedy one down",
    ),
    _lever(
        "washington.dialogue", "dialogue", 0.5, "how readily Washington talks and gives relief",
        "more months of talks",
    ),
    _lever(
        "washington.secondary_sanctions", "secondary sanctions", 0.3, "sanctions on Chinese firms and banks",
        "enforcement up, the relation of the giants down",
    ),
    _lever(
        "washington.rhetoric", "talk of regime change", 0.2, "how far Washington speaks of another regime",
        "tests up, for all and for a fearful Kim",
    ),
    _lever(
        "washington.ambiguity", "ambiguity", 0.0, "red lines left unsaid: a threat binds less and is misheard more",
        "audience stock down; chances of standing firm at the brink nearer to a half", neutral=0.0,
    ),
    _lever(
        "beijing.enforcement", "enforcement", 0.5, "how firmly Beijing enforces what is on the books",
        "tests of a fearful Kim up, of a greedy one down; a greedy Kim's deterrent later",
    ),
    _lever(
        "beijing.easing", "easing", 0.5, "how far Beijing loosens when Pyongyang is soft",
        "more months of talks under a Beijing that enforces",
    ),
    _lever(
        "beijing.thaad_retaliation", "retaliation for THAAD", 0.3, "what Beijing makes Seoul pay for THAAD",
        "THAAD down, enforcement down, Washington's pressure moved",
    ),
    _lever(
        "beijing.contact", "contact", 0.0, "how well Beijing hears Pyongyang",
        "Beijing's belief in the true type up", neutral=0.0,
    ),
    _lever(
        "pyongyang.deterrent_goal", "deterrent goal", 0.8, "the arsenal at which the deterrent counts as complete",
        "the first turn to talks later", span=(0.6, 1.0),
    ),
    _lever(
        "pyongyang.unpredictability", "unpredictability", 0.0, "moves that nobody expects",
        "war up, Washington's doubt about Kim up", neutral=0.0,
    ),
)  # fmt: skip

LEVERS: Final[Mapping[str, Lever]] = MappingProxyType({lever.name: lever for lever in _ALL})
